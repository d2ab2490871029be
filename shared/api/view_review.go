package api

import (
	"time"

	"shiming/shared/realname"
	"shiming/shared/steps"
)

// reviewEntryView is one row of the queue.
//
//openapi:schema ReviewEntry ReviewEntryList
type reviewEntryView struct {
	head
	Case       realname.CaseID    `json:"case"`
	Account    realname.AccountID `json:"account"`
	Kind       realname.Kind      `json:"kind"`
	Channel    realname.Channel   `json:"channel,omitempty"`
	Method     realname.Method    `json:"method,omitempty"`
	Name       string             `json:"name"`
	Number     string             `json:"number"`
	Documents  int                `json:"documents"`
	Since      time.Time          `json:"since"`
	Due        time.Time          `json:"due"`
	Overdue    bool               `json:"overdue"`
	Escalated  bool               `json:"escalated"`
	Seconds    bool               `json:"seconds"`
	ClaimedBy  string             `json:"claimed_by,omitempty"`
	ClaimUntil *time.Time         `json:"claim_until,omitempty"`
}

func viewEntry(c *call, e steps.ReviewEntry, now time.Time) reviewEntryView {
	v := reviewEntryView{
		head: c.head("review_entry"), Case: e.Case, Account: e.Account, Kind: e.Kind, Channel: e.Channel, Method: e.Method,
		Name: e.Name, Number: e.Number, Documents: e.Documents, Since: e.Since.UTC(), Due: e.Due.UTC(),
		Overdue: !now.Before(e.Due), Escalated: e.Escalated, Seconds: e.Seconded != "",
	}
	if e.ClaimedBy != "" && now.Before(e.ClaimUntil) {
		until := e.ClaimUntil.UTC()
		v.ClaimedBy, v.ClaimUntil = e.ClaimedBy, &until
	}
	return v
}

// reviewView is what a reviewer sees: everything masked, the documents by id and digest, and what colleagues noted.
//
//openapi:schema Review
type reviewView struct {
	head
	Case       realname.CaseID    `json:"case"`
	Account    realname.AccountID `json:"account"`
	Kind       realname.Kind      `json:"kind"`
	Channel    realname.Channel   `json:"channel,omitempty"`
	Status     realname.Status    `json:"status"`
	Turn       realname.Turn      `json:"turn"`
	Due        time.Time          `json:"due"`
	Overdue    bool               `json:"overdue"`
	ClaimedBy  string             `json:"claimed_by,omitempty"`
	ClaimUntil *time.Time         `json:"claim_until,omitempty"`
	// Present is who the account belongs to, Declaration what was declared; the form names a person or an enterprise, or
	// nobody yet (RULES D7).
	Present        *subjectView     `json:"present,omitempty"`
	Declaration    *declarationView `json:"declaration,omitempty"`
	Person         *summaryView     `json:"person,omitempty"`
	Enterprise     *summaryView     `json:"enterprise,omitempty"`
	Representative *partyView       `json:"representative,omitempty"`
	Handler        *partyView       `json:"handler,omitempty"`
	BankAccount    string           `json:"bank_account,omitempty"`
	// Holders are the accounts that hold places of the identity that an appeal is about (RULES F1).
	Holders []realname.AccountID `json:"holders,omitempty"`
	// Answers are the holders' to the appeal: unmasking shows what they say (THREATS X9).
	Answers   []answerView      `json:"answers,omitempty"`
	Documents []documentRefView `json:"documents"`
	// Papers are the groups of papers that the flow asks for, Posted those that have come by post (RULES E6).
	Papers [][]realname.Purpose `json:"papers,omitempty"`
	Posted []realname.Purpose   `json:"posted,omitempty"`
	// Seconds says that somebody else has approved it: what they said is not told before the second reviewer has decided, too.
	Seconds   bool           `json:"seconds"`
	Decisions []decisionView `json:"decisions"`
	Notes     []noteView     `json:"notes,omitempty"`
	Version   int            `json:"version"`
}

// noteView is what a colleague noted.
//
//openapi:schema ReviewNote
type noteView struct {
	At   time.Time `json:"at"`
	By   string    `json:"by"`
	Text string    `json:"text"`
}

//openapi:schema ReviewDocument
type documentRefView struct {
	Document realname.DocumentID `json:"document"`
	Purpose  realname.Purpose    `json:"purpose"`
	SHA256   string              `json:"sha256"`
	// Opened says that the reviewer who asks has opened it: nothing is approved unseen (THREATS X9).
	Opened bool `json:"opened"`
}

// decisionView is what a reviewer said, with the note for colleagues.
//
//openapi:schema ReviewDecision
type decisionView struct {
	Type    realname.EventType    `json:"type"`
	At      time.Time             `json:"at"`
	By      string                `json:"by"`
	Reason  realname.ReviewReason `json:"reason,omitempty"`
	Comment string                `json:"comment,omitempty"`
	Note    string                `json:"note,omitempty"`
	Asked   []realname.Purpose    `json:"asked,omitempty"`
	Against realname.AccountID    `json:"against,omitempty"`
}

func viewReview(s Settings, by realname.Actor, c realname.Case, now time.Time) reviewView {
	v := reviewView{
		head: head{"review", c.Livemode}, Case: c.ID, Account: c.Account, Kind: c.Kind, Channel: c.Channel, Status: c.Status(now),
		Turn: c.WhoseTurn(now), Due: c.StepDeadline().UTC(), Present: viewPresent(c), Declaration: viewDeclaration(c),
		Documents: []documentRefView{}, Papers: c.Needed(s.Policy), Posted: c.Posted(), Decisions: []decisionView{}, Version: c.Version(),
	}
	_, v.Seconds = c.Seconded()
	v.Overdue = v.Turn == realname.TurnReviewer && !now.Before(v.Due)
	if f := c.Form(); f != nil {
		summary := viewSummary(c, f)
		summary.Party = nil
		if c.IsPerson() {
			v.Person = summary
		} else {
			v.Enterprise = summary
		}
	}
	if who, held := c.ClaimedBy(now); held {
		until := c.ClaimUntil().UTC()
		v.ClaimedBy, v.ClaimUntil = who, &until
	}
	if papers := c.Papers(); papers != nil && papers.Sealed != nil { // of a corporate transfer
		v.Representative, v.Handler, v.BankAccount = viewParty(&papers.Representative), viewParty(c.Party()), papers.Account
	}
	for _, d := range c.Documents() {
		v.Documents = append(v.Documents, documentRefView{Document: d.ID, Purpose: d.Purpose, SHA256: d.SHA256})
	}
	for _, e := range c.Events {
		if r := e.Review; r != nil && !c.HidesFirst(e, by) {
			v.Decisions = append(v.Decisions, decisionView{e.Type, e.At.UTC(), e.Who, r.Reason, r.Comment, r.Note, r.Asked, r.Against})
		}
	}
	return v
}
