package identity

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

// wantError fails the test unless err is an *Error with this code and reason that does not repeat the input.
func wantError(t *testing.T, err error, code, reason, input string) {
	t.Helper()
	var got *FieldError
	if !errors.As(err, &got) {
		t.Fatalf("input %q: got error %v, want code %s", input, err, code)
	}
	if got.Code != code || got.Reason != reason || got.Field == "" || got.Error() != code {
		t.Errorf("input %q: got %+v, want code %s, reason %q", input, *got, code, reason)
	}
	if input != "" && strings.Contains(fmt.Sprintf("%+v %#v", *got, err), input) {
		t.Errorf("the error repeats the input %q", input)
	}
}

type documentVector struct {
	kind   DocumentKind
	in     string
	number string // what Number returns; empty where the input is refused
	reason string // why it is refused
}

func testDocuments(t *testing.T, vectors []documentVector) {
	t.Helper()
	for i, v := range vectors {
		t.Run(fmt.Sprintf("%s %d", v.kind, i+1), func(t *testing.T) { // a name with the number would be printed
			d, err := ParseDocument(v.kind, v.in)
			if v.number == "" {
				wantError(t, err, CodeIDNumberInvalid, v.reason, v.in)
				if !d.IsZero() {
					t.Errorf("input %q: refused, but a document is returned", v.in)
				}
				return
			}
			if err != nil {
				t.Fatalf("input %q: %v %+v", v.in, err, err)
			}
			if d.Number() != v.number || d.Kind() != v.kind {
				t.Errorf("input %q: got %s %s, want %s %s", v.in, d.Kind(), d.Number(), v.kind, v.number)
			}
			again, err := ParseDocument(v.kind, d.Number())
			if err != nil || !again.Equal(d) || again != d {
				t.Errorf("input %q: its normalised form is another document (error %v)", v.in, err)
			}
		})
	}
}

func TestResidentID(t *testing.T) {
	t.Run("RULES B1 standard GB 11643, FIELD-NOTES 5.1", func(t *testing.T) {
		testDocuments(t, []documentVector{
			{ResidentID, "110101199003078670", "110101199003078670", ""},
			{ResidentID, "11010119900307803X", "11010119900307803X", ""},
			{ResidentID, "11010119900307803x", "11010119900307803X", ""},
			{ResidentID, "440308199901101512", "440308199901101512", ""},
			{ResidentID, "360426199101010071", "360426199101010071", ""},
			{ResidentID, "44011320141005001X", "44011320141005001X", ""},
			{ResidentID, "110101201012310013", "110101201012310013", ""}, // a minor is well formed
			{ResidentID, "440308199901101513", "", ReasonCheckDigit},
			{ResidentID, "440308199902301512", "", ReasonBirthDate},
			{ResidentID, "111111199901101512", "", ReasonCheckDigit},
			{ResidentID, "11010119900307867X", "", ReasonCheckDigit},
		})
	})
	t.Run("RULES B1 residence permits are resident IDs", func(t *testing.T) {
		testDocuments(t, []documentVector{
			{ResidentID, "810000199408230021", "810000199408230021", ""},
			{ResidentID, "830000199201300022", "830000199201300022", ""},
			{ResidentID, "820000199001010010", "820000199001010010", ""},
			{ResidentID, "810000199408230022", "", ReasonCheckDigit},
			{ResidentID, "830000199201300023", "", ReasonCheckDigit},
		})
	})
	t.Run("RULES B1 numbers out of public tests", func(t *testing.T) {
		testDocuments(t, []documentVector{
			// counties that were renamed, abolished or not yet there in the year of birth
			{ResidentID, "412723199010050012", "412723199010050012", ""},
			{ResidentID, "110102199101010078", "110102199101010078", ""},
			{ResidentID, "120110198012010073", "120110198012010073", ""},
			{ResidentID, "120110199212010072", "120110199212010072", ""},
			{ResidentID, "110111198012010078", "110111198012010078", ""},
			{ResidentID, "110201199312010077", "110201199312010077", ""},
			{ResidentID, "T60426199101010078", "", ReasonCharacters},
			{ResidentID, "360426199113010079", "", ReasonBirthDate},
			{ResidentID, "36042619910102009X", "", ReasonCheckDigit},
			{ResidentID, "990426199112010074", "", ReasonRegion},
			{ResidentID, "4403081999011015133", "", ReasonLength},
			{ResidentID, "61010462092769", "", ReasonLength},
		})
	})
	t.Run("RULES B1 each reason", func(t *testing.T) {
		testDocuments(t, []documentVector{
			{ResidentID, "", "", ReasonLength},
			{ResidentID, " - ", "", ReasonLength},
			{ResidentID, strings.Repeat("1", 1<<20), "", ReasonLength},
			{ResidentID, "1101011990030786７O", "", ReasonCharacters},
			{ResidentID, "11010119900307X670", "", ReasonCharacters},
			{ResidentID, "１１０１０１19900307867甲", "", ReasonCharacters},
			{ResidentID, "61010462092769X", "", ReasonLength},
			{ResidentID, "11010119900307867\x00", "", ReasonCharacters},
			{ResidentID, "160101199003078670", "", ReasonRegion},
			{ResidentID, "000101199003078670", "", ReasonRegion},
			{ResidentID, "840000199408230021", "", ReasonRegion},
			{ResidentID, "110101000001010000", "", ReasonBirthDate},
			{ResidentID, "110101189912310000", "", ReasonBirthDate},
			{ResidentID, "110101190002290000", "", ReasonBirthDate}, // 1900 was no leap year
			{ResidentID, "110101199000010000", "", ReasonBirthDate},
			{ResidentID, "110101199001000000", "", ReasonBirthDate},
			{ResidentID, "110101199004310000", "", ReasonBirthDate},
		})
	})
	t.Run("FAULT Q5 Q4 fifteen digits are a card that is no longer valid", func(t *testing.T) {
		testDocuments(t, []documentVector{
			{ResidentID, "610104620927690", "", ReasonFirstGeneration},
			{ResidentID, "６１０１０４ 620927690", "", ReasonFirstGeneration},
			{ResidentID, "810000940823002", "", ReasonFirstGeneration},
		})
	})
	t.Run("RULES B1 every province and no other", func(t *testing.T) {
		want := map[string]bool{}
		for _, code := range strings.Fields("11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 " +
			"50 51 52 53 54 61 62 63 64 65 71 81 82 83") {
			want[code] = true
		}
		for n := range 100 {
			code := fmt.Sprintf("%02d", n)
			digits := code + "010119900307867"
			_, err := ParseDocument(ResidentID, digits+checkMod112(digits))
			if (err == nil) != want[code] {
				t.Errorf("province %s: error %v, want accepted %v", code, err, want[code])
			}
		}
	})
}

func TestPermits(t *testing.T) {
	t.Run("RULES A5 B1 Hong Kong and Macao", func(t *testing.T) {
		testDocuments(t, []documentVector{
			{HKMacaoPermit, "H12345678", "H12345678", ""},
			{HKMacaoPermit, "M12345678", "M12345678", ""},
			{HKMacaoPermit, "h1234567801", "H1234567801", ""},
			{HKMacaoPermit, "Ｈ１２３４５６７８", "H12345678", ""},
			{HKMacaoPermit, "HA1234567", "HA1234567", ""},
			{HKMacaoPermit, "ma 1234567-02", "MA123456702", ""},
			{HKMacaoPermit, "H1234567", "", ReasonFormat},
			{HKMacaoPermit, "H1234567890", "H1234567890", ""},
			{HKMacaoPermit, "H123456789", "", ReasonFormat},
			{HKMacaoPermit, "H123456789012", "", ReasonFormat},
			{HKMacaoPermit, "A12345678", "", ReasonFormat},
			{HKMacaoPermit, "HB1234567", "", ReasonFormat},
			{HKMacaoPermit, "H1A345678", "", ReasonFormat},
			{HKMacaoPermit, "HAA123456", "", ReasonFormat},
			{HKMacaoPermit, "123456789", "", ReasonFormat},
			{HKMacaoPermit, "", "", ReasonFormat},
			{HKMacaoPermit, "110101199003078670", "", ReasonFormat},
			{HKMacaoPermit, strings.Repeat("H", 1<<20), "", ReasonLength},
		})
	})
	t.Run("RULES A5 B1 Taiwan", func(t *testing.T) {
		testDocuments(t, []documentVector{
			{TaiwanPermit, "12345678", "12345678", ""},
			{TaiwanPermit, "１２３４ ５６７８", "12345678", ""},
			{TaiwanPermit, "1234567890", "1234567890", ""},
			{TaiwanPermit, "1234567890A", "1234567890A", ""},
			{TaiwanPermit, "1234567890(A)", "1234567890A", ""},
			{TaiwanPermit, "1234567890（ａ）", "1234567890A", ""},
			{TaiwanPermit, "12345678901", "12345678901", ""},
			{TaiwanPermit, "1234567890(1)", "12345678901", ""},
			{TaiwanPermit, "A123456789", "", ReasonFormat}, // an identity number of Taiwan
			{TaiwanPermit, "H1234567801", "", ReasonFormat},
			{TaiwanPermit, "AB1234567890", "", ReasonFormat},
			{TaiwanPermit, "1234567", "", ReasonFormat},
			{TaiwanPermit, "123456789", "", ReasonFormat},
			{TaiwanPermit, "1234567A", "", ReasonFormat},
			{TaiwanPermit, "1234567890123", "", ReasonFormat},
			{TaiwanPermit, "1234567890(A", "", ReasonFormat},
			{TaiwanPermit, "123456789B(A)", "", ReasonFormat},
			{TaiwanPermit, "(1234567890A)", "", ReasonFormat},
			{TaiwanPermit, "ABCDEFGHIJ", "", ReasonFormat},
			{TaiwanPermit, "123456789臺", "", ReasonFormat},
			{TaiwanPermit, "", "", ReasonFormat},
		})
	})
}

func TestDocumentKind(t *testing.T) {
	t.Run("RULES A5 other documents are not supported", func(t *testing.T) {
		for _, kind := range []DocumentKind{"", "passport", "foreign_permanent_resident", "Resident_ID", "resident_id "} {
			if kind.Valid() {
				t.Errorf("kind %q is valid", kind)
			}
			_, err := ParseDocument(kind, "110101199003078670")
			wantError(t, err, CodeDocumentKindNotSupported, "", "110101199003078670")
		}
	})
	t.Run("RULES A5 the three kinds", func(t *testing.T) {
		for _, kind := range []DocumentKind{"resident_id", "hk_macao_permit", "taiwan_permit"} {
			if !kind.Valid() {
				t.Errorf("kind %q is not valid", kind)
			}
		}
	})
}

func TestCanonical(t *testing.T) {
	groups := []struct {
		name      string
		kind      DocumentKind
		canonical string
		same      []string
		others    []string
	}{
		{"THREATS Q1 resident ID", ResidentID, "resident_id:11010119900307803X",
			[]string{"11010119900307803X", "11010119900307803x", "１１０１０１１９９００３０７８０３Ｘ", "１１０１０１１９９００３０７８０３ｘ",
				" 110101 19900307 803X\t", "110101-19900307-803x", "110101　19900307　803X",
				"\u202a11010119900307803X\u202c", "\ufeff110101\u200b19900307\u200d803x", "110101\ufe0f19900307803X"},
			[]string{"110101199003078670"}},
		{"FIELD-NOTES 5.3 a Hong Kong permit and its renewals", HKMacaoPermit, "hk_macao_permit:H12345678",
			[]string{"H12345678", "H1234567801", "h1234567899", "Ｈ12345678 01"}, []string{"M12345678", "H12345679"}},
		{"FIELD-NOTES 5.3 a Macao permit of a foreign national", HKMacaoPermit, "hk_macao_permit:MA1234567",
			[]string{"MA1234567", "ma123456701"}, []string{"HA1234567", "M11234567"}},
		{"FAULT Q3 THREATS Q1 a Taiwan permit, its renewals and its marks", TaiwanPermit, "taiwan_permit:10193451",
			[]string{"10193451", "1019345101", "1019345101(B)", "1019345102（ｂ）", "1019345103D", "1019345101(2)", "10193451012"},
			[]string{"10193452", "1019345201"}},
	}
	for _, g := range groups {
		t.Run(g.name, func(t *testing.T) {
			for _, in := range g.same {
				d, err := ParseDocument(g.kind, in)
				if err != nil || d.Canonical() != g.canonical {
					t.Errorf("%q: got %q, %v, want %q", in, d.Canonical(), err, g.canonical)
				}
			}
			for _, in := range g.others {
				d, err := ParseDocument(g.kind, in)
				if err != nil || d.Canonical() == g.canonical {
					t.Errorf("%q: got %q, %v, want another person", in, d.Canonical(), err)
				}
			}
		})
	}
	t.Run("THREATS Q1 the same number of another kind is another document", func(t *testing.T) {
		a, errA := ParseDocument(HKMacaoPermit, "H1234567801")
		b, errB := ParseDocument(TaiwanPermit, "1234567801")
		if errA != nil || errB != nil || a.Canonical() == b.Canonical() || a.Equal(b) {
			t.Errorf("got %q and %q, %v %v", a.Canonical(), b.Canonical(), errA, errB)
		}
	})
	t.Run("none", func(t *testing.T) {
		var d IDDocument
		if _, ok := d.Birth(); ok || d.Canonical() != "" || d.Number() != "" || d.Kind() != "" || !d.IsZero() || d.Masked() != "" {
			t.Error("the zero document is not empty")
		}
		if (Name{}).Text()+(Phone{}).Text()+(USCC{}).Text() != "" || (USCC{}).Commercial() {
			t.Error("a zero value is not empty")
		}
	})
}

func TestBirth(t *testing.T) {
	t.Run("RULES A4 the birth date is in the resident ID", func(t *testing.T) {
		for in, want := range map[string]string{
			"360426199101010071": "1991-01-01", "44011320141005001x": "2014-10-05", "610104196209276908": "1962-09-27",
			"830000199201300022": "1992-01-30",
		} {
			d, err := ParseDocument(ResidentID, in)
			if err != nil {
				t.Fatal(err)
			}
			if birth, ok := d.Birth(); !ok || birth.String() != want {
				t.Errorf("got %v %v, want %s", birth, ok, want)
			}
		}
	})
	t.Run("RULES A4 permits have none", func(t *testing.T) {
		d, err := ParseDocument(TaiwanPermit, "12345678")
		if err != nil {
			t.Fatal(err)
		}
		if birth, ok := d.Birth(); ok || birth != (Date{}) {
			t.Errorf("got %v", birth)
		}
	})
}
