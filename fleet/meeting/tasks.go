package meeting

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"unicode/utf8"

	"lawkiosk/fleet"
	"lawkiosk/fleet/wire"
)

// filter is what a lawyer's lists hold: their own tasks, those that nobody has
// taken in their counties, and for a lead those that no other sees.
func filter(l *fleet.Lawyer, kind, state string) TaskFilter {
	return TaskFilter{
		Kind: kind, State: state, Lawyer: l.User, Regions: l.Regions,
		City: slices.Contains(l.Pools, fleet.PoolCity), Lead: l.Role == fleet.RoleLead, All: l.Role == fleet.RoleLead,
	}
}

// TaskList implements DeskDoor.
func (s *Service) TaskList(ctx context.Context, user, kind, state string) ([]TaskRow, error) {
	l, sc, err := s.lawyer(ctx, user)
	if err != nil {
		return nil, err
	}
	if !slices.Contains([]string{"", TaskCallback, TaskMessage, TaskBooking, TaskRating}, kind) || !slices.Contains([]string{"", "open", "done"}, state) {
		return nil, bad("kind is callback, message, booking or rating, state is open or done")
	}
	list, err := s.d.Store.Tasks(ctx, filter(&l, kind, state))
	if err != nil {
		return nil, fmt.Errorf("cannot list tasks: %w", err)
	}
	out := []TaskRow{}
	for i := range list {
		out = append(out, s.row(sc, &list[i], user))
	}
	return out, nil
}

func (s *Service) row(sc *scene, t *Task, user string) TaskRow {
	r := TaskRow{
		ID: t.ID, Kind: t.Kind, Number: t.Number, Topic: t.Topic, Region: t.Region, Centre: s.place(t.Centre), Speech: t.Speech,
		Created: t.Created, Due: t.Due, Overdue: t.State != TaskDone && sc.now.After(t.Due), Mine: t.Lawyer == user, State: t.State,
		HasVoice: t.Voices > 0, Voices: t.Voices, HasText: t.HasText, HasPhone: t.HasPhone, Grade: t.Grade, Tags: t.Tags, Done: t.Done,
	}
	if l := sc.lawyer(t.Lawyer); l != nil {
		r.Lawyer = l.Display
	}
	return r
}

// may says whether a task is for a lawyer.
func (t *Task) may(l *fleet.Lawyer) bool {
	switch {
	case t.Kind == TaskRating:
		return l.Role == fleet.RoleLead && t.About != l.User
	case l.Role == fleet.RoleLead || t.Lawyer == l.User:
		return true
	}
	return t.Lawyer == "" && (slices.Contains(l.Regions, t.Region) || slices.Contains(l.Pools, fleet.PoolCity))
}

// taskFor reads a task for one whom it is for.
func (s *Service) taskFor(ctx context.Context, user, id string) (Task, fleet.Lawyer, *scene, error) {
	l, sc, err := s.lawyer(ctx, user)
	if err != nil {
		return Task{}, l, nil, err
	}
	t, err := s.d.Store.Task(ctx, id)
	if err == nil && !t.may(&l) {
		err = ErrUnknown // that it exists is not theirs to know
	}
	return t, l, sc, err
}

// Task implements DeskDoor.
func (s *Service) Task(ctx context.Context, user, ip, id string) (TaskRow, error) {
	t, _, sc, err := s.taskFor(ctx, user, id)
	if err != nil {
		return TaskRow{}, err
	}
	if err := s.audit(ctx, user, ip, "task.seen", id, t.Kind); err != nil {
		return TaskRow{}, err
	}
	return s.opened(ctx, sc, &t, user)
}

// opened is a task with what the citizen said.
func (s *Service) opened(ctx context.Context, sc *scene, t *Task, user string) (TaskRow, error) {
	r := s.row(sc, t, user)
	own, err := s.d.Store.Sealed(ctx, t.ID)
	if err != nil {
		return TaskRow{}, err
	}
	call, err := s.d.Store.Sealed(ctx, t.Call)
	if err != nil {
		return TaskRow{}, err
	}
	var told, typed wire.Citizen
	for _, x := range []struct {
		all         map[string][]byte
		owner, name string
		to          any
	}{
		{call, t.Call, sealedCitizen, &told},
		{own, t.ID, sealedCitizen, &typed},
		{own, t.ID, sealedText, &r.Text},
		{own, t.ID, sealedReply, &r.Reply},
		{own, t.ID, sealedNote, &r.Note},
	} {
		if err := s.open(ctx, x.all, x.owner, x.name, x.to); err != nil {
			return TaskRow{}, err
		}
	}
	r.Name, r.Phone = told.Name, told.Phone
	if typed.Phone != "" {
		r.Phone = typed.Phone
	}
	return r, nil
}

// TaskVoice implements DeskDoor.
func (s *Service) TaskVoice(ctx context.Context, user, ip, id string, piece int) (string, []byte, error) {
	t, _, _, err := s.taskFor(ctx, user, id)
	if err != nil {
		return "", nil, err
	}
	if piece < 1 || piece > t.Voices {
		return "", nil, ErrUnknown
	}
	if err := s.audit(ctx, user, ip, "task.heard", id, fmt.Sprintf("piece %d", piece)); err != nil {
		return "", nil, err
	}
	name := sealedVoice + strconv.Itoa(piece)
	data, err := s.d.Store.Unseal(ctx, id, name)
	if err != nil {
		return "", nil, err
	}
	var v voicePiece
	if err := s.open(ctx, map[string][]byte{name: data}, id, name, &v); err != nil {
		return "", nil, err
	}
	return v.Type, v.Data, nil
}

// TakeTask implements DeskDoor.
func (s *Service) TakeTask(ctx context.Context, user, id string) (TaskRow, error) {
	return s.work(ctx, user, id, func(t *Task, l *fleet.Lawyer, _ *Effects) error {
		switch {
		case t.State == TaskDone:
			return ErrOver
		case t.Lawyer != "" && t.Lawyer != user && l.Role != fleet.RoleLead:
			return ErrTaken
		}
		t.Lawyer, t.State = user, TaskTaken
		return nil
	})
}

// FinishTask implements DeskDoor.
func (s *Service) FinishTask(ctx context.Context, user, id string, d NewDone) (TaskRow, error) {
	if utf8.RuneCountInString(d.Reply) > maxText || utf8.RuneCountInString(d.Note) > maxText {
		return TaskRow{}, ErrTooLarge
	}
	return s.work(ctx, user, id, func(t *Task, l *fleet.Lawyer, fx *Effects) error {
		if t.State == TaskDone {
			return ErrOver
		}
		now := s.now()
		for name, text := range map[string]string{sealedReply: d.Reply, sealedNote: d.Note} {
			if text == "" {
				continue
			}
			if err := s.seal(ctx, fx, t.ID, name, text); err != nil {
				return err
			}
		}
		t.State, t.Done, t.By = TaskDone, now, user
		if t.Lawyer == "" {
			t.Lawyer = user
		}
		if t.Number != "" {
			fx.Replied = &Replied{Number: t.Number, By: user, Shown: l.Display, At: now}
		}
		fx.keep(t.ID, now.Add(s.rules.Keep))
		fx.keep(t.Call, now.Add(s.rules.Keep))
		return nil
	})
}

// work changes a task and shows it to who did.
func (s *Service) work(ctx context.Context, user, id string, f func(t *Task, l *fleet.Lawyer, fx *Effects) error) (TaskRow, error) {
	_, l, sc, err := s.taskFor(ctx, user, id)
	if err != nil {
		return TaskRow{}, err
	}
	t, err := s.d.Store.UpdateTask(ctx, id, func(t *Task, fx *Effects) error {
		if !t.may(&l) {
			return ErrTaken
		}
		return f(t, &l, fx)
	})
	if err != nil {
		return TaskRow{}, err
	}
	s.d.Live.Desks()
	return s.opened(ctx, sc, &t, user)
}
