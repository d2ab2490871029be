package stories

import (
	"context"
	"fmt"
	"net/http"
	"net/url"

	"shiming/infra/server/issuer"
	"shiming/infra/tests/client"
	"shiming/shared/realname"
)

// World is a server as a story reaches it.
type World struct {
	Base   string
	Issuer *issuer.Issuer
	HTTP   *http.Client
	// Suffix is put behind the names of accounts, so that a story can be told again on the same server.
	Suffix string
	// Renew makes another number of the same kind of a number in a story, so that identities are new at every telling;
	// nil: the numbers as they are written.
	Renew func(number string) string
	// Say takes a line for each step.
	Say func(format string, args ...any)
}

// Tell tells a story; the error says where it did not go as it should.
func (w World) Tell(ctx context.Context, s Story) error {
	return s.run(&teller{World: w, ctx: ctx, renewed: map[string]string{}})
}

type person struct{ name, number string }

// teller tells one story: it holds the account and the case that the story is at.
type teller struct {
	World
	ctx        context.Context
	renewed    map[string]string
	client     client.Client
	holder     realname.Actor
	acct, path string
	last       client.Answer
	firm       firm   // of a story of an enterprise
	code       string // the query code of an appeal
}

// step is one line of a story.
type step func() error

func (t *teller) all(steps ...step) error {
	for _, s := range steps {
		if err := s(); err != nil {
			return err
		}
	}
	return nil
}

func (t *teller) say(format string, args ...any) { t.Say(format, args...) }

func (t *teller) post(path string, body any, want int) error {
	a, err := t.client.Call(t.ctx, http.MethodPost, path, body)
	if err != nil {
		return err
	}
	t.last = a
	if a.Status != want {
		return fmt.Errorf("POST %s answered %d %s, not %d", path, a.Status, a.Text("code"), want)
	}
	return nil
}

func (t *teller) open(account string) step {
	return func() error { return t.opening(account, "personal_verification") }
}

// opening opens a case of the kind in the name of the account's holder.
func (t *teller) opening(account, kind string) error {
	account += t.Suffix
	t.holder = realname.Actor{Role: realname.Holder, ID: account, Account: realname.AccountID(account)}
	var err error
	if t.client, err = t.as(t.holder); err != nil {
		return err
	}
	t.acct = "/v1/accounts/" + account
	if err := t.post("/v1/cases", map[string]string{"kind": kind}, 201); err != nil {
		return err
	}
	t.path = "/v1/cases/" + t.last.Text("id")
	t.say("opens a case on %s", account)
	return nil
}

// number is the number of this telling: the same wherever the story uses it.
func (t *teller) number(written string) string {
	if t.Renew == nil {
		return written
	}
	if _, ok := t.renewed[written]; !ok {
		t.renewed[written] = t.Renew(written)
	}
	return t.renewed[written]
}

func (t *teller) form(p person) map[string]any {
	return map[string]any{
		"name": p.name, "document_kind": "resident_id", "document_number": t.number(p.number), "industry": "I",
		"address": map[string]string{"region": "北京市东城区", "detail": "演示路1号"},
	}
}

func (t *teller) fill(p person) step {
	return func() error {
		if err := t.post(t.path+"/form", t.form(p), 200); err != nil {
			return err
		}
		t.say("fills in the form; shown back: %s %s", t.last.Text("summary.name"), t.last.Text("summary.number"))
		return nil
	}
}

func (t *teller) refused(p person, code string) step {
	return func() error {
		if err := t.post(t.path+"/form", t.form(p), 422); err != nil {
			return err
		}
		return t.hears(t.last.Text("code"), t.last.Text("message_zh"), code)
	}
}

func (t *teller) hears(got, message, want string) error {
	if got != want {
		return fmt.Errorf("was told %q, not %q", got, want)
	}
	t.say("is told: %s · %s", want, message)
	return nil
}

func (t *teller) choose(method string) step {
	return func() error {
		if err := t.post(t.path+"/method", map[string]string{"method": method}, 200); err != nil {
			return err
		}
		t.say("chooses %s", method)
		return nil
	}
}

func (t *teller) check() step {
	return func() error {
		if err := t.post(t.path+"/check", nil, 200); err != nil {
			return err
		}
		t.say("gets a QR code, good until %s", t.last.Text("next_action.deadline"))
		return nil
	}
}

func (t *teller) press(outcome string) step { return t.phone(outcome, "", answers(outcome)) }

// bind binds a bank card on the phone, then confirms.
func (t *teller) bind() step {
	return func() error {
		if err := t.phone("bind a bank card", "", url.Values{"action": {"bind"}})(); err != nil {
			return err
		}
		confirm := answers("passed")
		confirm.Set("bound", "1")
		return t.phone("passed", "", confirm)()
	}
}

func (t *teller) phone(what, query string, form url.Values) step {
	return func() error {
		url := t.last.Text("next_action.url")
		if url == "" {
			return fmt.Errorf("there is no QR code to scan")
		}
		status, err := t.client.Press(t.ctx, url+query, form)
		if err != nil {
			return err
		}
		if status != 200 {
			return fmt.Errorf("the phone page answered %d", status)
		}
		t.say("scans it; on the phone: %s", what)
		return nil
	}
}

func (t *teller) read() error {
	a, err := t.client.Call(t.ctx, http.MethodGet, t.path, nil)
	t.last = a
	return err
}

func (t *teller) status(want string) step {
	return func() error {
		if err := t.read(); err != nil {
			return err
		}
		if got := t.last.Text("status"); got != want {
			return fmt.Errorf("the case is %q, not %q", got, want)
		}
		t.say("the case is %s", want)
		return nil
	}
}

func (t *teller) says(code string) step {
	return func() error {
		if err := t.read(); err != nil {
			return err
		}
		return t.hears(t.last.Text("last_error.code"), t.last.Text("last_error.message_zh"), code)
	}
}

func (t *teller) holders(n int) step {
	return func() error {
		a, err := t.client.Call(t.ctx, http.MethodGet, t.path+"/holders", nil)
		if err != nil {
			return err
		}
		holders, _ := a.Body["data"].([]any)
		if len(holders) != n {
			return fmt.Errorf("sees %d accounts that hold the places, not %d", len(holders), n)
		}
		for _, h := range holders {
			t.say("sees who holds a place: %v", h.(map[string]any)["account"])
		}
		return nil
	}
}

func (t *teller) account(want string) step {
	return func() error {
		a, err := t.client.Call(t.ctx, http.MethodGet, t.acct, nil)
		if err != nil {
			return err
		}
		if got := a.Text("status"); got != want {
			return fmt.Errorf("the account is %q, not %q", got, want)
		}
		t.say("the account is %s %s", want, a.Text("verified_as.name"))
		return nil
	}
}

func (t *teller) nameMatches(name string, want bool) step {
	return func() error {
		if err := t.post(t.acct+"/name-match", map[string]string{"name": name}, 200); err != nil {
			return err
		}
		if t.last.Body["matches"] != want {
			return fmt.Errorf("the name %s should match: %t", name, want)
		}
		t.say("an ICP filing asks whether the name is %s: %t", name, want)
		return nil
	}
}
