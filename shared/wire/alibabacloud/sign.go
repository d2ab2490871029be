package alibabacloud

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/url"
	"slices"
	"strings"
)

// algorithm is the signature of the cloud's API, version 3.
const algorithm = "ACS3-HMAC-SHA256"

// request is what is signed of a POST to "/" (ADAPTERS F).
type request struct {
	query  url.Values
	header map[string]string // lower-case names
	body   []byte
}

// canonical writes the request the one way in which it is signed.
func (r request) canonical() (text, names string) {
	var all []string
	for name := range r.header {
		all = append(all, name)
	}
	slices.Sort(all)
	var lines strings.Builder
	for _, name := range all {
		lines.WriteString(name + ":" + strings.TrimSpace(r.header[name]) + "\n")
	}
	names = strings.Join(all, ";")
	query := strings.NewReplacer("+", "%20", "*", "%2A", "%7E", "~").Replace(r.query.Encode())
	return "POST\n/\n" + query + "\n" + lines.String() + "\n" + names + "\n" + hashed(r.body), names
}

// authorization returns the header of that name. The secret never leaves this function but as a signature.
func (r request) authorization(id, secret string) string {
	canonical, names := r.canonical()
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(algorithm + "\n" + hashed([]byte(canonical))))
	return algorithm + " Credential=" + id + ",SignedHeaders=" + names + ",Signature=" + hex.EncodeToString(mac.Sum(nil))
}

func hashed(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}
