package steps

import (
	"context"

	"shiming/shared/realname"
)

// ConfirmCode takes the code that came to the phone (RULES B7, B9).
type ConfirmCode struct {
	Desk
	Keys  Keys
	Group Group // nil where the policy neither binds nor looks whether a document is in use in the group
}

// Do compares the code; a wrong one is counted before anybody is told. A right one proves the card's holder, unless the
// document is in use in the group (RULES B10), or takes over the identity of the account that is bound (RULES B9). One
// read, one write.
func (s ConfirmCode) Do(ctx context.Context, ask Ask, id realname.CaseID, code string) (realname.Case, error) {
	return change(ctx, s.Desk, ask, id, move{event: realname.CodeWrong, decide: func(c realname.Case) (realname.Command, error) {
		sent := c.SentCode()
		if !s.Clock().Before(sent.ExpiresAt) {
			return nil, &realname.Error{Code: realname.CodeCodeExpired}
		}
		p, err := openCode(ctx, s.Keys, c.ID, *sent)
		if err != nil {
			return nil, err
		}
		confirm := realname.ConfirmCode{Right: p.is(code)}
		if !confirm.Right {
			return confirm, nil
		}
		return s.prove(ctx, c, confirm)
	}})
}

// prove says what a right code proves.
func (s ConfirmCode) prove(ctx context.Context, c realname.Case, confirm realname.ConfirmCode) (realname.Command, error) {
	if c.Method() == realname.Binding {
		bound, err := boundAccount(ctx, s.Keys, s.Group, c)
		if err != nil {
			return nil, err
		}
		taken := realname.Person{Name: bound.Name, Document: bound.Document, Birth: bound.Birth}
		if err := s.Policy.CheckIdentity(taken, s.Clock()); err != nil {
			return nil, err
		}
		form, err := sealPerson(ctx, s.Keys, c.Account, taken)
		confirm.Form, confirm.Site = &form, bound.Site
		return confirm, err
	}
	if c.UnusedInGroup(s.Policy) && s.Group != nil {
		person, err := OpenPerson(ctx, s.Keys, c.Account, c.Form().Sealed)
		if err != nil {
			return nil, err
		}
		used, err := s.Group.InUse(ctx, person.Document)
		if err != nil {
			return nil, err
		}
		if used {
			confirm.Fault = realname.CodeDocumentInUse
		}
	}
	return confirm, nil
}
