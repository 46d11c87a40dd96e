package server

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"lawkiosk/fleet/meeting"
	"lawkiosk/fleet/totp"
	"lawkiosk/fleet/wire"
)

// desk is somebody who is signed in at a running server.
type desk struct {
	*testing.T
	s      *Server
	web    *http.Client
	cookie *http.Cookie
}

// signIn signs somebody in whom the command line has just added.
func (h *house) signIn(s *Server, web *http.Client, name string, said map[string][]string) *desk {
	h.Helper()
	who := map[string]string{"name": name, "password": said["password"][0]}
	if secret := said["totp-secret"]; len(secret) > 0 {
		code, err := totp.Code(secret[0], time.Now())
		if err != nil {
			h.Fatal(err)
		}
		who["code"] = code
	}
	d := &desk{T: h.T, s: s, web: web}
	resp := d.send(http.MethodPost, "/api/session", who, nil)
	if resp.StatusCode != http.StatusOK || len(resp.Cookies()) == 0 {
		h.Fatalf("%s: %s", name, resp.Status)
	}
	d.cookie = resp.Cookies()[0]
	return d
}

// send asks as a page of the console does.
func (d *desk) send(method, path string, in, out any) *http.Response {
	body, err := json.Marshal(in)
	if err != nil {
		d.Error(err)
	}
	base := "http://" + d.s.HTTPAddr().String()
	req, err := http.NewRequestWithContext(d.Context(), method, base+path, bytes.NewReader(body))
	if err != nil {
		d.Error(err)
		return &http.Response{}
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Origin", base)
	if d.cookie != nil {
		req.AddCookie(d.cookie)
	}
	resp, err := d.web.Do(req)
	if err != nil {
		d.Error(err)
		return &http.Response{}
	}
	answer, err := io.ReadAll(resp.Body)
	resp.Body.Close()
	if err == nil && out != nil && resp.StatusCode == http.StatusOK {
		err = json.Unmarshal(answer, out)
	}
	if err != nil {
		d.Errorf("%s %s: %s: %v", method, path, resp.Status, err)
	}
	return resp
}

// answers takes what rings, one after the other, until so many were answered or nothing rings any more.
func (d *desk) answers(most int) (n int) {
	var view struct {
		Rings []struct {
			ID string `json:"id"`
		} `json:"rings"`
	}
	d.send(http.MethodGet, "/api/desk", nil, &view)
	for _, r := range view.Rings {
		if n == most {
			break
		}
		if resp := d.send(http.MethodPost, "/api/desk/calls/"+r.ID+"/answer", struct{}{}, nil); resp.StatusCode != http.StatusOK {
			continue // another desk was faster, or the citizen is led on
		}
		n++
		finish := map[string]any{"outcome": "advice", "summary": "说完了。", "notes": "", "guides": []string{}, "follow_up": map[string]string{"kind": "none"}}
		if resp := d.send(http.MethodPost, "/api/desk/calls/"+r.ID+"/finish", finish, nil); resp.StatusCode/100 != 2 {
			d.Errorf("finish: %s", resp.Status)
		}
	}
	return n
}

// citizens are kiosks at which somebody waits.
type citizens struct {
	*testing.T
	s    *Server
	at   []Enrolled
	call []wire.Call
}

// each asks for all of them at once and keeps the newest snapshots.
func (c *citizens) each(who []int, method, path, body string) {
	c.Helper()
	var all sync.WaitGroup
	for _, i := range who {
		all.Go(func() {
			var got wire.Call
			at := path
			if id := c.call[i].ID; id != "" {
				at = wire.PathCalls + "/" + id + path
			}
			if status := kioskAsks(c.T, c.s, c.at[i], method, at, body, &got); status != http.StatusOK {
				c.Errorf("%s: %d", at, status)
				return
			}
			c.call[i] = got
		})
	}
	all.Wait()
}

// are gives those in a state.
func (c *citizens) are(state wire.CallState) (who []int) {
	for i := range c.call {
		if c.call[i].State == state {
			who = append(who, i)
		}
	}
	return who
}

// places wants everybody who waits to have a place of their own, from 1 on, in the order in which they came.
func (c *citizens) places() {
	c.Helper()
	waiting := c.are(wire.CallWaiting)
	place := func(i int) int { return c.call[i].Queue.Place }
	slices.SortFunc(waiting, func(a, b int) int { return cmp.Compare(place(a), place(b)) })
	for n, i := range waiting {
		if place(i) != n+1 {
			c.Errorf("place %d is that of number %d", place(i), n+1)
		}
		if n > 0 && c.call[i].Began.Before(c.call[waiting[n-1]].Began) {
			c.Errorf("who has place %d came before who is at %d", n+1, n)
		}
	}
}

func TestFiftyCitizensWait(t *testing.T) {
	const n = 50
	h := newHouse(t)
	text, err := os.ReadFile(h.config)
	if err != nil {
		t.Fatal(err)
	}
	rules := filepath.Join(h.dir, "rules.toml")
	h.write(rules, "[[ladder]]\nregion = \"*\"\nown = \"20s\"\ncity = \"0s\"\nneighbours = \"0s\"\n")
	h.write(h.config, string(text)+"[meeting]\nrules = \""+rules+"\"\n")
	enrolled, err := EnrolSimulated(t.Context(), h.config, n)
	if err != nil {
		t.Fatal(err)
	}
	add := func(name string, more ...string) string {
		return h.must(append([]string{"user", "add", "-config", h.config, "-name", name}, more...)...)
	}
	operator := map[string][]string{"password": {lastWord(add("op", "-role", "operator"))}}
	lawyers := map[string]map[string][]string{}
	for i := range 5 {
		name := fmt.Sprint("lawyer", i)
		lawyers[name] = labelled(add(name, "-role", "lawyer", "-display", name, "-licence", "1520120260000000"+fmt.Sprint(i),
			"-firm", "测试律师事务所", "-regions", "520103", "-speaks", "mandarin"))
	}
	s, stop := h.serve()
	defer stop()
	web := &http.Client{}
	defer web.CloseIdleConnections()
	op := h.signIn(s, web, "op", operator)
	desks := []*desk{}
	for name, said := range lawyers {
		d := h.signIn(s, web, name, said)
		d.send(http.MethodPut, "/api/desk/duty", map[string]string{"state": "on"}, nil)
		desks = append(desks, d)
	}
	ready(t, s, enrolled[0])
	c := &citizens{T: t, s: s, at: enrolled, call: make([]wire.Call, n)}
	everybody := make([]int, n)
	for i := range everybody {
		everybody[i] = i
	}

	c.each(everybody, http.MethodPost, wire.PathCalls, askForLawyer)
	c.each(everybody, http.MethodGet, "", "")
	c.places()
	var now meeting.Now
	op.send(http.MethodGet, "/api/meetings/now", nil, &now)
	if now.Waiting != n || now.OnDuty != 5 {
		t.Fatalf("%+v", now)
	}
	c.each(everybody[:5], http.MethodPost, "/end", `{"how":"left"}`)

	// Thirty are answered, by five desks at once: fewer where the machine is so busy that the ladder ends before.
	var (
		all   sync.WaitGroup
		taken atomic.Int64
	)
	for _, d := range desks {
		all.Go(func() {
			for left, tries := 6, 0; left > 0 && tries < 200; tries++ {
				got := d.answers(left)
				left -= got
				taken.Add(int64(got))
			}
		})
	}
	all.Wait()
	for _, d := range desks {
		d.send(http.MethodPut, "/api/desk/duty", map[string]string{"state": "away"}, nil)
	}
	c.each(everybody, http.MethodGet, "", "")
	c.places()

	// The rest is led to the ladder's end; who says that he is there vanishes not.
	for waiting := c.are(wire.CallWaiting); len(waiting) > 0; waiting = c.are(wire.CallWaiting) {
		c.each(waiting, http.MethodPost, "/here", `{"joined":false}`)
		<-time.After(500 * time.Millisecond) // kiosks say it every four seconds
	}
	answered := 0
	for i := range c.call {
		switch c.call[i].State {
		case wire.CallUnanswered:
			if o := c.call[i].Options; !o.Message || o.Hotline != "12348" {
				t.Errorf("the ladder's end offers %+v", o)
			}
		case wire.CallEnded:
			if c.call[i].How == wire.CallFinished {
				answered++
			}
		default:
			t.Errorf("%d is %s", i, c.call[i].State)
		}
	}
	var sum meeting.Summary
	op.send(http.MethodGet, "/api/meetings/figures", nil, &sum)
	if answered == 0 || answered != int(taken.Load()) || sum.Calls != n || sum.Answered != answered || sum.Abandoned != 5 || sum.Unanswered != n-5-answered {
		t.Errorf("%d were answered; the operator sees %+v", answered, sum.Counted)
	}
	if sum.MedianS < 0 || sum.P95S < sum.MedianS {
		t.Errorf("the waits are %d s and %d s", sum.MedianS, sum.P95S)
	}
	op.send(http.MethodGet, "/api/meetings/now", nil, &now)
	if now.Waiting != 0 || now.Talking != 0 || now.Unanswered != n-5-answered {
		t.Errorf("%+v", now)
	}
}
