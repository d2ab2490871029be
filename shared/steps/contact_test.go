package steps_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"shiming/shared/realname"
	"shiming/shared/steps"
	"shiming/shared/telling"
	"shiming/shared/vault/sealed"
)

func contactOf(t *testing.T, phone, email, openID string) telling.Contact {
	t.Helper()
	c, err := telling.ParseContact(phone, email, openID, telling.BothLanguages)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func (w *world) keep(c *calls) telling.KeepContact {
	return telling.KeepContact{Base: w.parts().Base, Records: records{w.store, c}, Keys: keys{w.keys, c}}
}

func (w *world) contactView(account realname.AccountID) telling.ContactView {
	w.t.Helper()
	view, err := telling.Told{Records: w.store}.Contact(background, holder(account).By, account)
	if err != nil {
		w.t.Fatal(err)
	}
	return view
}

func TestContacts(t *testing.T) {
	t.Run("RULES_G1_each_call_fails_once_and_the_request_is_repeated", func(t *testing.T) {
		w := newWorld(t)
		by := holder("acct_x").By
		run := func(t *testing.T, account realname.AccountID, c *calls) {
			by.Account = account
			wanted := contactOf(t, toldPhone, toldEmail, toldOpenID)
			if _, err := w.keep(c).Do(background, by, account, wanted); err != nil {
				if _, err := w.keep(c).Do(background, by, account, wanted); err != nil {
					t.Errorf("repeated: %v", err)
				}
			}
			if view := w.contactView(account); view.Phone != "139****1234" || view.Email != "z***@example.com" || view.OpenID != "oX***3q" {
				t.Errorf("%+v", view)
			}
		}
		sound := &calls{}
		run(t, newAccount(), sound)
		for k, call := range sound.made {
			for _, how := range failures {
				if strings.HasPrefix(call, how.only) {
					t.Run(fmt.Sprintf("%d_%s_%s", k+1, call, how.name), func(t *testing.T) { run(t, newAccount(), &calls{fail: k + 1, how: how}) })
				}
			}
		}
	})
	t.Run("RULES_G1_of_many_at_once_one_stays", func(t *testing.T) {
		w := newWorld(t)
		account := newAccount()
		together(4, func(i int) {
			phone := fmt.Sprintf("1398765%04d", i)
			if _, err := w.keep(&calls{}).Do(background, holder(account).By, account, contactOf(t, phone, "", "")); err != nil && !errors.Is(err, steps.ErrUnavailable) {
				t.Error(err)
			}
		})
		if view := w.contactView(account); !strings.HasPrefix(view.Phone, "139****000") {
			t.Errorf("%+v", view)
		}
	})
	t.Run("THREATS_I1_nobody_reaches_the_contact_of_another", func(t *testing.T) {
		w := newWorld(t)
		account, other := newAccount(), newAccount()
		_, err := w.keep(&calls{}).Do(background, holder(other).By, account, contactOf(t, toldPhone, "", ""))
		refused(t, err, realname.CodeAccountNotFound)
		_, err = telling.Told{Records: w.store}.Contact(background, holder(other).By, account)
		refused(t, err, realname.CodeAccountNotFound)
		_, err = w.keep(&calls{}).Do(background, holder("nonsense").By, "nonsense", contactOf(t, toldPhone, "", ""))
		refused(t, err, realname.CodeAccountNotFound)
		if view := w.contactView(account); view != (telling.ContactView{}) {
			t.Errorf("%+v", view)
		}
	})
	t.Run("THREATS_Q3_a_contact_that_is_moved_to_another_account_does_not_open", func(t *testing.T) {
		w := newWorld(t)
		account, thief := newAccount(), newAccount()
		w.contact(account, toldPhone, "", "", telling.Chinese)
		r, err := w.store.Record(background, "contact", string(account))
		if err != nil {
			t.Fatal(err)
		}
		r.ID, r.Rev = string(thief), 1
		if err := w.store.PutRecord(background, r); err != nil {
			t.Fatal(err)
		}
		loud := &outbox{}
		k := w.teller(&calls{}, loud, loud, loud, loud)
		c := w.at(w.parts(), thief, w.person("欧阳修"), realname.Verified)
		d := telling.Delivery{Event: c.Last().ID, Case: c.ID, Version: c.Version(), Channel: telling.SMS}
		if _, err := k.deliver.Do(background, d); !errors.Is(err, sealed.ErrSealed) || len(loud.sent) != 0 {
			t.Errorf("%v, %v", err, loud.sent)
		}
	})
}

func TestInSiteMessages(t *testing.T) {
	t.Run("RULES_G1_each_call_fails_once_and_the_request_is_repeated", func(t *testing.T) {
		w := newWorld(t)
		run := func(t *testing.T, c *calls) {
			account, loud := newAccount(), &outbox{}
			w.teller(&calls{}, loud, loud, loud, loud).dispatch(w, w.at(w.parts(), account, w.person("欧阳修"), realname.Verified))
			id := w.messagesOf(account)[0].ID
			step := telling.ReadMessage{Records: records{w.store, c}, Clock: w.now}
			if _, err := step.Do(background, holder(account).By, account, id); err != nil {
				if _, err := step.Do(background, holder(account).By, account, id); err != nil {
					t.Errorf("repeated: %v", err)
				}
			}
			if m := w.messagesOf(account)[0]; !m.ReadAt.Equal(w.now()) {
				t.Errorf("read at %s", m.ReadAt)
			}
		}
		sound := &calls{}
		run(t, sound)
		for k, call := range sound.made {
			for _, how := range failures {
				if strings.HasPrefix(call, how.only) {
					t.Run(fmt.Sprintf("%d_%s_%s", k+1, call, how.name), func(t *testing.T) { run(t, &calls{fail: k + 1, how: how}) })
				}
			}
		}
	})
}

// TestResendingWebhooks breaks each call of a resend once; the request is repeated, and the webhook comes again.
func TestResendingWebhooks(t *testing.T) {
	w := newWorld(t)
	run := func(t *testing.T, c *calls) {
		w.t = t
		loud, hook := &outbox{}, &outbox{}
		k := w.teller(&calls{}, loud, loud, loud, hook)
		opened := w.at(w.parts(), newAccount(), w.person("欧阳修"), realname.Filling)
		k.dispatch(w, opened)
		k.drain(w)
		id := opened.Last().ID
		step := telling.Resend{Records: records{w.store, c}, Queue: queued{k.queue, c}, Clock: w.now}
		if _, err := step.Webhook(background, id); err != nil {
			if _, err := step.Webhook(background, id); err != nil {
				t.Errorf("repeated: %v", err)
			}
		}
		k.drain(w)
		if n := hook.sent[string(id)]; n != 2 {
			t.Errorf("it came %d times", n)
		}
	}
	sound := &calls{}
	run(t, sound)
	for k, call := range sound.made {
		for _, how := range failures {
			if strings.HasPrefix(call, how.only) {
				t.Run(fmt.Sprintf("RULES_G1_%d_%s_%s", k+1, call, how.name), func(t *testing.T) { run(t, &calls{fail: k + 1, how: how}) })
			}
		}
	}
}

// TestResendingMessages breaks each call of sending a message again once; the request is repeated, and the message comes, once.
func TestResendingMessages(t *testing.T) {
	w := newWorld(t)
	failed := func() []telling.DeliveryLog {
		all, _, err := telling.Told{Records: w.store}.FailedMessages(background, "", 100)
		if err != nil {
			t.Fatal(err)
		}
		return all
	}
	run := func(t *testing.T, c *calls) {
		w.t = t
		mail := &outbox{fail: func(telling.Message) error { return telling.ErrUndeliverable }}
		loud := &outbox{}
		k := w.teller(&calls{}, loud, mail, loud, loud)
		account := newAccount()
		w.contact(account, toldPhone, toldEmail, "", telling.Chinese)
		verified := w.at(w.parts(), account, w.person("欧阳修"), realname.Verified)
		k.dispatch(w, verified)
		k.drain(w)
		list := failed()
		if len(list) != 1 || list[0].Channel != telling.Email || list[0].Account != account || list[0].Fault == "" {
			t.Fatalf("%+v", list)
		}
		id := list[0].ID()
		step := telling.Resend{Records: records{w.store, c}, Queue: queued{k.queue, c}, Clock: w.now}
		for _, none := range []string{string(verified.Last().ID) + ":sms", string(verified.Last().ID) + ":webhook", "evt_x:email", string(verified.Last().ID), "", id + strings.Repeat("x", 300)} {
			if _, err := (telling.Resend{Records: w.store, Queue: k.queue, Clock: w.now}).Message(background, none); !errors.Is(err, realname.Refuse(realname.CodeDeliveryNotFound)) {
				t.Errorf("%q: %v", none, err) // one that was sent is not sent twice
			}
		}
		mail.fail = nil
		if _, err := step.Message(background, id); err != nil {
			if _, err := step.Message(background, id); err != nil {
				t.Errorf("repeated: %v", err)
			}
		}
		k.drain(w)
		if n := mail.sent[id]; n != 1 || len(failed()) != 0 {
			t.Errorf("it came %d times, %d are left", n, len(failed()))
		}
		if _, err := step.Message(background, id); c.fail == 0 && !errors.Is(err, realname.Refuse(realname.CodeDeliveryNotFound)) {
			t.Errorf("once it was sent: %v", err)
		}
	}
	sound := &calls{}
	run(t, sound)
	for k, call := range sound.made[:3] { // behind them is the try of what was sent
		for _, how := range failures {
			if strings.HasPrefix(call, how.only) {
				t.Run(fmt.Sprintf("RULES_G1_%d_%s_%s", k+1, call, how.name), func(t *testing.T) { run(t, &calls{fail: k + 1, how: how}) })
			}
		}
	}
}

// lossy are records of which one write takes effect, and is answered as if somebody else had been faster: what a repetition by the
// client of the database looks like. meanwhile happens before the answer.
type lossy struct {
	steps.Records
	lose      bool
	meanwhile func()
}

// PutRecord implements steps.Records.
func (l *lossy) PutRecord(ctx context.Context, r steps.Record) error {
	err := l.Records.PutRecord(ctx, r)
	if err == nil && l.lose && r.Kind == "contact" {
		l.lose = false
		l.meanwhile()
		return steps.ErrConflict
	}
	return err
}

// unqueued queues nothing.
type unqueued struct{}

// Put implements telling.Queue.
func (unqueued) Put(context.Context, ...telling.Delivery) error { return nil }

// Two replacements at once, and one whose answer is lost: whoever was the contact before stays on record for what is told of it.
func TestTHREATS_X3_no_contact_of_before_is_lost_in_a_race(t *testing.T) {
	addresses := []string{"first@example.com", "second@example.com", "third@example.com"}
	for name, other := range map[string]bool{"answer_lost": false, "answer_lost_and_replaced_meanwhile": true} {
		t.Run(name, func(t *testing.T) {
			w, account := newWorld(t), newAccount()
			by := holder(account).By
			records := &lossy{Records: w.store, meanwhile: func() {}}
			keep := telling.KeepContact{Base: w.parts().Base, Records: records, Keys: w.keys, Queue: unqueued{}, Channels: []telling.Sender{telling.Email}}
			do := func(address string) {
				t.Helper()
				if _, err := keep.Do(background, by, account, contactOf(t, "", address, "")); err != nil {
					t.Fatal(err)
				}
			}
			do(addresses[0])
			want := 1
			if other {
				want = 2
				records.meanwhile = func() { do(addresses[2]) }
			}
			records.lose = true
			do(addresses[1])
			kept, err := w.store.Record(background, "contact", string(account))
			if err != nil {
				t.Fatal(err)
			}
			var doc struct {
				Former []struct{ ID string }
			}
			if err := json.Unmarshal(kept.Doc, &doc); err != nil {
				t.Fatal(err)
			}
			ids := map[string]bool{}
			for _, f := range doc.Former {
				ids[f.ID] = true
			}
			if len(doc.Former) != want || len(ids) != want {
				t.Errorf("%d contacts of before by %d replacements, want %d", len(doc.Former), len(ids), want)
			}
		})
	}
}
