package spoken

import (
	_ "embed" // the readings
	"strings"
	"unicode"
)

// readings are lines "word reading", sorted by bytes. They are searched as they
// lie, so that they cost the daemon no memory of its own.
//
//go:embed readings.txt
var readings string

// longest is how many characters a word of the readings has at most.
const longest = 4

// Pinyin says a Chinese text in syllables with the tones 1 to 5, those of a word
// written together: "拖欠工资" is "tuo1qian4 gong1zi1". Commas and full stops
// stay as pauses. It holds nothing but a-z, 1-5, space, comma and full stop.
func Pinyin(text string) string {
	var b strings.Builder
	pause := byte(0)
	say := func(word string) {
		if word == "" {
			return
		}
		if b.Len() > 0 {
			if pause != 0 {
				b.WriteByte(pause)
			}
			b.WriteByte(' ')
		}
		b.WriteString(word)
		pause = 0
	}
	in := []rune(Words(text))
	for i := 0; i < len(in); {
		switch r := in[i]; {
		case unicode.Is(unicode.Han, r):
			n, sounds := word(in[i:])
			say(join(sandhi(sounds, in, i)))
			i += n
		case r < 128 && unicode.IsLetter(r):
			say(letter(r))
			i++
		default:
			pause = max(pause, stop(r, pause))
			i++
		}
	}
	if b.Len() > 0 && pause == '.' {
		b.WriteByte(pause)
	}
	return b.String()
}

// stop is the pause that a sign makes: a full stop outweighs a comma.
func stop(r rune, now byte) byte {
	switch {
	case strings.ContainsRune("。!！?？;；.:：", r):
		return '.'
	case strings.ContainsRune("，,、()（）-…·《》", r) && now == 0:
		return ','
	}
	return now
}

// word finds the longest word that a text begins with and how its characters
// sound; a character without a reading gives none.
func word(in []rune) (n int, sounds []string) {
	for n := min(longest, len(in)); n > 1; n-- {
		said, ok := lookUp(string(in[:n]))
		if !ok {
			continue
		}
		if said != "" {
			return n, syllables(said)
		}
		for _, r := range in[:n] {
			one, _ := lookUp(string(r))
			sounds = append(sounds, one)
		}
		return n, sounds
	}
	one, _ := lookUp(string(in[:1]))
	return 1, []string{one}
}

// lookUp finds a word's reading.
func lookUp(w string) (reading string, ok bool) {
	// The line is found by halving the text; a middle always moves to its line's start.
	low, high := 0, len(readings)
	for low < high {
		mid := (low + high) / 2
		start := strings.LastIndexByte(readings[:mid], '\n') + 1
		if start < low {
			start = low
		}
		line, _, _ := strings.Cut(readings[start:], "\n")
		head, said, _ := strings.Cut(line, " ")
		switch strings.Compare(head, w) {
		case 0:
			return said, true
		case -1:
			low = start + len(line) + 1
		default:
			high = start
		}
	}
	return "", false
}

// syllables cuts "huan2kuan3".
func syllables(s string) (list []string) {
	from := 0
	for i := range len(s) {
		if s[i] >= '1' && s[i] <= '5' {
			list = append(list, s[from:i+1])
			from = i + 1
		}
	}
	return list
}

func join(list []string) string { return strings.Join(list, "") }

// sandhi changes the tones of 不 and 一 by what follows them; other changes the
// synthesiser makes itself.
func sandhi(sounds []string, in []rune, at int) []string {
	for i := range sounds {
		if at+i >= len(in) {
			break
		}
		c := in[at+i]
		if c != '不' && c != '一' {
			continue
		}
		next := byte(0)
		if i+1 < len(sounds) {
			next = tone(sounds[i+1])
		} else if at+i+1 < len(in) && unicode.Is(unicode.Han, in[at+i+1]) {
			_, after := word(in[at+i+1:])
			next = tone(after[0])
		}
		switch {
		case next == 0:
		case c == '不' && next == '4':
			sounds[i] = "bu2"
		case c == '一' && !counts(in, at+i) && (next == '4' || in[min(at+i+1, len(in)-1)] == '个'):
			sounds[i] = "yi2"
		case c == '一' && !counts(in, at+i):
			sounds[i] = "yi4"
		}
	}
	return sounds
}

// counts tells whether a 一 is part of a number or an order, where it keeps its tone.
func counts(in []rune, at int) bool {
	near := func(i int, set string) bool { return i >= 0 && i < len(in) && strings.ContainsRune(set, in[i]) }
	return near(at-1, "第零一二三四五六七八九十百千万点幺周初") || near(at+1, "零一二三四五六七八九十点月日号审")
}

func tone(s string) byte {
	if s == "" {
		return 0
	}
	return s[len(s)-1]
}

// letter says a Latin letter by its name.
func letter(r rune) string {
	names := strings.Fields("ei1 bi4 xi1 di4 yi4 ai2fu5 ji4 ei1chi5 ai4 zhei4 kei1 ai2lou5 ai2mu5 en1 ou1 pi4 kiu1 a4er5 ai2si5 ti4 you4 wei1 da2bu5liu5 ai2ke5si5 wai4 zei4")
	return names[unicode.ToLower(r)-'a']
}
