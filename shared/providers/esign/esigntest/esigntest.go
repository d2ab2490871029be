// Package esigntest is the double of e签宝: it checks app, signature and clock, and knows the enterprises of registertest.
// Nothing but tests may import it.
package esigntest

import (
	"cmp"
	"crypto/hmac"
	"crypto/md5"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"shiming/shared/providers/registertest"
	"shiming/shared/wire/wiretest"
)

// The access that the double knows.
const (
	App    = "7438800000"
	Secret = "esign-secret"
)

// Call is the name of its one call.
const Call = "/v2/identity/auth/api/meta/enterprise/detail"

// Now is what the double's clock says where it has no other.
var Now = time.Date(2025, 11, 21, 9, 30, 0, 0, time.UTC)

// Double is the other side. Safe for concurrent use.
type Double struct {
	*wiretest.Connection
	// Clock is the double's; Now where it is not set before the first request.
	Clock func() time.Time

	mu    sync.Mutex
	names map[string]string // by code, of those that have another one since
}

// New starts a double. It lives as long as the test.
func New(t *testing.T) *Double {
	t.Helper()
	d := &Double{Clock: func() time.Time { return Now }, names: map[string]string{}}
	d.Connection = wiretest.Connect(t, http.HandlerFunc(d.serve), func(r *http.Request, _ []byte) string { return r.URL.Path })
	return d
}

// Rename lists the enterprise with the code under the name from now on.
func (d *Double) Rename(code, name string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.names[code] = name
}

// nameOf is what the enterprise is listed as.
func (d *Double) nameOf(k registertest.Known) string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return cmp.Or(d.names[k.Code], k.Name)
}

func (d *Double) serve(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	say := func(code int, data any) {
		_ = json.NewEncoder(w).Encode(map[string]any{"code": code, "message": "个人信息不应出现", "data": data})
	}
	sum := md5.Sum(body)
	mac := hmac.New(sha256.New, []byte(Secret))
	_, _ = io.WriteString(mac, strings.Join([]string{
		r.Method, r.Header.Get("Accept"), r.Header.Get("Content-MD5"), r.Header.Get("Content-Type"), "", r.URL.RequestURI(),
	}, "\n"))
	at, err := strconv.ParseInt(r.Header.Get("X-Tsign-Open-Ca-Timestamp"), 10, 64)
	var asked struct{ Keyword string }
	malformed := json.Unmarshal(body, &asked) != nil
	k, listed := registertest.Find(asked.Keyword)
	switch {
	case r.Method != http.MethodPost || r.URL.Path != Call:
		http.NotFound(w, r)
	case r.Header.Get("X-Tsign-Open-App-Id") != App || r.Header.Get("X-Tsign-Open-Auth-Mode") != "Signature" ||
		r.Header.Get("Content-MD5") != base64.StdEncoding.EncodeToString(sum[:]) ||
		r.Header.Get("X-Tsign-Open-Ca-Signature") != base64.StdEncoding.EncodeToString(mac.Sum(nil)) ||
		err != nil || d.Clock().Sub(time.UnixMilli(at)).Abs() > 15*time.Minute:
		w.WriteHeader(http.StatusUnauthorized)
		say(401, nil)
	case malformed || asked.Keyword == "":
		say(30500100, nil)
	case asked.Keyword == registertest.AwayCode:
		say(30500000, nil)
	case !listed:
		say(30500004, nil)
	default:
		say(0, map[string]any{"name": d.nameOf(k), "codeUSC": k.Code, "codeREG": "", "operName": k.Representative, "status": "存续"})
	}
}
