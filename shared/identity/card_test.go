package identity

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestBankCard(t *testing.T) {
	t.Run("RULES B7 standard ISO/IEC 7812-1, numbers out of public tests", func(t *testing.T) {
		for in, want := range map[string]string{
			"6200000000000005": "6200000000000005", "6200000000000047": "6200000000000047", "6205500000000000004": "6205500000000000004",
			"4111111111111111": "4111111111111111", "4242424242424242": "4242424242424242", "378282246310005": "378282246310005",
			"30569309025904": "30569309025904", "4222222222222": "4222222222222",
			"621700000006":           "621700000006", // the shortest
			" 6200 0000 0000 0005\n": "6200000000000005",
			"6200-0000-0000-0005":    "6200000000000005",
			"６２００　００００　００００　０００５":       "6200000000000005",
			"6205500000000\u200B000004": "6205500000000000004",
		} {
			c, err := ParseBankCard(in)
			if err != nil || c.Text() != want || c.Masked() != "****"+want[len(want)-4:] {
				t.Errorf("%q: got %q %s, %v", in, c.Text(), c, err)
			}
		}
	})
	t.Run("RULES B7 what is no number of a card", func(t *testing.T) {
		for _, in := range []string{
			"", "\t-", "620000000000000X", "620000000000000五", "6200000000000005.",
			"+6200000000000005", "79927398713", "62055000000000000040", "٦٢٠٠٠٠٠٠٠٠٠٠٠٠٠٥", "6200\x000000000005", "\xff", strings.Repeat("0", 20),
			strings.Repeat("0", 1<<20), strings.Repeat(" ", 1<<20) + "6200000000000005",
		} {
			c, err := ParseBankCard(in)
			wantError(t, err, CodeCardInvalid, "", in)
			if !c.IsZero() {
				t.Errorf("%q: refused, but a card is returned", in)
			}
		}
	})
	t.Run("equal cards", func(t *testing.T) {
		a, _ := ParseBankCard("6200000000000005")
		b, _ := ParseBankCard("6200 0000 0000 0005")
		c, _ := ParseBankCard("6200000000000047")
		if !a.Equal(b) || a.Equal(c) || a.Equal(BankCard{}) || (BankCard{}).Text() != "" {
			t.Errorf("got %v %v %v, want true false false", a.Equal(b), a.Equal(c), a.Equal(BankCard{}))
		}
	})
}

// FAULT R4: debit cards were issued whose last digit checks nothing; the bank decides.
func TestFAULT_R4_a_card_without_a_check_digit(t *testing.T) {
	c, err := ParseBankCard("6222 0000 0000 2006")
	if err != nil || c.Text() != "6222000000002006" {
		t.Errorf("got %q, %v", c.Text(), err)
	}
}

func TestBankCardProperties(t *testing.T) {
	t.Run("RULES B7 every number passes, in every spelling", rapid.MakeCheck(func(t *rapid.T) {
		s := digits(rapid.IntRange(minCardDigits, maxCardDigits).Draw(t, "length")).Draw(t, "number")
		c, err := ParseBankCard(genSpelling(s).Draw(t, "spelling"))
		if err != nil || c.Text() != s {
			t.Fatalf("%s: got %s, %v", s, c.Text(), err)
		}
	}))
}
