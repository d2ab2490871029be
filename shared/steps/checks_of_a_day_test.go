package steps_test

import (
	"errors"
	"testing"

	"shiming/shared/realname"
)

// TestChecksOfADay counts what one account can have asked, and that who only knows a card's number locks nobody out.
func TestChecksOfADay(t *testing.T) {
	t.Run("THREATS_X8_across_the_cases_of_an_account", func(t *testing.T) {
		w := newWorld(t)
		account, x, paid := newAccount(), w.person("欧阳修"), 0
		for range 3 {
			c := w.at(w.parts(), account, x, realname.Ready)
			for range w.policy.ChecksPerDay {
				made := &calls{}
				_, err := w.parts().through(made).start().Do(background, holder(account), c.ID, baseURL)
				paid += made.count("Provider.Begin")
				if err != nil {
					refused(t, err, realname.CodeCheckDailyLimit)
					break
				}
			}
			w.must(w.parts().cancel().Do(background, holder(account), c.ID))
		}
		if paid != w.policy.ChecksPerDay {
			t.Errorf("%d checks were paid for", paid)
		}
	})
	t.Run("THREATS_X6_a_card_is_not_locked_by_who_only_knows_its_number", func(t *testing.T) {
		w := newGroupWorld(t, "jdcloud")
		w.policy.Codes.PerTarget, w.policy.Codes.PerAsker = 10, 5
		const number = "6222000000001007" // the sandbox's issuer says: somebody else's
		for range 3 {
			account := newAccount()
			c := w.picked(account, w.person("欧阳修"), realname.BankCard, w.card(number))
			for range w.policy.Codes.PerAsker {
				_, err := w.parts().starts(&directory{}).Do(background, holder(account), c.ID, baseURL)
				refused(t, err, realname.CodeCardHolder)
			}
			_, err := w.parts().starts(&directory{}).Do(background, holder(account), c.ID, baseURL)
			refused(t, err, realname.CodeCheckDailyLimit) // who asks is held back, and nobody else
		}
	})
	t.Run("THREATS_X6_who_knows_all_of_a_card_leaves_codes_to_whose_it_is", func(t *testing.T) {
		w := newGroupWorld(t, "jdcloud")
		w.policy.Codes.PerTarget, w.policy.Codes.PerAsker = 10, 5
		x, card := w.person("欧阳修"), w.card("6222000000002005")
		ask := func(account realname.AccountID) error {
			c := w.picked(account, x, realname.BankCard, card)
			var err error
			for range w.policy.Codes.PerAsker {
				if _, err = w.parts().starts(&directory{}).Do(background, holder(account), c.ID, baseURL); err != nil {
					return err
				}
			}
			_, err = w.parts().starts(&directory{}).Do(background, holder(account), c.ID, baseURL)
			refused(t, err, realname.CodeCheckDailyLimit)
			return nil
		}
		for _, who := range []string{"the attacker", "the owner"} {
			if err := ask(newAccount()); err != nil {
				t.Errorf("%s: %v", who, err)
			}
		}
	})
	t.Run("THREATS_X8_a_card_is_tried_so_often_whichever_accounts_ask", func(t *testing.T) {
		w := newGroupWorld(t, "jdcloud")
		w.policy.Codes.PerTarget, w.policy.Codes.PerAsker = 10, 5
		w.policy.ChecksPerSubject = 7
		made := 0
		for range 3 {
			account := newAccount()
			c := w.picked(account, w.person("欧阳修"), realname.BankCard, w.card("6222000000001007"))
			for range w.policy.Codes.PerAsker {
				_, err := w.parts().starts(&directory{}).Do(background, holder(account), c.ID, baseURL)
				var is *realname.Error
				if !errors.As(err, &is) {
					t.Fatal(err)
				}
				if is.Code == realname.CodeCardHolder {
					made++
				}
			}
		}
		if made != w.policy.ChecksPerSubject {
			t.Errorf("the issuer was asked %d times", made)
		}
	})
}
