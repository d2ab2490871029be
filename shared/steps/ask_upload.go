package steps

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"shiming/shared/realname"
)

// UploadLife is how long an address takes an upload.
const UploadLife = 15 * time.Minute

// The places of a document's bytes. Keys carry the document's id and nothing else.
const (
	uploadPrefix = "uploads/"
	cleanPrefix  = "clean/"
)

// AskUpload makes a document of a case, and an address to upload it to: of what the flow of the case asks for, and of
// nothing else (RULES C1, C7, D7, D8, E2, F1).
type AskUpload struct {
	Base
	Records   Records
	Documents Documents
}

// Wanted is what somebody wants to upload.
type Wanted struct {
	Purpose realname.Purpose
	Type    string // media type
	Size    int64  // bytes, exactly
}

// Asked is a document that waits for its upload, with where to send it.
type Asked struct {
	Document realname.Document
	Upload   Upload
	Until    time.Time
}

// Do makes the document. The same request again finds the same document, with a fresh address. The number of documents
// is read from a list that may lag by seconds: many requests at once may pass the bound by a few. Two reads, one write.
func (s AskUpload) Do(ctx context.Context, ask Ask, id realname.CaseID, w Wanted) (Asked, error) {
	c, err := find(ctx, s.Store, ask.By, id)
	if err != nil {
		return Asked{}, err
	}
	if !ask.By.Brings(w.Purpose) {
		return Asked{}, realname.RefuseField(realname.CodeForbidden, "purpose")
	}
	now := s.Clock()
	w.Type = mediaType(w.Type)
	d := realname.Document{
		ID: realname.NewDocumentID(), Rev: 1, Case: c.ID, Account: c.Account, Purpose: w.Purpose, Type: w.Type, Size: w.Size,
		State: realname.DocumentAwaited, Asked: now,
	}
	need, _ := c.Requirement(w.Purpose)
	d.Copy = !need.Colour
	if ask.Replay != nil {
		d.ID = realname.DocumentIDFor(c.ID, ask.Replay.Key)
		first, found, err := s.replay(ctx, d)
		if err != nil {
			return Asked{}, err
		}
		if found {
			return s.answer(ctx, first)
		}
	}
	may := c.MayAddDocument(s.Policy, w.Purpose, 0, now)
	if err := ask.judged(may, realname.CheckUpload(w.Purpose, w.Type, w.Size), may); err != nil {
		return Asked{}, err
	}
	has, err := s.count(ctx, c, c.AskedSince(w.Purpose))
	if err != nil {
		return Asked{}, err
	}
	if err := c.MayAddDocument(s.Policy, w.Purpose, has, now); err != nil {
		return Asked{}, err
	}
	err = putDocument(ctx, s.Records, d)
	if errors.Is(err, ErrConflict) { // an answer that was lost, or the same request at the same time
		first, found, err := s.replay(ctx, d)
		if err != nil {
			return Asked{}, err
		}
		if found {
			return s.answer(ctx, first)
		}
	}
	if err != nil {
		return Asked{}, err
	}
	return s.answer(ctx, d)
}

// count counts the documents of the case that were asked for since then. One read for each hundred.
func (s AskUpload) count(ctx context.Context, c realname.Case, since time.Time) (n int, err error) {
	for cursor := ""; ; {
		page, next, err := s.Records.RecordsOf(ctx, DocumentRecord, string(c.ID), cursor, 100)
		if err != nil {
			return 0, err
		}
		for _, r := range page {
			var d realname.Document
			if err := json.Unmarshal(r.Doc, &d); err != nil {
				return 0, errors.New("a document is not readable")
			}
			if since.IsZero() || d.Asked.After(since) {
				n++
			}
		}
		if next == "" || n > s.Policy.DocumentsPerCase {
			return n, nil
		}
		cursor = next
	}
}

// mediaType reads the names that browsers and phones give a type: capital letters, and image/jpg for image/jpeg (FAULTS E4).
func mediaType(said string) string {
	switch name := strings.ToLower(strings.TrimSpace(said)); name {
	case "image/jpg", "image/pjpeg":
		return "image/jpeg"
	default:
		return name
	}
}

// replay finds the document that the same request made before. Another request under the same key is refused.
func (s AskUpload) replay(ctx context.Context, d realname.Document) (realname.Document, bool, error) {
	first, err := loadDocument(ctx, s.Records, d.ID)
	if errors.Is(err, ErrNotFound) {
		return realname.Document{}, false, nil
	}
	if err != nil {
		return realname.Document{}, false, err
	}
	if first.Case != d.Case || first.Purpose != d.Purpose || first.Type != d.Type || first.Size != d.Size {
		return realname.Document{}, false, realname.Refuse(realname.CodeIdempotencyReused)
	}
	return first, true, nil
}

func (s AskUpload) answer(ctx context.Context, d realname.Document) (Asked, error) {
	until := s.Clock().Add(UploadLife)
	upload, err := s.Documents.Upload(ctx, uploadPrefix+string(d.ID), d.Type, d.Size, UploadLife)
	if err != nil {
		return Asked{}, err
	}
	return Asked{d, upload, until}, nil
}

// loadDocument reads a document, or ErrNotFound.
func loadDocument(ctx context.Context, r Records, id realname.DocumentID) (realname.Document, error) {
	record, err := r.Record(ctx, DocumentRecord, string(id))
	if err != nil {
		return realname.Document{}, err
	}
	var d realname.Document
	if err := json.Unmarshal(record.Doc, &d); err != nil {
		return realname.Document{}, errors.New("a document is not readable")
	}
	return d, nil
}

// putDocument writes a document if nobody wrote its revision before; it lists under its case, oldest first.
func putDocument(ctx context.Context, r Records, d realname.Document) error {
	doc, err := json.Marshal(d)
	if err != nil {
		return err
	}
	return r.PutRecord(ctx, Record{
		Kind: DocumentRecord, ID: string(d.ID), Owner: string(d.Case), Sort: oldestFirst(d.Asked), Rev: d.Rev, Doc: doc,
	})
}
