package sdt

import (
	"encoding/binary"
	"fmt"
	"strings"
	"time"
	"unicode/utf16"

	"lawkiosk/drivers/idcard"
	"lawkiosk/personal"
)

// textBytes is the size of every layout's text.
const textBytes = 256

// typeFlag is where all layouts keep the letter that tells them apart.
const typeFlag = 248

// field is a place in the text: offset and length in bytes of UTF-16LE.
type field struct{ at, n int }

// text is the 256 bytes of a card's text.
type text []byte

// ParseText reads the text of a card in any of the four layouts. The error
// wraps idcard.ErrWrongCard where the type letter is not known, and
// idcard.ErrBadData where the layout or the check digit is wrong; it names the
// field and never its value.
func ParseText(b []byte) (idcard.Card, error) {
	if len(b) != textBytes {
		return idcard.Card{}, bad("text", "it has %d bytes instead of %d", len(b), textBytes)
	}
	t := text(b)
	flag, err := t.get("type", field{typeFlag, 2})
	if err != nil {
		return idcard.Card{}, err
	}
	var c idcard.Card
	switch flag {
	case "":
		c, err = t.citizen(idcard.Citizen)
	case "J":
		c, err = t.citizen(idcard.Residence)
	case "I":
		c, err = t.foreigner()
	case "Y":
		c, err = t.foreignerV2()
	default:
		return idcard.Card{}, fmt.Errorf("cannot parse card: its type letter is not known: %w", idcard.ErrWrongCard)
	}
	if err != nil {
		return idcard.Card{}, err
	}
	return c, nil
}

// citizen parses the resident identity card and, with pass number and issue
// count, the residence permit J.
func (t text) citizen(kind idcard.Kind) (idcard.Card, error) {
	p := parser{text: t}
	c := idcard.Card{
		Kind:    kind,
		Name:    personal.NewName(p.required("name", field{0, 30})),
		Sex:     p.sex(field{30, 2}),
		Birth:   p.birth(field{36, 16}),
		Address: personal.NewText(p.optional("address", field{52, 70})),
		ID:      p.number(field{122, 36}),
		Issuer:  p.optional("issuer", field{158, 30}),
	}
	c.ValidFrom, c.ValidTo = p.validity(field{188, 16}, field{204, 16})
	nationCode := p.optional("nation", field{32, 4})
	if kind == idcard.Residence {
		// The permit prints no ethnic group and leaves the field blank.
		c.Nation, _ = nation(nationCode)
		c.PassNumber = personal.NewText(p.optional("pass number", field{220, 18}))
		c.IssueCount = p.optional("issue count", field{238, 4})
		return c, p.err
	}
	var ok bool
	if c.Nation, ok = nation(nationCode); !ok {
		p.fail("nation", "it is not a code of GB/T 3304")
	}
	return c, p.err
}

// foreigner parses the permanent residence card I, issued until 2023.
func (t text) foreigner() (idcard.Card, error) {
	p := parser{text: t}
	english := p.optional("English name", field{0, 120})
	c := idcard.Card{
		Kind:        idcard.Foreigner,
		EnglishName: personal.NewName(english),
		Sex:         p.sex(field{120, 2}),
		Nation:      p.required("country", field{152, 6}),
		Birth:       p.birth(field{220, 16}),
		Issuer:      p.optional("authority", field{240, 8}),
	}
	c.ValidFrom, c.ValidTo = p.validity(field{188, 16}, field{204, 16})
	id := p.required("number", field{122, 30})
	if p.err == nil && !oldPermitNumber(id) {
		p.fail("number", "it is not three letters and twelve digits")
	}
	c.ID = personal.NewIDNumber(id)
	c.Name = p.oneName(p.optional("Chinese name", field{158, 30}), english)
	return c, p.err
}

// foreignerV2 parses the permanent residence card Y, issued from 2023.
func (t text) foreignerV2() (idcard.Card, error) {
	p := parser{text: t}
	// The English name goes on in a second place; a space at the seam is part of it.
	english := strings.Trim(p.raw("English name", field{52, 70})+p.raw("English name", field{220, 22}), padding)
	c := idcard.Card{
		Kind:        idcard.ForeignerV2,
		EnglishName: personal.NewName(english),
		Sex:         p.sex(field{30, 2}),
		Nation:      p.required("country", field{242, 6}),
		Birth:       p.birth(field{36, 16}),
		ID:          p.number(field{122, 36}),
		IssueCount:  p.optional("renewals", field{32, 4}),
	}
	c.ValidFrom, c.ValidTo = p.validity(field{188, 16}, field{204, 16})
	if p.err == nil && c.ID.Reveal()[0] != '9' {
		p.fail("number", "it does not begin with 9")
	}
	c.Name = p.oneName(p.optional("Chinese name", field{0, 30}), english)
	return c, p.err
}

// padding is what fills a field: spaces, and zeros on some boards.
const padding = " \x00"

// get gives a field without its padding.
func (t text) get(name string, f field) (string, error) {
	s, err := t.rawField(name, f)
	return strings.Trim(s, padding), err
}

func (t text) rawField(name string, f field) (string, error) {
	units := make([]uint16, f.n/2)
	for i := range units {
		units[i] = binary.LittleEndian.Uint16(t[f.at+2*i:])
	}
	runes := utf16.Decode(units)
	for i, r := range runes {
		if r == 0xFFFD {
			return "", bad(name, "character %d is not UTF-16", i+1)
		}
		if r < ' ' && r != 0 {
			return "", bad(name, "character %d is a control character", i+1)
		}
	}
	return string(runes), nil
}

// bad gives an error that names a field, never its value.
func bad(field, why string, args ...any) error {
	return fmt.Errorf("cannot parse card: %s: %s: %w", field, fmt.Sprintf(why, args...), idcard.ErrBadData)
}

// china is the zone of the dates on a card; it has had no summer time since 1991.
func china() *time.Location { return time.FixedZone("Asia/Shanghai", 8*60*60) }
