package steps_test

import (
	"encoding/json"
	"strings"
	"testing"

	"shiming/shared/realname"
	"shiming/shared/steps"
	"shiming/shared/vault"
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
		if _, err := vault.BankAccounts.Open(background, h.keys, c.ID, papers.Sealed); err != nil {
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

// TestPaymentsOfCasesThatTheAccountHasLeft: what comes in for a case that can never end well goes back at once.
func TestPaymentsOfCasesThatTheAccountHasLeft(t *testing.T) {
	t.Run("RULES_C6_a_payment_for_a_superseded_case_goes_back", func(t *testing.T) {
		h := newHouse(t)
		x := h.company()
		account := h.companyAccount(x, nil)
		again := realname.Opening{Kind: realname.Reverification}
		c := h.must(h.p.open().Do(background, byPlatform(), account, again))
		c = h.must(h.p.choose().Do(background, holder(account), c.ID, realname.TopUp, steps.Means{}))
		c = h.must(h.issues().Do(background, holder(account), c.ID))
		h.settle()
		p, err := h.shows().Do(background, holder(account).By, c.ID)
		if err != nil {
			t.Fatal(err)
		}
		asked := h.must(h.p.open().Do(background, byPlatform(), account, again)) // the account goes on without the first
		h.pays("pay_late"+p.Reference, x.Name.Text(), p.Reference, p.Fen)
		h.settle()
		if e := h.ledger(c)["pay_late"+p.Reference]; e.State != "refunded" {
			t.Errorf("the payment is %s", e.State)
		}
		if a := h.account(account); a.OpenCase != asked.ID {
			t.Error("the account was changed")
		}
	})
}
