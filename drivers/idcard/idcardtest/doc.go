// Package idcardtest is what tests and the virtual terminal need of identity
// card readers without having one: a simulator that speaks the SDT protocol on
// a pseudo terminal, with fault knobs; demo cards of all four layouts; and one
// conformance suite for every idcard.Reader.
//
// The simulator is written apart from the driver, from the protocol's
// description, so that the two check each other. It does not import sdt.
// Tests of readers and the virtual terminal import idcardtest.
package idcardtest
