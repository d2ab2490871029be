package steps

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"shiming/shared/realname"
)

// NoteReview keeps what reviewers say to each other about a case. It changes nothing of the case, and nobody else reads it.
type NoteReview struct {
	Base
	Records Records
}

// ReviewNote is what a reviewer noted.
type ReviewNote struct {
	At   time.Time `json:"at"`
	By   string    `json:"by"`
	Text string    `json:"text"`
}

// noteKind is the kind of records of notes, by their case.
const noteKind = "review_note"

// maxNotes is how many notes a case has at most: they are read as one page.
const maxNotes = 100

// Do keeps a note; the same request again keeps nothing more. Refused: field_required and field_invalid, as the note of a
// decision; own_case; too_many_steps, when there are as many as are read. Three reads, one write.
func (s NoteReview) Do(ctx context.Context, ask Ask, id realname.CaseID, text string) (realname.Case, error) {
	c, err := underReview(ctx, s.Store, ask.By, id)
	if err == nil && !c.RedactedAt().IsZero() {
		err = realname.Refuse(realname.CodeWrongState) // nothing is said of whom it is not known about any more (L1)
	}
	if err == nil {
		err = ask.Wrong
	}
	if err != nil {
		return realname.Case{}, err
	}
	text = strings.TrimSpace(text)
	if text == "" {
		return realname.Case{}, realname.RefuseField(realname.CodeFieldRequired, "text")
	}
	if !realname.GoodNote(text) {
		return realname.Case{}, realname.RefuseField(realname.CodeFieldInvalid, "text")
	}
	now := s.Clock()
	doc, err := json.Marshal(ReviewNote{At: now.UTC(), By: ask.By.ID, Text: text})
	if err != nil {
		return realname.Case{}, err
	}
	r := Record{Kind: noteKind, ID: noteID(ask, c, now, text), Owner: string(c.ID), Sort: now.UTC().Format("2006-01-02T15:04:05.000000Z"), Rev: 1, Doc: doc}
	if _, err := s.Records.Record(ctx, noteKind, r.ID); err == nil {
		return c, nil
	} else if !errors.Is(err, ErrNotFound) {
		return realname.Case{}, err
	}
	kept, _, err := s.Records.RecordsOf(ctx, noteKind, string(c.ID), "", maxNotes)
	if err != nil {
		return realname.Case{}, err
	}
	if len(kept) >= maxNotes {
		return realname.Case{}, realname.Refuse(realname.CodeTooManySteps)
	}
	if err := s.Records.PutRecord(ctx, r); err != nil && !errors.Is(err, ErrConflict) { // a conflict is the same request
		return realname.Case{}, err
	}
	return c, nil
}

// noteID is the same for the same request.
func noteID(ask Ask, c realname.Case, now time.Time, text string) string {
	same := now.UTC().Format(time.RFC3339Nano)
	if ask.Replay != nil {
		same = ask.Replay.Key
	}
	return string(c.ID) + "." + digestOf(ask.By.ID + "\x00" + same + "\x00" + text)[:24]
}
