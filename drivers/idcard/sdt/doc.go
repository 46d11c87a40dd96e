// Package sdt drives readers of the resident identity card that hold a SAM
// module and speak the SDT protocol on a serial line (115200 8N1 by default).
//
// The frames are those of GA 450 ("台式居民身份证阅读器通用技术要求") and of the SDT
// interface of the Ministry of Public Security's first research institute; the
// text layouts are those of GA 490 and of the residence permits that followed:
//
//	command  AA AA AA 96 69 | length (2, big-endian) | CMD PARA data | XOR
//	reply    AA AA AA 96 69 | length (2, big-endian) | SW1 SW2 SW3 data | XOR
//
// The length counts all bytes after itself, the XOR runs from the length to
// the last byte of data.
//
// Only main packages (through Open) and tests import sdt; it imports its class.
package sdt
