package api

import (
	"time"

	"shiming/shared/realname"
	"shiming/shared/steps"
)

// depositView is a top-up, for its applicant only.
//
//openapi:schema Deposit
type depositView struct {
	Object    string             `json:"object"`
	Case      realname.CaseID    `json:"case"`
	Amount    string             `json:"amount"` // in yuan
	Currency  string             `json:"currency"`
	Reference string             `json:"reference"`
	PayTo     steps.Instructions `json:"pay_to"`
	Deadline  time.Time          `json:"deadline"`
	// DeadlineCertain is false where the holidays until then are not published yet (RULES G2).
	DeadlineCertain bool           `json:"deadline_certain"`
	PaymentsLeft    int            `json:"payments_left"`
	Sandbox         *statementView `json:"sandbox,omitempty"`
}

func viewDeposit(p steps.Payable, statement *statementView) depositView {
	return depositView{
		Object: "deposit", Case: p.Case.ID, Amount: realname.Yuan(p.Fen), Currency: "CNY", Reference: p.Reference, PayTo: p.Instructions,
		Deadline: p.Deadline.UTC(), DeadlineCertain: p.Certain, PaymentsLeft: p.Payments, Sandbox: statement,
	}
}

// payoutView is how far the amount of a corporate transfer is; it never says which amount.
//
//openapi:schema Payout
type payoutView struct {
	Object          string          `json:"object"`
	Case            realname.CaseID `json:"case"`
	Status          string          `json:"status"`
	BankAccount     string          `json:"bank_account"` // masked
	ApprovedAt      time.Time       `json:"approved_at"`
	SentAt          *time.Time      `json:"sent_at,omitempty"`
	ArrivedAt       *time.Time      `json:"arrived_at,omitempty"`
	FailedAt        *time.Time      `json:"failed_at,omitempty"`
	Deadline        *time.Time      `json:"deadline,omitempty"`
	DeadlineCertain *bool           `json:"deadline_certain,omitempty"`
	TriesLeft       *int            `json:"tries_left,omitempty"`
	Sandbox         *statementView  `json:"sandbox,omitempty"`
}

func viewPayout(p steps.PayoutProgress, statement *statementView) payoutView {
	v := payoutView{
		Object: "payout", Case: p.Case.ID, BankAccount: p.Account, ApprovedAt: p.ApprovedAt.UTC(),
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
