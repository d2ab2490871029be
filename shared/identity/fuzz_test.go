package identity

import (
	"fmt"
	"strings"
	"testing"
)

var fuzzKinds = []DocumentKind{ResidentID, HKMacaoPermit, TaiwanPermit, "passport", ""}

// checkParsed holds for every value that came out of a parser: it parses to itself, and no printed form contains it.
func checkParsed[T personal](t *testing.T, v T, text string, parse func(string) (T, error)) {
	t.Helper()
	again, err := parse(text)
	if err != nil || again != v {
		t.Fatalf("%q parses to something else: %v", text, err)
	}
	if v.IsZero() || text == "" || strings.Contains(text, veilMark) {
		t.Fatalf("%q was accepted", text)
	}
	open := fmt.Sprintf("%v %+v %#v %s %q %x %d %p", v, &v, struct{ hidden T }{v}, v, v, v, v, v)
	if strings.Contains(open, text) || !strings.Contains(v.Masked(), "*") {
		t.Fatalf("%q is shown: %s", text, open)
	}
}

// checkRefused holds for every refusal: an *Error of the closed set, and no value.
func checkRefused[T personal](t *testing.T, v T, err error, codes ...string) {
	t.Helper()
	e, ok := err.(*FieldError)
	if !ok || !v.IsZero() {
		t.Fatalf("got %v with error %v", v, err)
	}
	for _, code := range codes {
		if e.Code == code {
			return
		}
	}
	t.Fatalf("got code %q", e.Code)
}

func FuzzParseDocument(f *testing.F) {
	for _, s := range []string{"110101199003078670", "11010119900307803ｘ", "610104620927690", "H1234567801", "HA1234567", "1234567890(A)", "", "(", "\xff", "٣٣٣٣٣٣٣٣", "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未"} {
		for kind := range fuzzKinds {
			f.Add(uint8(kind), s)
		}
	}
	f.Fuzz(func(t *testing.T, k uint8, s string) {
		kind := fuzzKinds[int(k)%len(fuzzKinds)]
		d, err := ParseDocument(kind, s)
		if err != nil {
			checkRefused(t, d, err, CodeIDNumberInvalid, CodeDocumentKindNotSupported)
			return
		}
		checkParsed(t, d, d.Number(), func(s string) (IDDocument, error) { return ParseDocument(kind, s) })
		if d.Kind() != kind || !strings.HasPrefix(string(kind)+":"+d.Number(), d.Canonical()) {
			t.Fatalf("kind %s, canonical %s", d.Kind(), d.Canonical())
		}
		same, err := ParseDocument(kind, strings.TrimPrefix(d.Canonical(), string(kind)+":"))
		if err != nil || same.Canonical() != d.Canonical() {
			t.Fatalf("%s: the canonical form is another person, %v", d.Canonical(), err)
		}
		if birth, ok := d.Birth(); ok != (kind == ResidentID) || ok && !birth.Valid() {
			t.Fatalf("born %v %v", birth, ok)
		}
	})
}

func FuzzParseName(f *testing.F) {
	for _, s := range []string{"张三", "阿卜杜拉．买买提", "　李〇　", "王\U00030000", "张··三", "\xff\xfe", "", "a", "·"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		n, err := ParseName(s)
		if err != nil {
			checkRefused(t, n, err, CodeNameInvalid)
			return
		}
		checkParsed(t, n, n.Text(), ParseName)
	})
}

func FuzzParsePhone(f *testing.F) {
	for _, s := range []string{"13800131234", "+86 138-0013-1234", "0086１３８００１３１２３４", "", "+86", "\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		p, err := ParsePhone(s)
		if err != nil {
			checkRefused(t, p, err, CodePhoneInvalid)
			return
		}
		checkParsed(t, p, p.Text(), ParsePhone)
	})
}

func FuzzParseUSCC(f *testing.F) {
	for _, s := range []string{"91110000600037341L", "9144030071526726xg", "Ｎ2110101MF1234567N", "A1110000MA00000151", "", "\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		u, err := ParseUSCC(s)
		if err != nil {
			checkRefused(t, u, err, CodeUSCCInvalid)
			return
		}
		checkParsed(t, u, u.Text(), ParseUSCC)
	})
}

func FuzzParseBankCard(f *testing.F) {
	for _, s := range []string{"6200000000000005", "６２０５ 5000-0000 0000004", "621700000006", "000000000000", "", "\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		c, err := ParseBankCard(s)
		if err != nil {
			checkRefused(t, c, err, CodeCardInvalid)
			return
		}
		checkParsed(t, c, c.Text(), ParseBankCard)
		if len(c.Masked()) != 8 || !strings.HasSuffix(c.Text(), c.Masked()[4:]) {
			t.Fatalf("masked %s", c)
		}
	})
}

func FuzzParseDate(f *testing.F) {
	for _, s := range []string{"2026-07-01", "2024-02-29", "0000-00-00", ""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := ParseDate(s)
		if err == nil && (!d.Valid() || d.String() != s || d.After(d) || Age(d, d) != 0) {
			t.Fatalf("%q: got %v", s, d)
		}
	})
}
