package api

import (
	"context"

	"shiming/shared/identity"
	"shiming/shared/realname"
	"shiming/shared/steps"
	"shiming/shared/vault"
)

// command makes an endpoint of a step that changes a case.
func command(s Settings, route Route, do func(ctx context.Context, c call, ask steps.Ask, id realname.CaseID) (realname.Case, error)) Endpoint {
	return commandWith(s, route, do, func(context.Context, realname.Case, *caseView) error { return nil })
}

// commandWith is command with an answer that holds more than the case itself says.
func commandWith(s Settings, route Route, do func(ctx context.Context, c call, ask steps.Ask, id realname.CaseID) (realname.Case, error), more func(context.Context, realname.Case, *caseView) error) Endpoint {
	return Endpoint{route, func(ctx context.Context, c call) (reply, error) {
		fields, err := c.ask(route)
		if err != nil {
			return reply{}, err
		}
		ask := steps.Ask{By: c.actor, Replay: fields.replay, Versions: fields.versions}
		after, err := do(ctx, c, ask, realname.CaseID(c.Params["case"]))
		if err != nil {
			return reply{}, err
		}
		status := 200
		if route.Key() == RouteOpenCase.Key() {
			status = 201
		}
		c.audit.Case, c.audit.Account = after.ID, after.Account
		view := viewCase(s, after, after.UpdatedAt()) // as it was then: a repeated request gets the same bytes
		if err := more(ctx, after, &view); err != nil {
			return reply{}, err
		}
		return reply{status: status, body: view, etag: etag(after.Version())}, nil
	}}
}

// openCaseBody is what a case is opened with.
//
//openapi:schema OpenCaseRequest
type openCaseBody struct {
	Kind     realname.Kind      `json:"kind"`
	Account  realname.AccountID `json:"account,omitempty"`
	Channel  realname.Channel   `json:"channel,omitempty"`
	Consents []consentBody      `json:"consents,omitempty"`
}

// OpenCase serves POST /v1/cases.
func OpenCase(s Settings, step steps.OpenCase) Endpoint {
	return command(s, RouteOpenCase, func(ctx context.Context, c call, ask steps.Ask, _ realname.CaseID) (realname.Case, error) {
		var body openCaseBody
		if err := decode(c.Request, &body); err != nil {
			return realname.Case{}, err
		}
		if body.Kind == "" {
			return realname.Case{}, realname.RefuseField(realname.CodeFieldRequired, "kind")
		}
		if body.Account == "" {
			body.Account = c.actor.Account
		}
		if body.Account == "" {
			return realname.Case{}, realname.RefuseField(realname.CodeFieldRequired, "account")
		}
		if body.Channel != "" && !body.Channel.Valid() {
			return realname.Case{}, realname.RefuseField(realname.CodeFieldInvalid, "channel")
		}
		return step.Do(ctx, ask, body.Account, realname.Opening{Kind: body.Kind, Channel: body.Channel, Consents: consents(body.Consents)})
	})
}

// methodBody is a method with who or what proves it. Its fields are plain only until they are parsed.
//
//openapi:schema ChooseMethodRequest
type methodBody struct {
	Method         realname.Method `json:"method"`
	Representative *partyBody      `json:"representative,omitempty"`
	Card           *cardBody       `json:"card,omitempty"`
	Account        string          `json:"group_account,omitempty"`
}

// cardBody is a bank card with the phone that the bank holds (RULES B7).
//
//openapi:schema CardInput
type cardBody struct {
	Bank   string `json:"bank"`
	Number string `json:"number"`
	Phone  string `json:"phone"`
}

// means parses who or what proves it.
func (b methodBody) means() (m steps.Means, err error) {
	if len(b.Account) > 64 {
		return m, realname.RefuseField(realname.CodeFieldInvalid, "group_account")
	}
	m.Account = b.Account
	if b.Representative != nil {
		representative, err := b.Representative.representative()
		if err != nil {
			return m, err
		}
		m.Representative = &representative
	}
	if b.Card == nil {
		return m, nil
	}
	if err := required("card.bank", b.Card.Bank, "card.number", b.Card.Number, "card.phone", b.Card.Phone); err != nil {
		return m, err
	}
	m.Card = &vault.Card{Bank: b.Card.Bank}
	if m.Card.Number, err = identity.ParseBankCard(b.Card.Number); err != nil {
		return m, realname.RefuseField(realname.CodeCardInvalid, "card.number").Because(err)
	}
	if m.Card.Phone, err = identity.ParsePhone(b.Card.Phone); err != nil {
		return m, realname.RefuseField(realname.CodePhoneInvalid, "card.phone").Because(err)
	}
	return m, nil
}

// ChooseMethod serves POST /v1/cases/{case}/method.
func ChooseMethod(s Settings, step steps.ChooseMethod) Endpoint {
	return command(s, RouteChooseMethod, func(ctx context.Context, c call, ask steps.Ask, id realname.CaseID) (realname.Case, error) {
		var body methodBody
		if err := decode(c.Request, &body); err != nil {
			return realname.Case{}, err
		}
		if err := required("method", string(body.Method)); err != nil {
			return realname.Case{}, err
		}
		means, err := body.means()
		if err != nil {
			return realname.Case{}, err
		}
		return step.Do(ctx, ask, id, body.Method, means)
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
