// Package tencentpapers reads the papers of persons by IDCardOCR and MainlandPermitOCR of Tencent Cloud (API 3.0, service "ocr",
// version 2018-11-19; ADAPTERS E): what stands on them, and what is odd about the picture. It is shown to a reviewer beside what was
// typed, and decides nothing. The picture leaves for Tencent Cloud's region, over TLS, in the body; no part of it comes back, for
// neither the card nor the portrait is asked for.
//
// No document says: which code a permit is refused with by IDCardOCR (any that says that nothing was read is followed by the other
// question); whether a permit needs a CardSide.
package tencentpapers

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"shiming/shared/realname"
	"shiming/shared/steps"
	"shiming/shared/wire/tencentcloud"
)

// maxEncoded is the longest picture in base64 that is taken, in bytes.
const maxEncoded = 10 << 20

// Reader is a steps.PaperReader. It is safe for concurrent use.
type Reader struct{ client *tencentcloud.Client }

var _ steps.PaperReader = (*Reader)(nil)

// New returns a reader. It calls nothing.
func New(c tencentcloud.Config) (*Reader, error) {
	client, err := tencentcloud.New("ocr", "2018-11-19", c)
	if err != nil {
		return nil, fmt.Errorf("tencentpapers: %w", err)
	}
	return &Reader{client}, nil
}

// looks is what is looked for in a picture, and nothing that is cut out of it.
const looks = `{"CopyWarn":true,"BorderCheckWarn":true,"ReshootWarn":true,"DetectPsWarn":true,"TempIdWarn":true,"InvalidDateWarn":true,"ReflectWarn":true}`

// card is what IDCardOCR answers, of either side.
type card struct{ Name, IdNum, Birth, ValidDate, AdvancedInfo string }

// permit is what MainlandPermitOCR answers.
type permit struct{ Name, Number, Type, Birthday, ValidDate string }

// ReadPaper implements steps.PaperReader. One call; two of a picture that is of no resident ID.
func (r *Reader) ReadPaper(ctx context.Context, purpose realname.Purpose, picture []byte) (steps.Reading, error) {
	side := "FRONT"
	if purpose == realname.EmblemSide || purpose == realname.HolderEmblemSide {
		side = "BACK"
	}
	encoded := base64.StdEncoding.EncodeToString(picture)
	if len(picture) == 0 || len(encoded) > maxEncoded {
		return steps.Reading{}, nil
	}
	var c card
	_, err := r.client.Call(ctx, "IDCardOCR", map[string]string{"ImageBase64": encoded, "CardSide": side, "Config": looks}, &c)
	if err == nil {
		return c.reading(), nil
	}
	if !nothing(err) {
		return steps.Reading{}, fault(err)
	}
	var p permit
	switch _, err := r.client.Call(ctx, "MainlandPermitOCR", map[string]string{"ImageBase64": encoded}, &p); {
	case err == nil:
		return steps.Reading{Kind: clean(p.Type), Name: clean(p.Name), Number: clean(p.Number), Birth: clean(p.Birthday), Valid: clean(p.ValidDate)}, nil
	case nothing(err):
		return steps.Reading{}, nil
	default:
		return steps.Reading{}, fault(err)
	}
}

func (c card) reading() steps.Reading {
	return steps.Reading{
		Kind: "居民身份证", Name: clean(c.Name), Number: strings.ToUpper(clean(c.IdNum)), Birth: clean(c.Birth), Valid: clean(c.ValidDate),
		Warnings: warnings(c.AdvancedInfo),
	}
}

func clean(s string) string { return strings.TrimSpace(s) }

// words are what the warnings of IDCardOCR say (ADAPTERS E). FaceID has other numbers.
var words = map[int]string{
	-9101: "border", -9102: "copy", -9103: "recaptured", -9104: "temporary", -9105: "covered", -9106: "edited", -9107: "reflection",
	-9108: "black_and_white", -9109: "expired", -9110: "electronic", -9111: "watermark",
}

// warnings reads those of an answer; a number that is not known is told as it is.
func warnings(info string) string {
	var a struct{ WarnInfos []int }
	if json.NewDecoder(bytes.NewReader([]byte(info))).Decode(&a) != nil {
		return ""
	}
	var all []string
	for _, n := range a.WarnInfos {
		word := words[n]
		if word == "" {
			word = fmt.Sprint(n)
		}
		all = append(all, word)
	}
	return strings.Join(all, " ")
}

// nothing reports whether the call says that nothing can be read in the picture.
func nothing(err error) bool {
	var refused *tencentcloud.Refusal
	return errors.As(err, &refused) && slices.Contains([]string{
		"FailedOperation.ImageDecodeFailed", "FailedOperation.ImageBlur", "FailedOperation.ImageNoText", "FailedOperation.ImageNoIdCard",
		"FailedOperation.IdCardInfoIllegal", "FailedOperation.OcrFailed", "FailedOperation.ImageSizeTooLarge", "FailedOperation.EmptyImageError",
		"FailedOperation.MultiCardError", "FailedOperation.NoPassport", "FailedOperation.CardSideError",
	}, refused.Code)
}

func fault(err error) error {
	return tencentcloud.Fault("tencentpapers", err, "FailedOperation.UnKnowError", "FailedOperation.UnKnowFileTypeError", "FailedOperation.DownLoadError")
}
