package api

import (
	"context"
	"net/http"

	"shiming/shared/realname"
	"shiming/shared/steps"
)

// SettleCheck serves POST /v1/callbacks/{provider}. The signature is the authentication; an authentic callback that
// changes nothing (repeated, late) is answered like one that counted, and the audit trail knows the difference.
func SettleCheck(step steps.SettleCheck) Endpoint {
	return Endpoint{RouteSettleCheck, func(ctx context.Context, c call) (reply, error) {
		header := http.Header{}
		for name, value := range c.Header {
			header.Set(name, value)
		}
		c.audit.Role = realname.Provider
		settled, err := step.Do(ctx, c.Params["provider"], steps.Callback{Header: header, Body: c.Body})
		if err != nil {
			return reply{}, err
		}
		c.audit.Who = c.Params["provider"] // known by its signature from here on
		c.audit.Case, c.audit.Account = settled.Case.ID, settled.Case.Account
		c.audit.Code = settled.Ignored
		return reply{body: struct {
			Object   string `json:"object"`
			Received bool   `json:"received"`
		}{"callback", true}}, nil
	}}
}
