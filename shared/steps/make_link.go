package steps

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"time"

	"shiming/shared/realname"
	"shiming/shared/vault"
)

// MakeLink makes the address by which somebody reaches one account without a token of the platform.
type MakeLink struct {
	Base
	Records Records
	Keys    Keys // makes the address of a repeated request again; they open nothing
	Origins realname.Origins
}

// Wish is what a link of the platform is to be.
type Wish struct {
	Subject string
	Kind    realname.Kind
	Case    realname.CaseID
	Handoff realname.Handoff
	Life    time.Duration // 0: realname.LinkLife
}

// MadeLink is a link with what its address carries, which is kept nowhere.
type MadeLink struct {
	Secret    string
	Account   realname.AccountID
	ExpiresAt time.Time
}

// Links are kept in two records. The place of an account's newest link, or of the newest for one errand, has the link; what
// an address carries has a record by its digest, which says in which place to look. So a newer link ends the older by one
// write, and a link is opened once by one conditional write.
const (
	placeKind  = "link"       // its id: the account, or the case and the task
	secretKind = "link_token" // its id: the digest of what the address carries
)

// linkKept is how long a link is kept when it is over, so that it is told as expired and not as unknown.
const linkKept = 24 * time.Hour

// secretRecord says where the link of an address is.
type secretRecord struct {
	Place string `json:"place"`
	// Print and ExpiresAt answer a repeated request as it was answered.
	Print     string    `json:"print,omitempty"`
	ExpiresAt time.Time `json:"expires_at"`
}

// Do makes a link of the account, for the platform. Refused: account_not_found, case_not_found, kind_not_supported, and what
// Handoff.Check refuses. Two reads and two writes; a repeated request costs one read.
func (s MakeLink) Do(ctx context.Context, ask Ask, account realname.AccountID, w Wish) (MadeLink, error) {
	if !account.Valid() || !ask.By.Reaches(account) {
		return MadeLink{}, realname.Refuse(realname.CodeAccountNotFound)
	}
	if account.NamesPerson() {
		return MadeLink{}, realname.RefuseField(realname.CodeAccountPersonal, "account")
	}
	if w.Life == 0 {
		w.Life = realname.LinkLife
	}
	var wrong realname.AllWrong
	wrong.When(w.Life < time.Minute || w.Life > realname.LinkLifeMost, realname.CodeFieldInvalid, "expires_in")
	wrong.When(w.Handoff.ReturnURL == "", realname.CodeFieldRequired, "return_url")
	if err := errors.Join(wrong.Err, w.Handoff.Check(s.Origins), s.begins(ctx, ask.By, account, w)); err != nil {
		return MadeLink{}, err
	}
	return s.make(ctx, ask, string(account), realname.Link{
		Account: account, Subject: w.Subject, Kind: w.Kind, Case: w.Case, Handoff: w.Handoff, ExpiresAt: s.Clock().Add(w.Life),
	})
}

// begins says whether the link can begin with what is wished.
func (s MakeLink) begins(ctx context.Context, by realname.Actor, account realname.AccountID, w Wish) error {
	switch {
	case w.Kind != "" && w.Case != "":
		return realname.RefuseField(realname.CodeFieldInvalid, "case")
	case w.Kind != "" && !s.Policy.Offers(w.Kind):
		return realname.RefuseField(realname.CodeKindNotSupported, "kind")
	case w.Case == "":
		return nil
	}
	c, err := find(ctx, s.Store, by, w.Case)
	if err == nil && c.Account != account {
		err = realname.RefuseField(realname.CodeCaseNotFound, "case")
	}
	return err
}

// Errand makes a link for one thing that somebody else does for the case. Refused: case_not_found, and what Case.MaySend
// refuses.
func (s MakeLink) Errand(ctx context.Context, ask Ask, id realname.CaseID, e realname.Errand, language realname.Language) (MadeLink, error) {
	c, err := find(ctx, s.Store, ask.By, id)
	if err != nil {
		return MadeLink{}, err
	}
	e.Case = c.ID
	handoff, now := realname.Handoff{Language: language}, s.Clock()
	may := c.MaySend(e, s.Policy, now)
	if err := ask.judged(may, may, handoff.Check(nil)); err != nil {
		return MadeLink{}, err
	}
	return s.make(ctx, ask, string(c.ID)+"."+string(e.Task), realname.Link{
		Account: c.Account, Case: c.ID, Handoff: handoff, Errand: &e, ExpiresAt: now.Add(realname.ErrandLife),
	})
}

// make puts the link in its place, and then what leads there: before that nobody has its address.
func (s MakeLink) make(ctx context.Context, ask Ask, place string, l realname.Link) (MadeLink, error) {
	secret, first, err := s.secret(ctx, ask, place)
	if err != nil {
		return MadeLink{}, err
	}
	made := MadeLink{secret, l.Account, l.ExpiresAt}
	if first != nil {
		made.ExpiresAt = first.ExpiresAt
		return made, nil
	}
	l.Digest = digestOf(secret)
	until := l.ExpiresAt.Add(linkKept)
	err = updateRecord(ctx, s.Records, placeKind, place, until, func(stored realname.Link) (realname.Link, error) {
		if stored.Digest == l.Digest { // the same request: its answer was lost
			made.ExpiresAt = stored.ExpiresAt
			return stored, errUnchanged
		}
		return l, nil
	})
	if err != nil {
		return MadeLink{}, err
	}
	record := secretRecord{Place: place, ExpiresAt: made.ExpiresAt}
	if ask.Replay != nil {
		record.Print = ask.Replay.Print
	}
	doc, err := json.Marshal(record)
	if err != nil {
		return MadeLink{}, err
	}
	err = s.Records.PutRecord(ctx, Record{Kind: secretKind, ID: l.Digest, Rev: 1, Doc: doc, Until: until})
	if errors.Is(err, ErrConflict) { // the same request, at the same time
		err = nil
	}
	return made, err
}

// secret is what the address carries: 32 random bytes; of a request with an idempotency key 32 bytes that nobody can tell
// from random ones without the digest key, so that the same request gets the same address, which is kept nowhere. first is
// what an earlier request of the key has made.
func (s MakeLink) secret(ctx context.Context, ask Ask, place string) (secret string, first *secretRecord, err error) {
	if ask.Replay == nil {
		var b [32]byte
		_, _ = rand.Read(b[:]) // never fails, by the contract of crypto/rand
		return base64.RawURLEncoding.EncodeToString(b[:]), nil, nil
	}
	digests, err := vault.LinkSecrets.Of(ctx, s.Keys, "", place+" "+ask.Replay.Key)
	if err != nil {
		return "", nil, err
	}
	for i := len(digests) - 1; i >= 0; i-- { // the current key's last: what is new is of that
		if secret, err = secretOf(digests[i]); err != nil {
			return "", nil, err
		}
		_, kept, err := readRecord[secretRecord](ctx, s.Records, secretKind, digestOf(secret))
		if errors.Is(err, ErrNotFound) {
			continue
		}
		if err != nil {
			return "", nil, err
		}
		if kept.Print != ask.Replay.Print {
			return "", nil, realname.Refuse(realname.CodeIdempotencyReused)
		}
		return secret, &kept, nil
	}
	return secret, nil, nil
}
