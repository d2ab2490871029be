package steps

import (
	"context"

	"shiming/shared/identity"
	"shiming/shared/realname"
	"shiming/shared/vault"
)

// NameHandler names the handler (经办人) of a corporate transfer, who then proves it by face (RULES C7). Going back
// corrects it.
type NameHandler struct {
	Base
	Keys Keys
}

// Do names the handler. One read, one write.
func (s NameHandler) Do(ctx context.Context, ask Ask, id realname.CaseID, handler realname.Party) (realname.Case, error) {
	return change(ctx, s.Base, ask, id, move{event: realname.HandlerNamed, decide: func(c realname.Case) (realname.Command, error) {
		if err := s.Policy.CheckParty(handler, "", identity.DateIn(s.Clock())); err != nil {
			return nil, err
		}
		sealed, err := sealedParty(ctx, s.Keys, c.Account, handler, ask.digest(vault.Parties.Part(handler)))
		if err != nil {
			return nil, err
		}
		return realname.SetHandler{Handler: *sealed}, nil
	}, same: func(then realname.Case) error {
		return ask.repeated(ctx, s.Keys, then, vault.Parties.Part(handler))
	}})
}
