package api

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"

	"shiming/shared/realname"
	"shiming/shared/steps"
)

// ask reads the identity of the request: who asks, its idempotency key, and the version that the caller read.
func (c *call) ask() (steps.Ask, error) {
	a := steps.Ask{By: c.actor}
	versions, _ := c.header("If-Match")
	a.Versions = ifMatch(versions)
	key, ok := c.header("Idempotency-Key")
	if !ok {
		return a, nil
	}
	var err error
	a.Replay, err = c.replay(key)
	return a, err
}

// replay makes the identity of a request of its idempotency key. Only digests are kept: of the key, and of route,
// path and body under the key. A body with personal data is left out (THREATS Q3): its step compares what it sealed.
func (c *call) replay(key string) (*realname.Replay, error) {
	if len(key) < 1 || len(key) > 128 || strings.ContainsFunc(key, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return nil, realname.RefuseField(realname.CodeIdempotencyInvalid, "Idempotency-Key")
	}
	id := sha256.Sum256([]byte(string(c.actor.Role) + "\x00" + c.actor.ID + "\x00" + key))
	mac := hmac.New(sha256.New, []byte(key))
	mac.Write([]byte(c.route.Key() + "\x00" + c.http.URL.Path + "\x00"))
	if !c.route.Private {
		mac.Write(bytes.TrimSpace(c.body))
	}
	return &realname.Replay{Key: hex.EncodeToString(id[:16]), Print: hex.EncodeToString(mac.Sum(nil)[:16])}, nil
}

// ifMatch reads the header (RFC 9110 §13.1.1, FAULTS E3): nil lets every version go ahead, without a header and with "*";
// of a list, any version in it. A tag that is weak, or none of ours, matches nothing, and what is no list is an empty one.
func ifMatch(header string) []int {
	rest := strings.Trim(header, " \t")
	if rest == "" || rest == "*" {
		return nil
	}
	versions := []int{}
	for rest != "" {
		tag, weak := strings.CutPrefix(rest, "W/")
		opened, quoted := strings.CutPrefix(tag, `"`)
		tag, after, closed := strings.Cut(opened, `"`)
		after = strings.TrimLeft(after, " \t")
		next, listed := strings.CutPrefix(after, ",")
		if !quoted || !closed || !listed && after != "" {
			return []int{}
		}
		if n, err := strconv.Atoi(tag); err == nil && !weak && tag == strconv.Itoa(n) {
			versions = append(versions, n)
		}
		rest = strings.TrimLeft(next, " \t")
	}
	return versions
}
