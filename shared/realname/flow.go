package realname

import "slices"

// Bars returns the step bar of the case, and which of its bars the case is at: for one that has ended without success
// the bar that it ended in (RULES H1).
func (c Case) Bars() (all []FlowBar, current int) {
	chosen := FlowBar{Name: BarChange} // done by opening it, or by who has proven to be its subject, with the form that follows
	after := c.flow()[0] == StepIdentify && c.Kind.row().fills
	if c.Kind.Changes() && !after {
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
		if s == StepIdentify && after {
			all = append(all, chosen)
		}
	}
	all = append(all, FlowBar{c.Kind.row().bar, []Step{StepDone}})
	at := c.stepAt()
	for i, bar := range all {
		if slices.Contains(bar.Steps, at) {
			current = i
			if at != StepReview || c.Method() == "" {
				break // of the review of a proof it is the proof's, the last one
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
		if at == Reviewing && c.Method().PaysOut() {
			return Paying // a transfer is not done with its review: now the amount is sent (RULES C7)
		}
		if at != Reviewing && at.Step() == StepProof && c.needsEvidence() {
			return Reviewing // what was proven is the name alone: somebody looks at the licence (RULES A13)
		}
		from = slices.Index(flow, at.Step())
		if at == Reviewing && c.Method() != "" {
			from = slices.Index(flow, StepProof) // it was the review of the proof
		}
	}
	for _, s := range flow[from+1:] {
		if s == StepIdentify && d != nil && d.Abroad {
			continue // nobody can compare the face; the papers have to do (RULES D7)
		}
		if state, ok := s.entry(); ok {
			return state
		}
	}
	return c.Kind.row().end
}
