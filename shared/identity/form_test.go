package identity

import (
	"fmt"
	"strings"
	"testing"
)

func TestUSCC(t *testing.T) {
	t.Run("RULES A7 standards GB 32100 and GB 11714, FIELD-NOTES 5.2", func(t *testing.T) {
		for in, commercial := range map[string]bool{
			"91110000600037341L": true, "9144030071526726XG": true, "91330100799655058B": true,
			"12100000400000624D": false, "91350206MA32JUL977": true, "91450100MA5MYQCT6P": true,
			// made up, correct in both checks
			"93370800MA3C00011G": false, "92440300MA5DA0A06P": true, "51100000500000007W": false,
			"N2110101MF1234567N": false, "A1110000MA00000151": false, "Y1110000MB0000027M": false,
			// one of each sort out of public tests
			"121200004013590816": false, "911522010783710635": true, "9115220107837757XE": true,
			"91620105L015101280": true, "91340600MA2PBP2120": true,
		} {
			u, err := ParseUSCC(in)
			if err != nil {
				t.Errorf("%s: %v %+v", in, err, err)
				continue
			}
			if u.Text() != in || u.Commercial() != commercial {
				t.Errorf("%s: got %s, commercial %v", in, u.Text(), u.Commercial())
			}
		}
	})
	t.Run("THREATS Q1 one form for all spellings", func(t *testing.T) {
		want, err := ParseUSCC("9144030071526726XG")
		if err != nil {
			t.Fatal(err)
		}
		for _, in := range []string{"9144030071526726xg", "９１４４０３００７１５２６７２６ＸＧ", "91 440300 71526726x g", "91-440300-71526726-X-g", "　９1440300７1526726ｘｇ　"} {
			if u, err := ParseUSCC(in); err != nil || u != want || !u.Equal(want) {
				t.Errorf("%q: got %q, %v", in, u.Text(), err)
			}
		}
	})
	t.Run("RULES A7 what is no USCC", func(t *testing.T) {
		for in, reason := range map[string]string{
			"91110000600037341N":         ReasonCheckDigit,
			"A1110000600037341L":         ReasonCheckDigit,
			"9111000060003IOZSV":         ReasonCharacters,
			"91110000600037341I":         ReasonCharacters,
			"9111000060003734甲L":         ReasonCharacters,
			"12345":                      ReasonLength,
			"":                           ReasonLength,
			"440301103097413":            ReasonLength, // 15 digits: the registration number of before
			"91110000600037341LL":        ReasonLength,
			strings.Repeat("9", 1<<20):   ReasonLength,
			"B1110000600037341L":         ReasonFormat, // no such authority
			"01110000600037341L":         ReasonFormat,
			"90110000600037341L":         ReasonFormat, // no such category
			"9A110000600037341L":         ReasonFormat,
			"9111000A600037341L":         ReasonFormat,
			sealUSCC("91", "110000", 1):  ReasonCheckDigit, // outer check right, inner wrong
			sealUSCC("91", "110000", -1): ReasonCheckDigit,
		} {
			_, err := ParseUSCC(in)
			wantError(t, err, CodeUSCCInvalid, reason, in)
		}
		if _, err := ParseUSCC(sealUSCC("91", "110000", 0)); err != nil {
			t.Errorf("both checks right: %v", err)
		}
	})
}

// sealUSCC builds a code whose outer check is right, and whose inner one (7 for 60003734, in its place 1) is off by so much.
func sealUSCC(prefix, area string, off int) string {
	body := prefix + area + "60003734" + fmt.Sprint(1+off)
	return body + checkMod31(body)
}

func TestName(t *testing.T) {
	t.Run("RULES B1 FAULT N5 N3 names that pass", func(t *testing.T) {
		for in, want := range map[string]string{
			"张三":                               "张三",
			"欧阳修":                              "欧阳修",
			"　张三　":                             "张三",
			" \t张三\n\u200B":                    "张三",
			"阿卜杜拉·买买提":                         "阿卜杜拉·买买提",
			"阿卜杜拉.买买提":                         "阿卜杜拉·买买提",
			"阿卜杜拉•买买提":                         "阿卜杜拉·买买提",
			"阿卜杜拉．买买提":                         "阿卜杜拉·买买提",
			"阿卜杜拉・买买提":                         "阿卜杜拉·买买提",
			"阿卜杜拉･买买提":                         "阿卜杜拉·买买提",
			"阿卜杜拉‧买买提":                         "阿卜杜拉·买买提",
			"阿卜杜拉∙买买提":                         "阿卜杜拉·买买提",
			"阿卜杜拉⋅买买提":                         "阿卜杜拉·买买提",
			"阿卜杜拉\u0387买买提":                    "阿卜杜拉·买买提",
			"阿·卜·杜":                            "阿·卜·杜",
			"李〇":                               "李〇",
			"王\u3400":                          "王\u3400",
			"王\U00020BB7":                      "王\U00020BB7", // extension B
			"王\U0002A700":                      "王\U0002A700", // C
			"王\U0002B740":                      "王\U0002B740", // D
			"王\U0002B820":                      "王\U0002B820", // E
			"王\U0002CEB0":                      "王\U0002CEB0", // F
			"王\U00030000":                      "王\U00030000", // G
			"王\U00031350":                      "王\U00031350", // H
			"王\U0002EBF0":                      "王\U0002EBF0", // I
			"王\U000323B0":                      "王\U000323B0", // J
			"王\uFA0C":                          "王\u5140",     // a compatibility ideograph is what it stands for (FAULT N5)
			"王\U0002F800":                      "王\u4E3D",
			"\uE863海":                          "䶮海", // GBK's private area (FAULT N5)
			"张 三":                              "张三",
			"\u202D张三\u202C":                   "张三", // FAULT N3
			"张\U000E0100三\uFE0F":               "张三",
			strings.Repeat("字", 30):            strings.Repeat("字", 30),
			strings.Repeat("𠮷", 30):            strings.Repeat("𠮷", 30),
			strings.Repeat("·字", 15)[2:] + "字": strings.Repeat("·字", 15)[2:] + "字",
		} {
			n, err := ParseName(in)
			if err != nil || n.Text() != want {
				t.Errorf("%q: got %q, %v, want %q", in, n.Text(), err, want)
			}
		}
	})
	t.Run("RULES B1 names that do not", func(t *testing.T) {
		for _, in := range []string{
			"", "张", " 张 ", "·", "··", "张·", "·张三", "张三·", "张··三", "张.•三", "Zhang San", "张A", "张1", "张々",
			"张\u2F00", "张\uE000", "张\U000F0000", "张\x00三", "张\xff三", "张\uFFFD三", "金씨", "山田た", "张，三", "张（三）",
			strings.Repeat("字", 31), strings.Repeat("字·", 15) + "字", strings.Repeat("字", 1<<20), strings.Repeat(" ", 1<<20),
		} {
			n, err := ParseName(in)
			wantError(t, err, CodeNameInvalid, "", in)
			if !n.IsZero() {
				t.Errorf("%q: refused, but a name is returned", in)
			}
		}
	})
	t.Run("RULES A10 equal names", func(t *testing.T) {
		a, _ := ParseName("阿卜杜拉•买买提")
		b, _ := ParseName("　阿卜杜拉.买买提")
		c, _ := ParseName("阿卜杜拉·买买堤")
		if !a.Equal(b) || a.Equal(c) || a.Equal(Name{}) {
			t.Errorf("got %v %v %v, want true false false", a.Equal(b), a.Equal(c), a.Equal(Name{}))
		}
	})
}

func TestPhone(t *testing.T) {
	t.Run("RULES B1 FAULT N4 N3 numbers that pass", func(t *testing.T) {
		for _, in := range []string{
			"13800131234", "+8613800131234", "008613800131234", "+86 138-0013-1234", "0086 138 0013 1234", "＋８６１３８００１３１２３４", " 13800131234\n",
			"8613800131234", "86-138-0013-1234", "(+86)13800131234", "tel:+8613800131234", "138.0013.1234", "\u202a13800131234\u202c", // FAULT N3, N4
		} {
			p, err := ParsePhone(in)
			if err != nil || p.Text() != "13800131234" || p.Masked() != "138****1234" {
				t.Errorf("%q: got %q %s, %v", in, p.Text(), p, err)
			}
		}
		for second := '3'; second <= '9'; second++ {
			if _, err := ParsePhone("1" + string(second) + "912345678"); err != nil {
				t.Errorf("1%c: %v", second, err)
			}
		}
	})
	t.Run("RULES B1 numbers that do not", func(t *testing.T) {
		for _, in := range []string{
			"", "+86", "12800131234", "10800131234", "11800131234", "23800131234", "1380013123", "138001312345", "1380013123a", "1380013123四",
			"+85213800131234", "+86+8613800131234", "+86008613800131234", "868613800131234", "01013800131234", strings.Repeat("1", 1<<20),
		} {
			p, err := ParsePhone(in)
			wantError(t, err, CodePhoneInvalid, "", in)
			if !p.IsZero() {
				t.Errorf("%q: refused, but a phone is returned", in)
			}
		}
	})
	t.Run("equal phones", func(t *testing.T) {
		a, _ := ParsePhone("13800131234")
		b, _ := ParsePhone("+86 138 0013 1234")
		c, _ := ParsePhone("13800131235")
		if !a.Equal(b) || a.Equal(c) {
			t.Errorf("got %v %v, want true false", a.Equal(b), a.Equal(c))
		}
	})
}
