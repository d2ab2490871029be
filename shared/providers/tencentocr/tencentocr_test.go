package tencentocr_test

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"image/png"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"shiming/shared/providers/tencentocr"
	"shiming/shared/steps"
)

const (
	secretID  = "AKIDEXAMPLE"
	secretKey = "not-a-real-secret-key"
)

var now = time.Date(2025, 11, 21, 9, 30, 0, 0, time.UTC)

// server is the other side: it verifies the signature by itself, and answers what the test says.
type server struct {
	t        *testing.T
	answer   func() (int, string)
	pictures [][]byte
}

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		s.t.Error(err)
		return
	}
	if why := verify(r, body); why != "" {
		fmt.Fprintf(w, `{"Response":{"RequestId":"r-1","Error":{"Code":"AuthFailure.SignatureFailure","Message":%q}}}`, why)
		return
	}
	if r.Header.Get("X-TC-Action") != "BizLicenseOCR" || r.Header.Get("X-TC-Version") != "2018-11-19" {
		s.t.Errorf("action %q, version %q", r.Header.Get("X-TC-Action"), r.Header.Get("X-TC-Version"))
	}
	var asked struct{ ImageBase64 []byte }
	if err := json.Unmarshal(body, &asked); err != nil {
		s.t.Error(err)
	}
	s.pictures = append(s.pictures, asked.ImageBase64)
	status, text := s.answer()
	w.WriteHeader(status)
	_, _ = io.WriteString(w, text)
}

// verify says what is wrong with the request's signature; "" when nothing is. It is written from the documentation,
// apart from the code that signs.
func verify(r *http.Request, body []byte) string {
	fields := strings.Fields(strings.ReplaceAll(r.Header.Get("Authorization"), ",", ""))
	if len(fields) != 4 || fields[0] != "TC3-HMAC-SHA256" || fields[2] != "SignedHeaders=content-type;host" {
		return "form"
	}
	seconds, err := strconv.ParseInt(r.Header.Get("X-TC-Timestamp"), 10, 64)
	if at := time.Unix(seconds, 0); err != nil || now.Sub(at).Abs() > 5*time.Minute {
		return "time"
	}
	date := time.Unix(seconds, 0).UTC().Format(time.DateOnly)
	scope := date + "/ocr/tc3_request"
	if fields[1] != "Credential="+secretID+"/"+scope {
		return "credential"
	}
	sum := func(b []byte) string { h := sha256.Sum256(b); return hex.EncodeToString(h[:]) }
	mac := func(key []byte, m string) []byte {
		h := hmac.New(sha256.New, key)
		_, _ = io.WriteString(h, m)
		return h.Sum(nil)
	}
	canonical := strings.Join([]string{
		r.Method, r.URL.Path, r.URL.RawQuery, "content-type:" + r.Header.Get("Content-Type"), "host:" + r.Host, "", "content-type;host", sum(body),
	}, "\n")
	toSign := strings.Join([]string{"TC3-HMAC-SHA256", strconv.FormatInt(seconds, 10), scope, sum([]byte(canonical))}, "\n")
	key := mac(mac(mac([]byte("TC3"+secretKey), date), "ocr"), "tc3_request")
	if fields[3] != "Signature="+hex.EncodeToString(mac(key, toSign)) {
		return "signature"
	}
	return ""
}

func open(t *testing.T, answer func() (int, string), change ...func(*tencentocr.Config)) (*tencentocr.Reader, *server) {
	t.Helper()
	s := &server{t: t, answer: answer}
	other := httptest.NewServer(s)
	t.Cleanup(other.Close)
	c := tencentocr.Config{SecretID: secretID, SecretKey: secretKey, Endpoint: other.URL, Clock: func() time.Time { return now }}
	for _, f := range change {
		f(&c)
	}
	r, err := tencentocr.New(c)
	if err != nil {
		t.Fatal(err)
	}
	return r, s
}

// recorded has the shape of a real answer; the enterprise is made up.
const recorded = `{"Response":{"Address":" 上海市浦东新区示例路100号","Angle":0.0105,"Business":"技术服务","Capital":"人民币壹佰万元整",` +
	`"ComposingForm":"","Electronic":false,"IsDuplication":2,"Name":"海岚示例科技（上海）有限公司","Period":"2019年03月12日至长期",` +
	`"Person":"林知远","QRCode":"","RecognizeWarnCode":[],"RecognizeWarnMsg":[],"RegNum":"91310115ma1k4tx53w","RegistrationDate":"2019年03月12日",` +
	`"RequestId":"6b3f9f3c-0000-4c6f-8d2a-2f0f1c9a7e11","Seal":true,"SetDate":"2019年03月12日","SerialNumber":"","Type":"有限责任公司"}}`

func always(status int, text string) func() (int, string) {
	return func() (int, string) { return status, text }
}

func refused(code string) string {
	return fmt.Sprintf(`{"Response":{"Error":{"Code":%q,"Message":"个人信息不应出现"},"RequestId":"r-2"}}`, code)
}

func TestRULES_C2_ALicenceIsRead(t *testing.T) {
	r, s := open(t, always(200, recorded), func(c *tencentocr.Config) { c.Region = "ap-guangzhou" })
	got, err := r.Read(t.Context(), []byte("a picture"))
	want := steps.Reading{Name: "海岚示例科技（上海）有限公司", Code: "91310115MA1K4TX53W", Address: "上海市浦东新区示例路100号", Representative: "林知远"}
	if err != nil || got != want {
		t.Errorf("it was read wrongly (%v)", err)
	}
	if len(s.pictures) != 1 || string(s.pictures[0]) != "a picture" {
		t.Errorf("%d pictures arrived", len(s.pictures))
	}
}

func TestAnswers(t *testing.T) {
	for _, row := range []struct {
		what   string
		status int
		text   string
		fault  bool // there is an error
		passes bool // it may pass
	}{
		{"a picture that cannot be decoded", 200, refused("FailedOperation.ImageDecodeFailed"), false, false},
		{"a blurred one", 200, refused("FailedOperation.ImageBlur"), false, false},
		{"no licence", 200, refused("FailedOperation.NoBizLicense"), false, false},
		{"no text", 200, refused("FailedOperation.ImageNoText"), false, false},
		{"nothing read", 200, `{"Response":{"RequestId":"r-3"}}`, false, false},
		{"too many requests", 200, refused("RequestLimitExceeded"), true, true},
		{"too many of a kind", 200, refused("RequestLimitExceeded.UinLimitExceeded"), true, true},
		{"an internal error", 200, refused("InternalError"), true, true},
		{"an unknown error", 200, refused("FailedOperation.UnKnowError"), true, true},
		{"a wrong secret", 200, refused("AuthFailure.SignatureFailure"), true, false},
		{"no permission", 200, refused("UnauthorizedOperation"), true, false},
		{"arrears", 200, refused("ResourceUnavailable.InArrears"), true, false},
		{"not opened", 200, refused("FailedOperation.UnOpenError"), true, false},
		{"a gateway that is down", 502, "<html>", true, true},
		{"no JSON", 200, "<html>", true, true},
		{"another JSON", 200, `{"hello":1}`, true, true},
		{"half an answer", 200, recorded[:100], true, true},
	} {
		r, _ := open(t, always(row.status, row.text))
		got, err := r.Read(t.Context(), []byte("a picture"))
		if got != (steps.Reading{}) || (err != nil) != row.fault || errors.Is(err, steps.ErrUnavailable) != row.passes {
			t.Errorf("%s: %v", row.what, err)
		}
		if err != nil && strings.Contains(err.Error(), "个人信息") {
			t.Errorf("%s: the error repeats the other side's words", row.what)
		}
	}
}

func TestSignaturesThatAreWrong(t *testing.T) {
	for what, change := range map[string]func(*tencentocr.Config){
		"another key": func(c *tencentocr.Config) { c.SecretKey += "x" },
		"another id":  func(c *tencentocr.Config) { c.SecretID += "x" },
		"a late clock": func(c *tencentocr.Config) {
			c.Clock = func() time.Time { return now.Add(-6 * time.Minute) }
		},
	} {
		r, _ := open(t, always(200, recorded), change)
		if _, err := r.Read(t.Context(), []byte("a picture")); err == nil || errors.Is(err, steps.ErrUnavailable) || strings.Contains(err.Error(), secretKey) {
			t.Errorf("%s: %v", what, err)
		}
	}
	for _, c := range []tencentocr.Config{{}, {SecretID: "x", SecretKey: "x"}, {SecretID: "x", SecretKey: "x", Clock: time.Now, Endpoint: "nowhere"}} {
		if _, err := tencentocr.New(c); err == nil {
			t.Error("a reader was made without what it needs")
		}
	}
}

func TestTimeouts(t *testing.T) {
	release := make(chan struct{})
	slow := func() (int, string) {
		<-release
		return 200, recorded
	}
	for what, change := range map[string]func(*tencentocr.Config){
		"the client's": func(c *tencentocr.Config) { c.Client = &http.Client{Timeout: 50 * time.Millisecond} },
		"the caller's": func(*tencentocr.Config) {},
	} {
		r, _ := open(t, slow, change)
		ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
		begun := time.Now()
		if _, err := r.Read(ctx, []byte("a picture")); !errors.Is(err, steps.ErrUnavailable) || time.Since(begun) > 5*time.Second {
			t.Errorf("%s: %v after %v", what, err, time.Since(begun))
		}
		cancel()
	}
	close(release)
}

func TestLargePicturesAreSentSmaller(t *testing.T) {
	img := image.NewRGBA(image.Rect(0, 0, 1600, 1600))
	rng := rand.New(rand.NewPCG(1, 2))
	for i := range img.Pix {
		img.Pix[i] = byte(rng.Uint32()) | byte(255*(i%4/3)) // noise, opaque: it does not shrink as PNG
	}
	var large bytes.Buffer
	if err := png.Encode(&large, img); err != nil {
		t.Fatal(err)
	}
	if base64.StdEncoding.EncodedLen(large.Len()) <= 7<<20 {
		t.Fatalf("the picture has only %d bytes", large.Len())
	}
	r, s := open(t, always(200, recorded))
	if _, err := r.Read(t.Context(), large.Bytes()); err != nil || len(s.pictures) != 1 {
		t.Fatal(err)
	}
	if _, format, err := image.DecodeConfig(bytes.NewReader(s.pictures[0])); err != nil || format != "jpeg" || base64.StdEncoding.EncodedLen(len(s.pictures[0])) > 7<<20 {
		t.Errorf("a %s of %d bytes was sent (%v)", format, len(s.pictures[0]), err)
	}
	for _, nothing := range [][]byte{nil, bytes.Repeat([]byte("x"), 6<<20)} {
		if got, err := r.Read(t.Context(), nothing); err != nil || got != (steps.Reading{}) || len(s.pictures) != 1 {
			t.Errorf("what cannot be sent: %v, %v", got, err)
		}
	}
}
