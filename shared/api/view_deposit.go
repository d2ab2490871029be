package api

import (
	"time"

	"shiming/shared/realname"
	"shiming/shared/steps"
	"shiming/shared/texts"
)

// depositView is a top-up, for its applicant only.
//
//openapi:schema Deposit
type depositView struct {
	head
	Case      realname.CaseID    `json:"case"`
	Status    steps.PayableState `json:"status"` // open, credited, withdrawn
	Amount    string             `json:"amount"` // in yuan
	Currency  string             `json:"currency"`
	Reference string             `json:"reference"`
	// PayerName is the enterprise's, in plaintext, which the paying account has to have; WaysToPay and Warnings are what to
	// know before paying (RULES C10).
	PayerName string             `json:"payer_name"`
	PayTo     steps.Instructions `json:"pay_to"`
	WaysToPay []sentenceView     `json:"ways_to_pay"`
	Warnings  []sentenceView     `json:"warnings"`
	Deadline  time.Time          `json:"deadline"`
	// DeadlineCertain is false where the holidays until then are not published yet (RULES G2).
	DeadlineCertain bool           `json:"deadline_certain"`
	PaymentsLeft    int            `json:"payments_left"`
	WithdrawnAt     *time.Time     `json:"withdrawn_at,omitempty"` // when it went back to where it came from (RULES C11)
	Sandbox         *statementView `json:"sandbox,omitempty"`
}

// sentenceView is something that people read, in both languages.
//
//openapi:schema Sentence
type sentenceView struct {
	Text   string `json:"text"`
	TextZH string `json:"text_zh"`
}

func viewSentences(all []texts.Sentence) []sentenceView {
	var views []sentenceView
	for _, s := range all {
		views = append(views, sentenceView{s.EN, s.ZH})
	}
	return views
}

func viewDeposit(p steps.Payable, policy *realname.Policy, statement *statementView) depositView {
	return depositView{
		head: head{"deposit", p.Case.Livemode}, Case: p.Case.ID, Status: p.State, PayerName: p.PayerName,
		WaysToPay: viewSentences(texts.WaysToPay()), Warnings: viewSentences(texts.Warnings(realname.TopUp, policy)), Amount: realname.Yuan(p.Fen), Currency: "CNY", Reference: p.Reference, PayTo: p.Instructions,
		Deadline: p.Deadline.UTC(), DeadlineCertain: p.Certain, PaymentsLeft: p.Payments, WithdrawnAt: moment(p.Withdrawn), Sandbox: statement,
	}
}

// payoutView is how far the amount of a corporate transfer is; it never says which amount.
//
//openapi:schema Payout
type payoutView struct {
	head
	Case            realname.CaseID `json:"case"`
	Status          string          `json:"status"`
	BankAccount     string          `json:"bank_account"` // masked
	Payee           payeeView       `json:"payee"`
	ApprovedAt      time.Time       `json:"approved_at"`
	SentAt          *time.Time      `json:"sent_at,omitempty"`
	ArrivedAt       *time.Time      `json:"arrived_at,omitempty"`
	FailedAt        *time.Time      `json:"failed_at,omitempty"`
	Deadline        *time.Time      `json:"deadline,omitempty"`
	DeadlineCertain *bool           `json:"deadline_certain,omitempty"`
	TriesLeft       *int            `json:"tries_left,omitempty"`
	Sandbox         *statementView  `json:"sandbox,omitempty"`
}

// payeeView is whom an amount goes to, in plaintext, as it was filed (RULES C10).
//
//openapi:schema Payee
type payeeView struct {
	Name   string `json:"name"`
	Number string `json:"number"`
	Bank   string `json:"bank"`
	Place  string `json:"place"`
	Branch string `json:"branch"`
}

func viewPayout(p steps.PayoutProgress, statement *statementView) payoutView {
	v := payoutView{
		head: head{"payout", p.Case.Livemode}, Case: p.Case.ID, BankAccount: p.Account.Number.Masked(), ApprovedAt: p.ApprovedAt.UTC(),
		Payee: payeeView{
			Name: p.Payee, Number: p.Account.Number.Text(), Bank: string(p.Account.Bank), Place: string(p.Account.Place), Branch: string(p.Account.Branch),
		},
		SentAt: moment(p.SentAt), Deadline: moment(p.Deadline), Sandbox: statement,
	}
	switch p.State {
	case steps.PayoutUnknown:
		v.Status = "approved"
	case steps.PayoutPending:
		v.Status = "sent"
	case steps.PayoutDone:
		v.Status, v.ArrivedAt = "arrived", moment(p.EndsAt)
	case steps.PayoutRefused:
		v.Status, v.FailedAt = "failed", moment(p.EndsAt)
	}
	if v.Deadline != nil {
		v.DeadlineCertain = &p.Certain
	}
	if p.Case.Last().State == realname.Confirming {
		v.TriesLeft = &p.TriesLeft
	}
	return v
}

// moment is a time, or nil when it is none.
func moment(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC()
	return &t
}
