// Package cards chooses who checks bank cards with their issuers (RULES B7).
package cards

import (
	"shiming/shared/connect"
	"shiming/shared/providers/tencentcards"
	sandboxcards "shiming/shared/sandbox/cards"
	"shiming/shared/steps"
)

// Connect returns the sandbox's checker or, in live mode, that of Tencent Cloud by TENCENT_SECRET_ID and
// TENCENT_SECRET_KEY; nil without them.
func Connect(s *connect.Setup) steps.Cards {
	id, key := s.Get("TENCENT_SECRET_ID"), s.Get("TENCENT_SECRET_KEY")
	switch {
	case !s.Livemode:
		return sandboxcards.Cards{}
	case id == "" && key == "":
		return nil
	}
	real, err := tencentcards.New(tencentcards.Config{SecretID: id, SecretKey: key, Clock: s.Clock})
	if err != nil {
		s.Refuse("TENCENT_SECRET_ID or TENCENT_SECRET_KEY cannot be used: %v", err)
		return nil
	}
	return real
}
