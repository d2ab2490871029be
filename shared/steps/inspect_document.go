package steps

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"slices"
	"strings"
	"time"

	"shiming/shared/realname"
	"shiming/shared/vault"
)

// readPatience is how long reading a licence may take: what is read is a help, and nobody waits for it longer.
const readPatience = 8 * time.Second

// Inspector judges an upload that says it is of the media type. It returns a clean copy, or a *realname.Error with the
// document's fault; any other error says nothing about the document. shared/files/inspect has it.
type Inspector func(ctx context.Context, body []byte, media string, want realname.Requirement) (clean []byte, err error)

// InspectDocument judges what was uploaded, keeps a clean copy of what is good, and reads a licence (RULES C1, C2).
type InspectDocument struct {
	Records   Records
	Documents Documents
	Keys      Keys
	Clock     Clock
	Inspect   Inspector
	Reader    Reader      // nil where nobody reads: people type then
	Papers    PaperReader // nil where nobody reads: reviewers look for themselves
	// Fault hears why a licence could not be read: the document is good without it.
	Fault func(id realname.DocumentID, cause error)
}

// IgnoredUpload says that an object is none of the uploads that are waited for: it is left alone, and somebody should
// look why it is there (THREATS P3).
type IgnoredUpload struct{ Why string }

// Error says why; it repeats nothing of the object's key.
func (e *IgnoredUpload) Error() string { return "upload ignored: " + e.Why }

// Do inspects the object with that key, as the store's event names it, decoded. It may be called again, and at the same
// time: what was decided stays as it is. The error is an *IgnoredUpload, or a fault after which it is to be called again.
func (s InspectDocument) Do(ctx context.Context, key string) error {
	name, ok := strings.CutPrefix(key, uploadPrefix)
	id := realname.DocumentID(name)
	if !ok || !id.Valid() {
		return &IgnoredUpload{"its key is not a document's"}
	}
	d, err := loadDocument(ctx, s.Records, id)
	if errors.Is(err, ErrNotFound) {
		return &IgnoredUpload{"nobody asked for it"}
	}
	if err != nil || d.State != realname.DocumentAwaited {
		return err
	}
	if d, err = s.judge(ctx, d, key); err != nil {
		return err
	}
	d.Rev++
	d.Seen = s.Clock()
	err = putDocument(ctx, s.Records, d)
	if !errors.Is(err, ErrConflict) {
		return err
	}
	// An answer that was lost, or somebody who inspected the same bytes: a key is written once.
	stored, err := loadDocument(ctx, s.Records, id)
	switch {
	case err == nil && stored.State == realname.DocumentAwaited:
		return ErrUnavailable
	case err == nil && stored.State == realname.DocumentErased: // meanwhile: the copy that was just kept goes, too
		return s.Documents.Drop(ctx, cleanPrefix+string(id))
	}
	return err
}

// judge returns the document as its bytes make it.
func (s InspectDocument) judge(ctx context.Context, d realname.Document, key string) (realname.Document, error) {
	want, _ := realname.RequirementOf(d.Purpose)
	want.Colour = want.Colour && !d.Copy
	object, err := s.Documents.Fetch(ctx, key, want.MaxBytes)
	switch {
	case errors.Is(err, ErrNotFound):
		return d, &IgnoredUpload{"it is gone"}
	case errors.Is(err, ErrTooLarge):
		d.State, d.Fault = realname.DocumentRefused, realname.CodeDocumentTooLarge
		return d, nil
	case err != nil:
		return d, err
	}
	sum := sha256.Sum256(object.Body)
	d.Version, d.SHA256 = object.Version, hex.EncodeToString(sum[:])
	clean, err := s.Inspect(ctx, object.Body, d.Type, want)
	var refused *realname.Error
	if errors.As(err, &refused) {
		d.State, d.Fault = realname.DocumentRefused, refused.Code
		return d, nil
	}
	if err != nil {
		return d, err
	}
	if err := s.Documents.Keep(ctx, cleanPrefix+string(d.ID), d.Type, clean); err != nil {
		return d, err
	}
	d.State = realname.DocumentAccepted
	if s.reads(d.Purpose) {
		if d.Reading, err = s.read(ctx, d, clean); err != nil {
			s.Fault(d.ID, err)
		}
	}
	return d, nil
}

// reads reports whether somebody reads what is uploaded for the purpose.
func (s InspectDocument) reads(p realname.Purpose) bool {
	switch {
	case p == realname.LicencePicture:
		return s.Reader != nil
	case slices.Contains(ofPersons, p):
		return s.Papers != nil
	}
	return false
}

// ofPersons are the papers that say who a person is.
var ofPersons = []realname.Purpose{realname.PortraitSide, realname.EmblemSide, realname.HolderPortraitSide, realname.HolderEmblemSide, realname.IDCopy}

// read reads what was uploaded and seals what it says; nil when it says nothing.
func (s InspectDocument) read(ctx context.Context, d realname.Document, clean []byte) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, readPatience)
	defer cancel()
	read := func() (Reading, error) { return s.Reader.Read(ctx, clean) }
	if d.Purpose != realname.LicencePicture {
		read = func() (Reading, error) { return s.Papers.ReadPaper(ctx, d.Purpose, clean) }
	}
	reading, err := read()
	if err != nil || reading == (Reading{}) {
		return nil, err
	}
	return vault.Readings.Seal(ctx, s.Keys, d.Account, reading, "")
}

// openReading opens what was read from a licence of the account; the zero value when nothing was.
func openReading(ctx context.Context, k Keys, account realname.AccountID, sealed []byte) (Reading, error) {
	if sealed == nil {
		return Reading{}, nil
	}
	return vault.Readings.Open(ctx, k, account, sealed)
}
