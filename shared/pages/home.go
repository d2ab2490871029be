package pages

import (
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

// home is an account: who it is verified as, what it may do, and what can be opened (RULES A8, A11, A12).
func (v *visit) home() {
	if v.session.Account == "" {
		v.staff()
		return
	}
	var a account
	if p := v.get(v.apiAccount(""), &a); p != nil {
		v.fail(p)
		return
	}
	v.drawHome(a, nil)
}

func (v *visit) drawHome(a account, p *problem) {
	say := texts.Home
	body := []g.Node{h.Div(h.Class("stack"), h.H1(g.Text(v.t(say.Title))), v.fault(p)), v.restricted(a)}
	if a.OpenCase != "" {
		body = append(body, frame.Card(h.H2(g.Text(v.t(say.Open))), h.P(g.Text(v.t(say.OpenHint))), h.Div(h.Class("row"), frame.Link("", casePath(a.OpenCase), v.t(say.GoOn)))))
	}
	if a.VerifiedAs != nil {
		body = append(body, v.verifiedAs(a))
	}
	if offers := v.offers(a); len(offers) > 0 {
		body = append(body, h.H2(g.Text(v.t(say.Choose))))
		if a.VerifiedAs == nil {
			body = append(body, v.careful(v.t(say.Careful)))
		}
		body = append(body, h.Div(h.Class("grid"), g.Group(offers)))
	}
	if cases := v.cases(); cases != nil {
		body = append(body, cases)
	}
	body = append(body, h.P(h.A(h.Href("/accesses"), g.Text(v.t(texts.Accesses.Title)))))
	page := v.page(v.t(say.Title), body...)
	page.Wide = true
	if p != nil {
		page.Status = http.StatusUnprocessableEntity
	}
	page.Write(v.w)
}

// verifiedAs shows who the account belongs to, masked as everywhere.
func (v *visit) verifiedAs(a account) g.Node {
	say, id := texts.Home, a.VerifiedAs
	title := say.AsPerson
	if id.Kind == string(realname.EnterpriseSubject) {
		title = say.AsEnterprise
	}
	var rights []g.Node
	for _, right := range texts.Rights {
		if a.Entitlements[right.Name] == true {
			rights = append(rights, frame.Badge("good", v.t(right.Yes)))
		} else {
			rights = append(rights, frame.Badge("", v.t(right.No)))
		}
	}
	badge := frame.Badge("good", v.t(say.Verified))
	if a.Restricted {
		badge = frame.Badge("bad", v.t(say.Restricted))
	}
	return frame.Card(h.Div(h.Class("row end"), h.H2(g.Text(v.t(title))), badge),
		frame.Facts(
			frame.Fact{Name: v.t(say.Name), Value: id.Name}, frame.Fact{Name: v.t(texts.Document(id.Document)), Value: id.Number},
			frame.Fact{Name: v.t(say.Region), Value: v.t(say.Mainland)},
			frame.Fact{Name: v.t(say.Method), Value: v.t(texts.Method(realname.Method(id.Method)).Name)},
			frame.Fact{Name: v.t(say.At), Value: v.when(id.VerifiedAt)}, v.siteFact(id.Site)),
		h.Div(h.Class("row"), g.Group(rights)), h.P(h.A(h.Href("/contact"), g.Text(v.t(say.Contact)))))
}

// restricted says that the account was to be verified again: by when, or that it was not and is restricted, what that means, why,
// and what to do (RULES A2). What to do stands beneath: the case that is open, or a new one.
func (v *visit) restricted(a account) g.Node {
	say := texts.Home
	switch {
	case a.Restricted:
		since := g.Node(nil)
		if a.RestrictedSince != nil {
			since = h.P(g.Text(v.t(say.Since) + " " + v.when(*a.RestrictedSince)))
		}
		return frame.Note("bad", v.t(say.RestrictedTitle), since, h.P(g.Text(v.t(say.RestrictedWhy))), h.P(g.Text(v.t(say.RestrictedHint))))
	case a.ReverifyBy != nil:
		return frame.Note("warn", v.t(say.Reverify), h.P(g.Text(v.t(say.ReverifyHint)+" "+v.t(say.Until)+" "+v.when(*a.ReverifyBy))))
	}
	return nil
}

func (v *visit) siteFact(s *site) frame.Fact {
	if s == nil {
		return frame.Fact{}
	}
	return frame.Fact{Name: v.t(texts.Home.Site), Value: v.lang.Pick(s.Title, s.TitleZH)}
}

// offers are what can be opened, each with what it gives and a button; or why not, and from when.
func (v *visit) offers(a account) []g.Node {
	var all []g.Node
	first := v.r.URL.Query().Get("kind") // what the link begins with
	for _, o := range a.Changes {
		main := o.Kind == first || first == "" && slices.Contains(begins, realname.Kind(o.Kind))
		switch {
		case a.OpenCase != "": // one case at a time: the one that is open is shown instead
		case o.Kind == first, a.Restricted && main:
			all = slices.Insert(all, 0, v.offer(o, main))
		default:
			all = append(all, v.offer(o, main))
		}
	}
	return all
}

// begins are the kinds that somebody comes for; the others are offered beside them.
var begins = []realname.Kind{realname.PersonalVerification, realname.EnterpriseVerification, realname.Reverification}

// offer is one card: what the kind is for, what it gives and what to know before it is chosen, and the button; the one that somebody
// comes for stands out.
func (v *visit) offer(o offer, main bool) g.Node {
	about, points := texts.About(realname.Kind(o.Kind)), v.points(o)
	class := "wide plain"
	if main {
		class = "wide"
	}
	card := []g.Node{h.H3(g.Text(v.t(about.Title)), g.If(o.Channel != "" && o.Channel != string(realname.Online), g.Group{g.Text(" "),
		frame.Badge("app", v.t(texts.Channel(realname.Channel(o.Channel))))})),
		h.P(h.Class("dim"), g.Text(v.t(about.Hint))), g.If(len(points) > 0, h.Ul(h.Class("list"), g.Group(points)))}
	if !o.Available {
		reason := o.Reason.say(v.lang)
		if o.From != nil {
			reason += " " + v.t(texts.Home.From) + " " + v.when(*o.From)
		}
		return frame.Card(append(card, frame.Note("", "", h.P(g.Text(reason)), v.elsewhere(o.Site)))...)
	}
	form := []g.Node{h.Method("post"), h.Action("/cases"), key(), frame.Hidden("kind", o.Kind), g.If(o.Channel != "", frame.Hidden("channel", o.Channel)),
		v.consents(o.Consents)}
	return frame.Card(append(card, h.Form(append(form, h.Button(h.Class(class), g.Text(v.t(about.Start))))...))...)
}

// points are what the kind gives and asks for; the warnings stand over all cards, and what the kind is at its head.
func (v *visit) points(o offer) (points []g.Node) {
	say := texts.Home
	for i, p := range o.Advice {
		if said := p.say(v.lang); i > 0 && said != v.t(say.Careful) && said != v.t(say.CarefulHint) {
			points = append(points, h.Li(g.Text(said)))
		}
	}
	return points
}

// careful is what everybody has to know before they choose as what they are verified (RULES A11, FAULTS S7).
func (v *visit) careful(title string) g.Node {
	return frame.Note("warn", title, h.P(g.Text(v.t(texts.Home.CarefulHint))))
}

// consents are a box for each agreement, with its text behind a link (RULES D4).
func (v *visit) consents(all []agreement) g.Node {
	return g.Map(all, func(a agreement) g.Node {
		title := v.lang.Pick(a.Title, a.TitleZH)
		return h.Label(h.Class("tick"), h.Input(h.Type("checkbox"), h.Name("consents"), h.Value(a.Agreement+"|"+a.Version+"|"+a.SHA256), h.Required()),
			h.Span(g.Text(v.t(texts.Home.Accept)+" "), h.A(h.Href("/agreements/"+url.PathEscape(a.Agreement)), h.Target("_blank"), g.Text(v.lang.Pick(title, "《"+title+"》")))))
	})
}

// cases are what was asked for before.
func (v *visit) cases() g.Node {
	var all list[caseView]
	if p := v.get(v.apiAccount("/cases?limit=10"), &all); p != nil || len(all.Data) == 0 {
		return nil
	}
	say := texts.Home
	return frame.Card(h.H2(g.Text(v.t(say.History))), h.Ul(h.Class("time"), g.Map(all.Data, func(c caseView) g.Node {
		return h.Li(h.A(h.Href(casePath(c.ID)), g.Text(v.t(texts.About(realname.Kind(c.Kind)).Title))), g.Text(" "), v.status(c.Status),
			h.P(h.Class("dim"), g.Text(v.when(c.OpenedAt))))
	})))
}

// status is how a case stands, in a word.
func (v *visit) status(s string) g.Node {
	kind := ""
	switch realname.Status(s) {
	case realname.StatusVerified, realname.StatusReleased, realname.StatusUpheld:
		kind = "good"
	case realname.RequiresInput:
		kind = "app"
	case realname.Processing:
		kind = "warn"
	case realname.StatusRefused, realname.StatusExpired:
		kind = "bad"
	case realname.StatusCanceled:
	}
	return frame.Badge(kind, v.t(texts.Status(realname.Status(s))))
}

// open opens a case.
func (v *visit) open() {
	if v.r.ParseForm() != nil {
		v.nothing()
		return
	}
	body := map[string]any{"kind": v.r.PostForm.Get("kind"), "account": v.session.Account}
	if channel := v.r.PostForm.Get("channel"); channel != "" {
		body["channel"] = channel
	}
	if given := given(v.r.PostForm["consents"]); len(given) > 0 {
		body["consents"] = given
	}
	var c caseView
	p := v.post("/v1/cases", body, v.r.PostForm.Get("_key"), &c)
	if p == nil {
		v.turn(casePath(c.ID))
		return
	}
	var a account
	if v.get(v.apiAccount(""), &a) != nil {
		v.fail(p)
		return
	}
	v.drawHome(a, p)
}

// given are the consents that were ticked, as the API takes them.
func given(ticked []string) []map[string]string {
	var all []map[string]string
	for _, one := range ticked {
		if parts := strings.Split(one, "|"); len(parts) == 3 {
			all = append(all, map[string]string{"agreement": parts[0], "version": parts[1], "sha256": parts[2]})
		}
	}
	return all
}

// fault is what went wrong, over everything else; nil: nothing.
func (v *visit) fault(p *problem) g.Node {
	if p == nil {
		return nil
	}
	return frame.Note("bad", p.say(v.lang), v.elsewhere(p.Site))
}

// agreement is a text to be read before it is accepted.
func (v *visit) agreement() {
	var a struct {
		agreement
		Text string
	}
	if p := v.askAs("", http.MethodGet, "/v1/agreements/"+url.PathEscape(v.r.PathValue("agreement")), nil, "", &a); p != nil {
		v.fail(p)
		return
	}
	var lines []g.Node
	for _, line := range strings.Split(a.Text, "\n") {
		line = strings.TrimSpace(line)
		if heading, ok := strings.CutPrefix(line, "# "); ok {
			lines = append(lines, h.H2(g.Text(heading)))
		} else if line != "" {
			lines = append(lines, h.P(g.Text(line)))
		}
	}
	title := v.lang.Pick(a.Title, a.TitleZH)
	v.show200(title, frame.Card(h.H1(g.Text(title)), h.Small(g.Text(v.t(texts.Home.Version)+" "+a.Version)), g.Group(lines)))
}

// staff is what somebody sees who has no account of their own: the pages of staff are not here.
func (v *visit) staff() {
	say := texts.Errors
	v.show200(v.t(say.Staff), frame.Card(h.H1(g.Text(v.t(say.Staff))), h.P(g.Text(v.t(say.StaffHint))), frame.Link("plain", "/docs", v.t(texts.Frame.Docs))))
}
