package api

import (
	"slices"
	"time"

	"shiming/shared/realname"
)

// formFields lists the fields of the personal form (RULES B1).
var formFields = []string{"region", "name", "document_kind", "document_number", "birth_date", "industry", "address"}

// enterpriseFields lists the fields of an enterprise's form (RULES C1).
var enterpriseFields = []string{"region", "licence_kind", "licence", "name", "code_kind", "code", "address", "contact"}

// viewAction says what is asked next, and until when (RULES H1). Nothing is asked of a case that has ended.
func viewAction(s Settings, c realname.Case, status realname.Status, now time.Time) *actionView {
	switch status {
	case realname.Processing:
		return viewWaiting(c)
	case realname.RequiresInput:
	case realname.StatusVerified, realname.StatusReleased, realname.StatusUpheld, realname.StatusRefused, realname.StatusCanceled, realname.StatusExpired:
		return nil
	}
	a := actionView{Deadline: c.StepDeadline().UTC()}
	switch state := c.Last().State; state {
	case realname.Filling:
		a.Type, a.Fields, a.Methods = "fill_form", formFields, viewOptions(s, c, now)
		if !c.IsPerson() {
			a.Fields, a.Documents = enterpriseFields, []realname.Purpose{realname.LicencePicture}
		}
		if a.Consents = viewAgreements(c.FormConsents(s.Policy)); len(a.Consents) > 0 {
			a.Fields = append(slices.Clone(a.Fields), "consents")
		}
	case realname.Choosing:
		a.Type, a.Methods = "choose_method", viewOptions(s, c, now)
	case realname.Ready, realname.Checking, realname.HandlerReady, realname.HandlerChecking:
		a.Type, a.Methods = readyFor(c), viewOptions(s, c, now)
		if a.Type == "file_papers" {
			a.Documents = []realname.Purpose{realname.PortraitSide, realname.EmblemSide}
		}
	case realname.Identifying, realname.IdentityChecking:
		a.Type = "start_check"
	case realname.AwaitingCode:
		a = viewCode(s, c, a, c.Fault(now) == realname.CodeCodeExpired)
		a.Methods = viewOptions(s, c, now)
	case realname.AwaitingPayment:
		a.Type, a.Methods = "pay_deposit", viewOptions(s, c, now)
	case realname.NamingHandler:
		a.Type, a.Fields = "name_handler", []string{"name", "document_number"}
	case realname.Supplementing:
		a.Type, a.Documents = "supply_papers", c.Asked()
	case realname.Confirming:
		a.Type, a.Fields = "confirm_amount", []string{"amount"}
	case realname.Declaring, realname.Gathering, realname.Posting:
		return viewChange(s, c, a)
	case realname.Reviewing, realname.Paying, realname.Verified, realname.Released, realname.Upheld, realname.Refused,
		realname.Canceled, realname.Expired:
		return nil
	}
	return &a
}

// readyFor says what a chosen method begins with.
func readyFor(c realname.Case) string {
	if c.Last().State == realname.Ready {
		switch c.Method() {
		case realname.TopUp:
			return "issue_deposit"
		case realname.CorporateTransfer:
			return "file_papers"
		case realname.WeChatScan, realname.QQScan, realname.Face, realname.OfficialAccount, realname.RepresentativeWeChat,
			realname.RepresentativeFace, realname.AppScan, realname.BankCard, realname.Binding, realname.GroupEnterprise, realname.PaperReview:
		}
	}
	return "start_check"
}

// viewWaiting says what a case waits for that waits for somebody else.
func viewWaiting(c realname.Case) *actionView {
	if check := c.Check(); check != nil {
		return &actionView{Type: "scan_qr_code", URL: check.URL, Deadline: check.ExpiresAt.UTC()}
	}
	a := &actionView{Type: "await_review", Deadline: c.StepDeadline().UTC()}
	if c.Last().State == realname.Paying {
		a.Type = "await_payout"
	}
	return a
}
