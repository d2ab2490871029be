package sandbox

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"time"

	"shiming/shared/identity"
	"shiming/shared/realname"
	"shiming/shared/steps"
)

// TestPhone is the page behind a sandbox link: it plays the phone that scanned the code. It works without scripts, by
// plain forms and redirects, and knows neither HTTP server nor Lambda. Whoever has the link holds the phone: the token
// in it cannot be guessed, which is also what keeps other sites from posting the form. Safe for concurrent use.
//
// What it shows of the person is masked, as the case keeps it for that purpose (RULES B2), so it opens no seal.
type TestPhone struct {
	sandbox  *Sandbox
	store    steps.Store
	platform string
}

// NewPhone returns the page of the sandbox. It reads cases from the store and writes only by callbacks. Platform is
// the name of who asks for the identity, as people know it.
func NewPhone(s *Sandbox, store steps.Store, platform string) *TestPhone {
	return &TestPhone{sandbox: s, store: store, platform: platform}
}

// PhoneRequest is what a browser asks of /sandbox/phone/{token}.
type PhoneRequest struct {
	Method string // GET, HEAD or POST
	Token  string // the last part of the path
	// Form holds the query's values and, of a POST, those of the body.
	Form url.Values
}

// PhoneResponse is what the browser gets.
type PhoneResponse struct {
	Status int
	Header http.Header
	Body   []byte
	// Err is the cause of a status of 500 and above, for the log; it holds no personal data.
	Err error
}

// Serve answers one request: 200 a page, 303 after what was posted, 404 a link that the sandbox never gave out, 410 one
// that is over (expired, used or replaced), 405 and 422 for what no page of ours sends, 503 when the store does not
// answer. One read; a POST that decides delivers one callback.
func (p *TestPhone) Serve(ctx context.Context, r PhoneRequest) PhoneResponse {
	switch r.Method {
	case http.MethodGet, http.MethodHead, http.MethodPost:
	default:
		answer := page(http.StatusMethodNotAllowed, notice{zh: "不支持的请求方式", en: "This page takes GET and POST."})
		answer.Header.Set("Allow", "GET, HEAD, POST")
		return answer
	}
	answer := p.answer(ctx, r)
	if r.Method == http.MethodHead {
		answer.Body = nil
	}
	return answer
}

func (p *TestPhone) answer(ctx context.Context, r PhoneRequest) PhoneResponse {
	now := p.sandbox.clock()
	id, until, ok := p.sandbox.readToken(r.Token)
	if !ok {
		return page(http.StatusNotFound, pageUnknown)
	}
	if !now.Before(until) {
		return page(http.StatusGone, pageExpired())
	}
	name, _ := id.Case()
	c, err := p.store.Case(ctx, name)
	if errors.Is(err, steps.ErrNotFound) {
		return page(http.StatusNotFound, pageUnknown)
	}
	if err != nil {
		return unavailable(err)
	}
	v := look(c, id, now)
	switch v.standing {
	case unknown:
		return page(http.StatusNotFound, pageUnknown)
	case expired:
		return page(http.StatusGone, pageExpired())
	case replaced:
		return page(http.StatusGone, pageReplaced)
	case answered:
		if r.Method != http.MethodPost && r.Form.Has("done") {
			return page(http.StatusOK, result(v))
		}
		return page(http.StatusGone, used())
	case waiting:
	}
	if r.Method == http.MethodPost {
		return p.post(ctx, v, r.Form)
	}
	if v.noted && !r.Form.Has("bound") {
		return page(http.StatusOK, bindPage{v})
	}
	return page(http.StatusOK, p.consent(v, v.noted && r.Form.Has("bound")))
}

// post does what a button says and leads to the page that shows what came of it.
func (p *TestPhone) post(ctx context.Context, v view, form url.Values) PhoneResponse {
	bound := v.noted && form.Has("bound")
	again := p.consent(v, bound)
	switch form.Get("action") {
	case "bind":
		return seeOther("?bound=1")
	case "refuse":
		return p.say(ctx, v, Word{realname.Failed, realname.CodeConsentDeclined}, realname.Person{})
	case "confirm":
	default:
		return page(http.StatusUnprocessableEntity, again.alert("请选择“确认”或“拒绝”", "Choose to confirm or to refuse."))
	}
	if v.noted && !bound { // RULES B4: first the card, then the confirmation
		return seeOther("?")
	}
	s, ok := choice(form.Get("outcome"), v.check.Method, v.document())
	if !ok || bound && s.Words[0].Outcome == realname.Noted {
		return page(http.StatusUnprocessableEntity, again.alert("请选择列出的结果", "Choose one of the outcomes listed."))
	}
	var holder realname.Person
	if v.check.Method.TakesOver() {
		if holder, ok = appHolder(form); !ok {
			return page(http.StatusUnprocessableEntity, again.alert("姓名或身份证号码格式不正确", "Name or number is not well formed."))
		}
	}
	if form.Get("consent") == "" {
		again.chosen = s.Key
		return page(http.StatusUnprocessableEntity, again.alert("请先阅读并勾选同意协议", "Tick the agreement first."))
	}
	return p.say(ctx, v, s.Words[0], holder)
}

// appHolder is who the app's account is verified as (RULES B8): as the tester says, or else somebody made up.
func appHolder(form url.Values) (x realname.Person, ok bool) {
	name, number := form.Get("name"), form.Get("number")
	if name == "" && number == "" {
		name, number = appName, appNumber
	}
	var err1, err2 error
	x.Name, err1 = identity.ParseName(name)
	x.Document, err2 = identity.ParseDocument(identity.ResidentID, number)
	x.Birth, _ = x.Document.Birth()
	return x, err1 == nil && err2 == nil
}

func (p *TestPhone) say(ctx context.Context, v view, w Word, holder realname.Person) PhoneResponse {
	if err := p.sandbox.say(ctx, v.check, w, holder); err != nil {
		return unavailable(err)
	}
	if pulled(v.check.Method) { // the provider is done; the rest is ours
		return seeOther("../../v1/checks/" + string(v.check.ID) + "/return")
	}
	if w.Outcome == realname.Noted {
		return seeOther("?")
	}
	return seeOther("?done=1")
}

func unavailable(err error) PhoneResponse {
	answer := page(http.StatusServiceUnavailable, pageUnavailable)
	answer.Header.Set("Retry-After", "5")
	answer.Err = err
	return answer
}

// standing is how a link stands to its case.
type standing int

const (
	unknown  standing = iota // no check of that id was ever put out
	waiting                  // in progress: the phone may answer
	answered                 // the provider's word has ended it
	replaced                 // something newer was done: another code, another method, back, canceled
	expired
)

// view is what the case says about the check of a link.
type view struct {
	standing standing
	account  realname.AccountID
	kind     realname.Kind
	check    realname.Check
	form     realname.Form
	party    *realname.SealedParty // who acts for an enterprise
	noted    bool                  // a bank card has to be bound first (RULES B4)
	fault    realname.Code         // why it failed, when answered
}

// look derives how the check stands from the events since it was put out.
func look(c realname.Case, id realname.CheckID, now time.Time) view {
	v := view{account: c.Account, kind: c.Kind}
	for _, e := range c.Events {
		if v.standing == unknown {
			v.shows(e)
		}
		switch {
		case e.Check != nil && e.Check.ID == id:
			v.standing, v.check = waiting, *e.Check
		case v.standing != waiting:
		case e.Type == realname.CheckNoted:
			v.noted = true
		case e.Type == realname.CheckPassed, e.Type == realname.CheckFailed, e.Type == realname.QuotaRefused:
			v.standing, v.fault = answered, e.Fault
		default:
			v.standing = replaced
		}
	}
	if v.standing == waiting && (!now.Before(v.check.ExpiresAt) || !now.Before(c.Deadline())) {
		v.standing = expired
	}
	return v
}

// shows takes from an event before the check who is asked on the phone: who the account belongs to (RULES D5 to D7), then
// who is in the form, and who acts for an enterprise.
func (v *view) shows(e realname.Event) {
	if x := e.Present; x != nil {
		v.form = realname.Form{Document: identity.DocumentKind(x.Document), Name: x.Name, Number: x.Number}
	}
	if e.Form != nil {
		v.form = *e.Form
	}
	switch {
	case e.Type == realname.MethodChosen, e.Type == realname.HandlerNamed:
		v.party = e.Party
	case e.Declared != nil && e.Declared.Representative != nil:
		v.party = e.Declared.Representative
	}
}

// document is that of who holds the phone: a resident ID of whoever acts for an enterprise.
func (v view) document() identity.DocumentKind {
	if v.check.Method.Enterprise() || v.party != nil {
		return identity.ResidentID
	}
	return v.form.Document
}
