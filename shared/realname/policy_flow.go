package realname

import (
	"slices"

	"shiming/shared/identity"
)

// FlowPolicy is one kind of case, as a cloud has it (RULES H1). A new flow is a new row of the policy file.
type FlowPolicy struct {
	Kind Kind `json:"kind"`
	// Channel is how it is brought; empty is at the screen (RULES E6).
	Channel Channel `json:"channel,omitempty"`
	// Of narrows a kind to accounts of people or of enterprises; empty: both.
	Of SubjectKind `json:"of,omitempty"`
	// Steps are walked in this order.
	Steps []Step `json:"steps"`
	// Days is how many days a case stays open without being finished (RULES D7).
	Days int `json:"days"`
	// CoolDownDays is how many days must have passed since the last verification (RULES D2).
	CoolDownDays int `json:"cool_down_days,omitempty"`
	// Consents are the agreements to accept at the beginning, FormConsents those that go with the form (RULES D4).
	Consents     []string `json:"consents,omitempty"`
	FormConsents []string `json:"form_consents,omitempty"`
	// Identify lists by what the present subject proves itself; the first that fits its document.
	Identify []MethodPolicy `json:"identify,omitempty"`
	// Papers are what has to be handed in, or sent by post: of each group at least one.
	Papers [][]Purpose `json:"papers,omitempty"`
	// Methods lists how it is proven, the recommended one first (RULES A9).
	Methods []MethodPolicy `json:"methods,omitempty"`
	// Guards are what stands in the way, Warns what is only warned of (RULES E3).
	Guards []Hindrance `json:"guards,omitempty"`
	Warns  []Hindrance `json:"warns,omitempty"`
	// AtOnce takes a new name over without papers when the register confirms it (RULES D8).
	AtOnce bool `json:"at_once,omitempty"`
	// ReviewWorkdays is until when a review of the papers is overdue; 0: the policy's.
	ReviewWorkdays int `json:"review_workdays,omitempty"`
}

// MethodPolicy offers one method for some documents.
type MethodPolicy struct {
	Method    Method                  `json:"method"`
	Documents []identity.DocumentKind `json:"documents,omitempty"` // of people
	// CommercialOnly: for enterprises of the commercial register only (RULES A7, C9).
	CommercialOnly bool `json:"commercial_only,omitempty"`
	// UnusedInGroup: refused for a document that has verified another account of the group (RULES B10).
	UnusedInGroup bool `json:"unused_in_group,omitempty"`
}

// CardBank is a bank whose cards are taken (RULES B7).
type CardBank struct {
	Code   string `json:"code"`
	Name   string `json:"name"`
	NameEN string `json:"name_en"`
}

// Site is another site of the group.
type Site struct {
	Site    string `json:"site"`
	Title   string `json:"title"`
	TitleEN string `json:"title_en"`
	URL     string `json:"url"`
	// ChangedThere: an identity that was taken over from there is changed there, not here (RULES E4).
	ChangedThere bool `json:"changed_there,omitempty"`
}

// WayOut is what somebody can do whose document is in use already (RULES B10).
//
//openapi:schema Way
type WayOut string

const (
	// WayAppeal is for who never did this.
	WayAppeal WayOut = "appeal"
	// WayEnterprise is for an account that is a company's.
	WayEnterprise WayOut = "enterprise_verification"
	// WayBinding is for who knows the account.
	WayBinding WayOut = "binding"
)

// Valid reports whether w is one of the ways.
func (w WayOut) Valid() bool { return w == WayAppeal || w == WayEnterprise || w == WayBinding }

// asks reports whether the platform is asked before a case of the flow begins (RULES E3).
func (f FlowPolicy) asks() bool { return len(f.Guards)+len(f.Warns) > 0 }

// flow returns the row of the kind and channel for an account that belongs to present; without a channel the first.
func (p *Policy) flow(k Kind, channel Channel, present *Identity) (FlowPolicy, bool) {
	fits := func(f FlowPolicy) bool {
		return f.Kind == k && (channel == "" || channel == f.channel()) && (f.Of == "" || present == nil || f.Of == present.Kind)
	}
	if i := slices.IndexFunc(p.Flows, fits); i >= 0 {
		return p.Flows[i], true
	}
	// A kind that is offered for others is told from one that nobody has.
	i := slices.IndexFunc(p.Flows, func(f FlowPolicy) bool { return f.Kind == k && (channel == "" || channel == f.channel()) })
	if i < 0 {
		return FlowPolicy{}, false
	}
	return p.Flows[i], true
}

func (f FlowPolicy) channel() Channel {
	if f.Channel == "" {
		return Online
	}
	return f.Channel
}

// flowOf returns the row of the case; a bare one when the policy has it no more.
func (p *Policy) flowOf(c Case) FlowPolicy {
	channel := c.Channel
	if channel == "" {
		channel = Online // not the first that the policy has, which may be another
	}
	f, _ := p.flow(c.Kind, channel, c.Present())
	return f
}

// Offers reports whether the policy has the kind at all.
func (p *Policy) Offers(k Kind) bool {
	return slices.ContainsFunc(p.Flows, func(f FlowPolicy) bool { return f.Kind == k })
}

// Asks reports whether the platform has to be asked before a case of the kind is opened on the account (RULES E3).
func (p *Policy) Asks(o Opening, a Account) bool {
	f, ok := p.flow(o.Kind, o.Channel, a.Identity)
	return ok && f.asks()
}

// Guards reports whether what the platform says can stand in the way of such a case (RULES E2, E3).
func (p *Policy) Guards(o Opening, a Account) bool {
	f, ok := p.flow(o.Kind, o.Channel, a.Identity)
	return ok && len(f.Guards) > 0
}

// ReviewWorkdays is within how many working days a review of the case is to be decided (RULES C7, D7, E2).
func (c Case) ReviewWorkdays(p *Policy) int {
	if days := p.flowOf(c).ReviewWorkdays; days > 0 && c.Method() != CorporateTransfer {
		return days
	}
	return p.Review.Workdays
}

// UnusedInGroup reports whether the method of the case is refused for a document that has verified another account of the
// group (RULES B10).
func (c Case) UnusedInGroup(p *Policy) bool {
	return slices.ContainsFunc(p.methods(c), func(m MethodPolicy) bool { return m.Method == c.Method() && m.UnusedInGroup })
}

// Bank returns the bank with the code; false when its cards are not taken (RULES B7).
func (p *Policy) Bank(code string) (CardBank, bool) {
	i := slices.IndexFunc(p.Banks, func(b CardBank) bool { return b.Code == code })
	if i < 0 {
		return CardBank{}, false
	}
	return p.Banks[i], true
}

// Site returns the site of that name.
func (p *Policy) Site(name string) (Site, bool) {
	i := slices.IndexFunc(p.Sites, func(s Site) bool { return s.Site == name })
	if i < 0 {
		return Site{}, false
	}
	return p.Sites[i], true
}

func (p *Policy) changedThere(site string) bool {
	s, ok := p.Site(site)
	return ok && s.ChangedThere
}

// WaysOutOf lists what somebody can do whose case was refused because the document is in use (RULES B10).
func (p *Policy) WaysOutOf(c Case) []WayOut {
	if code := c.Last().Fault; code != CodeQuotaExceeded && code != CodeDocumentInUse {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(p.WaysOut), func(w WayOut) bool {
		return w == WayBinding && c.Last().State.Terminal() || w == WayEnterprise && c.Kind != PersonalVerification
	})
}
