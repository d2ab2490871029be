package steps

import (
	"path/filepath"
	"testing"

	"shiming/shared/realname"
	"shiming/shared/realname/policies"
	"shiming/shared/vault"
	"shiming/shared/vault/sealed"
)

func TestAmounts(t *testing.T) {
	p, err := policies.Load("tencent")
	if err != nil {
		t.Fatal(err)
	}
	keys, err := sealed.OpenFile(filepath.Join(t.TempDir(), "keys.json"))
	if err != nil {
		t.Fatal(err)
	}
	c := realname.Case{ID: realname.NewCaseID()}
	t.Run("THREATS_A1_A2_every_amount_is_as_likely_as_any_other", func(t *testing.T) {
		const draws = 19800
		seen := map[int]int{}
		for range draws {
			fen, err := drawAmount(p)
			if err != nil {
				t.Fatal(err)
			}
			seen[int(fen)]++
		}
		square := 0.0
		for fen := p.Deposit.MinimumFen; fen <= p.Deposit.MaximumFen; fen++ {
			off := float64(seen[fen]) - draws/99.0
			square += off * off / (draws / 99.0)
			delete(seen, fen)
		}
		if len(seen) > 0 {
			t.Errorf("%d amounts are outside the policy's", len(seen))
		}
		if square < 40 || square > 190 { // 98 degrees of freedom: outside of this once in millions of runs
			t.Errorf("the amounts are not even: chi square %.1f", square)
		}
	})
	t.Run("THREATS_A2_an_amount_opens_for_its_case_only", func(t *testing.T) {
		d, err := newDeposit(t.Context(), keys, c, 42)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := vault.Amounts.Open(t.Context(), keys, realname.NewCaseID(), d.Sealed); err == nil {
			t.Error("it opened for another case")
		}
	})
}
