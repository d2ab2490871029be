package api

import (
	"time"

	"shiming/shared/realname"
)

// orders are what the applicant can ask of a case, by the event that each would make.
var orders = []struct {
	name  string
	event realname.EventType
}{
	{"declaration", realname.Declared}, {"form", realname.FormFilled}, {"method", realname.MethodChosen}, {"check", realname.CheckStarted},
	{"deposit", realname.DepositIssued}, {"handler", realname.HandlerNamed}, {"papers/supply", realname.PapersSupplied},
	{"back", realname.WentBack}, {"cancel", realname.CaseCanceled},
}

// viewAllowed lists what the applicant can ask of the case now, by the last part of its address (RULES H2, FAULT S3). Whether
// what is then sent is accepted is for the step to say.
func viewAllowed(s Settings, c realname.Case, now time.Time) []string {
	all := []string{}
	next := c.NextAction(now)
	for _, o := range orders {
		if c.Allows(o.event, s.Policy, now) == nil && (o.event != realname.CaseCanceled || c.Kind != realname.Reverification || c.Events[0].By != realname.Platform) && (o.event != realname.DepositIssued || next == realname.ActionIssueDeposit) &&
			(o.event != realname.CheckStarted || !c.Method().ByDeposit() || next == realname.ActionScan || next == realname.ActionStartCheck) {
			all = append(all, o.name)
		}
	}
	switch next {
	case realname.ActionConfirmCode:
		all = append(all, "code")
	case realname.ActionFilePapers:
		all = append(all, "transfer")
	case realname.ActionHandInPapers:
		all = append(all, "papers")
	case realname.ActionConfirmAmount:
		all = append(all, "amount")
	case realname.ActionDeclare, realname.ActionStartCheck, realname.ActionScan, realname.ActionPost, realname.ActionFillForm, realname.ActionChooseMethod,
		realname.ActionIssueDeposit, realname.ActionPayDeposit, realname.ActionNameHandler, realname.ActionAwaitReview, realname.ActionSupplyPapers,
		realname.ActionAwaitPayout:
	}
	return all
}
