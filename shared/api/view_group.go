package api

import (
	"shiming/shared/realname"
	"shiming/shared/texts"
)

// bankView is a bank whose cards are taken (RULES B7).
//
//openapi:schema Bank
type bankView struct {
	Code   string `json:"code"`
	Name   string `json:"name"`
	NameZH string `json:"name_zh"`
}

// viewBanks lists the banks of the policy with the method that needs one.
func viewBanks(p *realname.Policy, m realname.Method) (all []bankView) {
	if !m.NeedsCard() {
		return nil
	}
	for _, b := range p.Banks {
		all = append(all, bankView{Code: b.Code, Name: b.NameEN, NameZH: b.Name})
	}
	return all
}

// wayView is one thing that somebody can do whose document is in use (RULES B10): open a case of the kind, or choose the
// method in this one. First is what is to be asked of this case before, by the last part of its address.
//
//openapi:schema WayOut
type wayView struct {
	Way     realname.WayOut `json:"way"`
	Title   string          `json:"title"`
	TitleZH string          `json:"title_zh"`
	Hint    string          `json:"hint"`
	HintZH  string          `json:"hint_zh"`
	Kind    realname.Kind   `json:"kind,omitempty"`
	Method  realname.Method `json:"method,omitempty"`
	First   string          `json:"first,omitempty"`
}

// viewWays lists the ways out of the case as it is. There are none before something was proven (THREATS Q2).
func viewWays(s Settings, c realname.Case) (all []wayView) {
	for _, w := range s.Policy.WaysOutOf(c) {
		t := texts.WayOut(w)
		v := wayView{Way: w, Title: t.Title.EN, TitleZH: t.Title.ZH, Hint: t.Hint.EN, HintZH: t.Hint.ZH}
		switch w {
		case realname.WayAppeal:
			v.Kind = c.AppealKind()
		case realname.WayEnterprise:
			v.Kind = realname.EnterpriseVerification
		case realname.WayBinding:
			v.Method = realname.Binding
		}
		if v.Kind != "" && !c.Last().State.Terminal() { // an account has one case open
			v.First = "cancel"
		}
		all = append(all, v)
	}
	return all
}
