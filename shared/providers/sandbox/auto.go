package sandbox

import (
	"context"

	"shiming/shared/realname"
)

// Auto answers a check that has started, if the person's name or number is magic: it delivers the signed callbacks of
// that scenario. A name counts before a number; a scenario that the method or the document cannot have, and any
// ordinary person, is left to the phone page. Doing it again counts once, so it may be called at least once per check.
// Errors are those of Deliver.
func (s *Sandbox) Auto(ctx context.Context, check realname.Check, person realname.Person) error {
	scenario, ok := magic(check.Method, person)
	if !ok {
		return nil
	}
	for _, w := range scenario.Words {
		if err := s.say(ctx, check.ID, w); err != nil {
			return err
		}
	}
	return nil
}

// magic finds the scenario of a person's name, or else of the number.
func magic(m realname.Method, person realname.Person) (Scenario, bool) {
	var byNumber Scenario
	for _, s := range Magic() {
		if !s.fits(m, person.Document.Kind()) {
			continue
		}
		if s.Name == person.Name.Text() {
			return s, true
		}
		if s.Number == person.Document.Number() {
			byNumber = s
		}
	}
	return byNumber, byNumber.Key != ""
}
