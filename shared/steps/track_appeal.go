package steps

import (
	"context"
	"encoding/json"
	"errors"

	"shiming/shared/identity"
	"shiming/shared/realname"
	"shiming/shared/vault"
)

// TrackAppeal shows how an appeal stands to who has its query code and the phone that it was declared with, without
// signing in (RULES F1).
type TrackAppeal struct {
	Base
	Records Records
	Keys    Keys
}

// wrongPhones is how many wrong phones are taken with one code on one day.
const wrongPhones = 5

// nobody stands in for what is not there, so that what does not exist is looked for as long as what does.
var nobody = realname.CaseIDFor("acct_nobody", "no appeal")

// triesKind is the kind of records that count wrong phones, by the digest of the code and the day.
const triesKind = "query_tries"

// Do returns the appeal. A code that is malformed or unknown, a wrong phone, and a code with too many wrong phones on the
// day are all refused with appeal_not_found, after the same calls (THREATS Q2). A try is taken before the phone is
// compared, and given back when it was right: so many at once have no more tries than one. One read for each digest key
// and two more, one write; two when it is right.
func (s TrackAppeal) Do(ctx context.Context, code, phone string) (realname.Case, error) {
	none := realname.Refuse(realname.CodeAppealNotFound)
	typed, isCode := parseQuery(code)
	number, phoneErr := identity.ParsePhone(phone)
	if !isCode {
		typed = "malformed"
	}
	record, id, err := s.find(ctx, typed)
	if err != nil {
		return realname.Case{}, err
	}
	c, err := s.Store.Case(ctx, id)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return realname.Case{}, err
	}
	text := number.Text()
	if phoneErr != nil {
		text = "malformed"
	}
	digests, err := vault.AppealPhones.Of(ctx, s.Keys, id, text)
	if err != nil {
		return realname.Case{}, err
	}
	tries := triesOn(s.Clock(), triesKind, record, wrongPhones)
	left, err := tries.take(ctx, s.Records, id == nobody)
	if err != nil {
		return realname.Case{}, err
	}
	d := c.Declaration()
	if !left || d == nil || !c.Kind.Appeals() || !anyDigest(d.PhoneDigest, digests) {
		return realname.Case{}, none
	}
	return c, tries.giveBack(ctx, s.Records)
}

// find returns the record of the code and the case that it leads to; nobody's when it leads nowhere.
func (s TrackAppeal) find(ctx context.Context, code string) (record string, id realname.CaseID, err error) {
	digests, err := vault.QueryCodes.Of(ctx, s.Keys, "", code)
	if err != nil {
		return "", "", err
	}
	record, id = "nobody", nobody
	for _, digest := range digests { // all of them, whichever it is
		r, err := s.Records.Record(ctx, queryKind, digest)
		if errors.Is(err, ErrNotFound) {
			continue
		}
		if err != nil {
			return "", "", err
		}
		if err := json.Unmarshal(r.Doc, &id); err != nil {
			return "", "", errors.New("a query code is not readable")
		}
		record = digest
	}
	return record, id, nil
}
