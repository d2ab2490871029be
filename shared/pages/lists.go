package pages

import (
	"net/url"

	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"shiming/shared/pages/frame"
	"shiming/shared/texts"
)

// What the pages of lists share: the fields of a filter, the head of a table, and the way from page to page.

// choose is a field of a filter.
func (v *visit) choose(name string, label texts.Sentence, options ...[2]string) g.Node {
	asked := v.r.URL.Query().Get(name)
	return h.Div(h.Class("field"), h.Label(h.For("q-"+name), g.Text(v.t(label))), h.Select(h.ID("q-"+name), h.Name(name),
		g.Map(options, func(o [2]string) g.Node {
			return h.Option(h.Value(o[0]), g.If(asked == o[0], h.Selected()), g.Text(o[1]))
		})))
}

// typed is a field of a filter that is typed.
func (v *visit) typed(name string, label texts.Sentence) g.Node {
	return h.Div(h.Class("field"), h.Label(h.For("q-"+name), g.Text(v.t(label))),
		h.Input(h.ID("q-"+name), h.Name(name), h.Value(v.r.URL.Query().Get(name)), h.AutoComplete("off")))
}

// columns is the head of a table.
func (v *visit) columns(all ...texts.Sentence) g.Node {
	return h.Tr(g.Map(all, func(s texts.Sentence) g.Node { return h.Th(h.Scope("col"), g.Text(v.t(s))) }))
}

// paged asks for so many rows of a list, from the place on that the address names.
func (v *visit) paged(query url.Values, rows string) {
	if cursor := v.r.URL.Query().Get("cursor"); cursor != "" {
		query.Set("cursor", cursor)
	}
	query.Set("limit", rows)
}

// pages lead to the next page of a list, and back to its beginning.
func (v *visit) pages(path, next string, first, more texts.Sentence) g.Node {
	asked := v.r.URL.Query()
	if next == "" && asked.Get("cursor") == "" {
		return nil
	}
	to := func(cursor string) string {
		query := v.r.URL.Query()
		query.Del("cursor")
		if cursor != "" {
			query.Set("cursor", cursor)
		}
		return path + "?" + query.Encode()
	}
	return h.Nav(h.Class("row"), h.Aria("label", v.t(more)), g.If(asked.Get("cursor") != "", h.A(h.Href(to("")), g.Text(v.t(first)))),
		g.If(next != "", frame.Link("plain", to(next), v.t(more))))
}
