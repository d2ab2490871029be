// Package tencentcloud reads the settings by which every service of that cloud is asked.
package tencentcloud

import (
	"shiming/shared/connect"
	cloud "shiming/shared/wire/tencentcloud"
)

// Config returns how the cloud is asked: by TENCENT_SECRET_ID and TENCENT_SECRET_KEY, at TENCENT_ENDPOINT where that is
// set (an address of the operator's own that stands before all services). It is false where neither secret is set, and
// where only one is, which is refused.
func Config(s *connect.Setup) (cloud.Config, bool) {
	if s.Get("TENCENT_SECRET_ID") == "" && s.Get("TENCENT_SECRET_KEY") == "" {
		return cloud.Config{}, false
	}
	if !s.Needs("the cloud is asked by both", "TENCENT_SECRET_ID", "TENCENT_SECRET_KEY") {
		return cloud.Config{}, false
	}
	return cloud.Config{
		Access: s.Access("TENCENT_SECRET_ID", "TENCENT_SECRET_KEY"), Clock: s.Signing(), Endpoint: s.Get("TENCENT_ENDPOINT"),
	}, true
}

// Needed is Config for what was set up and cannot be without: what says what that is.
func Needed(s *connect.Setup, what string) (cloud.Config, bool) {
	if !s.Needs(what, "TENCENT_SECRET_ID", "TENCENT_SECRET_KEY") {
		return cloud.Config{}, false
	}
	return Config(s)
}
