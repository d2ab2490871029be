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
	reviewBegan     subject = "review_began"
	papersAsked     subject = "papers_asked"
	reviewApproved  subject = "review_approved"
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
	realname.ReviewApproved:  reviewApproved,
	realname.PayoutSent:      payoutSent,
	realname.PayoutArrived:   payoutArrived,
	realname.PayoutFailed:    payoutFailed,
	realname.AmountWrong:     amountWrong,
}

func subjectOf(c realname.Case) subject {
	e := c.Last()
	switch e.State {
	case realname.Verified:
		return verified
	case realname.Refused:
		return refused
	case realname.Canceled:
		if e.By == realname.Holder {
			return nothing // who canceled knows
		}
		return canceled
	case realname.Reviewing:
		if e.Type == realname.CheckPassed || e.Type == realname.PapersSupplied {
			return reviewBegan
		}
	case realname.Filling, realname.Choosing, realname.Ready, realname.Checking, realname.AwaitingPayment,
		realname.NamingHandler, realname.HandlerReady, realname.HandlerChecking, realname.Supplementing, realname.Paying,
		realname.Confirming:
	}
	return byEvent[e.Type]
}

// fill puts the facts of the event in the places of the text.
func (m Message) fill(c realname.Case, p *realname.Policy) Message {
	e := c.Last()
	by := e.Deadline
	if by.IsZero() {
		by = c.StepDeadline()
	}
	reason, _ := realname.Describe(e.Fault)
	var papersZH, papersEN []string
	if e.Review != nil {
		for _, purpose := range e.Review.Asked {
			papersZH, papersEN = append(papersZH, papers[purpose].ZH.Title), append(papersEN, papers[purpose].EN.Title)
		}
	}
	tries := strconv.Itoa(c.TriesLeft(p))
	zh := strings.NewReplacer("{by}", dayZH(by), "{reason}", reason.ZH, "{papers}", strings.Join(papersZH, "、"),
		"{tries}", tries, "{days}", strconv.Itoa(p.Deposit.PayoutWorkdays))
	en := strings.NewReplacer("{by}", dayEN(by), "{reason}", reason.EN, "{papers}", strings.Join(papersEN, ", "),
		"{tries}", tries, "{days}", strconv.Itoa(p.Deposit.PayoutWorkdays))
	return Message{ZH: Text{m.ZH.Title, zh.Replace(m.ZH.Body)}, EN: Text{m.EN.Title, en.Replace(m.EN.Body)}}
}

// beijing is where the days are counted (RULES G2).
var beijing = time.FixedZone("UTC+8", 8*3600)

func dayZH(t time.Time) string {
	return t.In(beijing).Format("2006年1月2日15:04") + "（北京时间）"
}
func dayEN(t time.Time) string { return t.In(beijing).Format("2 January 2006, 15:04") + " (UTC+8)" }
