package personal_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"lawkiosk/personal"
)

// The plain values that must never come out by themselves.
const (
	name    = "测试甲"
	number  = "110101199003070070"
	phone   = "13800001234"
	date    = "1990-03-07"
	address = "北京市东城区测试路一号"
)

func TestMasks(t *testing.T) {
	for _, tt := range []struct{ got, want string }{
		{personal.NewName(name).Masked(), "测**"},
		{personal.NewName("阿").Masked(), "阿"},
		{personal.NewName("").Masked(), ""},
		{personal.NewName("\xff\xfe").Masked(), "�*"},
		{personal.NewIDNumber(number).Masked(), "1****************0"},
		{personal.NewIDNumber("12").Masked(), "**"},
		{personal.NewPhone(phone).Masked(), "138****1234"},
		{personal.NewPhone("12348").Masked(), "*****"},
		{personal.NewDate(date).Masked(), "**********"},
		{personal.NewText(address).Masked(), "***********"},
	} {
		if tt.got != tt.want {
			t.Errorf("mask is %q, want %q", tt.got, tt.want)
		}
	}
}

func TestRevealAndEmpty(t *testing.T) {
	if got := personal.NewName(name).Reveal(); got != name {
		t.Errorf("revealed name is %q, want %q", got, name)
	}
	if (personal.Text{}).Reveal() != "" || !(personal.Text{}).Empty() || !personal.NewText("").Empty() {
		t.Error("the zero value and an empty text must be empty")
	}
	if personal.NewPhone(phone).Empty() {
		t.Error("a phone number must not be empty")
	}
}

// record has personal values in every place that a printer must reach.
type record struct {
	Name    personal.Name
	ID      personal.IDNumber
	Phone   *personal.Phone
	Birth   personal.Date
	Where   []personal.Text
	ByName  map[string]personal.Name
	Any     any
	inner   nested // unexported: fmt calls no methods in here
	hidden  personal.IDNumber
	pointed *personal.Name
}

type nested struct {
	name personal.Name
	list []personal.Text
}

// oneEmbedded takes all methods of the name; twoEmbedded takes none.
type oneEmbedded struct {
	personal.Name
	Note string
}

type twoEmbedded struct {
	personal.Name
	personal.IDNumber
}

func full() record {
	n, p := personal.NewName(name), personal.NewPhone(phone)
	return record{
		Name: n, ID: personal.NewIDNumber(number), Phone: &p, Birth: personal.NewDate(date),
		Where: []personal.Text{personal.NewText(address)}, ByName: map[string]personal.Name{"a": n},
		Any: n, inner: nested{n, []personal.Text{personal.NewText(address)}},
		hidden: personal.NewIDNumber(number), pointed: &n,
	}
}

func values() map[string]any {
	n, i, p := personal.NewName(name), personal.NewIDNumber(number), personal.NewPhone(phone)
	d, x := personal.NewDate(date), personal.NewText(address)
	r := full()
	return map[string]any{
		"name": n, "number": i, "phone": p, "date": d, "text": x,
		"name pointer": &n, "number pointer": &i, "phone pointer": &p, "date pointer": &d, "text pointer": &x,
		"struct": r, "struct pointer": &r, "slice": []record{r}, "map": map[string]*record{"r": &r},
		"embedded one": oneEmbedded{n, "note"}, "embedded two": twoEmbedded{n, i},
		"embedded pointer": &twoEmbedded{n, i}, "slice of names": []personal.Name{n}, "array": [1]personal.IDNumber{i},
	}
}

// leaks reports which plain value is in a text, in any of the forms that verbs
// give it.
func leaks(text string) string {
	for _, plain := range []string{name, number, phone, date, address} {
		forms := []string{
			plain, fmt.Sprintf("%x", plain), fmt.Sprintf("%X", plain), fmt.Sprintf("% x", plain), fmt.Sprintf("%+q", plain),
			fmt.Sprintf("%d", []byte(plain)), strings.TrimPrefix(strings.TrimSuffix(fmt.Sprintf("%#v", []byte(plain)), "}"), "[]byte{"),
		}
		for _, form := range forms {
			if strings.Contains(text, form) {
				return form
			}
		}
	}
	return ""
}

func TestNoVerbPrintsPlain(t *testing.T) {
	for what, v := range values() {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%+q", "%#q", "%d", "%x", "%X", "% x", "%c", "%U", "%T", "%t", "%e", "%p", "%w", "%10.2s"} {
			if got := fmt.Sprintf(verb, v); leaks(got) != "" {
				t.Errorf("%s with %s prints the plain %s", what, verb, leaks(got))
			}
		}
		if got := fmt.Sprint(v) + fmt.Sprintln(v); leaks(got) != "" {
			t.Errorf("%s printed prints the plain %s", what, leaks(got))
		}
	}
}

func TestMaskIsWhatIsPrinted(t *testing.T) {
	n := personal.NewName(name)
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%d", "%x"} {
		if got := fmt.Sprintf(verb, n); got != "测**" {
			t.Errorf("%s prints %q, want the mask", verb, got)
		}
	}
	if got := n.String(); got != "测**" {
		t.Errorf("String gives %q, want the mask", got)
	}
}

func TestSlogHandlers(t *testing.T) {
	for _, kind := range []string{"text", "json"} {
		for what, v := range values() {
			var out bytes.Buffer
			var h slog.Handler = slog.NewTextHandler(&out, nil)
			if kind == "json" {
				h = slog.NewJSONHandler(&out, nil)
			}
			log := slog.New(h)
			log.Info("message", "value", v, slog.Group("group", "value", v))
			log.With("value", v).WithGroup("group").Info("message", "error", fmt.Errorf("cannot do it: %v", v))
			if leaks(out.String()) != "" {
				t.Errorf("%s with the %s handler prints the plain %s", what, kind, leaks(out.String()))
			}
			if !strings.Contains(out.String(), "value") {
				t.Errorf("%s with the %s handler prints nothing", what, kind)
			}
		}
	}
}

func TestJSON(t *testing.T) {
	for what, v := range values() {
		b, err := json.Marshal(v)
		if err != nil {
			t.Errorf("%s: %v", what, err)
		}
		if leaks(string(b)) != "" {
			t.Errorf("%s as JSON prints the plain %s", what, leaks(string(b)))
		}
	}
	b, err := json.Marshal(personal.NewIDNumber(number))
	if err != nil || string(b) != `"1****************0"` {
		t.Errorf("number as JSON is %s, %v", b, err)
	}
	var back struct{ Name personal.Name }
	if err := json.Unmarshal([]byte(`{"Name":"x"}`), &back); err == nil {
		t.Error("a masked value must not be read back as if it were plain")
	}
}

func TestErrors(t *testing.T) {
	for what, v := range values() {
		err := errors.Join(fmt.Errorf("cannot read %v", v), fmt.Errorf("cannot read %+v: %w", v, errors.ErrUnsupported))
		if leaks(err.Error()) != "" {
			t.Errorf("an error with %s prints the plain %s", what, leaks(err.Error()))
		}
	}
}

func TestPanicValue(t *testing.T) {
	defer func() {
		if got := fmt.Sprint(recover()); leaks(got) != "" {
			t.Errorf("a panic prints the plain %s", leaks(got))
		}
	}()
	panic(full())
}
