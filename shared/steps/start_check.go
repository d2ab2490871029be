package steps

import (
	"context"

	"shiming/shared/realname"
)

// StartCheck asks the provider of the chosen method for a check and puts its QR code out (RULES B3 to B6, C3 to C5, and
// the handler's face of C7).
type StartCheck struct {
	Desk
	Keys      Keys
	Providers map[realname.Method]Provider
}

// Do starts the check. The provider is asked before the commit: a check that was begun and not committed is one that
// nobody will ever scan. One read, one write.
func (s StartCheck) Do(ctx context.Context, ask Ask, id realname.CaseID, baseURL string) (realname.Case, error) {
	return change(ctx, s.Desk, ask, id, move{event: realname.CheckStarted, decide: func(c realname.Case) (realname.Command, error) {
		request, err := aboutWhom(ctx, s.Keys, c)
		if err != nil {
			return nil, err
		}
		check := c.NextCheck(s.Policy, s.Clock())
		start := realname.StartCheck{Person: request.Person, Check: check}
		if _, err := c.Apply(s.Policy, start, realname.Request{Now: s.Clock()}); err != nil {
			return nil, err // refused before the provider is troubled, or paid
		}
		provider, ok := s.Providers[check.Method]
		if !ok {
			return nil, &realname.Error{Code: realname.CodeMethodNotOffered, Field: "method"}
		}
		request.Check, request.BaseURL = check, baseURL
		start.Check.URL, err = provider.Begin(ctx, request)
		if err != nil {
			return nil, err
		}
		return start, nil
	}})
}
