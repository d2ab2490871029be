package identity

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// checkMod112 is the check character of a resident ID in the recursive form of ISO 7064 MOD 11-2: no table of weights.
func checkMod112(digits string) string {
	p := 0
	for _, r := range digits {
		p = (p + int(r-'0')) * 2 % 11
	}
	return string("0123456789X"[(12-p)%11])
}

// checkMod31 is the check character of a USCC by Horner's rule from the right.
func checkMod31(s string) string {
	sum := 0
	for i := len(s) - 1; i >= 0; i-- {
		sum = (sum*3 + strings.IndexByte(usccAlphabet, s[i])) % 31
	}
	return usccAlphabet[(31-sum)%31:][:1]
}

func digits(n int) *rapid.Generator[string] {
	return rapid.StringOfN(rapid.RuneFrom([]rune("0123456789")), n, n, n)
}

func genResident(from int) *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		province := rapid.SampledFrom(strings.Fields("11 15 21 31 37 44 46 50 54 61 65 71 81 82 83")).Draw(t, "province")
		birth := strings.ReplaceAll(genDate(from).Draw(t, "birth").String(), "-", "")
		body := province + digits(4).Draw(t, "county") + birth + digits(3).Draw(t, "sequence")
		return body + checkMod112(body)
	})
}

func genUSCC() *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		character := rapid.RuneFrom([]rune(usccAlphabet))
		head := string(rapid.RuneFrom([]rune("123456789ANY")).Draw(t, "authority")) +
			string(rapid.RuneFrom([]rune("123456789")).Draw(t, "category")) + digits(6).Draw(t, "area")
		organisation := rapid.StringOfN(character, 8, 8, 8).Draw(t, "organisation")
		sum := 0
		for i, r := range organisation {
			sum += strings.IndexRune("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", r) * []int{3, 7, 9, 10, 5, 8, 4, 2}[i]
		}
		inner := strings.NewReplacer("10", "X", "11", "0").Replace([]string{"11", "10", "9", "8", "7", "6", "5", "4", "3", "2", "1"}[sum%11])
		body := head + organisation + inner
		return body + checkMod31(body)
	})
}

// genSpelling writes an ASCII number as people do: any case, full width, with spaces and hyphens.
func genSpelling(s string) *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		var out strings.Builder
		for _, r := range s {
			out.WriteString(rapid.SampledFrom([]string{"", "", "", " ", "-", "　", "－", "\u00A0"}).Draw(t, "gap"))
			if rapid.Bool().Draw(t, "lower") {
				r = []rune(strings.ToLower(string(r)))[0]
			}
			if rapid.Bool().Draw(t, "wide") {
				r += '！' - '!'
			}
			out.WriteRune(r)
		}
		return out.String()
	})
}

// replaceOne changes one character of s to another of the alphabet.
func replaceOne(t *rapid.T, s, alphabet string) string {
	i := rapid.IntRange(0, len(s)-1).Draw(t, "place")
	others := strings.ReplaceAll(alphabet, s[i:i+1], "")
	return s[:i] + string(rapid.RuneFrom([]rune(others)).Draw(t, "other")) + s[i+1:]
}

func TestResidentIDProperties(t *testing.T) {
	t.Run("RULES B1 every correct number passes, in every spelling THREATS Q1", rapid.MakeCheck(func(t *rapid.T) {
		s := genResident(1900).Draw(t, "number")
		d, err := ParseDocument(ResidentID, genSpelling(s).Draw(t, "spelling"))
		if err != nil {
			t.Fatalf("%s: %v %+v", s, err, err)
		}
		if d.Number() != s || d.Canonical() != "resident_id:"+s {
			t.Fatalf("%s: got %s, %s", s, d.Number(), d.Canonical())
		}
		if birth, ok := d.Birth(); !ok || strings.ReplaceAll(birth.String(), "-", "") != s[6:14] {
			t.Fatalf("%s: born %v", s, birth)
		}
		if d.Masked() != s[:1]+"****************"+s[17:] {
			t.Fatalf("%s: masked %s", s, d)
		}
	}))
	t.Run("RULES B1 one wrong character is refused", rapid.MakeCheck(func(t *rapid.T) {
		s := genResident(1900).Draw(t, "number")
		wrong := replaceOne(t, s, "0123456789X")
		if _, err := ParseDocument(ResidentID, wrong); err == nil {
			t.Fatalf("%s for %s passes", wrong, s)
		}
	}))
	t.Run("RULES B1 two exchanged neighbours are refused", rapid.MakeCheck(func(t *rapid.T) {
		s := []byte(genResident(1900).Draw(t, "number"))
		i := rapid.IntRange(0, 16).Draw(t, "place")
		if s[i] == s[i+1] {
			return
		}
		s[i], s[i+1] = s[i+1], s[i]
		if _, err := ParseDocument(ResidentID, string(s)); err == nil {
			t.Fatalf("%s passes", s)
		}
	}))
}

func TestPermitProperties(t *testing.T) {
	t.Run("THREATS Q1 a renewed Hong Kong or Macao permit is the same person", rapid.MakeCheck(func(t *rapid.T) {
		life := rapid.SampledFrom([]string{"H", "M"}).Draw(t, "place") + digits(8).Draw(t, "life")
		if rapid.Bool().Draw(t, "foreign") {
			life = life[:1] + "A" + life[2:]
		}
		a, errA := ParseDocument(HKMacaoPermit, genSpelling(life).Draw(t, "first"))
		b, errB := ParseDocument(HKMacaoPermit, genSpelling(life+digits(2).Draw(t, "renewals")).Draw(t, "second"))
		if errA != nil || errB != nil || a.Canonical() != b.Canonical() || a.Canonical() != "hk_macao_permit:"+life || a.Equal(b) {
			t.Fatalf("%s: got %s, %s, errors %v, %v", life, a.Canonical(), b.Canonical(), errA, errB)
		}
	}))
}

func TestUSCCProperties(t *testing.T) {
	t.Run("RULES A7 every correct code passes, in every spelling", rapid.MakeCheck(func(t *rapid.T) {
		s := genUSCC().Draw(t, "code")
		u, err := ParseUSCC(genSpelling(s).Draw(t, "spelling"))
		if err != nil || u.Text() != s || u.Commercial() != (s[:2] == "91" || s[:2] == "92") {
			t.Fatalf("%s: got %s, commercial %v, %v", s, u.Text(), u.Commercial(), err)
		}
	}))
	t.Run("RULES A7 one wrong character is refused", rapid.MakeCheck(func(t *rapid.T) {
		s := genUSCC().Draw(t, "code")
		wrong := replaceOne(t, s, usccAlphabet)
		if _, err := ParseUSCC(wrong); err == nil {
			t.Fatalf("%s for %s passes", wrong, s)
		}
	}))
	t.Run("RULES A7 the inner check holds by itself", rapid.MakeCheck(func(t *rapid.T) {
		s := genUSCC().Draw(t, "code")
		body := s[:16] + replaceOne(t, s[16:17], "0123456789X")
		if _, err := ParseUSCC(body + checkMod31(body)); err == nil {
			t.Fatalf("%s passes", body)
		}
	}))
}
