package steps_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"shiming/shared/measures"
	"shiming/shared/realname"
	"shiming/shared/sandbox/messages"
	"shiming/shared/steps"
	"shiming/shared/store/sqlite"
	"shiming/shared/telling"
)

const (
	toldPhone  = "13987651234"
	toldEmail  = "zhuge.kongming@example.com"
	toldOpenID = "oX1y-Z_abcdefghijklmnop3q"
)

// outbox is a service that cannot tell a repetition: it counts whatever it is given.
type outbox struct {
	mu   sync.Mutex
	sent map[string]int // by key
	fail func(m telling.Message) error
}

func (o *outbox) Send(_ context.Context, m telling.Message) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.fail != nil {
		if err := o.fail(m); err != nil {
			return err
		}
	}
	if o.sent == nil {
		o.sent = map[string]int{}
	}
	o.sent[m.Key]++
	return nil
}

// teller are the parts of one container that tells people, all of them going through calls.
type teller struct {
	effects []steps.Effect
	deliver telling.Deliver
	queue   sqlite.Deliveries
}

func (w *world) teller(c *calls, sms, mail, chat, hook telling.Notifier) teller {
	p := w.parts().through(c)
	queue := w.store.Deliveries(w.now)
	kept := records{w.store, c}
	return teller{
		effects: []steps.Effect{
			telling.Tell(p.Store, kept, queued{queue, c}, w.policy, telling.SMS, telling.Email, telling.WeChat, telling.Webhook),
		},
		deliver: telling.Deliver{Base: p.Base, Records: kept, Keys: p.keys, Measures: measures.None, Notifiers: map[telling.Sender]telling.Notifier{
			telling.SMS: notifier{sms, c}, telling.Email: notifier{mail, c}, telling.WeChat: notifier{chat, c}, telling.Webhook: notifier{hook, c},
		}},
		queue: queue,
	}
}

type queued struct {
	telling.Queue
	calls *calls
}

func (q queued) Put(ctx context.Context, d ...telling.Delivery) error {
	return q.calls.pass("Queue.Put", func() error { return q.Queue.Put(ctx, d...) })
}

type notifier struct {
	telling.Notifier
	calls *calls
}

func (n notifier) Send(ctx context.Context, m telling.Message) error {
	return n.calls.pass("Notifier.Send "+string(m.Channel), func() error { return n.Notifier.Send(ctx, m) })
}

// dispatch hands every event of the cases to the effects until each has succeeded, and returns what went wrong.
func (k teller) dispatch(w *world, cases ...realname.Case) (wrong []error) {
	for _, c := range cases {
		for try := 1; ; try++ {
			err := steps.Dispatch{Effects: k.effects}.Do(background, c)
			if err == nil {
				break
			}
			if wrong = append(wrong, err); try == 5 {
				w.t.Fatalf("the event is never carried out: %v", err)
			}
		}
	}
	return wrong
}

// drain makes deliveries until the queue is empty, turning the clock to whatever is due next.
func (k teller) drain(w *world) (wrong []error) {
	w.t.Helper()
	for range 2000 {
		due, err := k.queue.Due(background, 100)
		if err != nil {
			w.t.Fatal(err)
		}
		for _, d := range due {
			delivery, err := d.Delivery()
			if err != nil {
				w.t.Fatal(err)
			}
			again, err := k.deliver.Do(background, delivery)
			if err != nil {
				wrong = append(wrong, err)
			}
			switch {
			case errors.Is(err, telling.ErrPutAside) || err == nil && again.IsZero():
				err = k.queue.Done(background, d)
			case err != nil:
				err = k.queue.PutOff(background, d, w.now().Add(2*time.Minute))
			default:
				err = k.queue.PutOff(background, d, again)
			}
			if err != nil {
				w.t.Fatal(err)
			}
		}
		next, queued, err := k.queue.Next(background)
		if err != nil {
			w.t.Fatal(err)
		}
		if !queued {
			return wrong
		}
		if pause := next.Sub(w.now()); pause > 0 {
			w.wait(pause)
		}
	}
	w.t.Fatal("the queue is never empty")
	return nil
}

// contact gives the account a contact of its own.
func (w *world) contact(account realname.AccountID, phone, email, openID string, l telling.Language) {
	w.t.Helper()
	c, err := telling.ParseContact(phone, email, openID, l)
	if err != nil {
		w.t.Fatal(err)
	}
	if _, err := (telling.KeepContact{Base: w.parts().Base, Records: w.store, Keys: w.keys}).Do(background, holder(account).By, account, c); err != nil {
		w.t.Fatal(err)
	}
}

// eventsOf is the case as each of its events left it.
func eventsOf(c realname.Case) (all []realname.Case) {
	for version := 1; version <= c.Version(); version++ {
		all = append(all, c.AsOf(version))
	}
	return all
}

func (w *world) messagesOf(account realname.AccountID) []telling.InSiteMessage {
	w.t.Helper()
	all, _, err := telling.Told{Records: w.store}.MessagesOf(background, holder(account).By, account, "", 100)
	if err != nil {
		w.t.Fatal(err)
	}
	return all
}

// TestTellingThatFails breaks each call on the way of an event to four channels and the webhook, before and after it
// takes effect, each time with new containers; then everybody was told once.
func TestTellingThatFails(t *testing.T) {
	w := newWorld(t)
	run := func(t *testing.T, c *calls) {
		w.t = t
		account := newAccount()
		w.contact(account, toldPhone, toldEmail, toldOpenID, telling.BothLanguages)
		verified := w.at(w.parts(), account, w.person("欧阳修"), realname.Verified)
		box, loud, hook := sandbox.New(w.store, w.now), &outbox{}, &outbox{}
		wrong := w.teller(c, loud, box, box, hook).dispatch(w, eventsOf(verified)...)
		wrong = append(wrong, w.teller(c, loud, box, box, hook).drain(w)...)

		lost := ""
		if c.fail > 0 && c.how.after {
			lost = c.made[c.fail-1] // its answer
		}
		if all := w.messagesOf(account); len(all) != 1 || all[0].Case != verified.ID || all[0].Event != realname.CheckPassed {
			t.Errorf("kept on the site are %+v", all)
		}
		sent, _, err := box.Of(background, account, "", 100)
		if err != nil {
			t.Fatal(err)
		}
		var channels []string
		for _, m := range sent {
			channels = append(channels, string(m.Channel))
		}
		if slices.Sort(channels); !slices.Equal(channels, []string{"email", "wechat"}) {
			t.Errorf("sent by services that know a repetition: %v", channels)
		}
		// What knows no repetition doubles where its own answer was lost, and nowhere else.
		key := string(verified.Last().ID) + ":sms"
		if n, want := loud.sent[key], 1; len(loud.sent) != 1 || n != want && !(lost == "Notifier.Send sms" && n == 2) {
			t.Errorf("by SMS: %v", loud.sent)
		}
		for _, e := range verified.Events {
			if n := hook.sent[string(e.ID)]; n != 1 && !(lost == "Notifier.Send webhook" && n == 2) {
				t.Errorf("the webhook of %s came %d times", e.Type, n)
			}
		}
		if len(hook.sent) != verified.Version() {
			t.Errorf("%d webhooks of %d events", len(hook.sent), verified.Version())
		}
		for _, err := range wrong {
			for _, secret := range []string{toldPhone, toldEmail, toldOpenID} {
				if strings.Contains(err.Error(), secret) {
					t.Errorf("an error holds %s", secret)
				}
			}
		}
	}
	sound := &calls{}
	run(t, sound)
	if len(sound.made) < 40 {
		t.Fatalf("%d calls: %v", len(sound.made), sound.made)
	}
	for k, call := range sound.made {
		for _, how := range failures {
			if strings.HasPrefix(call, how.only) {
				t.Run(fmt.Sprintf("RULES_G1_%d_%s_%s", k+1, strings.ReplaceAll(call, " ", "_"), how.name), func(t *testing.T) {
					run(t, &calls{fail: k + 1, how: how})
				})
			}
		}
	}
	t.Run("THREATS_L1_nothing_of_a_contact_is_stored_in_the_plain", func(t *testing.T) {
		files, err := filepath.Glob(filepath.Join(w.dir, "shiming.db*"))
		if err != nil || len(files) == 0 {
			t.Fatal(files, err)
		}
		for _, file := range files {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, secret := range []string{toldPhone, toldEmail, "zhuge.kongming", toldOpenID} {
				if bytes.Contains(data, []byte(secret)) {
					t.Errorf("%s holds %s", filepath.Base(file), secret)
				}
			}
		}
	})
}

func TestTelling(t *testing.T) {
	t.Run("RULES_G1_an_event_handed_over_five_times_tells_once", func(t *testing.T) {
		w := newWorld(t)
		account := newAccount()
		w.contact(account, toldPhone, toldEmail, toldOpenID, telling.Chinese)
		verified := w.at(w.parts(), account, w.person("欧阳修"), realname.Verified)
		loud, hook := &outbox{}, &outbox{}
		k := w.teller(&calls{}, loud, loud, loud, hook)
		together(5, func(int) { k.dispatch(w, eventsOf(verified)...) })
		// At once, by many who deliver.
		due, err := k.queue.Due(background, 100)
		if err != nil {
			t.Fatal(err)
		}
		together(8, func(int) {
			for _, d := range due {
				delivery, err := d.Delivery()
				if err != nil {
					t.Error(err)
				}
				// So many at once may find a count crowded: that is handed over again.
				if _, err := k.deliver.Do(background, delivery); err != nil && !errors.Is(err, steps.ErrUnavailable) {
					t.Errorf("at once: %v", err)
				}
			}
		})
		k.dispatch(w, eventsOf(verified)...)
		k.drain(w)
		if len(w.messagesOf(account)) != 1 || len(loud.sent) != 3 || len(hook.sent) != verified.Version() {
			t.Errorf("%d on the site, %v, %v", len(w.messagesOf(account)), loud.sent, hook.sent)
		}
		for _, sent := range []map[string]int{loud.sent, hook.sent} {
			for key, n := range sent {
				if n != 1 {
					t.Errorf("%s came %d times", key, n)
				}
			}
		}
	})
	t.Run("RULES_G1_a_restart_between_the_event_and_the_message_loses_nothing", func(t *testing.T) {
		w := newWorld(t)
		account := newAccount()
		w.contact(account, toldPhone, "", "", telling.English)
		verified := w.at(w.parts(), account, w.person("欧阳修"), realname.Verified)
		loud, hook := &outbox{}, &outbox{}
		w.teller(&calls{}, loud, loud, loud, hook).dispatch(w, eventsOf(verified)...)
		if err := w.store.Close(); err != nil {
			t.Fatal(err)
		}
		var err error
		if w.store, err = sqlite.Open(filepath.Join(w.dir, "shiming.db")); err != nil {
			t.Fatal(err)
		}
		w.keys = w.openKeys()
		w.teller(&calls{}, loud, loud, loud, hook).drain(w)
		if loud.sent[string(verified.Last().ID)+":sms"] != 1 || len(loud.sent) != 1 || len(hook.sent) != verified.Version() {
			t.Errorf("%v, %v", loud.sent, hook.sent)
		}
	})
	t.Run("RULES_G1_who_crashed_while_sending_is_followed_after_the_lease", func(t *testing.T) {
		w := newWorld(t)
		account := newAccount()
		w.contact(account, toldPhone, "", "", telling.English)
		verified := w.at(w.parts(), account, w.person("欧阳修"), realname.Verified)
		loud := &outbox{}
		k := w.teller(&calls{}, loud, loud, loud, loud)
		sms := telling.Delivery{Event: verified.Last().ID, Case: verified.ID, Version: verified.Version(), Channel: telling.SMS}
		crash := k.deliver
		crash.Notifiers = map[telling.Sender]telling.Notifier{telling.SMS: crashing{}}
		func() {
			defer func() { _ = recover() }()
			_, _ = crash.Do(background, sms)
		}()
		again, err := k.deliver.Do(background, sms)
		if err != nil || !again.After(w.now()) || again.Sub(w.now()) > time.Minute || len(loud.sent) != 0 {
			t.Errorf("again at %s, %v, %v", again, loud.sent, err)
		}
		w.wait(time.Minute)
		if again, err := k.deliver.Do(background, sms); err != nil || !again.IsZero() || loud.sent[sms.ID()] != 1 {
			t.Errorf("again at %s, %v, %v", again, loud.sent, err)
		}
	})
	t.Run("RULES_G1_one_bad_address_of_a_hundred", func(t *testing.T) {
		w := newWorld(t)
		box, hook := sandbox.New(w.store, w.now), &outbox{}
		k := w.teller(&calls{}, box, box, box, hook)
		var all []realname.AccountID
		for i := range 100 {
			account := newAccount()
			phone := fmt.Sprintf("1398765%04d", i)
			if i == 41 {
				phone = "13900000000" // takes no messages
			}
			w.contact(account, phone, "", "", telling.Chinese)
			k.dispatch(w, w.at(w.parts(), account, w.person("欧阳修"), realname.Verified))
			all = append(all, account)
		}
		wrong := k.drain(w)
		if len(wrong) != 1 || !errors.Is(wrong[0], telling.ErrPutAside) {
			t.Errorf("put aside are %v", wrong)
		}
		for i, account := range all {
			sent, _, err := box.Of(background, account, "", 100)
			if err != nil || len(sent) != 1 != (i == 41) || len(w.messagesOf(account)) != 1 {
				t.Errorf("%d: %d by SMS, %v", i, len(sent), err)
			}
		}
	})
	t.Run("RULES_G1_a_service_that_is_away_is_tried_again_and_at_last_put_aside", func(t *testing.T) {
		w := newWorld(t)
		account := newAccount()
		w.contact(account, toldPhone, "", "", telling.Chinese)
		verified := w.at(w.parts(), account, w.person("欧阳修"), realname.Verified)
		var at []time.Duration
		begun := w.now()
		away := &outbox{fail: func(telling.Message) error { at = append(at, w.now().Sub(begun)); return steps.ErrUnavailable }}
		k := w.teller(&calls{}, away, away, away, &outbox{})
		k.dispatch(w, verified)
		if wrong := k.drain(w); len(wrong) != 1 || !errors.Is(wrong[0], telling.ErrPutAside) {
			t.Errorf("%v", wrong)
		}
		pauses, want := w.policy.Deliveries.RetrySeconds, []time.Duration{0}
		for _, pause := range pauses {
			want = append(want, want[len(want)-1]+time.Duration(pause)*time.Second)
		}
		if !slices.Equal(at, want) {
			t.Errorf("tried at %v, want %v", at, want)
		}
	})
	t.Run("RULES_G1_each_is_told_in_the_language_asked_for", func(t *testing.T) {
		w := newWorld(t)
		box := sandbox.New(w.store, w.now)
		k := w.teller(&calls{}, box, box, box, &outbox{})
		for language, want := range map[telling.Language][2]bool{telling.Chinese: {true, false}, telling.English: {false, true}, telling.BothLanguages: {true, true}} {
			account := newAccount()
			w.contact(account, "", toldEmail, "", language)
			k.dispatch(w, w.at(w.parts(), account, w.person("欧阳修"), realname.Verified))
			k.drain(w)
			sent, _, err := box.Of(background, account, "", 100)
			if err != nil || len(sent) != 1 {
				t.Fatalf("%d sent, %v", len(sent), err)
			}
			for _, text := range []string{sent[0].Subject, sent[0].Text} {
				if strings.Contains(text, "实名认证") != want[0] || strings.Contains(text, "erified") != want[1] {
					t.Errorf("%q: %q", language, text)
				}
			}
			if !strings.Contains(sent[0].Text, w.policy.Title) {
				t.Errorf("%q does not say who sends it", sent[0].Text)
			}
		}
	})
	t.Run("RULES_G1_without_a_contact_the_site_tells", func(t *testing.T) {
		w := newWorld(t)
		account, loud := newAccount(), &outbox{}
		k := w.teller(&calls{}, loud, loud, loud, &outbox{})
		k.dispatch(w, w.at(w.parts(), account, w.person("欧阳修"), realname.Verified))
		if wrong := k.drain(w); len(wrong) != 0 || len(loud.sent) != 0 || len(w.messagesOf(account)) != 1 {
			t.Errorf("%v, %v, %d on the site", wrong, loud.sent, len(w.messagesOf(account)))
		}
	})
	t.Run("a_delivery_of_an_event_that_is_not_there_is_put_aside", func(t *testing.T) {
		w := newWorld(t)
		loud := &outbox{}
		k := w.teller(&calls{}, loud, loud, loud, loud)
		c := w.at(w.parts(), newAccount(), w.person("欧阳修"), realname.Verified)
		for name, d := range map[string]telling.Delivery{
			"another_case": {Event: c.Last().ID, Case: realname.NewCaseID(), Version: 5, Channel: telling.Webhook},
			"the_future":   {Event: realname.NewEventID(), Case: c.ID, Version: 99, Channel: telling.Webhook},
			"before_all":   {Event: realname.NewEventID(), Case: c.ID, Version: 0, Channel: telling.SMS},
			"another":      {Event: realname.NewEventID(), Case: c.ID, Version: 2, Channel: telling.SMS},
			"no_ids":       {Event: "x", Case: "y", Version: 2, Channel: telling.SMS},
		} {
			for range 2 {
				if again, err := k.deliver.Do(background, d); !errors.Is(err, telling.ErrPutAside) || !again.IsZero() {
					t.Errorf("%s: again at %s, %v", name, again, err)
				}
			}
		}
		if len(loud.sent) != 0 {
			t.Errorf("sent: %v", loud.sent)
		}
	})
}

// crashing dies while it sends.
type crashing struct{}

func (crashing) Send(context.Context, telling.Message) error { panic("crashed") }
