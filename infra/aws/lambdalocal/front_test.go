package lambdalocal

import (
	"bytes"
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/golang-jwt/jwt/v5"
	"github.com/google/go-cmp/cmp"

	"shiming/infra/aws/template"
)

var signer = sync.OnceValue(func() *rsa.PrivateKey {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	return key
})

func testKey(*jwt.Token) (any, error) { return &signer().PublicKey, nil }

// token signs the claims of a good token, changed.
func token(t *testing.T, change map[string]any) string {
	t.Helper()
	claims := jwt.MapClaims{"iss": "https://issuer.example", "aud": "shiming", "sub": "acct_1", "exp": time.Now().Add(time.Hour).Unix()}
	for k, v := range change {
		claims[k] = v
		if v == nil {
			delete(claims, k)
		}
	}
	text, err := jwt.NewWithClaims(jwt.SigningMethodRS256, claims).SignedString(signer())
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func send(t *testing.T, method, url, body string, header ...string) (*http.Response, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(header); i += 2 {
		r.Header.Add(header[i], header[i+1])
	}
	w, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Body.Close()
	b, err := io.ReadAll(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	return w, string(b)
}

func TestRoutePrecedence(t *testing.T) {
	var routes []route
	for _, key := range []string{
		"$default", "ANY /{proxy+}", "GET /pets/{proxy+}", "ANY /pets/dog/1", "GET /pets/dog/{id}", "GET /pets/dog/1",
		"POST /cases", "GET /cases/{id}", "GET /cases/{id}/next", "GET /cases/latest",
	} {
		r := template.HTTPRoute{}
		r.Method, r.Path, _ = strings.Cut(key, " ")
		if r.Path == "" {
			r.Method = ""
		}
		routes = append(routes, newRoute(r, key, nil))
	}
	for _, tc := range []struct {
		method, path, want string
		params             map[string]string
	}{
		{"GET", "/pets/dog/1", "GET /pets/dog/1", nil},
		{"POST", "/pets/dog/1", "ANY /pets/dog/1", nil},
		{"GET", "/pets/dog/2", "GET /pets/dog/{id}", map[string]string{"id": "2"}},
		{"GET", "/pets/cat/1", "GET /pets/{proxy+}", map[string]string{"proxy": "cat/1"}},
		{"POST", "/test/5", "ANY /{proxy+}", map[string]string{"proxy": "test/5"}},
		{"GET", "/cases/latest", "GET /cases/latest", nil},
		{"GET", "/cases/case_1", "GET /cases/{id}", map[string]string{"id": "case_1"}},
		{"GET", "/cases/case_1/next", "GET /cases/{id}/next", map[string]string{"id": "case_1"}},
		{"GET", "/cases", "ANY /{proxy+}", map[string]string{"proxy": "cases"}},
		{"GET", "/", "$default", nil},
	} {
		t.Run(tc.method+" "+tc.path, func(t *testing.T) {
			r, params := match(routes, tc.method, tc.path)
			if r == nil || r.function != tc.want || !maps.Equal(params, tc.params) {
				t.Errorf("got %+v %v, want %s %v", r, params, tc.want, tc.params)
			}
		})
	}
	if r, _ := match(routes[6:], "GET", "/cases/"); r != nil {
		t.Errorf("an empty variable matches %s", r.function)
	}
}

func TestEvent(t *testing.T) {
	s, _ := start(t, nil)
	get := func(t *testing.T, method, path, body string, header ...string) events.APIGatewayV2HTTPRequest {
		t.Helper()
		w, text := send(t, method, s.URL+path, body, header...)
		var e events.APIGatewayV2HTTPRequest
		if err := json.Unmarshal([]byte(text), &e); err != nil || w.StatusCode != 200 {
			t.Fatalf("%d %s: %v", w.StatusCode, text, err)
		}
		return e
	}
	t.Run("format 2.0", func(t *testing.T) {
		e := get(t, "POST", "/public/a%20b/c?x=1&x=2&y=%E5%90%8D", `{"a":1}`,
			"Content-Type", "application/json", "X-Two", "a", "X-Two", "b", "Cookie", "s=1; t=2", "User-Agent", "tester")
		if e.Version != "2.0" || e.RouteKey != "ANY /public/{proxy+}" || e.RawPath != "/public/a b/c" || e.RawQueryString != "x=1&x=2&y=%E5%90%8D" {
			t.Errorf("%+v", e)
		}
		if diff := cmp.Diff(map[string]string{"x": "1,2", "y": "名"}, e.QueryStringParameters); diff != "" {
			t.Error(diff)
		}
		if e.Headers["x-two"] != "a,b" || e.Headers["cookie"] != "" || e.Headers["content-length"] != "7" || cmp.Diff([]string{"s=1", "t=2"}, e.Cookies) != "" {
			t.Errorf("headers %v, cookies %v", e.Headers, e.Cookies)
		}
		if e.PathParameters["proxy"] != "a b/c" || e.Body != `{"a":1}` || e.IsBase64Encoded {
			t.Errorf("%v %q", e.PathParameters, e.Body)
		}
		c := e.RequestContext
		if c.HTTP.Method != "POST" || c.HTTP.SourceIP != "127.0.0.1" || c.HTTP.UserAgent != "tester" || c.Stage != "$default" ||
			c.RequestID == "" || c.DomainName != strings.TrimPrefix(s.URL, "http://") || c.Authorizer != nil {
			t.Errorf("%+v", c)
		}
		if d := time.Since(time.UnixMilli(c.TimeEpoch)); d < -time.Second || d > time.Minute {
			t.Errorf("timeEpoch is %v off", d)
		}
	})
	for _, tc := range []struct {
		name, body, base64 string
		header             []string
	}{
		{"text is passed on", "名", "", []string{"Content-Type", "text/plain; charset=utf-8"}},
		{"problem documents are text", "{}", "", []string{"Content-Type", "application/problem+json"}},
		{"pictures come as base64", "\x89PNG", "iVBORw==", []string{"Content-Type", "image/png"}},
		{"forms come as base64", "a=1", "YT0x", []string{"Content-Type", "application/x-www-form-urlencoded"}},
		{"broken text comes as base64", "\xff", "/w==", []string{"Content-Type", "text/plain"}},
		{"compressed text comes as base64", "x", "eA==", []string{"Content-Type", "text/plain", "Content-Encoding", "gzip"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			e := get(t, "PUT", "/public/x", tc.body, tc.header...)
			if want := tc.base64; want == "" && (e.Body != tc.body || e.IsBase64Encoded) || want != "" && (e.Body != want || !e.IsBase64Encoded) {
				t.Errorf("%q, base64 %v", e.Body, e.IsBase64Encoded)
			}
		})
	}
}

func TestAnswers(t *testing.T) {
	s, _ := start(t, nil)
	for _, tc := range []struct {
		name, answer string
		code         int
		kind, body   string
	}{
		{"status, headers and body", `{"statusCode":201,"headers":{"Content-Type":"application/json","X-N":5},"cookies":["a=1","b=2"],"body":"{}"}`, 201, "application/json", "{}"},
		{"a binary body", `{"statusCode":200,"headers":{"content-type":"image/png"},"isBase64Encoded":true,"body":"iVBORw=="}`, 200, "image/png", "\x89PNG"},
		{"no content type", `{"statusCode":404,"body":"no"}`, 404, "text/plain; charset=utf-8", "no"},
		{"JSON without a status is the body", `{"a":1}`, 200, "application/json", `{"a":1}`},
		{"a text without a status is the body", `"hello"`, 200, "application/json", `hello`},
		{"malformed: status is a text", `{"statusCode":"200","body":"x"}`, 500, "application/json", `{"message":"Internal Server Error"}`},
		{"malformed: body is an object", `{"statusCode":200,"body":{"a":1}}`, 500, "application/json", `{"message":"Internal Server Error"}`},
		{"malformed: header is a list", `{"statusCode":200,"headers":{"a":["b"]}}`, 500, "application/json", `{"message":"Internal Server Error"}`},
		{"malformed: status is out of range", `{"statusCode":99}`, 500, "application/json", `{"message":"Internal Server Error"}`},
		{"malformed: base64", `{"statusCode":200,"isBase64Encoded":true,"body":"*"}`, 500, "application/json", `{"message":"Internal Server Error"}`},
		{"the function fails", `fail`, 500, "application/json", `{"message":"Internal Server Error"}`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			w, body := send(t, "GET", s.URL+"/public/x", "", "X-Answer", tc.answer)
			if w.StatusCode != tc.code || w.Header.Get("Content-Type") != tc.kind || body != tc.body {
				t.Errorf("%d %s %q", w.StatusCode, w.Header.Get("Content-Type"), body)
			}
			if tc.code == 201 && (w.Header.Get("X-N") != "5" || len(w.Cookies()) != 2) {
				t.Errorf("headers %v", w.Header)
			}
		})
	}
	t.Run("no route", func(t *testing.T) {
		for _, request := range []string{"GET /", "POST /cases/1", "GET /public"} {
			method, path, _ := strings.Cut(request, " ")
			if w, body := send(t, method, s.URL+path, ""); w.StatusCode != 404 || body != `{"message":"Not Found"}` {
				t.Errorf("%s: %d %s", request, w.StatusCode, body)
			}
		}
	})
	t.Run("too large", func(t *testing.T) {
		for name, size := range map[string]int{"for API Gateway": maxBody + 1, "for Lambda": maxPayload} {
			w, body := send(t, "POST", s.URL+"/public/x", string(bytes.Repeat([]byte("a"), size)), "Content-Type", "text/plain")
			if w.StatusCode != 413 || body != `{"message":"Request Entity Too Large"}` {
				t.Errorf("%s: %d %.100s", name, w.StatusCode, body)
			}
		}
	})
}

func TestAuthorizer(t *testing.T) {
	now := time.Now()
	s, _ := start(t, func(o *Options) { o.Now = func() time.Time { return now } })
	hour := now.Add(time.Hour).Unix()
	other, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	good := jwt.MapClaims{"iss": "https://issuer.example", "aud": "shiming", "exp": hour}
	forged, err := jwt.NewWithClaims(jwt.SigningMethodRS256, good).SignedString(other)
	if err != nil {
		t.Fatal(err)
	}
	unsigned, err := jwt.NewWithClaims(jwt.SigningMethodNone, good).SignedString(jwt.UnsafeAllowNoneSignatureType)
	if err != nil {
		t.Fatal(err)
	}
	symmetric, err := jwt.NewWithClaims(jwt.SigningMethodHS256, good).SignedString([]byte("key"))
	if err != nil {
		t.Fatal(err)
	}
	extended := jwt.NewWithClaims(jwt.SigningMethodRS256, jwt.MapClaims{"iss": "https://issuer.example", "aud": "shiming", "sub": "acct_1", "exp": hour})
	extended.Header["crit"] = []string{"x"}
	critical, err := extended.SignedString(signer())
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		name, path, token string
		code              int
	}{
		{"FAULT_E5_an_extension_that_nobody_understands", "/cases/1", critical, 401},
		{"FAULT_E5_a_number_for_a_subject", "/cases/1", token(t, map[string]any{"sub": 678}), 401},
		{"FAULT_E5_a_list_for_a_subject", "/cases/1", token(t, map[string]any{"sub": []string{"acct_1"}}), 401},
		{"FAULT_E5_an_empty_subject", "/cases/1", token(t, map[string]any{"sub": ""}), 401},
		{"a good token", "/cases/1", "Bearer " + token(t, nil), 200},
		{"without Bearer", "/cases/1", token(t, nil), 200},
		{"one of several audiences", "/cases/1", token(t, map[string]any{"aud": []string{"x", "shiming"}}), 200},
		{"client_id instead of aud", "/cases/1", token(t, map[string]any{"aud": nil, "client_id": "shiming"}), 200},
		{"none", "/cases/1", "", 401},
		{"no token", "/cases/1", "Bearer abc", 401},
		{"another key", "/cases/1", forged, 401},
		{"no signature", "/cases/1", unsigned, 401},
		{"another algorithm", "/cases/1", symmetric, 401},
		{"another issuer", "/cases/1", token(t, map[string]any{"iss": "https://other.example"}), 401},
		{"another audience", "/cases/1", token(t, map[string]any{"aud": "other"}), 401},
		{"client_id does not help a wrong aud", "/cases/1", token(t, map[string]any{"aud": "other", "client_id": "shiming"}), 401},
		{"no audience", "/cases/1", token(t, map[string]any{"aud": nil}), 401},
		{"expired", "/cases/1", token(t, map[string]any{"exp": now.Add(-time.Second).Unix()}), 401},
		{"without exp", "/cases/1", token(t, map[string]any{"exp": nil}), 401},
		{"not yet", "/cases/1", token(t, map[string]any{"nbf": hour}), 401},
		{"public route", "/public/x", "", 200},
		{"scope", "/admin", token(t, map[string]any{"scope": "read admin"}), 200},
		{"scope missing", "/admin", token(t, map[string]any{"scope": "read"}), 403},
		{"no route, no question", "/nothing", "", 404},
	} {
		t.Run(tc.name, func(t *testing.T) {
			var header []string
			if tc.token != "" {
				header = []string{"Authorization", tc.token}
			}
			w, body := send(t, "GET", s.URL+tc.path, "", header...)
			if w.StatusCode != tc.code {
				t.Errorf("%d %s, want %d", w.StatusCode, body, tc.code)
			}
			if tc.code == 401 && (body != `{"message":"Unauthorized"}` || w.Header.Get("Www-Authenticate") != "Bearer") {
				t.Errorf("%s %v", body, w.Header)
			}
			if tc.code == 403 && body != `{"message":"Forbidden"}` {
				t.Error(body)
			}
		})
	}
	t.Run("claims arrive as text", func(t *testing.T) {
		_, body := send(t, "GET", s.URL+"/admin", "", "Authorization", token(t, map[string]any{
			"roles": []string{"a", "b"}, "exp": hour, "scope": "admin", "ok": true, "level": 1.5,
		}))
		var e events.APIGatewayV2HTTPRequest
		if err := json.Unmarshal([]byte(body), &e); err != nil {
			t.Fatal(err)
		}
		exp, _ := json.Marshal(hour)
		want := &events.APIGatewayV2HTTPRequestContextAuthorizerJWTDescription{Scopes: []string{"admin"}, Claims: map[string]string{
			"iss": "https://issuer.example", "aud": "shiming", "sub": "acct_1", "exp": string(exp),
			"roles": "[a b]", "scope": "admin", "ok": "true", "level": "1.5",
		}}
		if diff := cmp.Diff(want, e.RequestContext.Authorizer.JWT); diff != "" {
			t.Error(diff)
		}
	})
}
