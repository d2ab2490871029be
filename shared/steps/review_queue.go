package steps

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"shiming/shared/realname"
)

// ReviewQueue shows reviewers what there is to do.
type ReviewQueue struct {
	Base
	Records Records
}

// List lists the reviews that wait: the overdue ones first, in each group those first that are due first, at most limit
// of them, after the cursor that an earlier call returned. The cursor is "" when there are no more. One or two reads.
func (s ReviewQueue) List(ctx context.Context, cursor string, limit int) ([]ReviewEntry, string, error) {
	groups := []string{groupEscalated, groupOpen}
	inner := ""
	if cursor != "" {
		group, rest, ok := strings.Cut(cursor, ".")
		if !ok || group != groupEscalated && group != groupOpen {
			return nil, "", realname.RefuseField(realname.CodeFieldInvalid, "cursor")
		}
		inner = rest
		if group == groupOpen {
			groups = groups[1:]
		}
	}
	all := []ReviewEntry{}
	for i, group := range groups {
		page, next, err := s.Records.RecordsOf(ctx, reviewKind, group, inner, limit-len(all))
		if err != nil {
			return nil, "", err
		}
		for _, r := range page {
			var e ReviewEntry
			if err := json.Unmarshal(r.Doc, &e); err != nil {
				return nil, "", errors.New("an entry of the queue is not readable")
			}
			all = append(all, e)
		}
		if next != "" {
			return all, group + "." + next, nil
		}
		if len(all) == limit && i+1 < len(groups) {
			return all, groups[i+1] + ".", nil
		}
		inner = ""
	}
	return all, "", nil
}

// Case returns a case that is or was in review, for a reviewer to look at; any other is case_not_found. Refused:
// own_case, for the notes of colleagues are not for whom the case is about. One read.
func (s ReviewQueue) Case(ctx context.Context, by realname.Actor, id realname.CaseID) (realname.Case, error) {
	return underReview(ctx, s.Store, by, id)
}

// Holders lists the accounts that hold places of the identity that an appeal is about (RULES F1); none of any other case.
// Refused: own_case, when one of them is the reviewer's own. One read for each digest key.
func (s ReviewQueue) Holders(ctx context.Context, by realname.Actor, c realname.Case) ([]realname.AccountID, error) {
	if c.Kind != realname.Appeal {
		return nil, nil
	}
	holders, err := HoldersOf(ctx, s.Store, c)
	if err == nil && slices.Contains(holders, by.Account) {
		err = realname.Refuse(realname.CodeOwnCase)
	}
	return holders, err
}

// Answers lists what the holders said to an appeal, and when; what they said is opened by UnmaskReview alone. One read for each
// holder.
func (s ReviewQueue) Answers(ctx context.Context, c realname.Case, holders []realname.AccountID) ([]Answered, error) {
	return answersTo(ctx, s.Records, c.ID, holders)
}

// underReview loads a case that is or was in review.
func underReview(ctx context.Context, store Store, by realname.Actor, id realname.CaseID) (realname.Case, error) {
	c, err := find(ctx, store, by, id)
	if err != nil {
		return realname.Case{}, err
	}
	if _, _, ok := entryOf(c); !ok {
		return realname.Case{}, realname.Refuse(realname.CodeCaseNotFound)
	}
	if c.IsOf(by) {
		return realname.Case{}, realname.Refuse(realname.CodeOwnCase)
	}
	return c, nil
}
