package realname

// Step is one named step of a flow (RULES H1). Steps are few and shared by all flows.
type Step string

const (
	// StepDeclare is the applicant's: say what is to change, or what an appeal is about.
	StepDeclare Step = "declare"
	// StepIdentify is the present subject's: prove to be who the account belongs to.
	StepIdentify Step = "identify"
	// StepPapers is the applicant's: hand in papers.
	StepPapers Step = "hand_in_papers"
	// StepPost is the applicant's: send papers by post; staff book them in when they arrive.
	StepPost Step = "send_by_post"
	// StepForm is the applicant's: fill in the form.
	StepForm Step = "fill_form"
	// StepMethod is the applicant's: see what was entered, choose a method.
	StepMethod Step = "choose_method"
	// StepProof is the applicant's, then the provider's: prove it.
	StepProof Step = "prove"
	// StepReview is the reviewer's.
	StepReview Step = "review"
	// StepDone is nobody's.
	StepDone Step = "done"
)

// State is where a case stands. It is stored with each event; what people see of it is a [Status].
type State string

const (
	// Filling waits for the applicant to fill in the form, or to correct it.
	Filling State = "filling"
	// Choosing waits for the applicant to look at what was entered and to choose a method.
	Choosing State = "choosing"
	// Ready has a method; the applicant may start the check, or choose another method.
	Ready State = "ready"
	// Checking has a QR code out; the provider answers, or the code expires and another may be started.
	Checking State = "checking"
	// AwaitingPayment waits for the enterprise's top-up (RULES C6).
	AwaitingPayment State = "awaiting_payment"
	// NamingHandler has the papers of a corporate transfer and waits for the handler's name (RULES C7).
	NamingHandler State = "naming_handler"
	// HandlerReady has a handler, who may prove it by face, or be corrected.
	HandlerReady State = "handler_ready"
	// HandlerChecking has the handler's QR code out.
	HandlerChecking State = "handler_checking"
	// Reviewing waits for a reviewer; the applicant may look, withdraw or choose another method.
	Reviewing State = "reviewing"
	// Supplementing waits for the papers that a reviewer asked for.
	Supplementing State = "supplementing"
	// Paying waits for the bank to send the amount.
	Paying State = "paying"
	// Confirming waits for the applicant to say which amount arrived.
	Confirming State = "confirming"
	// Declaring waits for the applicant to say what is to change, or what an appeal is about.
	Declaring State = "declaring"
	// Identifying waits for the present subject to prove itself (RULES D5 to D7).
	Identifying State = "identifying"
	// IdentityChecking has the present subject's QR code out.
	IdentityChecking State = "identity_checking"
	// Gathering waits for the papers of a change, a release or an appeal.
	Gathering State = "gathering"
	// Posting waits for papers to arrive by post (RULES E6).
	Posting State = "posting"
	// AwaitingCode has a code out, to the phone that proves it (RULES B7, B9).
	AwaitingCode State = "awaiting_code"
	// Verified has ended well: the account has its identity and its seat.
	Verified State = "verified"
	// Released has ended well: the account is unverified, its seat is free (RULES E2).
	Released State = "released"
	// Upheld is an appeal that was right: the other account is released (RULES F1).
	Upheld State = "upheld"
	// Expired was open longer than its flow lasts.
	Expired State = "expired"
	// Refused has ended without success; the event says why.
	Refused State = "refused"
	// Canceled was ended by the applicant or the platform.
	Canceled State = "canceled"
)

// Status is what the world is told of a case; why is in its fault.
type Status string

const (
	// RequiresInput waits for the applicant.
	RequiresInput Status = "requires_input"
	// Processing waits for somebody else.
	Processing Status = "processing"
	// StatusVerified ended well.
	StatusVerified Status = "verified"
	// StatusReleased ended well: the account is unverified.
	StatusReleased Status = "released"
	// StatusUpheld is an appeal that was right.
	StatusUpheld Status = "upheld"
	// StatusRefused ended without success.
	StatusRefused Status = "refused"
	// StatusCanceled was ended on request.
	StatusCanceled Status = "canceled"
	// StatusExpired was open longer than the policy allows.
	StatusExpired Status = "expired"
)

// Statuses lists them, those of open cases first.
func Statuses() []Status {
	return []Status{RequiresInput, Processing, StatusVerified, StatusReleased, StatusUpheld, StatusRefused, StatusCanceled, StatusExpired}
}

// Turn says who has to act next.
type Turn string

const (
	// TurnApplicant waits for the person behind the account.
	TurnApplicant Turn = "applicant"
	// TurnProvider waits for a provider's answer (the person is busy on the phone).
	TurnProvider Turn = "provider"
	// TurnReviewer waits for human review.
	TurnReviewer Turn = "reviewer"
	// TurnBank waits for money to arrive.
	TurnBank Turn = "bank"
	// TurnNobody has ended.
	TurnNobody Turn = "nobody"
)

// Action is what a case asks for next (RULES H1).
type Action string

const (
	// ActionDeclare asks the applicant to say what is to change, or what an appeal is about.
	ActionDeclare Action = "declare"
	// ActionStartCheck asks for a check to be begun, or a code to be sent.
	ActionStartCheck Action = "start_check"
	// ActionScan asks for the QR code that is out to be scanned.
	ActionScan Action = "scan_qr_code"
	// ActionHandInPapers asks for the papers of a change, a release or an appeal.
	ActionHandInPapers Action = "hand_in_papers"
	// ActionPost asks for papers on paper (RULES E6).
	ActionPost Action = "send_by_post"
	// ActionFillForm asks for the form.
	ActionFillForm Action = "fill_form"
	// ActionChooseMethod asks for a method.
	ActionChooseMethod Action = "choose_method"
	// ActionConfirmCode asks for the code that went to a phone (RULES B7, B9).
	ActionConfirmCode Action = "confirm_code"
	// ActionIssueDeposit asks for the amount of a top-up to be named (RULES C6).
	ActionIssueDeposit Action = "issue_deposit"
	// ActionPayDeposit asks for it to be paid.
	ActionPayDeposit Action = "pay_deposit"
	// ActionFilePapers asks for the papers of a corporate transfer (RULES C7).
	ActionFilePapers Action = "file_papers"
	// ActionNameHandler asks for the handler's name and number.
	ActionNameHandler Action = "name_handler"
	// ActionAwaitReview has the applicant wait for a reviewer.
	ActionAwaitReview Action = "await_review"
	// ActionSupplyPapers asks for the papers that a reviewer wants again.
	ActionSupplyPapers Action = "supply_papers"
	// ActionAwaitPayout has the applicant wait for the amount.
	ActionAwaitPayout Action = "await_payout"
	// ActionConfirmAmount asks which amount arrived.
	ActionConfirmAmount Action = "confirm_amount"
)

// stateRow is what is true of a state. The ways from state to state are the machine's.
type stateRow struct {
	step Step
	// begins says that the step begins here.
	begins bool
	// asks is what is asked for here; empty in Ready, where the method says it, and where a case has ended.
	asks Action
	// busy is who has to act while the applicant waits; empty: it is the applicant's turn.
	busy Turn
	// check says that a QR code is out.
	check bool
	// review says that a review goes on.
	review bool
	// timed says that the state has a deadline of its own; every other has the case's.
	timed bool
	// ended is how a case has ended that is here; empty: it goes on. well says that its flow came to its end.
	ended Status
	well  bool
}

var stateRows = map[State]stateRow{
	Declaring:        {step: StepDeclare, begins: true, asks: ActionDeclare},
	Identifying:      {step: StepIdentify, begins: true, asks: ActionStartCheck},
	IdentityChecking: {step: StepIdentify, asks: ActionStartCheck, check: true},
	Gathering:        {step: StepPapers, begins: true, asks: ActionHandInPapers},
	Posting:          {step: StepPost, begins: true, asks: ActionPost},
	Filling:          {step: StepForm, begins: true, asks: ActionFillForm},
	Choosing:         {step: StepMethod, begins: true, asks: ActionChooseMethod},
	Ready:            {step: StepProof, begins: true},
	Checking:         {step: StepProof, asks: ActionStartCheck, check: true},
	AwaitingCode:     {step: StepProof, asks: ActionConfirmCode},
	AwaitingPayment:  {step: StepProof, asks: ActionPayDeposit, timed: true},
	NamingHandler:    {step: StepProof, asks: ActionNameHandler},
	HandlerReady:     {step: StepProof, asks: ActionStartCheck},
	HandlerChecking:  {step: StepProof, asks: ActionStartCheck, check: true},
	Reviewing:        {step: StepReview, begins: true, asks: ActionAwaitReview, busy: TurnReviewer, review: true, timed: true},
	Supplementing:    {step: StepReview, asks: ActionSupplyPapers, review: true, timed: true},
	Paying:           {step: StepProof, asks: ActionAwaitPayout, busy: TurnBank, timed: true},
	Confirming:       {step: StepProof, asks: ActionConfirmAmount, timed: true},
	Verified:         {step: StepDone, ended: StatusVerified, well: true},
	Released:         {step: StepDone, ended: StatusReleased, well: true},
	Upheld:           {step: StepDone, ended: StatusUpheld, well: true},
	Refused:          {step: StepDone, ended: StatusRefused},
	Canceled:         {step: StepDone, ended: StatusCanceled},
	Expired:          {step: StepDone, ended: StatusExpired},
}

// Terminal reports whether nothing can happen any more.
func (s State) Terminal() bool { return stateRows[s].ended != "" }

// Step returns the step of the flow that the state belongs to.
func (s State) Step() Step {
	if row, ok := stateRows[s]; ok {
		return row.step
	}
	return StepForm // a case that is not opened yet begins with it
}

// InReview reports whether a review goes on in the state.
func (s State) InReview() bool { return stateRows[s].review }

// succeeded reports whether the state is the end of a flow.
func (s State) succeeded() bool { return stateRows[s].well }

// Steps lists the steps that can stand in a flow, in no order.
func Steps() []Step {
	var all []Step
	for _, row := range stateRows {
		if row.begins {
			all = append(all, row.step)
		}
	}
	return all
}

// entry is the state in which a step of a flow begins; false for one that cannot stand in a flow.
func (s Step) entry() (State, bool) {
	for state, row := range stateRows {
		if row.begins && row.step == s {
			return state, true
		}
	}
	return "", false
}
