// Package tencentocr reads business licences by BizLicenseOCR of Tencent Cloud (API 3.0, service "ocr", version
// 2018-11-19; FIELD-NOTES §4.1, §4.3). What was read fills in a form that a person corrects (RULES C2): it proves
// nothing. The picture leaves for Tencent Cloud's region, over TLS, and is in no log.
package tencentocr

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	_ "image/png" // clean copies are JPEG or PNG
	"strings"

	"shiming/shared/steps"
	"shiming/shared/wire/tencentcloud"
)

const (
	service = "ocr"
	version = "2018-11-19"
	action  = "BizLicenseOCR"

	// maxEncoded is the longest picture in base64 that is taken, in bytes.
	maxEncoded = 7 << 20
)

// Config says whom to ask, as whom.
type Config = tencentcloud.Config

// Reader is a steps.Reader. It is safe for concurrent use.
type Reader struct{ client *tencentcloud.Client }

var _ steps.Reader = (*Reader)(nil)

// New returns a reader. It calls nothing.
func New(c Config) (*Reader, error) {
	client, err := tencentcloud.New(service, version, c)
	if err != nil {
		return nil, fmt.Errorf("tencentocr: %w", err)
	}
	return &Reader{client}, nil
}

// Read asks for the fields of the licence in the picture. A picture that is no licence, or cannot be read, is an empty
// Reading. Faults that may pass are steps.ErrUnavailable; the others (a wrong secret, arrears) are for the operator.
// One call.
func (r *Reader) Read(ctx context.Context, picture []byte) (steps.Reading, error) {
	picture, ok := fit(picture)
	if !ok {
		return steps.Reading{}, nil
	}
	var a struct{ RegNum, Name, Person, Address string }
	ask := map[string]string{"ImageBase64": base64.StdEncoding.EncodeToString(picture)}
	if _, err := r.client.Call(ctx, action, ask, &a); err != nil {
		return steps.Reading{}, meaning(err)
	}
	clean := strings.TrimSpace
	return steps.Reading{
		Name: clean(a.Name), Code: strings.ToUpper(clean(a.RegNum)), Address: clean(a.Address),
		Representative: clean(a.Person),
	}, nil
}

// meaning of a call that did not succeed: nil for a picture in which there is nothing to be read.
func meaning(err error) error {
	var refused *tencentcloud.Refusal
	if errors.As(err, &refused) {
		switch refused.Code {
		case "FailedOperation.ImageDecodeFailed", "FailedOperation.ImageBlur", "FailedOperation.ImageNoText",
			"FailedOperation.OcrFailed", "FailedOperation.NoBizLicense", "FailedOperation.ImageSizeTooLarge":
			return nil
		}
	}
	return tencentcloud.Fault("tencentocr", err,
		"FailedOperation.UnKnowError", "FailedOperation.UnKnowFileTypeError", "FailedOperation.DownLoadError")
}

// fit makes a picture small enough to be sent: as it is, or as a JPEG; false when it is too large in any case.
func fit(picture []byte) ([]byte, bool) {
	if base64.StdEncoding.EncodedLen(len(picture)) <= maxEncoded {
		return picture, len(picture) > 0
	}
	img, _, err := image.Decode(bytes.NewReader(picture))
	if err != nil {
		return nil, false
	}
	var small bytes.Buffer
	if err := jpeg.Encode(&small, img, &jpeg.Options{Quality: 80}); err != nil {
		return nil, false
	}
	return small.Bytes(), base64.StdEncoding.EncodedLen(small.Len()) <= maxEncoded
}
