package api

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"

	"shiming/shared/realname"
	"shiming/shared/steps"
)

// SettleCheck serves POST /v1/callbacks/{provider}. The signature is the authentication; an authentic callback that
// changes nothing (repeated, late) is answered like one that counted, and the audit trail knows the difference.
func SettleCheck(step steps.SettleCheck) Endpoint {
	return Endpoint{RouteSettleCheck, func(c *call) (reply, error) {
		provider := c.http.PathValue("provider")
		return takeSigned(c, provider, func(ctx context.Context, cb steps.Callback) (steps.NoticeResult, error) {
			return step.Do(ctx, provider, cb)
		})
	}}
}

// takeSigned takes a signed callback of the provider.
func takeSigned(c *call, provider string, do func(context.Context, steps.Callback) (steps.NoticeResult, error)) (reply, error) {
	c.audit.Role = realname.Provider
	result, err := do(c.http.Context(), steps.Callback{Header: c.http.Header, Body: c.body})
	if err != nil {
		return reply{}, err
	}
	c.audit.Who = provider // known by its signature from here on
	c.audit.took(result)
	return reply{body: struct {
		head
		Received bool `json:"received"`
	}{c.head("callback"), true}}, nil
}

// HearWeChat serves POST /v1/wechat/events, where the WeChat Open Platform sends a component its tickets, and the grants of
// official accounts (RULES C3). The signature is the authentication; nil: no component is set up, and nobody is heard. What
// is not the platform's is refused; to the rest the answer is the word that it waits for, else it sends the same again.
func HearWeChat(component steps.Listener, clock steps.Clock) Endpoint {
	return Endpoint{RouteHearWeChat, func(c *call) (reply, error) {
		if component == nil {
			return reply{}, realname.Refuse(realname.CodeRouteUnknown)
		}
		c.audit.Role = realname.Provider
		cb := steps.Callback{Header: c.http.Header, Query: c.http.URL.Query(), Body: c.body}
		if err := component.Hear(c.http.Context(), cb, clock()); err != nil {
			return reply{}, err
		}
		c.audit.Who = "wechat" // known by its signature from here on
		return reply{raw: []byte("success"), header: typed("text/plain; charset=utf-8")}, nil
	}}
}

// took fills in what became of a provider's word.
func (e *AuditEntry) took(s steps.NoticeResult) {
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
	status := g.play(ctx, e, "provider", provider, cb)
	if status >= 500 {
		return steps.ErrUnavailable
	}
	if status != http.StatusOK {
		return fmt.Errorf("the callback was refused with %d", status)
	}
	return nil
}

// play passes a request that comes from within this program through the gate, with what its path names. It returns the status.
func (g Gate) play(ctx context.Context, e Endpoint, path, id string, message steps.Callback) int {
	r := (&http.Request{
		Method: e.Route.Method, URL: &url.URL{}, Header: message.Header, Body: io.NopCloser(bytes.NewReader(message.Body)),
	}).WithContext(ctx)
	r.SetPathValue(path, id)
	var answer Recorder
	g.Serve(e)(&answer, r, Edge{})
	return answer.Status
}
