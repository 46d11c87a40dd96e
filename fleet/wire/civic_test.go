package wire

import "testing"

func TestCheckDigit(t *testing.T) {
	for payload, want := range map[string]byte{"7992739871": '3', "0": '0', "18": '2', "": '0'} {
		if got := CheckDigit(payload); got != want {
			t.Errorf("%s: %c, want %c", payload, got, want)
		}
	}
}

func TestGoodNumber(t *testing.T) {
	payload := "91011234567"
	good := payload + string(CheckDigit(payload))
	for number, want := range map[string]bool{
		good: true, good[:11]: false, good + "0": false, payload + string('0'+(CheckDigit(payload)-'0'+1)%10): false,
		"": false, "91011234567x": false, "９10112345679": false,
	} {
		if GoodNumber(number) != want {
			t.Errorf("%q: %v", number, !want)
		}
	}
}
