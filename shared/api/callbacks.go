package api

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"shiming/shared/realname"
	"shiming/shared/steps"
)

// SettleCheck serves POST /v1/callbacks/{provider}. The signature is the authentication; an authentic callback that
// changes nothing (repeated, late) is answered like one that counted, and the audit trail knows the difference.
func SettleCheck(step steps.SettleCheck) Endpoint {
	return Endpoint{RouteSettleCheck, func(ctx context.Context, c call) (reply, error) {
		return settle(ctx, c, c.Params["provider"], func(ctx context.Context, cb steps.Callback) (steps.Settled, error) {
			return step.Do(ctx, c.Params["provider"], cb)
		})
	}}
}

// settle takes a signed callback of the provider.
func settle(ctx context.Context, c call, provider string, do func(context.Context, steps.Callback) (steps.Settled, error)) (reply, error) {
	header := http.Header{}
	for name, value := range c.Header {
		header.Set(name, value)
	}
	c.audit.Role = realname.Provider
	settled, err := do(ctx, steps.Callback{Header: header, Body: c.Body})
	if err != nil {
		return reply{}, err
	}
	c.audit.Who = provider // known by its signature from here on
	c.audit.took(settled)
	return reply{body: struct {
		Object   string `json:"object"`
		Received bool   `json:"received"`
	}{"callback", true}}, nil
}

// took fills in what became of a provider's word.
func (e *Entry) took(s steps.Settled) {
	e.Case, e.Account, e.Code = s.Case.ID, s.Case.Account, s.Ignored
	if s.Counted {
		e.Role, e.Who = s.Case.Last().By, s.Case.Last().Who
	}
}

// Deliver takes a provider's callback in as if it had come over the wire: through the gate, signature and all. It is for
// a provider that lives in this program, as the sandbox does. The step is looked at when a callback comes.
func Deliver(g Gate, step *steps.SettleCheck, provider string) func(context.Context, steps.Callback) error {
	return func(ctx context.Context, cb steps.Callback) error {
		return handIn(ctx, g, SettleCheck(*step), provider, cb)
	}
}

// handIn passes a callback through the gate to its endpoint.
func handIn(ctx context.Context, g Gate, e Endpoint, provider string, cb steps.Callback) error {
	r := Request{Method: e.Route.Method, Params: map[string]string{"provider": provider}, Header: map[string]string{}, Body: cb.Body}
	for name := range cb.Header {
		r.Header[strings.ToLower(name)] = cb.Header.Get(name)
	}
	answer := g.Serve(e)(ctx, r)
	if answer.Status >= 500 {
		return steps.ErrUnavailable
	}
	if answer.Status != http.StatusOK {
		return fmt.Errorf("the callback was refused with %d", answer.Status)
	}
	return nil
}
