package conversations

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"time"

	"shiming/shared/realname"
)

// shortChange plays the short forms of changes; false for a word that is none.
func (p *player) shortChange(word string, words []string) bool {
	p.t.Helper()
	switch {
	case word == "open" && len(words) > 0 && realname.Kind(words[0]).Valid():
		opening := p.opening(words)
		data, _ := json.Marshal(opening) // decoded from JSON: cannot fail
		p.post("/v1/cases", string(data), 201, words)
		p.keep("case", "id")
		p.taking = true
	case word == "agree" && len(words) > 0:
		data, _ := json.Marshal(p.opening(words)["consents"]) // decoded from JSON: cannot fail
		p.vars["consents"] = string(data)
	case word == "verify" && len(words) >= 3 && words[1] == "by":
		p.verify(words)
	default:
		return false
	}
	return true
}

// opening is the body that opens a case of the kind, by the channel where one is named, with all the consents that the
// account asks for. An account that does not offer it asks for none.
func (p *player) opening(words []string) map[string]any {
	p.t.Helper()
	body := map[string]any{"kind": words[0]}
	if i := slices.Index(words, "by"); i > 0 && i+1 < len(words) {
		body["channel"] = words[i+1]
	}
	account := p.vars["account"]
	if p.actor != nil && p.actor.Account != "" {
		account = string(p.actor.Account)
	} else {
		body["account"] = account
	}
	if account == "" {
		p.failf("on which account? a holder has its own; for others set account")
	}
	p.send(http.MethodGet, p.world.Base+"/v1/accounts/"+account, http.Header{}, "")
	offers, _ := find(p.last.json, "changes")
	list, _ := offers.([]any)
	for _, offer := range list {
		kind, _ := find(offer, "kind")
		channel, named := find(offer, "channel")
		if kind != words[0] || body["channel"] != nil && body["channel"] != channel && (named || body["channel"] != "online") {
			continue
		}
		consents, _ := find(offer, "consents")
		body["consents"] = agreed(consents)
		break
	}
	return body
}

// agreed makes consents of agreements.
func agreed(agreements any) []any {
	all := []any{}
	list, _ := agreements.([]any)
	for _, a := range list {
		one := map[string]any{}
		for _, field := range []string{"agreement", "version", "sha256"} {
			one[field], _ = find(a, field)
		}
		all = append(all, one)
	}
	return all
}

// taken adds the consents of who takes over to a form, where the case asks for them.
func (p *player) taken(form string) string {
	p.t.Helper()
	if !p.taking {
		return form
	}
	p.send(http.MethodGet, p.world.Base+"/v1/cases/"+p.vars["case"], http.Header{}, "")
	asked, ok := find(p.last.json, "next_action.consents")
	if !ok {
		return form
	}
	var body map[string]any
	if err := json.Unmarshal([]byte(form), &body); err != nil {
		p.failf("the form is no object")
	}
	body["consents"] = agreed(asked)
	data, _ := json.Marshal(body) // decoded from JSON: cannot fail
	return string(data)
}

// verify takes the account through a whole verification, with the phone: "verify zhou by face", "verify lan by
// representative_face of zhou".
func (p *player) verify(words []string) {
	p.t.Helper()
	method, outcome := realname.Method(words[2]), "passed"
	if _, ok := p.enterprises[words[0]]; ok {
		p.command("open", "enterprise")
		p.command("upload", "licence")
	} else {
		p.command("open", "")
	}
	if method.TakesOver() {
		outcome = "app_passed as " + words[0] // nothing is to be filled in
	} else {
		p.command("fill", words[0])
	}
	choose := words[2]
	if len(words) == 5 && words[3] == "of" {
		choose += " by " + words[4]
	}
	if method == realname.OfficialAccount || method == realname.GroupEnterprise {
		outcome = "account_passed"
	}
	p.command("choose", choose)
	p.command("check", "")
	p.phone(strings.Fields(p.vars["phone"] + " press " + outcome))
	ctx, cancel := context.WithTimeout(p.t.Context(), p.world.patience())
	defer cancel()
	for {
		p.send(http.MethodGet, p.world.Base+"/v1/cases/"+p.vars["case"], http.Header{}, "")
		status, _ := find(p.last.json, "status")
		if status == "verified" {
			return
		}
		if !p.world.Patient || ctx.Err() != nil {
			p.failf("the account is not verified\nanswer: %s", p.last)
		}
		time.Sleep(20 * time.Millisecond)
	}
}
