package steps

import (
	"context"
	"errors"
	"time"

	"shiming/shared/identity"
	"shiming/shared/realname"
)

// The list of all cases: a record for each, written once, when it is opened. It says when that was; everything else is read of the
// case itself, so that a list is never behind, and a case costs two write units more (the record and its place in the index)
// however long it lives.
const (
	openedCaseKind = "opened_case"
	everyCase      = "all"
)

// ListCase puts a case on the list of all when it is opened. One write.
func ListCase(records Records) Effect {
	return func(ctx context.Context, c realname.Case) error {
		if c.Version() != 1 {
			return nil
		}
		err := records.PutRecord(ctx, Record{Kind: openedCaseKind, ID: string(c.ID), Owner: everyCase, Sort: NewestFirst(c.OpenedAt()), Rev: 1, Doc: []byte("{}")})
		if errors.Is(err, ErrConflict) {
			return nil // it is there
		}
		return err
	}
}

// FindCases finds cases of any account, and who holds a number, for who runs the service. It opens nothing that is sealed.
type FindCases struct {
	Base
	Records Records
	Keys    Keys // digests only
}

// CaseFilter says which cases are listed; the zero value: all.
type CaseFilter struct {
	Kind   realname.Kind
	Status realname.Status
	Method realname.Method
	// Since and Until bound when the case was opened: at Since or later, before Until.
	Since, Until time.Time
}

// holds reports whether the case is listed.
func (f CaseFilter) holds(c realname.Case, now time.Time) bool {
	return (f.Kind == "" || c.Kind == f.Kind) && (f.Status == "" || c.Status(now) == f.Status) && (f.Method == "" || c.Method() == f.Method)
}

// List lists cases, newest first, at most limit of them, after the cursor that an earlier call returned. The cursor is "" when
// there are no more. A page looks at a hundred cases at most: with filters it can be short, or empty, before the last one. Two
// reads, however many cases there are.
func (s FindCases) List(ctx context.Context, f CaseFilter, cursor string, limit int) (all []realname.Case, next string, err error) {
	if cursor == "" && !f.Until.IsZero() {
		cursor = After(NewestFirst(f.Until)+"~", "") // what was opened at that moment is before it
	}
	look := limit
	if f.Kind != "" || f.Status != "" || f.Method != "" {
		look = maxPage
	}
	page, next, err := s.Records.RecordsOf(ctx, openedCaseKind, everyCase, cursor, look)
	if err != nil {
		return nil, "", err
	}
	var ids []realname.CaseID
	places := map[realname.CaseID]string{}
	for _, r := range page {
		if !f.Since.IsZero() && r.Sort > NewestFirst(f.Since) {
			next = ""
			break
		}
		id := realname.CaseID(r.ID)
		ids, places[id] = append(ids, id), After(r.Sort, r.ID)
	}
	found, err := s.Store.Cases(ctx, ids)
	if err != nil {
		return nil, "", err
	}
	now := s.Clock()
	for i, c := range found {
		if !f.holds(c, now) {
			continue
		}
		all = append(all, c)
		if len(all) == limit && i < len(found)-1 {
			return all, places[c.ID], nil // of the rest of what was looked at the next page makes its own
		}
	}
	return all, next, nil
}

// Number is a number that somebody is looked for by: of a document, or the code of an enterprise. It prints masked.
type Number struct {
	Document identity.IDDocument
	Code     identity.OrganisationCode // where there is no document
}

// FoundSubject is who holds a number: the accounts that are verified with it.
type FoundSubject struct {
	Kind     realname.SubjectKind
	Accounts []realname.Account
	// More says that there are more than are shown.
	More bool
}

// mostHolders is how many accounts of one subject are shown.
const mostHolders = 50

// Subject finds the accounts that are verified with the number, which is digested, and kept nowhere (THREATS Q3). One read for
// each digest key, and one for each account that is shown.
func (s FindCases) Subject(ctx context.Context, n Number) (FoundSubject, error) {
	found, here := FoundSubject{Kind: realname.PersonSubject}, realname.Case{Livemode: s.Livemode}
	var subjects []realname.SubjectKey
	var err error
	if n.Document == (identity.IDDocument{}) {
		found.Kind = realname.EnterpriseSubject
		subjects, err = enterpriseSubjects(ctx, s.Keys, here, n.Code)
	} else {
		subjects, err = personSubjects(ctx, s.Keys, here, n.Document)
	}
	if err != nil {
		return FoundSubject{}, err
	}
	holders, err := OthersOf(ctx, s.Store, subjects, "")
	if err != nil {
		return FoundSubject{}, err
	}
	if len(holders) > mostHolders {
		holders, found.More = holders[:mostHolders], true
	}
	for _, id := range holders {
		a, err := s.Store.Account(ctx, id)
		if err != nil && !errors.Is(err, ErrNotFound) {
			return FoundSubject{}, err
		}
		if a.Identity != nil {
			found.Accounts = append(found.Accounts, a)
		}
	}
	return found, nil
}
