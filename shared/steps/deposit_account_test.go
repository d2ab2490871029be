package steps_test

import (
	"encoding/json"
	"strings"
	"testing"

	"shiming/shared/realname"
)

// TestBankAccounts proves that the bank account of a transfer serves that case's payment and nothing else.
func TestBankAccounts(t *testing.T) {
	h := newHouse(t)
	account := newAccount()
	c := h.approved(h.reviewed(account, usual))
	papers, reference := c.Papers(), c.Deposit().Reference
	c = h.confirmed(c, h.sent(c).Fen)
	if c.Last().State != realname.Verified {
		t.Fatalf("the case is %s", c.Last().State)
	}
	t.Run("RULES_C8_one_amount_went_there_and_it_is_the_deposit", func(t *testing.T) {
		entries := h.ledger(c)
		if len(entries) != 1 {
			t.Fatalf("%d entries", len(entries))
		}
		for _, e := range entries {
			if !e.Out || e.Account != usual || e.ID != reference || e.Fen < 1 || e.Fen > 99 {
				t.Errorf("out %t, %d fen", e.Out, e.Fen)
			}
		}
	})
	t.Run("RULES_C8_it_opens_for_its_case_only", func(t *testing.T) {
		if _, err := h.keys.Open(background, "bank-account:"+string(c.ID), papers.Sealed); err != nil {
			t.Fatal(err)
		}
		for _, purpose := range []string{"bank-account:" + string(realname.NewCaseID()), "enterprise:" + string(account), "party:" + string(account)} {
			if _, err := h.keys.Open(background, purpose, papers.Sealed); err == nil {
				t.Errorf("it opens for %s", purpose)
			}
		}
	})
	t.Run("RULES_C8_the_verified_account_keeps_nothing_of_it", func(t *testing.T) {
		stored, err := h.store.Account(background, account)
		if err != nil {
			t.Fatal(err)
		}
		text, err := json.Marshal(stored)
		if err != nil {
			t.Fatal(err)
		}
		sealed, err := json.Marshal(papers.Sealed)
		if err != nil {
			t.Fatal(err)
		}
		for _, trace := range []string{usual, papers.Account, strings.Trim(string(sealed), `"`)} {
			if strings.Contains(string(text), trace) {
				t.Error("the account holds the bank account")
			}
		}
	})
	t.Run("RULES_C8_another_transfer_asks_for_it_anew", func(t *testing.T) {
		next := h.chosen(h.world.parts(), newAccount(), h.company(), realname.CorporateTransfer)
		if next.Papers() != nil {
			t.Error("papers are there before any were filed")
		}
	})
}
