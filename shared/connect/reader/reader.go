// Package reader chooses who reads licences, so that people type less (RULES C2).
package reader

import (
	"shiming/shared/connect"
	"shiming/shared/providers/tencentocr"
	sandboxreader "shiming/shared/sandbox/reader"
	"shiming/shared/steps"
)

// Connect returns the sandbox's reader, which reads the sample licences and nothing of a real one, or, in live mode, that
// of Tencent Cloud by TENCENT_SECRET_ID and TENCENT_SECRET_KEY; nil without them: people type then.
func Connect(s *connect.Setup) steps.Reader {
	id, key := s.Get("TENCENT_SECRET_ID"), s.Get("TENCENT_SECRET_KEY")
	switch {
	case !s.Livemode:
		return sandboxreader.Reader{}
	case id == "" && key == "":
		return nil
	}
	real, err := tencentocr.New(tencentocr.Config{SecretID: id, SecretKey: key, Clock: s.Clock})
	if err != nil {
		s.Refuse("TENCENT_SECRET_ID or TENCENT_SECRET_KEY cannot be used: %v", err)
		return nil
	}
	return real
}
