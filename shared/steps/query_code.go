package steps

import (
	"context"
	"encoding/base32"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"shiming/shared/identity"
	"shiming/shared/realname"
	"shiming/shared/vault"
)

// A query code lets an appeal be followed, together with the phone, by somebody who cannot sign in (RULES F1). It is
// derived from the case by a keyed digest (60 bits, in Crockford's letters) and stands nowhere in plaintext: it is in the
// answer to the declaration, and a record maps its own digest to the case. A rotation of the digest key changes the code
// of no appeal that has one: the declaration keeps the digest, and with it which key derived the code.
const (
	queryKind   = "query_code" // the kind of record; its id is the digest of the code
	queryLength = 12
)

const crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

var (
	digestText = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)
	queryText  = base32.NewEncoding(crockford).WithPadding(base32.NoPadding)
)

// queryCodeOf writes the code that a digest of the case gives.
func queryCodeOf(digest string) (string, error) {
	_, text, _ := strings.Cut(digest, ":")
	raw, err := digestText.DecodeString(text)
	if err != nil || len(raw) < queryLength {
		return "", errors.New("a digest is not readable")
	}
	return queryText.EncodeToString(raw)[:queryLength], nil
}

// shownQuery is the code as people read it.
func shownQuery(code string) string { return code[:4] + "-" + code[4:8] + "-" + code[8:] }

// parseQuery reads a code as people type it: in any case, with or without hyphens, O for 0 and I or L for 1. False for
// what can be none.
func parseQuery(s string) (string, bool) {
	if len(s) > 4*queryLength {
		return "", false
	}
	code := strings.NewReplacer("-", "", " ", "", "O", "0", "I", "1", "L", "1").Replace(strings.ToUpper(identity.Clean(s)))
	if len(code) != queryLength || strings.Trim(code, crockford) != "" {
		return "", false
	}
	return code, true
}

// keepQuery derives the code of the case, keeps where it leads, and returns its digest. Doing it again is the same.
func keepQuery(ctx context.Context, k Keys, records Records, id realname.CaseID) (string, error) {
	of, err := vault.QuerySources.Of(ctx, k, "", string(id))
	if err != nil {
		return "", err
	}
	code, err := queryCodeOf(of[0])
	if err != nil {
		return "", err
	}
	digests, err := vault.QueryCodes.Of(ctx, k, "", code)
	if err != nil {
		return "", err
	}
	doc, err := json.Marshal(id)
	if err != nil {
		return "", err
	}
	err = records.PutRecord(ctx, Record{Kind: queryKind, ID: digests[0], Rev: 1, Doc: doc})
	if err != nil && !errors.Is(err, ErrConflict) { // a conflict is the same, kept before
		return "", fmt.Errorf("keep the query code: %w", err)
	}
	return digests[0], nil
}

// QueryCode is the code by which the appeal can be followed, for the answer to its declaration and nothing else; empty
// where the newest event of the case declares no appeal.
func QueryCode(ctx context.Context, k Keys, c realname.Case) (string, error) {
	e := c.Last()
	if !c.Kind.Appeals() || e.Declared == nil {
		return "", nil
	}
	of, err := vault.QuerySources.Of(ctx, k, "", string(c.ID))
	if err != nil {
		return "", err
	}
	version, _, _ := strings.Cut(e.Declared.Query, ":")
	for _, digest := range of {
		if strings.HasPrefix(digest, version+":") {
			code, err := queryCodeOf(digest)
			if err != nil {
				return "", err
			}
			return shownQuery(code), nil
		}
	}
	return "", nil // its key was retired
}
