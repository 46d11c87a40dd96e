package wire

import "strings"

// What citizens say of drafts of rules and of the service. These records name
// neither a person nor a visit, so that nobody learns from them who said it; a
// fleet keeps them apart from the list of what a kiosk did.

// PathSealKey is where a kiosk learns the key that it seals free texts for.
const PathSealKey = "/kiosk/v1/seal-key" // GET -> SealKey

// SealKey is the fleet's public key.
type SealKey struct {
	Name string `json:"name"` // of the way to seal: "age-x25519"
	Key  string `json:"key"`  // "age1…"
}

// SealAgeX25519 is the name of age-encryption.org/v1 with X25519.
const SealAgeX25519 = "age-x25519"

// Limits of what is said.
const (
	MaxOpinionText    = 1000 // characters of a free text
	MaxOpinionSealed  = 8 << 10
	MaxOpinionAnswers = 32
	MaxRatingTags     = 8
)

// OpinionGiven is a citizen's opinion on a draft of rules. An answer is the
// place of the chosen one, from 1; a question left out has none. Text is sealed
// to the fleet's key as SealLabel says: the plain text never leaves the page's
// request.
type OpinionGiven struct {
	Number  string         `json:"number"` // of the receipt
	Opinion string         `json:"opinion"`
	Lang    string         `json:"lang"`
	Answers map[string]int `json:"answers"`
	Text    []byte         `json:"text,omitempty"`
}

// SealLabel is what stands before a sealed text, ended by a zero byte: a text
// that was moved to another opinion does not open there.
func SealLabel(number string) string { return "opinion " + number }

// ServiceRated is the 好差评 of GB/T 39735-2020 for a service without a lawyer.
type ServiceRated struct {
	Service string   `json:"service"`         // "guide", "form", "plan", "service", "opinion", "visit"
	Item    string   `json:"item,omitempty"`  // its id
	Theme   string   `json:"theme,omitempty"` // theme id
	Grade   int      `json:"grade"`           // 5 very satisfied … 1 very dissatisfied
	Tags    []string `json:"tags,omitempty"`  // ids of reasons
}

// RatedServices are the words that ServiceRated.Service may be.
func RatedServices() []string {
	return []string{"guide", "form", "plan", "service", "opinion", "visit"}
}

// Numbers of receipts have 12 digits, the last a check digit (Luhn, ISO/IEC
// 7812-1). Those that the fleet gives begin with another digit than
// KioskNumber; a kiosk makes those of opinions by itself, because it must give
// one while the fleet is away: KioskNumber, the draft's code of three digits,
// seven random ones, the check digit. So any kiosk tells from a number alone
// which draft it belongs to.
const (
	NumberDigits = 12
	KioskNumber  = '9'
)

// CheckDigit is the Luhn digit of a payload of digits.
func CheckDigit(payload string) byte {
	sum := 0
	for i := range len(payload) {
		d := int(payload[len(payload)-1-i] - '0')
		if i%2 == 0 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return byte('0' + (10-sum%10)%10)
}

// GoodNumber says whether a text is a receipt's number with the right check digit.
func GoodNumber(number string) bool {
	if len(number) != NumberDigits || strings.Trim(number, "0123456789") != "" {
		return false
	}
	return CheckDigit(number[:NumberDigits-1]) == number[NumberDigits-1]
}
