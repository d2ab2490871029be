// Package tencentocr reads licences by BizLicenseOCR of Tencent Cloud, and those of bodies that are no businesses by
// EnterpriseLicenseOCR (API 3.0, service "ocr", version 2018-11-19; FIELD-NOTES §4.1, §4.3, ADAPTERS E). What was read fills in a form that a person corrects (RULES C2): it proves
// nothing. The picture leaves for Tencent Cloud's region, over TLS, and is in no log.
//
// No document says how EnterpriseLicenseOCR names the fields of each kind of licence: they are known by the words that are in them.
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
	"slices"
	"strings"

	"shiming/shared/steps"
	"shiming/shared/wire/tencentcloud"
)

const (
	service = "ocr"
	version = "2018-11-19"
	action  = "BizLicenseOCR"
	others  = "EnterpriseLicenseOCR"

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
// One call; two of what is no business licence.
func (r *Reader) Read(ctx context.Context, picture []byte) (steps.Reading, error) {
	picture, ok := fit(picture)
	if !ok {
		return steps.Reading{}, nil
	}
	encoded := base64.StdEncoding.EncodeToString(picture)
	var a struct {
		RegNum, Name, Person, Address string
		RecognizeWarnCode             []int
	}
	_, err := r.client.Call(ctx, action, map[string]any{"ImageBase64": encoded, "EnableCopyWarn": true}, &a)
	if err = meaning(err); err != nil {
		return steps.Reading{}, err
	}
	if a.RegNum != "" || a.Name != "" {
		return steps.Reading{
			Name: clean(a.Name), Code: strings.ToUpper(clean(a.RegNum)), Address: clean(a.Address),
			Representative: clean(a.Person), Warnings: warnings(a.RecognizeWarnCode),
		}, nil
	}
	var b struct {
		EnterpriseLicenseInfos []struct{ Name, Value string }
	}
	_, err = r.client.Call(ctx, others, map[string]any{"ImageBase64": encoded}, &b)
	if err = meaning(err); err != nil {
		return steps.Reading{}, err
	}
	var read steps.Reading
	for _, field := range b.EnterpriseLicenseInfos {
		for _, into := range []struct {
			words []string
			value *string
		}{
			{[]string{"代码", "注册号", "登记号"}, &read.Code}, {[]string{"法定代表人", "负责人", "经营者"}, &read.Representative},
			{[]string{"住所", "地址", "经营场所"}, &read.Address}, {[]string{"名称"}, &read.Name},
		} {
			if slices.ContainsFunc(into.words, func(w string) bool { return strings.Contains(field.Name, w) }) {
				if *into.value == "" {
					*into.value = clean(field.Value)
				}
				break
			}
		}
	}
	read.Code = strings.ToUpper(read.Code)
	return read, nil
}

func clean(s string) string { return strings.TrimSpace(s) }

// words are what the warnings of BizLicenseOCR say; those of other actions have other numbers.
var words = map[int]string{-9102: "black_and_white", -9104: "recaptured"}

func warnings(codes []int) string {
	var all []string
	for _, n := range codes {
		word := words[n]
		if word == "" {
			word = fmt.Sprint(n)
		}
		all = append(all, word)
	}
	return strings.Join(all, " ")
}

// meaning of a call that did not succeed: nil for a picture in which there is nothing to be read.
func meaning(err error) error {
	if err == nil {
		return nil
	}
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
