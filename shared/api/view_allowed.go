package api

import (
	"slices"
	"time"

	"shiming/shared/realname"
)

// orders are what the applicant can ask of a case, by the event that each would make.
var orders = []struct {
	name  string
	event realname.EventType
}{
	{"declaration", realname.Declared}, {"form", realname.FormFilled}, {"kind", realname.KindChosen}, {"method", realname.MethodChosen}, {"check", realname.CheckStarted},
	{"deposit", realname.DepositIssued}, {"handler", realname.HandlerNamed}, {"papers/supply", realname.PapersSupplied},
	{"deposit/withdraw", realname.DepositWithdrawn}, {"back", realname.WentBack}, {"cancel", realname.CaseCanceled},
}

// viewAllowed lists what the applicant can ask of the case now, by the last part of its address (RULES H2, FAULT S3). Whether
// what is then sent is accepted is for the step to say.
func viewAllowed(s Settings, c realname.Case, now time.Time) []string {
	all, next := []string{}, c.NextAction(now)
	withdrawn := c.Kind != realname.Reverification || c.Events[0].By != realname.Platform // who asked for it withdraws it
	choice := slices.ContainsFunc(c.Options(s.Policy, now), func(o realname.Option) bool { return o.Available })
	for _, o := range orders {
		possible := c.Allows(o.event, s.Policy, now) == nil
		switch {
		case o.event == realname.CaseCanceled:
			possible = possible && withdrawn
		case o.event == realname.KindChosen:
			possible = len(c.KindsToChoose(s.Policy, now)) > 0
		case o.event == realname.MethodChosen:
			possible = possible && choice
		case o.event == realname.DepositWithdrawn:
			_, paid := c.TopUpPaid()
			possible = possible && paid && c.Withdrawn().IsZero()
		case o.event == realname.DepositIssued:
			possible = possible && next == realname.ActionIssueDeposit
		case o.event == realname.CheckStarted:
			possible = canCheck(s, c, now)
		}
		if possible {
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

// canCheck reports whether a check can be begun now, or a code be sent.
func canCheck(s Settings, c realname.Case, now time.Time) bool {
	if !c.ChecksFrom(s.Policy, now).IsZero() {
		return false
	}
	if c.Method().ByCode() && c.Allows(realname.CodeSent, s.Policy, now) == nil {
		return true
	}
	next := c.NextAction(now)
	byCheck := !c.Method().ByDeposit() || next == realname.ActionScan || next == realname.ActionStartCheck
	return byCheck && c.Allows(realname.CheckStarted, s.Policy, now) == nil
}
