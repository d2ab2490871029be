package realname

import (
	"slices"
	"testing"
	"time"
)

// Whoever got the present subject to prove itself once has minutes to say who takes the account, in each profile.
func TestTHREATS_X10_the_proof_of_the_present_subject_stands_for_minutes(t *testing.T) {
	for _, p := range []*Policy{tencent(t), aliyun(t), jdcloud(t)} {
		for _, f := range p.Flows {
			if !slices.Contains(f.Steps, StepIdentify) || slices.Contains(f.Steps, StepDeclare) {
				continue
			}
			if !slices.Contains(f.Steps, StepForm) { // no form names who takes it: the proof ends with the case
				if f.Days > 1 {
					t.Errorf("%s %s: the proof stands for %d days", p.Profile, f.Kind, f.Days)
				}
				continue
			}
			t.Run(p.Profile+"_"+string(f.Kind), func(t *testing.T) {
				begin := func() *companyStory {
					s := change(t, p, f.Kind, f.Channel, ofPerson(adult(t, 0)))
					return s.passes()
				}
				life := p.identifyLife()
				if s := begin(); s.c.NextAction(s.now) != ActionFillForm || !s.c.ActBy(s.now).Equal(s.now.Add(life)) || s.c.StepAt(s.now) != StepForm {
					t.Errorf("next %s until %s", s.c.NextAction(s.now), s.c.ActBy(s.now))
				}
				s := begin()
				s.now = s.now.Add(life - time.Second)
				s.fillNew() // in time
				s.now = s.now.Add(24 * time.Hour)
				if got := s.c.NextAction(s.now); got != ActionChooseMethod {
					t.Errorf("who takes it was named in time: next is %s", got)
				}

				// To name somebody else the present subject is asked again.
				s.do(Back{})
				late(t, s)
				late(t, func() *companyStory { s := begin(); s.now = s.now.Add(life); return s }())
			})
		}
	}
}

// late is a case whose present subject's proof is over: nothing goes on but by another one, which is offered.
func late(t *testing.T, s *companyStory) {
	t.Helper()
	for _, event := range []EventType{FormFilled, MethodChosen} {
		refused(t, s.c.Allows(event, s.p, s.now), CodeIdentifyAgain, "")
	}
	if s.c.NextAction(s.now) != ActionStartCheck || s.c.StepAt(s.now) != StepIdentify || !s.c.ChecksPresent() || !s.c.ActBy(s.now).After(s.now) {
		t.Errorf("next is %s of %s until %s", s.c.NextAction(s.now), s.c.StepAt(s.now), s.c.ActBy(s.now))
	}
	if check := s.c.NextCheck(s.p, s.now); check.Method != s.p.identifyBy(s.c) || check.Method == "" {
		t.Errorf("the check is by %q", check.Method)
	}
	s.start()
	s.say(Failed, CodeFaceMismatch)
	if got := s.c.NextAction(s.now); got != ActionStartCheck {
		t.Errorf("somebody else's face: next is %s", got)
	}
	s.passes()
	s.fillNew()
	if got := s.c.NextAction(s.now); got != ActionChooseMethod {
		t.Errorf("proven again: next is %s", got)
	}
}

// What was declared before the proof is what the form has to say, so that proof stands as long as the case.
func TestTHREATS_X10_what_was_declared_is_what_was_proven(t *testing.T) {
	s := change(t, tencent(t), EnterpriseToEnterprise, "", ofCompany(company(t)))
	s.do(Declare{Declaration: declared()})
	s.passes()
	s.handIn()
	s.now = s.now.Add(48 * time.Hour)
	s.approve()
	if got := s.c.NextAction(s.now); got != ActionFillForm || !s.c.nameBy().IsZero() {
		t.Fatalf("next is %s", got)
	}
	other := companyForm(s.x)
	other.Subjects, other.NameDigest = []SubjectKey{"enterprise:v1:other"}, []string{"v1:other"}
	fill := FillEnterprise{
		Enterprise: s.x, Licence: uploaded(s.c, LicencePicture), Form: other, Consents: accepts(s.p, s.p.flowOf(s.c).FormConsents),
	}
	refused(t, s.try(fill), CodeDeclaredOtherwise, "")
}
