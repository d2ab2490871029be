package steps

import (
	"context"
	"errors"
	"slices"

	"shiming/shared/realname"
)

// RedactCase erases what an ended case knows of people, on request (L1; PIPL 47): its pictures with every copy, and everything
// sealed, masked or keyed in its history. That it was, how it ended, and who of staff decided stays.
type RedactCase struct {
	Base
	Records   Records
	Documents Documents
	// EmptyLog empties the log of a store that keeps in it what was erased; nil: there is none.
	EmptyLog func(context.Context) error
}

// Do redacts the case. Twice is once. What was erased before a fault is erased again: the history goes last. What is held is refused
// (case_held, L5). Two reads and one write of the case, one read of its hold, one each of its documents, of notes and of answers; three calls for each document, two for the others.
func (s RedactCase) Do(ctx context.Context, ask Ask, id realname.CaseID) (realname.Case, error) {
	for range conflictRetries {
		c, err := find(ctx, s.Store, ask.By, id)
		if err != nil {
			return realname.Case{}, err
		}
		if ask.Versions != nil && !slices.Contains(ask.Versions, c.Version()) {
			return realname.Case{}, realname.Refuse(realname.CodeStaleVersion)
		}
		after, err := s.redact(ctx, ask.By, c)
		var lost *lostRace
		if errors.As(err, &lost) {
			continue
		}
		if err == nil && s.EmptyLog != nil {
			err = s.EmptyLog(ctx)
		}
		return after, err
	}
	return realname.Case{}, ErrUnavailable
}

func (s RedactCase) redact(ctx context.Context, by realname.Actor, c realname.Case) (realname.Case, error) {
	account, err := s.Store.Account(ctx, c.Account)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return realname.Case{}, err
	}
	commit, redacted, err := c.Redact(account, realname.Request{By: by, Now: s.Clock()})
	if err != nil || redacted {
		return c, err
	}
	if err := notHeld(ctx, s.Records, c.ID, s.Clock()); err != nil {
		return realname.Case{}, err
	}
	if err := s.erasePapers(ctx, c.ID); err != nil {
		return realname.Case{}, err
	}
	if err := s.eraseWords(ctx, c.ID); err != nil {
		return realname.Case{}, err
	}
	return commitOnce(ctx, s.Store, commit)
}

// erasePapers erases the pictures and papers of a case, with every copy and what was read from them.
func (s RedactCase) erasePapers(ctx context.Context, id realname.CaseID) error {
	return eachRecord(ctx, s.Records, DocumentRecord, string(id), func(r Record) error {
		return s.eraseDocument(ctx, realname.DocumentID(r.ID))
	})
}

// eraseWords erases what is said about a case beside it: by reviewers to each other, and by who answered an appeal.
func (s RedactCase) eraseWords(ctx context.Context, id realname.CaseID) error {
	for _, kind := range []string{noteKind, answerKind} {
		err := eachRecord(ctx, s.Records, kind, string(id), func(r Record) error {
			return endRecord(ctx, s.Records, kind, r.ID, s.Clock())
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// eraseDocument erases one document: first its bytes, then what is said of them, so that what is left is found again.
func (s RedactCase) eraseDocument(ctx context.Context, id realname.DocumentID) error {
	for range conflictRetries { // somebody may be inspecting it
		d, err := loadDocument(ctx, s.Records, id)
		if err != nil || d.State == realname.DocumentErased {
			return err
		}
		for _, prefix := range []string{uploadPrefix, cleanPrefix} {
			if err := s.Documents.Drop(ctx, prefix+string(id)); err != nil {
				return err
			}
		}
		if err = putDocument(ctx, s.Records, d.Erased()); !errors.Is(err, ErrConflict) {
			return err
		}
	}
	return ErrUnavailable
}
