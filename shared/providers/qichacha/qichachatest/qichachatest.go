// Package qichachatest is the double of 企查查: it checks key, token and clock, and knows the enterprises of registertest.
// Nothing but tests may import it.
package qichachatest

import (
	"crypto/md5"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"testing"
	"time"

	"shiming/shared/providers/registertest"
	"shiming/shared/wire/wiretest"
)

// The access that the double knows.
const (
	Key    = "QCC-KEY"
	Secret = "QCC-SECRET"
)

// Call is the name of its one call.
const Call = "/ECIV4/GetBasicDetailsByName"

// Now is what the double's clock says where it has no other.
var Now = time.Date(2025, 11, 21, 9, 30, 0, 0, time.UTC)

// Double is the other side. Safe for concurrent use.
type Double struct {
	*wiretest.Connection
	// Clock is the double's; Now where it is not set before the first request.
	Clock func() time.Time
}

// New starts a double. It lives as long as the test.
func New(t *testing.T) *Double {
	t.Helper()
	d := &Double{Clock: func() time.Time { return Now }}
	d.Connection = wiretest.Connect(t, http.HandlerFunc(d.serve), func(r *http.Request, _ []byte) string { return r.URL.Path })
	return d
}

func (d *Double) serve(w http.ResponseWriter, r *http.Request) {
	say := func(status string, result any) {
		_ = json.NewEncoder(w).Encode(map[string]any{"Status": status, "Message": "个人信息不应出现", "OrderNumber": "ECI1", "Result": result})
	}
	at, err := strconv.ParseInt(r.Header.Get("Timespan"), 10, 64)
	code := r.URL.Query().Get("keyword")
	k, listed := registertest.Find(code)
	switch {
	case r.Method != http.MethodGet || r.URL.Path != Call:
		http.NotFound(w, r)
	case r.URL.Query().Get("key") != Key || r.Header.Get("Token") != fmt.Sprintf("%X", md5.Sum([]byte(Key+r.Header.Get("Timespan")+Secret))):
		say("101", nil)
	case err != nil || d.Clock().Sub(time.Unix(at, 0)).Abs() > 5*time.Minute:
		say("102", nil)
	case code == registertest.AwayCode:
		http.Error(w, "<html>", http.StatusBadGateway)
	case !listed:
		say("201", nil)
	default:
		say("200", map[string]any{"Name": k.Name, "CreditCode": k.Code, "Status": "存续", "OperName": k.Representative, "OriginalName": []any{}})
	}
}
