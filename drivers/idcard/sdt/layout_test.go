package sdt

import (
	"errors"
	"reflect"
	"strings"
	"testing"
	"unicode/utf16"

	"lawkiosk/drivers/idcard"
	"lawkiosk/drivers/idcard/idcardtest"
)

func TestParseDemoCards(t *testing.T) {
	kinds := map[idcard.Kind]bool{}
	for _, d := range idcardtest.Cards() {
		if d.Strange {
			continue
		}
		kinds[d.Kind] = true
		got, err := ParseText(d.Text)
		if err != nil {
			t.Errorf("card %q: %v", d.ID, err)
			continue
		}
		want := d.Want
		want.Photo = nil
		if !reflect.DeepEqual(got, want) {
			t.Errorf("card %q: parsed card differs from what is printed on it", d.ID)
		}
	}
	if len(kinds) != 4 {
		t.Errorf("demo cards have %d kinds, want 4", len(kinds))
	}
}

// with gives a demo card's text with a field overwritten.
func with(t testing.TB, id string, at, size int, value string) []byte {
	t.Helper()
	d, ok := idcardtest.CardByID(id)
	if !ok {
		t.Fatalf("there is no demo card %q", id)
	}
	text := append([]byte{}, d.Text...)
	units := utf16.Encode([]rune(value + strings.Repeat(" ", size/2)))
	for i := range size / 2 {
		text[at+2*i], text[at+2*i+1] = byte(units[i]), byte(units[i]>>8)
	}
	return text
}

func TestParseRefuses(t *testing.T) {
	for name, tt := range map[string]struct {
		text []byte
		want error
	}{
		"short":                {make([]byte, 255), idcard.ErrBadData},
		"empty":                {nil, idcard.ErrBadData},
		"zeros":                {make([]byte, 256), idcard.ErrBadData},
		"unknown type":         {with(t, "citizen", 248, 2, "Q"), idcard.ErrWrongCard},
		"no name":              {with(t, "citizen", 0, 30, ""), idcard.ErrBadData},
		"sex":                  {with(t, "citizen", 30, 2, "3"), idcard.ErrBadData},
		"nation 00":            {with(t, "citizen", 32, 4, "00"), idcard.ErrBadData},
		"nation 57":            {with(t, "citizen", 32, 4, "57"), idcard.ErrBadData},
		"birth":                {with(t, "citizen", 36, 16, "19900230"), idcard.ErrBadData},
		"check digit":          {with(t, "citizen", 122, 36, "110101199003070071"), idcard.ErrBadData},
		"number too short":     {with(t, "citizen", 122, 36, "11010119900307007"), idcard.ErrBadData},
		"number with a letter": {with(t, "citizen", 122, 36, "1101011990030700A0"), idcard.ErrBadData},
		"lower-case x":         {with(t, "citizen", 122, 36, "11010119900307007x"), idcard.ErrBadData},
		"no first day":         {with(t, "citizen", 188, 16, ""), idcard.ErrBadData},
		"ends before it began": {with(t, "citizen", 204, 16, "20190101"), idcard.ErrBadData},
		"half a surrogate":     {with(t, "citizen", 0, 30, "测\uFFFD"), idcard.ErrBadData},
		"control character":    {with(t, "citizen", 0, 30, "测\x07"), idcard.ErrBadData},
		"I: number":            {with(t, "foreigner", 122, 30, "110101800101"), idcard.ErrBadData},
		"I: no country":        {with(t, "foreigner", 152, 6, ""), idcard.ErrBadData},
		"Y: not a nine":        {with(t, "foreigner-v2", 122, 36, "110101199003070070"), idcard.ErrBadData},
	} {
		t.Run(name, func(t *testing.T) {
			c, err := ParseText(tt.text)
			if !errors.Is(err, tt.want) {
				t.Errorf("error is %v, want one wrapping %q", err, tt.want)
			}
			if !reflect.DeepEqual(c, idcard.Card{}) {
				t.Error("a refused card still gives data")
			}
		})
	}
}

func TestCheckDigit(t *testing.T) {
	for number, want := range map[string]bool{
		"931586198001010028": true, // a vendor's sample of the layout Y
		"110101199003070070": true,
		"11010119900307003X": false,
		"110101199003070071": false,
		"":                   false,
	} {
		if got := checkDigit(number); got != want {
			t.Errorf("check digit of %s: %v, want %v", number, got, want)
		}
	}
}

func TestNations(t *testing.T) {
	seen := map[string]bool{}
	for _, n := range nations {
		seen[n] = true
	}
	if len(seen) != 56 {
		t.Errorf("there are %d ethnic groups, want 56", len(seen))
	}
	for code, want := range map[string]string{"01": "汉", "06": "苗", "09": "布依", "37": "仡佬", "56": "基诺", "97": "其他"} {
		if got, ok := nation(code); !ok || got != want {
			t.Errorf("nation %s is %q, want %q", code, got, want)
		}
	}
}

func TestErrorsNameNoValue(t *testing.T) {
	_, err := ParseText(with(t, "citizen", 122, 36, "110101199003070071"))
	if err == nil || strings.Contains(err.Error(), "1101") || strings.Contains(err.Error(), "测试") {
		t.Errorf("error shows personal data or is missing: %v", err)
	}
}

// fuzzLayout fuzzes the text of one layout: no panic, and a card is given
// either whole or not at all.
func fuzzLayout(f *testing.F, id string, kind idcard.Kind) {
	d, _ := idcardtest.CardByID(id)
	f.Add(d.Text)
	f.Add(make([]byte, textBytes))
	f.Fuzz(func(t *testing.T, text []byte) {
		if len(text) == textBytes {
			// Keep the mutated text within the layout.
			text = append([]byte{}, text...)
			copy(text[typeFlag:typeFlag+2], d.Text[typeFlag:typeFlag+2])
		}
		c, err := ParseText(text)
		if err != nil {
			if !errors.Is(err, idcard.ErrBadData) && !errors.Is(err, idcard.ErrWrongCard) {
				t.Errorf("error %v is not one of the class", err)
			}
			return
		}
		if c.Kind != kind || c.Name.Empty() || c.ID.Empty() || c.Birth.Empty() || c.ValidFrom.IsZero() {
			t.Errorf("parsed card of kind %q lacks a field", c.Kind)
		}
	})
}

func FuzzCitizen(f *testing.F)     { fuzzLayout(f, "citizen", idcard.Citizen) }
func FuzzResidence(f *testing.F)   { fuzzLayout(f, "residence", idcard.Residence) }
func FuzzForeigner(f *testing.F)   { fuzzLayout(f, "foreigner", idcard.Foreigner) }
func FuzzForeignerV2(f *testing.F) { fuzzLayout(f, "foreigner-v2", idcard.ForeignerV2) }

// FuzzParts fuzzes the answer to read: lengths, text and photo.
func FuzzParts(f *testing.F) {
	f.Add([]byte{1, 0, 4, 0})
	f.Add([]byte{0, 1, 0, 1, 7, 8})
	f.Fuzz(func(t *testing.T, data []byte) {
		text, photo, err := parts(data)
		if err == nil && len(text)+len(photo)+4 != len(data) {
			t.Error("text and photo do not add up to the answer")
		}
	})
}
