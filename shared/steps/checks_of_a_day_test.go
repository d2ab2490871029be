package steps_test

import (
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
		w.policy.Codes.PerTarget = 5
		const number = "6222000000001007" // the sandbox's issuer says: somebody else's
		for range 3 {
			account := newAccount()
			c := w.picked(account, w.person("欧阳修"), realname.BankCard, w.card(number))
			for range w.policy.Codes.PerTarget {
				_, err := w.parts().starts(&directory{}).Do(background, holder(account), c.ID, baseURL)
				refused(t, err, realname.CodeCardHolder)
			}
			_, err := w.parts().starts(&directory{}).Do(background, holder(account), c.ID, baseURL)
			refused(t, err, realname.CodeCheckDailyLimit) // who asks is held back, and nobody else
		}
	})
}
