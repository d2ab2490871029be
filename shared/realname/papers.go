package realname

import (
	"errors"
	"slices"
	"time"
)

// Needed lists the papers that the flow of the case asks for: of each group at least one. What shows the legal
// representative is asked for as the declaration has it: both sides of the ID, or the passport or driving licence of one
// who is not of the mainland (RULES D7).
func (c Case) Needed(p *Policy) [][]Purpose {
	groups, d := p.flowOf(c).Papers, c.Declaration()
	if d == nil || d.Representative == nil {
		return groups
	}
	needed := make([][]Purpose, 0, len(groups))
	for _, group := range groups {
		group = slices.DeleteFunc(slices.Clone(group), func(x Purpose) bool {
			ofMainland, ofAbroad := x == PortraitSide || x == EmblemSide, x == RepresentativePassport || x == RepresentativeLicence
			return ofMainland && d.Abroad || ofAbroad && !d.Abroad
		})
		if same := func(other []Purpose) bool { return slices.Equal(other, group) }; len(group) > 0 && !slices.ContainsFunc(needed, same) {
			needed = append(needed, group)
		}
	}
	return needed
}

func (c Case) accepts(p *Policy, purpose Purpose) bool {
	return slices.ContainsFunc(c.Needed(p), func(group []Purpose) bool { return slices.Contains(group, purpose) })
}

// PostMissing lists the groups of papers of which none has come, nor is among those that come now; while a reviewer waits for
// some again, those of them (FAULTS S17).
func (c Case) PostMissing(p *Policy, now ...Purpose) [][]Purpose {
	here, groups := append(c.Posted(), now...), c.Needed(p)
	if c.Last().State == Supplementing {
		here, groups = now, nil
		for _, asked := range c.Asked() {
			groups = append(groups, []Purpose{asked})
		}
	}
	return slices.DeleteFunc(slices.Clone(groups), func(group []Purpose) bool {
		return slices.ContainsFunc(group, func(x Purpose) bool { return slices.Contains(here, x) })
	})
}

// uploads lists what can be uploaded to the case: the licence that goes with the form of an enterprise (RULES C1), the
// pictures of a corporate transfer (RULES C7), and the papers of a change, a release or an appeal, posted ones too, for a
// reviewer may ask for one of them again (RULES D7, D8, E2, E6, F1).
func (c Case) uploads(p *Policy) []Purpose {
	all := slices.Concat(c.Needed(p)...)
	if !c.IsPerson() && slices.Contains(c.flow(), StepForm) {
		all = append(all, LicencePicture)
	}
	if slices.ContainsFunc(p.methods(c), func(m MethodPolicy) bool { return m.Method.PaysOut() }) {
		all = append(all, PortraitSide, EmblemSide)
	}
	return all
}

// AskedSince is when a reviewer asked for a document of the purpose that is waited for; zero where none did. What was uploaded
// before does not count against it: what a reviewer asks for can always be supplied (FAULTS D8).
func (c Case) AskedSince(purpose Purpose) time.Time {
	if !slices.Contains(c.Asked(), purpose) {
		return time.Time{}
	}
	e, _ := c.last(func(e Event) bool { return e.Type == PapersAsked })
	return e.At
}

// MayAddDocument says whether a document of the purpose can still be added to the case: the case is open, its flow asks
// for such a document, and it has fewer than the policy allows.
func (c Case) MayAddDocument(p *Policy, purpose Purpose, has int, now time.Time) error {
	asked := c.uploads(p)
	switch status := c.Status(now); {
	case status == StatusExpired:
		return Refuse(CodeCaseExpired)
	case len(asked) == 0 || status != RequiresInput && status != Processing:
		return Refuse(CodeWrongState)
	case !slices.Contains(asked, purpose):
		return RefuseField(CodeFieldInvalid, "purpose")
	case has >= p.DocumentsPerCase:
		return Refuse(CodeTooManyDocuments)
	}
	return nil
}

// FileProof hands in the papers of a change, a release or an appeal (RULES D7, D8, E2, F1).
type FileProof struct {
	Documents []Document
	// ReviewBy is until when the review that begins now is to be decided, AnswerBy until when an appeal can be answered by whom it is
	// about; looked at for appeals alone.
	ReviewBy, AnswerBy time.Time
}

func (FileProof) eventType() EventType { return PapersFiled }

func (f FileProof) event(p *Policy, c Case, _ time.Time) (Event, error) {
	if c.Last().State != Gathering {
		return Event{}, Refuse(CodeWrongState)
	}
	var refs []DocumentRef
	var wrong error
	for _, d := range f.Documents {
		if code := d.unusable(c, d.Purpose); code != "" {
			wrong = errors.Join(wrong, RefusePaper(code, d.Purpose))
		}
		if !c.accepts(p, d.Purpose) || slices.Contains(refs, d.Ref()) {
			wrong = errors.Join(wrong, RefusePaper(CodeFieldInvalid, d.Purpose))
		}
		refs = append(refs, d.Ref())
	}
	for _, group := range c.Needed(p) {
		if !slices.ContainsFunc(refs, func(r DocumentRef) bool { return slices.Contains(group, r.Purpose) }) {
			wrong = errors.Join(wrong, RefusePaper(CodeFieldRequired, group[0]))
		}
	}
	if wrong != nil {
		return Event{}, wrong
	}
	e := Event{Type: PapersFiled, Papers: &Papers{Documents: refs}, Deadline: f.ReviewBy}
	if c.Kind.Appeals() {
		e.AnswerBy = f.AnswerBy
	}
	return e, nil
}

// BookIn books in papers that came by post (RULES E6), by a member of staff. Those that are still missing are waited
// for.
type BookIn struct {
	Staff  Actor
	Pieces []Purpose
	// Complete is c.PostMissing being empty with these pieces.
	Complete bool
	ReviewBy time.Time
}

func (b BookIn) eventType() EventType {
	if b.Complete {
		return PostComplete
	}
	return PostBooked
}

func (b BookIn) event(p *Policy, c Case, now time.Time) (Event, error) {
	if c.IsOf(b.Staff) {
		return Event{}, Refuse(CodeOwnCase)
	}
	if len(b.Pieces) == 0 {
		return Event{}, RefuseField(CodeFieldRequired, "pieces")
	}
	again := c.Last().State == Supplementing
	if again && c.Channel != ByPost {
		return Event{}, Refuse(CodeWrongState)
	}
	if c.papersLate(now) {
		return Event{}, Refuse(CodePapersLate)
	}
	for i, piece := range b.Pieces {
		if !c.accepts(p, piece) || again && !slices.Contains(c.Asked(), piece) || slices.Contains(b.Pieces[:i], piece) {
			return Event{}, RefuseField(CodeFieldInvalid, "pieces")
		}
	}
	if b.Complete != (len(c.PostMissing(p, b.Pieces...)) == 0) {
		return Event{}, Refuse(CodeWrongState)
	}
	e := Event{Type: b.eventType(), Pieces: b.Pieces}
	switch {
	case b.Complete:
		e.Deadline = b.ReviewBy
	case again:
		e.Deadline = c.StepDeadline()
	}
	return e, nil
}
