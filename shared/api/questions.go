package api

import (
	"context"
	"time"

	"shiming/shared/pages/qrcode"
	"shiming/shared/realname"
	"shiming/shared/steps"
	"shiming/shared/telling"
)

// LookUp serves the questions: everything that reads and changes nothing.
func LookUp(s Settings, step steps.LookUp, answers telling.Told) []Endpoint {
	aCase := func(route Route, view func(*call, realname.CaseID, realname.Case) (reply, error)) Endpoint {
		return about(route, "case", step.Case, view)
	}
	return append(told(answers),
		aCase(RouteCase, func(c *call, _ realname.CaseID, found realname.Case) (reply, error) {
			return c.of(found, c.seen(viewCase(s, found, s.Clock()))).as(found), nil
		}),
		aCase(RouteMethods, func(c *call, _ realname.CaseID, found realname.Case) (reply, error) {
			return c.of(found, list[optionView]{head: c.head("list"), Data: viewOptions(s, found, s.Clock())}), nil
		}),
		aCase(RouteHolders, func(c *call, _ realname.CaseID, found realname.Case) (reply, error) {
			holders := list[holderView]{head: c.head("list"), Data: []holderView{}}
			for _, h := range found.Holders() {
				holders.Data = append(holders.Data, holderView{h})
			}
			return c.of(found, holders), nil
		}),
		aCase(RouteQRSVG, s.picture(qrcode.QRSVG, "image/svg+xml")),
		aCase(RouteQRPNG, s.picture(qrcode.QRPNG, "image/png")),
		about(RouteAccount, "account", step.Account, func(c *call, _ realname.AccountID, a realname.Account) (reply, error) {
			return reply{body: viewAccount(c, s, a, s.Clock())}, nil
		}),
		listed(RouteAccountCases, func(ctx context.Context, c *call, cursor string, limit int) ([]caseView, string, error) {
			found, next, err := step.CasesOf(ctx, c.actor, realname.AccountID(c.http.PathValue("account")), cursor, limit)
			return viewCases(c, s, found), next, err
		}, asItIs),
		listed(RouteAccesses, func(ctx context.Context, c *call, cursor string, limit int) ([]steps.Look, string, error) {
			return step.AccessesOf(ctx, c.actor, realname.AccountID(c.http.PathValue("account")), cursor, limit)
		}, viewAccess),
		aboutWith(RouteNameMatch, "account", read(nameMatchBody.said), step.NameMatches, showMatch),
	)
}

// accessView is that somebody looked at what is closed otherwise.
//
//openapi:schema Access AccessList
type accessView struct {
	ID realname.EventID `json:"id"`
	head
	At      time.Time             `json:"at"`
	Case    realname.CaseID       `json:"case"`
	By      realname.Role         `json:"by"`
	Who     string                `json:"who,omitempty"` // for who oversees staff
	What    steps.AccessedThing   `json:"what"`
	Purpose realname.Purpose      `json:"purpose,omitempty"`
	Reason  realname.UnmaskReason `json:"reason,omitempty"`
}

func viewAccess(c *call, a steps.Look) accessView {
	return accessView{a.ID, c.head("access"), a.At.UTC(), a.Case, a.By, a.Who, a.What, a.Purpose, a.Reason}
}

//openapi:schema Holder HolderList
type holderView struct {
	Account string `json:"account"` // masked (RULES B11)
}

// picture draws the QR code of the check in progress.
func (s Settings) picture(draw func(string) ([]byte, error), media string) func(*call, realname.CaseID, realname.Case) (reply, error) {
	return func(c *call, _ realname.CaseID, found realname.Case) (reply, error) {
		c.audit.Account = found.Account
		check := found.Check()
		if check == nil {
			return reply{}, realname.Refuse(realname.CodeWrongState)
		}
		if !s.Clock().Before(check.ExpiresAt) {
			return reply{}, realname.Refuse(realname.CodeQRExpired)
		}
		picture, err := draw(check.URL)
		return reply{raw: picture, header: typed(media)}, err
	}
}

// nameMatchBody is the name that an ICP filing asks about (RULES A10).
//
//openapi:schema NameMatchRequest
type nameMatchBody struct {
	Name string `json:"name"`
}

// said is the name. It is in a body, for addresses are logged on their way.
func (b nameMatchBody) said() (realname.Text, error) {
	return realname.Text(b.Name), required("name", b.Name)
}

func showMatch(c *call, account realname.AccountID, match steps.NameMatch) (reply, error) {
	return reply{body: nameMatchView{c.head("name_match"), account, match.Matches, match.SpecialVATInvoice}}, nil
}

// nameMatchView says whether the account is verified under the name, and whether a special VAT invoice may be issued to it
// now (RULES A10, D10).
//
//openapi:schema NameMatch
type nameMatchView struct {
	head
	Account           realname.AccountID `json:"account"`
	Matches           bool               `json:"matches"`
	SpecialVATInvoice bool               `json:"special_vat_invoice"`
}
