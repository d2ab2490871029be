package api

import (
	"context"

	"shiming/shared/realname"
	"shiming/shared/steps"
)

// answer renders a case after a command, as it was at its newest event: a repeated request gets the same bytes.
func (s Settings) answer(status int, c realname.Case, audit *Entry) reply {
	audit.Case, audit.Account = c.ID, c.Account
	return reply{status: status, body: viewCase(s, c, c.UpdatedAt()), etag: etag(c.Version())}
}

// command makes an endpoint of a step that changes a case.
func command(s Settings, route Route, do func(ctx context.Context, c call, ask steps.Ask, id realname.CaseID) (realname.Case, error)) Endpoint {
	return Endpoint{route, func(ctx context.Context, c call) (reply, error) {
		fields, err := c.ask(route)
		if err != nil {
			return reply{}, err
		}
		ask := steps.Ask{By: c.actor, Replay: fields.replay, Version: fields.version}
		after, err := do(ctx, c, ask, realname.CaseID(c.Params["case"]))
		if err != nil {
			return reply{}, err
		}
		status := 200
		if route.Key() == RouteOpenCase.Key() {
			status = 201
		}
		return s.answer(status, after, c.audit), nil
	}}
}

// OpenCase serves POST /v1/cases.
func OpenCase(s Settings, step steps.OpenCase) Endpoint {
	return command(s, RouteOpenCase, func(ctx context.Context, c call, ask steps.Ask, _ realname.CaseID) (realname.Case, error) {
		var body struct {
			Kind    realname.Kind      `json:"kind"`
			Account realname.AccountID `json:"account"`
		}
		if err := decode(c.Request, &body); err != nil {
			return realname.Case{}, err
		}
		if body.Kind == "" {
			return realname.Case{}, &realname.Error{Code: realname.CodeFieldRequired, Field: "kind"}
		}
		if body.Account == "" {
			body.Account = c.actor.Account
		}
		if body.Account == "" {
			return realname.Case{}, &realname.Error{Code: realname.CodeFieldRequired, Field: "account"}
		}
		return step.Do(ctx, ask, body.Account, body.Kind)
	})
}

// ChooseMethod serves POST /v1/cases/{case}/method.
func ChooseMethod(s Settings, step steps.ChooseMethod) Endpoint {
	return command(s, RouteChooseMethod, func(ctx context.Context, c call, ask steps.Ask, id realname.CaseID) (realname.Case, error) {
		var body struct {
			Method         realname.Method `json:"method"`
			Representative *partyBody      `json:"representative"`
		}
		if err := decode(c.Request, &body); err != nil {
			return realname.Case{}, err
		}
		if err := required("method", string(body.Method)); err != nil {
			return realname.Case{}, err
		}
		if body.Representative == nil {
			return step.Do(ctx, ask, id, body.Method, nil)
		}
		representative, err := body.Representative.party("representative")
		if err != nil {
			return realname.Case{}, err
		}
		return step.Do(ctx, ask, id, body.Method, &representative)
	})
}

// StartCheck serves POST /v1/cases/{case}/check.
func StartCheck(s Settings, step steps.StartCheck) Endpoint {
	return command(s, RouteStartCheck, func(ctx context.Context, c call, ask steps.Ask, id realname.CaseID) (realname.Case, error) {
		if err := noBody(c.Request); err != nil {
			return realname.Case{}, err
		}
		return step.Do(ctx, ask, id, c.BaseURL)
	})
}

// GoBack serves POST /v1/cases/{case}/back.
func GoBack(s Settings, step steps.GoBack) Endpoint {
	return command(s, RouteGoBack, func(ctx context.Context, c call, ask steps.Ask, id realname.CaseID) (realname.Case, error) {
		if err := noBody(c.Request); err != nil {
			return realname.Case{}, err
		}
		return step.Do(ctx, ask, id)
	})
}

// CancelCase serves POST /v1/cases/{case}/cancel.
func CancelCase(s Settings, step steps.CancelCase) Endpoint {
	return command(s, RouteCancelCase, func(ctx context.Context, c call, ask steps.Ask, id realname.CaseID) (realname.Case, error) {
		if err := noBody(c.Request); err != nil {
			return realname.Case{}, err
		}
		return step.Do(ctx, ask, id)
	})
}
