package texts

import (
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"shiming/shared/realname"
)

// Letter is one message in one language.
type Letter struct {
	Title string `json:"title"`
	Body  string `json:"body"`
}

// Letters is one message in both languages.
type Letters struct {
	ZH, EN Letter
}

// MessageOf returns what the newest event of the case tells people; false when it tells nobody: what a person does at the
// screen is answered at the screen. It is pure: the same event always says the same.
func MessageOf(c realname.Case, p *realname.Policy) (Notification, bool) {
	kind := kindOf(c)
	if kind == nobody {
		return Notification{}, false
	}
	facts := factsOf(c, p)
	return Write(kind, func(name string) (string, string) { return facts[name][0], facts[name][1] }), true
}

// MessageToOther returns what the newest event of the case tells an account that it concerns and that is not its own (THREATS X9,
// X11): of the person behind the case it says nothing. It is pure.
func MessageToOther(c realname.Case, to realname.AccountID) (Notification, bool) {
	kind, account, e := nobody, to, c.Last()
	switch {
	case c.Kind.Appeals() && !e.AnswerBy.IsZero():
		kind = AppealBegan
	case c.Kind.Appeals() && e.State.Terminal() && (e.State != realname.Upheld || e.Review.Against != to):
		kind = AppealEnded
	case e.Ends() && e.State == realname.Verified:
		kind, account = PlaceTaken, c.Account
	}
	if kind == nobody {
		return Notification{}, false
	}
	return Write(kind, func(name string) (string, string) {
		switch name {
		case "by":
			return dayZH(e.AnswerBy), dayEN(e.AnswerBy)
		case "case":
			return string(c.ID), string(c.ID)
		}
		return account.Masked(), account.Masked()
	}), true
}

// byEvent is what each event tells; events that are not named tell nobody.
var byEvent = map[realname.EventType]MessageKind{
	realname.DepositIssued:   DepositIssued,
	realname.PaymentRefunded: PaymentRefunded, realname.PaymentUnmatched: PaymentRefunded,
	realname.PapersAsked:      PapersAsked,
	realname.PostBooked:       PostBooked,
	realname.PayoutSent:       PayoutSent,
	realname.PayoutArrived:    PayoutArrived,
	realname.PayoutFailed:     PayoutFailed,
	realname.AmountWrong:      AmountWrong,
	realname.DepositWithdrawn: DepositWithdrawn,
}

func kindOf(c realname.Case) MessageKind {
	e := c.Last()
	switch {
	case e.Type == realname.Opened:
		return startOf(c)
	case e.Ends():
		return endOf(c)
	case e.State == realname.Reviewing:
		if !handsIn[e.Type] {
			break
		}
		if c.Method().PaysOut() {
			return ReviewBegan
		}
		return PapersInReview
	case e.Type == realname.ReviewApproved:
		if e.State == realname.Paying {
			return ReviewApproved
		}
		return PapersApproved
	}
	if e.Type == realname.FormFilled && c.Present() != nil && c.Kind.Moves() {
		return RecipientNamed
	}
	if e.Type == realname.PayoutLate && c.AsOf(c.Version()-1).Last().Type != e.Type {
		return PayoutLate // the first time that the bank was asked in vain
	}
	return byEvent[e.Type]
}

// handsIn are the events with which somebody hands in what a review needs.
var handsIn = map[realname.EventType]bool{
	realname.CheckPassed: true, realname.PapersSupplied: true, realname.PapersFiled: true, realname.PostComplete: true,
}

// startOf is what the opening of a case tells: to whom an account belongs that somebody wants to change or release, and
// whom the platform asks something of. What somebody begins for themselves is answered at the screen.
func startOf(c realname.Case) MessageKind {
	switch {
	case c.Kind.Changes():
		return ChangeStarted
	case c.Kind == realname.Release:
		return ReleaseStarted
	case c.Kind == realname.Reverification && c.Last().By == realname.Platform:
		return ReverifyAsked
	}
	return nobody
}

// endOf is what the end of a case tells.
func endOf(c realname.Case) MessageKind {
	e, again := c.Last(), c.Kind == realname.Reverification
	switch e.State {
	case realname.Verified:
		switch {
		case c.Kind.Renames():
			return Renamed
		case c.Kind.Changes():
			return Changed
		case again:
			return Reverified
		}
		return Verified
	case realname.Released:
		if e.Type == realname.Forfeited {
			return Forfeited
		}
		return Released
	case realname.Upheld:
		return Upheld
	case realname.Refused:
		return Refused
	case realname.Canceled:
		switch {
		case e.Type == realname.CaseSuperseded:
			return Superseded
		case e.By == realname.Holder && (c.Kind.Changes() || c.Kind == realname.Release):
			return Withdrawn // who did not do it hears of it, and everybody what comes next (FAULTS S13)
		case e.By == realname.Holder:
			return nobody // who canceled knows
		case again:
			return ReverifyDropped
		}
		return Canceled
	case realname.Expired:
		switch {
		case e.Fault == realname.CodeAccountRestricted:
			return Restricted
		case e.Fault == realname.CodeCaseExpired:
			return Expired
		}
		return Lapsed
	default: // it goes on
		return nobody
	}
}

// factsOf are the parameters that an event has, in Chinese and English.
func factsOf(c realname.Case, p *realname.Policy) map[string][2]string {
	e := c.Last()
	by := e.Deadline
	switch {
	case e.State.Terminal():
		by = c.Deadline()
	case by.IsZero():
		by = c.StepDeadline()
	}
	reason := Refusal(e.Fault)
	asked := e.Pieces
	if e.Review != nil {
		asked = e.Review.Asked
	}
	papersZH, papersEN := named(asked, "、", ", ")
	var missingZH, missingEN []string
	for _, group := range c.PostMissing(p) {
		zh, en := named(group, "或", " or ")
		missingZH, missingEN = append(missingZH, zh), append(missingEN, en)
	}
	who := ""
	if e.Form != nil {
		who = e.Form.Name + " " + e.Form.Number // masked
	}
	what, tries, days := kinds[c.Kind], strconv.Itoa(c.TriesLeft(p)), strconv.Itoa(p.Deposit.PayoutWorkdays)
	return map[string][2]string{
		"what": {what.ZH, what.EN}, "by": {dayZH(by), dayEN(by)}, "reason": {reason.ZH, reason.EN},
		"papers": {papersZH, papersEN}, "missing": {strings.Join(missingZH, "；"), strings.Join(missingEN, "; ")},
		"tries": {tries, tries}, "days": {days, days}, "who": {who, who},
	}
}

// named lists papers by their names.
func named(all []realname.Purpose, between, betweenEN string) (zh, en string) {
	var listZH, listEN []string
	for _, purpose := range all {
		listZH, listEN = append(listZH, papers[purpose].ZH), append(listEN, papers[purpose].EN)
	}
	return strings.Join(listZH, between), strings.Join(listEN, betweenEN)
}

// upper begins a sentence.
func upper(s string) string {
	_, first := utf8.DecodeRuneInString(s)
	return strings.ToUpper(s[:first]) + s[first:]
}

// beijing is where the days are counted (RULES G2).
var beijing = time.FixedZone("UTC+8", 8*3600)

func dayZH(t time.Time) string {
	return t.In(beijing).Format("2006年1月2日15:04") + "（北京时间）"
}
func dayEN(t time.Time) string { return t.In(beijing).Format("2 January 2006, 15:04") + " (UTC+8)" }
