package messages

import "slices"

// Kind is what a message is about: a kind of event. A channel that sends registered templates knows each by its kind.
type Kind string

// nobody is told.
const nobody Kind = ""

// The kinds. Each has a row in the table of texts.
const (
	// Verified tells of a verification that succeeded.
	Verified Kind = "verified"
	// Refused tells of a case that ended without success.
	Refused Kind = "refused"
	// Canceled tells of a case that the platform canceled.
	Canceled Kind = "canceled"
	// Expired tells of a case that was not finished in time.
	Expired Kind = "expired"
	// ReviewBegan tells of the review of a corporate transfer.
	ReviewBegan Kind = "review_began"
	// PapersInReview tells of the review of papers.
	PapersInReview Kind = "papers_in_review"
	// PapersAsked tells of papers that a reviewer asks for again.
	PapersAsked Kind = "papers_asked"
	// ReviewApproved tells of a transfer that was approved: an amount follows.
	ReviewApproved Kind = "review_approved"
	// PapersApproved tells of papers that were approved: the case goes on.
	PapersApproved Kind = "papers_approved"
	// PostBooked tells of papers that came by post, and those still missing.
	PostBooked Kind = "post_booked"
	// ChangeStarted tells of a change of the account that was begun.
	ChangeStarted Kind = "change_started"
	// Changed tells of a change that is done.
	Changed Kind = "changed"
	// Renamed tells of a change of an enterprise's name that is done.
	Renamed Kind = "renamed"
	// ReleaseStarted tells of a release that was asked for.
	ReleaseStarted Kind = "release_started"
	// Released tells of a release that is done.
	Released Kind = "released"
	// Forfeited tells of a release after somebody else's appeal.
	Forfeited Kind = "forfeited"
	// Upheld tells of an appeal that was right.
	Upheld Kind = "upheld"
	// ReverifyAsked tells of a platform that asks to verify again.
	ReverifyAsked Kind = "reverify_asked"
	// Reverified tells of a verification that was renewed.
	Reverified Kind = "reverified"
	// ReverifyDropped tells of a platform that does not ask any more.
	ReverifyDropped Kind = "reverify_dropped"
	// Restricted tells of an account that was not verified again in time.
	Restricted Kind = "restricted"
	// DepositIssued tells of a top-up that is to be paid.
	DepositIssued Kind = "deposit_issued"
	// PaymentRefunded tells of a payment that goes back.
	PaymentRefunded Kind = "payment_refunded"
	// PayoutSent tells of an amount on its way to the enterprise.
	PayoutSent Kind = "payout_sent"
	// PayoutArrived tells of an amount to be confirmed.
	PayoutArrived Kind = "payout_arrived"
	// PayoutFailed tells of an amount that came back.
	PayoutFailed Kind = "payout_failed"
	// AmountWrong tells of a wrong amount that was entered.
	AmountWrong Kind = "amount_wrong"
	// CodeToProve brings a code to the phone that is to prove something with it (RULES B7, B9).
	CodeToProve Kind = "code_to_prove"
	// DepositDetails brings what a top-up has to be paid with, to who asked for it (RULES C6).
	DepositDetails Kind = "deposit_details"
)

// EventKinds lists the kinds that people are told by every channel that is set up, in the order of their names: a channel
// of templates needs one for each. The others go by SMS only, and only when they are asked for.
func EventKinds() []Kind {
	var all []Kind
	for k := range table {
		if k != CodeToProve && k != DepositDetails {
			all = append(all, k)
		}
	}
	slices.Sort(all)
	return all
}

// Valid reports whether k is one of the kinds.
func (k Kind) Valid() bool {
	_, ok := table[k]
	return ok
}

// Parameters names the parameters of the kind, in their order.
func (k Kind) Parameters() []string { return slices.Clone(table[k].Parameters) }
