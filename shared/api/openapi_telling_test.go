package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"shiming/shared/measures"
	"shiming/shared/realname"
	"shiming/shared/realname/policies"
	"shiming/shared/steps"
	"shiming/shared/store/sqlite"
	"shiming/shared/telling"
	"shiming/shared/trail"
	"shiming/shared/vault/sealed"
)

// tellingDesk is a desk whose accounts are told things.
type tellingDesk struct {
	*desk
	store   *sqlite.Store
	queue   sqlite.Deliveries
	policy  *realname.Policy
	deliver telling.Deliver
	answer  error // of the platform
}

func (d *tellingDesk) Send(context.Context, telling.Message) error { return d.answer }

func newTellingDesk(t *testing.T) *tellingDesk {
	t.Helper()
	d := &tellingDesk{desk: newDesk(t)}
	var err error
	if d.store, err = sqlite.Open(filepath.Join(t.TempDir(), "telling.db")); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.store.Close() })
	keys, err := sealed.OpenFile(filepath.Join(t.TempDir(), "keys.json"))
	if err != nil {
		t.Fatal(err)
	}
	if d.policy, err = policies.Load("tencent"); err != nil {
		t.Fatal(err)
	}
	clock := func() time.Time { return d.now }
	d.queue = d.store.Deliveries(clock)
	with := steps.Base{Store: d.store, Policy: d.policy, Clock: clock}
	d.deliver = telling.Deliver{Base: with, Records: d.store, Keys: keys, Measures: measures.None, Notifiers: map[telling.Sender]telling.Notifier{telling.Webhook: d}}
	gate := Gate{Audit: AuditTo(trail.New(io.Discard, nil, nil)), Clock: clock, Log: slog.New(slog.DiscardHandler)}
	clear(d.handlers)
	keep := telling.KeepContact{Base: with, Records: d.store, Keys: keys, Queue: d.queue}
	for _, e := range append(append(append(KeepContact(keep), Resend(telling.Resend{Records: d.store, Queue: d.queue, Clock: clock})...),
		ReadMessage(telling.ReadMessage{Records: d.store, Clock: clock}),
	), append(FindCases(Settings{Policy: d.policy, Clock: clock}, steps.FindCases{Base: with, Records: d.store, Keys: keys}), LookUp(Settings{Policy: d.policy, Clock: clock}, steps.LookUp{Base: with, Keys: keys, Records: d.store}, telling.Told{Records: d.store})...)...) {
		d.handlers[e.Route.Key()] = gate.Serve(e)
	}
	return d
}

// verify puts a verified case of the account into the store, tells of its last event, and makes the deliveries.
func (d *tellingDesk) verify(account realname.AccountID, opened time.Time) realname.Case {
	d.Helper()
	c := realname.Case{ID: realname.NewCaseID(), Kind: realname.PersonalVerification, Account: account, AccountRev: 1}
	for i, e := range []realname.Event{
		{Type: realname.Opened, State: realname.Filling, By: realname.Holder, Deadline: opened.Add(7 * 24 * time.Hour)}, {Type: realname.FormFilled, State: realname.Choosing, By: realname.Holder, Form: &realname.Form{Document: "resident_id"}},
		{Type: realname.MethodChosen, State: realname.Ready, By: realname.Holder}, {Type: realname.CheckStarted, State: realname.Checking, By: realname.Holder}, {Type: realname.CheckPassed, State: realname.Verified, By: realname.Provider},
	} {
		e.ID, e.At = realname.NewEventID(), opened.Add(time.Duration(i)*time.Minute)
		c.Events = append(c.Events, e)
		commit := realname.Commit{Case: c}
		if i == 0 {
			commit.Account = &realname.AccountChange{ID: account, OpenCase: c.ID, OpenUntil: e.Deadline}
		}
		if err := d.store.Commit(d.Context(), commit); err != nil {
			d.Fatal(err)
		}
	}
	if err := steps.ListCase(d.store)(d.Context(), c.AsOf(1)); err != nil {
		d.Fatal(err)
	}
	if err := telling.Tell(d.store, d.store, d.queue, d.policy, telling.Webhook)(d.Context(), c); err != nil {
		d.Fatal(err)
	}
	d.work()
	return c
}

// work makes the deliveries that are due.
func (d *tellingDesk) work() {
	d.Helper()
	due, err := d.queue.Due(d.Context(), 100)
	if err != nil {
		d.Fatal(err)
	}
	for _, q := range due {
		delivery, err := q.Delivery()
		if err != nil {
			d.Fatal(err)
		}
		if _, err := d.deliver.Do(d.Context(), delivery); err != nil && d.answer == nil {
			d.Error(err)
		}
		if err := d.queue.Done(d.Context(), q); err != nil {
			d.Fatal(err)
		}
	}
}

func TestTellingIsAsDescribed(t *testing.T) {
	d := newTellingDesk(t)
	mine := map[string]string{"account": "acct_demo"}
	contact := func(body string) *Recorder { return d.ask(RouteKeepContact, "acct_demo", mine, body) }

	// RULES G1: contacts, kept sealed and shown masked.
	if got := d.wants("done", d.ask(RouteContact, "acct_demo", mine, "")); strings.Contains(string(got.Body), "phone") {
		t.Errorf("a contact that nobody kept: %s", got.Body)
	}
	d.isExample(RouteKeepContact, d.wants("done", contact(d.example(RouteKeepContact))))
	d.isExample(RouteContact, d.wants("done", d.ask(RouteContact, "acct_demo", mine, "")))
	for body, code := range map[string]string{
		`{"phone":"12345"}`: "phone_invalid", `{"email":"nobody"}`: "email_invalid", `{"wechat_openid":"微信"}`: "wechat_openid_invalid", `{"language":"fr"}`: "field_invalid",
		`{`: "malformed_json", `[]`: "wrong_type", `{"fax":"1"}`: "unknown_field", strings.Repeat(" ", maxBody+1): "body_too_large",
	} {
		got := d.wants(code, contact(body))
		for _, secret := range []string{"12345", "nobody", "微信\""} {
			if strings.Contains(string(got.Body), secret) {
				t.Errorf("the answer repeats what was sent: %s", got.Body)
			}
		}
	}
	d.wants("unsupported_media_type", d.ask(RouteKeepContact, "acct_demo", mine, `{}`, header("content-type", "text/plain")))
	d.wants("done", contact(`{}`))
	if got := d.wants("done", d.ask(RouteContact, "acct_demo", mine, "")); strings.Contains(string(got.Body), "139") {
		t.Errorf("what was left out is still there: %s", got.Body)
	}

	// RULES G1: messages on the site.
	first := d.verify("acct_demo", time.Date(2026, 7, 1, 2, 0, 0, 0, time.UTC))
	d.isExample(RouteMessages, d.wants("done", d.ask(RouteMessages, "acct_demo", mine, "")))
	second := d.verify("acct_second", time.Date(2026, 7, 2, 2, 0, 0, 0, time.UTC))
	page := d.wants("done", d.ask(RouteMessages, "acct_demo", mine, "", query("limit", "1")))
	var all list[messageView]
	if err := json.Unmarshal(page.Body, &all); err != nil || len(all.Data) != 1 {
		t.Fatal(err, string(page.Body))
	}
	d.wants("field_invalid", d.ask(RouteMessages, "acct_demo", mine, "", query("limit", "0")))
	d.wants("field_invalid", d.ask(RouteMessages, "acct_demo", mine, "", query("cursor", "?")))
	one := map[string]string{"account": "acct_demo", "message": string(all.Data[0].ID)}
	read := d.wants("done", d.ask(RouteReadMessage, "acct_demo", one, d.example(RouteReadMessage)))
	d.isExample(RouteReadMessage, read)
	d.now = d.now.Add(time.Hour)
	if again := d.wants("done", d.ask(RouteReadMessage, "acct_demo", one, "")); string(again.Body) != string(read.Body) {
		t.Errorf("read again, it is %s", again.Body)
	}
	others := map[string]string{"account": "acct_second", "message": one["message"]}
	d.wants("message_not_found", d.ask(RouteReadMessage, "acct_second", others, ""))
	d.wants("message_not_found", d.ask(RouteReadMessage, "acct_demo", map[string]string{"account": "acct_demo", "message": "msg_x"}, ""))

	// RULES G1: what became of webhooks.
	platform := as("platform")
	if got := d.wants("done", d.ask(RouteDeliveries, "acct_demo", nil, "", platform)); strings.Count(string(got.Body), `"state":"sent"`) != 2 || strings.Index(string(got.Body), string(second.ID)) > strings.Index(string(got.Body), string(first.ID)) {
		t.Errorf("the newest first: %s", got.Body)
	}
	d.wants("field_invalid", d.ask(RouteDeliveries, "acct_demo", nil, "", platform, query("limit", "101")))
	d.wants("field_invalid", d.ask(RouteDeliveries, "acct_demo", nil, "", platform, query("cursor", "?")))
	d.wants("forbidden", d.ask(RouteDeliveries, "acct_demo", nil, ""))
	event := map[string]string{"delivery": string(first.Last().ID)}
	d.wants("forbidden", d.ask(RouteResendWebhook, "acct_demo", event, ""))
	d.wants("delivery_not_found", d.ask(RouteResendWebhook, "acct_demo", map[string]string{"delivery": "evt_x"}, "", platform))
	d.wants("delivery_not_found", d.ask(RouteResendWebhook, "acct_demo", map[string]string{"delivery": string(realname.NewEventID())}, "", platform))
	d.answer = fmt.Errorf("answered 410: %w", telling.ErrUndeliverable)
	for range 2 { // asked twice, sent once more
		d.wants("done", d.ask(RouteResendWebhook, "acct_demo", event, d.example(RouteResendWebhook), platform))
		d.now = d.now.Add(time.Second)
	}
	d.work()
	list := d.wants("done", d.ask(RouteDeliveries, "acct_demo", nil, "", platform))
	if strings.Count(string(list.Body), `"state":"put_aside","tries":1`) != 1 || strings.Count(string(list.Body), `"resent":1`) != 1 {
		t.Errorf("%s", list.Body)
	}
	d.answer = steps.ErrUnavailable
	d.wants("done", d.ask(RouteResendWebhook, "acct_demo", event, "", platform))
	d.now = d.now.Add(time.Second)
	d.work()
	if list := d.wants("done", d.ask(RouteDeliveries, "acct_demo", nil, "", platform)); !strings.Contains(string(list.Body), `"next_at":`) {
		t.Errorf("%s", list.Body)
	}
	d.answer = nil
	held, err := d.store.Record(t.Context(), "delivery", event["delivery"]+":webhook")
	if err != nil {
		t.Fatal(err)
	}
	held.Rev, held.Doc = held.Rev+1, []byte(strings.Replace(string(held.Doc), `"waiting"`, `"sending"`, 1))
	if err := d.store.PutRecord(t.Context(), held); err != nil {
		t.Fatal(err)
	}
	d.wants("conflict", d.ask(RouteResendWebhook, "acct_demo", event, "", platform))

	// RULES G1: a test of the webhook, which is one however often it is asked for with the key.
	d.wants("forbidden", d.ask(RouteTestWebhook, "", nil, "", as("auditor")))
	d.wants("unauthenticated", d.ask(RouteTestWebhook, "", nil, ""))
	tested := d.wants("done", d.ask(RouteTestWebhook, "", nil, d.example(RouteTestWebhook), platform, header("idempotency-key", "t1")))
	if again := d.wants("done", d.ask(RouteTestWebhook, "", nil, "", platform, header("idempotency-key", "t1"))); string(again.Body) != string(tested.Body) {
		t.Errorf("%s and %s", tested.Body, again.Body)
	}
	if other := d.wants("done", d.ask(RouteTestWebhook, "", nil, "", as("admin"), header("idempotency-key", "t1"))); string(other.Body) == string(tested.Body) {
		t.Errorf("the key of another: %s", other.Body)
	}

	// RULES G1: messages to people that failed.
	d.deliver.Notifiers[telling.SMS], d.answer = d, fmt.Errorf("the number takes none: %w", telling.ErrUndeliverable)
	third := d.verify("acct_third", time.Date(2026, 7, 3, 2, 0, 0, 0, time.UTC))
	d.wants("done", d.ask(RouteKeepContact, "", map[string]string{"account": "acct_third"}, `{"phone":"13987651234"}`, platform))
	sms := telling.Delivery{Event: third.Last().ID, Case: third.ID, Version: third.Version(), Channel: telling.SMS}
	if _, err := d.deliver.Do(t.Context(), sms); !errors.Is(err, telling.ErrPutAside) {
		t.Fatal(err)
	}
	failed := map[string]string{"delivery": sms.ID()}
	for _, by := range []string{"platform", "admin", "auditor"} {
		if got := d.wants("done", d.ask(RouteFailedMessages, "", nil, "", as(by))); !strings.Contains(string(got.Body), sms.ID()) || strings.Contains(string(got.Body), "139") {
			t.Errorf("%s", got.Body)
		}
	}
	d.wants("field_invalid", d.ask(RouteFailedMessages, "", nil, "", platform, query("limit", "101")))
	d.wants("forbidden", d.ask(RouteFailedMessages, "acct_third", nil, ""))
	d.wants("forbidden", d.ask(RouteResendMessage, "", failed, "", as("auditor")))
	d.wants("delivery_not_found", d.ask(RouteResendMessage, "", map[string]string{"delivery": event["delivery"] + ":webhook"}, "", as("admin")))
	for range 2 {
		d.wants("done", d.ask(RouteResendMessage, "", failed, d.example(RouteResendMessage), as("admin")))
	}
	if got := d.wants("done", d.ask(RouteFailedMessages, "", nil, "", platform)); strings.Contains(string(got.Body), sms.ID()) {
		t.Errorf("it is on its way again: %s", got.Body)
	}
	d.wants("unauthenticated", d.ask(RouteFailedMessages, "", nil, ""))
	d.wants("unauthenticated", d.ask(RouteResendMessage, "", failed, ""))
	held, err = d.store.Record(t.Context(), "delivery", sms.ID())
	if err != nil {
		t.Fatal(err)
	}
	held.Rev, held.Doc = held.Rev+1, []byte(strings.Replace(strings.Replace(string(held.Doc), `"waiting"`, `"sending"`, 1), `"tries":0`, `"tries":1,"due":"2099-01-01T00:00:00Z"`, 1))
	if err := d.store.PutRecord(t.Context(), held); err != nil {
		t.Fatal(err)
	}
	d.wants("conflict", d.ask(RouteResendMessage, "", failed, "", platform))

	for _, r := range []Route{RouteContact, RouteKeepContact, RouteMessages, RouteReadMessage} {
		d.wants("unauthenticated", d.ask(r, "", one, ""))
		d.wants("forbidden", d.ask(r, "acct_demo", one, "", as("reviewer")))
		d.wants("account_not_found", d.ask(r, "acct_other", one, `{}`))
	}
	for _, r := range []Route{RouteReadMessage, RouteResendWebhook, RouteTestWebhook, RouteResendMessage} {
		as := as("platform")
		params := map[string]string{"account": "acct_demo", "message": one["message"], "delivery": event["delivery"]}
		d.wants("idempotency_key_invalid", d.ask(r, "acct_demo", params, "", as, header("idempotency-key", "a b")))
		d.wants("malformed_json", d.ask(r, "acct_demo", params, "{", as))
		d.wants("unknown_field", d.ask(r, "acct_demo", params, `{"nonsense":1}`, as))
		d.wants("wrong_type", d.ask(r, "acct_demo", params, "[]", as))
		d.wants("body_too_large", d.ask(r, "acct_demo", params, strings.Repeat(" ", maxBody+1), as))
		d.wants("unsupported_media_type", d.ask(r, "acct_demo", params, "{}", as, header("content-type", "text/plain")))
	}
	if err := d.store.Close(); err != nil {
		t.Fatal(err)
	}
	for _, r := range []Route{RouteContact, RouteKeepContact, RouteMessages, RouteReadMessage, RouteDeliveries, RouteResendWebhook, RouteTestWebhook, RouteFailedMessages, RouteResendMessage} {
		body := ""
		if r.Name == RouteKeepContact.Name {
			body = "{}"
		}
		params := map[string]string{"account": "acct_demo", "message": one["message"], "delivery": event["delivery"]}
		d.wants("unavailable", d.ask(r, "acct_demo", params, body, as("platform")))
	}
}

// Cases across accounts, and who holds a number: everything that is answered is described.
func TestFindingAnswersAreAsDescribed(t *testing.T) {
	d := newTellingDesk(t)
	d.verify("acct_demo", time.Date(2026, 7, 1, 2, 0, 0, 0, time.UTC))
	d.verify("acct_other", time.Date(2026, 7, 2, 2, 0, 0, 0, time.UTC))
	for _, by := range []string{"platform", "admin", "auditor"} {
		got := d.wants("done", d.ask(RouteCases, "", nil, "", as(by), query("status", "verified")))
		if text := string(got.Body); strings.Index(text, "acct_other") > strings.Index(text, "acct_demo") || !strings.Contains(text, "acct_demo") {
			t.Errorf("the newest first: %s", text)
		}
	}
	for name, value := range map[string]string{"limit": "0", "cursor": "?", "status": "well", "kind": "x", "method": "x", "since": "x", "until": "x", "colour": "red"} {
		d.wants("field_invalid", d.ask(RouteCases, "", nil, "", as("admin"), query(name, value)))
	}
	d.wants("done", d.ask(RouteFindSubject, "", nil, d.example(RouteFindSubject), as("admin")))
	d.wants("done", d.ask(RouteFindSubject, "", nil, d.example(RouteFindSubject), as("auditor")))
	for body, code := range map[string]string{
		"{": "malformed_json", `{"name":"x"}`: "unknown_field", "[]": "wrong_type", "{}": "field_required", `{"kind":"resident_id","number":"1"}`: "field_invalid",
		strings.Repeat(" ", maxBody+1): "body_too_large",
	} {
		d.wants(code, d.ask(RouteFindSubject, "", nil, body, as("admin")))
	}
	d.wants("unsupported_media_type", d.ask(RouteFindSubject, "", nil, d.example(RouteFindSubject), as("admin"), header("content-type", "text/plain")))
	for _, r := range []Route{RouteCases, RouteFindSubject} {
		d.wants("unauthenticated", d.ask(r, "", nil, ""))
		d.wants("forbidden", d.ask(r, "acct_demo", nil, ""))
		d.wants("forbidden", d.ask(r, "", nil, "", reviewerToken("reviewer-1", "")))
	}
	d.wants("forbidden", d.ask(RouteFindSubject, "", nil, "", as("platform")))
	if err := d.store.Close(); err != nil {
		t.Fatal(err)
	}
	d.wants("unavailable", d.ask(RouteCases, "", nil, "", as("admin")))
	d.wants("unavailable", d.ask(RouteFindSubject, "", nil, d.example(RouteFindSubject), as("admin")))
}

func TestWebhookExamplesAreRealAnswers(t *testing.T) {
	d := newTellingDesk(t)
	d.answer = fmt.Errorf("answered 410: %w", telling.ErrUndeliverable)
	c := d.verify("acct_demo", time.Date(2026, 7, 1, 2, 0, 0, 0, time.UTC))
	d.isExample(RouteDeliveries, d.wants("done", d.ask(RouteDeliveries, "acct_demo", nil, "", as("platform"))))
	d.isExample(RouteResendWebhook, d.wants("done", d.ask(RouteResendWebhook, "acct_demo", map[string]string{"delivery": string(c.Last().ID)}, "", as("platform"))))
	d.deliver.Notifiers[telling.SMS], d.answer = d, telling.ErrUndeliverable
	d.wants("done", d.ask(RouteKeepContact, "", map[string]string{"account": "acct_demo"}, `{"phone":"13987651234"}`, as("platform")))
	sms := telling.Delivery{Event: c.Last().ID, Case: c.ID, Version: c.Version(), Channel: telling.SMS}
	if _, err := d.deliver.Do(t.Context(), sms); !errors.Is(err, telling.ErrPutAside) {
		t.Fatal(err)
	}
	d.isExample(RouteFailedMessages, d.wants("done", d.ask(RouteFailedMessages, "", nil, "", as("admin"))))
	d.isExample(RouteResendMessage, d.wants("done", d.ask(RouteResendMessage, "", map[string]string{"delivery": sms.ID()}, "", as("admin"))))
}
