package realname

import (
	"slices"
	"time"
)

// Of the changes of an account, some begin alike: the present subject proves itself, and only then chooses what the change is to be
// (验证用户身份, 选择变更类型: RULES D11). A case is opened as one of them and can be made another until its form is filled in, and
// again by who goes back to it.

// KindChange is what a change was, and what it is from then on.
type KindChange struct {
	From Kind `json:"from"`
	To   Kind `json:"to"`
}

// TurnInto makes the change another one that begins alike. Refused: wrong_state, where there is nothing to choose between;
// nothing_changes; kind_not_supported; change_too_soon, with the day from which it is allowed (RULES D2).
type TurnInto struct{ Kind Kind }

func (TurnInto) eventType() EventType { return KindChosen }

func (k TurnInto) event(p *Policy, c Case, now time.Time) (Event, error) {
	flows := p.alike(c)
	i := slices.IndexFunc(flows, func(f FlowPolicy) bool { return f.Kind == k.Kind })
	switch {
	case len(flows) < 2:
		return Event{}, Refuse(CodeWrongState)
	case k.Kind == c.Kind:
		return Event{}, RefuseField(CodeNothingChanges, "kind")
	case i < 0:
		return Event{}, RefuseField(CodeKindNotSupported, "kind")
	}
	if err := p.fits(flows[i], Account{Identity: c.Present()}, now); err != nil {
		return Event{}, err
	}
	return Event{Type: KindChosen, Kinds: &KindChange{From: c.Kind, To: k.Kind}}, nil
}

// KindsToChoose lists what else the change can be made now; none where it cannot.
func (c Case) KindsToChoose(p *Policy, now time.Time) (all []Kind) {
	if c.Allows(KindChosen, p, now) != nil {
		return nil
	}
	for _, f := range p.alike(c) {
		if _, err := (TurnInto{f.Kind}).event(p, c, now); err == nil {
			all = append(all, f.Kind)
		}
	}
	return all
}

// alike lists the flows that begin as that of the case does, its own among them, where it begins with the proof of who the account
// belongs to: everything up to the form is the same, and how long they last.
func (p *Policy) alike(c Case) []FlowPolicy {
	own := p.flowOf(c)
	if len(own.Steps) == 0 || own.Steps[0] != StepIdentify {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(p.Flows), func(f FlowPolicy) bool {
		same := f.Kind.row().fills && f.Kind.row().as == own.Kind.row().as && f.channel() == own.channel() && f.Days == own.Days &&
			slices.Equal(f.Steps, own.Steps) && slices.Equal(f.Consents, own.Consents) && slices.Equal(f.Guards, own.Guards) &&
			slices.Equal(f.Warns, own.Warns) && slices.EqualFunc(f.Identify, own.Identify, sameMethod)
		return !same
	})
}

func sameMethod(a, b MethodPolicy) bool {
	return a.Method == b.Method && slices.Equal(a.Documents, b.Documents)
}
