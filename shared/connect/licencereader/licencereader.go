// Package licencereader chooses who reads licences for a function.
package licencereader

import (
	"shiming/shared/providers/tencentocr"
	"shiming/shared/sandbox/reader"
	"shiming/shared/steps"
)

// Connect returns the reader of Tencent Cloud where there is a secret for it; else the sandbox's, which reads nothing of
// a real licence: people type then.
func Connect(secretID, secretKey string, clock steps.Clock) steps.Reader {
	if secretID == "" {
		return sandboxreader.Reader{}
	}
	return tencentocr.Connect(secretID, secretKey, clock)
}
