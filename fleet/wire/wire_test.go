package wire

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"
)

var update = flag.Bool("update", false, "write the golden files anew")

func at(s string) time.Time {
	t, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		panic(err)
	}
	return t
}

func record(t *testing.T, k Kind, body any) Record {
	t.Helper()
	r, err := NewRecord(at("2026-11-22T09:30:00.125Z"), k, body)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func samples(t *testing.T) map[string]any {
	percent := 40
	now := at("2026-11-22T09:30:00Z")
	printer := Device{
		Class: "printer", Driver: "ipp", Model: "Sample", State: "online", Reasons: []string{"media-low"},
		Supplies: []Supply{{Kind: "paper", Name: "tray 1", Level: "low", Percent: &percent}}, At: now,
	}
	return map[string]any{
		"presence": Presence{V: 1, Online: true, Session: "s1", Agent: "0.1.0", At: now},
		"health": Health{
			V: 1, At: now, Boot: "b1", N: 7, Agent: "0.1.0", UptimeSec: 3600, InService: true, Content: "2026.11.22-1",
			Devices: []Device{printer}, OutboxLen: 2, OutboxSize: 65536, DiskFree: 1 << 30, MemPSS: 17 << 20,
		},
		"command": Command{V: 1, ID: "c1", Kind: CommandTestPrint, Expires: now},
		"batch": Batch{V: 1, Outbox: "o1", First: 41, Records: []Record{
			record(t, KindAgentStarted, AgentStarted{Agent: "0.1.0", Clean: true}),
			record(t, KindVisitBegan, VisitBegan{Visit: "v1", Lang: "zh-CN"}),
			record(t, KindGuideViewed, GuideViewed{Visit: "v1", Guide: "wages", Via: "tile"}),
			record(t, KindPrintEnded, PrintEnded{Visit: "v1", Job: "j1", Item: "wages", Outcome: "printed", Pages: 2, Copies: 1, Millis: 4200}),
			record(t, KindCardRead, CardRead{Visit: "v1", Kind: "resident", Outcome: "read", Millis: 640}),
			record(t, KindVisitEnded, VisitEnded{Visit: "v1", How: "button", Seconds: 95, Lang: "zh-CN", Elder: true, Guides: 1, Prints: 1, Card: true}),
			record(t, KindDevice, printer),
			record(t, KindContent, ContentPack{Version: "2026.11.22-1", Outcome: "active"}),
			record(t, KindOutboxDamaged, OutboxDamaged{Kept: 12, Lost: -1, Detail: "truncated"}),
			record(t, KindCommandDone, CommandDone{ID: "c1", Outcome: "done"}),
			record(t, KindMeetingBegan, MeetingBegan{Visit: "v1", Topic: "wages"}),
			record(t, KindMeetingEnded, MeetingEnded{Visit: "v1", How: "finished", WaitS: 12, TalkS: 640, Papers: 2, Printed: 1, Signed: 1}),
			record(t, KindOpinionGiven, OpinionGiven{Number: "910112345679", Opinion: "draft", Lang: "zh-CN", Answers: map[string]int{"whole": 2}, Text: []byte("sealed")}),
			record(t, KindServiceRated, ServiceRated{Service: "guide", Item: "wages", Theme: "wages", Grade: 4, Tags: []string{"clear"}}),
		}},
	}
}

// The golden files are the contract in bytes: a change of them is a change of
// what kiosks in the field say and needs a new version.
func TestGolden(t *testing.T) {
	for name, v := range samples(t) {
		t.Run(name, func(t *testing.T) {
			got, err := json.MarshalIndent(v, "", "  ")
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, '\n')
			file := filepath.Join("testdata", name+".json")
			if *update {
				if err := os.WriteFile(file, got, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(got, want) {
				t.Errorf("%s differs:\n%s", file, got)
			}
			back := reflect.New(reflect.TypeOf(v))
			if err := json.Unmarshal(want, back.Interface()); err != nil {
				t.Fatal(err)
			}
			again, _ := json.MarshalIndent(back.Interface(), "", "  ")
			if !bytes.Equal(append(again, '\n'), want) {
				t.Errorf("%s does not survive reading and writing", file)
			}
		})
	}
}

func decodeAs(name string, data []byte) (err error) {
	switch name {
	case "presence":
		_, err = DecodePresence(data)
	case "health":
		_, err = DecodeHealth(data)
	case "batch":
		_, err = DecodeBatch(data)
	case "command":
		_, err = DecodeCommand(data)
	}
	return err
}

func TestDecodeAccepts(t *testing.T) {
	for name, v := range samples(t) {
		data, _ := json.Marshal(v)
		if err := decodeAs(name, data); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	future := `{"v":1,"outbox":"o","first":1,"records":[{"at":"2026-11-22T09:30:00Z","kind":"lawyer.called","data":{"new":1}}],"later":true}`
	if err := decodeAs("batch", []byte(future)); err != nil {
		t.Errorf("a record of an unknown kind was refused: %v", err)
	}
}

func TestDecodeRefuses(t *testing.T) {
	rec := `{"at":"2026-11-22T09:30:00Z","kind":"visit.began","data":{}}`
	cases := []struct {
		name, what, data string
		want             error
	}{
		{"batch", "garbage", "\x00\xffnonsense", ErrMalformed},
		{"batch", "nothing", "", ErrMalformed},
		{"batch", "version 2", `{"v":2,"outbox":"o","first":1,"records":[` + rec + `]}`, ErrWrongVersion},
		{"batch", "no records", `{"v":1,"outbox":"o","first":1,"records":[]}`, ErrMalformed},
		{"batch", "sequence 0", `{"v":1,"outbox":"o","first":0,"records":[` + rec + `]}`, ErrMalformed},
		{"batch", "huge sequence", `{"v":1,"outbox":"o","first":18446744073709551615,"records":[` + rec + `]}`, ErrMalformed},
		{"batch", "bad outbox", `{"v":1,"outbox":"a b","first":1,"records":[` + rec + `]}`, ErrMalformed},
		{"batch", "501 records", `{"v":1,"outbox":"o","first":1,"records":[` + strings.Repeat(rec+",", 500) + rec + `]}`, ErrMalformed},
		{"batch", "data no object", `{"v":1,"outbox":"o","first":1,"records":[{"at":"2026-11-22T09:30:00Z","kind":"a.b","data":3}]}`, ErrMalformed},
		{"batch", "data missing", `{"v":1,"outbox":"o","first":1,"records":[{"at":"2026-11-22T09:30:00Z","kind":"a.b"}]}`, ErrMalformed},
		{"batch", "bad kind", `{"v":1,"outbox":"o","first":1,"records":[{"at":"2026-11-22T09:30:00Z","kind":"A b","data":{}}]}`, ErrMalformed},
		{"batch", "record too large", `{"v":1,"outbox":"o","first":1,"records":[{"at":"2026-11-22T09:30:00Z","kind":"a.b","data":{"x":"` + strings.Repeat("x", MaxRecordBytes) + `"}}]}`, ErrTooLarge},
		{"batch", "message too large", strings.Repeat(" ", MaxMessageBytes+1), ErrTooLarge},
		{"presence", "no session", `{"v":1,"online":true}`, ErrMalformed},
		{"presence", "wrong version", `{"v":9,"online":true,"session":"s"}`, ErrWrongVersion},
		{"health", "no boot", `{"v":1,"at":"2026-11-22T09:30:00Z"}`, ErrMalformed},
		{"health", "stateless device", `{"v":1,"boot":"b","at":"2026-11-22T09:30:00Z","devices":[{"class":"printer"}]}`, ErrMalformed},
		{"health", "65 devices", `{"v":1,"boot":"b","at":"2026-11-22T09:30:00Z","devices":[` + strings.Repeat(`{"class":"a","state":"b"},`, 64) + `{"class":"a","state":"b"}]}`, ErrTooLarge},
		{"command", "bad id", `{"v":1,"id":"","kind":"print.test","expires":"2026-11-22T09:30:00Z"}`, ErrMalformed},
		{"command", "bad kind", `{"v":1,"id":"c","kind":"; rm","expires":"2026-11-22T09:30:00Z"}`, ErrMalformed},
	}
	for _, c := range cases {
		t.Run(c.name+" "+c.what, func(t *testing.T) {
			if err := decodeAs(c.name, []byte(c.data)); !errors.Is(err, c.want) {
				t.Errorf("got %v, want %v", err, c.want)
			}
		})
	}
}

func TestTopics(t *testing.T) {
	for _, c := range []Channel{ChannelPresence, ChannelHealth, ChannelRecords, ChannelCommand} {
		k, got, err := ParseTopic(Topic("520103-001", c))
		if err != nil || k != "520103-001" || got != c {
			t.Errorf("%s: %s %s %v", c, k, got, err)
		}
	}
	for _, bad := range []string{"", "lk/v2/520103-001/health", "lk/v1/A/health", "lk/v1/520103-001/x", "lk/v1/520103-001/health/x", "lk/v1/+/health", "$SYS/x", "#"} {
		if _, _, err := ParseTopic(bad); !errors.Is(err, ErrForeignTopic) {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

func FuzzDecode(f *testing.F) {
	for _, name := range []string{"presence", "health", "batch", "command"} {
		data, err := os.ReadFile(filepath.Join("testdata", name+".json"))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if b, err := DecodeBatch(data); err == nil {
			again, err := json.Marshal(b)
			if err != nil {
				t.Fatalf("an accepted batch cannot be written: %v", err)
			}
			if _, err := DecodeBatch(again); err != nil && len(again) <= MaxMessageBytes && !errors.Is(err, ErrTooLarge) {
				t.Fatalf("an accepted batch is refused when it comes back: %v", err)
			}
		}
		_, _ = DecodeHealth(data)
		_, _ = DecodePresence(data)
		_, _ = DecodeCommand(data)
	})
}

func FuzzParseTopic(f *testing.F) {
	f.Add("lk/v1/520103-001/health")
	f.Add("lk/v1//health")
	f.Fuzz(func(t *testing.T, topic string) {
		if k, c, err := ParseTopic(topic); err == nil && Topic(k, c) != topic {
			t.Fatalf("%q reads as %q, %q", topic, k, c)
		}
	})
}
