package sandbox

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"io"
	"strconv"
	"strings"
	"time"

	"shiming/shared/realname"
)

// A link's token is "{case}-{version}-{end}-{mac}": the check's id without its prefix, the Unix second after which the
// link is dead, and 128 bits of HMAC over what stands before. It holds nothing about the person and cannot be made
// without the secret. That it works once follows from the case: a check that was answered is no longer in progress.

var lower32 = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

func (s *Sandbox) token(id realname.CheckID, until time.Time) string {
	end := until.Add(time.Second - 1).Unix() // never before the check itself ends
	text := strings.Replace(strings.TrimPrefix(string(id), "chk_"), "_", "-", 1) + "-" + strconv.FormatInt(end, 10)
	return text + "-" + linkMAC(s.links[0], text)
}

func linkMAC(key []byte, text string) string {
	mac := hmac.New(sha256.New, key)
	_, _ = io.WriteString(mac, text)
	return lower32.EncodeToString(mac.Sum(nil)[:16])
}

// readToken returns the check of a token that this sandbox made, and until when its link lives; false for any other.
func (s *Sandbox) readToken(token string) (realname.CheckID, time.Time, bool) {
	at := strings.LastIndexByte(token, '-')
	if at < 0 || len(token) > 128 {
		return "", time.Time{}, false
	}
	text, mac := token[:at], []byte(token[at+1:])
	genuine := false
	for _, key := range s.links {
		if hmac.Equal(mac, []byte(linkMAC(key, text))) {
			genuine = true
		}
	}
	parts := strings.Split(text, "-")
	if !genuine || len(parts) != 3 {
		return "", time.Time{}, false
	}
	id := realname.CheckID("chk_" + parts[0] + "_" + parts[1])
	end, err := strconv.ParseInt(parts[2], 10, 64)
	_, ok := id.Case()
	return id, time.Unix(end, 0), ok && err == nil
}
