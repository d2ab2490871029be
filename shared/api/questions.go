package api

import (
	"context"

	"shiming/shared/pages/qrcode"
	"shiming/shared/realname"
	"shiming/shared/steps"
	"shiming/shared/telling"
)

// LookUp serves the questions: everything that reads and changes nothing.
func LookUp(s Settings, step steps.LookUp, answers telling.Told) []Endpoint {
	aCase := func(route Route, view func(realname.Case) (reply, error)) Endpoint {
		return Endpoint{route, func(ctx context.Context, c call) (reply, error) {
			found, err := step.Case(ctx, c.actor, realname.CaseID(c.Params["case"]))
			if err != nil {
				return reply{}, err
			}
			c.audit.Account = found.Account
			return view(found)
		}}
	}
	return append(told(answers), []Endpoint{
		aCase(RouteCase, func(found realname.Case) (reply, error) {
			return reply{body: viewCase(s, found, s.Clock()), etag: etag(found.Version())}, nil
		}),
		aCase(RouteMethods, func(found realname.Case) (reply, error) {
			return reply{body: list[optionView]{Object: "list", Data: viewOptions(s, found, s.Clock())}}, nil
		}),
		aCase(RouteHolders, func(found realname.Case) (reply, error) {
			holders := list[holderView]{Object: "list", Data: []holderView{}}
			for _, h := range found.Holders() {
				holders.Data = append(holders.Data, holderView{h})
			}
			return reply{body: holders}, nil
		}),
		aCase(RouteQRSVG, func(found realname.Case) (reply, error) {
			return s.picture(found, qrcode.QRSVG, "image/svg+xml")
		}),
		aCase(RouteQRPNG, func(found realname.Case) (reply, error) {
			return s.picture(found, qrcode.QRPNG, "image/png")
		}),
		{RouteAccount, func(ctx context.Context, c call) (reply, error) {
			a, err := step.Account(ctx, c.actor, realname.AccountID(c.Params["account"]))
			if err != nil {
				return reply{}, err
			}
			return reply{body: viewAccount(s, a, s.Clock())}, nil
		}},
		{RouteAccountCases, paged(func(ctx context.Context, c call, cursor string, limit int) ([]realname.Case, string, error) {
			return step.CasesOf(ctx, c.actor, realname.AccountID(c.Params["account"]), cursor, limit)
		}, func(found realname.Case) caseView { return viewCase(s, found, s.Clock()) })},
		{RouteNameMatch, nameMatch(step)},
	}...)
}

// list is one page of things; NextCursor is empty on the last one.
type list[T any] struct {
	Object     string `json:"object"`
	Data       []T    `json:"data"`
	NextCursor string `json:"next_cursor,omitempty"`
}

//openapi:schema Holder HolderList
type holderView struct {
	Account string `json:"account"` // masked (RULES B11)
}

// picture draws the QR code of the check in progress.
func (s Settings) picture(c realname.Case, draw func(string) ([]byte, error), media string) (reply, error) {
	check := c.Check()
	if check == nil {
		return reply{}, realname.Refuse(realname.CodeWrongState)
	}
	if !s.Clock().Before(check.ExpiresAt) {
		return reply{}, realname.Refuse(realname.CodeQRExpired)
	}
	picture, err := draw(check.URL)
	if err != nil {
		return reply{}, err
	}
	return reply{raw: picture, rawType: media}, nil
}

// nameMatchBody is the name that an ICP filing asks about (RULES A10).
//
//openapi:schema NameMatchRequest
type nameMatchBody struct {
	Name string `json:"name"`
}

// nameMatch answers an ICP filing's question (RULES A10). The name is in the body: addresses are logged on their way.
func nameMatch(step steps.LookUp) func(context.Context, call) (reply, error) {
	return func(ctx context.Context, c call) (reply, error) {
		var body nameMatchBody
		if err := decode(c.Request, &body); err != nil {
			return reply{}, err
		}
		if body.Name == "" {
			return reply{}, realname.RefuseField(realname.CodeFieldRequired, "name")
		}
		id := realname.AccountID(c.Params["account"])
		match, err := step.NameMatches(ctx, c.actor, id, realname.Text(body.Name))
		if err != nil {
			return reply{}, err
		}
		return reply{body: nameMatchView{"name_match", id, match.Matches, match.SpecialVATInvoice}}, nil
	}
}

// nameMatchView says whether the account is verified under the name, and whether a special VAT invoice may be issued to it
// now (RULES A10, D10).
//
//openapi:schema NameMatch
type nameMatchView struct {
	Object            string             `json:"object"`
	Account           realname.AccountID `json:"account"`
	Matches           bool               `json:"matches"`
	SpecialVATInvoice bool               `json:"special_vat_invoice"`
}
