package realname

// EventType is what can happen to a case.
type EventType string

const (
	// Opened creates the case.
	Opened EventType = "opened"
	// FormFilled has a well-formed form of somebody old enough (RULES B1, A4).
	FormFilled EventType = "form_filled"
	// WentBack returns to the form to correct it (RULES B2).
	WentBack EventType = "went_back"
	// KindChosen makes a change another one, after the present subject proved itself (RULES D11).
	KindChosen EventType = "kind_chosen"
	// MethodChosen picks one of the available methods (RULES A9).
	MethodChosen EventType = "method_chosen"
	// CheckStarted puts out a QR code; any earlier one is dead from then on.
	CheckStarted EventType = "check_started"
	// CheckNoted is news from the provider that does not end the check, as a QQ that has to bind a card (RULES B4).
	CheckNoted EventType = "check_noted"
	// CheckFailed ends the check without proof; it can be tried again (RULES B5).
	CheckFailed EventType = "check_failed"
	// CheckPassed verifies the account and takes the seat, in one commit.
	CheckPassed EventType = "check_passed"
	// QuotaRefused ends the case: proven, but every place of the identity is taken (RULES A3, B11).
	QuotaRefused EventType = "quota_refused"
	// DepositIssued names the amount of a top-up, and how to pay it (RULES C6).
	DepositIssued EventType = "deposit_issued"
	// PaymentRefunded had a wrong amount or payer; it goes back and counts.
	PaymentRefunded EventType = "payment_refunded"
	// PaymentUnmatched came from the enterprise and fits no open top-up; it goes back.
	PaymentUnmatched EventType = "payment_unmatched"
	// DepositMatched is the right amount from the right payer.
	DepositMatched EventType = "deposit_matched"
	// DepositWithdrawn sends what a top-up has credited back to where it came from, after the case has ended well (RULES C11).
	DepositWithdrawn EventType = "deposit_withdrawn"
	// DepositFailed ends the case: too late, or wrong too often.
	DepositFailed EventType = "deposit_failed"
	// PapersFiled has bank account, representative and pictures (RULES C7).
	PapersFiled EventType = "papers_filed"
	// HandlerNamed has the handler's name and number.
	HandlerNamed EventType = "handler_named"
	// ReviewClaimed says which reviewer is at it.
	ReviewClaimed EventType = "review_claimed"
	// ReviewGivenBack says that nobody is any more.
	ReviewGivenBack EventType = "review_given_back"
	// ReviewEscalated has passed its time and went to the second group.
	ReviewEscalated EventType = "review_escalated"
	// ReviewSeconded is the first of two approvals, where policy asks for two.
	ReviewSeconded EventType = "review_seconded"
	// ReviewApproved lets the amount be sent.
	ReviewApproved EventType = "review_approved"
	// PapersAsked wants some papers again.
	PapersAsked EventType = "papers_asked"
	// PapersSupplied has them.
	PapersSupplied EventType = "papers_supplied"
	// ReviewRefused ends the case.
	ReviewRefused EventType = "review_refused"
	// PayoutSent says that the amount is on its way.
	PayoutSent EventType = "payout_sent"
	// PayoutArrived says that it has come; now the applicant has to confirm it.
	PayoutArrived EventType = "payout_arrived"
	// PayoutLate says that it has not come by the time that was told; it still may (RULES C12).
	PayoutLate EventType = "payout_late"
	// PayoutFailed says that the bank sent it back.
	PayoutFailed EventType = "payout_failed"
	// AmountWrong was a try that is counted.
	AmountWrong EventType = "amount_wrong"
	// AmountRight proves the bank account.
	AmountRight EventType = "amount_right"
	// CaseCanceled ends the case on request.
	CaseCanceled EventType = "canceled"
	// CaseSuperseded ends the case because another one took its place (RULES D13).
	CaseSuperseded EventType = "superseded"
	// CaseExpired ends a case whose time is over (RULES D7).
	CaseExpired EventType = "expired"
	// Declared says what is to change, or what an appeal is about (RULES D7, D8, F1).
	Declared EventType = "declared"
	// RegisterConfirmed is a new name that the register knows: the change is done at once (RULES D8).
	RegisterConfirmed EventType = "register_confirmed"
	// PostBooked has some of the posted papers, not all (RULES E6).
	PostBooked EventType = "post_booked"
	// PostComplete has all of them.
	PostComplete EventType = "post_complete"
	// CodeSent puts a code out; any earlier one is dead from then on (RULES B7, B9).
	CodeSent EventType = "code_sent"
	// CodeRefused sent none: card, account or phone do not fit. Asking costs money and tells something, so it counts.
	CodeRefused EventType = "code_refused"
	// CodeWrong was a try that is counted.
	CodeWrong EventType = "code_wrong"
	// Forfeited releases an account after an appeal of somebody else (RULES F1).
	Forfeited EventType = "forfeited"
	// CaseRedacted has erased what the ended case knew of people (L1). It is no move: the state stays as it is, so it stands not
	// in the table of transitions.
	CaseRedacted EventType = "redacted"
	// FormerErased has erased whom the account belonged to before, from the case that gave it to whom it belongs to (L2). No move
	// either.
	FormerErased EventType = "former_erased"
)

// countsItself are the types of which there can only be a few between a choice of a method and the next.
var countsItself = map[EventType]bool{
	PaymentRefunded: true, AmountWrong: true, CodeWrong: true, PayoutSent: true, PayoutLate: true, PayoutArrived: true,
	PayoutFailed: true,
}
