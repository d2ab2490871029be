package steps_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"shiming/shared/realname"
	"shiming/shared/sandbox/cards"
	"shiming/shared/sandbox/group"
	"shiming/shared/steps"
	"shiming/shared/texts"
)

func TestBankCards(t *testing.T) {
	w := newGroupWorld(t, "jdcloud")
	nobody := &directory{}
	run := func(name string, test func(t *testing.T, account realname.AccountID, x realname.Person)) {
		t.Run(name, func(t *testing.T) {
			w.t = t
			test(t, newAccount(), w.person("欧阳修"))
		})
	}
	run("RULES_B7_the_code_proves_it", func(t *testing.T, account realname.AccountID, x realname.Person) {
		c := w.coded(nobody, account, x, realname.BankCard, w.card(cardNumber))
		if sent := c.SentCode(); sent.Phone != "139****5678" || !sent.ExpiresAt.Equal(w.now().Add(5*time.Minute)) || c.TriesLeft(w.policy) != 5 {
			t.Errorf("%+v, %d tries", sent, c.TriesLeft(w.policy))
		}
		c = w.must(w.entersCode(c, w.codeOf(c)))
		a, err := w.store.Account(background, account)
		if err != nil || c.Last().State != realname.Verified || a.Identity == nil || a.Identity.Method != realname.BankCard || a.Identity.Site != "" {
			t.Errorf("%s, %+v, %v", c.Last().State, a.Identity, err)
		}
		w.consistent(account, x)
	})
	run("RULES_B7_wrong_codes_are_counted_and_a_new_one_begins_anew", func(t *testing.T, account realname.AccountID, x realname.Person) {
		c := w.coded(nobody, account, x, realname.BankCard, w.card(cardNumber))
		first := w.codeOf(c)
		for tries := w.policy.Codes.Tries - 1; tries > 0; tries-- {
			c = w.must(w.entersCode(c, not(first)))
			if c.Last().Fault != realname.CodeCodeWrong || c.TriesLeft(w.policy) != tries {
				t.Errorf("%s, %d tries left, want %d", c.Last().Fault, c.TriesLeft(w.policy), tries)
			}
		}
		c = w.must(w.entersCode(c, not(first)))
		if c.Last().State != realname.Ready || c.Last().Fault != realname.CodeCodeLocked {
			t.Errorf("%s, %s", c.Last().State, c.Last().Fault)
		}
		_, err := w.entersCode(c, first)
		refused(t, err, realname.CodeWrongState)
		c = w.must(w.parts().starts(nobody).Do(background, holder(account), c.ID, baseURL))
		if c.TriesLeft(w.policy) != w.policy.Codes.Tries {
			t.Errorf("%d tries", c.TriesLeft(w.policy))
		}
		if w.codeOf(c) != first { // one time in a million it is the same
			if c = w.must(w.entersCode(c, first)); c.Last().Fault != realname.CodeCodeWrong {
				t.Error("the code before it still counts")
			}
		}
		if c = w.must(w.entersCode(c, w.codeOf(c.AsOf(c.Version()-1)))); c.Last().State != realname.Verified {
			t.Errorf("%s", c.Last().State)
		}
	})
	run("RULES_B7_a_code_expires", func(t *testing.T, account realname.AccountID, x realname.Person) {
		c := w.coded(nobody, account, x, realname.BankCard, w.card(cardNumber))
		code := w.codeOf(c)
		w.wait(5 * time.Minute)
		_, err := w.entersCode(c, code)
		refused(t, err, realname.CodeCodeExpired)
		if got := w.load(c.ID); got.Version() != c.Version() || got.Fault(w.now()) != realname.CodeCodeExpired {
			t.Errorf("version %d, %s", got.Version(), got.Fault(w.now()))
		}
		c = w.must(w.parts().starts(nobody).Do(background, holder(account), c.ID, baseURL))
		w.wait(5*time.Minute - 1)
		if c = w.must(w.entersCode(c, w.codeOf(c))); c.Last().State != realname.Verified {
			t.Errorf("%s in the last moment", c.Last().State)
		}
	})
	run("RULES_B7_codes_count_among_the_checks_of_the_day", func(t *testing.T, account realname.AccountID, x realname.Person) {
		c, made := w.picked(account, x, realname.BankCard, w.card(cardNumber)), map[string]bool{}
		for range w.policy.ChecksPerDay {
			c = w.must(w.parts().starts(nobody).Do(background, holder(account), c.ID, baseURL))
			made[w.codeOf(c)] = true
		}
		if len(made) < w.policy.ChecksPerDay-1 {
			t.Errorf("THREATS A2: %d codes in %d", len(made), w.policy.ChecksPerDay)
		}
		counted := &calls{}
		_, err := w.parts().through(counted).starts(nobody).Do(background, holder(account), c.ID, baseURL)
		refused(t, err, realname.CodeCheckDailyLimit)
		if counted.count("Cards.")+counted.count("Group.") > 0 {
			t.Error("the bank was troubled")
		}
	})
	for _, o := range sandboxcards.Outcomes() {
		if o.Number == "" {
			continue
		}
		run("RULES_B7_a_card_with_"+strings.TrimPrefix(o.Number, "62220000000"), func(t *testing.T, account realname.AccountID, x realname.Person) {
			c, want := w.picked(account, x, realname.BankCard, w.card(o.Number)), o.Code
			if want == realname.CodeCardPhone {
				want = realname.CodeCardHolder // THREATS X8: which of them does not fit is not told
			}
			was := w.record(account, x)
			_, err := w.parts().starts(nobody).Do(background, holder(account), c.ID, baseURL)
			if o.Away && !errors.Is(err, steps.ErrUnavailable) || !o.Away && !errors.Is(err, realname.Refuse(want)) {
				t.Errorf("got %v, want %s", err, want)
			}
			// What was asked counts; a bank that does not answer was not asked.
			if last := w.load(c.ID).Last(); o.Away && w.record(account, x) != was || !o.Away && (last.Type != realname.CodeRefused || last.Fault != want) {
				t.Errorf("the case says %s %s", last.Type, last.Fault)
			}
			w.must(w.parts().choose().Do(background, holder(account), c.ID, realname.BankCard, w.card(cardNumber))) // another card
			w.must(w.parts().starts(nobody).Do(background, holder(account), c.ID, baseURL))
		})
	}
	run("RULES_B7_a_bank_that_is_not_on_the_list", func(t *testing.T, account realname.AccountID, x realname.Person) {
		c := w.picked(account, x, realname.BankCard, w.card(cardNumber))
		by := w.card(cardNumber)
		by.Card.Bank = "elsewhere"
		_, err := w.parts().choose().Do(background, holder(account), c.ID, realname.BankCard, by)
		refused(t, err, realname.CodeCardNotSupported)
	})
	run("RULES_B7_B10_where_nobody_can_be_asked_it_is_not_offered", func(t *testing.T, account realname.AccountID, x realname.Person) {
		c := w.picked(account, x, realname.BankCard, w.card(cardNumber))
		for _, away := range []func(*steps.StartCheck){
			func(s *steps.StartCheck) { s.Cards = nil }, func(s *steps.StartCheck) { s.Group = nil },
		} {
			step := w.parts().starts(nobody)
			away(&step)
			_, err := step.Do(background, holder(account), c.ID, baseURL)
			refused(t, err, realname.CodeMethodUnavailable)
		}
	})
	run("RULES_B11_beyond_the_quota_with_who_has_the_place_masked", func(t *testing.T, account realname.AccountID, x realname.Person) {
		first := w.coded(nobody, account, x, realname.BankCard, w.card(cardNumber))
		w.must(w.entersCode(first, w.codeOf(first)))
		second := w.coded(nobody, newAccount(), x, realname.BankCard, w.card(cardNumber))
		c := w.must(w.entersCode(second, w.codeOf(second)))
		if c.Last().Fault != realname.CodeQuotaExceeded || !slices.Equal(c.Holders(), []string{account.Masked()}) {
			t.Errorf("%s, %v", c.Last().Fault, c.Holders())
		}
		if ways := w.policy.WaysOutOf(c); !slices.Equal(ways, []realname.WayOut{realname.WayAppeal, realname.WayEnterprise}) {
			t.Errorf("RULES B10: %v", ways)
		}
		w.consistent(second.Account, x)
	})
	run("THREATS_A1_RULES_B7_100_wrong_codes_at_once_count_as_often_as_is_allowed", func(t *testing.T, account realname.AccountID, x realname.Person) {
		c := w.coded(nobody, account, x, realname.BankCard, w.card(cardNumber))
		code, wrong, locked, over := w.codeOf(c), atomic.Int32{}, atomic.Int32{}, atomic.Int32{}
		together(100, func(int) {
			for {
				after, err := w.entersCode(c, not(code))
				switch {
				case errors.Is(err, realname.Refuse(realname.CodeConflict)):
					continue // nothing was counted, and nothing said
				case errors.Is(err, realname.Refuse(realname.CodeWrongState)):
					over.Add(1)
				case err != nil:
					t.Error(err)
				case after.Last().Fault == realname.CodeCodeLocked:
					locked.Add(1)
				case after.Last().Fault == realname.CodeCodeWrong:
					wrong.Add(1)
				}
				return
			}
		})
		tries := int32(w.policy.Codes.Tries)
		if wrong.Load() != tries-1 || locked.Load() != 1 || over.Load() != 100-tries || w.load(c.ID).Version() != c.Version()+int(tries) {
			t.Errorf("%d wrong, %d locked, %d over", wrong.Load(), locked.Load(), over.Load())
		}
		_, err := w.entersCode(c, code)
		refused(t, err, realname.CodeWrongState)
	})
	run("RULES_B7_the_right_code_100_times_at_once_verifies_once", func(t *testing.T, account realname.AccountID, x realname.Person) {
		c := w.coded(nobody, account, x, realname.BankCard, w.card(cardNumber))
		code, verified := w.codeOf(c), atomic.Int32{}
		together(100, func(int) {
			if after, err := w.entersCode(c, code); err == nil && after.Last().State == realname.Verified {
				verified.Add(1)
			}
		})
		if verified.Load() != 1 || w.load(c.ID).Version() != c.Version()+1 {
			t.Errorf("%d verified", verified.Load())
		}
		w.consistent(account, x)
	})
	run("RULES_B7_a_repeated_request_is_answered_as_the_first", func(t *testing.T, account realname.AccountID, x realname.Person) {
		c := w.coded(nobody, account, x, realname.BankCard, w.card(cardNumber))
		code, step := w.codeOf(c), w.parts().confirmsCode()
		first := w.must(step.Do(background, keyed(account, "a"), c.ID, not(code)))
		again, err := step.Do(background, keyed(account, "a"), c.ID, not(code))
		if err != nil || !same(first, again) {
			t.Errorf("another answer, or %v", err)
		}
		_, err = step.Do(background, keyed(account, "a"), c.ID, code)
		refused(t, err, realname.CodeIdempotencyReused)
		right := w.must(step.Do(background, keyed(account, "b"), c.ID, code))
		if again, err = step.Do(background, keyed(account, "b"), c.ID, code); err != nil || !same(right, again) {
			t.Errorf("another answer, or %v", err)
		}
		_, err = step.Do(background, keyed(account, "b"), c.ID, not(code))
		refused(t, err, realname.CodeIdempotencyReused)
		if got := w.load(c.ID).Version(); got != c.Version()+2 {
			t.Errorf("version %d", got)
		}
	})
	run("THREATS_L1_nothing_of_a_code_is_kept_in_the_plain", func(t *testing.T, account realname.AccountID, x realname.Person) {
		c := w.coded(nobody, account, x, realname.BankCard, w.card(cardNumber))
		code := w.codeOf(c)
		w.must(w.entersCode(c, not(code)))
		for _, secret := range []string{`"` + code + `"`, `"` + not(code) + `"`, bankPhone, cardNumber} {
			if strings.Contains(w.record(account, x), secret) {
				t.Errorf("kept: %s", secret)
			}
		}
	})
}

func TestDocumentsInUse(t *testing.T) {
	w := newGroupWorld(t, "jdcloud")
	group := &directory{}
	t.Run("RULES_B10_told_after_the_right_code_with_three_ways_out", func(t *testing.T) {
		w.t = t
		account, x := newAccount(), w.person("欧阳修")
		group.used = append(group.used, x.Document)
		c := w.coded(group, account, x, realname.BankCard, w.card(cardNumber))
		c = w.must(w.entersCode(c, w.codeOf(c)))
		if c.Last().State != realname.Ready || c.Last().Fault != realname.CodeDocumentInUse {
			t.Fatalf("%s, %s", c.Last().State, c.Last().Fault)
		}
		want := []realname.WayOut{realname.WayAppeal, realname.WayEnterprise, realname.WayBinding}
		if got := w.policy.WaysOutOf(c); !slices.Equal(got, want) {
			t.Errorf("%v", got)
		}
		for _, way := range want {
			if text := texts.WayOut(way); text.Title.EN == "" || text.Title.ZH == "" || text.Hint.EN == "" || text.Hint.ZH == "" {
				t.Errorf("%s says %+v", way, text)
			}
		}
		if a, err := w.store.Account(background, account); err != nil || a.Identity != nil || len(w.holders(x)) != 0 {
			t.Errorf("%+v, %v", a, err)
		}
		// The way that goes on in this case: I know the account.
		group.bind(w, "mine", x)
		w.must(w.parts().choose().Do(background, holder(account), c.ID, realname.Binding, steps.Means{Account: "mine"}))
		c = w.must(w.parts().starts(group).Do(background, holder(account), c.ID, baseURL))
		if c = w.must(w.entersCode(c, w.codeOf(c))); c.Last().State != realname.Verified {
			t.Errorf("%s, %s", c.Last().State, c.Last().Fault)
		}
	})
	t.Run("THREATS_Q2_RULES_B10_nothing_differs_before_the_code_was_right", func(t *testing.T) {
		w.t = t
		var told [2][]string
		var asked [2]*calls
		for i := range told {
			account, x := newAccount(), w.person("欧阳修")
			if i == 1 {
				group.used = append(group.used, x.Document)
			}
			asked[i] = &calls{}
			p := w.parts().through(asked[i])
			c := w.picked(account, x, realname.BankCard, w.card(cardNumber))
			c = w.must(p.starts(group).Do(background, holder(account), c.ID, baseURL))
			code := w.codeOf(c)
			var after realname.Case
			for range w.policy.Codes.Tries {
				after = w.must(p.confirmsCode().Do(background, holder(account), c.ID, not(code)))
				if ways := w.policy.WaysOutOf(after); ways != nil {
					t.Errorf("%v", ways)
				}
			}
			for _, e := range after.Events {
				told[i] = append(told[i], fmt.Sprint(e.Type, e.State, e.Fault, e.Site, e.Form != nil, e.Holders))
			}
		}
		if !slices.Equal(told[0], told[1]) || !slices.Equal(asked[0].made, asked[1].made) {
			t.Errorf("of a document in use: %v, %v\nof another: %v, %v", told[1], asked[1].made, told[0], asked[0].made)
		}
	})
	t.Run("RULES_B10_other_methods_do_not_look", func(t *testing.T) {
		w.t = t
		account, x := newAccount(), w.person("欧阳修")
		group.used = append(group.used, x.Document)
		group.bind(w, "known", x)
		c := w.coded(group, account, x, realname.Binding, steps.Means{Account: "known"})
		if c = w.must(w.entersCode(c, w.codeOf(c))); c.Last().State != realname.Verified {
			t.Errorf("%s", c.Last().Fault)
		}
	})
}

func TestRefusedCardsAreCounted(t *testing.T) {
	t.Run("RULES_B7_THREATS_A1_asking_costs_a_check_of_the_day", func(t *testing.T) {
		w := newGroupWorld(t, "jdcloud")
		account, counted := newAccount(), &calls{}
		x := w.personWith("顾闻溪", "110101199003078670")
		c := w.picked(account, x, realname.BankCard, w.card(sandboxcards.Outcomes()[1].Number))
		ask := keyed(account, "again")
		for n := range w.policy.ChecksPerDay {
			if n == 0 {
				for range 3 { // one request, however often it is sent
					_, err := w.parts().through(counted).starts(sandboxgroup.Group{Site: "jd"}).Do(background, ask, c.ID, baseURL)
					refused(t, err, sandboxcards.Outcomes()[1].Code)
				}
				continue
			}
			_, err := w.parts().through(counted).starts(sandboxgroup.Group{Site: "jd"}).Do(background, holder(account), c.ID, baseURL)
			refused(t, err, sandboxcards.Outcomes()[1].Code)
		}
		_, err := w.parts().through(counted).starts(sandboxgroup.Group{Site: "jd"}).Do(background, holder(account), c.ID, baseURL)
		refused(t, err, realname.CodeCheckDailyLimit)
		if asked := counted.count("Cards."); asked != w.policy.ChecksPerDay {
			t.Errorf("the issuer was asked %d times", asked)
		}
	})
}

func TestCodesAreCountedByWhatTheyAreAbout(t *testing.T) {
	for name, method := range map[string]realname.Method{"a_card": realname.BankCard, "an_account_of_the_group": realname.Binding} {
		t.Run("RULES_B7_B9_THREATS_A1_"+name+"_whoever_asks", func(t *testing.T) {
			w := newGroupWorld(t, "jdcloud")
			w.policy.Codes.PerTarget = 3
			group := sandboxgroup.Group{Site: "jd"}
			ask := func() error {
				account := newAccount()
				means := w.card(cardNumber)
				if method == realname.Binding {
					means = steps.Means{Account: "group-verified"}
				}
				c := w.picked(account, w.personWith("甄绑定", "110101190001019318"), method, means)
				_, err := w.parts().starts(group).Do(background, holder(account), c.ID, baseURL)
				return err
			}
			for range 3 {
				if err := ask(); err != nil {
					t.Fatal(err)
				}
			}
			refused(t, ask(), realname.CodeCheckDailyLimit)
			w.wait(24 * time.Hour)
			if err := ask(); err != nil {
				t.Errorf("the next day: %v", err)
			}
		})
	}
}
