package realname

import "slices"

// Evidence is what has shown that an enterprise's name and its code belong together (RULES A13, FAULT Q2). Without it nobody
// takes a seat of the enterprise: a bank proves whose account it is by its name, and anybody can type a stranger's code.
type Evidence string

const (
	// ByRegister is the commercial register.
	ByRegister Evidence = "register"
	// ByOwnAccount is the enterprise's verified account elsewhere, whose credential has both.
	ByOwnAccount Evidence = "own_account"
	// ByReview is a reviewer who saw the licence.
	ByReview Evidence = "review"
)

// evidence is what has shown it of the form that was filled in last; empty for nothing yet.
func (c Case) evidence() (found Evidence) {
	for _, e := range c.Events {
		switch {
		case e.Type == FormFilled:
			found = ""
		case e.Type == MethodChosen && e.Evidence != "":
			found = e.Evidence
		case e.Type == MethodChosen && e.Method.Enterprise() && !e.Method.AsksRegister() && !e.Method.PaysOut():
			found = ByOwnAccount
		case e.Type == MethodChosen:
			found = ""
		case e.Type == RegisterConfirmed:
			found = ByRegister
		case e.Type == ReviewApproved, e.Type == PayoutArrived: // of a transfer that was reviewed
			found = ByReview
		}
	}
	return found
}

// TakesSeat reports whether the case will take a seat when it ends well: not where the subject stays (RULES A3, D8, D9), also of an
// account whose site has only another name for it now (RULES E8).
func (c Case) TakesSeat() bool {
	present := c.Present()
	if present == nil || !c.Kind.Moves() {
		return present == nil
	}
	f := c.Form()
	return f == nil || !slices.Contains(f.Subjects, present.Subject)
}

// needsEvidence reports whether it will be a seat of an enterprise of which nobody has shown yet that name and code belong
// together.
func (c Case) needsEvidence() bool {
	return c.Kind.Subject() == EnterpriseSubject && c.TakesSeat() && c.evidence() == ""
}

// Shows says what the register's answer shows about an enterprise, to who named its legal representative or nobody. Refused:
// enterprise_name_code_mismatch, not_legal_representative, enterprise_not_operating.
func (r Registration) Shows(m Method) (Evidence, error) {
	switch {
	case r.Name != Fits:
		return "", Refuse(CodeEnterpriseMismatch)
	case m.NeedsRepresentative() && (r.Representative == Differs || r.Number == Differs):
		return "", Refuse(CodeNotRepresentative)
	case !r.Status.Operates():
		return "", Refuse(CodeEnterpriseClosed)
	}
	return ByRegister, nil
}
