package realname

import "time"

// The present subject of a change proves itself before the form names who takes the account. Such a proof stands for minutes
// only: whoever got somebody to give it once, for whatever reason they told, cannot name themselves weeks later (THREATS X10).
// After that it is asked for again, also from who goes back to the form to name somebody else. A change that was declared needs
// none of this: what the form says has to be what was declared before the proof.

// identifyLife is how long a proof of the present subject stands.
func (p *Policy) identifyLife() time.Duration { return time.Duration(p.IdentifyMinutes) * time.Minute }

// provenUntil is until when the proof that ends the present step stands; zero: it does not end.
func (c Case) provenUntil(p *Policy, now time.Time) time.Time {
	if d := c.Declaration(); c.Last().State.Step() != StepIdentify || d != nil && len(d.Subjects) > 0 {
		return time.Time{}
	}
	return now.Add(p.identifyLife())
}

// nameBy is until when the form can name who takes the account without another proof of who has it; zero: as long as the case is open.
func (c Case) nameBy() time.Time {
	if c.Last().State != Filling {
		return time.Time{}
	}
	e, _ := c.last(func(e Event) bool { return !e.ProvenUntil.IsZero() })
	return e.ProvenUntil
}

// proofLapsed reports whether the present subject has to prove itself again before the form can be filled in.
func (c Case) proofLapsed(now time.Time) bool {
	by := c.nameBy()
	return !by.IsZero() && !now.Before(by)
}

// StepAt is the step that the case asks for at this moment.
func (c Case) StepAt(now time.Time) Step {
	if c.proofLapsed(now) {
		return StepIdentify
	}
	return c.Last().State.Step()
}

// ChecksPresent reports whether a check that begins now, or goes on, is about who the account belongs to.
func (c Case) ChecksPresent() bool {
	state := c.Last().State
	return state.Step() == StepIdentify || state == Filling // where no other check begins
}
