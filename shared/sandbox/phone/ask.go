package sandbox

import (
	"context"
	"crypto/hmac"
	"encoding/json"
	"errors"
	"time"

	"shiming/shared/realname"
	"shiming/shared/steps"
)

// pulled reports whether the sandbox is asked for the results of the method, as the providers of face checks are; every
// other method pushes them.
func pulled(m realname.Method) bool {
	return m == realname.Face || m == realname.RepresentativeFace
}

// reference is by what a check is asked for: it cannot be made without the secret.
func reference(key []byte, id realname.CheckID) string {
	return "ref_" + linkMAC(key, "ref "+string(id))
}

// resultKept is how long a result is kept: longer than any check lasts.
const resultKept = 48 * time.Hour

// resultKind is the kind of records of what was found out by a check that is asked for.
const resultKind = "sandbox_result"

// Ask implements steps.Puller: it says what the person did on the phone, once that is done.
func (s *Sandbox) Ask(ctx context.Context, check realname.Check, ref string, _ time.Time) (realname.Notice, error) {
	genuine := false
	for _, key := range s.links {
		if hmac.Equal([]byte(ref), []byte(reference(key, check.ID))) {
			genuine = true
		}
	}
	if !genuine {
		return realname.Notice{}, errors.New("sandbox: the reference is of another check")
	}
	stored, err := s.results.Record(ctx, resultKind, string(check.ID))
	if errors.Is(err, steps.ErrNotFound) {
		return realname.Notice{}, steps.ErrPending
	}
	if err != nil {
		return realname.Notice{}, err
	}
	var w Word
	if err := json.Unmarshal(stored.Doc, &w); err != nil || !w.known() {
		return realname.Notice{}, errors.New("sandbox: a result is not readable")
	}
	return w.notice(check.ID), nil
}

var errNoResults = errors.New("sandbox: set up without a place for results")

// keep keeps the result of a check until it is asked for. The first one stands.
func (s *Sandbox) keep(ctx context.Context, check realname.CheckID, w Word) error {
	if s.results == nil {
		return errNoResults
	}
	doc, err := json.Marshal(w)
	if err != nil {
		return err
	}
	err = s.results.PutRecord(ctx, steps.Record{Kind: resultKind, ID: string(check), Rev: 1, Doc: doc, Until: s.clock().Add(resultKept)})
	if errors.Is(err, steps.ErrConflict) {
		return nil
	}
	return err
}
