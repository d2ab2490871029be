package api

import (
	"context"
	"encoding/json"

	"shiming/shared/identity"
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

// personBody is the personal form (RULES B1). Its fields are plain only until they are parsed.
type personBody struct {
	Region   string                `json:"region"`
	Name     string                `json:"name"`
	Kind     identity.DocumentKind `json:"document_kind"`
	Number   string                `json:"document_number"`
	Birth    string                `json:"birth_date"`
	Industry string                `json:"industry"`
	Address  addressBody           `json:"address"`
}

// person parses the form. Regions and documents that this site does not serve are pointed elsewhere (RULES A5).
func (b personBody) person() (realname.Person, error) {
	p := realname.Person{Industry: b.Industry, Address: b.Address.address()}
	if b.Region != "" && b.Region != "CN" {
		return p, &realname.Error{Code: realname.CodeRegionNotSupported, Field: "region"}
	}
	err := required("name", b.Name, "document_kind", string(b.Kind), "document_number", b.Number)
	if err != nil {
		return p, err
	}
	if !b.Kind.Valid() {
		return p, &realname.Error{Code: realname.CodeDocNotSupported, Field: "document_kind"}
	}
	if p.Name, err = identity.ParseName(b.Name); err != nil {
		return p, &realname.Error{Code: realname.CodeNameInvalid, Field: "name", Cause: err}
	}
	if p.Document, err = identity.ParseDocument(b.Kind, b.Number); err != nil {
		return p, &realname.Error{Code: realname.CodeNumberInvalid, Field: "document_number", Cause: err}
	}
	birth, known := p.Document.Birth()
	if b.Birth == "" {
		p.Birth = birth
		return p, nil
	}
	if p.Birth, err = identity.ParseDate(b.Birth); err != nil || known && p.Birth != birth {
		return p, &realname.Error{Code: realname.CodeBirthDateInvalid, Field: "birth_date"}
	}
	return p, nil
}

// FillForm serves POST /v1/cases/{case}/form. The kind of the case says which form its body is.
func FillForm(s Settings, step steps.FillForm) Endpoint {
	return command(s, RouteFillForm, func(ctx context.Context, c call, ask steps.Ask, id realname.CaseID) (realname.Case, error) {
		if err := decode(c.Request, &map[string]json.RawMessage{}); err != nil {
			return realname.Case{}, err
		}
		return step.Do(ctx, ask, id, func(kind realname.Kind) (steps.Entry, error) {
			if kind == realname.EnterpriseVerification {
				var body enterpriseBody
				if err := decode(c.Request, &body); err != nil {
					return nil, err
				}
				return body.entry()
			}
			var body personBody
			if err := decode(c.Request, &body); err != nil {
				return nil, err
			}
			person, err := body.person()
			return steps.PersonEntry{Person: person}, err
		})
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
