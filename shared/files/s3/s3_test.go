package s3_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"shiming/shared/files/s3"
	"shiming/shared/steps"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
)

func config(region, endpoint string) aws.Config {
	return aws.Config{
		Region: region, BaseEndpoint: &endpoint, HTTPClient: http.DefaultClient,
		Credentials: credentials.NewStaticCredentialsProvider("AKIDEXAMPLE", "secret", "a-session-token"),
	}
}

// Addresses lead to the bucket's own domain, and sign what they have to.
func TestAddressesOnAWS(t *testing.T) {
	for region, domain := range map[string]string{"us-east-1": "amazonaws.com", "cn-north-1": "amazonaws.com.cn"} {
		d := s3.Connect(config(region, "https://s3."+region+"."+domain), "stack-documents-1")
		upload, err := d.Upload(t.Context(), "uploads/doc_a", "image/png", 1000, 15*time.Minute)
		if err != nil {
			t.Fatal(err)
		}
		view, err := d.View(t.Context(), "clean/doc_a", time.Minute)
		if err != nil {
			t.Fatal(err)
		}
		for address, want := range map[string]struct{ path, expires, signed string }{
			upload.URL: {"/uploads/doc_a", "900", "content-length;content-type;host;if-none-match"},
			view:       {"/clean/doc_a", "60", "host"},
		} {
			u, err := url.Parse(address)
			if err != nil {
				t.Fatal(err)
			}
			q := u.Query()
			if u.Host != "stack-documents-1.s3."+region+"."+domain || u.Scheme != "https" || u.Path != want.path {
				t.Errorf("the address leads to %s://%s%s", u.Scheme, u.Host, u.Path)
			}
			if q.Get("X-Amz-Expires") != want.expires || q.Get("X-Amz-SignedHeaders") != want.signed || q.Get("X-Amz-Security-Token") == "" {
				t.Errorf("expires %s, signed %s", q.Get("X-Amz-Expires"), q.Get("X-Amz-SignedHeaders"))
			}
			for name := range q {
				if strings.Contains(strings.ToLower(name), "checksum") {
					t.Errorf("the address asks for %s", name)
				}
			}
		}
	}
}

// What S3 answers becomes the port's errors; nothing of it is an address or a secret.
func TestFaults(t *testing.T) {
	status, code := 0, ""
	other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/xml")
		w.WriteHeader(status)
		_, _ = w.Write([]byte(`<?xml version="1.0"?><Error><Code>` + code + `</Code><Message>` + r.URL.String() + `</Message></Error>`))
	}))
	defer other.Close()
	d := s3.Connect(config("us-east-1", other.URL), "b")
	for _, row := range []struct {
		status int
		code   string
		want   error // nil: a refusal for good
	}{
		{404, "NoSuchKey", steps.ErrNotFound},
		{404, "NoSuchBucket", nil},
		{403, "AccessDenied", nil},
		{400, "ExpiredToken", nil},
		{429, "SlowDown", steps.ErrUnavailable},
		{503, "SlowDown", steps.ErrUnavailable},
		{500, "InternalError", steps.ErrUnavailable},
		{409, "ConditionalRequestConflict", steps.ErrUnavailable},
	} {
		status, code = row.status, row.code
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		_, reading := d.Fetch(ctx, "uploads/doc_a", 10)
		writing := d.Keep(ctx, "clean/doc_a", "image/png", []byte("x"))
		cancel()
		for what, err := range map[string]error{"Fetch": reading, "Keep": writing} {
			switch {
			case err == nil:
				t.Errorf("%s, %d %s: no error", what, row.status, row.code)
			case row.want == nil && (errors.Is(err, steps.ErrUnavailable) || errors.Is(err, steps.ErrNotFound)):
				t.Errorf("%s, %d %s: got %v, want a refusal for good", what, row.status, row.code, err)
			case row.want != nil && !errors.Is(err, row.want) && (what == "Fetch" || row.want != steps.ErrNotFound):
				t.Errorf("%s, %d %s: got %v, want %v", what, row.status, row.code, err, row.want)
			case strings.Contains(err.Error(), "secret") || strings.Contains(err.Error(), "X-Amz-Signature"):
				t.Errorf("%s: the error says too much: %v", what, err)
			}
		}
	}
}

// What is no picture is written so that whoever looks downloads it; S3 hands out with an object what was written with it.
func TestTHREATS_X4_papers_are_downloaded(t *testing.T) {
	var got http.Header
	other := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { got = r.Header.Clone() }))
	defer other.Close()
	d := s3.Connect(config("us-east-1", other.URL), "b")
	for media, want := range map[string]string{"image/png": "", "image/jpeg": "", "application/pdf": "attachment"} {
		if err := d.Keep(t.Context(), "clean/doc_a", media, []byte("x")); err != nil {
			t.Fatal(err)
		}
		if disposition := got.Get("Content-Disposition"); got.Get("Content-Type") != media || disposition != want {
			t.Errorf("%s is written as %q with the disposition %q, want %q", media, got.Get("Content-Type"), disposition, want)
		}
	}
}
