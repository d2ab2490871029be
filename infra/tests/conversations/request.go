package conversations

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// answer is what came back.
type answer struct {
	status int
	header http.Header
	body   []byte
	json   any // nil when the body is not JSON
}

// String is the answer for a failing test, shortened; the player masks it.
func (a answer) String() string {
	body := a.body
	if len(body) > 1000 {
		body = append(body[:1000:1000], "…"...)
	}
	return fmt.Sprintf("%d %s", a.status, body)
}

// block takes the lines of a request or a callback up to the status that is expected.
func (p *player) block(lines []line) (inner []string, status int, rest []line) {
	p.t.Helper()
	for i, l := range lines {
		p.t.line(l.at, l.text)
		if statusLine.MatchString(l.text) {
			status, _ = strconv.Atoi(l.text) // digits
			return inner, status, lines[i+1:]
		}
		inner = append(inner, l.text)
	}
	p.failf("the status that must come back is missing")
	return nil, 0, nil
}

// request sends a request as it is written, and holds its status.
func (p *player) request(lines []line) []line {
	p.t.Helper()
	inner, want, rest := p.block(lines[1:])
	method, path, _ := strings.Cut(p.fill(lines[0].text), " ")
	header, n := http.Header{}, 0
	for n < len(inner) && headerRow.MatchString(inner[n]) {
		name, value, _ := strings.Cut(p.fill(inner[n]), ":")
		header.Add(name, strings.TrimSpace(value))
		n++
	}
	p.send(method, p.world.Base+path, header, p.fill(strings.Join(inner[n:], "\n")))
	p.hold(want)
	return rest
}

// patience is how long something is waited for.
func (w World) patience() time.Duration {
	if w.Patient {
		return 3 * time.Minute
	}
	return 10 * time.Second
}

// until asks again until the status and everything expected after it hold.
func (p *player) until(lines []line) []line {
	p.t.Helper()
	begin := p.here
	_, want, rest := p.block(lines[1:])
	n := 0
	for n < len(rest) && expectRow.MatchString(rest[n].text) {
		n++
	}
	_, path, _ := strings.Cut(p.fill(strings.TrimPrefix(lines[0].text, "until ")), " ")
	ctx, cancel := context.WithTimeout(p.t.Context(), p.world.patience())
	defer cancel()
	for {
		p.send(http.MethodGet, p.world.Base+path, http.Header{}, "")
		missing := error(nil)
		if p.last.status != want {
			missing = fmt.Errorf("the status is not %d", want)
		}
		for _, l := range rest[:n] {
			if missing == nil {
				if err := p.expect(l.text); err != nil {
					missing = fmt.Errorf("line %d: %w", l.at, err)
				}
			}
		}
		if missing == nil {
			return rest[n:]
		}
		select {
		case <-ctx.Done():
			p.here = begin
			p.failf("it did not come: %v\nanswer: %s", missing, p.last)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// hold ends the test when the status is another one.
func (p *player) hold(want int) {
	p.t.Helper()
	if p.last.status != want {
		p.failf("want %d\nanswer: %s", want, p.last)
	}
}

// send sends a request in the name of the actor and keeps the answer.
func (p *player) send(method, address string, header http.Header, body string) {
	p.t.Helper()
	r, err := http.NewRequestWithContext(p.t.Context(), method, address, strings.NewReader(body))
	if err != nil {
		p.failf("the request cannot be made")
	}
	if media, given := header["Content-Type"]; given && media[0] == "" {
		header.Del("Content-Type")
	} else if !given && body != "" {
		header.Set("Content-Type", "application/json")
	}
	r.Header = header
	if p.session != "" && r.Header.Get("Authorization") == "" {
		r.Header.Set("Authorization", "Bearer "+p.session)
	}
	if p.actor != nil && r.Header.Get("Authorization") == "" {
		token, ok := p.tokens[*p.actor]
		if !ok {
			if token, err = p.world.Token(*p.actor); err != nil {
				p.failf("no token: %v", err)
			}
			p.tokens[*p.actor] = token
		}
		r.Header.Set("Authorization", "Bearer "+token)
	}
	p.do(r)
}

func (p *player) do(r *http.Request) {
	p.t.Helper()
	came, err := p.world.Client.Do(r)
	if err != nil {
		p.failf("no answer: %v", err)
	}
	defer came.Body.Close()
	p.last = answer{status: came.StatusCode, header: came.Header}
	if p.last.body, err = io.ReadAll(came.Body); err != nil {
		p.failf("the answer broke off: %v", err)
	}
	dec := json.NewDecoder(bytes.NewReader(p.last.body))
	dec.UseNumber()
	if dec.Decode(&p.last.json) != nil {
		p.last.json = nil
	}
}

// post sends a short form's request. The last word may be the status that is expected instead of success.
func (p *player) post(path, body string, success int, words []string) {
	p.t.Helper()
	if n := len(words); n > 0 && statusLine.MatchString(words[n-1]) {
		success, _ = strconv.Atoi(words[n-1]) // digits
	}
	if p.session != "" {
		path = "/me" + path
	}
	p.send(http.MethodPost, p.world.Base+path, http.Header{}, body)
	p.hold(success)
}

// short plays a short form.
func (p *player) short(word string, words []string) {
	p.t.Helper()
	one := "/v1/cases/" + p.vars["case"]
	switch word {
	case "open":
		p.post("/v1/cases", `{"kind": "personal_verification"}`, 201, words)
		p.keep("case", "id")
		p.taking = false
	case "fill":
		if len(words) == 0 || p.people[words[0]].label == "" {
			p.failf("nobody was introduced by that name")
		}
		p.post(one+"/form", p.taken(p.people[words[0]].form()), 200, words)
	case "choose":
		if len(words) == 0 {
			p.failf("which method?")
		}
		p.post(one+"/method", `{"method": "`+words[0]+`"}`, 200, words)
	case "check":
		p.post(one+"/check", "", 200, words)
		p.keep("phone", "next_action.url")
		if version, ok := find(p.last.json, "version"); ok && p.last.status == 200 {
			p.vars["checks"] = "chk_" + strings.TrimPrefix(p.vars["case"], "case_")
			p.vars["check"] = p.vars["checks"] + "_" + show(version)
		}
	case "back", "cancel":
		p.post(one+"/"+word, "", 200, words)
	default:
		p.failf("this line is not understood")
	}
}

// keep puts a value of a good answer into a variable.
func (p *player) keep(name, path string) {
	if value, ok := find(p.last.json, path); ok && p.last.status < 300 {
		p.vars[name] = show(value)
	}
}

// pressed is the form of a press: an outcome, and who the app belongs to as in "press app_passed as zhou" (RULES B8).
func (p *player) pressed(words []string) url.Values {
	p.t.Helper()
	form := url.Values{"action": {"confirm"}, "consent": {"yes"}}
	switch {
	case len(words) == 5 && words[3] == "as":
		who := p.somebody(words[4])
		form.Set("name", who.name)
		form.Set("number", who.number)
	case len(words) != 3:
		p.failf("which outcome?")
	}
	form.Set("outcome", words[2])
	if words[1] == "bound" {
		form.Set("bound", "1")
	}
	return form
}

// phone does something on the phone page: the address, what, and for a press the outcome; then the status where it
// leads, 200 unless said.
func (p *player) phone(words []string) {
	p.t.Helper()
	want := 200
	if n := len(words); n > 0 && statusLine.MatchString(words[n-1]) {
		want, _ = strconv.Atoi(words[n-1]) // digits
		words = words[:n-1]
	}
	if len(words) < 2 {
		p.failf("a phone is an address and what is done there")
	}
	form := url.Values{}
	switch words[1] {
	case "look":
	case "refuse", "bind":
		form.Set("action", words[1])
	case "press", "bound", "leave":
		form = p.pressed(words)
	default:
		p.failf("nothing like that can be done on the phone")
	}
	method := http.MethodPost
	if len(form) == 0 {
		method = http.MethodGet
	}
	r, err := http.NewRequestWithContext(p.t.Context(), method, words[0], strings.NewReader(form.Encode()))
	if err != nil {
		p.failf("the phone's address is none")
	}
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if words[1] == "leave" { // the browser is closed before it gets to where it is sent
		following := *p.world.Client
		defer func(client *http.Client) { p.world.Client = client }(p.world.Client)
		following.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
		p.world.Client, want = &following, http.StatusSeeOther
	}
	p.do(r)
	p.hold(want)
}
