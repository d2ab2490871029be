// Package cardstest is the conformance suite of steps.Cards: an implementation passes Run. Tests of the implementations
// live beside them; nothing but tests may import this package.
package cardstest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"shiming/shared/identity"
	"shiming/shared/realname"
	"shiming/shared/steps"
)

// Question is one that a card is checked by.
type Question struct {
	Name     identity.Name
	Document identity.IDDocument
	Card     identity.BankCard
	Phone    identity.Phone
}

// Harness is one implementation under test, with what can happen. Its functions are called by one test at a time.
type Harness struct {
	Cards steps.Cards
	// Match belongs together.
	Match func(t *testing.T) Question
	// Refusals makes a question for each code that a card can be refused with. Those of Refusable have to be there.
	Refusals map[realname.Code]func(t *testing.T) Question
	// Away makes a question that is not answered, as when the bank is out of reach.
	Away func(t *testing.T) Question
}

// Refusable are the codes of the contract of steps.Cards that every implementation can answer with.
func Refusable() []realname.Code {
	return []realname.Code{
		realname.CodeCardHolder, realname.CodeCardPhone, realname.CodeCardInvalid, realname.CodeCardFrozen,
		realname.CodeCardNotSupported, realname.CodeCardDailyLimit,
	}
}

// Ask makes a question of texts.
func Ask(t testing.TB, name, number, card, phone string) Question {
	t.Helper()
	var q Question
	var errs [4]error
	q.Name, errs[0] = identity.ParseName(name)
	q.Document, errs[1] = identity.ParseDocument(identity.ResidentID, number)
	q.Card, errs[2] = identity.ParseBankCard(card)
	q.Phone, errs[3] = identity.ParsePhone(phone)
	if err := errors.Join(errs[:]...); err != nil {
		t.Fatal(err)
	}
	return q
}

func (h Harness) ask(ctx context.Context, q Question) error {
	return h.Cards.Match(ctx, q.Name, q.Document, q.Card, q.Phone)
}

// Run proves that what open returns keeps the contract of steps.Cards. Run it with -race.
func Run(t *testing.T, open func(t *testing.T) Harness) {
	for _, test := range []struct {
		name string
		run  func(*testing.T, Harness)
	}{
		{"RULES_B7_what_belongs_together_matches", matches},
		{"RULES_B7_each_refusal_says_what_to_do", refuses},
		{"RULES_B7_a_bank_that_is_away_decides_nothing", away},
		{"RULES_B7_who_gave_up_learns_nothing", cancelled},
		{"RULES_B7_many_at_once", together},
		{"THREATS_L1_no_error_shows_anybody", silent},
	} {
		t.Run(test.name, func(t *testing.T) { test.run(t, open(t)) })
	}
}

func matches(t *testing.T, h Harness) {
	for range 2 {
		if err := h.ask(t.Context(), h.Match(t)); err != nil {
			t.Error(err)
		}
	}
}

func refuses(t *testing.T, h Harness) {
	for _, code := range Refusable() {
		if h.Refusals[code] == nil {
			t.Errorf("the harness has no question for %s", code)
		}
	}
	for code, question := range h.Refusals {
		err := h.ask(t.Context(), question(t))
		var refused *realname.Error
		if !errors.As(err, &refused) || refused.Code != code || errors.Is(err, steps.ErrUnavailable) {
			t.Errorf("want %s, got %v", code, err)
			continue
		}
		if !refused.Code.Retryable() && code != realname.CodeMethodNotForDoc {
			t.Errorf("%s says nothing that the person can do", code)
		}
		if !refused.RetryAfter.IsZero() && code != realname.CodeCardDailyLimit {
			t.Errorf("%s: to be tried again at %s", code, refused.RetryAfter)
		}
	}
}

// decidesNothing holds for errors that are no verdict.
func decidesNothing(t *testing.T, err error) {
	t.Helper()
	var refused *realname.Error
	if err == nil || errors.As(err, &refused) {
		t.Errorf("a verdict: %v", err)
	}
}

func away(t *testing.T, h Harness) {
	for range 2 {
		err := h.ask(t.Context(), h.Away(t))
		decidesNothing(t, err)
		if !errors.Is(err, steps.ErrUnavailable) {
			t.Errorf("%v is not unavailable", err)
		}
	}
}

func cancelled(t *testing.T, h Harness) {
	q := h.Match(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	decidesNothing(t, h.ask(ctx, q))
}

func together(t *testing.T, h Harness) {
	q := h.Match(t)
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			if err := h.ask(t.Context(), q); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
}

func silent(t *testing.T, h Harness) {
	questions := map[string]func(*testing.T) Question{"away": h.Away}
	for code, question := range h.Refusals {
		questions[string(code)] = question
	}
	for what, question := range questions {
		q := question(t)
		err := h.ask(t.Context(), q)
		open := fmt.Sprintf("%v %+v %#v %q", err, err, err, err)
		for cause := err; cause != nil; cause = errors.Unwrap(cause) {
			open += fmt.Sprintf("%v %+v", cause, cause)
		}
		for _, secret := range []string{q.Name.Text(), q.Document.Number(), q.Card.Text(), q.Phone.Text()} {
			if strings.Contains(open, secret) {
				t.Errorf("%s: the error shows something in plaintext", what)
			}
		}
	}
}
