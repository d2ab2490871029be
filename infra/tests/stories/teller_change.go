package stories

import (
	"fmt"
	"net/http"
	"strings"

	"shiming/infra/tests/client"
	"shiming/infra/tools/licences/samples"
	"shiming/shared/realname"
)

// verify verifies an account as a person, by a method that shows a QR code.
func (t *teller) verify(account string, p person, method string) step {
	return func() error {
		return t.all(t.open(account), t.fill(p), t.choose(method), t.check(), t.press("passed"), t.status("verified"))
	}
}

// of says whom the story goes on about.
func (t *teller) of(c company) step {
	return func() error {
		for _, s := range samples.All() {
			if s.File == c.licence {
				t.firm = firm{company: c, sample: s}
			}
		}
		return nil
	}
}

// offer is what the account is offered.
func (t *teller) offer(kind, channel string) (map[string]any, error) {
	a, err := t.client.Call(t.ctx, http.MethodGet, t.acct, nil)
	if err != nil {
		return nil, err
	}
	changes, _ := a.Body["changes"].([]any)
	for _, c := range changes {
		offered, _ := c.(map[string]any)
		if offered["kind"] == kind && (channel == "" || offered["channel"] == channel) {
			return offered, nil
		}
	}
	return nil, fmt.Errorf("%s is not offered", kind)
}

// request is a case of the kind on the account of the story, with the consents that it needs.
func (t *teller) request(kind, channel string) (map[string]any, error) {
	offered, err := t.offer(kind, channel)
	if err != nil {
		return nil, err
	}
	body := map[string]any{"kind": kind, "consents": accepted(offered["consents"])}
	if channel != "" {
		body["channel"] = channel
	}
	return body, nil
}

// accepted is the agreements that were shown, as they are sent back.
func accepted(shown any) []map[string]any {
	consents := []map[string]any{}
	list, _ := shown.([]any)
	for _, c := range list {
		a, _ := c.(map[string]any)
		consents = append(consents, map[string]any{"agreement": a["agreement"], "version": a["version"], "sha256": a["sha256"]})
	}
	return consents
}

// openChange opens a case of the kind on the account that the story is at.
func (t *teller) openChange(kind, channel string) step {
	return func() error {
		body, err := t.request(kind, channel)
		if err != nil {
			return err
		}
		if err := t.post("/v1/cases", body, 201); err != nil {
			return err
		}
		t.path = "/v1/cases/" + t.last.Text("id")
		t.say("opens a case: %s, until %s", kind, t.last.Text("deadline"))
		return nil
	}
}

// opens opens a case of the kind on another account.
func (t *teller) opens(account, kind string) step {
	return func() error { return t.opening(account, kind) }
}

func (t *teller) refusedOpening(kind, code string) step {
	return func() error {
		body, err := t.request(kind, "")
		if err != nil {
			return err
		}
		if err := t.post("/v1/cases", body, 409); err != nil {
			return err
		}
		return t.hears(t.last.Text("code"), t.last.Text("message_zh"), code)
	}
}

func (t *teller) withdraw() step {
	return func() error {
		if err := t.post(t.path+"/cancel", nil, 200); err != nil {
			return err
		}
		t.say("withdraws it")
		return nil
	}
}

// fillChange fills in the form of the person who takes the account over.
func (t *teller) fillChange(p person) step {
	return func() error {
		form, err := t.consenting(t.form(p))
		if err != nil {
			return err
		}
		if err := t.post(t.path+"/form", form, 200); err != nil {
			return err
		}
		t.say("%s agrees to take it over and fills in the form: %s", t.last.Text("summary.name"), t.last.Text("summary.number"))
		return nil
	}
}

// consenting adds the agreements that go with the form, if there are any.
func (t *teller) consenting(form map[string]any) (map[string]any, error) {
	if err := t.read(); err != nil {
		return nil, err
	}
	action, _ := t.last.Body["next_action"].(map[string]any)
	if consents := accepted(action["consents"]); len(consents) > 0 {
		form["consents"] = consents
	}
	return form, nil
}

// fillAs fills in the form of the company under another name and code than its licence says.
func (t *teller) fillAs(name, code string) step {
	return func() error {
		t.firm.name, t.firm.code = name, code
		return t.fillCompany()()
	}
}

// declares says what is to change.
func (t *teller) declares(what map[string]any) step {
	return func() error {
		if err := t.post(t.path+"/declaration", what, 200); err != nil {
			return err
		}
		t.say("says what is to change")
		return nil
	}
}

// declaresNew declares the company that the account goes to, and who represents the present one.
func (t *teller) declaresNew(c company) step {
	return func() error {
		old := t.party(t.firm.representative)
		old["document_kind"] = "resident_id"
		if err := t.of(c)(); err != nil {
			return err
		}
		fields := t.firm.sample.Fields
		return t.declares(map[string]any{
			"representative": old, "name": fields.Name, "code_kind": "uscc", "code": t.number(fields.Code.Text()),
		})()
	}
}

// looksUp looks the new name up in the register.
func (t *teller) looksUp(name string) step {
	return func() error {
		a, err := t.client.Call(t.ctx, http.MethodGet, t.path+"/registered-name", nil)
		if err != nil {
			return err
		}
		if a.Text("name") != name {
			return fmt.Errorf("the register says %d %q", a.Status, a.Text("name"))
		}
		t.say("looks the new name up in the register: %s", name)
		return nil
	}
}

// appeals says whose document was used.
func (t *teller) appeals(p person) step {
	return func() error {
		t.firm = firm{}
		err := t.post(t.path+"/declaration", map[string]any{
			"name": p.name, "document_kind": "resident_id", "document_number": t.number(p.number), "phone": "13800138000",
		}, 200)
		if err != nil {
			return err
		}
		t.code = t.last.Text("query_code")
		t.say("appeals; the query code is %s", t.code)
		return nil
	}
}

// tracks follows the appeal without signing in.
func (t *teller) tracks(want string) step {
	return func() error {
		anybody := client.Client{Base: t.Base, HTTP: t.HTTP}
		a, err := anybody.Call(t.ctx, http.MethodPost, "/v1/appeals/track", map[string]string{"query_code": t.code, "phone": "13800138000"})
		if err != nil {
			return err
		}
		if a.Text("status") != want {
			return fmt.Errorf("the appeal is %d %q, not %q", a.Status, a.Text("status"), want)
		}
		t.say("follows it by query code and phone: %s", want)
		return nil
	}
}

// handsIn uploads papers and hands them in.
func (t *teller) handsIn(purposes ...string) step {
	return func() error {
		var documents []string
		for i, purpose := range purposes {
			id, err := t.upload(purpose, "image/png", photograph(i%2))
			if err != nil {
				return err
			}
			documents = append(documents, id)
		}
		if err := t.post(t.path+"/papers", map[string]any{"documents": documents}, 200); err != nil {
			return err
		}
		t.say("hands in %s", strings.Join(purposes, ", "))
		return nil
	}
}

// arrivesByPost books in, as staff, what came by post.
func (t *teller) arrivesByPost(pieces ...string) step {
	return func() error {
		by, err := t.staff("mailroom")
		if err != nil {
			return err
		}
		a, err := by.Call(t.ctx, http.MethodPost, t.path+"/post", map[string]any{"pieces": pieces})
		if err == nil && a.Status != 200 {
			err = fmt.Errorf("booking in was answered with %d %s", a.Status, a.Text("code"))
		}
		if err != nil {
			return err
		}
		t.say("staff book in what came by post: %s", strings.Join(pieces, ", "))
		return nil
	}
}

func (t *teller) approvesPapers() step {
	return func() error {
		if err := t.decide(map[string]any{"decision": "approve", "note": "材料清晰一致"}); err != nil {
			return err
		}
		t.say("a reviewer approves")
		return nil
	}
}

// upholds approves an appeal against an account.
func (t *teller) upholds(account string) step {
	return func() error {
		if err := t.decide(map[string]any{"decision": "approve", "against": account + t.Suffix, "note": "证明材料属实"}); err != nil {
			return err
		}
		t.say("a reviewer upholds the appeal against %s", account)
		return nil
	}
}

// becomes waits until another account is so.
func (t *teller) becomes(account, want string) step {
	return func() error {
		platform, err := t.as(realname.Actor{Role: realname.Platform, ID: "console"})
		if err != nil {
			return err
		}
		_, err = platform.Until(t.ctx, "/v1/accounts/"+account+t.Suffix, func(a client.Answer) bool { return a.Text("status") == want })
		if err == nil {
			t.say("%s is %s", account, want)
		}
		return err
	}
}

// reaches waits until something is asked of the applicant.
func (t *teller) reaches(action string) step {
	return func() error {
		a, err := t.client.Until(t.ctx, t.path, func(a client.Answer) bool { return a.Text("next_action.type") == action })
		t.last = a
		return err
	}
}

// invoiceTo asks whether a special VAT invoice can be issued to the name.
func (t *teller) invoiceTo(name string, want bool) step {
	return func() error {
		if err := t.post(t.acct+"/name-match", map[string]string{"name": name}, 200); err != nil {
			return err
		}
		if t.last.Body["special_vat_invoice"] != want {
			return fmt.Errorf("a special VAT invoice to %s should be: %t", name, want)
		}
		t.say("a special VAT invoice to %s: %t", name, want)
		return nil
	}
}

// asksAgain is the platform's asking for the account to be verified again.
func (t *teller) asksAgain() step {
	return func() error {
		platform, err := t.as(realname.Actor{Role: realname.Platform, ID: "console"})
		if err != nil {
			return err
		}
		account := strings.TrimPrefix(t.acct, "/v1/accounts/")
		a, err := platform.Call(t.ctx, http.MethodPost, "/v1/cases", map[string]string{"kind": "reverification", "account": account})
		if err == nil && a.Status != 201 {
			err = fmt.Errorf("asking again was answered with %d %s", a.Status, a.Text("code"))
		}
		if err != nil {
			return err
		}
		t.path = "/v1/cases/" + a.Text("id")
		t.say("the platform asks for the account to be verified again, until %s", a.Text("deadline"))
		return nil
	}
}

func (t *teller) restricted(want bool) step {
	return func() error {
		a, err := t.client.Call(t.ctx, http.MethodGet, t.acct, nil)
		if err != nil {
			return err
		}
		if a.Body["restricted"] != want {
			return fmt.Errorf("the account says restricted: %v, not %t", a.Body["restricted"], want)
		}
		t.say("the account is restricted: %t", want)
		return nil
	}
}
