package realname

import "slices"

// DataKind is a kind of personal data, as people are told of it (L6; PIPL 17).
type DataKind string

// The kinds.
const (
	DataPerson      DataKind = "person"       // who somebody is
	DataEnterprise  DataKind = "enterprise"   // what an enterprise is, with whom it names
	DataPictures    DataKind = "pictures"     // of licences and identity documents
	DataCheck       DataKind = "check_result" // that somebody was recognised, never their face
	DataBankAccount DataKind = "bank_account"
	DataBankCard    DataKind = "bank_card"
	DataContact     DataKind = "contact"
	DataMessages    DataKind = "messages"
	DataAccesses    DataKind = "access_records" // who looked, and what was done
)

// Basis is by what right personal data is handled (PIPL 13, 29).
type Basis string

// The bases.
const (
	BasisDuty     Basis = "legal_duty"       // the law asks for real names
	BasisConsent  Basis = "separate_consent" // sensitive data, agreed to at the act
	BasisContract Basis = "contract"         // without it the service cannot be rendered
)

// Term is for how many days something is kept after what happened. Days 0: for as long as that lasts.
type Term struct {
	After TermStart `json:"after"`
	Days  int       `json:"days,omitempty"`
}

// TermStart is from when a term counts.
type TermStart string

// Where terms begin.
const (
	WhileVerified TermStart = "while_verified" // as long as the account belongs to them
	AfterLeft     TermStart = "left"           // a case was canceled, or not finished in time
	AfterFailed   TermStart = "failed"         // it was refused
	AfterVerified TermStart = "verified"       // it succeeded
	AfterFormer   TermStart = "former"         // the account belongs to somebody else by now, or to nobody
	AfterClosed   TermStart = "closed"         // a release or an appeal was decided
	AfterWritten  TermStart = "written"        // it was written
)

// Recipient is somebody outside who is given personal data, in live mode.
type Recipient struct {
	EN, ZH string
	Kinds  []DataKind
}

// DataRow is what is told of one kind of data.
type DataRow struct {
	Kind       DataKind
	Basis      Basis
	Sealed     bool // encrypted in the store, with a key that is elsewhere
	Terms      []Term
	Recipients []Recipient
}

// Notice is what is handled under the policy, by what right, for how long, and who is given it. It is made of the policy's own
// numbers and methods, so that it says what happens (L6; PIPL 17).
func (p *Policy) Notice() (rows []DataRow) {
	r := p.Retention
	ended := []Term{{AfterLeft, r.Left}, {AfterFailed, r.Failed}, {AfterClosed, r.Closed}}
	owner := append([]Term{{After: WhileVerified}, {AfterFormer, r.Former}}, ended...)
	byCheck := p.uses(func(m Method) bool { return m.ByCheck() })
	for _, row := range []struct {
		is bool
		DataRow
	}{
		{true, DataRow{Kind: DataPerson, Basis: BasisDuty, Sealed: true, Terms: owner}},
		{p.uses(Method.Enterprise), DataRow{Kind: DataEnterprise, Basis: BasisDuty, Sealed: true, Terms: owner}},
		{p.DocumentsPerCase > 0, DataRow{Kind: DataPictures, Basis: BasisConsent, Sealed: true, Terms: append([]Term{{AfterVerified, r.Papers}}, ended...)}},
		{byCheck, DataRow{Kind: DataCheck, Basis: BasisConsent, Terms: owner}},
		{p.uses(Method.ByDeposit), DataRow{Kind: DataBankAccount, Basis: BasisConsent, Sealed: true, Terms: owner}},
		{p.uses(Method.NeedsCard), DataRow{Kind: DataBankCard, Basis: BasisConsent, Sealed: true, Terms: owner}},
		{true, DataRow{Kind: DataContact, Basis: BasisContract, Sealed: true, Terms: []Term{{After: WhileVerified}, {AfterFormer, p.Deliveries.FormerDays}}}},
		{true, DataRow{Kind: DataMessages, Basis: BasisContract, Terms: []Term{{AfterWritten, r.Messages}}}},
		{true, DataRow{Kind: DataAccesses, Basis: BasisDuty, Terms: []Term{{AfterWritten, r.Access}}}},
	} {
		if !row.is {
			continue
		}
		for _, who := range p.Recipients {
			if slices.Contains(who.Kinds, row.Kind) {
				row.Recipients = append(row.Recipients, who)
			}
		}
		rows = append(rows, row.DataRow)
	}
	return rows
}
