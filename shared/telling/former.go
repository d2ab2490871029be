package telling

import (
	"context"
	"errors"
	"slices"
	"time"

	"shiming/shared/realname"
	"shiming/shared/steps"
)

// formerContact is a contact that was replaced: sealed as it was, with the replacement that ended it and when.
type formerContact struct {
	ID       realname.EventID `json:"id"`
	At       time.Time        `json:"at"`
	Sealed   []byte           `json:"sealed"`
	Language Language         `json:"language,omitempty"`
}

// mostFormer is how many contacts of before are kept. The first ones stay: who replaces a contact again and again gets rid of their
// own only, and never of whom the account belonged to (THREATS X3).
const mostFormer = 10

// replaced is the record with the next contact in the place of the present one, which is kept among those of before for as long as
// it may have to be told something: some days, or as long as the longest case that was open then.
func (s KeepContact) replaced(kept, next contactRecord, id realname.EventID) contactRecord {
	now, longest := next.UpdatedAt, s.Policy.Deliveries.FormerDays
	for _, f := range s.Policy.Flows {
		longest = max(longest, f.Days)
	}
	for _, f := range kept.Former {
		if now.Before(f.At.AddDate(0, 0, longest)) {
			next.Former = append(next.Former, f)
		}
	}
	if len(next.Former) == mostFormer && !now.Before(next.Former[0].At.AddDate(0, 0, s.Policy.Deliveries.FormerDays)) {
		next.Former = next.Former[1:] // it was told for its days
	}
	if kept.reachable() && len(next.Former) < mostFormer {
		next.Former = append(next.Former, formerContact{id, now, kept.Sealed, kept.Language})
	}
	return next
}

// PartFromContact follows an account that has left whom it belonged to: its contact was theirs, and nothing of who comes after them
// goes there (L3). As a contact of before it is told of this, and of nothing that begins later than some days after. A contact that was
// kept since stays. One read and one write of such an event; twice is once.
func PartFromContact(s KeepContact) steps.Effect {
	return func(ctx context.Context, c realname.Case) error {
		e := c.Last()
		if left := e.State == realname.Released || e.State == realname.Verified && c.Kind.Moves(); !left || !e.Ends() {
			return nil
		}
		_, err := s.update(ctx, c.Account, func(kept contactRecord) (contactRecord, []Delivery, error) {
			if !kept.UpdatedAt.Before(e.At) || !kept.reachable() && kept.Next == nil {
				return kept, nil, errStays
			}
			return s.replaced(kept, contactRecord{ContactView: ContactView{UpdatedAt: e.At}}, e.ID), nil, nil
		})
		if errors.Is(err, errStays) {
			return nil
		}
		return err
	}
}

// errStays says that a contact is left as it is.
var errStays = errors.New("the contact stays")

// endedBy reports whether the replacement has ended a contact that is kept; false for none.
func (kept contactRecord) endedBy(replacement realname.EventID) bool {
	return replacement != "" && slices.ContainsFunc(kept.Former, func(f formerContact) bool { return f.ID == replacement })
}

// reachable reports whether the contact has an address.
func (kept contactRecord) reachable() bool {
	return kept.Phone != "" || kept.Email != "" || kept.OpenID != ""
}

// farewell is what tells the present contact that it is being replaced.
func (s KeepContact) farewell(account realname.AccountID, kept contactRecord, id realname.EventID) (due []Delivery) {
	if !kept.reachable() {
		return nil
	}
	for _, channel := range people(s.Channels) {
		due = append(due, Delivery{Event: id, To: account, Channel: channel, Former: id})
	}
	return due
}

// formersOf lists by their replacements the contacts of before that are told of the newest event of the case, which is a change,
// a release or an appeal about the account: those that were replaced less than some days ago, or since the case began (RULES
// D1, G3). One read.
func formersOf(ctx context.Context, records steps.Records, p *realname.Policy, c realname.Case, account realname.AccountID) ([]realname.EventID, error) {
	if !changesHands(c) && !c.Kind.Appeals() {
		return nil, nil
	}
	kept, err := readContact(ctx, records, account)
	if err != nil {
		return nil, err
	}
	var all []realname.EventID
	for _, f := range kept.Former {
		if !f.At.Before(c.OpenedAt()) || c.UpdatedAt().Before(f.At.AddDate(0, 0, p.Deliveries.FormerDays)) {
			all = append(all, f.ID)
		}
	}
	return all, nil
}

// addressee opens the contact that the replacement ended; nobody's where the same address is the present contact's or one's that came
// after it, for that is told already. False: there is no such replacement.
func (kept contactRecord) addressee(ctx context.Context, k steps.Keys, account realname.AccountID, former realname.EventID, channel Sender) (Contact, bool, error) {
	later, err := kept.open(ctx, k, account)
	if err != nil {
		return Contact{}, false, err
	}
	told := map[string]bool{later.to(channel): true}
	for i := len(kept.Former) - 1; i >= 0; i-- {
		f := kept.Former[i]
		c, err := openContact(ctx, k, account, f.Sealed, f.Language)
		switch {
		case err != nil:
			return Contact{}, false, err
		case f.ID == former && told[c.to(channel)]:
			return Contact{}, true, nil
		case f.ID == former:
			return c, true, nil
		}
		told[c.to(channel)] = true
	}
	return Contact{}, false, nil
}
