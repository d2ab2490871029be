// Package tencentocr reads business licences by BizLicenseOCR of Tencent Cloud (API 3.0, service "ocr", version
// 2018-11-19; FIELD-NOTES §4.1, §4.3). What was read fills in a form that a person corrects (RULES C2): it proves
// nothing. The picture leaves for Tencent Cloud's region, over TLS, and is in no log.
package tencentocr

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"image"
	"image/jpeg"
	_ "image/png" // clean copies are JPEG or PNG
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"shiming/shared/steps"
)

const (
	service = "ocr"
	version = "2018-11-19"
	action  = "BizLicenseOCR"

	contentType = "application/json; charset=utf-8"
	// maxEncoded is the longest picture in base64 that is taken, in bytes.
	maxEncoded = 7 << 20
	maxAnswer  = 1 << 20
	patience   = 8 * time.Second
)

// Config says whom to ask, as whom. Only the first three are needed.
type Config struct {
	SecretID, SecretKey string
	Clock               steps.Clock
	// Region is sent when it is set.
	Region string
	// Endpoint is https://ocr.tencentcloudapi.com unless it is set.
	Endpoint string
	// Client makes the calls; nil: one that gives up after eight seconds.
	Client *http.Client
}

// Reader is a steps.Reader. It is safe for concurrent use.
type Reader struct {
	config Config
	host   string
}

var _ steps.Reader = (*Reader)(nil)

// New returns a reader. It calls nothing.
func New(c Config) (*Reader, error) {
	if c.SecretID == "" || c.SecretKey == "" || c.Clock == nil {
		return nil, fmt.Errorf("tencentocr: secret id, secret key and a clock are needed")
	}
	if c.Endpoint == "" {
		c.Endpoint = "https://ocr.tencentcloudapi.com"
	}
	if c.Client == nil {
		c.Client = &http.Client{Timeout: patience}
	}
	u, err := url.Parse(c.Endpoint)
	if err != nil || u.Host == "" {
		return nil, fmt.Errorf("tencentocr: the endpoint is no address")
	}
	return &Reader{c, u.Host}, nil
}

// Connect returns the reader of a function. It panics without a secret: a function cannot read without.
func Connect(secretID, secretKey string, clock steps.Clock) *Reader {
	r, err := New(Config{SecretID: secretID, SecretKey: secretKey, Clock: clock})
	if err != nil {
		panic(err)
	}
	return r
}

// answer is the envelope of every answer, also of a refusal, with the fields that are used.
type answer struct {
	Response struct {
		RequestID string `json:"RequestId"`
		Error     *struct {
			Code string
		}
		RegNum, Name, Person, Address string
	}
}

// Read asks for the fields of the licence in the picture. A picture that is no licence, or cannot be read, is an empty
// Reading. Faults that may pass are steps.ErrUnavailable; the others (a wrong secret, arrears) are for the operator.
// One call.
func (r *Reader) Read(ctx context.Context, picture []byte) (steps.Reading, error) {
	picture, ok := fit(picture)
	if !ok {
		return steps.Reading{}, nil
	}
	body, err := json.Marshal(map[string]string{"ImageBase64": base64.StdEncoding.EncodeToString(picture)})
	if err != nil {
		return steps.Reading{}, err
	}
	var a answer
	if err := r.ask(ctx, body, &a); err != nil {
		return steps.Reading{}, err
	}
	if fault := a.Response.Error; fault != nil {
		return steps.Reading{}, meaning(fault.Code, a.Response.RequestID)
	}
	clean := strings.TrimSpace
	return steps.Reading{
		Name: clean(a.Response.Name), Code: strings.ToUpper(clean(a.Response.RegNum)), Address: clean(a.Response.Address),
		Representative: clean(a.Response.Person),
	}, nil
}

func (r *Reader) ask(ctx context.Context, body []byte, into *answer) error {
	post, err := http.NewRequestWithContext(ctx, http.MethodPost, r.config.Endpoint+"/", bytes.NewReader(body))
	if err != nil {
		return err
	}
	now := r.config.Clock()
	signed := request{service: service, host: r.host, contentType: contentType, body: body, at: now}
	for name, value := range map[string]string{
		"Content-Type": contentType, "X-TC-Action": action, "X-TC-Version": version,
		"X-TC-Timestamp": strconv.FormatInt(now.Unix(), 10), "X-TC-Region": r.config.Region,
		"Authorization": signed.authorization(r.config.SecretID, r.config.SecretKey),
	} {
		if value != "" {
			post.Header.Set(name, value)
		}
	}
	got, err := r.config.Client.Do(post)
	if err != nil {
		return fmt.Errorf("tencentocr: %w: %w", steps.ErrUnavailable, err)
	}
	defer got.Body.Close()
	data, err := io.ReadAll(io.LimitReader(got.Body, maxAnswer))
	if err != nil {
		return fmt.Errorf("tencentocr: %w: %w", steps.ErrUnavailable, err)
	}
	if got.StatusCode != http.StatusOK { // its own refusals come with 200: this is of something on the way
		return fmt.Errorf("tencentocr: %w: status %d", steps.ErrUnavailable, got.StatusCode)
	}
	if err := json.Unmarshal(data, into); err != nil || into.Response.RequestID == "" {
		return fmt.Errorf("tencentocr: %w: the answer is not one of the API", steps.ErrUnavailable)
	}
	return nil
}

// meaning of a refusal: nil for a picture in which there is nothing to be read.
func meaning(code, requestID string) error {
	switch code {
	case "FailedOperation.ImageDecodeFailed", "FailedOperation.ImageBlur", "FailedOperation.ImageNoText",
		"FailedOperation.OcrFailed", "FailedOperation.NoBizLicense", "FailedOperation.ImageSizeTooLarge":
		return nil
	case "FailedOperation.UnKnowError", "FailedOperation.UnKnowFileTypeError", "FailedOperation.DownLoadError":
		return fmt.Errorf("tencentocr: %w: %s (%s)", steps.ErrUnavailable, code, requestID)
	}
	family, _, _ := strings.Cut(code, ".")
	switch family {
	case "InternalError", "RequestLimitExceeded", "LimitExceeded", "ServiceUnavailable":
		return fmt.Errorf("tencentocr: %w: %s (%s)", steps.ErrUnavailable, code, requestID)
	}
	return fmt.Errorf("tencentocr: refused: %s (%s)", code, requestID)
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
