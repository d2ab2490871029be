package pages

import (
	"crypto/rand"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"shiming/shared/pages/frame"
	"shiming/shared/texts"
)

// visit is one request of a browser.
type visit struct {
	site    *Site
	w       http.ResponseWriter
	r       *http.Request
	session Visitor
	member  StaffMember // of staff
	// secret refreshes and ends a session that a link began. down says that it could not be refreshed.
	secret string
	down   *problem
	lang   frame.Lang
}

// langCookie keeps the language that was chosen last. It says nothing of anybody.
const langCookie = "lang"

// bodyLimit is the largest body that a page takes: a picture of 5 MB with the form around it, for browsers without script.
const bodyLimit = 6 << 20

func (s *Site) visit(w http.ResponseWriter, r *http.Request) *visit {
	r.Body = http.MaxBytesReader(w, r.Body, bodyLimit)
	v := &visit{site: s, w: w, r: r}
	v.recall()
	if v.session.Token == "" && s.Sessions != nil && !v.onErrand() {
		if in := s.Sessions.Of(r); in.Token != "" {
			v.session = in
		}
	}
	v.lang = v.language()
	return v
}

// plainVisit is a visit of somebody who is signed in otherwise than by a link, or not yet.
func (s *Site) plainVisit(w http.ResponseWriter, r *http.Request) *visit {
	r.Body = http.MaxBytesReader(w, r.Body, bodyLimit)
	v := &visit{site: s, w: w, r: r}
	v.lang = v.language()
	return v
}

// language is that of the address, kept for the next page; then that of the session; then the browser's.
func (v *visit) language() frame.Lang {
	if asked := frame.Lang(v.r.URL.Query().Get("lang")); asked == frame.ZH || asked == frame.EN {
		http.SetCookie(v.w, &http.Cookie{Name: langCookie, Value: string(asked), Path: "/", HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: v.secure()})
		return asked
	}
	if c, err := v.r.Cookie(langCookie); err == nil && (c.Value == string(frame.ZH) || c.Value == string(frame.EN)) {
		return frame.Lang(c.Value)
	}
	if v.session.Lang != "" {
		return v.session.Lang
	}
	for _, part := range strings.Split(v.r.Header.Get("Accept-Language"), ",") {
		switch tag := strings.ToLower(strings.TrimSpace(part)); {
		case strings.HasPrefix(tag, "en"):
			return frame.EN
		case strings.HasPrefix(tag, "zh"):
			return frame.ZH
		}
	}
	return frame.ZH
}

func (v *visit) t(s texts.Sentence) string { return v.lang.T(s) }

// page is a page with what all have.
func (v *visit) page(title string, body ...g.Node) frame.Page {
	p := frame.Page{Lang: v.lang, Title: title, Here: v.here(), Sandbox: v.site.People != nil, Support: v.site.Support, Body: body}
	if v.site.Uploads != "" {
		p.Connect = []string{v.site.Uploads}
	}
	if v.session.Token == "" {
		return p
	}
	if p.Sandbox {
		p.Theatre = "/sandbox/theatre"
	}
	say := texts.Frame
	if v.session.Errand != nil {
		return p
	}
	p.Nav = []g.Node{
		v.leave(""),
		h.A(h.Href("/home"), g.Text(v.t(say.Account))), h.A(h.Href("/messages"), g.Text(v.t(say.Messages))),
		h.Form(h.Method("post"), h.Action("/sign-out"), h.Button(h.Class("link"), g.Text(v.t(say.SignOut)))),
	}
	return p
}

// here is the address of the page, as the link to the other language goes on from it. What a post drew has the address of the
// page that it belongs to.
func (v *visit) here() string {
	if v.r.Method == http.MethodGet || strings.HasPrefix(v.r.URL.Path, linkPath) {
		return v.r.URL.RequestURI()
	}
	if v.session.Errand != nil {
		return errandPath
	}
	if id := v.r.PathValue("case"); id != "" {
		return casePath(id)
	}
	return "/home"
}

func (v *visit) show200(title string, body ...g.Node) { v.page(title, body...).Write(v.w) }

// turn leads on by GET, after a post.
func (v *visit) turn(to string) {
	for name, value := range frame.Guards([]string{"'self'"}, []string{"'self'"}) {
		v.w.Header().Set(name, value)
	}
	v.w.Header().Set("Location", to)
	v.w.WriteHeader(http.StatusSeeOther)
}

// fail answers with a page that says what went wrong and what to do.
func (v *visit) fail(p *problem) {
	say := texts.Errors
	title, way := say.Wrong, frame.Link("", "/home", v.t(say.Home))
	switch p.Status {
	case http.StatusUnauthorized:
		v.signIn()
		return
	case http.StatusNotFound:
		title = say.Nothing
	case http.StatusTooManyRequests:
		title = say.Often
	}
	page := v.page(v.t(title), frame.Card(h.H1(g.Text(v.t(title))), h.P(g.Text(p.say(v.lang))), v.elsewhere(p.Site),
		g.If(p.RequestID != "", h.Small(g.Text(v.t(say.Request)+" "+p.RequestID))),
		h.Div(h.Class("row"), way, h.A(h.Href(v.here()), g.Text(v.t(say.Again))))))
	page.Status = p.Status
	page.Write(v.w)
}

// elsewhere leads to the site that serves what this one does not.
func (v *visit) elsewhere(s *site) g.Node {
	if s == nil || !strings.HasPrefix(s.URL, "https://") {
		return nil
	}
	return h.P(h.A(h.Href(s.URL), h.Rel("noreferrer"), g.Text(v.lang.Pick(s.Title, s.TitleZH))))
}

// nothing is the page of an address that is none.
func (v *visit) nothing() {
	s := texts.Errors.NoPage
	v.fail(&problem{Status: http.StatusNotFound, Message: s.EN, MessageZH: s.ZH})
}

// key makes a form's submission one request, however often it is sent.
func key() g.Node { return frame.Hidden("_key", strings.ToLower(rand.Text())) }

func casePath(id string) string { return "/cases/" + url.PathEscape(id) }

// path is the address of a case for whoever looks at it: on an errand there is only one.
func (v *visit) path(id string) string {
	if v.session.Errand != nil {
		return errandPath
	}
	return casePath(id)
}

// caseID is the case that the page is of: the errand's, or the one in its address.
func (v *visit) caseID() string {
	if v.session.Errand != nil {
		return v.session.Errand.Case
	}
	return v.r.PathValue("case")
}

func (v *visit) apiCase(rest string) string { return "/v1/cases/" + url.PathEscape(v.caseID()) + rest }

func (v *visit) apiAccount(rest string) string {
	return "/v1/accounts/" + url.PathEscape(v.session.Account) + rest
}

// beijing is where the documents' days and hours are.
var beijing = time.FixedZone("UTC+8", 8*60*60)

// when writes a time as people read it, of the mainland.
func (v *visit) when(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	if v.lang == frame.EN {
		return t.In(beijing).Format("2 Jan 2006, 15:04") + " (UTC+8)"
	}
	return t.In(beijing).Format("2006年1月2日 15:04")
}

// asked reports whether the query asks for something by name.
func (v *visit) asked(name string) bool { return slices.Contains(v.r.URL.Query()["show"], name) }
