package realname

import (
	"slices"
	"time"
)

// Papers are what a corporate transfer needs (RULES C7): the bank account, the legal representative, and two pictures
// of the representative holding the ID. After filing nothing of it can be taken back.
type Papers struct {
	// Account is the bank account's number, masked; Sealed holds bank, place, branch and number.
	Account        string      `json:"account"`
	Sealed         []byte      `json:"sealed"`
	Representative SealedParty `json:"representative"`
	Documents      []Ref       `json:"documents"`
}

// FilePapers files the papers. Documents are those of the two pictures.
type FilePapers struct {
	Papers    Papers
	Documents []Document
}

func (FilePapers) eventType() EventType { return PapersFiled }

func (f FilePapers) event(_ *Policy, c Case, _ time.Time) (Event, error) {
	if c.Method() != CorporateTransfer || c.Last().State != Ready {
		return Event{}, Refuse(CodeWrongState)
	}
	refs, err := refsFor(c, f.Documents, PortraitSide, EmblemSide)
	if err != nil {
		return Event{}, err
	}
	f.Papers.Documents = refs
	return Event{Type: PapersFiled, Papers: &f.Papers}, nil
}

// refsFor picks the usable document of each purpose.
func refsFor(c Case, documents []Document, purposes ...Purpose) ([]Ref, error) {
	var refs []Ref
	for _, p := range purposes {
		found := false
		for _, d := range documents {
			if d.Purpose != p {
				continue
			}
			if err := d.usable(c, p); err != nil {
				return nil, err
			}
			refs, found = append(refs, d.Ref()), true
		}
		if !found {
			return nil, RefuseField(CodeFieldRequired, string(p))
		}
	}
	return refs, nil
}

// NameHandler names the handler (经办人), who then proves it by face.
type NameHandler struct{ Handler SealedParty }

func (NameHandler) eventType() EventType { return HandlerNamed }

func (n NameHandler) event(*Policy, Case, time.Time) (Event, error) {
	return Event{Type: HandlerNamed, Party: &n.Handler}, nil
}

// SupplyPapers answers a reviewer who asked for a better picture.
type SupplyPapers struct{ Documents []Document }

func (SupplyPapers) eventType() EventType { return PapersSupplied }

func (s SupplyPapers) event(_ *Policy, c Case, _ time.Time) (Event, error) {
	refs, err := refsFor(c, s.Documents, c.Asked()...)
	if err != nil {
		return Event{}, err
	}
	for _, r := range refs {
		for _, old := range c.Documents() {
			if old.ID == r.ID {
				return Event{}, RefuseField(CodeDocumentAwaited, string(r.Purpose))
			}
		}
	}
	// The review goes on with the time it had.
	return Event{Type: PapersSupplied, Supplied: refs, Deadline: c.StepDeadline()}, nil
}

// Asked lists the documents that a reviewer asked for and that were not supplied yet.
func (c Case) Asked() []Purpose {
	if c.Last().State != Supplementing {
		return nil
	}
	e, _ := c.last(func(e Event) bool { return e.Type == PapersAsked })
	return e.Review.Asked
}

// Papers returns the papers filed for the method in progress, or nil.
func (c Case) Papers() *Papers {
	e, _ := c.last(func(e Event) bool { return e.Papers != nil || e.Type == MethodChosen })
	return e.Papers
}

// Party returns the person who proves it for the enterprise: the representative of the method, or the handler.
func (c Case) Party() *SealedParty {
	e, _ := c.last(func(e Event) bool { return e.Party != nil || e.Type == MethodChosen })
	return e.Party
}

// Documents lists the documents that the case stands on: those of each purpose that were handed in last.
func (c Case) Documents() []Ref {
	var all []Ref
	handedIn := func(refs ...Ref) {
		all = slices.DeleteFunc(all, func(old Ref) bool {
			return slices.ContainsFunc(refs, func(r Ref) bool { return r.Purpose == old.Purpose })
		})
		all = append(all, refs...)
	}
	for _, e := range c.Events {
		if e.Form != nil && e.Form.Licence != nil {
			handedIn(*e.Form.Licence)
		}
		if e.Papers != nil {
			handedIn(e.Papers.Documents...)
		}
		handedIn(e.Supplied...)
	}
	return all
}
