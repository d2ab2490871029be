package sandbox

import (
	"context"

	"shiming/shared/identity"
	"shiming/shared/steps"
)

// Auto answers a check that has started, if the name or number of who is checked is magic: it delivers the signed
// callbacks of that scenario, or comes back from a check that is asked for. A name counts before a number; a scenario that
// the method or the document cannot have, and anybody ordinary, is left to the phone page. Doing it again counts once, so
// it may be called at least once per check. Errors are those of Deliver, Results and Return.
func (s *Sandbox) Auto(ctx context.Context, r steps.CheckRequest) error {
	scenario, ok := magic(r)
	if !ok {
		return nil
	}
	for _, w := range scenario.Words {
		if err := s.say(ctx, r.Check, w, r.Person); err != nil {
			return err
		}
	}
	if pulled(r.Check.Method) && s.back != nil {
		return s.back(ctx, r.Check.ID)
	}
	return nil
}

// magic finds the scenario of a name, or else of a number.
func magic(r steps.CheckRequest) (Scenario, bool) {
	name, number, document := whom(r)
	var byNumber Scenario
	for _, s := range scenarios() {
		if !s.fits(r.Check.Method, document) {
			continue
		}
		if s.Name == name {
			return s, true
		}
		if s.Number == number {
			byNumber = s
		}
	}
	return byNumber, byNumber.Key != ""
}

// whom returns the name and the number that are checked.
func whom(r steps.CheckRequest) (name, number string, document identity.DocumentKind) {
	if r.Party.Name.IsZero() && !r.Enterprise.Name.IsZero() {
		return r.Enterprise.Name.Text(), r.Enterprise.Code.Text(), identity.ResidentID
	}
	if !r.Party.Name.IsZero() {
		return r.Party.Name.Text(), r.Party.Document.Number(), identity.ResidentID
	}
	return r.Person.Name.Text(), r.Person.Document.Number(), r.Person.Document.Kind()
}
