package idcardtest

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"time"
	"unicode/utf16"

	"lawkiosk/drivers/idcard"
	"lawkiosk/personal"
)

// DemoCard is a card of a person who does not exist. All numbers begin with
// 110101, or with a nine or a country where the layout asks for it, and all
// names say that they are a test.
type DemoCard struct {
	ID      string // "citizen", "elder"…
	Title   string // for the virtual terminal, in Chinese
	English string // the same in English
	Kind    idcard.Kind
	Text    []byte      // 256 bytes, as the card holds it
	Photo   []byte      // 1024 bytes that are plainly no photo
	Want    idcard.Card // what a reader must make of it
	Strange bool        // a card of another system: the reader refuses it
}

// Cards gives the demo cards, those that every reader must read first and a
// card of another system last.
func Cards() []DemoCard {
	return []DemoCard{
		citizenCard("citizen", "居民身份证", "Resident ID card", person{
			name: "测试甲", sex: "男", nation: "01", nationName: "汉", birth: "19900307",
			address: "北京市东城区测试路一号样本楼二单元三〇一室", id: "110101199003070070",
			issuer: "测试市公安局样本分局", from: "20200101", to: "20400101",
		}),
		citizenCard("elder", "老人身份证(长期)", "Elder's ID card, no end date", person{
			name: "测试乙·阿依古丽·样本买买提", sex: "女", nation: "05", nationName: "维吾尔", birth: "19480612",
			address: "贵州省贵阳市南明区测试巷九十九号", id: "110101194806120067",
			issuer: "测试县公安局", from: "20100612", to: "长期",
		}),
		citizenCard("rare", "生僻字身份证", "ID card with rare characters", person{
			name: "测试䶮𠮷", sex: "女", nation: "48", nationName: "裕固", birth: "20000229",
			address: "贵州省开阳县样本镇测试村", id: "110101200002290026",
			issuer: "测试县公安局", from: "20240229", to: "20340228",
		}),
		residenceCard(),
		foreignerCard(),
		foreignerV2Card(),
		{ID: "other", Title: "别的卡(公交卡)", English: "Another card (bus pass)", Strange: true},
	}
}

// CardByID finds a demo card.
func CardByID(id string) (DemoCard, bool) {
	for _, c := range Cards() {
		if c.ID == id {
			return c, true
		}
	}
	return DemoCard{}, false
}

// person is what a citizen's card says.
type person struct{ name, sex, nation, nationName, birth, address, id, issuer, from, to string }

func (p person) sexCode() string {
	return map[string]string{"男": "1", "女": "2"}[p.sex]
}

func (p person) text() *sheet {
	s := newSheet()
	s.put(0, 30, p.name)
	s.put(30, 2, p.sexCode())
	s.put(32, 4, p.nation)
	s.put(36, 16, p.birth)
	s.put(52, 70, p.address)
	s.put(122, 36, p.id)
	s.put(158, 30, p.issuer)
	s.put(188, 16, p.from)
	s.put(204, 16, p.to)
	return s
}

func (p person) card(kind idcard.Kind) idcard.Card {
	return idcard.Card{
		Kind: kind, Name: personal.NewName(p.name), Sex: p.sex, Nation: p.nationName,
		Birth: personal.NewDate(dashed(p.birth)), Address: personal.NewText(p.address),
		ID: personal.NewIDNumber(p.id), Issuer: p.issuer,
		ValidFrom: day(p.from), ValidTo: day(p.to), Photo: fakePhoto(),
	}
}

func citizenCard(id, title, english string, p person) DemoCard {
	return DemoCard{
		ID: id, Title: title, English: english, Kind: idcard.Citizen,
		Text: p.text().bytes(), Photo: fakePhoto(), Want: p.card(idcard.Citizen),
	}
}

// residenceCard is a residence permit for Hong Kong, Macao and Taiwan
// residents; these numbers begin with 81, 82 or 83 in the field.
func residenceCard() DemoCard {
	p := person{
		name: "测试丙", sex: "女", birth: "19850615", address: "广东省广州市测试区样本路五号",
		id: "", issuer: "测试市公安局", from: "20220615", to: "20270615",
	}
	p.id = withCheckDigit("11010119850615008")
	s := p.text()
	s.put(220, 18, "H00000001")
	s.put(238, 4, "02")
	s.put(248, 2, "J")
	want := p.card(idcard.Residence)
	want.PassNumber, want.IssueCount = personal.NewText("H00000001"), "02"
	return DemoCard{
		ID: "residence", Title: "港澳台居民居住证", English: "HK/Macao/Taiwan permit",
		Kind: idcard.Residence, Text: s.bytes(), Photo: fakePhoto(), Want: want,
	}
}

func foreignerCard() DemoCard {
	s := newSheet()
	s.put(0, 120, "TEST PERSON, SAMPLE")
	s.put(120, 2, "1")
	s.put(122, 30, "UTO110101800101")
	s.put(152, 6, "UTO")
	s.put(158, 30, "测试丁")
	s.put(188, 16, "20190801")
	s.put(204, 16, "20290731")
	s.put(220, 16, "19800101")
	s.put(236, 4, "01")
	s.put(240, 8, "1500")
	s.put(248, 2, "I")
	return DemoCard{
		ID: "foreigner", Title: "外国人永久居留证(旧)", English: "Permanent residence, old",
		Kind: idcard.Foreigner, Text: s.bytes(), Photo: fakePhoto(),
		Want: idcard.Card{
			Kind: idcard.Foreigner, Name: personal.NewName("测试丁"), EnglishName: personal.NewName("TEST PERSON, SAMPLE"),
			Sex: "男", Nation: "UTO", Birth: personal.NewDate("1980-01-01"), ID: personal.NewIDNumber("UTO110101800101"),
			Issuer: "1500", ValidFrom: day("20190801"), ValidTo: day("20290731"), Photo: fakePhoto(),
		},
	}
}

func foreignerV2Card() DemoCard {
	const english = "TEST PERSON WITH A VERY LONG SAMPLE NAME XYZ" // 44 characters: goes on in the second place
	id := withCheckDigit("91101011990010100")
	s := newSheet()
	s.put(0, 30, "")
	s.put(30, 2, "2")
	s.put(32, 4, "01")
	s.put(36, 16, "19900101")
	s.put(52, 70, english[:35])
	s.put(122, 36, id)
	s.put(188, 16, "20240101")
	s.put(204, 16, "20331231")
	s.put(220, 22, english[35:])
	s.put(242, 6, "UTO")
	s.put(248, 2, "Y")
	return DemoCard{
		ID: "foreigner-v2", Title: "外国人永久居留身份证(新)", English: "Permanent residence, new",
		Kind: idcard.ForeignerV2, Text: s.bytes(), Photo: fakePhoto(),
		Want: idcard.Card{
			Kind: idcard.ForeignerV2, Name: personal.NewName(english), EnglishName: personal.NewName(english),
			Sex: "女", Nation: "UTO", Birth: personal.NewDate("1990-01-01"), ID: personal.NewIDNumber(id),
			IssueCount: "01", ValidFrom: day("20240101"), ValidTo: day("20331231"), Photo: fakePhoto(),
		},
	}
}

// sheet is the 256 bytes of text of a card, all spaces at first.
type sheet [128]uint16

func newSheet() *sheet {
	var s sheet
	for i := range s {
		s[i] = ' '
	}
	return &s
}

// put writes at a byte offset; a text that is too long for its field is a
// mistake in this file.
func (s *sheet) put(at, size int, value string) {
	units := utf16.Encode([]rune(value))
	if len(units) > size/2 {
		panic(fmt.Sprintf("idcardtest: %q is longer than the %d bytes at %d", value, size, at))
	}
	copy(s[at/2:], units)
}

func (s *sheet) bytes() []byte {
	out := make([]byte, 0, 2*len(s))
	for _, u := range s {
		out = binary.LittleEndian.AppendUint16(out, u)
	}
	return out
}

// withCheckDigit completes 17 digits by the weights that GB 11643 prints.
func withCheckDigit(digits string) string {
	weights := [17]int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2}
	sum := 0
	for i, w := range weights {
		sum += w * int(digits[i]-'0')
	}
	return digits + string("10X98765432"[sum%11])
}

// fakePhoto is 1024 bytes where the card holds its compressed photo.
func fakePhoto() []byte {
	return bytes.Repeat([]byte("NOT A PHOTO 0123"), 64)
}

// day gives midnight in Shanghai, zero for 长期.
func day(s string) time.Time {
	if s == "长期" {
		return time.Time{}
	}
	t, err := time.ParseInLocation("20060102", s, time.FixedZone("Asia/Shanghai", 8*60*60))
	if err != nil {
		panic(fmt.Sprintf("idcardtest: %v", err))
	}
	return t
}

func dashed(s string) string { return s[:4] + "-" + s[4:6] + "-" + s[6:] }
