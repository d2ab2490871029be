package realname

import (
	"slices"
	"strings"
	"time"
)

// Link is an address by which somebody without a token of the platform reaches one account. It holds no secret: what the
// address carries is kept as a digest only. It is good once, and a newer one ends it.
type Link struct {
	// Digest is of what the address carries.
	Digest  string    `json:"digest"`
	Account AccountID `json:"account"`
	// Subject is who opens it, as the platform's own tokens call them; empty: nobody has said.
	Subject string `json:"subject,omitempty"`
	// Kind is what to begin with, Case what to go on with; neither: the account.
	Kind    Kind    `json:"kind,omitempty"`
	Case    CaseID  `json:"case,omitempty"`
	Handoff Handoff `json:"handoff,omitzero"`
	// Errand is the one thing that it is for; nil: everything that the holder may do.
	Errand    *Errand   `json:"errand,omitempty"`
	ExpiresAt time.Time `json:"expires_at"`
	// Session is the id of the session that it began, OpenedAt when; empty: nobody has opened it.
	Session  string    `json:"session,omitempty"`
	OpenedAt time.Time `json:"opened_at,omitzero"`
}

// How long links and sessions last.
const (
	// LinkLife is how long a link of the platform is good unless it says so, LinkLifeMost how long at most.
	LinkLife     = time.Hour
	LinkLifeMost = 48 * time.Hour
	// ErrandLife is how long a link for one errand is good: for who stands beside the screen.
	ErrandLife = 10 * time.Minute
	// SessionIdle is how long a session lasts without being refreshed, SessionMost how long in all, ErrandMost how long
	// in all for one errand.
	SessionIdle = 30 * time.Minute
	SessionMost = 12 * time.Hour
	ErrandMost  = 30 * time.Minute
	// ReopenLife is how long after it was opened the same session may open a link again, whose answer was lost.
	ReopenLife = 10 * time.Minute
	// TokenLife is how long a session's token is good: it outlives the end of its session by no more.
	TokenLife = 5 * time.Minute
)

// MayOpen says whether the link can be opened now, by the digest of what the address carries: link_replaced when a newer one
// has taken its place, link_used, link_expired. The same session may open it again: its first answer was lost.
func (l Link) MayOpen(digest, session string, now time.Time) error {
	switch {
	case l.Digest != digest:
		return Refuse(CodeLinkReplaced)
	case l.Session == session && now.Before(l.OpenedAt.Add(ReopenLife)):
		return nil
	case l.Session != "":
		return Refuse(CodeLinkUsed)
	case !now.Before(l.ExpiresAt):
		return Refuse(CodeLinkExpired)
	}
	return nil
}

// Session is what an opened link began: its holder speaks for one account, until it is idle for too long or ends.
type Session struct {
	Account AccountID `json:"account"`
	Subject string    `json:"subject,omitempty"`
	Kind    Kind      `json:"kind,omitempty"`
	Case    CaseID    `json:"case,omitempty"`
	Handoff Handoff   `json:"handoff,omitzero"`
	Errand  *Errand   `json:"errand,omitempty"`
	// Began and Until are by the real time, as the tokens are.
	Began time.Time `json:"began"`
	Until time.Time `json:"until"`
}

// Begin begins the session of an opened link.
func (l Link) Begin(now time.Time) Session {
	s := Session{Account: l.Account, Subject: l.Subject, Kind: l.Kind, Case: l.Case, Handoff: l.Handoff, Errand: l.Errand, Began: now}
	s.Until = s.until(now)
	return s
}

// Refresh lets the session last longer; session_ended when it is over.
func (s Session) Refresh(now time.Time) (Session, error) {
	if !now.Before(s.Until) {
		return Session{}, Refuse(CodeSessionEnded)
	}
	s.Until = s.until(now)
	return s, nil
}

// End ends the session: it is refreshed no more.
func (s Session) End(now time.Time) Session {
	s.Until = now
	return s
}

func (s Session) until(now time.Time) time.Time {
	most := SessionMost
	if s.Errand != nil {
		most = ErrandMost
	}
	until := now.Add(SessionIdle)
	if last := s.Began.Add(most); last.Before(until) {
		return last
	}
	return until
}

// TokenUntil is until when a token that is signed now is good: the session's end, or sooner.
func (s Session) TokenUntil(now time.Time) time.Time {
	if until := now.Add(TokenLife); until.Before(s.Until) {
		return until
	}
	return s.Until
}

// Actor is who acts in the session: a holder, and never anything else. id is the session's.
func (s Session) Actor(id string) Actor {
	a := Actor{Role: Holder, ID: s.Subject, Account: s.Account, Session: id, Errand: s.Errand}
	if a.ID == "" {
		a.ID = "session_" + id
	}
	return a
}

// ErrandTask is the kind of an errand.
type ErrandTask string

const (
	// TaskCheck is to prove the case where it stands: by the face, with the app.
	TaskCheck ErrandTask = "check"
	// TaskUpload is to upload the named pictures.
	TaskUpload ErrandTask = "upload"
)

// Valid reports whether t is one of the tasks.
func (t ErrandTask) Valid() bool { return t == TaskCheck || t == TaskUpload }

// Errand is one thing that somebody else does for a case: who has the camera, or the face. It reaches that case, for that,
// and nothing else.
type Errand struct {
	Task     ErrandTask `json:"task"`
	Case     CaseID     `json:"case"`
	Purposes []Purpose  `json:"purposes,omitempty"` // of TaskUpload
}

// MaxPurposes is how many kinds of pictures one errand is for.
const MaxPurposes = 10

// MaySend says whether somebody can be sent on the errand now: wrong_state where no check can be started, and what
// MayAddDocument refuses.
func (c Case) MaySend(e Errand, p *Policy, now time.Time) error {
	switch {
	case !e.Task.Valid():
		return RefuseField(CodeFieldInvalid, "task")
	case e.Task == TaskCheck && len(e.Purposes) > 0:
		return RefuseField(CodeFieldInvalid, "purposes")
	case e.Task == TaskCheck && c.Last().State == Ready && !c.Method().ByCheck():
		return Refuse(CodeWrongState)
	case e.Task == TaskCheck:
		return c.Allows(CheckStarted, p, now)
	case len(e.Purposes) == 0:
		return RefuseField(CodeFieldRequired, "purposes")
	case len(e.Purposes) > MaxPurposes:
		return RefuseField(CodeFieldInvalid, "purposes")
	}
	for _, purpose := range e.Purposes {
		if err := c.MayAddDocument(p, purpose, 0, now); err != nil {
			return err
		}
	}
	return nil
}

// ReachesCase reports whether the actor may know that the case exists: of an account that it reaches, and for an errand
// the errand's.
func (a Actor) ReachesCase(c Case) bool { return a.Reaches(c.Account) && a.onErrand(c.ID) }

// ReachesDocument reports whether the actor may know that the document exists: on an errand one that it is to upload.
func (a Actor) ReachesDocument(d Document) bool {
	return a.Reaches(d.Account) && a.onErrand(d.Case) && a.Brings(d.Purpose)
}

// Brings reports whether the actor may upload documents of the purpose: on an errand those that it is for.
func (a Actor) Brings(p Purpose) bool {
	return a.Errand == nil || slices.Contains(a.Errand.Purposes, p)
}

func (a Actor) onErrand(id CaseID) bool { return a.Errand == nil || a.Errand.Case == id }

// Claims are what a token says of the errand, as ErrandOf reads it: a text without blanks in it; "" without an errand.
func (e *Errand) Claims() string {
	if e == nil {
		return ""
	}
	parts := []string{string(e.Task), string(e.Case)}
	for _, p := range e.Purposes {
		parts = append(parts, string(p))
	}
	return strings.Join(parts, ":")
}

// ErrandOf reads what Claims has written; false for anything else.
func ErrandOf(claim string) (*Errand, bool) {
	parts := strings.Split(claim, ":")
	if len(parts) < 2 {
		return nil, false
	}
	e := &Errand{Task: ErrandTask(parts[0]), Case: CaseID(parts[1])}
	for _, p := range parts[2:] {
		e.Purposes = append(e.Purposes, Purpose(p))
	}
	return e, e.Task.Valid() && e.Case.Valid()
}
