// Package groupsites chooses who is asked about bank cards and about the accounts of a group of sites. Where nobody real
// is set up the sandbox is asked, but only where it may stand in: in live mode nobody is, and what needs an answer is
// not offered.
package groupsites

import (
	"shiming/shared/providers/platform"
	"shiming/shared/providers/tencentcards"
	"shiming/shared/realname"
	"shiming/shared/sandbox/cards"
	"shiming/shared/sandbox/group"
	"shiming/shared/steps"
)

// Connect makes both for a function from its environment: Tencent Cloud by TENCENT_SECRET_ID and TENCENT_SECRET_KEY, the
// platform by HOST_URL and HOST_SECRETS. It panics when one of these is no good, which Lambda reports as an init error.
func Connect(get func(name string) string, livemode bool, policy *realname.Policy, clock steps.Clock) (steps.Cards, steps.Group) {
	own := platform.Connect(get("HOST_URL"), get("HOST_SECRETS"), clock)
	return Cards(get("TENCENT_SECRET_ID"), get("TENCENT_SECRET_KEY"), livemode, clock), Group(own, livemode, policy)
}

// Cards returns the checker of Tencent Cloud where there is a secret for it, else the sandbox's; nil in live mode.
func Cards(secretID, secretKey string, livemode bool, clock steps.Clock) steps.Cards {
	switch {
	case secretID != "":
		return tencentcards.Connect(secretID, secretKey, clock)
	case livemode:
		return nil
	}
	return sandboxcards.Cards{}
}

// Group returns the operator's platform where it has an address, else the sandbox's, whose accounts were verified at the
// first of the policy's sites; nil in live mode.
func Group(p *platform.Platform, livemode bool, policy *realname.Policy) steps.Group {
	switch {
	case p != nil:
		return p
	case livemode:
		return nil
	case len(policy.Sites) == 0:
		return sandboxgroup.Group{}
	}
	return sandboxgroup.Group{Site: policy.Sites[0].Site}
}
