// Package checkref writes the reference by which a provider is asked for a check (steps.Begun): the provider's own token,
// bound to the check, and a digest of whom the check is about, which the answer is compared with. It holds nobody's name.
package checkref

import (
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"strings"

	"shiming/shared/realname"
)

// most is how long a reference may be (steps.Begun).
const most = 1024

// Ref is a reference that was opened.
type Ref struct {
	// Token is the provider's own of the check.
	Token string
	who   string
}

// Make writes the reference of a check of somebody with the name and the number. It fails where the token is too long or
// empty.
func Make(check realname.CheckID, token, name, number string) (string, error) {
	who := digest(string(check), name, number)
	ref := strings.Join([]string{digest(string(check), token, who), who, token}, ".")
	if token == "" || len(ref) > most {
		return "", errors.New("the provider's token is empty, or too long")
	}
	return ref, nil
}

// Open reads the reference of the check; one that was made for another is an error.
func Open(check realname.CheckID, ref string) (Ref, error) {
	bound, rest, _ := strings.Cut(ref, ".")
	who, token, _ := strings.Cut(rest, ".")
	if len(ref) > most || token == "" || bound != digest(string(check), token, who) {
		return Ref{}, errors.New("the reference is not of this check")
	}
	return Ref{token, who}, nil
}

// About reports whether the check, which the reference is of, is about somebody with the name and the number.
func (r Ref) About(check realname.CheckID, name, number string) bool {
	return r.who == digest(string(check), name, number)
}

func digest(parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return base64.RawURLEncoding.EncodeToString(sum[:18])
}
