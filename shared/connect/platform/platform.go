// Package platform chooses who says what stands in an account's way (RULES E3): only the platform that the accounts
// belong to knows it.
package platform

import (
	"shiming/shared/connect"
	"shiming/shared/providers/platform"
	sandboxplatform "shiming/shared/sandbox/platform"
	"shiming/shared/steps"
	"shiming/shared/wire"
)

// Connect returns the operator's own platform where it has an address, in either mode: it is tried before it goes live.
// Else the sandbox's or, in live mode, nil: there is nobody to ask, and what only a platform knows stands in nobody's way.
func Connect(s *connect.Setup) steps.Platform {
	switch own := Own(s); {
	case own != nil:
		return own
	case s.Livemode:
		return nil
	}
	return sandboxplatform.Platform{}
}

// Own returns the operator's own platform: at PLATFORM_URL, asked with questions that PLATFORM_SECRETS sign, one or two with a
// space between them; nil without an address.
func Own(s *connect.Setup) *platform.Platform {
	address := s.Get("PLATFORM_URL")
	if address == "" {
		return nil
	}
	p, err := platform.New(platform.Options{URL: address, Access: s.Access("PLATFORM_SECRETS"), Clock: s.Signing()})
	if text, here := s.Written("PLATFORM_SECRETS"); err == nil && here {
		err = platform.Fit(text)
	}
	if err != nil {
		s.Refuse("PLATFORM_URL or PLATFORM_SECRETS cannot be used: %v", err)
		return nil
	}
	return p
}

// Try says why the operator's own platform cannot be asked at the address, or with the secrets, where they are not elsewhere. It
// calls nothing.
func Try(url, secrets string, clock steps.Clock) error {
	_, err := platform.New(platform.Options{URL: url, Access: wire.Fixed(secrets), Clock: clock})
	if err == nil && !connect.Elsewhere(secrets) {
		err = platform.Fit(secrets)
	}
	return err
}
