package realname

import (
	"errors"
	"slices"
	"time"
)

// HandIn files the papers. Documents are those of the two pictures.
type HandIn struct {
	Papers    Papers
	Documents []Document
}

func (HandIn) eventType() EventType { return PapersFiled }

func (f HandIn) event(_ *Policy, c Case, _ time.Time) (Event, error) {
	if !c.Method().PaysOut() || c.Last().State != Ready {
		return Event{}, Refuse(CodeWrongState)
	}
	refs, err := refsFor(c, f.Documents, PortraitSide, EmblemSide)
	if err != nil {
		return Event{}, err
	}
	f.Papers.Documents = refs
	return Event{Type: PapersFiled, Papers: &f.Papers}, nil
}

// refsFor picks the usable document of each purpose, or says of all what is wrong.
func refsFor(c Case, documents []Document, purposes ...Purpose) (refs []DocumentRef, wrong error) {
	for _, p := range purposes {
		found := false
		for _, d := range documents {
			if d.Purpose != p {
				continue
			}
			if code := d.unusable(c, p); code != "" {
				wrong = errors.Join(wrong, RefusePaper(code, p))
			}
			refs, found = append(refs, d.Ref()), true
		}
		if !found {
			wrong = errors.Join(wrong, RefusePaper(CodeFieldRequired, p))
		}
	}
	return refs, wrong
}

// SetHandler names the handler (经办人), who then proves it by face.
type SetHandler struct{ Handler SealedParty }

func (SetHandler) eventType() EventType { return HandlerNamed }

func (n SetHandler) event(*Policy, Case, time.Time) (Event, error) {
	return Event{Type: HandlerNamed, Party: &n.Handler}, nil
}

// Supply answers a reviewer who asked for a better picture. Refused: papers_late, when their time is over.
type Supply struct {
	Documents []Document
	// ReviewBy is until when the review that goes on is to be decided.
	ReviewBy time.Time
}

// handedIn is the purpose that is handed in for one that was asked for: itself, or another that does as well (RULES D12, FAULTS S17).
func (c Case) handedIn(p *Policy, asked Purpose, documents []Document) Purpose {
	has := func(x Purpose) bool {
		return slices.ContainsFunc(documents, func(d Document) bool { return d.Purpose == x })
	}
	for _, group := range c.Needed(p) {
		if i := slices.IndexFunc(group, has); i >= 0 && slices.Contains(group, asked) && !has(asked) {
			return group[i]
		}
	}
	return asked
}

func (Supply) eventType() EventType { return PapersSupplied }

func (s Supply) event(p *Policy, c Case, now time.Time) (Event, error) {
	if c.papersLate(now) {
		return Event{}, Refuse(CodePapersLate)
	}
	var purposes []Purpose
	for _, asked := range c.Asked() {
		purposes = append(purposes, c.handedIn(p, asked, s.Documents))
	}
	refs, err := refsFor(c, s.Documents, purposes...)
	if err != nil {
		return Event{}, err
	}
	for _, r := range refs {
		for _, old := range c.Documents() {
			if old.ID == r.ID {
				return Event{}, RefusePaper(CodeDocumentAwaited, r.Purpose)
			}
		}
	}
	return Event{Type: PapersSupplied, Supplied: refs, Deadline: s.ReviewBy}, nil
}
