// Package register chooses the commercial register that is asked about enterprises (RULES D8).
package register

import (
	"shiming/shared/connect"
	sandboxregister "shiming/shared/sandbox/register"
	"shiming/shared/steps"
)

// Connect returns the sandbox's register; nil in live mode, where none is set up.
func Connect(s *connect.Setup) steps.Register {
	if s.Livemode {
		return nil
	}
	return sandboxregister.Register{}
}
