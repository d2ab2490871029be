package pages

import (
	"cmp"
	"net/url"
	"slices"

	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"shiming/shared/identity"
	"shiming/shared/pages/frame"
	"shiming/shared/realname"
	"shiming/shared/texts"
)

// parts are the fields of the API that are objects, with what is asked of each.
var parts = map[string][]string{
	"address":        {"address.region", "address.detail"},
	"contact":        {"contact.name", "contact.document_number", "contact.phone"},
	"representative": {"representative.name", "representative.document_number"},
	"card":           {"card.bank", "card.number", "card.phone"},
	"bank_account":   {"bank_account.number", "bank_account.bank", "bank_account.place", "bank_account.branch"},
}

// optional fields may stay empty; noField is asked for in words and not typed: the region is this site's. The birth date stands
// in the number of a resident ID, and is typed for a permit.
var (
	optional = []string{"holder", "representative.document_kind", "birth_date", "email"}
	noField  = []string{"region", "consents"}
)

// form draws the form or the declaration that is asked for, field by field as the API lists them (RULES B1, C1, D7, D8, F1).
func (s *sheet) form() g.Node {
	a, say := s.c.NextAction, texts.Form
	command, about := "form", say.Form
	if a.Type == string(realname.ActionDeclare) {
		command, about = "declaration", say.Declaration
	}
	s.load()
	var fields []g.Node
	for _, name := range a.Fields {
		fields = append(fields, s.fields(name)...)
	}
	rows := []g.Node{h.H2(g.Text(s.t(about)))}
	if command == "form" {
		rows = append(rows, frame.Facts(frame.Fact{Name: s.t(texts.Home.Region), Value: s.t(texts.Home.Mainland), More: s.international()}))
	}
	rows = append(rows, h.Form(h.Method("post"), h.Action(s.path(s.c.ID)+"/"+command), h.EncType("multipart/form-data"), g.Attr("novalidate"),
		byEnter(), key(), g.Group(fields), s.consentsOf(a), h.Div(h.Class("field"), h.Button(g.Text(s.t(texts.Case.Next))))))
	if command == "form" && s.c.Step != "" {
		rows = append(rows, s.ahead(a.Methods))
	}
	var without []option
	for _, o := range a.Methods {
		if realname.Method(o.Method).TakesOver() && command == "form" {
			without = append(without, o)
		}
	}
	before := []g.Node{s.kinds(a.Kinds)}
	if len(without) > 0 {
		before = append(before, s.methods(without))
	}
	return g.Group{g.Group(before), frame.Card(rows...)}
}

// kinds lets the present subject, who has proven it, choose what the change is to be (RULES D11): it is what it was opened as,
// unless another one is chosen.
func (s *sheet) kinds(all []kindOffer) g.Node {
	if len(all) == 0 {
		return nil
	}
	own := texts.About(realname.Kind(s.c.Kind))
	rows := []g.Node{h.H2(g.Text(s.t(texts.Form.Kind))), h.P(h.B(g.Text(s.t(own.Title))), g.Text(" "), frame.Badge("good", s.t(texts.Form.KindNow)),
		h.Br(), h.Span(h.Class("dim"), g.Text(s.t(own.Hint))))}
	for _, k := range all {
		var advice []g.Node
		for _, a := range k.Advice {
			advice = append(advice, h.Li(g.Text(a.say(s.lang))))
		}
		rows = append(rows, h.Form(h.Method("post"), h.Action(s.path(s.c.ID)+"/kind"), key(), frame.Hidden("kind", k.Kind), h.Ul(h.Class("list"), g.Group(advice)),
			h.Button(h.Class("plain"), g.Text(s.t(texts.Form.KindInstead)+s.lang.Pick(k.Title, k.TitleZH)))))
	}
	return frame.Card(rows...)
}

func (s *sheet) international() g.Node {
	return h.Small(g.Text(s.t(texts.Form.International)))
}

// consentsOf are the agreements that go with a form (RULES D4).
func (s *sheet) consentsOf(a *action) g.Node {
	if len(a.Consents) == 0 {
		return nil
	}
	return h.FieldSet(h.Legend(g.Text(s.t(texts.Form.Consents))), s.consents(a.Consents), s.wrong("consents"))
}

// ahead says by what it will be proven, before anything is typed (RULES A11).
func (s *sheet) ahead(methods []option) g.Node {
	if len(methods) == 0 {
		return nil
	}
	return h.Details(h.Summary(g.Text(s.t(texts.Form.Ahead))), h.Ul(h.Class("list"), g.Map(methods, func(o option) g.Node {
		return h.Li(g.Text(s.lang.Pick(o.Name, o.NameZH)+" — "+s.lang.Pick(o.Hint, o.HintZH)+" "), frame.Badge("", s.lang.Pick(o.Duration, o.DurationZH)))
	})))
}

// fields draws a field of the API, with those that it is made of.
func (s *sheet) fields(name string) []g.Node {
	if slices.Contains(noField, name) {
		return nil
	}
	if name == "licence" {
		return []g.Node{s.picture("licence", []string{string(realname.LicencePicture)}, "licence")}
	}
	made, isObject := parts[name]
	if !isObject {
		return []g.Node{s.field(name)}
	}
	if name == "representative" && s.c.NextAction.Type == string(realname.ActionDeclare) {
		made = append([]string{"representative.document_kind"}, made...)
	}
	var all []g.Node
	for _, one := range made {
		all = append(all, s.field(one))
	}
	about := s.reads(name)
	return []g.Node{h.FieldSet(h.Legend(g.Text(s.t(about.Label))), g.If(about.Hint.EN != "", h.P(h.Class("dim"), g.Text(s.t(about.Hint)))), h.Div(h.Class("duo"), g.Group(all)))}
}

// field is one field: a label, what helps, and what is wrong with it.
func (s *sheet) field(name string) g.Node {
	about := s.reads(name)
	id := "f-" + name
	label := []g.Node{h.For(id), g.Text(s.t(about.Label)), g.If(!slices.Contains(optional, name), h.B(h.Aria("hidden", "true"), g.Text(" *")))}
	hint := g.If(about.Hint.EN != "", h.Small(h.ID(id+"-hint"), g.Text(s.t(about.Hint))))
	class := "field"
	if name == "birth_date" { // it stands in the number of a resident ID, and is asked for where that is not chosen
		class += " born"
	}
	return h.Div(h.Class(class), h.Label(label...), s.input(name, id, about), hint, s.wrong(name))
}

// reads is what people read at a field: of an enterprise, and of a code that was sent, something else.
func (s *sheet) reads(name string) texts.FieldText {
	next := ""
	if s.c.NextAction != nil {
		next = s.c.NextAction.Type
	}
	switch {
	case name == "code" && next == string(realname.ActionConfirmCode):
		return texts.Field("sent_code")
	case name == "name" && realname.Kind(s.c.Kind).Subject() == realname.EnterpriseSubject &&
		next != string(realname.ActionNameHandler):
		return texts.Field("enterprise_name")
	case next == string(realname.ActionDeclare) && texts.Field("present_"+name).Label.EN != "":
		return texts.Field("present_" + name)
	}
	return texts.Field(name)
}

// wrong is what is wrong with a field; our script writes there too.
func (s *sheet) wrong(name string) g.Node {
	return h.P(h.Class("wrong"), h.ID("f-"+name+"-wrong"), g.Text(s.faultOf(name)))
}

// faults is what was refused: where several fields are wrong, each with a link that leads to it (FAULTS S4).
func (s *sheet) faults() g.Node {
	if len(s.p.Errors) < 2 {
		return s.fault(s.p)
	}
	all := s.p.faults(s.lang)
	return frame.Note("bad", s.t(texts.Form.Several), h.Ul(h.Class("list"), g.Map(s.p.Errors, func(f fieldFault) g.Node {
		name := f.name()
		label := s.t(s.reads(name).Label)
		if label == "" {
			return h.Li(g.Text(all[name]))
		}
		return h.Li(h.A(h.Href("#f-"+name), g.Text(label)), g.Text(s.lang.Pick(": ", "：")+all[name]))
	})))
}

// faultOf finds the fault of a field: where the API names it otherwise than its body does, by what it ends in.
func (s *sheet) faultOf(name string) string {
	if s.p == nil {
		return ""
	}
	all := s.p.faults(s.lang)
	if f, ok := all[name]; ok {
		return f
	}
	for field, f := range all {
		if len(field) > len(name) && field[len(field)-len(name)-1:] == "."+name {
			return f
		}
	}
	return ""
}

// value is what was entered, or what is known.
func (s *sheet) value(name string) string {
	if s.entered != nil {
		return s.entered.Get(name)
	}
	if value := s.plain.Get(name); value != "" || !s.asked("sample") {
		return value
	}
	return s.sampleOf(name)
}

func (s *sheet) input(name, id string, about texts.FieldText) g.Node {
	all := []g.Node{h.ID(id), h.Name(name)}
	if !slices.Contains(optional, name) {
		all = append(all, h.Required())
	}
	if s.faultOf(name) != "" {
		all = append(all, h.Aria("invalid", "true"))
	}
	described := id + "-wrong"
	if about.Hint.EN != "" {
		described = id + "-hint " + described
	}
	all = append(all, h.Aria("describedby", described))
	if choices := s.choices(name); choices != nil {
		chosen := s.value(name)
		all = append(all, g.Map(choices, func(c choice) g.Node {
			return h.Option(h.Value(c.value), g.If(c.value == chosen, h.Selected()), g.Text(c.word))
		}))
		return h.Select(all...)
	}
	all = append(all, h.Type("text"), h.Value(s.value(name)), h.MaxLength("200"), g.Attr("spellcheck", "false"),
		h.AutoComplete(cmp.Or(about.Complete, "off")))
	if about.Mode != "" {
		all = append(all, g.Attr("inputmode", about.Mode))
	}
	if about.Check != "" {
		all = append(all, h.Data("check", about.Check), h.Data("wrong", s.t(about.Wrong)))
	}
	if name == "address.region" {
		all = append(all, h.List("regions"))
		return g.Group{h.Input(all...), h.DataList(h.ID("regions"), g.Map(texts.Regions, func(r string) g.Node { return h.Option(h.Value(r)) }))}
	}
	return h.Input(all...)
}

// choice is one of a field's choices.
type choice struct{ value, word string }

// choices are those of a field that is chosen and not typed; nil: it is typed.
func (s *sheet) choices(name string) (all []choice) {
	switch name {
	case "document_kind":
		for _, kind := range []identity.DocumentKind{identity.ResidentID, identity.HKMacaoPermit, identity.TaiwanPermit} {
			word := s.t(texts.Document(string(kind)))
			if kind == identity.ResidentID { // of the same form (RULES A5)
				word += s.t(texts.Form.WithResidence)
			}
			all = append(all, choice{string(kind), word})
		}
	case "representative.document_kind":
		for _, kind := range []string{string(identity.ResidentID), "passport", "driving_licence"} {
			all = append(all, choice{kind, s.t(texts.Document(kind))})
		}
	case "licence_kind":
		for _, kind := range texts.LicenceKinds {
			all = append(all, choice{kind.Value, s.t(kind.Title)})
		}
	case "code_kind":
		for _, kind := range []identity.CodeKind{identity.UnifiedCode, identity.RegistrationNumber, identity.OtherCode} {
			all = append(all, choice{string(kind), s.t(texts.Document(string(kind)))})
		}
	case "industry":
		all = append(all, choice{"", s.t(texts.Form.Choose)})
		for _, section := range texts.Industries {
			all = append(all, choice{section.Value, section.Value + " " + s.t(section.Title)})
		}
	case "card.bank":
		for _, o := range s.options() {
			for _, b := range o.Banks {
				all = append(all, choice{b.Code, s.lang.Pick(b.Name, b.NameZH)})
			}
		}
	}
	return all
}

// options are the methods that the case offers.
func (s *sheet) options() []option {
	if s.c.NextAction != nil && len(s.c.NextAction.Methods) > 0 {
		return s.c.NextAction.Methods
	}
	var all list[option]
	if s.get(s.apiCase("/methods"), &all) != nil {
		return nil
	}
	return all.Data
}

// load fetches what was filled in, in plaintext: it is the holder's own, and shown until it is proven (RULES B12). Where that
// is refused, what the case says masked is shown.
func (s *sheet) load() {
	if s.plain != nil {
		return
	}
	s.plain = url.Values{}
	if len(s.c.History) == 1 { // it was opened, and nothing more
		return
	}
	var form map[string]any
	if s.get(s.apiCase("/form"), &form) == nil {
		flatten(s.plain, "", form)
	}
}

// flatten is nest, turned round.
func flatten(into url.Values, at string, body map[string]any) {
	for name, value := range body {
		switch value := value.(type) {
		case string:
			into.Set(at+name, value)
		case map[string]any:
			flatten(into, at+name+".", value)
		}
	}
}
