package steps

import (
	"context"

	"shiming/shared/realname"
	"shiming/shared/texts"
)

// StartCheck starts what proves it: it asks the provider of the chosen method for a check and puts its QR code out (RULES
// B3 to B6, B8, C3 to C5, the handler's face of C7, the present subject's of D5 to D7), or sends a code to the phone that
// proves it (RULES B7, B9; send_code.go).
type StartCheck struct {
	Base
	Keys      Keys
	Records   Records // count checks, and the codes that one card or account is asked for
	Providers map[realname.Method]Provider
	// Names are the names of the providers in the address of callbacks, where only theirs are to count.
	Names map[realname.Method]string
	// Cards and Group are asked before a code is sent; nil where the policy has no method that needs them.
	Cards Cards
	Group Group
}

// Do starts the check. A card or an account that does not fit is refused, and counted. The provider is asked before the commit: a check that was begun and not committed is one that
// nobody will ever scan. One read, one write;
// two of each more, which count.
func (s StartCheck) Do(ctx context.Context, ask Ask, id realname.CaseID, baseURL string) (realname.Case, error) {
	event := func(c realname.Case) realname.EventType {
		if byCode(c) {
			return realname.CodeSent
		}
		return realname.CheckStarted
	}
	after, err := change(ctx, s.Base, ask, id, move{eventOf: event, decide: func(c realname.Case) (realname.Command, error) {
		if byCode(c) {
			return s.sendCode(ctx, c)
		}
		request, err := aboutWhom(ctx, s.Keys, c)
		if err != nil {
			return nil, err
		}
		check := c.NextCheck(s.Policy, s.Clock())
		check.Provider = s.Names[check.Method]
		start := realname.BeginCheck{Person: request.Person, Check: check}
		if _, err := c.Apply(s.Policy, start, realname.Request{Now: s.Clock()}); err != nil {
			return nil, err // refused before the provider is troubled, or paid
		}
		provider, ok := s.Providers[check.Method]
		if !ok {
			return nil, realname.Refuse(realname.CodeMethodUnavailable)
		}
		request.Check, request.BaseURL, request.ReturnURL = check, baseURL, baseURL+returnPath(check.ID)
		request.Account, request.Platform = c.Account.Masked(), s.Policy.Title
		purpose := texts.Kind(c.Kind)
		request.PurposeZH, request.PurposeEN = purpose.ZH, purpose.EN
		if err := s.countCheck(ctx, c); err != nil {
			return nil, err
		}
		begun, err := provider.Begin(ctx, request)
		if err != nil {
			return nil, s.uncount(ctx, s.paid(c), err)
		}
		start.Check.URL = begun.URL
		start.Ref, err = sealRef(ctx, s.Keys, check.ID, begun.Ref)
		return start, err
	}})
	if err == nil && after.Last().Type == realname.CodeRefused {
		refused := realname.Refuse(after.Last().Fault)
		if site, ok := s.Policy.Site(after.Last().Site); ok {
			refused = refused.ElsewhereAt(site)
		}
		return realname.Case{}, refused
	}
	return after, err
}
