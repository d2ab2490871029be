// Package messages says what people are told of the events of a case (RULES G1), in Chinese and English: a table of
// texts, and which event tells which. No text holds personal data or an amount: whoever reads a phone over somebody's
// shoulder learns that there is a verification and how it goes, no more. Who is told, by which channel, and that it
// happens once, does not live here (shared/steps/tell.go).
package messages

import (
	"strconv"
	"strings"
	"time"

	"shiming/shared/realname"
)

// Text is one message in one language.
type Text struct {
	Title string `json:"title"`
	Body  string `json:"body"`
}

// Message is one message in both languages.
type Message struct {
	ZH, EN Text
}

// Of returns what the newest event of the case tells people; false when it tells nothing: what a person does at the
// screen is answered at the screen. It is pure: the same event always says the same.
func Of(c realname.Case, p *realname.Policy) (Message, bool) {
	text, ok := table[subjectOf(c)]
	if !ok {
		return Message{}, false
	}
	return text.fill(c, p), true
}

// subject is what a message is about.
type subject string

const (
	nothing         subject = ""
	verified        subject = "verified"
	refused         subject = "refused"
	canceled        subject = "canceled"
	expired         subject = "expired"
	reviewBegan     subject = "review_began"
	papersInReview  subject = "papers_in_review"
	papersAsked     subject = "papers_asked"
	reviewApproved  subject = "review_approved"
	papersApproved  subject = "papers_approved"
	postBooked      subject = "post_booked"
	changeStarted   subject = "change_started"
	changed         subject = "changed"
	renamed         subject = "renamed"
	releaseStarted  subject = "release_started"
	released        subject = "released"
	forfeited       subject = "forfeited"
	upheld          subject = "upheld"
	reverifyAsked   subject = "reverify_asked"
	reverified      subject = "reverified"
	reverifyDropped subject = "reverify_dropped"
	restricted      subject = "restricted"
	depositIssued   subject = "deposit_issued"
	paymentRefunded subject = "payment_refunded"
	payoutSent      subject = "payout_sent"
	payoutArrived   subject = "payout_arrived"
	payoutFailed    subject = "payout_failed"
	amountWrong     subject = "amount_wrong"
)

// byEvent is what each event tells; events that are not named tell nothing.
var byEvent = map[realname.EventType]subject{
	realname.DepositIssued:   depositIssued,
	realname.PaymentRefunded: paymentRefunded,
	realname.PapersAsked:     papersAsked,
	realname.PostBooked:      postBooked,
	realname.PayoutSent:      payoutSent,
	realname.PayoutArrived:   payoutArrived,
	realname.PayoutFailed:    payoutFailed,
	realname.AmountWrong:     amountWrong,
}

func subjectOf(c realname.Case) subject {
	e := c.Last()
	switch {
	case e.Type == realname.Opened:
		return startOf(c)
	case e.State.Terminal():
		return endOf(c)
	case e.State == realname.Reviewing:
		switch e.Type {
		case realname.CheckPassed, realname.PapersSupplied, realname.PapersFiled, realname.PostComplete:
			if c.Method() == realname.CorporateTransfer {
				return reviewBegan
			}
			return papersInReview
		}
	case e.Type == realname.ReviewApproved:
		if e.State == realname.Paying {
			return reviewApproved
		}
		return papersApproved
	}
	return byEvent[e.Type]
}

// startOf is what the opening of a case tells: to whom an account belongs that somebody wants to change or release, and
// whom the platform asks something of. What somebody begins for themselves is answered at the screen.
func startOf(c realname.Case) subject {
	switch {
	case c.Kind.Changes():
		return changeStarted
	case c.Kind == realname.Release:
		return releaseStarted
	case c.Kind == realname.Reverification && c.Last().By == realname.Platform:
		return reverifyAsked
	}
	return nothing
}

// endOf is what the end of a case tells.
func endOf(c realname.Case) subject {
	e, again := c.Last(), c.Kind == realname.Reverification
	switch e.State {
	case realname.Verified:
		switch {
		case c.Kind == realname.EnterpriseName, c.Kind == realname.EnterpriseToEnterprise, c.Kind == realname.EnterpriseToPerson:
			return renamed
		case c.Kind.Changes():
			return changed
		case again:
			return reverified
		}
		return verified
	case realname.Released:
		if e.Type == realname.Forfeited {
			return forfeited
		}
		return released
	case realname.Upheld:
		return upheld
	case realname.Refused:
		return refused
	case realname.Canceled:
		switch {
		case e.By == realname.Holder:
			return nothing // who canceled knows
		case again:
			return reverifyDropped
		}
		return canceled
	case realname.Expired:
		switch {
		case e.Fault == realname.CodeAccountRestricted:
			return restricted
		case again:
			return nothing // something else was asked for meanwhile
		}
		return expired
	}
	return nothing
}

// fill puts the facts of the event in the places of the text.
func (m Message) fill(c realname.Case, p *realname.Policy) Message {
	e := c.Last()
	by := e.Deadline
	switch {
	case e.State.Terminal():
		by = c.Deadline()
	case by.IsZero():
		by = c.StepDeadline()
	}
	reason, _ := realname.Describe(e.Fault)
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
	what, tries, days := kinds[c.Kind], strconv.Itoa(c.TriesLeft(p)), strconv.Itoa(p.Deposit.PayoutWorkdays)
	zh := strings.NewReplacer("{by}", dayZH(by), "{reason}", reason.ZH, "{papers}", papersZH, "{missing}", strings.Join(missingZH, "；"),
		"{what}", what.ZH.Title, "{tries}", tries, "{days}", days)
	en := strings.NewReplacer("{by}", dayEN(by), "{reason}", reason.EN, "{papers}", papersEN, "{missing}", strings.Join(missingEN, "; "),
		"{what}", what.EN.Title, "{What}", upper(what.EN.Title), "{tries}", tries, "{days}", days)
	return Message{
		ZH: Text{zh.Replace(m.ZH.Title), zh.Replace(m.ZH.Body)},
		EN: Text{en.Replace(m.EN.Title), en.Replace(m.EN.Body)},
	}
}

// named lists papers by their names.
func named(all []realname.Purpose, between, betweenEN string) (zh, en string) {
	var listZH, listEN []string
	for _, purpose := range all {
		listZH, listEN = append(listZH, papers[purpose].ZH.Title), append(listEN, papers[purpose].EN.Title)
	}
	return strings.Join(listZH, between), strings.Join(listEN, betweenEN)
}

// upper begins a sentence.
func upper(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

// beijing is where the days are counted (RULES G2).
var beijing = time.FixedZone("UTC+8", 8*3600)

func dayZH(t time.Time) string {
	return t.In(beijing).Format("2006年1月2日15:04") + "（北京时间）"
}
func dayEN(t time.Time) string { return t.In(beijing).Format("2 January 2006, 15:04") + " (UTC+8)" }

// Purpose says in Chinese and English what a case of the kind is for.
func Purpose(k realname.Kind) (zh, en string) { return kinds[k].ZH.Title, kinds[k].EN.Title }
