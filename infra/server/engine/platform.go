package engine

import (
	"shiming/shared/providers/platform"
	sandboxhost "shiming/shared/sandbox/platform"
	"shiming/shared/steps"
)

// openPlatform makes the operator's own platform; nil where none is named. Its questions are signed by the real time, however
// the clock was turned.
func (e *Engine) openPlatform() (*platform.Platform, error) {
	if e.config.HostURL == "" {
		return nil, nil
	}
	return platform.New(platform.Options{URL: e.config.HostURL, Secrets: e.config.HostSecrets, Clock: e.clock.base})
}

// host is who says what stands in an account's way (RULES E3).
func host(own *platform.Platform) steps.Host { return sandboxhost.Unless(own.Host(), true) }
