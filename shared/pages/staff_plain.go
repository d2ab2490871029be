package pages

import (
	"net/url"
	"strings"

	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"shiming/shared/pages/frame"
	"shiming/shared/realname"
	"shiming/shared/texts"
)

// plainReview is what the API opens for a reviewer who said why.
type plainReview struct {
	plainSubject
	Present        *plainSubject
	Declaration    *plainDeclaration
	Representative *plainParty
	Handler        *plainParty
	BankAccount    *struct{ Number, Bank, Place, Branch string } `json:"bank_account"`
	Reading        *struct{ Name, Code, Address, Representative string }
	Answers        []struct{ Account, Statement string }
}

type plainSubject struct {
	Name, Code     string
	DocumentNumber string `json:"document_number"`
	BirthDate      string `json:"birth_date"`
	Address        *struct{ Region, Detail string }
	Contact        *struct {
		Name, Phone string
		Number      string `json:"document_number"`
	}
}

type plainParty struct {
	Name   string
	Number string `json:"document_number"`
}

type plainDeclaration struct {
	Name, Code, Phone, Holder string
	DocumentNumber            string `json:"document_number"`
	Representative            *plainParty
}

// unmask shows the case in plaintext, once: it is on no address, and the next page has it no more.
func (v *visit) unmask(entered url.Values) {
	plain := &plainReview{}
	if p := v.post(v.apiReview("/unmask"), map[string]string{"reason": entered.Get("reason")}, "", plain); p != nil {
		v.again(&desk{to: "unmask", entered: entered, p: p})
		return
	}
	d, p := v.openDesk()
	if p != nil {
		v.staffFail(p)
		return
	}
	d.plain = plain
	d.draw()
}

// plainly asks why somebody has to see it; or shows it, what was entered beside what was read, with what differs marked.
func (d *desk) plainly() g.Node {
	say := texts.Reviewing
	if d.plain != nil {
		return d.compared()
	}
	if d.member.Role != realname.Reviewer || !d.waits() || d.r.ClaimedBy != "" && !d.mine() {
		return nil
	}
	reasons := []struct {
		is   realname.UnmaskReason
		word texts.Sentence
	}{{realname.UnmaskToCompare, say.Compare}, {realname.UnmaskToContact, say.Contact}, {realname.UnmaskForFraud, say.Fraud}}
	var options []g.Node
	for _, r := range reasons {
		options = append(options, h.Option(h.Value(string(r.is)), g.Text(d.t(r.word))))
	}
	return frame.Card(h.H2(g.Text(d.t(say.Plain))), h.P(h.Class("dim"), g.Text(d.t(say.PlainHint))), d.act("unmask",
		h.Div(h.Class("field"), h.Label(h.For("unmask-reason"), g.Text(d.t(say.PlainReason))), h.Select(h.ID("unmask-reason"), h.Name("reason"), g.Group(options))),
		h.Button(h.Class("plain"), g.Text(d.t(say.Unmask)))))
}

// compared is the case in plaintext.
func (d *desk) compared() g.Node {
	say, p := texts.Reviewing, d.plain
	var rows []g.Node
	read := p.Reading
	row := func(name texts.Sentence, of texts.Sentence, entered, seen string) {
		if entered == "" {
			return
		}
		word := d.t(of)
		if of != name {
			word += " · " + d.t(name)
		}
		shown, verdict := g.Node(g.Text(seen)), g.Node(nil)
		switch {
		case read == nil:
		case seen == "":
			verdict = frame.Badge("", d.t(say.NotRead))
		case same(entered, seen):
			verdict = frame.Badge("good", d.t(say.Same))
		default:
			shown, verdict = g.El("mark", g.Text(seen)), frame.Badge("bad", d.t(say.Differs))
		}
		rows = append(rows, h.Tr(h.Th(h.Scope("row"), g.Text(word)), h.Td(g.Text(entered)), g.If(read != nil, h.Td(shown, g.Text(" "), verdict))))
	}
	of := func(title texts.Sentence, s plainSubject, seen struct{ Name, Code, Address, Representative string }) {
		row(say.Name, title, s.Name, seen.Name)
		row(say.Number, title, s.Code+s.DocumentNumber, seen.Code)
		row(say.Birth, title, s.BirthDate, "")
		if s.Address != nil {
			row(say.Address, title, s.Address.Region+s.Address.Detail, seen.Address)
		}
		if s.Contact != nil {
			row(say.Name, texts.Reviewing.Person, s.Contact.Name, "")
			row(say.Number, texts.Reviewing.Person, s.Contact.Number, "")
			row(say.Phone, texts.Reviewing.Person, s.Contact.Phone, "")
		}
	}
	both := func(title texts.Sentence, x *plainParty, seen string) {
		if x != nil {
			row(say.Name, title, x.Name, seen)
			row(say.Number, title, x.Number, "")
		}
	}
	var none, seen struct{ Name, Code, Address, Representative string }
	if read != nil {
		seen = *read
	}
	of(say.Form, p.plainSubject, seen)
	if p.Present != nil {
		of(say.Present, *p.Present, none)
	}
	if x := p.Declaration; x != nil {
		row(say.Name, say.Declared, x.Name, "")
		row(say.Number, say.Declared, x.Code+x.DocumentNumber, "")
		row(say.Phone, say.Declared, x.Phone, "")
		row(say.Holders, say.Declared, x.Holder, "")
		both(say.Representative, x.Representative, "")
	}
	both(say.Representative, p.Representative, seen.Representative)
	both(say.Handler, p.Handler, "")
	if x := p.BankAccount; x != nil {
		row(say.Account, say.Account, strings.Join([]string{x.Number, x.Bank, x.Place, x.Branch}, " "), "")
	}
	for _, a := range p.Answers {
		row(say.Statement, say.Answers, a.Account+": "+a.Statement, "")
	}
	column := func(s texts.Sentence) g.Node { return h.Th(h.Scope("col"), g.Text(d.t(s))) }
	return frame.Card(h.H2(g.Text(d.t(say.Plain))), h.Table(h.THead(h.Tr(column(say.Value), column(say.Entered), g.If(read != nil, column(say.Read)))), h.TBody(rows...)))
}

// same reports whether two texts are the same to a reader: blanks and the width of letters aside.
func same(a, b string) bool {
	plain := func(s string) string {
		return strings.ToUpper(strings.Map(func(r rune) rune {
			switch {
			case r == ' ' || r == '\u3000' || r == '\u00a0':
				return -1
			case r >= '！' && r <= '～':
				return r - '！' + '!'
			}
			return r
		}, s))
	}
	return plain(a) == plain(b)
}
