package realname

import (
	"slices"
	"time"
)

// Kind is what a case is for.
type Kind string

const (
	// PersonalVerification verifies an account as a person (RULES B).
	PersonalVerification Kind = "personal_verification"
	// EnterpriseVerification verifies an account as an enterprise (RULES C).
	EnterpriseVerification Kind = "enterprise_verification"
	// PersonToEnterprise hands a person's account to an enterprise (RULES D5, E5, E6).
	PersonToEnterprise Kind = "person_to_enterprise"
	// PersonToPerson hands it to another person (RULES D6).
	PersonToPerson Kind = "person_to_person"
	// EnterpriseToEnterprise hands an enterprise's account to another enterprise (RULES D7, E6).
	EnterpriseToEnterprise Kind = "enterprise_to_enterprise"
	// EnterpriseToPerson hands it to a person, where policy allows that (RULES D3, E6).
	EnterpriseToPerson Kind = "enterprise_to_person"
	// EnterpriseName follows an enterprise that has a new name and the same code (RULES D8, E6).
	EnterpriseName Kind = "enterprise_name"
	// LegalRepresentative follows an enterprise that has a new legal representative (RULES D9).
	LegalRepresentative Kind = "legal_representative"
	// Release makes a verified account unverified (RULES E2).
	Release Kind = "release"
	// Appeal is of somebody whose document was used by another account (RULES F1).
	Appeal Kind = "appeal"
	// Reverification verifies an account again as who it is, because the platform asks for it.
	Reverification Kind = "reverification"
)

// Kinds lists the kinds, in the order in which people read them.
func Kinds() []Kind {
	return []Kind{
		PersonalVerification, EnterpriseVerification, PersonToEnterprise, PersonToPerson, EnterpriseToEnterprise,
		EnterpriseToPerson, EnterpriseName, LegalRepresentative, Release, Appeal, Reverification,
	}
}

// Valid reports whether k is one of the kinds.
func (k Kind) Valid() bool { return slices.Contains(Kinds(), k) }

// Changes reports whether the kind changes who an account belongs to, or how that is written (RULES D).
func (k Kind) Changes() bool {
	switch k {
	case PersonToEnterprise, PersonToPerson, EnterpriseToEnterprise, EnterpriseToPerson, EnterpriseName, LegalRepresentative:
		return true
	case PersonalVerification, EnterpriseVerification, Release, Appeal, Reverification:
	}
	return false
}

// Moves reports whether the kind gives the account to another subject.
func (k Kind) Moves() bool {
	switch k {
	case PersonToEnterprise, PersonToPerson, EnterpriseToEnterprise, EnterpriseToPerson:
		return true
	case PersonalVerification, EnterpriseVerification, EnterpriseName, LegalRepresentative, Release, Appeal, Reverification:
	}
	return false
}

// from says as what the account has to be verified for the kind: ok is false where it has to be unverified or may be
// anything; an empty subject is either.
func (k Kind) from() (subject SubjectKind, ok bool) {
	switch k {
	case PersonToEnterprise, PersonToPerson:
		return PersonSubject, true
	case EnterpriseToEnterprise, EnterpriseToPerson, EnterpriseName, LegalRepresentative:
		return EnterpriseSubject, true
	case Release, Reverification:
		return "", true
	case PersonalVerification, EnterpriseVerification, Appeal:
	}
	return "", false
}

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

// entry is the state in which a step of a flow begins; false for one that cannot stand in a flow.
func (s Step) entry() (State, bool) {
	switch s {
	case StepDeclare:
		return Declaring, true
	case StepIdentify:
		return Identifying, true
	case StepPapers:
		return Gathering, true
	case StepPost:
		return Posting, true
	case StepForm:
		return Filling, true
	case StepMethod:
		return Choosing, true
	case StepProof:
		return Ready, true
	case StepReview:
		return Reviewing, true
	case StepDone:
	}
	return "", false
}

// Channel is how a change is brought (RULES E6).
type Channel string

const (
	// Online is at the screen.
	Online Channel = "online"
	// ByTicket is at the screen, with papers that staff look at (工单).
	ByTicket Channel = "ticket"
	// ByPost is with papers on paper (邮寄).
	ByPost Channel = "post"
)

// Valid reports whether c is one of the channels.
func (c Channel) Valid() bool { return c == Online || c == ByTicket || c == ByPost }

// Bar is one segment of the bar that the guides draw above a flow; several steps can share one.
type Bar struct {
	Title, TitleZH string
	Steps          []Step
}

// chosen is the bar of what opening a change has done already.
var chosen = Bar{"Choose the change", "选择变更类型", nil}

var bars = map[Step]Bar{
	StepDeclare:  {"Say what changes", "填写变更信息", []Step{StepDeclare}},
	StepIdentify: {"Verify who you are", "验证用户身份", []Step{StepIdentify}},
	StepPapers:   {"Hand in papers", "提交证明材料", []Step{StepPapers}},
	StepPost:     {"Send papers by post", "邮寄资料", []Step{StepPost}},
	StepReview:   {"Review", "实名信息审核", []Step{StepReview}},
	StepForm:     {"Fill in basic information", "填写基本信息", []Step{StepForm}},
	StepMethod:   {"Choose a method", "选择认证方式", []Step{StepMethod}},
	StepProof:    {"Check the information", "校验认证信息", []Step{StepProof, StepReview}},
}

// done is the last bar.
func (k Kind) done() Bar {
	b := Bar{"Verified", "认证完成", []Step{StepDone}}
	switch k {
	case Release:
		b.Title, b.TitleZH = "Released", "解除完成"
	case Appeal:
		b.Title, b.TitleZH = "Decided", "处理完成"
	case PersonToEnterprise, PersonToPerson, EnterpriseToEnterprise, EnterpriseToPerson, EnterpriseName, LegalRepresentative:
		b.Title, b.TitleZH = "Changed", "变更完成"
	case PersonalVerification, EnterpriseVerification, Reverification:
	}
	return b
}

// Bars returns the step bar of the case, and which of its bars the case is at: for one that has ended without success
// the bar that it ended in (RULES H1).
func (c Case) Bars() (all []Bar, current int) {
	if c.Kind.Changes() {
		all = append(all, chosen)
	}
	for _, s := range c.flow() {
		bar := bars[s]
		if c.Kind == PersonalVerification && s == StepMethod {
			continue // one bar with the proof, as the guides draw it
		}
		if c.Kind == PersonalVerification && s == StepProof {
			bar.Steps = []Step{StepMethod, StepProof}
		}
		all = append(all, bar)
	}
	all = append(all, c.Kind.done())
	at := c.stepAt()
	for i, bar := range all {
		if slices.Contains(bar.Steps, at) {
			current = i
			if at != StepReview || c.Method() != CorporateTransfer {
				break // of a transfer's review it is the proof's, the last one
			}
		}
	}
	return all, current
}

// stepAt is the step that the case is at, or has ended in.
func (c Case) stepAt() Step {
	last := c.Last().State
	if !last.Terminal() || last.succeeded() {
		return last.Step()
	}
	for i := len(c.Events) - 1; i >= 0; i-- {
		if s := c.Events[i].State; !s.Terminal() {
			return s.Step()
		}
	}
	return StepForm
}

// flow is the ordered list of the steps of the case.
func (c Case) flow() []Step {
	if len(c.Steps) == 0 {
		return []Step{StepForm, StepMethod, StepProof}
	}
	return c.Steps
}

// next is the state in which the case goes on when its present step is done: that of the step after it, or the end.
func (c Case) next() State { return c.nextWith(c.Declaration()) }

// nextWith is next for what is declared now.
func (c Case) nextWith(d *Declaration) State {
	flow, from := c.flow(), -1
	if len(c.Events) > 0 {
		at := c.Last().State
		if at == Reviewing && c.Method() == CorporateTransfer {
			return Paying // a transfer is not done with its review: now the amount is sent (RULES C7)
		}
		from = slices.Index(flow, at.Step())
	}
	for _, s := range flow[from+1:] {
		if s == StepIdentify && d != nil && d.Abroad {
			continue // nobody can compare the face; the papers have to do (RULES D7)
		}
		if state, ok := s.entry(); ok {
			return state
		}
	}
	return c.Kind.end()
}

// end is the state of a case that has come to the end of its flow.
func (k Kind) end() State {
	switch k {
	case Release:
		return Released
	case Appeal:
		return Upheld
	case PersonalVerification, EnterpriseVerification, PersonToEnterprise, PersonToPerson, EnterpriseToEnterprise,
		EnterpriseToPerson, EnterpriseName, LegalRepresentative, Reverification:
	}
	return Verified
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

// ReviewBegan returns the event that began the review in progress, or the newest review when none is; false when the
// case was never in review.
func (c Case) ReviewBegan() (Event, bool) {
	for i := len(c.Events) - 1; i >= 0; i-- {
		if c.Events[i].State.InReview() && (i == 0 || !c.Events[i-1].State.InReview()) {
			return c.Events[i], true
		}
	}
	return Event{}, false
}

// life is how long a case of the flow stays open.
func (f FlowPolicy) life() time.Duration { return time.Duration(f.Days) * 24 * time.Hour }
