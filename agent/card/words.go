package card

import (
	"slices"
	"strings"
	"unicode"

	"lawkiosk/drivers/idcard"
)

// sentence tells the visitor what happened and what to do next.
func sentence(code, lang string) string {
	type both struct{ zh, en string }
	s, ok := map[string]both{
		"wrong-card": {
			"这张卡不是居民身份证，读不了。请换成身份证再试一次。",
			"This is not an identity card that can be read here. Please try with your identity card.",
		},
		"read-failed": {
			"没有读完整。请把身份证平放在读卡区，先不要拿起来，再试一次。",
			"The card was lifted too early or lies askew. Please lay it flat on the reader, leave it there and try again.",
		},
		"bad-data": {
			"这张身份证里的信息读出来不完整。可以擦一擦再试，也可以直接手写填表。",
			"The data on this card could not be read whole. Wipe the card and try again, or fill in the form by hand.",
		},
		"offline": {
			"读卡器现在用不了。不影响看指南和打印，需要填的内容可以手写。",
			"The card reader does not work right now. You can still read and print guides, and fill in forms by hand.",
		},
		"timeout": {
			"等了一分钟，没有看到身份证。要读卡请再点一次，不读也可以继续。",
			"No card was seen for a minute. Touch again to read your card, or simply go on without it.",
		},
	}[code]
	if !ok {
		return ""
	}
	if lang == "en" {
		return s.en
	}
	return s.zh
}

// compound are the surnames of two characters that are common enough to meet.
var compound = []string{"欧阳", "司马", "上官", "诸葛", "司徒", "东方", "夏侯", "皇甫", "尉迟", "公孙", "令狐", "慕容", "宇文", "长孙", "端木", "申屠"}

// seen masks a card for the screen.
func seen(c idcard.Card) Seen {
	return Seen{
		Present:      true,
		NameMasked:   c.Name.Masked(),
		IDMasked:     c.ID.Masked(),
		GreetingName: greeting(c),
	}
}

// greeting is the surname with 先生 or 女士. It tells no more than the masked
// name and a look at the visitor. Cards of foreigners and names of ethnic
// groups without a surname ("阿依古丽·买买提") get none.
func greeting(c idcard.Card) string {
	name := []rune(c.Name.Reveal())
	if c.Kind != idcard.Citizen && c.Kind != idcard.Residence || len(name) < 2 || len(name) > 4 || slices.ContainsFunc(name, notHan) {
		return ""
	}
	surname := string(name[:1])
	if len(name) > 2 && slices.Contains(compound, string(name[:2])) {
		surname = string(name[:2])
	}
	switch strings.TrimSpace(c.Sex) {
	case "男":
		return surname + "先生"
	case "女":
		return surname + "女士"
	default:
		return ""
	}
}

func notHan(r rune) bool { return !unicode.Is(unicode.Han, r) }
