package steps

import (
	"context"
	"errors"

	"shiming/shared/realname"
)

// SettleCheck brings the signed word of a provider that pushes to the case.
type SettleCheck struct {
	Base
	Providers map[string]Pusher // by the name in the callback's address
	Keys      Keys              // to seal an identity that is taken over (RULES B8); nil where no method does that
}

// Do settles the check. A callback that is not authentic is refused with signature_invalid; one for a check that does
// not exist with check_not_found; a repeated or late one changes nothing and is no error (THREATS W1). One read, one
// write, and those that taking adds.
func (s SettleCheck) Do(ctx context.Context, provider string, cb Callback) (NoticeResult, error) {
	p, ok := s.Providers[provider]
	if !ok {
		return NoticeResult{}, realname.Refuse(realname.CodeRouteUnknown)
	}
	notice, err := p.Authenticate(cb, s.Clock())
	if err != nil {
		return NoticeResult{}, err
	}
	id, ok := notice.Check.Case()
	if !ok {
		return NoticeResult{}, realname.Refuse(realname.CodeCheckNotFound)
	}
	by := realname.Actor{Role: realname.Provider, ID: provider}
	c, err := find(ctx, s.Store, by, id)
	if errors.Is(err, realname.Refuse(realname.CodeCaseNotFound)) {
		return NoticeResult{}, realname.Refuse(realname.CodeCheckNotFound)
	}
	if err != nil {
		return NoticeResult{}, err
	}
	return taking{s.Base, s.Keys}.notice(ctx, c, by, notice)
}
