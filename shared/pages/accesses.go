package pages

import (
	"net/url"

	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"shiming/shared/pages/frame"
	"shiming/shared/realname"
	"shiming/shared/texts"
)

// accesses are who looked at what is kept of the account (L4).
func (v *visit) accesses() {
	var all list[access]
	query := url.Values{}
	v.paged(query, "20")
	if p := v.get(v.apiAccount("/accesses?"+query.Encode()), &all); p != nil {
		v.fail(p)
		return
	}
	say := texts.Accesses
	body := []g.Node{h.H1(g.Text(v.t(say.Title))), h.P(g.Text(v.t(say.Hint)))}
	if len(all.Data) == 0 {
		body = append(body, frame.Card(h.P(h.Class("dim"), g.Text(v.t(say.Nobody)))))
	}
	for _, a := range all.Data {
		body = append(body, frame.Card(h.H2(g.Text(v.when(a.At))), frame.Facts(
			frame.Fact{Name: v.t(say.Who), Value: v.t(texts.Role(realname.Role(a.By)))}, frame.Fact{Name: v.t(say.What), Value: v.t(seen(a))},
			frame.Fact{Name: v.t(say.Why), Value: v.t(why(a))}), h.P(h.A(h.Href(casePath(a.Case)), g.Text(v.t(texts.Account.ToCase))))))
	}
	if all.NextCursor != "" {
		body = append(body, frame.Link("plain", "/accesses?cursor="+url.QueryEscape(all.NextCursor), v.t(say.More)))
	}
	v.show200(v.t(say.Title), body...)
}

// seen is what was looked at.
func seen(a access) texts.Sentence {
	if a.Purpose != "" {
		return texts.Paper(realname.Purpose(a.Purpose))
	}
	return texts.Accesses.Plaintext
}

// why is for what: a reviewer opens pictures to review, and says why where everything is unmasked.
func why(a access) texts.Sentence {
	switch {
	case a.Reason != "":
		return texts.UnmaskReason(realname.UnmaskReason(a.Reason))
	case a.By == string(realname.Reviewer):
		return texts.Accesses.Review
	}
	return texts.Accesses.Own
}
