package sandboxbank

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"io"
	"strings"

	"shiming/shared/realname"
)

// A statement is that of the enterprise's account in one case (RULES C8: it serves only that). Its token is
// "{case}-{mac}": the case's characters and 128 bits of HMAC over them. It names nobody, and cannot be made without the
// secret.

var lower32 = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

// Token returns the token of the case's statement.
func (b *Bank) Token(id realname.CaseID) string { return linkOf(b.links[0], id) }

func linkOf(key []byte, id realname.CaseID) string {
	mac := hmac.New(sha256.New, key)
	_, _ = io.WriteString(mac, string(id))
	return strings.TrimPrefix(string(id), "case_") + "-" + lower32.EncodeToString(mac.Sum(nil)[:16])
}

// Path returns the path of the case's statement page.
func (b *Bank) Path(id realname.CaseID) string {
	return "/sandbox/bank/" + b.Token(id)
}

// caseOf returns the case of a token that this bank made; false for any other.
func (b *Bank) caseOf(token string) (realname.CaseID, bool) {
	name, _, ok := strings.Cut(token, "-")
	id := realname.CaseID("case_" + name)
	if !ok || !id.Valid() {
		return "", false
	}
	for _, key := range b.links {
		if hmac.Equal([]byte(token), []byte(linkOf(key, id))) {
			return id, true
		}
	}
	return "", false
}

// statementOf is the owner of the entries with the reference: its case, or nobody, whom no page shows.
func statementOf(reference string) string {
	id, _, ok := realname.CaseOfReference(reference)
	if !ok {
		return "nobody"
	}
	return string(id)
}
