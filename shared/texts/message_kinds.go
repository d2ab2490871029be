package texts

import "slices"

// MessageKind is what a message is about: a kind of event. A channel that sends registered templates knows each by its kind.
type MessageKind string

// nobody is told.
const nobody MessageKind = ""

// The kinds. Each has a row in the table of texts.
const (
	// Verified tells of a verification that succeeded.
	Verified MessageKind = "verified"
	// Refused tells of a case that ended without success.
	Refused MessageKind = "refused"
	// Canceled tells of a case that the platform canceled.
	Canceled MessageKind = "canceled"
	// Withdrawn tells of a change or a release that the account's holder withdrew.
	Withdrawn MessageKind = "withdrawn"
	// Expired tells of a case that was not finished in time.
	Expired MessageKind = "expired"
	// Lapsed tells of a case that ended because a review, or papers that it asked for, did not come in time.
	Lapsed MessageKind = "lapsed"
	// Superseded tells of a case whose place another one took.
	Superseded MessageKind = "superseded"
	// ReviewBegan tells of the review of a corporate transfer.
	ReviewBegan MessageKind = "review_began"
	// PapersInReview tells of the review of papers.
	PapersInReview MessageKind = "papers_in_review"
	// PapersAsked tells of papers that a reviewer asks for again.
	PapersAsked MessageKind = "papers_asked"
	// ReviewApproved tells of a transfer that was approved: an amount follows.
	ReviewApproved MessageKind = "review_approved"
	// PapersApproved tells of papers that were approved: the case goes on.
	PapersApproved MessageKind = "papers_approved"
	// PostBooked tells of papers that came by post, and those still missing.
	PostBooked MessageKind = "post_booked"
	// ChangeStarted tells of a change of the account that was begun.
	ChangeStarted MessageKind = "change_started"
	// RecipientNamed tells who has an account who is to take it, masked (THREATS X10).
	RecipientNamed MessageKind = "recipient_named"
	// Changed tells of a change that is done.
	Changed MessageKind = "changed"
	// Renamed tells of a change of an enterprise's name that is done.
	Renamed MessageKind = "renamed"
	// ReleaseStarted tells of a release that was asked for.
	ReleaseStarted MessageKind = "release_started"
	// Released tells of a release that is done.
	Released MessageKind = "released"
	// Forfeited tells of a release after somebody else's appeal.
	Forfeited MessageKind = "forfeited"
	// Upheld tells of an appeal that was right.
	Upheld MessageKind = "upheld"
	// AppealBegan tells who has an account of an appeal about it (THREATS X9).
	AppealBegan MessageKind = "appeal_began"
	// AppealEnded tells who has an account that an appeal about it came to nothing.
	AppealEnded MessageKind = "appeal_ended"
	// PlaceTaken tells who has an account that its identity has verified one more (THREATS X11).
	PlaceTaken MessageKind = "place_taken"
	// ContactReplaced tells who was the contact of an account that somebody else is now (RULES G3).
	ContactReplaced MessageKind = "contact_replaced"
	// ReverifyAsked tells of a platform that asks to verify again.
	ReverifyAsked MessageKind = "reverify_asked"
	// Reverified tells of a verification that was renewed.
	Reverified MessageKind = "reverified"
	// ReverifyDropped tells of a platform that does not ask any more.
	ReverifyDropped MessageKind = "reverify_dropped"
	// Restricted tells of an account that was not verified again in time.
	Restricted MessageKind = "restricted"
	// DepositIssued tells of a top-up that is to be paid.
	DepositIssued MessageKind = "deposit_issued"
	// PaymentRefunded tells of a payment that goes back.
	PaymentRefunded MessageKind = "payment_refunded"
	// DepositWithdrawn tells of what a top-up credited, which goes back to where it came from (RULES C11).
	DepositWithdrawn MessageKind = "deposit_withdrawn"
	// PayoutSent tells of an amount on its way to the enterprise.
	PayoutSent MessageKind = "payout_sent"
	// PayoutLate tells of an amount that has not arrived by the time that was told.
	PayoutLate MessageKind = "payout_late"
	// PayoutArrived tells of an amount to be confirmed.
	PayoutArrived MessageKind = "payout_arrived"
	// PayoutFailed tells of an amount that came back.
	PayoutFailed MessageKind = "payout_failed"
	// AmountWrong tells of a wrong amount that was entered.
	AmountWrong MessageKind = "amount_wrong"
	// CodeToProve brings a code to the phone that is to prove something with it (RULES B7, B9).
	CodeToProve MessageKind = "code_to_prove"
	// DepositDetails brings what a top-up has to be paid with, to who asked for it (RULES C6).
	DepositDetails MessageKind = "deposit_details"
)

// EventKinds lists the kinds that people are told by every channel that is set up, in the order of their names: a channel
// of templates needs one for each. The others go by SMS only, and only when they are asked for.
func EventKinds() []MessageKind {
	var all []MessageKind
	for k := range table {
		if k != CodeToProve && k != DepositDetails {
			all = append(all, k)
		}
	}
	slices.Sort(all)
	return all
}

// Valid reports whether k is one of the kinds.
func (k MessageKind) Valid() bool {
	_, ok := table[k]
	return ok
}

// Parameters names the parameters of the kind, in their order.
func (k MessageKind) Parameters() []string { return slices.Clone(table[k].Parameters) }
