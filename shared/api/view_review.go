package api

import (
	"time"

	"shiming/shared/identity"
	"shiming/shared/realname"
	"shiming/shared/steps"
)

// reviewEntryView is one row of the queue.
type reviewEntryView struct {
	Object     string             `json:"object"`
	Case       realname.CaseID    `json:"case"`
	Account    realname.AccountID `json:"account"`
	Since      time.Time          `json:"since"`
	Due        time.Time          `json:"due"`
	Overdue    bool               `json:"overdue"`
	Escalated  bool               `json:"escalated"`
	ClaimedBy  string             `json:"claimed_by,omitempty"`
	ClaimUntil *time.Time         `json:"claim_until,omitempty"`
}

func viewEntry(e steps.ReviewEntry, now time.Time) reviewEntryView {
	v := reviewEntryView{
		Object: "review_entry", Case: e.Case, Account: e.Account, Since: e.Since.UTC(), Due: e.Due.UTC(),
		Overdue: !now.Before(e.Due), Escalated: e.Escalated,
	}
	if e.ClaimedBy != "" && now.Before(e.ClaimUntil) {
		until := e.ClaimUntil.UTC()
		v.ClaimedBy, v.ClaimUntil = e.ClaimedBy, &until
	}
	return v
}

// reviewView is what a reviewer sees: everything masked, the documents by id and digest, and what colleagues noted.
type reviewView struct {
	Object         string             `json:"object"`
	Case           realname.CaseID    `json:"case"`
	Account        realname.AccountID `json:"account"`
	Status         realname.Status    `json:"status"`
	Turn           realname.Turn      `json:"turn"`
	Due            time.Time          `json:"due"`
	Overdue        bool               `json:"overdue"`
	ClaimedBy      string             `json:"claimed_by,omitempty"`
	ClaimUntil     *time.Time         `json:"claim_until,omitempty"`
	Enterprise     *summaryView       `json:"enterprise"`
	Representative *partyView         `json:"representative,omitempty"`
	Handler        *partyView         `json:"handler,omitempty"`
	BankAccount    string             `json:"bank_account,omitempty"`
	Documents      []documentRefView  `json:"documents"`
	Decisions      []decisionView     `json:"decisions"`
	Version        int                `json:"version"`
}

type documentRefView struct {
	Document realname.DocumentID `json:"document"`
	Purpose  realname.Purpose    `json:"purpose"`
	SHA256   string              `json:"sha256"`
}

// decisionView is what a reviewer said, with the note for colleagues.
type decisionView struct {
	Type    realname.EventType    `json:"type"`
	At      time.Time             `json:"at"`
	By      string                `json:"by"`
	Reason  realname.ReviewReason `json:"reason,omitempty"`
	Comment string                `json:"comment,omitempty"`
	Note    string                `json:"note,omitempty"`
	Asked   []realname.Purpose    `json:"asked,omitempty"`
}

func viewReview(s Settings, c realname.Case, now time.Time) reviewView {
	v := reviewView{
		Object: "review", Case: c.ID, Account: c.Account, Status: c.Status(now), Turn: c.WhoseTurn(now),
		Due: c.StepDeadline().UTC(), Enterprise: viewSummary(c, c.Form()), Documents: []documentRefView{},
		Decisions: []decisionView{}, Version: c.Version(),
	}
	v.Overdue = v.Turn == realname.TurnReviewer && !now.Before(v.Due)
	v.Enterprise.Party = nil
	if who, held := c.ClaimedBy(now); held {
		until := c.ClaimUntil().UTC()
		v.ClaimedBy, v.ClaimUntil = who, &until
	}
	if papers := c.Papers(); papers != nil {
		v.Representative, v.Handler, v.BankAccount = viewParty(&papers.Representative), viewParty(c.Party()), papers.Account
	}
	for _, d := range c.Documents() {
		v.Documents = append(v.Documents, documentRefView{d.ID, d.Purpose, d.SHA256})
	}
	for _, e := range c.Events {
		if r := e.Review; r != nil {
			v.Decisions = append(v.Decisions, decisionView{e.Type, e.At.UTC(), e.Who, r.Reason, r.Comment, r.Note, r.Asked})
		}
	}
	return v
}

// unmaskedView is the one answer that holds personal data in the plain, for a reviewer who said why.
type unmaskedView struct {
	Object         string            `json:"object"`
	Case           realname.CaseID   `json:"case"`
	Name           string            `json:"name"`
	CodeKind       identity.CodeKind `json:"code_kind"`
	Code           string            `json:"code"`
	Address        addressBody       `json:"address"`
	Contact        unmaskedContact   `json:"contact"`
	Representative partyBody         `json:"representative"`
	Handler        partyBody         `json:"handler"`
	BankAccount    unmaskedAccount   `json:"bank_account"`
	// Reading is what was read from the licence; its fields are empty where nothing was.
	Reading unmaskedReading `json:"reading"`
}

type unmaskedAccount struct {
	Number string `json:"number"`
	Bank   string `json:"bank"`
	Place  string `json:"place"`
	Branch string `json:"branch"`
}

type unmaskedReading struct {
	Name           string `json:"name"`
	Code           string `json:"code"`
	Address        string `json:"address"`
	Representative string `json:"representative"`
}

type unmaskedContact struct {
	Name   string `json:"name"`
	Number string `json:"document_number"`
	Phone  string `json:"phone"`
}

func viewUnmasked(u steps.Unmasked) unmaskedView {
	x := u.Enterprise
	return unmaskedView{
		Object: "unmasked_review", Case: u.Case.ID, Name: x.Name.Text(), CodeKind: x.Code.Kind(), Code: x.Code.Text(),
		Address:        addressBody{string(x.Address.Region), string(x.Address.Detail)},
		Contact:        unmaskedContact{x.Contact.Name.Text(), x.Contact.Document.Number(), x.Contact.Phone.Text()},
		Representative: unmaskedParty(u.Representative), Handler: unmaskedParty(u.Handler),
		BankAccount: unmaskedAccount{u.Account.Number.Text(), string(u.Account.Bank), string(u.Account.Place), string(u.Account.Branch)},
		Reading:     unmaskedReading{u.Reading.Name, u.Reading.Code, u.Reading.Address, u.Reading.Representative},
	}
}

func unmaskedParty(p realname.Party) partyBody { return partyBody{p.Name.Text(), p.Document.Number()} }
