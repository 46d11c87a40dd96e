package config_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"lawkiosk/agent/config"
	"lawkiosk/drivers"
)

const whole = `kiosk = "520103-001"
centre = "520103-centre"
listen = "127.0.0.1:8080"
data_dir = "var/kiosk"
public_url = "http://127.0.0.1:9000/"

[content]
pack = "var/content.lkpack"
keys = ["AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="]

[fleet]
url = "tcp://127.0.0.1:1883"
token_file = "var/token"

[visit]
idle = "75s"
warn = "25s"
max_copies = 3
max_prints = 10

[idcard]
driver = "fake"
port = "var/vterm/idcard"

[printer]
driver = "fake"
port = "p"

[voice]
espeak = "/usr/bin/espeak-ng"
recordings = "rec"
speed = 140
`

type fakeDevice struct{ class drivers.Class }

func (d fakeDevice) Info() drivers.Info { return drivers.Info{Class: d.class, Driver: "fake"} }

func (d fakeDevice) Status() drivers.Status { return drivers.Status{} }

func (d fakeDevice) Run(ctx context.Context, _ func(drivers.Status)) error {
	<-ctx.Done()
	return ctx.Err()
}

func registry() *drivers.Registry {
	var r drivers.Registry
	for _, class := range []drivers.Class{drivers.ClassIDCard, drivers.ClassPrinter, drivers.ClassLights} {
		r.Add(class, "fake", func(o drivers.Options) (drivers.Device, error) {
			read := drivers.ReadOptions(o)
			read.String("port", "")
			if err := read.Done(); err != nil {
				return nil, err
			}
			return fakeDevice{class}, nil
		})
	}
	return &r
}

func TestAWholeFile(t *testing.T) {
	c, err := config.Parse("kioskd.toml", []byte(whole))
	if err != nil {
		t.Fatal(err)
	}
	if c.Kiosk != "520103-001" || c.PublicURL != "http://127.0.0.1:9000" || len(c.Content.Keys) != 1 ||
		c.Fleet.URL != "tcp://127.0.0.1:1883" || c.Visit.Idle != 75*time.Second || c.Visit.MaxPrints != 10 {
		t.Fatalf("%+v", c)
	}
	if c.Voice != (config.Voice{Espeak: "/usr/bin/espeak-ng", Recordings: "rec", Speed: 140}) {
		t.Fatalf("%+v", c.Voice)
	}
	if c.IDCard.Name != "fake" || c.IDCard.Options["port"] != "var/vterm/idcard" || len(c.IDCard.Options) != 1 {
		t.Fatalf("%+v", c.IDCard)
	}
	d, err := c.Devices(registry())
	if err != nil || d.IDCard == nil || d.Printer == nil || d.Lights != nil {
		t.Fatalf("devices %v, error %v", d, err)
	}
}

func TestDefaults(t *testing.T) {
	c, err := config.Parse("f", []byte(`kiosk="k-1"
centre="c-1"
public_url="https://law.example"
content={pack="p", keys=["AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="]}`))
	if err != nil {
		t.Fatal(err)
	}
	if c.Listen != "127.0.0.1:8080" || c.Fleet != nil || c.IDCard != nil || c.Printer != nil || c.Visit.Warn != 25*time.Second {
		t.Fatalf("%+v", c)
	}
	d, err := c.Devices(registry())
	if d != (config.Devices{}) || err != nil {
		t.Fatalf("devices %v, error %v", d, err)
	}
}

// TestEveryFaultHasItsLine changes one line of the whole file at a time.
func TestEveryFaultHasItsLine(t *testing.T) {
	cases := []struct{ from, to, want string }{
		{`kiosk = "520103-001"`, `kiosk = "Büro 1"`, `f:1: kiosk: must be this kiosk's name`},
		{`kiosk = "520103-001"`, ``, `f: kiosk: is missing: must be`},
		{`centre = "520103-centre"`, `centre = 7`, `f:2: centre: must be the name of a centre`},
		{`127.0.0.1:8080`, `0.0.0.0:8080`, `f:3: listen: must be a loopback address`},
		{`127.0.0.1:8080`, `127.0.0.1:99999`, `f:3: listen: must be a loopback address`},
		{`127.0.0.1:8080`, `127.0.0.1`, `f:3: listen: must be a loopback address`},
		{`data_dir = "var/kiosk"`, `data-dir = "x"`, `f:4: data-dir: is not a key; the keys here are: camera, centre, content, data_dir`},
		{`http://127.0.0.1:9000/`, `ftp://x`, `f:5: public_url: must be the http or https address`},
		{`pack = "var/content.lkpack"`, ``, `f:7: content.pack: is missing`},
		{`AAAA=`, `AAA=`, `f:9: content.keys: must be a list`},
		{`tcp://127.0.0.1:1883`, `mqtt://x`, `f:12: fleet.url: must be the fleet's address`},
		{`token_file = "var/token"`, ``, `f:11: fleet.token_file: is missing`},
		{`token_file = "var/token"`, "token_file = \"x\"\napi = \"tcp://x\"", `f:14: fleet.api: must be the http or https address`},
		{`idle = "75s"`, `idle = 75`, `f:16: visit.idle: must be a time span from "10s" to "10m"`},
		{`warn = "25s"`, `warn = "1h"`, `f:17: visit.warn: must be a time span`},
		{`max_copies = 3`, `max_copies = 0`, `f:18: visit.max_copies: must be a whole number from 1 to 20`},
		{`max_prints = 10`, `max_print = 10`, `f:19: visit.max_print: is not a key`},
		{"[visit]", "[visit", `f:15: is not TOML`},
		{"[visit]", "[visits]", `f:15: visits: is not a key`},
		{`driver = "fake"
port = "var`, `port = "var`, `f:21: idcard.driver: must be the name of a driver`},
		{`driver = "fake"
port = "var`, `driver = "none"
port = "var`, `f:22: idcard.driver: must be one of: fake`},
		{`port = "p"`, `prot = "p"`, `f:27: printer.prot: is not known, use one of: port`},
		{`espeak = "/usr`, `espeak = "usr`, `f:30: voice.espeak: must be the whole path`},
		{`recordings = "rec"`, `recordings = ""`, `f:31: voice.recordings: must be the path`},
		{`speed = 140`, `speed = 1000`, `f:32: voice.speed: must be a whole number of words a minute from 80 to 300`},
		{`speed = 140`, `sped = 140`, `f:32: voice.sped: is not a key; the keys here are: espeak, recordings, speed`},
		{`port = "p"`, `port = 9`, `f:27: printer.port: must be a text in quotes`},
	}
	for _, c := range cases {
		t.Run(c.to, func(t *testing.T) {
			if !strings.Contains(whole, c.from) {
				t.Fatalf("%q is not in the file", c.from)
			}
			err := check(strings.Replace(whole, c.from, c.to, 1))
			if err == nil || !strings.Contains("\n"+err.Error(), "\n"+c.want) {
				t.Fatalf("faults:\n%v\nwant a line that begins with\n%s", err, c.want)
			}
		})
	}
}

func check(text string) error {
	c, err := config.Parse("f", []byte(text))
	if err != nil {
		return err
	}
	_, err = c.Devices(registry())
	return err
}

func TestAllFaultsAreToldAtOnceInOrder(t *testing.T) {
	err := check("centre = 1\nkiosk = 2\nlisten = 3\nvisit = 4\n")
	var faults config.Faults
	if !errors.As(err, &faults) {
		t.Fatalf("error %v", err)
	}
	text := err.Error()
	for _, want := range []string{"f:1: centre", "f:2: kiosk", "f:3: listen", "f:4: visit: must be a table", "content.keys: is missing", "public_url: is missing"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
}

func TestAFileThatIsNotThere(t *testing.T) {
	path := filepath.Join(t.TempDir(), "no.toml")
	_, err := config.Load(path)
	if err == nil || err.Error() != path+": cannot be read: no such file or directory" {
		t.Fatalf("error %v", err)
	}
	if err := os.WriteFile(path, make([]byte, 2<<20), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := config.Load(path); err == nil || !strings.Contains(err.Error(), "larger than 1 MiB") {
		t.Fatalf("error %v", err)
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(whole))
	f.Add([]byte("[idcard]\ndriver=\"fake\"\n[idcard.x]\na.b=[{c=1}]\n"))
	f.Add([]byte("content=1\nfleet=[]\n[[printer]]\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := config.Parse("f", data)
		if err == nil {
			_, err = c.Devices(registry())
		}
		var faults config.Faults
		if err != nil && (!errors.As(err, &faults) || len(faults) == 0) {
			t.Fatalf("error %v is not a list of faults", err)
		}
	})
}
