package api

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"net/netip"
	"strings"

	"shiming/shared/trail"
)

// AuditTo writes entries as lines of the trail: chained, so that none is taken out or changed unseen (THREATS X14). It is safe
// for concurrent use.
func AuditTo(t *trail.Trail) Audit {
	return func(ctx context.Context, e AuditEntry) error { return t.Write(ctx, e.At, e) }
}

// maxAgent is how much of what a program says of itself is kept.
const maxAgent = 160

// agent is what a program says of itself, without what is no text of one line: a header can hold anything.
func agent(said string) string {
	said = strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' {
			return -1
		}
		return r
	}, said)
	return said[:min(len(said), maxAgent)]
}

// AddressDigest stands for an address in the audit trail: equal addresses of one store have equal digests, and without the key
// nobody gets from one to the other. It is empty for what is no address, and without a key.
func AddressDigest(key []byte, address string) string {
	ip, err := netip.ParseAddr(address)
	if err != nil || len(key) == 0 {
		return ""
	}
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte("address " + ip.Unmap().WithZone("").String()))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil)[:12])
}

// from fills in where a request came from, and by which token.
func (e *AuditEntry) from(g Gate, edge Edge) {
	if g.AddressKey != nil {
		e.Address = AddressDigest(g.AddressKey(), edge.Address)
	}
	e.Agent = agent(edge.Agent)
	if id := edge.Claims["jti"]; isSubject(id) {
		e.Token = id
	} else if id := edge.Claims["sid"]; isSubject(id) {
		e.Token = id
	}
}
