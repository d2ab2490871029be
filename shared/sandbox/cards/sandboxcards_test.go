package sandboxcards_test

import (
	"errors"
	"os"
	"strings"
	"testing"

	"shiming/shared/identity"
	"shiming/shared/providers/cardstest"
	"shiming/shared/realname"
	"shiming/shared/sandbox/cards"
	"shiming/shared/steps"
)

// ask returns a question about the card.
func ask(card string) func(*testing.T) cardstest.Question {
	return func(t *testing.T) cardstest.Question {
		return cardstest.Ask(t, "欧阳修", "110101199003078670", card, "13800138000")
	}
}

func TestConformance(t *testing.T) {
	cardstest.Run(t, func(t *testing.T) cardstest.Harness {
		h := cardstest.Harness{Cards: sandboxcards.Cards{}, Match: ask("6217000000000000004"), Refusals: map[realname.Code]func(*testing.T) cardstest.Question{}}
		for _, o := range sandboxcards.Outcomes() {
			switch {
			case o.Away:
				h.Away = ask(o.Number)
			case o.Code != "":
				h.Refusals[o.Code] = ask(o.Number)
			}
		}
		return h
	})
}

func TestRULES_B7_WhatIsMissingDoesNotMatch(t *testing.T) {
	q := ask("6217000000000000004")(t)
	for what, err := range map[string]error{
		"name":     sandboxcards.Cards{}.Match(t.Context(), identity.Name{}, q.Document, q.Card, q.Phone),
		"document": sandboxcards.Cards{}.Match(t.Context(), q.Name, identity.IDDocument{}, q.Card, q.Phone),
		"card":     sandboxcards.Cards{}.Match(t.Context(), q.Name, q.Document, identity.BankCard{}, q.Phone),
		"phone":    sandboxcards.Cards{}.Match(t.Context(), q.Name, q.Document, q.Card, identity.Phone{}),
	} {
		if !errors.Is(err, realname.Refuse(realname.CodeCardHolder)) || errors.Is(err, steps.ErrUnavailable) {
			t.Errorf("no %s: %v", what, err)
		}
	}
}

func TestTheMagicTable(t *testing.T) {
	table, numbers := sandboxcards.MagicTable(), map[string]bool{}
	for i, o := range sandboxcards.Outcomes() {
		if numbers[o.Number] || (o.Number == "") != (i == 0) {
			t.Errorf("row %d: the number stands twice, or is missing", i)
		}
		numbers[o.Number] = true
		if o.Number == "" {
			continue
		}
		if _, err := identity.ParseBankCard(o.Number); err != nil {
			t.Errorf("row %d: the number is not one", i)
		}
		if !strings.Contains(table, "| `"+o.Number+"` | `") || !strings.Contains(table, o.ZH+" · "+o.EN+" |\n") {
			t.Errorf("the table lacks row %d", i)
		}
	}
	if got, want := strings.Count(table, "\n"), len(sandboxcards.Outcomes())+2; got != want {
		t.Errorf("%d lines, want %d", got, want)
	}
}

// Where the guide shows the magic card numbers, it shows them as they are.
func TestReadmeShowsTheMagicCards(t *testing.T) {
	readme, err := os.ReadFile("../../../infra/guides/sandbox.md")
	if err != nil {
		t.Fatal(err)
	}
	table := sandboxcards.MagicTable()
	head, _, _ := strings.Cut(table, "\n")
	if strings.Contains(string(readme), head) && !strings.Contains(string(readme), table) {
		t.Errorf("infra/guides/sandbox.md does not hold the table of magic cards as it is:\n%s", table)
	}
}
