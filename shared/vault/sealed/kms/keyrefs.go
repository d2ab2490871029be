package kmskeys

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// MaxKeys is how many keys of one kind may be in use: each digest key is one KMS call per digest.
const MaxKeys = 8

// KeyRef names a KMS key and says which version of Shiming's key it is.
type KeyRef struct {
	Version uint32 // 1 or more; written into envelopes and digests, never to be given to another key
	ID      string // the ARN; not an alias, which could come to mean another key
}

// ParseKeys reads a list of keys, the current one first: "2=arn:aws:kms:…,1=arn:aws:kms:…". To rotate, put a new key
// with a new version before the others; to forget what is sealed under an old one, take it out.
// The error says what is wrong: no key, more than MaxKeys, a version or a key twice, an alias.
func ParseKeys(s string) ([]KeyRef, error) {
	if strings.TrimSpace(s) == "" {
		return nil, errors.New("no key given")
	}
	var refs []KeyRef
	for part := range strings.SplitSeq(s, ",") {
		version, id, ok := strings.Cut(strings.TrimSpace(part), "=")
		if !ok || id == "" || len(id) > 255 {
			return nil, fmt.Errorf("%q is not version=key, such as 1=arn:aws:kms:…", part)
		}
		v, err := strconv.ParseUint(version, 10, 32)
		if err != nil || v == 0 {
			return nil, fmt.Errorf("%q: the version is a number from 1", part)
		}
		if strings.Contains(id, "alias/") {
			return nil, fmt.Errorf("%q: give the key, not an alias", part)
		}
		for _, other := range refs {
			if other.Version == uint32(v) || other.ID == id {
				return nil, fmt.Errorf("%q: version or key given twice", part)
			}
		}
		refs = append(refs, KeyRef{Version: uint32(v), ID: id})
	}
	if len(refs) > MaxKeys {
		return nil, fmt.Errorf("%d keys, %d at most", len(refs), MaxKeys)
	}
	return refs, nil
}
