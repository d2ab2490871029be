// Package reader chooses who reads licences, so that people type less (RULES C2).
package reader

import (
	"shiming/shared/connect"
	"shiming/shared/connect/tencentcloud"
	"shiming/shared/providers/tencentocr"
	sandboxreader "shiming/shared/sandbox/reader"
	"shiming/shared/steps"
)

// Connect returns the sandbox's reader, which reads the sample licences and nothing of a real one, or, in live mode, that
// of Tencent Cloud by TENCENT_SECRET_ID and TENCENT_SECRET_KEY; nil without them: people type then.
func Connect(s *connect.Setup) steps.Reader {
	if !s.Livemode {
		return sandboxreader.Reader{}
	}
	config, ok := tencentcloud.Config(s)
	if !ok {
		return nil
	}
	real, err := tencentocr.New(config)
	if !s.Fits("TENCENT_ENDPOINT", err) {
		return nil
	}
	return real
}
