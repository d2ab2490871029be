package pages

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"shiming/shared/pages/frame"
	"shiming/shared/realname"
	"shiming/shared/texts"
)

// StaffMember is a member of staff who is signed in. The zero value is nobody.
type StaffMember struct {
	// Token speaks to the API, which verifies it and decides what it may do. It is never shown, logged, or put into an address.
	Token string
	// ID and Role are what the API says of the token.
	ID   string
	Role realname.Role
}

// Desk signs staff in: at the platform's identity provider, or by a click in the sandbox. It is safe for concurrent use.
type Desk interface {
	// Of returns who the request is from; the zero value where nobody is signed in, or no longer.
	Of(r *http.Request) StaffMember
	// Start leads the browser to where staff sign in, and after that to the path back.
	Start(w http.ResponseWriter, r *http.Request, back string) error
	// Finish takes what the browser came back with. It returns a token of who signed in, a function that keeps the session once
	// the API has said who that is, and where the browser goes on.
	Finish(w http.ResponseWriter, r *http.Request) (token string, keep func(StaffMember) error, back string, err error)
	// End signs out, and returns where the browser goes: where the provider's session is ended, too.
	End(w http.ResponseWriter, r *http.Request) (to string)
	// Origins are where End leads to, beside our own.
	Origins(ctx context.Context) []string
}

// staffPath is under which the pages of staff are served.
const staffPath = "/staff"

// staffPages mounts the pages of staff. They are a client of the API as all pages are.
func (s *Site) staffPages(page func(string, func(*visit))) {
	if s.Staff == nil {
		return
	}
	in := func(pattern string, serve func(*visit)) { page(pattern, s.staffed(serve)) }
	page("GET "+staffPath+"/sign-in", (*visit).staffSignIn)
	page("GET "+staffPath+"/begin", (*visit).staffBegin)
	if s.People != nil {
		page("POST "+staffPath+"/sign-in", (*visit).staffBegin)
	}
	page("GET "+staffPath+"/signed-in", (*visit).staffFinish)
	page("POST "+staffPath+"/sign-out", (*visit).staffEnd)
	page("GET "+staffPath, func(v *visit) { v.turn(queuePath) })
	in("GET "+queuePath, (*visit).queue)
	in("POST "+queuePath+"/next", (*visit).next)
	in("GET "+measuresPath, (*visit).measures)
	in("GET "+auditPath, (*visit).audit)
	in("GET "+auditPath+"/export", (*visit).auditExport)
	in("GET "+auditPath+"/check", (*visit).auditCheck)
	in("GET "+queuePath+"/{case}", (*visit).review)
	in("GET "+queuePath+"/{case}/documents/{document}", (*visit).picture)
	in("POST "+queuePath+"/{case}/{act}", (*visit).reviewed)
	in("GET "+casesPath, (*visit).foundCases)
	in("GET "+casesPath+"/{case}", (*visit).staffCase)
	in("POST "+subjectsPath, (*visit).foundSubject)
	page("GET "+subjectsPath, func(v *visit) { v.turn(casesPath) })
	in("GET "+accountsPath+"/{account}", (*visit).staffAccount)
	in("POST "+accountsPath+"/{account}/quota", (*visit).setQuota)
	for _, from := range []tellings{failedMessages(), webhookDeliveries()} {
		in("GET "+from.path, func(v *visit) { v.told(from) })
		in("POST "+from.path, func(v *visit) { v.sendAgain(from) })
	}
}

// StaffPaths are the patterns under which the pages of staff are served, for whoever mounts them beside the API.
func StaffPaths() []string { return []string{staffPath, staffPath + "/"} }

// staffed serves staff, and leads everybody else to where they sign in.
func (s *Site) staffed(serve func(*visit)) func(*visit) {
	return func(v *visit) {
		v.member = s.Staff.Of(v.r)
		v.session = Visitor{Token: v.member.Token}
		switch {
		case v.member.Token != "":
			serve(v)
		case v.r.Method == http.MethodGet:
			v.turn(v.begins(v.r.URL.RequestURI()))
		default:
			v.staffSignIn()
		}
	}
}

// begins is where somebody is led who is not signed in: to the provider, which answers by itself while its own session lasts; in the
// sandbox to the page on which they choose who they are. It is a link and no form, which could lead to the provider's host alone.
func (v *visit) begins(back string) string {
	at := staffPath + "/begin"
	if v.site.People != nil {
		at = staffPath + "/sign-in"
	}
	return at + "?back=" + url.QueryEscape(back)
}

// back is where the browser goes on after signing in: a page of staff, and nowhere else.
func (v *visit) back(asked string) string {
	u, err := url.Parse(asked)
	if err != nil || u.Host != "" || u.Scheme != "" || !strings.HasPrefix(u.Path, staffPath+"/") || strings.HasPrefix(u.Path, staffPath+"/sign") {
		return queuePath
	}
	return u.RequestURI()
}

// staffSignIn says where staff sign in. What was sent just then, while nobody was signed in, stays on the page.
func (v *visit) staffSignIn() {
	say, back := texts.Staff, v.back(v.r.URL.Query().Get("back"))
	to := func(who, word string) g.Node {
		return h.Form(h.Method("post"), h.Action(staffPath+"/sign-in"), frame.Hidden("back", back), frame.Hidden("who", who), h.Button(h.Class("wide"), g.Text(word)))
	}
	ways := []g.Node{h.P(g.Text(v.t(say.SignInHint))), h.Div(h.Class("row"), frame.Link("", v.begins(back), v.t(say.SignInAt)))}
	if v.site.People != nil {
		ways = []g.Node{h.P(g.Text(v.t(say.Sandbox))), h.Div(h.Class("grid"), g.Group(v.staffPeople(to)))}
	}
	page := v.staffPage(say.SignIn, h.H1(g.Text(v.t(say.SignIn))), frame.Card(ways...))
	if held := v.held(); held != nil {
		page.Body, page.Status = append(page.Body, held), http.StatusUnauthorized
	}
	page.Wide = false
	page.Write(v.w)
}

// staffPeople are the members of staff whom the sandbox plays.
func (v *visit) staffPeople(to func(who, word string) g.Node) (all []g.Node) {
	words := map[string]texts.Sentence{string(realname.Reviewer): texts.Staff.Reviewer, string(realname.Admin): texts.Staff.Admin, string(realname.Auditor): texts.Staff.Auditor}
	for _, p := range v.site.People.All() {
		if word, staff := words[p.Role]; staff {
			all = append(all, to(p.ID, v.t(texts.Staff.As)+" "+v.t(word)+" "+p.ID))
		}
	}
	return all
}

// staffBegin leads to the identity provider; in the sandbox a click has said who it is.
func (v *visit) staffBegin() {
	if v.parse() != nil {
		v.nothing()
		return
	}
	if err := v.site.Staff.Start(v.w, v.r, v.back(v.r.Form.Get("back"))); err != nil {
		v.staffFailed(err)
	}
}

// staffFinish comes back from the identity provider. Who it is, and which role they have, the API says.
func (v *visit) staffFinish() {
	token, keep, back, err := v.site.Staff.Finish(v.w, v.r)
	if err != nil {
		v.staffFailed(err)
		return
	}
	var self struct{ ID, Role string }
	if p := v.askAs(token, http.MethodGet, "/v1/self", nil, "", &self); p != nil {
		v.notStaff(p)
		return
	}
	if err := keep(StaffMember{Token: token, ID: self.ID, Role: realname.Role(self.Role)}); err != nil {
		v.staffFailed(err)
		return
	}
	v.turn(v.back(back))
}

// staffFailed says that signing in did not work. Why stands in the log, and nothing of anybody with it.
func (v *visit) staffFailed(err error) {
	if v.site.Log != nil {
		v.site.Log.WarnContext(v.r.Context(), "signing in did not work", "cause", err.Error())
	}
	say := texts.Staff
	page := v.staffPage(say.Failed, frame.Card(h.H1(g.Text(v.t(say.Failed))), h.P(g.Text(v.t(say.FailedHint))), h.Div(h.Class("row"), frame.Link("", staffPath+"/sign-in", v.t(say.SignIn)))))
	page.Status, page.Wide = http.StatusBadRequest, false
	page.Write(v.w)
}

// notStaff says that somebody's role opens nothing here.
func (v *visit) notStaff(p *problem) {
	say := texts.Staff
	page := v.staffPage(say.NotStaff, frame.Card(h.H1(g.Text(v.t(say.NotStaff))), h.P(g.Text(v.t(say.NotStaffHint))), h.P(h.Class("dim"), g.Text(p.say(v.lang))), v.out()))
	page.Status, page.Wide = p.Status, false
	page.Write(v.w)
}

// staffEnd signs out here and at the provider.
func (v *visit) staffEnd() { v.turn(v.site.Staff.End(v.w, v.r)) }

func (v *visit) out() g.Node {
	return h.Form(h.Method("post"), h.Action(staffPath+"/sign-out"), h.Button(h.Class("link"), g.Text(v.t(texts.Frame.SignOut))))
}

// staffPage is a page with what all pages of staff have.
func (v *visit) staffPage(title texts.Sentence, body ...g.Node) frame.Page {
	p := frame.Page{Lang: v.lang, Title: v.t(title), Here: v.staffHere(), Sandbox: v.site.People != nil, Wide: true, Staff: true, Body: body, Submit: v.site.Staff.Origins(v.r.Context())}
	if v.member.Token == "" {
		return p
	}
	word := map[realname.Role]texts.Sentence{realname.Reviewer: texts.Staff.Reviewer, realname.Admin: texts.Staff.Admin, realname.Auditor: texts.Staff.Auditor}[v.member.Role]
	to := func(path string, word texts.Sentence) g.Node { return h.A(h.Href(path), g.Text(v.t(word))) }
	p.Nav = []g.Node{to(queuePath, texts.Staff.Queue)}
	if say := texts.Operating; mayAudit(v.member.Role) { // who runs the service, and who audits it
		p.Nav = append(p.Nav, to(casesPath, say.Cases), to(failedPath, say.Failed), to(webhooksPath, say.Webhooks), to(measuresPath, texts.Measuring.Title), to(auditPath, texts.Auditing.Title))
	}
	p.Nav = append(p.Nav, h.Span(h.Class("badge"), g.Text(v.member.ID+" · "+v.t(word))), v.out())
	return p
}

// staffHere is the address of the page, of what a post drew that of the page it belongs to.
func (v *visit) staffHere() string {
	switch {
	case v.r.Method == http.MethodGet:
		return v.r.URL.RequestURI()
	case v.r.PathValue("case") != "":
		return reviewPath(v.r.PathValue("case"))
	}
	return queuePath
}

// staffFail answers with a page that says what went wrong and what to do.
func (v *visit) staffFail(p *problem) {
	say, title := texts.Errors, texts.Errors.Wrong
	switch {
	case p.Status == http.StatusUnauthorized:
		v.member, v.session = StaffMember{}, Visitor{}
		v.staffSignIn()
		return
	case p.Code == string(realname.CodeOwnCase):
		title = texts.Reviewing.Own
		p.Message, p.MessageZH = texts.Reviewing.OwnHint.EN, texts.Reviewing.OwnHint.ZH
	case p.Status == http.StatusForbidden:
		v.notStaff(p)
		return
	case p.Status == http.StatusNotFound:
		title = say.Nothing
	case p.Status == http.StatusTooManyRequests:
		title = say.Often
	}
	page := v.staffPage(title, frame.Card(h.H1(g.Text(v.t(title))), h.P(g.Text(p.say(v.lang))),
		g.If(p.RequestID != "", h.Small(g.Text(v.t(say.Request)+" "+p.RequestID))), h.Div(h.Class("row"), frame.Link("", queuePath, v.t(texts.Reviewing.Back)))))
	page.Status = p.Status
	page.Write(v.w)
}
