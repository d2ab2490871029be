// Package group chooses who knows the accounts of the other sites of a group (RULES B9, B10).
package group

import (
	"shiming/shared/connect"
	"shiming/shared/connect/platform"
	sandboxgroup "shiming/shared/sandbox/group"
	"shiming/shared/steps"
)

// Connect returns the operator's own platform where it has an address, in either mode; else the sandbox's, whose accounts
// were verified at the first of the policy's sites, or nil in live mode.
func Connect(s *connect.Setup) steps.Group {
	switch own := platform.Own(s); {
	case own != nil:
		return own
	case s.Livemode:
		return nil
	case len(s.Policy.Sites) == 0:
		return sandboxgroup.Group{}
	}
	return sandboxgroup.Group{Site: s.Policy.Sites[0].Site}
}
