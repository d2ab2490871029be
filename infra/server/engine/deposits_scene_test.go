package engine_test

import (
	"strings"
	"testing"

	"shiming/infra/tests/pii"
	"shiming/shared/api"
	"shiming/shared/realname"
)

// depositRoutes are the routes of deposits, with the state that a corporate transfer has to be in; empty: it is a top-up.
var depositRoutes = map[string]realname.State{
	"issue-deposit": "", "show-deposit": "", "send-deposit": "",
	"file-transfer": realname.Ready, "name-handler": realname.NamingHandler, "show-payout": realname.Confirming, "confirm-amount": realname.Confirming,
}

// depositBody is what the route takes; pictures are documents, or none.
func depositBody(route, pictures string) string {
	switch route {
	case "file-transfer":
		return `{"bank_account":{"number":"` + newBankAccount() + `","bank":"示例银行","place":"北京市","branch":"海淀支行"},"representative":` + party(pii.Adults[2]) + `,"documents":[` + pictures + `]}`
	case "name-handler":
		return party(pii.Adults[5])
	case "confirm-amount":
		return `{"amount":"0.50"}`
	case "supply-papers":
		return `{"documents":["` + string(realname.NewDocumentID()) + `"]}`
	case "keep-contact":
		return `{"phone":"` + pii.Adults[4].Phone + `"}`
	}
	return ""
}

// sceneOfDeposit makes a case of an enterprise on which the route succeeds.
func sceneOfDeposit(w *world, r api.Route, account realname.AccountID) ask {
	w.tb.Helper()
	platform := w.token(realname.Platform, "")
	to, body := depositRoutes[r.Name], ""
	var path string
	switch to {
	case "":
		path = w.bringCompany(account, realname.Choosing)
		w.must(200, ask{method: "POST", path: path + "/method", token: platform, body: `{"method":"top_up"}`})
		if r.Name == "send-deposit" {
			w.must(200, ask{method: "PUT", path: "/v1/accounts/" + string(account) + "/contact", token: platform, body: `{"phone":"` + pii.Adults[4].Phone + `"}`})
		}
		if r.Name != "issue-deposit" {
			w.must(200, ask{method: "POST", path: path + "/deposit", token: platform})
		}
	case realname.Confirming:
		path = w.bringCompany(account, realname.Reviewing)
		w.approve(path)
		eventually(w.tb, "the amount has arrived", func() bool {
			return w.must(200, ask{method: "GET", path: path, token: platform}).at("next_action.type") == "confirm_amount"
		})
	default:
		path = w.bringCompany(account, to)
	}
	body = depositBody(r.Name, "")
	if r.Name == "file-transfer" {
		body = depositBody(r.Name, `"`+w.accepted(path, account, realname.PortraitSide)+`","`+w.accepted(path, account, realname.EmblemSide)+`"`)
	}
	return ask{method: r.Method, path: strings.Replace(r.Path, "/v1/cases/{case}", path, 1), body: body}
}

// Every route of deposits has a scene: one that is forgotten would be tried on a case of a person.
func TestScenesOfDeposits(t *testing.T) {
	for name := range depositRoutes {
		found := false
		for _, r := range api.Routes() {
			found = found || r.Name == name
		}
		if !found {
			t.Errorf("there is no route %s", name)
		}
	}
}
