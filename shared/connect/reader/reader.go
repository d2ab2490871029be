// Package reader chooses who reads licences, so that people type less (RULES C2).
package reader

import (
	"shiming/shared/connect"
	"shiming/shared/connect/tencentcloud"
	"shiming/shared/providers/tencentocr"
	"shiming/shared/providers/tencentpapers"
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

// Papers returns who reads papers of persons for their reviewers: in live mode Tencent Cloud, where READ_PAPERS says so, for pictures
// of cards go there; else nil: reviewers look for themselves.
func Papers(s *connect.Setup) steps.PaperReader {
	who := s.Get("READ_PAPERS")
	if !s.Livemode || who == "" {
		return nil
	}
	if who != "tencentcloud" {
		s.Refuse(`READ_PAPERS has to be "tencentcloud", or left out`)
		return nil
	}
	config, ok := tencentcloud.Needed(s, "READ_PAPERS names it")
	if !ok {
		return nil
	}
	r, err := tencentpapers.New(config)
	if !s.Fits("READ_PAPERS", err) {
		return nil
	}
	return r
}
