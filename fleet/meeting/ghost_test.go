package meeting_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"lawkiosk/fleet"
	"lawkiosk/fleet/meeting"
	"lawkiosk/fleet/wire"
)

// ghosts does random things with a few kiosks and desks.
type ghosts struct {
	*world
	rand    *rand.Rand
	kiosks  []string
	users   []string
	visit   int
	codes   []string
	history []string
}

func (g *ghosts) one(list []string) string { return list[g.rand.IntN(len(list))] }

func (g *ghosts) id() string {
	list, err := g.store.Running(g.ctx)
	g.ok(err)
	if len(list) == 0 {
		return "none"
	}
	return list[g.rand.IntN(len(list))].ID
}

// allowed are faults that mean no more than "not now".
func (g *ghosts) allowed(what string, err error) {
	g.Helper()
	g.history = append(g.history, fmt.Sprint(what, " ", err))
	if err != nil && meeting.Code(err) == "" {
		g.Fatalf("%s: %v", what, err)
	}
}

func (g *ghosts) step() {
	k, u, id := g.one(g.kiosks), g.one(g.users), g.id()
	var err error
	what := g.rand.IntN(22)
	switch what {
	case 0, 1, 2:
		g.visit++
		_, err = g.Begin(g.ctx, k, request(fmt.Sprint("v", g.visit)))
	case 3, 4, 5:
		_, err = g.Answer(g.ctx, u, id, "")
	case 6:
		err = g.Decline(g.ctx, u, id)
	case 7:
		_, err = g.End(g.ctx, meeting.AtKiosk(k), id)
	case 8:
		_, err = g.Finish(g.ctx, u, id, meeting.NewFinish{Outcome: "advice", Summary: "x"})
	case 9:
		_, err = g.Transfer(g.ctx, u, id, meeting.NewTransfer{Pool: "own"})
	case 10:
		var i meeting.Invited
		i, err = g.Invite(g.ctx, u, id, meeting.NewInvite{Role: "party"})
		if err == nil {
			g.codes = append(g.codes, i.Code)
		}
	case 11:
		if len(g.codes) > 0 {
			_, err = g.Join(g.ctx, k, wire.Join{Visit: "j", Code: g.one(g.codes)})
		}
	case 12:
		_, err = g.Invite(g.ctx, u, id, meeting.NewInvite{Role: "mediator", User: g.one(g.users)})
	case 13:
		_, err = g.Message(g.ctx, k, id, wire.NewMessage{Text: "x"})
	case 14:
		err = g.SetDuty(g.ctx, u, fleet.DutyStates()[g.rand.IntN(3)])
	case 15:
		g.start()
	case 16, 17:
		g.pass(time.Duration(g.rand.IntN(120)) * time.Second)
	case 18:
		_, err = g.Here(g.ctx, meeting.AtDesk(u), id, wire.Here{Joined: true, Camera: "on"})
	case 19:
		err = g.SeeDesk(g.ctx, u)
	default:
		_, err = g.Here(g.ctx, meeting.AtKiosk(k), id, wire.Here{Camera: "on"})
	}
	g.allowed(fmt.Sprint(what, " ", k, " ", u), err)
}

// check is what must hold at any time.
func (g *ghosts) check() {
	g.Helper()
	if _, err := g.Sweep(g.ctx); err != nil {
		g.Fatal(err)
	}
	list, err := g.store.Running(g.ctx)
	g.ok(err)
	now := g.time()
	in := map[string]string{}
	for i := range list {
		c := &list[i]
		due := g.Due(c, now)
		if due.IsZero() || !due.After(now) || due.After(now.Add(meeting.AskFor)) {
			g.Fatalf("call %s (%s) is due at %v, now is %v: a ghost\n%s", c.ID, c.State, due, now, strings.Join(g.history, "\n"))
		}
		wanted := c.State == wire.CallTalking || len(c.Ringing) > 0
		if wanted && c.Room == "" || c.Room != "" && c.State != wire.CallTalking && c.State != wire.CallWaiting {
			g.Fatalf("call %s is %s, rings at %v, with room %q", c.ID, c.State, c.Ringing, c.Room)
		}
		for _, p := range c.People {
			if p.Gone {
				continue
			}
			for _, who := range []string{p.Kiosk, p.User} {
				if other, twice := in[who]; who != "" && twice {
					g.Fatalf("%s is in %s and in %s", who, other, c.ID)
				}
				in[who] = c.ID
			}
		}
	}
}

func TestNoGhosts(t *testing.T) {
	for seed := range uint64(6) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			w := newWorld(t, lawyer("a", "520103"), lawyer("b", "520103", "unskilled"), lawyer("c", "", "city"))
			g := &ghosts{
				world: w, rand: rand.New(rand.NewPCG(seed, 1)), kiosks: []string{k1, k2, "520103-003"}, users: []string{"a", "b", "c"},
			}
			w.on(g.users...)
			for range 150 {
				g.step()
				g.check()
			}
			w.pass(10 * time.Minute) // everybody is silent
			list, err := w.store.Running(w.ctx)
			w.ok(err)
			if len(list) != 0 || len(w.rooms.open) != 0 {
				t.Fatalf("%d calls and the rooms %v are left", len(list), w.rooms.open)
			}
			for _, u := range g.users {
				if len(w.rung(u)) != 0 {
					t.Fatalf("it rings at %s", u)
				}
			}
		})
	}
}

// TestRunMovesCallsOn lets Run itself walk the ladder, with the bubble's clock.
func TestRunMovesCallsOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, lawyer("a", "520103"))
		w.clock = time.Time{}
		w.start()
		w.ok(w.SetDuty(t.Context(), "a", fleet.DutyOn))
		ended := make(chan error, 1)
		go func() { ended <- w.Service.Run(t.Context()) }()
		c := w.begin(k1)
		var states []wire.CallState
		for range 40 {
			time.Sleep(2 * time.Second)
			synctest.Wait()
			s := w.view(k1, c.ID).State
			if !slices.Contains(states, s) {
				states = append(states, s)
			}
		}
		if !slices.Equal(states, []wire.CallState{wire.CallWaiting, wire.CallEnded}) {
			t.Fatalf("%v", states)
		}
		w.want(w.view(k1, c.ID), wire.CallEnded, wire.CallVanished)
		if len(ended) > 0 {
			t.Fatal("Run ended by itself")
		}
	})
}
