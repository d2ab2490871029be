package realname

// Kind is what a case is for.
type Kind string

// PersonalVerification verifies an account as a person (RULES B).
const PersonalVerification Kind = "personal_verification"

// Step is one named step of a flow (RULES H1). Steps are few and shared by all flows.
type Step string

const (
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

// Bar is one segment of the bar that the guides draw above a flow; several steps can share one.
type Bar struct {
	Title, TitleZH string
	Steps          []Step
}

// Flow is the ordered list of bars of a kind of case.
type Flow []Bar

var flows = map[Kind]Flow{
	PersonalVerification: {
		{"Fill in basic information", "填写基本信息", []Step{StepForm}},
		{"Check the information", "校验认证信息", []Step{StepMethod, StepProof}},
		{"Verified", "认证完成", []Step{StepDone}},
	},
	EnterpriseVerification: {
		{"Fill in basic information", "填写基本信息", []Step{StepForm}},
		{"Choose a method", "选择认证方式", []Step{StepMethod}},
		{"Check the information", "校验认证信息", []Step{StepProof, StepReview}},
		{"Verified", "认证完成", []Step{StepDone}},
	},
}

// FlowOf returns the flow of the kind; false when the kind is unknown.
func FlowOf(k Kind) (Flow, bool) {
	f, ok := flows[k]
	return f, ok
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
