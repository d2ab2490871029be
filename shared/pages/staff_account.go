package pages

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"shiming/shared/pages/frame"
	"shiming/shared/realname"
	"shiming/shared/texts"
)

// quota is how many accounts a subject may verify.
type quota struct {
	Limit, Used int
	PolicyLimit int  `json:"policy_limit"`
	SetByStaff  bool `json:"set_by_staff"`
}

// staffAccount draws an account: who it belongs to, masked, its cases, and for an administrator the quota.
func (v *visit) staffAccount() { v.drawAccount(nil) }

// drawAccount draws the account, with what was refused of a quota.
func (v *visit) drawAccount(refused *problem) {
	var a account
	id := v.r.PathValue("account")
	api := "/v1/accounts/" + url.PathEscape(id)
	if p := v.get(api, &a); p != nil {
		v.staffFail(p)
		return
	}
	query := url.Values{}
	v.paged(query, "25")
	var cases list[caseView]
	if p := v.get(api+"/cases?"+query.Encode(), &cases); p != nil {
		v.staffFail(p)
		return
	}
	say := texts.Operating
	var limit g.Node
	if a.VerifiedAs != nil && v.member.Role == realname.Admin {
		var q quota
		if p := v.get(api+"/quota", &q); p == nil {
			limit = v.quotaCard(id, q, refused)
		}
	}
	page := v.staffPage(say.Account, h.Div(h.H1(g.Text(v.t(say.Account))), h.P(h.Class("dim"), g.Text(a.ID))),
		g.If(v.asked("saved"), frame.Note("good", v.t(say.QuotaSaved))), h.Div(h.Class("grid"), v.belongs(a), limit),
		h.H2(g.Text(v.t(say.ItsCases))), v.caseRows(cases.Data), v.pages(v.lookAt(id), cases.NextCursor, texts.Queue.First, texts.Queue.More))
	if refused != nil {
		page.Status, page.Here = refused.Status, v.lookAt(id)
	}
	page.Write(v.w)
}

// belongs says who the account is verified as.
func (v *visit) belongs(a account) g.Node {
	say := texts.Operating
	open := g.Node(nil)
	if a.OpenCase != "" {
		open = h.P(g.Text(v.t(say.OpenCase)+" "), h.A(h.Href(v.lookAt(a.OpenCase)), g.Text(a.OpenCase)))
	}
	restricted := g.Node(nil)
	if a.Restricted {
		restricted = h.P(frame.Badge("bad", v.t(say.Restricted)))
	}
	if a.VerifiedAs == nil {
		return frame.Card(h.H2(g.Text(v.t(say.Unverified))), restricted, open)
	}
	id := a.VerifiedAs
	return frame.Card(h.H2(g.Text(v.t(say.VerifiedAs))), restricted, frame.Facts(
		frame.Fact{Name: v.t(texts.Reviewing.Name), Value: id.Name}, frame.Fact{Name: v.t(texts.Reviewing.Number), Value: id.Number},
		frame.Fact{Name: v.t(say.By), Value: v.t(texts.Method(realname.Method(id.Method)).Name)}, frame.Fact{Name: v.t(say.At), Value: v.when(id.VerifiedAt)},
		frame.Fact{Name: v.t(say.Case), More: h.A(h.Href(v.lookAt(id.Case)), g.Text(id.Case))}), open)
}

// quotaCard shows the quota of who the account belongs to, and sets it.
func (v *visit) quotaCard(id string, q quota, refused *problem) g.Node {
	say := texts.Operating
	var fault g.Node
	if refused != nil {
		fault = frame.Note("bad", refused.say(v.lang))
	}
	number := func(n int) string { return strconv.Itoa(n) }
	return frame.Card(h.H2(g.Text(v.t(say.Quota))), frame.Facts(frame.Fact{Name: v.t(say.QuotaUsed), Value: number(q.Used)},
		frame.Fact{Name: v.t(say.QuotaLimit), Value: number(q.Limit)}, frame.Fact{Name: v.t(say.QuotaPolicy), Value: number(q.PolicyLimit)}),
		g.If(q.SetByStaff, h.P(h.Class("dim"), g.Text(v.t(say.QuotaSet)))), fault,
		h.Form(h.Method("post"), h.Action(v.lookAt(id)+"/quota"), h.Div(h.Class("field"), h.Label(h.For("limit"), g.Text(v.t(say.QuotaLimit))),
			h.Input(h.ID("limit"), h.Name("limit"), h.Type("number"), h.Min("0"), h.Max("1000"), h.Required(), h.Value(number(q.Limit)), h.Aria("describedby", "limit-hint"))),
			h.Small(h.ID("limit-hint"), g.Text(v.t(say.QuotaHint))), h.Div(h.Class("field"), h.Button(h.Class("plain"), g.Text(v.t(say.QuotaSave))))))
}

// setQuota sets the quota of who the account belongs to.
func (v *visit) setQuota() {
	if v.parse() != nil {
		v.nothing()
		return
	}
	id := v.r.PathValue("account")
	limit, err := strconv.Atoi(strings.TrimSpace(v.r.PostForm.Get("limit")))
	if err != nil {
		limit = -1 // which the API refuses as it does any that is none
	}
	switch p := v.ask(http.MethodPut, "/v1/accounts/"+url.PathEscape(id)+"/quota", map[string]int{"limit": limit}, "", nil); {
	case p == nil:
		v.turn(v.lookAt(id) + "?show=saved")
	case p.Status == http.StatusBadRequest || p.Status == http.StatusUnprocessableEntity:
		v.drawAccount(p)
	default:
		v.staffFail(p)
	}
}

// staffCase draws one case, masked: how it stands, what is claimed, and what happened.
func (v *visit) staffCase() {
	var c caseView
	if p := v.get("/v1/cases/"+url.PathEscape(v.r.PathValue("case")), &c); p != nil {
		v.staffFail(p)
		return
	}
	say := texts.Operating
	name, number := c.subject()
	d := &desk{visit: v, c: c}
	page := v.staffPage(say.CaseTitle, h.Div(h.Class("row end"), h.Div(h.H1(g.Text(v.titled(c))), h.P(h.Class("row"), v.stands(c), h.Small(g.Text(c.ID)))),
		h.A(h.Href(casesPath), g.Text(v.t(say.Cases)))),
		h.Div(h.Class("grid"), frame.Card(h.H2(g.Text(v.t(say.Goes))), frame.Facts(
			frame.Fact{Name: v.t(say.Account), More: h.A(h.Href(v.lookAt(c.Account)), g.Text(c.Account))},
			frame.Fact{Name: v.t(texts.Reviewing.Name), Value: name}, frame.Fact{Name: v.t(texts.Reviewing.Number), Value: number},
			frame.Fact{Name: v.t(say.Opened), Value: v.when(c.OpenedAt)}, frame.Fact{Name: v.t(say.Due), Value: v.when(c.Deadline)},
			frame.Fact{Name: v.t(say.Code), Value: c.LastError.say(v.lang)}),
			g.If(c.Turn == string(realname.TurnReviewer), h.P(h.A(h.Href(reviewPath(c.ID)), g.Text(v.t(say.ToReview)))))), d.history()))
	page.Write(v.w)
}
