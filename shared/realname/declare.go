package realname

import (
	"shiming/shared/identity"
	"slices"
	"time"
)

// Declare says what is to change.
type Declare struct {
	Declaration Declaration
	// Form is the enterprise under its new name (RULES D8); nil for everything else.
	Form *Form
	// Confirmed says that the register has the enterprise under the new name (RULES D8).
	Confirmed bool
}

func (d Declare) eventType() EventType {
	if d.Confirmed {
		return RegisterConfirmed
	}
	return Declared
}

func (d Declare) event(p *Policy, c Case, _ time.Time) (Event, error) {
	if d.Confirmed && !c.AtOnce(p) {
		return Event{}, Refuse(CodeWrongState)
	}
	if (d.Form != nil) != (c.Kind == EnterpriseName) {
		return Event{}, RefuseField(CodeFieldRequired, "name")
	}
	if present := c.Present(); present != nil {
		if d.Form != nil && !slices.Contains(d.Form.Subjects, present.Subject) {
			return Event{}, RefuseField(CodeCodeDiffers, "code") // the subject stays (RULES D8)
		}
		if d.Form != nil && sharesKey(d.Form.NameDigest, present.NameDigest) {
			return Event{}, RefuseField(CodeNothingChanges, "name")
		}
		if c.Kind.Moves() && sharesKey(d.Declaration.Subjects, []SubjectKey{present.Subject}) {
			return Event{}, RefuseField(CodeNothingChanges, "code")
		}
	}
	return Event{Type: d.eventType(), Declared: &d.Declaration, Form: d.Form}, nil
}

// AtOnce reports whether a new name that the register confirms is taken over without papers: with a complete record of
// the commercial register, of which somebody has shown that name and code belong together, where the policy says so (RULES D8,
// THREATS X1).
func (c Case) AtOnce(p *Policy) bool {
	present := c.Present()
	return c.Kind == EnterpriseName && p.flowOf(c).AtOnce && present != nil && present.Commercial && present.Evidence != ""
}

// Renamed returns the form of the enterprise under its new name: everything but the name stays (RULES D8). The step
// fills in what is sealed.
func (id Identity) Renamed(name identity.EnterpriseName, digest []string, sealed []byte) *Form {
	f := id.form()
	f.Name, f.NameDigest, f.Sealed = name.Masked(), digest, sealed
	return f
}
