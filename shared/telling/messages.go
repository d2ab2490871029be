package telling

import (
	"context"
	"encoding/json"
	"errors"

	"shiming/shared/realname"
	"shiming/shared/steps"
)

// Told answers who was told what, and changes nothing.
type Told struct{ Records steps.Records }

// conflictRetries bounds how often a record is written anew because somebody else was faster.
const conflictRetries = 5

// MessagesOf lists the in-site messages of an account that the actor may reach, newest first; an unknown account has
// none. One read.
func (s Told) MessagesOf(ctx context.Context, by realname.Actor, id realname.AccountID, cursor string, limit int) ([]InSiteMessage, string, error) {
	if err := reach(by, id); err != nil {
		return nil, "", err
	}
	page, next, err := s.Records.RecordsOf(ctx, messageKind, string(id), cursor, limit)
	if err != nil {
		return nil, "", err
	}
	all := make([]InSiteMessage, len(page))
	for i, r := range page {
		if err := json.Unmarshal(r.Doc, &all[i]); err != nil {
			return nil, "", errors.New("a message is not readable")
		}
	}
	return all, next, nil
}

// reach refuses an account that is none, or not the actor's.
func reach(by realname.Actor, id realname.AccountID) error {
	if !id.Valid() {
		return realname.Refuse(realname.CodeAccountNotFound)
	}
	if !by.Reaches(id) {
		return realname.Refuse(realname.CodeAccountNotFound).Because(steps.ErrForeign)
	}
	return nil
}

// ReadMessage marks an in-site message as read.
type ReadMessage struct {
	Records steps.Records
	Clock   steps.Clock
}

// Do marks the message and returns it. Marking it again changes nothing: it stays read since the first time. Refused:
// message_not_found, also for a message of another account. One read, one write.
func (s ReadMessage) Do(ctx context.Context, by realname.Actor, account realname.AccountID, id MessageID) (InSiteMessage, error) {
	if err := reach(by, account); err != nil {
		return InSiteMessage{}, err
	}
	if !id.Valid() {
		return InSiteMessage{}, realname.Refuse(realname.CodeMessageNotFound)
	}
	for range conflictRetries {
		r, err := s.Records.Record(ctx, messageKind, string(id))
		if errors.Is(err, steps.ErrNotFound) || err == nil && r.Owner != string(account) {
			return InSiteMessage{}, realname.Refuse(realname.CodeMessageNotFound)
		}
		if err != nil {
			return InSiteMessage{}, err
		}
		var m InSiteMessage
		if err := json.Unmarshal(r.Doc, &m); err != nil {
			return InSiteMessage{}, errors.New("the message is not readable")
		}
		if !m.ReadAt.IsZero() {
			return m, nil
		}
		m.ReadAt = s.Clock()
		err = m.put(ctx, s.Records, r.Rev+1, r.Until)
		if err == nil {
			return m, nil
		}
		if !errors.Is(err, steps.ErrConflict) {
			return InSiteMessage{}, err
		}
	}
	return InSiteMessage{}, steps.ErrUnavailable
}
