package sandboxbank

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"shiming/shared/api"
	"shiming/shared/realname"
	"shiming/shared/steps"
)

// The bank's routes. They are no part of the API reference.
var (
	// RoutePage is the statement of one account, with what can be done there. Whoever has the link has the account.
	RoutePage = api.Route{Name: "sandbox-bank", Method: "ANY", Path: "/sandbox/bank/{token}"}
	// RoutePay takes a payment as JSON.
	RoutePay = api.Route{Name: "sandbox-bank", Method: "POST", Path: "/sandbox/bank/payments", Private: true}
)

// Endpoints serve the statement page, and payments as JSON: {"reference", "payer_name", "amount": "0.37", "id"}; with
// an id, the same payment again is sent again.
func (b *Bank) Endpoints() []api.Endpoint {
	return []api.Endpoint{
		api.Page(RoutePage, func(ctx context.Context, r api.Request) (api.Response, error) {
			p := b.serve(ctx, r)
			if p.cause != nil {
				return api.Response{}, p.cause
			}
			out := api.Response{Status: p.status, Header: guards(), Body: p.body}
			if p.location != "" {
				out.Header["location"] = p.location
			} else {
				out.Header["content-type"] = "text/html; charset=utf-8"
			}
			if r.Method == http.MethodHead {
				out.Body = nil
			}
			return out, nil
		}),
		api.Page(RoutePay, func(ctx context.Context, r api.Request) (api.Response, error) { return b.takeJSON(ctx, r) }),
	}
}

func (b *Bank) serve(ctx context.Context, r api.Request) page {
	id, ok := b.caseOf(r.Params["token"])
	if !ok {
		return unknown()
	}
	switch r.Method {
	case http.MethodGet, http.MethodHead:
		return b.statement(ctx, screen{status: http.StatusOK, id: id, reference: r.Query["reference"]})
	case http.MethodPost:
	default:
		return unknown()
	}
	form, err := url.ParseQuery(string(r.Body))
	if err != nil {
		return b.statement(ctx, screen{status: http.StatusUnprocessableEntity, id: id})
	}
	s := screen{
		status: http.StatusUnprocessableEntity, id: id,
		reference: form.Get("reference"), payer: form.Get("payer_name"), amount: form.Get("amount"),
	}
	if err := b.act(ctx, id, form); err != nil {
		var refused *realname.Error
		if !errors.As(err, &refused) {
			return unavailable(err)
		}
		s.alertZH, s.alertEN = "请检查填写的内容（"+refused.Field+"）。", "Check what was entered ("+refused.Field+")."
		return b.statement(ctx, s)
	}
	return page{status: http.StatusSeeOther, location: "?"}
}

// act does what a button says.
func (b *Bank) act(ctx context.Context, id realname.CaseID, form url.Values) error {
	switch action := form.Get("action"); action {
	case "pay":
		fen, ok := realname.ParseYuan(strings.TrimSpace(form.Get("amount")))
		if !ok {
			return realname.RefuseField(realname.CodeFieldInvalid, "amount")
		}
		_, err := b.TakeIn(ctx, Payment{
			Reference: strings.TrimSpace(form.Get("reference")), PayerName: strings.TrimSpace(form.Get("payer_name")), Fen: fen, Case: id,
		})
		return err
	case string(steps.PayoutDone), string(steps.PayoutRefused):
		payout := form.Get("payout")
		if owner, _, ok := realname.CaseOfReference(payout); !ok || owner != id {
			return realname.RefuseField(realname.CodeFieldInvalid, "payout")
		}
		return b.Tell(ctx, payout, steps.PayoutState(action))
	}
	return realname.RefuseField(realname.CodeFieldInvalid, "action")
}

func (b *Bank) takeJSON(ctx context.Context, r api.Request) (api.Response, error) {
	var body struct {
		ID        string `json:"id"`
		Reference string `json:"reference"`
		PayerName string `json:"payer_name"`
		Amount    string `json:"amount"`
	}
	if err := api.Decode(r, &body); err != nil {
		return api.Response{}, err
	}
	fen, ok := realname.ParseYuan(body.Amount)
	if !ok {
		return api.Response{}, realname.RefuseField(realname.CodeFieldInvalid, "amount")
	}
	// Only who knows a reference writes into the ledger: it carries the case's id, which nobody guesses.
	if _, _, ok := realname.CaseOfReference(body.Reference); !ok {
		return api.Response{}, realname.RefuseField(realname.CodeFieldInvalid, "reference")
	}
	id, err := b.TakeIn(ctx, Payment{ID: body.ID, Reference: body.Reference, PayerName: body.PayerName, Fen: fen})
	if err != nil {
		return api.Response{}, err
	}
	answer, err := json.Marshal(struct {
		Object string `json:"object"`
		ID     string `json:"id"`
	}{"payment", id})
	return api.Response{Status: http.StatusOK, Header: map[string]string{"content-type": "application/json; charset=utf-8"}, Body: answer}, err
}
