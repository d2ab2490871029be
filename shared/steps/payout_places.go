package steps

import (
	"context"
	"encoding/json"
	"errors"
	"slices"

	"shiming/shared/identity"
	"shiming/shared/realname"
	"shiming/shared/vault"
)

// placesKind is the kind of records that list the cases for which an amount was granted on a day, by the digest of what they are
// counted by.
const placesKind = "payout_places"

// place is one of the amounts of a day that go to a bank account, in a name, or for an account of the platform: whoever may have
// enough of them sent guesses one (THREATS A1, X12).
type place struct {
	of   string
	most int
}

// takePlaces takes a place for the case's amount in each count, or refuses with payout_cap_reached. A place is taken for the case:
// trying again takes no second one. One read and one write for each count.
func (s DecideReview) takePlaces(ctx context.Context, c realname.Case) error {
	account, err := vault.BankAccounts.Open(ctx, s.Keys, c.ID, c.Papers().Sealed)
	if err != nil {
		return err
	}
	x, err := vault.Enterprises.Open(ctx, s.Keys, c.Account, c.Form().Sealed)
	if err != nil {
		return err
	}
	cap := s.Policy.Deposit.PayoutsPerDay
	var held []string
	for _, p := range []place{
		{"bank account " + account.Number.Text(), cap.BankAccount}, {"name " + x.Name.Text(), cap.Name}, {"account " + string(c.Account), cap.Account},
	} {
		digests, err := vault.PayoutTargets.Of(ctx, s.Keys, "", p.of)
		if err != nil {
			return err
		}
		// Under the oldest key, which every container knows.
		id := digests[len(digests)-1] + "." + identity.DateIn(s.Clock()).String()
		left := false
		err = s.inPlaces(ctx, id, func(cases []realname.CaseID) []realname.CaseID {
			left = slices.Contains(cases, c.ID) || len(cases) < p.most
			if left && !slices.Contains(cases, c.ID) {
				cases = append(cases, c.ID)
			}
			return cases
		})
		if err != nil {
			return err
		}
		if !left {
			return errors.Join(s.givePlaces(ctx, c, held), realname.PayoutCap(s.Clock()))
		}
		held = append(held, id)
	}
	return nil
}

// givePlaces gives the case's places back.
func (s DecideReview) givePlaces(ctx context.Context, c realname.Case, held []string) error {
	for _, id := range held {
		err := s.inPlaces(ctx, id, func(cases []realname.CaseID) []realname.CaseID {
			return slices.DeleteFunc(cases, func(one realname.CaseID) bool { return one == c.ID })
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// inPlaces changes a list of places.
func (s DecideReview) inPlaces(ctx context.Context, id string, change func([]realname.CaseID) []realname.CaseID) error {
	for range 2 * conflictRetries {
		var cases []realname.CaseID
		stored, err := s.Records.Record(ctx, placesKind, id)
		if err != nil && !errors.Is(err, ErrNotFound) {
			return err
		}
		if err == nil && json.Unmarshal(stored.Doc, &cases) != nil {
			return errors.New("a list of payouts is not readable")
		}
		after := change(slices.Clone(cases))
		if slices.Equal(cases, after) {
			return nil
		}
		doc, err := json.Marshal(after)
		if err != nil {
			return err
		}
		err = s.Records.PutRecord(ctx, Record{Kind: placesKind, ID: id, Rev: stored.Rev + 1, Doc: doc, Until: s.Clock().AddDate(0, 0, 2)})
		if !errors.Is(err, ErrConflict) {
			return err
		}
	}
	return ErrUnavailable
}
