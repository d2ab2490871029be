package steps_test

import (
	"testing"
	"time"

	"shiming/shared/realname"
	"shiming/shared/steps"
	"shiming/shared/telling"
)

// TestAllowances: what goes to people's addresses on a day is bounded, by the address and by the account that causes it.
func TestAllowances(t *testing.T) {
	limits := newWorld(t).policy.Deliveries
	spent := func(w *world, account realname.AccountID, address string, times int) {
		t.Helper()
		a := steps.Allowance{Base: w.parts().Base, Keys: w.keys, Records: w.store}
		for range times {
			if err := a.Spend(background, account, address); err != nil {
				t.Fatal(err)
			}
		}
	}
	t.Run("THREATS_X15_figures_of_the_shipped_policy", func(t *testing.T) {
		if limits.PerAddress > 10 || limits.PerAccount > 30 {
			t.Errorf("%d, %d", limits.PerAddress, limits.PerAccount)
		}
	})
	t.Run("THREATS_X15_an_account_causes_so_many_wherever_they_go", func(t *testing.T) {
		w := newWorld(t)
		a, account := steps.Allowance{Base: w.parts().Base, Keys: w.keys, Records: w.store}, newAccount()
		for i := range limits.PerAccount {
			spent(w, account, string(rune('a'+i/limits.PerAddress)), 1)
		}
		refused(t, a.Spend(background, account, "elsewhere"), realname.CodeMessageDailyLimit)
		spent(w, newAccount(), "elsewhere", 1)
		w.wait(day)
		spent(w, account, "elsewhere", 1)
	})
	t.Run("THREATS_X15_what_is_too_many_waits_for_the_next_day_and_is_not_lost", func(t *testing.T) {
		w := newWorld(t)
		account, sms, loud := newAccount(), &outbox{}, &outbox{}
		w.contact(account, toldPhone, toldEmail, "", telling.Chinese)
		spent(w, newAccount(), toldPhone, limits.PerAddress)
		k := w.teller(&calls{}, sms, loud, loud, loud)
		c := w.at(w.parts(), account, w.person("欧阳修"), realname.Verified)
		k.dispatch(w, c)
		d := telling.Delivery{Event: c.Last().ID, Case: c.ID, Version: c.Version(), Channel: telling.SMS}
		again, err := k.deliver.Do(background, d)
		midnight := realname.MessageCap(w.now()).RetryAfter
		if err != nil || !again.Equal(midnight) || len(sms.sent) != 0 {
			t.Fatalf("again at %s, not %s: %v, %v", again, midnight, err, sms.sent)
		}
		k.drain(w)
		if len(sms.sent) != 1 || w.now().Before(midnight) || loud.sent[string(d.Event)+":email"] != 1 {
			t.Errorf("at %s %v, %v", w.now(), sms.sent, loud.sent)
		}
	})
	t.Run("THREATS_X15_FAULT_P6_send_to_my_phone", func(t *testing.T) {
		h := newHouse(t)
		x, account := h.company(), newAccount()
		c := h.must(h.issues().Do(background, holder(account), h.chosen(h.p, account, x, realname.TopUp).ID))
		h.contact(account, toldPhone, "", "", telling.Chinese)
		sms := &outbox{}
		send := telling.SendDeposit{ShowDeposit: h.shows(), Records: h.store, Notifier: sms}
		for range limits.PerAddress {
			if _, _, err := send.Do(background, holder(account).By, c.ID); err != nil {
				t.Fatal(err)
			}
		}
		_, _, err := send.Do(background, holder(account).By, c.ID)
		refused(t, err, realname.CodeMessageDailyLimit)
		h.wait(time.Hour)
	})
}

// TestContactsOfBefore: who was the contact before is told of the replacement, and of what happens to the account (RULES G3).
func TestContactsOfBefore(t *testing.T) {
	const thief = "13700000001"
	w := newWorld(t)
	account, box := newAccount(), newLetterbox()
	box.fail = func(m telling.Message) error { box.told(m); return nil }
	k := w.teller(&calls{}, box, box, box, &outbox{})
	keep := telling.KeepContact{
		Base: w.parts().Base, Records: w.store, Keys: w.keys, Queue: k.queue, Channels: []telling.Sender{telling.SMS, telling.Email},
	}
	put := func(phone, email string) {
		t.Helper()
		if _, err := keep.Do(background, byPlatform().By, account, contactOf(t, phone, email, "")); err != nil {
			t.Fatal(err)
		}
		k.drain(w)
	}
	put(toldPhone, toldEmail)
	if len(box.to) != 0 {
		t.Errorf("of the first contact %v are told", box.to)
	}
	t.Run("THREATS_X3_FAULT_S14_of_the_replacement", func(t *testing.T) {
		put(thief, "")
		told := map[string]int{}
		for _, to := range box.to {
			told[to]++
		}
		if len(told) != 2 || told[toldPhone] != 1 || told[toldEmail] != 1 {
			t.Errorf("%v are told", told)
		}
	})
	t.Run("THREATS_X3_replaced_again_and_again_the_first_one_is_still_told", func(t *testing.T) {
		for i := range 12 {
			put("1370000010"+string(rune('0'+i%10)), "")
		}
		w.at(w.parts(), account, w.person("欧阳修"), realname.Verified)
		c := w.must(w.parts().open().Do(background, holder(account), account, realname.Opening{Kind: realname.PersonToEnterprise, Consents: w.agreed("give")}))
		k.dispatch(w, c)
		k.drain(w)
		got := box.reached(c.Last().ID)
		if len(got) < 2 || got[len(got)-1] != toldEmail || got[len(got)-2] != toldPhone {
			t.Errorf("%v are told", got)
		}
	})
}
