package search

import (
	"strings"
	"unicode"

	"github.com/mozillazg/go-pinyin"
)

// readings gives words whose characters are read otherwise than alone; the
// dictionary of go-pinyin knows single characters only. One syllable a character.
func readings() map[string]string {
	return map[string]string{
		"重庆": "chong qing", "重婚": "chong hun", "重新": "chong xin", "重复": "chong fu", "重审": "chong shen", "重做": "chong zuo", "重建": "chong jian",
		"调解": "tiao jie", "协调": "xie tiao", "调整": "tiao zheng", "调节": "tiao jie", "调停": "tiao ting", "调处": "tiao chu",
		"银行": "yin hang", "行业": "hang ye", "央行": "yang hang", "分行": "fen hang", "支行": "zhi hang", "同行": "tong hang", "行情": "hang qing",
		"长期": "chang qi", "延长": "yan chang", "长途": "chang tu", "时长": "shi chang", "多长": "duo chang", "长时间": "chang shi jian", "擅长": "shan chang",
		"还款": "huan kuan", "还钱": "huan qian", "还债": "huan zhai", "偿还": "chang huan", "归还": "gui huan", "返还": "fan huan", "退还": "tui huan",
		"还给": "huan gei", "不还": "bu huan", "还清": "huan qing", "还贷": "huan dai", "还本": "huan ben", "没还": "mei huan",
		"会计": "kuai ji", "出差": "chu chai", "差旅": "chai lv", "便宜": "pian yi", "没收": "mo shou",
		"给付": "ji fu", "供给": "gong ji", "给予": "ji yu", "补给": "bu ji",
		"大夫": "dai fu", "角色": "jue se", "音乐": "yin yue", "着急": "zhao ji", "着火": "zhao huo", "了解": "liao jie", "了结": "liao jie",
		"成都": "cheng du", "首都": "shou du", "率先": "shuai xian", "朝阳": "zhao yang", "恐吓": "kong he", "的士": "di shi", "目的": "mu di",
		"模板": "mu ban", "睡觉": "shui jiao", "校对": "jiao dui", "地址": "di zhi", "曝光": "bao guang", "强迫": "qiang po", "作坊": "zuo fang",
		"一发": "yi fa", "头发": "tou fa", "挨打": "ai da", "血汗钱": "xue han qian", "露天": "lu tian", "自传": "zi zhuan", "参差": "cen ci",
	}
}

// Pinyin turns Chinese into syllables without tones, as a pinyin keyboard takes
// them (ü is v).
type Pinyin struct {
	words   map[string]string
	longest int // characters of the longest word
}

// NewPinyin makes a Pinyin with the words that need care.
func NewPinyin() *Pinyin {
	p := &Pinyin{words: readings()}
	for w := range p.words {
		p.longest = max(p.longest, len([]rune(w)))
	}
	return p
}

// Syllables gives the syllables of a text in runs that punctuation or space ends.
// A run of Latin letters or digits counts as one syllable, in lower case.
func (p *Pinyin) Syllables(text string) [][]string {
	var runs [][]string
	var run []string
	latin := ""
	flush := func() {
		if latin != "" {
			run, latin = append(run, latin), ""
		}
	}
	letters := []rune(text)
	for i := 0; i < len(letters); i++ {
		r := letters[i]
		switch {
		case unicode.Is(unicode.Han, r):
			flush()
			word, n := p.word(letters[i:])
			run = append(run, word...)
			i += n - 1
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			latin += string(unicode.ToLower(r))
		default:
			flush()
			if len(run) > 0 {
				runs, run = append(runs, run), nil
			}
		}
	}
	flush()
	if len(run) > 0 {
		runs = append(runs, run)
	}
	return runs
}

// word reads the word or single character that a text begins with; n is how many
// characters it has.
func (p *Pinyin) word(letters []rune) (syllables []string, n int) {
	for n := min(p.longest, len(letters)); n > 1; n-- {
		if s, ok := p.words[string(letters[:n])]; ok {
			return strings.Fields(s), n
		}
	}
	one := pinyin.SinglePinyin(letters[0], pinyin.NewArgs())
	if len(one) == 0 {
		return nil, 1 // a rare character that the dictionary lacks
	}
	// 虐, 略: the dictionary writes nve and lve, keyboards nue and lue
	if stem, ok := strings.CutSuffix(one[0], "ve"); ok {
		return []string{stem + "ue"}, 1
	}
	return one[:1], 1
}

// tokens collects search tokens, each once, in the order they come.
type tokens struct {
	list []string
	seen map[string]bool
}

func (t *tokens) add(s string) {
	if t.seen == nil {
		t.seen = map[string]bool{}
	}
	if !t.seen[s] {
		t.seen[s] = true
		t.list = append(t.list, s)
	}
}

func (t *tokens) String() string { return strings.Join(t.list, " ") }

// Tokens gives the pinyin and initials of texts as space-separated tokens. Each
// run gives a token from each of its syllables to its end, so that a search by
// prefix finds a word in the middle of a title; the last syllable alone gives
// none but where it is the whole run.
func (p *Pinyin) Tokens(texts ...string) (full, initials string) {
	var a, b tokens
	for _, text := range texts {
		for _, run := range p.Syllables(text) {
			for i := range max(len(run)-1, 1) {
				a.add(strings.Join(run[i:], ""))
				b.add(firsts(run[i:]))
			}
		}
	}
	return a.String(), b.String()
}

// firsts gives the first letter of each syllable; a number stays whole.
func firsts(run []string) string {
	var b strings.Builder
	for _, s := range run {
		if s[0] >= '0' && s[0] <= '9' {
			b.WriteString(s)
			continue
		}
		b.WriteString(s[:1])
	}
	return b.String()
}
