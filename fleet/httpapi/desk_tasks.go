package httpapi

import (
	"context"

	"lawkiosk/fleet"
	"lawkiosk/fleet/meeting"
)

// TaskPath names a task.
type TaskPath struct {
	ID string `path:"id" maxLength:"64"`
}

type taskQuery struct {
	Kind  string `query:"kind" enum:"callback,message,booking,rating"`
	State string `query:"state" enum:"open,done" default:"open"`
}

// TaskPage is a list of tasks, the first due first.
type TaskPage struct {
	Items []meeting.TaskRow `json:"items" nullable:"false"`
}

// taskRoutes are what follows from calls. What a citizen said is shown by
// get-task and get-task-voice only, which write to the audit.
func (a *API) taskRoutes() {
	atDesk(a, route{method: "GET", path: "/api/desk/tasks", id: "list-tasks", summary: "Call-backs, messages, bookings and ratings that are owed"},
		func(ctx context.Context, user string, in *taskQuery) (TaskPage, error) {
			rows, err := a.deps.Meetings.TaskList(ctx, user, in.Kind, in.State)
			return TaskPage{Items: append([]meeting.TaskRow{}, rows...)}, err
		})
	atDesk(a, route{method: "GET", path: "/api/desk/tasks/{id}", id: "get-task", summary: "A task with what the citizen said; written to the audit"},
		func(ctx context.Context, user string, in *TaskPath) (meeting.TaskRow, error) {
			return a.deps.Meetings.Task(ctx, user, ipOf(ctx), in.ID)
		})
	forCalls(a, route{method: "GET", path: "/api/desk/tasks/{id}/voice", id: "get-task-voice", summary: "A spoken message; written to the audit", who: fleet.WorkAtDesk, tag: "desk"},
		func(ctx context.Context, in *struct {
			TaskPath
			Piece int `query:"piece" minimum:"1" maximum:"20" default:"1"`
		},
		) (*bytesAnswer, error) {
			media, data, err := a.deps.Meetings.TaskVoice(ctx, sessionOf(ctx).User, ipOf(ctx), in.ID, in.Piece)
			if err != nil {
				return nil, err
			}
			if t, ok := audioType(media); ok {
				media = t
			} else {
				media = "application/octet-stream"
			}
			return &bytesAnswer{Type: media, Disposition: "inline", Body: data}, nil
		})
	atDesk(a, route{method: "POST", path: "/api/desk/tasks/{id}/take", id: "take-task", summary: "Make it one's own"},
		func(ctx context.Context, user string, in *TaskPath) (meeting.TaskRow, error) {
			return a.deps.Meetings.TakeTask(ctx, user, in.ID)
		})
	atDesk(a, route{method: "POST", path: "/api/desk/tasks/{id}/done", id: "finish-task", summary: "Done; the reply is shown to whoever has the receipt", max: maxWords},
		func(ctx context.Context, user string, in *struct {
			TaskPath
			Body meeting.NewDone
		},
		) (meeting.TaskRow, error) {
			return a.deps.Meetings.FinishTask(ctx, user, in.ID, in.Body)
		})
}
