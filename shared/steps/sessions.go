package steps

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"time"

	"shiming/shared/realname"
	"shiming/shared/vault/sealed/signing"
)

// Sessions opens links, and keeps what they began: a session, which speaks to the API with short tokens of Shiming's own.
type Sessions struct {
	Records Records
	// Clock is the one that links end by; Wall the real time, by which tokens are verified and sessions last.
	Clock, Wall Clock
	Signer      signing.TokenSigner
	// Issuer is the address at which the keys are published; empty: the address of each request.
	Issuer string
}

// SessionAudience is whom the tokens of sessions are for: Shiming's own API, and nobody else's.
const SessionAudience = "shiming-session"

// SignedIn is a session with what speaks for it. Secret refreshes and ends it, Token asks the API; neither is kept.
type SignedIn struct {
	Session realname.Session
	ID      string
	Secret  string
	Token   string
	Until   time.Time // of the token
}

// sessionKind is the kind of records of sessions, by the beginning of the digest of their secret, which their tokens name.
const sessionKind = "session"

func sessionID(secret string) string { return digestOf(secret)[:32] }

// Open opens the link that the secret is of, once: it begins a session. The same secret with the same key is the same
// session again, for an answer that was lost. Refused: link_not_found for what nobody was given, link_replaced, link_used,
// link_expired. base is the service's address. Two reads, two writes, one signature.
func (s Sessions) Open(ctx context.Context, secret, key, base string) (SignedIn, error) {
	if !isSecret(secret) {
		return SignedIn{}, realname.Refuse(realname.CodeLinkNotFound)
	}
	digest := digestOf(secret)
	_, kept, err := readRecord[secretRecord](ctx, s.Records, secretKind, digest)
	if errors.Is(err, ErrNotFound) {
		return SignedIn{}, realname.Refuse(realname.CodeLinkNotFound)
	}
	if err != nil {
		return SignedIn{}, err
	}
	if key == "" {
		key = rand.Text()
	}
	// It follows from what only who opens the link knows, so that who opens it again has it again.
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte("session " + key))
	b := SignedIn{Secret: base64.RawURLEncoding.EncodeToString(mac.Sum(nil))}
	b.ID = sessionID(b.Secret)
	var link realname.Link
	err = updateRecord(ctx, s.Records, placeKind, kept.Place, kept.ExpiresAt.Add(linkKept), func(stored realname.Link) (realname.Link, error) {
		link = stored
		if err := stored.MayOpen(digest, b.ID, s.Clock()); err != nil {
			return stored, err
		}
		if stored.Session == b.ID {
			return stored, errUnchanged
		}
		stored.Session, stored.OpenedAt = b.ID, s.Clock()
		return stored, nil
	})
	if err != nil {
		b.Session.Account = link.Account // for the audit trail: it was somebody's
		return b, err
	}
	now := s.Wall()
	err = updateRecord(ctx, s.Records, sessionKind, b.ID, now.Add(realname.SessionMost), func(stored realname.Session) (realname.Session, error) {
		if !stored.Began.IsZero() {
			b.Session = stored
			return stored, errUnchanged
		}
		b.Session = link.Begin(now)
		return b.Session, nil
	})
	if err != nil {
		return b, err
	}
	return s.token(ctx, b, now, base)
}

// Refresh lets the session last, and gives it another token; two windows of it may ask at once. Refused: session_ended, also
// for a secret that is nobody's. One read, one write, one signature.
func (s Sessions) Refresh(ctx context.Context, secret, base string) (SignedIn, error) {
	b, now := SignedIn{Secret: secret, ID: sessionID(secret)}, s.Wall()
	err := s.update(ctx, b.ID, func(stored realname.Session) (next realname.Session, err error) {
		b.Session = stored
		if next, err = stored.Refresh(now); err == nil {
			b.Session = next
		}
		return next, err
	})
	if err != nil {
		return b, err
	}
	return s.token(ctx, b, now, base)
}

// End ends the session. Ending it again, or what is none, is the same. A token that it has is good for a few minutes more.
// One read, one write.
func (s Sessions) End(ctx context.Context, secret string) (SignedIn, error) {
	b := SignedIn{ID: sessionID(secret)}
	err := s.update(ctx, b.ID, func(stored realname.Session) (realname.Session, error) {
		b.Session = stored
		if !s.Wall().Before(stored.Until) {
			return stored, errUnchanged
		}
		return stored.End(s.Wall()), nil
	})
	if errors.Is(err, realname.Refuse(realname.CodeSessionEnded)) {
		err = nil
	}
	return b, err
}

// update changes a session that is there.
func (s Sessions) update(ctx context.Context, id string, change func(realname.Session) (realname.Session, error)) error {
	until := s.Wall().Add(realname.SessionMost)
	return updateRecord(ctx, s.Records, sessionKind, id, until, func(stored realname.Session) (realname.Session, error) {
		if stored.Began.IsZero() {
			return stored, realname.Refuse(realname.CodeSessionEnded)
		}
		return change(stored)
	})
}

// claims are what a token of a session says. The role is written here and nowhere else: Shiming makes nobody more than a
// holder.
type claims struct {
	Issuer   string             `json:"iss"`
	Audience string             `json:"aud"`
	Subject  string             `json:"sub"`
	Role     realname.Role      `json:"role"`
	Account  realname.AccountID `json:"account"`
	Session  string             `json:"sid"`
	Errand   string             `json:"errand,omitempty"`
	Issued   int64              `json:"iat"`
	Expires  int64              `json:"exp"`
}

// token signs a token of the session, which has to last.
func (s Sessions) token(ctx context.Context, b SignedIn, now time.Time, base string) (_ SignedIn, err error) {
	if !now.Before(b.Session.Until) {
		return b, realname.Refuse(realname.CodeSessionEnded)
	}
	by := b.Session.Actor(b.ID)
	b.Until = b.Session.TokenUntil(now)
	issuer := s.Issuer
	if issuer == "" {
		issuer = base
	}
	b.Token, err = signing.Token(ctx, s.Signer, claims{
		Issuer: issuer, Audience: SessionAudience, Subject: by.ID, Role: realname.Holder, Account: by.Account, Session: b.ID,
		Errand: by.Errand.Claims(), Issued: now.Unix(), Expires: b.Until.Unix(),
	})
	return b, err
}

// handoffOf is what the platform said when it made the link of the actor's session; nothing without one.
func handoffOf(ctx context.Context, records Records, by realname.Actor) (realname.Handoff, error) {
	if by.Session == "" {
		return realname.Handoff{}, nil
	}
	_, session, err := readRecord[realname.Session](ctx, records, sessionKind, by.Session)
	if errors.Is(err, ErrNotFound) || err == nil && session.Account != by.Account {
		return realname.Handoff{}, realname.Refuse(realname.CodeSessionEnded)
	}
	return session.Handoff, err
}
