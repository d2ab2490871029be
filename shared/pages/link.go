package pages

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/url"
	"slices"
	"strings"

	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"shiming/shared/pages/frame"
	"shiming/shared/realname"
	"shiming/shared/texts"
)

// linkPath is where links of the platform lead to; what the address carries follows.
const linkPath = "/l/"

// link is the page that a link leads to. Nothing is opened yet: what only looks at an address, as previews and scanners do,
// uses nothing up. The browser gets a key, with which it opens the link once however often it presses.
func (v *visit) link() {
	if _, err := v.r.Cookie(v.cookieName(browserKey)); err != nil {
		v.setCookie(browserKey, rand.Text(), int(keptFor.Seconds()))
	}
	say := texts.Link
	v.show200(v.t(say.Title), frame.Card(h.H1(g.Text(v.t(say.Title))), h.P(g.Text(v.t(say.Hint))), h.P(h.Class("dim"), g.Text(v.t(say.Once))),
		h.Form(h.Method("post"), h.Action(v.r.URL.EscapedPath()), h.Button(h.Class("wide"), g.Text(v.t(say.Begin))))))
}

// openLink opens the link: from here on the browser is signed in.
func (v *visit) openLink() {
	key, err := v.r.Cookie(v.cookieName(browserKey))
	if err != nil {
		v.refuse(texts.Link.NoCookies, http.StatusBadRequest)
		return
	}
	var in begun
	if p := v.askAs("", http.MethodPost, "/v1/links/open", map[string]string{"link": v.r.PathValue("link")}, key.Value, &in); p != nil {
		v.closed(p)
		return
	}
	v.keep(in)
	if in.Language != "" {
		v.setCookie(langCookie, in.Language, int(keptFor.Seconds()))
	}
	switch {
	case in.Errand != nil:
		v.turn(errandPath)
		return
	case in.Case != "":
		v.turn(casePath(in.Case))
	case in.Kind != "":
		v.beginLinked(in)
	default:
		v.turn("/home")
	}
}

// beginLinked begins what the platform sent somebody for, with what is to be known of it over the form. What has to be agreed to
// first, is open already or cannot be opened now is found on the page of the account, which says so. The link names the request, so
// that opening it twice opens one case.
func (v *visit) beginLinked(in begun) {
	v.session = Visitor{Token: in.Token, Account: in.Account, Linked: true}
	named := sha256.Sum256([]byte("case " + v.r.PathValue("link")))
	var c caseView
	if slices.Contains(begins, realname.Kind(in.Kind)) &&
		v.post("/v1/cases", map[string]any{"kind": in.Kind, "account": in.Account}, hex.EncodeToString(named[:]), &c) == nil {
		v.turn(casePath(c.ID) + "?show=advice")
		return
	}
	v.turn("/home?kind=" + url.QueryEscape(in.Kind))
}

// closed says why a link does not open, and how to go on: in the window where it was opened, or by a new one.
func (v *visit) closed(p *problem) {
	if p.Status != http.StatusNotFound && p.Status != http.StatusGone && p.Status != http.StatusUnauthorized {
		v.fail(p)
		return
	}
	say := texts.Link
	ways := []g.Node{h.Class("row")}
	if v.session.Token != "" {
		ways = append(ways, frame.Link("", "/home", v.t(say.GoOn)))
	}
	if e, ok := v.kept(errandCookie); ok && e.Secret != "" {
		ways = append(ways, frame.Link("plain", errandPath, v.t(say.GoOnErrand)))
	}
	page := v.page(v.t(say.Closed), frame.Card(h.H1(g.Text(v.t(say.Closed))), h.P(g.Text(p.say(v.lang))), h.Div(append(ways, v.leave("plain"))...)))
	page.Status = p.Status
	page.Write(v.w)
}

// refuse answers with a sentence.
func (v *visit) refuse(s texts.Sentence, status int) {
	v.fail(&problem{Status: status, Message: s.EN, MessageZH: s.ZH})
}

// foreign is what a post gets that another site has sent (THREATS X19).
func (v *visit) foreign() { v.refuse(texts.Link.Foreign, http.StatusForbidden) }

// leave leads back to the platform, in the head or as a button of the kind: with the case that the page is of and never with
// a result, which the platform asks the API for. Nothing without an address to go back to.
func (v *visit) leave(kind string) g.Node {
	to := v.returnTo(v.session.Return, v.r.PathValue("case"))
	if to == "" {
		return nil
	}
	u, err := url.Parse(to)
	if err != nil {
		return nil
	}
	class := ""
	if kind != "" {
		class = "btn " + kind
	}
	return h.A(g.If(class != "", h.Class(class)), h.Href(to), h.Rel("noreferrer"), g.Text(v.t(texts.Link.Back)+" "+u.Host))
}

// returnTo is the address to go back to with the case in it; "" where nobody is sent.
func (v *visit) returnTo(to, id string) string {
	if to == "" || !v.site.Returns.Allow(to) || id == "" {
		return to
	}
	mark := "?"
	if strings.Contains(to, "?") {
		mark = "&"
	}
	return to + mark + "case=" + url.QueryEscape(id)
}

// signIn is what somebody sees who is not signed in, or no longer. What they sent just then stays on the page, to be sent
// again once they are back.
func (v *visit) signIn() {
	say := texts.Errors
	if strings.Contains(v.r.Header.Get("Accept"), "application/json") { // our script shows it where it asked
		v.answer(http.StatusUnauthorized, map[string]string{"message": v.t(say.EndedHint)})
		return
	}
	title, hint := say.Ended, say.EndedHint
	if v.onErrand() {
		hint = texts.Errand.Ended
	}
	held := v.held()
	ways := []g.Node{h.Class("row")}
	if v.session.Return != "" {
		ways = append(ways, v.leave("plain"))
	}
	if v.site.People != nil && !v.onErrand() {
		ways = append(ways, h.A(h.Class("btn plain"), h.Href("/"), g.If(held != nil, h.Target("_blank")), g.Text(v.t(say.SignIn))))
	}
	page := v.page(v.t(title), frame.Card(h.H1(g.Text(v.t(title))), h.P(g.Text(v.t(hint))), h.Div(ways...)), held)
	page.Status = http.StatusUnauthorized
	page.Write(v.w)
}

// held is what was sent while nobody was signed in, in a form that sends it again. It is kept on the page and nowhere else.
func (v *visit) held() g.Node {
	if v.r.Method != http.MethodPost || v.parse() != nil || len(v.r.PostForm) == 0 {
		return nil
	}
	say := texts.Link
	return frame.Card(h.H2(g.Text(v.t(say.Held))), h.P(g.Text(v.t(say.HeldHint))),
		h.Form(h.Method("post"), h.Action(v.r.URL.EscapedPath()), hiddenAll(v.r.PostForm), h.Button(g.Text(v.t(say.SendAgain)))))
}

// hiddenAll are the fields of a form as it was sent, in fields that are not shown.
func hiddenAll(entered url.Values) g.Node {
	var all []g.Node
	for name, values := range entered {
		for _, value := range values {
			all = append(all, frame.Hidden(name, value))
		}
	}
	return g.Group(all)
}

// signOut ends the session, here and at the API, and leads back to where it began.
func (v *visit) signOut() {
	if v.secret != "" {
		_ = v.askAs("", http.MethodPost, "/v1/sessions/end", map[string]string{"session_secret": v.secret}, "", nil) // else it ends by itself
	}
	v.forget(deskCookie)
	if v.site.Sessions != nil {
		v.site.Sessions.End(v.w, v.r)
	}
	if v.session.Return == "" {
		v.turn("/")
		return
	}
	v.session = Visitor{Return: v.session.Return}
	say := texts.Link
	v.show200(v.t(say.Out), frame.Card(h.H1(g.Text(v.t(say.Out))), h.P(g.Text(v.t(say.OutHint))), h.Div(h.Class("row"), v.leave("plain"))))
}

// returnOf is where the browser goes at the end of a case: where its session came from, or where the case says.
func (s *sheet) returnOf() (to, host string) {
	to = s.session.Return
	if to == "" && s.site.Returns.Allow(s.c.ReturnURL) {
		to = s.c.ReturnURL
	}
	if u, err := url.Parse(to); err == nil && to != "" {
		return s.returnTo(to, s.c.ID), u.Host
	}
	return "", ""
}
