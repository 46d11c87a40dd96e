package sdt

import (
	"fmt"

	"lawkiosk/drivers/idcard"
)

// code is SW3, the third status byte of a reply.
type code byte

// The codes of the protocol.
const (
	codeOK           code = 0x90
	codeFound        code = 0x9F
	codeChecksum     code = 0x10 // the reader received damage
	codeLength       code = 0x11
	codeCommand      code = 0x21
	codeUnknown      code = 0x24
	codeAuthCard     code = 0x31
	codeAuthSAM      code = 0x32
	codeVerify       code = 0x33
	codeWrongCard    code = 0x40
	codeReadFailed   code = 0x41
	codeRandom       code = 0x47
	codeSelfTest     code = 0x60
	codeUnauthorised code = 0x66
	codeNotFound     code = 0x80
	codeNotSelected  code = 0x81
	codeNoItem       code = 0x91
)

// String says what a code means, for an operator.
func (c code) String() string {
	words := map[code]string{
		codeOK: "done", codeFound: "card found", codeChecksum: "command arrived with a wrong checksum",
		codeLength: "command arrived with a wrong length", codeCommand: "command not understood",
		codeUnknown: "no permission for the command, or unknown fault", codeAuthCard: "the card refused the security module",
		codeAuthSAM: "the security module refused the card", codeVerify: "the card's data failed verification",
		codeWrongCard: "not a card of a known type", codeReadFailed: "reading the card failed",
		codeRandom: "no random number from the card", codeSelfTest: "the security module failed its self-test",
		codeUnauthorised: "the security module is not authorised", codeNotFound: "no card found",
		codeNotSelected: "selecting the card failed", codeNoItem: "the card has no such item",
	}
	if w, ok := words[c]; ok {
		return fmt.Sprintf("%02X (%s)", byte(c), w)
	}
	return fmt.Sprintf("%02X (code not in the protocol)", byte(c))
}

// faulty reports whether a code tells that the reader itself is out of order,
// whatever card lies on it.
func (c code) faulty() bool { return c == codeSelfTest || c == codeUnauthorised }

// garbled reports whether the reader says that the command reached it damaged,
// so that sending it again helps.
func (c code) garbled() bool { return c == codeChecksum || c == codeLength }

// cardError gives what a code of select or read means for the card.
func (c code) cardError() error {
	switch c {
	case codeWrongCard, codeAuthCard, codeAuthSAM:
		return idcard.ErrWrongCard
	case codeVerify:
		return idcard.ErrBadData
	default: // lifted, moved, or no reason that a visitor could do anything about
		return idcard.ErrReadFailed
	}
}
