package idcard_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"slices"
	"testing"
	"time"

	"lawkiosk/drivers"
	"lawkiosk/drivers/idcard"
	"lawkiosk/personal"
)

func someone() idcard.Card {
	return idcard.Card{
		Kind: idcard.Citizen, Name: personal.NewName("测试甲"), EnglishName: personal.NewName("TEST"), Sex: "女", Nation: "汉",
		Birth: personal.NewDate("1990-03-07"), Address: personal.NewText("测试路一号"), ID: personal.NewIDNumber("110101199003070070"),
		Issuer: "测试市公安局", ValidFrom: time.Unix(0, 0), PassNumber: personal.NewText("H00000001"), Photo: []byte{1, 2, 3},
	}
}

func TestCardPrintsItsKindOnly(t *testing.T) {
	const want = "idcard.Card(citizen)"
	c := someone()
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%d", "%x"} {
		for _, v := range []any{c, &c} {
			if got := fmt.Sprintf(verb, v); got != want {
				t.Errorf("%s of %T prints %q, want %q", verb, v, got, want)
			}
		}
		if got := fmt.Sprintf(verb, []idcard.Card{c}); got != "["+want+"]" && got != "[]idcard.Card{"+want+"}" {
			t.Errorf("%s of a slice prints %q", verb, got)
		}
	}
	var out bytes.Buffer
	slog.New(slog.NewJSONHandler(&out, &slog.HandlerOptions{ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
		if a.Key == slog.TimeKey {
			return slog.Attr{}
		}
		return a
	}})).Info("read", "card", c)
	if got := out.String(); got != `{"level":"INFO","msg":"read","card":"idcard.Card(citizen)"}`+"\n" {
		t.Errorf("slog writes %s", got)
	}
	if b, err := json.Marshal(c); err != nil || string(b) != `{"kind":"citizen"}` {
		t.Errorf("JSON is %s, %v", b, err)
	}
}

// plainReader is a Reader that cannot tell its stages.
type plainReader struct{ drivers.Device }

func (plainReader) Read(context.Context) (idcard.Card, error) { return someone(), nil }

func TestReadStagesOfPlainReader(t *testing.T) {
	var stages []idcard.Stage
	c, err := idcard.ReadStages(t.Context(), plainReader{}, func(s idcard.Stage) { stages = append(stages, s) })
	if err != nil || c.Kind != idcard.Citizen || !slices.Equal(stages, []idcard.Stage{idcard.Waiting}) {
		t.Errorf("card of kind %q, error %v, stages %v", c.Kind, err, stages)
	}
}
