package pages

import (
	"net/http"
	"net/url"
	"strings"

	"shiming/shared/realname"
)

// commands are what a page may ask of a case: the API's address under the case, and whether a body goes there. What is not
// here is no address.
var commands = map[string]struct {
	path string
	body bool
}{
	"form": {"/form", true}, "declaration": {"/declaration", true}, "method": {"/method", true}, "check": {"/check", false},
	"code": {"/code", true}, "back": {"/back", false}, "cancel": {"/cancel", false}, "deposit": {"/deposit", false},
	"deposit-send": {"/deposit/send", false}, "deposit-withdraw": {"/deposit/withdraw", false}, "transfer": {"/transfer", true}, "handler": {"/handler", true},
	"amount": {"/amount", true}, "kind": {"/kind", true}, "papers": {"/papers", true}, "papers-supply": {"/papers/supply", true},
}

// act gives the command of a form, and leads to the page of the case as it stands then. What was refused is drawn again with
// everything that was entered.
func (v *visit) act() {
	name := v.r.PathValue("command")
	if v.parse() != nil {
		v.nothing()
		return
	}
	entered := v.r.PostForm
	switch name {
	case "again", "instead":
		v.instead(name, entered)
		return
	}
	command, ok := commands[name]
	if !ok {
		v.nothing()
		return
	}
	var c caseView
	p := v.takeFiles(entered)
	var body any
	if command.body {
		body = nest(entered)
	}
	if p == nil {
		p = v.post(v.apiCase(command.path), body, entered.Get("_key"), &c)
	}
	if p != nil && p.Code == string(realname.CodeIdempotencyReused) { // the browser went back, and what was entered is another request
		p = v.post(v.apiCase(command.path), body, "", &c)
	}
	if p == nil && name == "method" {
		p = v.beginAtOnce(c)
	}
	if p == nil && name == "handler" {
		p = v.post(v.apiCase("/check"), nil, "", &c)
	}
	switch {
	case p == nil && c.QueryCode != "": // it is told once, so it is shown at once
		(&sheet{visit: v, c: c}).draw()
		return
	case p == nil && name == "deposit-send":
		v.turn(casePath(v.r.PathValue("case")) + "?show=sent")
		return
	case p == nil:
		v.turn(casePath(v.r.PathValue("case")))
		return
	}
	if p.Status == http.StatusUnauthorized {
		v.signIn()
		return
	}
	var now caseView
	if q := v.get(v.apiCase(""), &now); q != nil {
		v.fail(p)
		return
	}
	(&sheet{visit: v, c: now, p: p, to: name, entered: entered}).draw()
}

// beginAtOnce begins the check of a method that was chosen, so that nobody has to press twice.
func (v *visit) beginAtOnce(c caseView) *problem {
	if c.NextAction == nil || realname.Action(c.NextAction.Type) != realname.ActionStartCheck {
		return nil
	}
	return v.post(v.apiCase("/check"), nil, "", nil)
}

// instead cancels what is open, and opens a case of another kind, or of the same kind anew.
func (v *visit) instead(name string, entered url.Values) {
	var c caseView
	if p := v.get(v.apiCase(""), &c); p != nil {
		v.fail(p)
		return
	}
	body := map[string]any{"kind": entered.Get("kind"), "account": v.session.Account}
	if name == "again" {
		body["kind"] = c.Kind
		if c.Channel != "" {
			body["channel"] = c.Channel
		}
	}
	if !ended(c) {
		if p := v.post(v.apiCase("/cancel"), nil, "", nil); p != nil {
			(&sheet{visit: v, c: c, p: p}).draw()
			return
		}
	}
	var opened caseView
	if p := v.post("/v1/cases", body, entered.Get("_key"), &opened); p != nil {
		var a account
		if v.get(v.apiAccount(""), &a) != nil {
			v.fail(p)
			return
		}
		v.drawHome(a, p)
		return
	}
	v.turn(casePath(opened.ID))
}

// parse reads a form, with a file or without.
func (v *visit) parse() error {
	if strings.HasPrefix(v.r.Header.Get("Content-Type"), "multipart/form-data") {
		return v.r.ParseMultipartForm(bodyLimit)
	}
	return v.r.ParseForm()
}

// nest makes a body of fields that are named by their way in it: address.region is region in address. Fields of ours begin
// with _ and stay here.
func nest(entered url.Values) map[string]any {
	body := map[string]any{}
	for name, values := range entered {
		if name == "consents" {
			body[name] = given(values)
			continue
		}
		if name == "documents" {
			body[name] = filled(values)
			continue
		}
		if strings.HasPrefix(name, "_") || len(values) == 0 {
			continue
		}
		at, parts := body, strings.Split(name, ".")
		for _, part := range parts[:len(parts)-1] {
			deeper, ok := at[part].(map[string]any)
			if !ok {
				deeper = map[string]any{}
				at[part] = deeper
			}
			at = deeper
		}
		at[parts[len(parts)-1]] = strings.TrimSpace(values[0])
	}
	return body
}

// filled leaves out what is empty, and what is there twice: one paper can stand for two.
func filled(values []string) []string {
	all, seen := []string{}, map[string]bool{}
	for _, value := range values {
		if value != "" && !seen[value] {
			seen[value] = true
			all = append(all, value)
		}
	}
	return all
}
