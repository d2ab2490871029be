package realname

import (
	"slices"
	"time"
)

// asks reports whether the platform is asked before a case of the flow begins (RULES E3).
func (f FlowPolicy) asks() bool { return len(f.Guards)+len(f.Warns) > 0 }

// life is how long a case of the flow stays open.
func (f FlowPolicy) life() time.Duration { return time.Duration(f.Days) * 24 * time.Hour }

func (f FlowPolicy) channel() Channel {
	if f.Channel == "" {
		return Online
	}
	return f.Channel
}

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

// International is the site for whom this one does not serve; nil where the policy names none (RULES A5, A6).
func (p *Policy) International() *Site {
	if p.InternationalSite == "" {
		return nil
	}
	return &Site{Site: "international", Title: "国际站", TitleEN: "International site", URL: p.InternationalSite}
}

func (p *Policy) changedThere(site string) bool {
	s, ok := p.Site(site)
	return ok && s.ChangedThere
}

// Agreement returns the agreement with the id.
func (p *Policy) Agreement(id string) (Agreement, bool) {
	i := slices.IndexFunc(p.Agreements, func(a Agreement) bool { return a.ID == id })
	if i < 0 {
		return Agreement{}, false
	}
	return p.Agreements[i], true
}

func (p *Policy) agreements(ids []string) []Agreement {
	var all []Agreement
	for _, id := range ids {
		if a, ok := p.Agreement(id); ok {
			all = append(all, a)
		}
	}
	return all
}

// accepted says whether what was accepted is what is asked for, word for word, and returns the records of it. Refused:
// consent_required, consent_outdated.
func (p *Policy) accepted(asked []string, given []Consent) ([]Consent, error) {
	var records []Consent
	for _, a := range p.agreements(asked) {
		i := slices.IndexFunc(given, func(c Consent) bool { return c.Agreement == a.ID })
		if i < 0 {
			return nil, RefuseField(CodeConsentRequired, "consents")
		}
		if given[i].Version != a.Version || given[i].SHA256 != a.SHA256 {
			return nil, RefuseField(CodeConsentOutdated, "consents")
		}
		records = append(records, Consent{Agreement: a.ID, Title: a.Title, Version: a.Version, SHA256: a.SHA256})
	}
	for _, c := range given {
		if !slices.Contains(asked, c.Agreement) {
			return nil, RefuseField(CodeFieldInvalid, "consents")
		}
	}
	return records, nil
}

// FormConsents are the agreements that go with the form of the case: of taking over (RULES D4).
func (c Case) FormConsents(p *Policy) []Agreement { return p.agreements(p.flowOf(c).FormConsents) }

// ReviewWorkdays is within how many working days a review of the case is to be decided (RULES C7, D7, E2).
func (c Case) ReviewWorkdays(p *Policy) int {
	if days := p.flowOf(c).ReviewWorkdays; days > 0 && !c.Method().PaysOut() {
		return days
	}
	return p.Review.Workdays
}

// TriesLeft says how many payments, amounts or codes may still be wrong before it fails; 0 when nothing is counted.
func (c Case) TriesLeft(p *Policy) int {
	state := c.Last().State
	if state == AwaitingPayment {
		return p.Deposit.TopUpPayments - c.payments()
	}
	if state == Confirming {
		return p.Deposit.ConfirmTries - c.amounts()
	}
	if state == AwaitingCode {
		return p.Codes.Tries - c.codesWrong()
	}
	return 0
}

// AppealKind is the kind of appeal that is about what the form of the case names: a person's document, or an enterprise.
func (c Case) AppealKind() Kind { return c.Kind.Subject().appeal() }

// WaysOutOf lists what somebody can do whose case was refused because the document is in use (RULES B10).
func (p *Policy) WaysOutOf(c Case) []WayOut {
	if code := c.Last().Fault; code != CodeQuotaExceeded && code != CodeDocumentInUse {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(p.WaysOut), func(w WayOut) bool {
		return w == WayBinding && c.Last().State.Terminal() || w == WayAppeal && !p.Offers(c.AppealKind()) || w == WayEnterprise && c.Kind != PersonalVerification
	})
}

// Posts reports whether papers are posted in one of the flows (RULES E6).
func (p *Policy) Posts() bool {
	return slices.ContainsFunc(p.Flows, func(f FlowPolicy) bool { return slices.Contains(f.Steps, StepPost) })
}
