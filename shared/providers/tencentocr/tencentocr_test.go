package tencentocr_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"image"
	"image/png"
	"math/rand/v2"
	"net/http"
	"strings"
	"testing"
	"time"

	"shiming/shared/providers/tencentocr"
	"shiming/shared/steps"
	"shiming/shared/wire"
	"shiming/shared/wire/tencenttest"
)

// open returns a reader, and the other side that it asks.
func open(t *testing.T, answer func() (int, string), change ...func(*tencentocr.Config)) (*tencentocr.Reader, *tencenttest.Server) {
	t.Helper()
	none := func([]byte) (int, string) { return 200, tencenttest.Refused("FailedOperation.OcrFailed") }
	s := tencenttest.Serve(t, "ocr", "2018-11-19", map[string]tencenttest.Action{
		"BizLicenseOCR": func([]byte) (int, string) { return answer() }, "EnterpriseLicenseOCR": none,
	})
	c := tencentocr.Config{
		Access: tencenttest.Access(), Endpoint: s.URL, Clock: func() time.Time { return tencenttest.Now },
	}
	for _, f := range change {
		f(&c)
	}
	r, err := tencentocr.New(c)
	if err != nil {
		t.Fatal(err)
	}
	return r, s
}

// pictures are those that arrived.
func pictures(t *testing.T, s *tencenttest.Server) [][]byte {
	t.Helper()
	var all [][]byte
	for _, body := range s.Bodies() {
		var asked struct{ ImageBase64 []byte }
		if err := json.Unmarshal(body, &asked); err != nil {
			t.Error(err)
		}
		all = append(all, asked.ImageBase64)
	}
	return all
}

// recorded has the shape of a real answer; the enterprise is made up.
const recorded = `{"Response":{"Address":" 上海市浦东新区示例路100号","Angle":0.0105,"Business":"技术服务","Capital":"人民币壹佰万元整",` +
	`"ComposingForm":"","Electronic":false,"IsDuplication":2,"Name":"海岚示例科技（上海）有限公司","Period":"2019年03月12日至长期",` +
	`"Person":"林知远","QRCode":"","RecognizeWarnCode":[],"RecognizeWarnMsg":[],"RegNum":"91310115ma1k4tx53w","RegistrationDate":"2019年03月12日",` +
	`"RequestId":"6b3f9f3c-0000-4c6f-8d2a-2f0f1c9a7e11","Seal":true,"SetDate":"2019年03月12日","SerialNumber":"","Type":"有限责任公司"}}`

func TestRULES_C2_ALicenceIsRead(t *testing.T) {
	r, s := open(t, tencenttest.Always(200, recorded), func(c *tencentocr.Config) { c.Region = "ap-guangzhou" })
	got, err := r.Read(t.Context(), []byte("a picture"))
	want := steps.Reading{Name: "海岚示例科技（上海）有限公司", Code: "91310115MA1K4TX53W", Address: "上海市浦东新区示例路100号", Representative: "林知远"}
	if err != nil || got != want {
		t.Errorf("it was read wrongly (%v)", err)
	}
	if sent := pictures(t, s); len(sent) != 1 || string(sent[0]) != "a picture" {
		t.Errorf("%d pictures arrived", len(sent))
	}
}

// A body that is no business has a licence of its own (RULES A6, A7), and a picture may be a copy.
func TestRULES_A7_the_licence_of_another_body_is_read(t *testing.T) {
	business := tencenttest.Refused("FailedOperation.NoBizLicense")
	s := tencenttest.Serve(t, "ocr", "2018-11-19", map[string]tencenttest.Action{
		"BizLicenseOCR": func([]byte) (int, string) { return 200, business },
		"EnterpriseLicenseOCR": func([]byte) (int, string) {
			return tencenttest.Said(map[string]any{"EnterpriseLicenseInfos": []map[string]string{
				{"Name": "证书名称", "Value": ""}, {"Name": "统一社会信用代码", "Value": "12100000400000456x"}, {"Name": "单位名称", "Value": "示例学校"},
				{"Name": "法定代表人", "Value": "林知远"}, {"Name": "住所", "Value": "示例路1号"}, {"Name": "宗旨和业务范围", "Value": "教学"},
			}})
		},
	})
	r, err := tencentocr.New(tencentocr.Config{Access: tencenttest.Access(), Endpoint: s.URL, Clock: s.Clock})
	if err != nil {
		t.Fatal(err)
	}
	want := steps.Reading{Name: "示例学校", Code: "12100000400000456X", Address: "示例路1号", Representative: "林知远"}
	if got, err := r.Read(t.Context(), []byte("a picture")); err != nil || got != want {
		t.Errorf("it was read wrongly (%v)", err)
	}
	business = strings.Replace(recorded, `"RecognizeWarnCode":[]`, `"RecognizeWarnCode":[-9102,-9104]`, 1)
	if got, err := r.Read(t.Context(), []byte("a picture")); err != nil || got.Warnings != "black_and_white recaptured" {
		t.Errorf("the warnings are %q (%v)", got.Warnings, err)
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
		{"a picture that cannot be decoded", 200, tencenttest.Refused("FailedOperation.ImageDecodeFailed"), false, false},
		{"a blurred one", 200, tencenttest.Refused("FailedOperation.ImageBlur"), false, false},
		{"no licence", 200, tencenttest.Refused("FailedOperation.NoBizLicense"), false, false},
		{"no text", 200, tencenttest.Refused("FailedOperation.ImageNoText"), false, false},
		{"nothing read", 200, `{"Response":{"RequestId":"r-3"}}`, false, false},
		{"too many requests", 200, tencenttest.Refused("RequestLimitExceeded"), true, true},
		{"too many of a kind", 200, tencenttest.Refused("RequestLimitExceeded.UinLimitExceeded"), true, true},
		{"an internal error", 200, tencenttest.Refused("InternalError"), true, true},
		{"an unknown error", 200, tencenttest.Refused("FailedOperation.UnKnowError"), true, true},
		{"a wrong secret", 200, tencenttest.Refused("AuthFailure.SignatureFailure"), true, false},
		{"no permission", 200, tencenttest.Refused("UnauthorizedOperation"), true, false},
		{"arrears", 200, tencenttest.Refused("ResourceUnavailable.InArrears"), true, false},
		{"not opened", 200, tencenttest.Refused("FailedOperation.UnOpenError"), true, false},
		{"a gateway that is down", 502, "<html>", true, true},
		{"no JSON", 200, "<html>", true, true},
		{"another JSON", 200, `{"hello":1}`, true, true},
		{"half an answer", 200, recorded[:100], true, true},
	} {
		r, _ := open(t, tencenttest.Always(row.status, row.text))
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
		"another key": func(c *tencentocr.Config) { c.Access = wire.Fixed(tencenttest.SecretID, tencenttest.SecretKey+"x") },
		"another id":  func(c *tencentocr.Config) { c.Access = wire.Fixed(tencenttest.SecretID+"x", tencenttest.SecretKey) },
		"a late clock": func(c *tencentocr.Config) {
			c.Clock = func() time.Time { return tencenttest.Now.Add(-6 * time.Minute) }
		},
	} {
		r, _ := open(t, tencenttest.Always(200, recorded), change)
		if _, err := r.Read(t.Context(), []byte("a picture")); err == nil || errors.Is(err, steps.ErrUnavailable) || strings.Contains(err.Error(), tencenttest.SecretKey) {
			t.Errorf("%s: %v", what, err)
		}
	}
	for _, c := range []tencentocr.Config{{}, {Access: wire.Fixed("x", "x")}, {Access: wire.Fixed("x", ""), Clock: time.Now}, {Access: wire.Fixed("x", "x"), Clock: time.Now, Endpoint: "nowhere"}} {
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
	r, s := open(t, tencenttest.Always(200, recorded))
	if _, err := r.Read(t.Context(), large.Bytes()); err != nil {
		t.Fatal(err)
	}
	sent := pictures(t, s)
	if len(sent) != 1 {
		t.Fatalf("%d pictures arrived", len(sent))
	}
	if _, format, err := image.DecodeConfig(bytes.NewReader(sent[0])); err != nil || format != "jpeg" || base64.StdEncoding.EncodedLen(len(sent[0])) > 7<<20 {
		t.Errorf("a %s of %d bytes was sent (%v)", format, len(sent[0]), err)
	}
	for _, nothing := range [][]byte{nil, bytes.Repeat([]byte("x"), 6<<20)} {
		if got, err := r.Read(t.Context(), nothing); err != nil || got != (steps.Reading{}) || len(s.Bodies()) != 1 {
			t.Errorf("what cannot be sent: %v, %v", got, err)
		}
	}
}
