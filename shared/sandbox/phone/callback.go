package sandbox

import (
	"context"
	"errors"
	"strings"
	"time"

	"shiming/shared/providers/standardhook"
	"shiming/shared/realname"
	"shiming/shared/steps"
)

// sign makes the callback that says n, stamped at, by the current secret (Standard Webhooks 1.0, symmetric).
func (s *Sandbox) sign(n realname.Notice, at time.Time) (steps.Callback, error) {
	body, err := standardhook.WriteNotice(n)
	if err != nil {
		return steps.Callback{}, err
	}
	return s.signer.Sign(n.ID, at, body)
}

var errNoDeliver = errors.New("sandbox: set up without a way to deliver callbacks")

// say signs and delivers one word on a check, or keeps it until it is asked for; where that hands an identity over, it is
// the person's. Saying it again counts once.
func (s *Sandbox) say(ctx context.Context, check realname.Check, w Word, person realname.Person) error {
	if pulled(check.Method) {
		return s.keep(ctx, check.ID, w)
	}
	if s.deliver == nil {
		return errNoDeliver
	}
	n := w.notice(check.ID)
	if check.Method.TakesOver() && w.Outcome == realname.Passed {
		n.GroupIdentity = &realname.GroupIdentity{Person: realname.Person{Name: person.Name, Document: person.Document, Birth: person.Birth}, Site: s.site}
	}
	cb, err := s.sign(n, s.clock())
	if err != nil {
		return err
	}
	return s.deliver(ctx, cb)
}

// notice is the word on a check. Its id follows from what it says.
func (w Word) notice(check realname.CheckID) realname.Notice {
	id := "msg_" + strings.TrimPrefix(string(check), "chk_") + "_" + string(w.Outcome)
	if w.Fault != "" {
		id += "_" + string(w.Fault)
	}
	return realname.Notice{ID: id, Check: check, Outcome: w.Outcome, Fault: w.Fault}
}

// Authenticate implements steps.Pusher. The signature may be of any of the secrets; header names may be written in
// any case; the timestamp may be 300 seconds from now.
func (s *Sandbox) Authenticate(c steps.Callback, now time.Time) (realname.Notice, error) {
	id, err := s.signer.Verify(c, now)
	if err != nil {
		return realname.Notice{}, err
	}
	return standardhook.ReadNotice(id, c.Body, func(o realname.Outcome, fault realname.Code) bool { return Word{o, fault}.known() })
}
