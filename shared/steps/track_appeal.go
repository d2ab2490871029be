package steps

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"

	"shiming/shared/identity"
	"shiming/shared/realname"
)

// TrackAppeal shows how an appeal stands to who has its query code and the phone that it was declared with, without
// signing in (RULES F1).
type TrackAppeal struct {
	Desk
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
	none := &realname.Error{Code: realname.CodeAppealNotFound}
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
	digests, err := s.Keys.Digests(ctx, phonePurpose(id), []byte(text))
	if err != nil {
		return realname.Case{}, fmt.Errorf("derive the phone's digest: %w", err)
	}
	tries := triesOf(record, identity.DateIn(s.Clock()).String())
	left, err := tries.take(ctx, s.Records, id == nobody)
	if err != nil {
		return realname.Case{}, err
	}
	d := c.Declaration()
	if !left || d == nil || c.Kind != realname.Appeal || !anyDigest(d.PhoneDigest, digests) {
		return realname.Case{}, none
	}
	return c, tries.giveBack(ctx, s.Records)
}

// find returns the record of the code and the case that it leads to; nobody's when it leads nowhere.
func (s TrackAppeal) find(ctx context.Context, code string) (record string, id realname.CaseID, err error) {
	digests, err := s.Keys.Digests(ctx, queryPurpose, []byte(code))
	if err != nil {
		return "", "", fmt.Errorf("derive the query code's digest: %w", err)
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

// tries counts the wrong phones of one code on one day.
type tries struct{ id string }

func triesOf(record, day string) tries { return tries{record + "." + day} }

// take counts a try, and says whether there was one left. Where there is nothing to guess it only takes as long.
func (t tries) take(ctx context.Context, records Records, nothing bool) (bool, error) {
	for range 2 * races {
		n, stored, err := t.read(ctx, records)
		if err != nil {
			return false, err
		}
		left := n < wrongPhones
		if left {
			n++
		}
		err = t.write(ctx, records, stored, n)
		if err == nil || errors.Is(err, ErrConflict) && nothing {
			return left, nil
		}
		if !errors.Is(err, ErrConflict) {
			return false, err
		}
	}
	return false, ErrUnavailable
}

// giveBack takes back a try that was right.
func (t tries) giveBack(ctx context.Context, records Records) error {
	for range 2 * races {
		n, stored, err := t.read(ctx, records)
		if err != nil || n == 0 {
			return err
		}
		if err = t.write(ctx, records, stored, n-1); !errors.Is(err, ErrConflict) {
			return err
		}
	}
	return ErrUnavailable
}

func (t tries) read(ctx context.Context, records Records) (int, Record, error) {
	stored, err := records.Record(ctx, triesKind, t.id)
	if errors.Is(err, ErrNotFound) {
		return 0, Record{}, nil
	}
	if err != nil {
		return 0, Record{}, err
	}
	n, err := strconv.Atoi(string(stored.Doc))
	if err != nil {
		return 0, Record{}, errors.New("the tries of a query code are not readable")
	}
	return n, stored, nil
}

func (t tries) write(ctx context.Context, records Records, stored Record, n int) error {
	return records.PutRecord(ctx, Record{Kind: triesKind, ID: t.id, Rev: stored.Rev + 1, Doc: []byte(strconv.Itoa(n))})
}
