package sandboxbank

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"maps"
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
		api.Page(RoutePage, func(w http.ResponseWriter, r *http.Request, _ api.Edge) error {
			p := b.serve(r)
			if p.cause != nil {
				return p.cause
			}
			maps.Copy(w.Header(), guards())
			if p.location != "" {
				w.Header().Set("Location", p.location)
			} else {
				w.Header().Set("Content-Type", "text/html; charset=utf-8")
			}
			w.WriteHeader(p.status)
			if r.Method == http.MethodHead {
				return nil
			}
			_, err := w.Write(p.body)
			return err
		}),
		api.Page(RoutePay, func(w http.ResponseWriter, r *http.Request, _ api.Edge) error { return b.takeJSON(w, r) }),
	}
}

func (b *Bank) serve(r *http.Request) page {
	ctx := r.Context()
	id, ok := b.caseOf(r.PathValue("token"))
	if !ok {
		return unknown()
	}
	switch r.Method {
	case http.MethodGet, http.MethodHead:
		return b.statement(ctx, screen{status: http.StatusOK, id: id, reference: r.URL.Query().Get("reference")})
	case http.MethodPost:
	default:
		return unknown()
	}
	body, err := io.ReadAll(r.Body)
	form, wrong := url.ParseQuery(string(body))
	if err != nil || wrong != nil {
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
		_, err := b.TakeIn(ctx, IncomingPayment{
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

func (b *Bank) takeJSON(w http.ResponseWriter, r *http.Request) error {
	var body struct {
		ID        string `json:"id"`
		Reference string `json:"reference"`
		PayerName string `json:"payer_name"`
		Amount    string `json:"amount"`
	}
	if err := api.Decode(r, &body); err != nil {
		return err
	}
	fen, ok := realname.ParseYuan(body.Amount)
	if !ok {
		return realname.RefuseField(realname.CodeFieldInvalid, "amount")
	}
	// Only who knows a reference writes into the ledger: it carries the case's id, which nobody guesses.
	if _, _, ok := realname.CaseOfReference(body.Reference); !ok {
		return realname.RefuseField(realname.CodeFieldInvalid, "reference")
	}
	id, err := b.TakeIn(r.Context(), IncomingPayment{ID: body.ID, Reference: body.Reference, PayerName: body.PayerName, Fen: fen})
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	return json.NewEncoder(w).Encode(struct {
		Object string `json:"object"`
		ID     string `json:"id"`
	}{"payment", id})
}
