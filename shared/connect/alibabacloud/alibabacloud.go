// Package alibabacloud reads the settings by which every service of that cloud is asked.
package alibabacloud

import (
	"shiming/shared/connect"
	cloud "shiming/shared/wire/alibabacloud"
)

// Needed returns how the cloud is asked: by ALIBABA_ACCESS_KEY_ID and ALIBABA_ACCESS_KEY_SECRET, at ALIBABA_ENDPOINT where that
// is set (an address of the operator's own that stands before all services). It is false, and refused, where one is not set;
// what says what they are needed for.
func Needed(s *connect.Setup, what string) (cloud.Config, bool) {
	if !s.Needs(what, "ALIBABA_ACCESS_KEY_ID", "ALIBABA_ACCESS_KEY_SECRET") {
		return cloud.Config{}, false
	}
	return cloud.Config{
		Access: s.Access("ALIBABA_ACCESS_KEY_ID", "ALIBABA_ACCESS_KEY_SECRET"), Clock: s.Signing(), Endpoint: s.Get("ALIBABA_ENDPOINT"),
	}, true
}
