package realname

// BarName names a segment of the bar that the guides draw above a flow (RULES H1).
type BarName string

// The bars: of each step one, of opening a change, and of how a flow ends.
const (
	BarChange   BarName = "choose_change"
	BarDeclare  BarName = "declare"
	BarIdentify BarName = "identify"
	BarPapers   BarName = "hand_in_papers"
	BarPost     BarName = "send_by_post"
	BarReview   BarName = "review"
	BarForm     BarName = "fill_form"
	BarMethod   BarName = "choose_method"
	BarProof    BarName = "prove"
	BarVerified BarName = "verified"
	BarChanged  BarName = "changed"
	BarReleased BarName = "released"
	BarDecided  BarName = "decided"
)

// FlowBar is one segment with the steps that it stands for; several steps can share one.
type FlowBar struct {
	Name  BarName
	Steps []Step
}

var bars = map[Step]FlowBar{
	StepDeclare:  {BarDeclare, []Step{StepDeclare}},
	StepIdentify: {BarIdentify, []Step{StepIdentify}},
	StepPapers:   {BarPapers, []Step{StepPapers}},
	StepPost:     {BarPost, []Step{StepPost}},
	StepReview:   {BarReview, []Step{StepReview}},
	StepForm:     {BarForm, []Step{StepForm}},
	StepMethod:   {BarMethod, []Step{StepMethod}},
	StepProof:    {BarProof, []Step{StepProof, StepReview}},
}
