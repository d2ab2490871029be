package storetest

import (
	"testing"

	"shiming/shared/realname"

	"github.com/anishathalye/porcupine"
)

// The checker has to be able to say no.
func TestModelTellsWrongHistories(t *testing.T) {
	const s = realname.SubjectKey("s")
	took := func(a string, from, to int64) porcupine.Operation {
		return porcupine.Operation{Input: move{account: realname.AccountID(a), take: s}, Output: result{}, Call: from, Return: to}
	}
	gave := func(a string, from, to int64) porcupine.Operation {
		return porcupine.Operation{Input: move{account: realname.AccountID(a), give: s}, Output: result{}, Call: from, Return: to}
	}
	saw := func(from, to int64, holders ...realname.AccountID) porcupine.Operation {
		return porcupine.Operation{Input: move{read: s}, Output: result{holders: holders}, Call: from, Return: to}
	}
	lost := func(op porcupine.Operation) porcupine.Operation {
		op.Output, op.Return = result{unknown: true}, never
		return op
	}
	for _, row := range []struct {
		name  string
		ops   []porcupine.Operation
		final places
		want  porcupine.CheckResult
	}{
		{"two places for two", []porcupine.Operation{took("a", 1, 2), took("b", 3, 4), saw(5, 6, "a", "b")}, nil, porcupine.Ok},
		{"two places for three", []porcupine.Operation{took("a", 1, 2), took("b", 3, 4), took("c", 5, 6)}, nil, porcupine.Illegal},
		{"a third after one left", []porcupine.Operation{took("a", 1, 2), took("b", 3, 4), gave("a", 5, 8), took("c", 6, 7)}, nil, porcupine.Ok},
		{"a place taken twice", []porcupine.Operation{took("a", 1, 2), took("a", 3, 4), took("b", 5, 6)}, nil, porcupine.Ok},
		{"a stale read", []porcupine.Operation{took("a", 1, 2), saw(3, 4)}, nil, porcupine.Illegal},
		{"a read from the future", []porcupine.Operation{saw(1, 2, "a"), took("a", 3, 4)}, nil, porcupine.Illegal},
		{"a place that vanished", []porcupine.Operation{took("a", 1, 2), saw(3, 4, "a"), saw(5, 6)}, nil, porcupine.Illegal},
		{"the same answer at two times", []porcupine.Operation{took("a", 1, 9), saw(2, 8), saw(3, 4), gave("a", 10, 20), saw(11, 19), saw(12, 13, "a")}, nil, porcupine.Ok},
		{"a lost answer that took effect", []porcupine.Operation{lost(took("a", 1, 0)), saw(5, 6), saw(7, 8, "a")}, places{place(s, "a")}, porcupine.Ok},
		{"a lost answer without effect", []porcupine.Operation{lost(took("a", 1, 0)), saw(5, 6)}, nil, porcupine.Ok},
		{"a lost answer that took effect and was undone", []porcupine.Operation{lost(took("a", 1, 0)), saw(5, 6, "a"), saw(7, 8)}, nil, porcupine.Illegal},
		{"a lost release without effect", []porcupine.Operation{took("a", 1, 2), lost(gave("a", 3, 0)), saw(5, 6, "a")}, places{place(s, "a")}, porcupine.Ok},
	} {
		t.Run(row.name, func(t *testing.T) {
			ops := happened(row.ops, row.final)
			got := porcupine.CheckOperationsTimeout(model(2), ops, 0)
			if got != row.want {
				t.Errorf("got %s, want %s", got, row.want)
			}
			if merged := porcupine.CheckOperationsTimeout(model(2), together(ops), 0); merged == porcupine.Ok && got != porcupine.Ok {
				t.Error("with reads put together the wrong history passes")
			}
		})
	}
}
