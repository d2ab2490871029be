package live_test

import (
	"testing"

	"shiming/infra/tests/conversations"
)

// Every method of every profile verifies somebody in live mode, and nobody whom its service did not say.
func TestRULES_A9_every_method_of_every_profile(t *testing.T) {
	t.Parallel()
	conversations.Run(t, func(t *testing.T, profile string) conversations.World { return begin(t, profile).played() }, "testdata")
}
