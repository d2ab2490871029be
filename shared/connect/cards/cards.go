// Package cards chooses who checks bank cards with their issuers (RULES B7).
package cards

import (
	"shiming/shared/connect"
	"shiming/shared/connect/tencentcloud"
	"shiming/shared/providers/tencentcards"
	sandboxcards "shiming/shared/sandbox/cards"
	"shiming/shared/steps"
)

// Connect returns the sandbox's checker or, in live mode, that of Tencent Cloud by TENCENT_SECRET_ID and
// TENCENT_SECRET_KEY; nil without them.
func Connect(s *connect.Setup) steps.Cards {
	if !s.Livemode {
		return sandboxcards.Cards{}
	}
	config, ok := tencentcloud.Config(s)
	if !ok {
		return nil
	}
	real, err := tencentcards.New(config)
	if !s.Fits("TENCENT_ENDPOINT", err) {
		return nil
	}
	return real
}
