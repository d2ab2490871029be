// Package wechatpaytest is WeChat Pay's side of its API v3 on this machine, for the tests of the adapters: it verifies the signature
// by itself, takes each nonce once, and signs what it answers. Nothing but tests may import it.
package wechatpaytest

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"sync"
	"testing"
	"time"

	"shiming/shared/wire"
	"shiming/shared/wire/wiretest"
)

// The merchant that the server knows, and the id of the key that it signs with.
const (
	Merchant    = "1900007291"
	Serial      = "408B07E79B8269FEC3D5D3E6AB8ED163A6A380DB"
	PlatformKey = "PUB_KEY_ID_0119000072912024111100319100001234"
)

// Now is what the server's clock says.
var Now = time.Date(2025, 11, 21, 9, 30, 0, 0, time.UTC)

// Action answers a request that was signed well, with its query.
type Action func(query url.Values) (status int, answer any)

// Server is some paths of the API, on a line that can be made to fail. Safe for concurrent use.
type Server struct {
	*wiretest.Connection
	// Clock is the server's; Now where it is not set before the first request.
	Clock func() time.Time
	// Forge makes the answers those of somebody else.
	Forge bool

	t       *testing.T
	actions map[string]Action
	mu      sync.Mutex
	nonces  map[string]bool
}

var keys = sync.OnceValue(func() [2]*rsa.PrivateKey {
	var all [2]*rsa.PrivateKey
	for i := range all {
		key, err := rsa.GenerateKey(rand.Reader, 2048)
		if err != nil {
			panic(err) // never, by the contract of crypto/rand
		}
		all[i] = key
	}
	return all
})

// Keys are the merchant's private key and the platform's public key in PEM, as the adapter is given them.
func Keys() (merchant, platform string) {
	mine, err := x509.MarshalPKCS8PrivateKey(keys()[0])
	if err != nil {
		panic(err) // never: it was made here
	}
	theirs, err := x509.MarshalPKIXPublicKey(&keys()[1].PublicKey)
	if err != nil {
		panic(err) // never: it was made here
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: mine})), string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: theirs}))
}

// Access is what an adapter is given.
func Access() wire.Access { return wire.Fixed(Keys()) }

// Serve starts a server of the paths. It lives as long as the test.
func Serve(t *testing.T, actions map[string]Action) *Server {
	t.Helper()
	s := &Server{t: t, Clock: func() time.Time { return Now }, actions: actions, nonces: map[string]bool{}}
	s.Connection = wiretest.Connect(t, http.HandlerFunc(s.serve), func(r *http.Request, _ []byte) string { return r.URL.Path })
	return s
}

// Refused is an answer that says that the call was not carried out, in words that no adapter may repeat.
func Refused(status int, code string) (int, any) {
	return status, map[string]string{"code": code, "message": "个人信息不应出现"}
}

var authorization = regexp.MustCompile(`^WECHATPAY2-SHA256-RSA2048 mchid="(\d+)",nonce_str="([0-9A-Za-z]{1,32})",timestamp="(\d+)",serial_no="([0-9A-F]+)",signature="([^"]+)"$`)

func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	status, answer := Refused(http.StatusUnauthorized, "SIGN_ERROR")
	if s.authentic(r) {
		action := s.actions[r.URL.Path]
		if action == nil || r.Method != http.MethodGet || r.Header.Get("User-Agent") == "" {
			s.t.Errorf("%s %s", r.Method, r.URL.Path)
			return
		}
		status, answer = action(r.URL.Query())
	}
	body, err := json.Marshal(answer)
	if err != nil {
		s.t.Error(err)
		return
	}
	timestamp, nonce := strconv.FormatInt(s.Clock().Unix(), 10), rand.Text()
	key := keys()[1]
	if s.Forge {
		key = keys()[0]
	}
	sum := sha256.Sum256(fmt.Appendf(nil, "%s\n%s\n%s\n", timestamp, nonce, body))
	signature, err := rsa.SignPKCS1v15(nil, key, crypto.SHA256, sum[:])
	if err != nil {
		s.t.Error(err)
		return
	}
	w.Header().Set("Wechatpay-Timestamp", timestamp)
	w.Header().Set("Wechatpay-Nonce", nonce)
	w.Header().Set("Wechatpay-Serial", PlatformKey)
	w.Header().Set("Wechatpay-Signature", base64.StdEncoding.EncodeToString(signature))
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(body)
}

// authentic verifies that the merchant asked this, a moment ago and for the first time.
func (s *Server) authentic(r *http.Request) bool {
	a := authorization.FindStringSubmatch(r.Header.Get("Authorization"))
	if a == nil || a[1] != Merchant || a[4] != Serial {
		return false
	}
	seconds, err := strconv.ParseInt(a[3], 10, 64)
	signature, failed := base64.StdEncoding.DecodeString(a[5])
	sum := sha256.Sum256([]byte(r.Method + "\n" + r.URL.RequestURI() + "\n" + a[3] + "\n" + a[2] + "\n\n"))
	if err != nil || failed != nil || s.Clock().Sub(time.Unix(seconds, 0)).Abs() > 5*time.Minute ||
		rsa.VerifyPKCS1v15(&keys()[0].PublicKey, crypto.SHA256, sum[:], signature) != nil {
		return false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	fresh := !s.nonces[a[2]]
	s.nonces[a[2]] = true
	return fresh
}
