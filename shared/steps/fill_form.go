package steps

import (
	"context"

	"shiming/shared/realname"
	"shiming/shared/vault"
)

// FillForm takes the form of a case: a person's (RULES B1), an enterprise's (RULES C1), or what a change or an appeal
// begins with (RULES D7, D8, F1). What is well formed is sealed and shown back masked.
type FillForm struct {
	Base
	Keys     Keys
	Records  Records  // for the licence of an enterprise
	Register Register // for a new name (RULES D8); nil: every new name is reviewed
}

// Entry is what was entered into a form, in plaintext: a PersonEntry, an EnterpriseEntry, or one of the declarations.
type Entry interface {
	// command seals the entry for the account of the case, with the digest of the request.
	command(ctx context.Context, s FillForm, c realname.Case, by vault.RequestDigest) (realname.Command, error)
	// said is what the entry says, for the digest.
	said() []vault.Part
}

// Do fills in the form of the case; read returns the entry that belongs to the case. Whether the identity still has places
// is not looked at: who has not proven an identity must not learn where it is in use (THREATS Q2). One read, one write;
// of an enterprise one read more, of the licence.
func (s FillForm) Do(ctx context.Context, ask Ask, id realname.CaseID, read func(realname.Case) (Entry, error)) (realname.Case, error) {
	return s.enter(ctx, ask, id, realname.FormFilled, read)
}

// Declare takes what the case begins with; otherwise as Do.
func (s FillForm) Declare(ctx context.Context, ask Ask, id realname.CaseID, read func(realname.Case) (Entry, error)) (realname.Case, error) {
	return s.enter(ctx, ask, id, realname.Declared, read)
}

func (s FillForm) enter(ctx context.Context, ask Ask, id realname.CaseID, event realname.EventType, read func(realname.Case) (Entry, error)) (realname.Case, error) {
	return change(ctx, s.Base, ask, id, move{event: event, decide: func(c realname.Case) (realname.Command, error) {
		entry, err := read(c)
		if err != nil {
			return nil, err
		}
		return entry.command(ctx, s, c, ask.digest(entry.said()...))
	}, same: func(then realname.Case) error {
		entry, err := read(then.AsOf(then.Version() - 1))
		if err != nil {
			return err
		}
		return ask.repeated(ctx, s.Keys, then, entry.said()...)
	}})
}

// PersonEntry is a personal form.
type PersonEntry struct {
	realname.Person
	Consents []realname.Consent // of who takes over an account (RULES D4)
}

func (e PersonEntry) command(ctx context.Context, s FillForm, c realname.Case, by vault.RequestDigest) (realname.Command, error) {
	omits := s.Policy.FormOmits(c)
	person := e.Person.Without(omits...)
	if err := s.Policy.CheckPerson(person, s.Clock(), omits...); err != nil {
		return nil, err
	}
	form, err := personForm(ctx, s.Keys, c, person, by)
	if err != nil {
		return nil, err
	}
	return realname.FillPerson{Person: person, Form: form, Consents: e.Consents}, nil
}

func (e PersonEntry) said() []vault.Part { return []vault.Part{vault.Persons.Part(e.Person)} }
