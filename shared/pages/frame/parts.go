package frame

import (
	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"
)

// Card is a box of things that belong together.
func Card(children ...g.Node) g.Node { return h.Section(h.Class("card"), g.Group(children)) }

// Note is something to know: kind is "", good, warn or bad. A bad one is read out at once.
func Note(kind, title string, children ...g.Node) g.Node {
	return h.Div(h.Class("note "+kind), g.If(kind == "bad", h.Role("alert")), g.If(kind == "good", h.Role("status")),
		g.If(title != "", h.Strong(g.Text(title))), g.Group(children))
}

// Badge is a word in a pill: kind is "", app, good, warn or bad.
func Badge(kind, word string) g.Node { return h.Span(h.Class("badge "+kind), g.Text(word)) }

// Fact is a name with its value.
type Fact struct {
	Name, Value string
	// Copy gives a button that copies the value: what stands on it; empty: none.
	Copy string
	More g.Node
}

// Facts are names with their values; those without a value are left out.
func Facts(all ...Fact) g.Node {
	var rows []g.Node
	for _, f := range all {
		if f.Value == "" && f.More == nil {
			continue
		}
		rows = append(rows, h.Dt(g.Text(f.Name)), h.Dd(g.If(f.Value != "", h.Span(g.Text(f.Value))), f.More, g.If(f.Copy != "",
			h.Button(h.Type("button"), h.Class("plain tiny"), h.Data("copy", f.Value), h.Aria("label", f.Copy+" "+f.Name), g.Text(f.Copy)))))
	}
	return h.Dl(h.Class("facts"), g.Group(rows))
}

// Link is a link that looks like a button: kind is "", plain or risk.
func Link(kind, href, word string) g.Node {
	return h.A(h.Class("btn "+kind), h.Href(href), g.Text(word))
}

// Hidden is a field that is not shown.
func Hidden(name, value string) g.Node {
	return h.Input(h.Type("hidden"), h.Name(name), h.Value(value))
}

// Bar is one part of a step bar: state is done, current or pending.
type Bar struct{ Title, State string }

// Bars draws the step bar of a flow (RULES H1).
func Bars(label string, all []Bar) g.Node {
	return h.Ol(h.Class("bars"), h.Aria("label", label), g.Map(all, func(b Bar) g.Node {
		return h.Li(h.Class(b.State), g.If(b.State == "current", h.Aria("current", "step")), h.Span(g.Text(b.Title)))
	}))
}
