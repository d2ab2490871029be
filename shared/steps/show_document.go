package steps

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"

	"shiming/shared/realname"
)

// ViewLife is how long an address shows a document: long enough to be followed at once.
const ViewLife = time.Minute

// ShowDocument says how a document stands, and shows it.
type ShowDocument struct {
	Base
	Records   Records
	Documents Documents
	Keys      Keys
}

// Shown is a document, with what was read from it for those who may know.
type Shown struct {
	Document realname.Document
	Reading  Reading
}

// Do returns the document. What was read from a licence is opened for the holder of the account alone, to fill in the
// form (RULES C2). A document that the actor does not reach is not found. One read; for a reviewer two.
func (s ShowDocument) Do(ctx context.Context, by realname.Actor, id realname.DocumentID) (Shown, error) {
	d, err := s.find(ctx, by, id)
	if err != nil {
		return Shown{}, err
	}
	if by.Role != realname.Holder || by.Errand != nil || d.Purpose != realname.LicencePicture {
		return Shown{Document: d}, nil
	}
	reading, err := openReading(ctx, s.Keys, d.Account, d.Reading)
	return Shown{d, reading}, err
}

// Of lists the documents of a case that the actor may reach, oldest first, as many as a page has: so that who is at the desk
// sees what was uploaded elsewhere. The list may lag behind by seconds. Two reads.
func (s ShowDocument) Of(ctx context.Context, by realname.Actor, id realname.CaseID, cursor string, limit int) ([]realname.Document, string, error) {
	c, err := find(ctx, s.Store, by, id)
	if err != nil {
		return nil, "", err
	}
	page, next, err := s.Records.RecordsOf(ctx, DocumentRecord, string(c.ID), cursor, limit)
	if err != nil {
		return nil, "", err
	}
	all := make([]realname.Document, len(page))
	for i, r := range page {
		if err := json.Unmarshal(r.Doc, &all[i]); err != nil {
			return nil, "", errors.New("a document is not readable")
		}
	}
	return all, next, nil
}

// View is an address that shows the clean copy of a document, and until when.
type View struct {
	Document realname.Document
	URL      string
	Until    time.Time
}

// View returns the address of the clean copy of an accepted document; nobody ever gets the upload itself. Who looks is
// kept before it is answered (L4), and a reviewer looks at so many in each hour of the clock and no more (THREATS R1). Of an ended case that is held nobody sees any (case_held, L5); reviewers see
// none of an ended one. Two reads, one write; of
// a reviewer three.
func (s ShowDocument) View(ctx context.Context, by realname.Actor, id realname.DocumentID) (View, error) {
	d, err := s.find(ctx, by, id)
	if err != nil {
		return View{}, err
	}
	switch d.State {
	case realname.DocumentAwaited:
		return View{}, realname.Refuse(realname.CodeDocumentAwaited)
	case realname.DocumentRefused:
		return View{}, realname.Refuse(d.Fault)
	case realname.DocumentErased:
		return View{}, realname.Refuse(realname.CodeDocumentErased)
	case realname.DocumentAccepted:
	}
	now := s.Clock()
	if by.Role == realname.Holder {
		if err := s.notHeld(ctx, d.Case, now); err != nil {
			return View{}, err
		}
	}
	if by.Role == realname.Reviewer {
		if err := countView(ctx, s.Records, s.Policy, by, now); err != nil {
			return View{}, err
		}
		if err := keepOpened(ctx, s.Records, by, d); err != nil {
			return View{}, err
		}
	}
	if err := keepAccess(ctx, s.Records, s.Base, by, Look{Account: d.Account, Case: d.Case, What: AccessedPicture, Purpose: d.Purpose}); err != nil {
		return View{}, err
	}
	url, err := s.Documents.View(ctx, cleanPrefix+string(d.ID), ViewLife)
	return View{d, url, now.Add(ViewLife)}, err
}

// notHeld refuses to show what belongs to an ended case that is held.
func (s ShowDocument) notHeld(ctx context.Context, id realname.CaseID, now time.Time) error {
	until, err := heldUntil(ctx, s.Records, id, now)
	if err != nil || until.IsZero() {
		return err
	}
	c, err := s.Store.Case(ctx, id)
	if err == nil && c.Last().State.Terminal() {
		err = realname.Refuse(realname.CodeCaseHeld).From(until)
	}
	return err
}

// find loads a document that the actor may reach: a holder those of its account, a reviewer those that a case in review
// stands on, unless it is about themselves.
func (s ShowDocument) find(ctx context.Context, by realname.Actor, id realname.DocumentID) (realname.Document, error) {
	none := realname.Refuse(realname.CodeDocumentNotFound)
	if !id.Valid() {
		return realname.Document{}, none
	}
	d, err := loadDocument(ctx, s.Records, id)
	if errors.Is(err, ErrNotFound) {
		return realname.Document{}, none
	}
	if err != nil {
		return realname.Document{}, err
	}
	if !by.ReachesDocument(d) {
		none.Cause = ErrForeign
		return realname.Document{}, none
	}
	if by.Role != realname.Reviewer {
		return d, nil
	}
	c, err := underReview(ctx, s.Store, by, d.Case)
	if errors.Is(err, realname.Refuse(realname.CodeCaseNotFound)) {
		return realname.Document{}, none
	}
	if err != nil {
		return realname.Document{}, err
	}
	for _, filed := range c.Documents() {
		if filed == d.Ref() {
			return d, nil
		}
	}
	return realname.Document{}, none
}

// reviewerDigest names a reviewer in records.
func reviewerDigest(by realname.Actor) string {
	who := sha256.Sum256([]byte(strings.ToLower(by.ID)))
	return hex.EncodeToString(who[:16])
}

// openedKind is the kind of records of the documents that one reviewer has opened of one case.
const openedKind = "opened"

// keepOpened keeps that the reviewer has opened the document: nobody approves what they have not looked at (THREATS X9).
func keepOpened(ctx context.Context, records Records, by realname.Actor, d realname.Document) error {
	for range 2 * conflictRetries {
		opened, rev, err := openedBy(ctx, records, by, d.Case)
		if err != nil || slices.Contains(opened, d.ID) {
			return err
		}
		doc, err := json.Marshal(append(opened, d.ID))
		if err != nil {
			return err
		}
		err = records.PutRecord(ctx, Record{Kind: openedKind, ID: string(d.Case) + "." + reviewerDigest(by), Rev: rev + 1, Doc: doc})
		if !errors.Is(err, ErrConflict) {
			return err
		}
	}
	return ErrUnavailable
}

// openedBy lists the documents of the case that the reviewer has opened. One read.
func openedBy(ctx context.Context, records Records, by realname.Actor, id realname.CaseID) (opened []realname.DocumentID, rev int, err error) {
	r, err := records.Record(ctx, openedKind, string(id)+"."+reviewerDigest(by))
	if errors.Is(err, ErrNotFound) {
		return nil, 0, nil
	}
	if err != nil {
		return nil, 0, err
	}
	if json.Unmarshal(r.Doc, &opened) != nil {
		return nil, 0, errors.New("what was opened is not readable")
	}
	return opened, r.Rev, nil
}

// viewsKind is the kind of records that count a reviewer's views: one for each hour, whose revision is the number.
const viewsKind = "views"

// countView counts that a reviewer sees what is closed otherwise: a picture, or names and numbers in plaintext.
func countView(ctx context.Context, records Records, p *realname.Policy, by realname.Actor, now time.Time) error {
	hour := now.UTC().Truncate(time.Hour)
	id := reviewerDigest(by) + "." + hour.Format("2006-01-02T15")
	for range 2 * conflictRetries {
		stored, err := records.Record(ctx, viewsKind, id)
		if err != nil && !errors.Is(err, ErrNotFound) {
			return err
		}
		if stored.Rev >= p.Review.ViewsPerHour {
			return realname.Refuse(realname.CodeTooManyViews).From(hour.Add(time.Hour))
		}
		err = records.PutRecord(ctx, Record{Kind: viewsKind, ID: id, Rev: stored.Rev + 1, Doc: []byte("{}"), Until: hour.Add(24 * time.Hour)})
		if !errors.Is(err, ErrConflict) {
			return err
		}
	}
	return ErrUnavailable
}
