package identity

import (
	"bytes"
	"encoding"
	"encoding/hex"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"log/slog"
	"reflect"
	"strings"
	"testing"
)

// personal is what all these types offer.
type personal interface {
	comparable
	fmt.Formatter
	fmt.Stringer
	slog.LogValuer
	encoding.TextMarshaler
	Masked() string
	IsZero() bool
}

type secrets struct {
	document IDDocument
	name     Name
	phone    Phone
	uscc     USCC
	card     BankCard
}

// samples are values whose parts are unlikely to turn up in a printed address.
func samples(t testing.TB) (secrets, map[string]string) {
	t.Helper()
	document, err1 := ParseDocument(ResidentID, "440308199901101512")
	name, err2 := ParseName("诸葛孔明")
	phone, err3 := ParsePhone("13987651234")
	uscc, err4 := ParseUSCC("9144030071526726XG")
	card, err5 := ParseBankCard("6205500000000000004")
	if err := errors.Join(err1, err2, err3, err4, err5); err != nil {
		t.Fatal(err)
	}
	return secrets{document, name, phone, uscc, card}, map[string]string{
		document.Number(): "4****************2", name.Text(): "诸***", phone.Text(): "139****1234", uscc.Text(): "9****************G",
		card.Text(): "****0004",
	}
}

// leaks returns the first secret that out shows as text, in hexadecimal or as a list of byte values.
func leaks(out string, plain map[string]string) string {
	for secret := range plain {
		hexadecimal := hex.EncodeToString([]byte(secret))
		for _, form := range []string{
			secret, secret[3:], hexadecimal, strings.ToUpper(hexadecimal), fmt.Sprintf("% x", secret), fmt.Sprintf("% X", secret),
			strings.Trim(fmt.Sprint([]byte(secret)), "[]"), strings.Trim(fmt.Sprintf("%#v", []byte(secret)), "[]byte{}"),
			strings.Trim(fmt.Sprintf("%+q", secret), `"`),
		} {
			if strings.Contains(out, form) {
				return secret
			}
		}
	}
	return ""
}

// formats are all verbs with the flags that change what fmt does, and the ways to use it wrongly.
func formats() []string {
	var out []string
	for verb := 'A'; verb <= 'z'; verb++ {
		for _, flags := range []string{"", "+", "#", "-30", "030", " ", "# ", ".2", "5.50", "+#"} {
			out = append(out, "%"+flags+string(verb))
		}
	}
	return append(out, "%", "%!", "%*d", "%.*f", "%[1]*[1]d", "%[2]d", "no verb", "%v %v %v", "%世")
}

type withUnexported struct {
	d  IDDocument
	n  Name
	p  Phone
	u  USCC
	dp *IDDocument
	ds []IDDocument
	dm map[IDDocument]Name
	an any
	ar [1]Phone
	c  BankCard
}

type withExported struct {
	D  IDDocument
	N  Name
	P  Phone
	U  USCC
	DP *IDDocument
	DS []IDDocument
	DM map[IDDocument]Name
	AN any
	S  secrets
	C  BankCard
}

func holders(s secrets) []any {
	hidden := withUnexported{s.document, s.name, s.phone, s.uscc, &s.document, []IDDocument{s.document},
		map[IDDocument]Name{s.document: s.name}, s.document, [1]Phone{s.phone}, s.card}
	shown := withExported{s.document, s.name, s.phone, s.uscc, &s.document, []IDDocument{s.document},
		map[IDDocument]Name{s.document: s.name}, s.uscc, s, s.card}
	pointer := &s.document
	return []any{
		s, &s, hidden, &hidden, shown, &shown, []any{hidden, &shown}, []withUnexported{hidden}, map[string]any{"a": hidden, "b": shown},
		map[string]secrets{"a": s}, [2]IDDocument{s.document, s.document}, []Name{s.name}, map[Phone]USCC{s.phone: s.uscc}, &pointer,
		[]*IDDocument{pointer}, struct{ e error }{fmt.Errorf("about %v: %w", s.document, errors.New("cause"))}, struct{ IDDocument }{s.document}, map[BankCard]*BankCard{s.card: &s.card},
		struct{ v veiled }{s.document.veiled}, s.document.veiled, &s.document.veiled, s.document.text, &s.document.text,
		reflect.ValueOf(hidden), reflect.ValueOf(s).Field(0), reflect.ValueOf(s.document).Field(0), reflect.ValueOf(&s), reflect.ValueOf(s.document),
	}
}

func TestNothingPrintsPersonalData(t *testing.T) {
	s, plain := samples(t)
	t.Run("the test sees a leak", func(t *testing.T) {
		for secret := range plain {
			for _, format := range []string{"%v", "%+v", "%#v", "%q", "%x", "%X", "% x", "%+q"} {
				if leaks(fmt.Sprintf(format, struct{ s string }{secret}), plain) == "" || leaks(fmt.Sprintf(format, struct{ b []byte }{[]byte(secret)}), plain) == "" && format != "%+q" {
					t.Fatalf("%s of an open field is not noticed", format)
				}
			}
		}
	})
	t.Run("GB/T 35273 7.2 each value is masked under every verb", func(t *testing.T) {
		masksEverywhere(t, s.document, plain)
		masksEverywhere(t, s.name, plain)
		masksEverywhere(t, s.phone, plain)
		masksEverywhere(t, s.uscc, plain)
		masksEverywhere(t, s.card, plain)
	})
	t.Run("GB/T 35273 7.2 whatever holds the values shows none of them", func(t *testing.T) {
		for _, holder := range holders(s) {
			for _, format := range formats() {
				if out := fmt.Sprintf(format, holder); leaks(out, plain) != "" {
					t.Errorf("%s of %T: %s", format, holder, out)
				}
			}
			if out := fmt.Sprint(holder, holder) + fmt.Sprintln(holder); leaks(out, plain) != "" {
				t.Errorf("Sprint of %T: %s", holder, out)
			}
		}
	})
	t.Run("GB/T 35273 7.2 logs", func(t *testing.T) {
		for _, holder := range holders(s) {
			var out bytes.Buffer
			for _, handler := range []slog.Handler{slog.NewTextHandler(&out, nil), slog.NewJSONHandler(&out, nil)} {
				slog.New(handler).With("with", holder).Info("m", "holder", holder, "document", s.document, "pointer", &s.name,
					slog.Group("g", "phone", s.phone, "uscc", s.uscc, "card", s.card))
			}
			if leaks(out.String(), plain) != "" {
				t.Errorf("log of %T: %s", holder, out.String())
			}
			for _, masked := range plain {
				if strings.Count(out.String(), masked) < 2 {
					t.Errorf("log of %T lacks %s: %s", holder, masked, out.String())
				}
			}
		}
	})
	t.Run("GB/T 35273 7.2 documents", func(t *testing.T) {
		for _, holder := range holders(s) {
			if text, _ := json.Marshal(holder); leaks(string(text), plain) != "" {
				t.Errorf("%T: %s", holder, text)
			}
		}
		markup, err := xml.Marshal(struct {
			XMLName xml.Name   `xml:"person"`
			D       IDDocument `xml:"document,attr"`
			N       Name
			P       *Phone
		}{D: s.document, N: s.name, P: &s.phone})
		if string(markup) != `<person document="4****************2"><N>诸***</N><P>139****1234</P></person>` {
			t.Errorf("got %s, %v", markup, err)
		}
		got, err := json.Marshal(map[IDDocument]any{s.document: []any{s.name, &s.phone, s.uscc, (*IDDocument)(nil), IDDocument{}}})
		want := `{"4****************2":["诸***","139****1234","9****************G",null,""]}`
		if err != nil || string(got) != want {
			t.Errorf("got %s, %v, want %s", got, err, want)
		}
	})
	t.Run("values enter by Parse only", func(t *testing.T) {
		var body struct{ D IDDocument }
		if err := json.Unmarshal([]byte(`{"D":"440308199901101512"}`), &body); err == nil || !body.D.IsZero() {
			t.Errorf("got %s, %v, want an error", body.D, err)
		}
	})
	t.Run("a missing value prints as nothing", func(t *testing.T) {
		if out := fmt.Sprintf("[%v|%s|%d|%+v|%x]", IDDocument{}, Name{}, Phone{}, &USCC{}, BankCard{}); out != "[||||]" {
			t.Errorf("got %s", out)
		}
		if out := fmt.Sprint((*IDDocument)(nil)); out != "<nil>" {
			t.Errorf("got %s", out)
		}
	})
}

func masksEverywhere[T personal](t *testing.T, v T, plain map[string]string) {
	t.Helper()
	want := v.Masked()
	text, err := v.MarshalText()
	if err != nil || string(text) != want || v.String() != want || v.LogValue().String() != want {
		t.Errorf("got %s, %s, %v, %v, want %s", text, v, v.LogValue(), err, want)
	}
	known := false
	for _, masked := range plain {
		known = known || masked == want
	}
	if !known {
		t.Errorf("%T: %s is none of the masks %v", v, want, plain)
	}
	for _, format := range formats() {
		out, pointed := fmt.Sprintf(format, v), fmt.Sprintf(format, &v)
		if leaks(out+pointed, plain) != "" {
			t.Errorf("%s of %T: %s, by its pointer %s", format, v, out, pointed)
		}
	}
	for _, format := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%t", "%f", "%c", "%U", "%20s"} {
		if out, pointed := fmt.Sprintf(format, v), fmt.Sprintf(format, &v); out != want || pointed != want {
			t.Errorf("%s of %T: got %s, by its pointer %s, want %s", format, v, out, pointed, want)
		}
	}
}

func TestMasks(t *testing.T) {
	t.Run("THREATS GB/T 35273 7.2 one character at each end of a number", func(t *testing.T) {
		for _, c := range []struct {
			kind     DocumentKind
			in, want string
		}{
			{ResidentID, "11010119900307803x", "1****************X"},
			{HKMacaoPermit, "H1234567801", "H*********1"},
			{TaiwanPermit, "12345678", "1******8"},
			{TaiwanPermit, "1234567890(A)", "1*********A"},
		} {
			if d, err := ParseDocument(c.kind, c.in); err != nil || d.Masked() != c.want {
				t.Errorf("%s: got %s, %v, want %s", c.in, d, err, c.want)
			}
		}
	})
	t.Run("THREATS GB/T 35273 7.2 the first character of a name", func(t *testing.T) {
		for in, want := range map[string]string{"张三": "张*", "欧阳修": "欧**", "阿卜杜拉.买买提": "阿*******", "𠮷𠮷": "𠮷*"} {
			if n, err := ParseName(in); err != nil || n.Masked() != want {
				t.Errorf("%s: got %s, %v, want %s", in, n, err, want)
			}
		}
	})
}
