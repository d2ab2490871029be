package api

import (
	"cmp"
	"context"
	"errors"

	"shiming/shared/identity"
	"shiming/shared/realname"
	"shiming/shared/steps"
	"shiming/shared/vault"
)

// openCaseBody is what a case is opened with.
//
//openapi:schema OpenCaseRequest
type openCaseBody struct {
	Kind     realname.Kind      `json:"kind"`
	Account  realname.AccountID `json:"account,omitempty"`
	Channel  realname.Channel   `json:"channel,omitempty"`
	Consents []consentBody      `json:"consents,omitempty"`
	// What the platform says when it hands the person over.
	ReturnURL         string            `json:"return_url,omitempty"`
	ClientReferenceID string            `json:"client_reference_id,omitempty"`
	Metadata          map[string]string `json:"metadata,omitempty"`
	Language          realname.Language `json:"language,omitempty"`
}

// said is what is to be opened; the account of a holder may be left out.
func (b openCaseBody) said() (openCaseBody, error) {
	wrong := required("kind", string(b.Kind))
	if b.Channel != "" && !b.Channel.Valid() {
		wrong = errors.Join(wrong, realname.RefuseField(realname.CodeFieldInvalid, "channel"))
	}
	return b, wrong
}

// OpenCase serves POST /v1/cases.
func OpenCase(s Settings, step steps.OpenCase) Endpoint {
	open := func(ctx context.Context, ask steps.Ask, _ realname.CaseID, b openCaseBody) (realname.Case, error) {
		account := cmp.Or(b.Account, ask.By.Account)
		if account == "" {
			return realname.Case{}, realname.RefuseField(realname.CodeFieldRequired, "account")
		}
		return step.Do(ctx, ask, account, realname.Opening{
			Kind: b.Kind, Channel: b.Channel, Consents: consents(b.Consents), Handoff: realname.Handoff{
				ReturnURL: b.ReturnURL, ClientReferenceID: b.ClientReferenceID, Metadata: b.Metadata, Language: b.Language,
			},
		})
	}
	return onCase(RouteOpenCase, read(openCaseBody.said), open, s.showCase)
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

// choice is a method with who or what proves it.
type choice struct {
	method realname.Method
	by     steps.Means
}

// said parses the choice, and says all that is wrong with it at once (FAULT S4).
func (b methodBody) said() (choice, error) {
	x := choice{method: b.Method, by: steps.Means{Account: b.Account}}
	wrong := required("method", string(b.Method))
	if len(b.Account) > 64 {
		wrong = errors.Join(wrong, realname.RefuseField(realname.CodeFieldInvalid, "group_account"))
	}
	if b.Representative != nil {
		representative, err := b.Representative.representative()
		x.by.Representative, wrong = &representative, errors.Join(wrong, err)
	}
	if b.Card != nil {
		card, err := b.Card.card()
		x.by.Card, wrong = &card, errors.Join(wrong, err)
	}
	return x, wrong
}

// card parses the card.
func (b cardBody) card() (x vault.Card, wrong error) {
	wrong = required("card.bank", b.Bank, "card.number", b.Number, "card.phone", b.Phone)
	x.Bank = b.Bank
	var err error
	if x.Number, err = identity.ParseBankCard(b.Number); err != nil && b.Number != "" {
		wrong = errors.Join(wrong, realname.RefuseField(realname.CodeCardInvalid, "card.number").Because(err))
	}
	if x.Phone, err = identity.ParsePhone(b.Phone); err != nil && b.Phone != "" {
		wrong = errors.Join(wrong, realname.RefuseField(realname.CodePhoneInvalid, "card.phone").Because(err))
	}
	return x, wrong
}

// ChooseMethod serves POST /v1/cases/{case}/method.
func ChooseMethod(s Settings, step steps.ChooseMethod) Endpoint {
	choose := func(ctx context.Context, ask steps.Ask, id realname.CaseID, x choice) (realname.Case, error) {
		return step.Do(ctx, ask, id, x.method, x.by)
	}
	return onCase(RouteChooseMethod, atItsStep(read(methodBody.said)), choose, s.showCase)
}

// StartCheck serves POST /v1/cases/{case}/check.
func StartCheck(s Settings, step steps.StartCheck) Endpoint {
	// The body says nothing; the provider has to know where the service is reached.
	reached := func(c *call) (string, error) {
		_, err := noBody(c)
		return c.BaseURL, err
	}
	return onCase(RouteStartCheck, reached, step.Do, s.showCase)
}

// GoBack serves POST /v1/cases/{case}/back.
func GoBack(s Settings, step steps.GoBack) Endpoint {
	return onCase(RouteGoBack, noBody, bare(step.Do), s.showCase)
}

// RedactCase serves POST /v1/cases/{case}/redact.
func RedactCase(s Settings, step steps.RedactCase) Endpoint {
	return onCase(RouteRedactCase, noBody, bare(step.Do), s.showCase)
}

// CancelCase serves POST /v1/cases/{case}/cancel.
func CancelCase(s Settings, step steps.CancelCase) Endpoint {
	return onCase(RouteCancelCase, noBody, bare(step.Do), s.showCase)
}
