// Package sandboxreader reads the sample licences that this project draws itself: what the sandbox does where a
// deployment asks an OCR service (shared/providers/tencentocr). It reads nothing of a real licence.
package sandboxreader

import (
	"context"

	"shiming/shared/files/licence"
	"shiming/shared/steps"
)

// Reader is a steps.Reader. Its zero value is ready, and safe for concurrent use.
type Reader struct{}

var _ steps.Reader = Reader{}

// Read reads the QR code of a sample licence. A picture without one is an empty Reading.
func (Reader) Read(ctx context.Context, picture []byte) (steps.Reading, error) {
	if err := ctx.Err(); err != nil {
		return steps.Reading{}, err
	}
	f, err := licence.Read(picture)
	if err != nil { // only ever that there is nothing to be read
		return steps.Reading{}, nil
	}
	return steps.Reading{Name: f.Name, Code: f.Code.Text(), Address: f.Address, Representative: f.Representative.Text()}, nil
}
