package storetest

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"shiming/shared/realname"

	"github.com/anishathalye/porcupine"
)

// move is one operation on the seats, as a contender sees it: take, give, both, or (with neither) read a subject.
type move struct {
	account    realname.AccountID
	take, give realname.SubjectKey
	read       realname.SubjectKey
}

// result is what the contender learned.
type result struct {
	unknown bool // it gave up before it learned, and does nothing any more
	// refused means that the places were taken; holders are the accounts that were told with that, or read.
	refused bool
	holders []realname.AccountID
}

// places is the state of the model: sorted "subject account" pairs. It is what one machine, doing one thing at a time,
// would hold.
type places []string

func place(s realname.SubjectKey, a realname.AccountID) string { return string(s) + " " + string(a) }

func (p places) holds(s realname.SubjectKey, a realname.AccountID) bool {
	_, ok := slices.BinarySearch(p, place(s, a))
	return ok
}

func (p places) holders(s realname.SubjectKey) []realname.AccountID {
	var holders []realname.AccountID
	for _, entry := range p {
		if account, ok := strings.CutPrefix(entry, string(s)+" "); ok {
			holders = append(holders, realname.AccountID(account))
		}
	}
	return holders
}

func (p places) with(s realname.SubjectKey, a realname.AccountID) places {
	i, held := slices.BinarySearch(p, place(s, a))
	if held {
		return p
	}
	return slices.Insert(slices.Clone(p), i, place(s, a))
}

func (p places) without(s realname.SubjectKey, a realname.AccountID) places {
	i, held := slices.BinarySearch(p, place(s, a))
	if !held {
		return p
	}
	return slices.Delete(slices.Clone(p), i, i+1)
}

// model says what seats do, one operation after the other. What was done was possible then: a place was free, or the
// account's own. What was read were exactly the holders of that moment.
func model(limit int) porcupine.Model {
	return porcupine.Model{
		Init: func() any { return places(nil) },
		Step: func(state, input, output any) (bool, any) {
			now, in, out := state.(places), input.(move), output.(result)
			if in.read != "" {
				return slices.Equal(now.holders(in.read), out.holders), now
			}
			if in.take != "" && !now.holds(in.take, in.account) && len(now.holders(in.take)) >= limit {
				return false, now
			}
			if in.give != "" {
				now = now.without(in.give, in.account)
			}
			if in.take != "" {
				now = now.with(in.take, in.account)
			}
			return true, now
		},
		Equal: func(a, b any) bool { return slices.Equal(a.(places), b.(places)) },
	}
}

// history records operations with the order in which they began and ended.
type history struct {
	tick atomic.Int64
	mu   sync.Mutex
	ops  []porcupine.Operation
}

// never is after the end of every history.
const never = 1 << 62

// record carries the operation out and notes it. A refusal is noted as what it is: a read of who had the places.
func (h *history) record(client int, in move, do func() result) result {
	call := h.tick.Add(1)
	out := do()
	end := h.tick.Add(1)
	if out.unknown {
		end = never
	}
	if out.refused {
		in = move{account: in.account, read: in.take}
	}
	slices.Sort(out.holders)
	h.mu.Lock()
	defer h.mu.Unlock()
	h.ops = append(h.ops, porcupine.Operation{ClientId: client, Input: in, Call: call, Output: out, Return: end})
	return out
}

// check wants one order of the operations that explains every answer. final is what every subject was seen to hold
// after all operations.
func (h *history) check(t *testing.T, limit int, final places) {
	t.Helper()
	for _, op := range h.ops {
		in, out := op.Input.(move), op.Output.(result)
		if out.refused && (len(out.holders) < limit || slices.Contains(out.holders, in.account)) {
			t.Errorf("%s was refused though %v had the places, of which there are %d", in.account, out.holders, limit)
		}
	}
	const patience = 10 * time.Second
	ops := happened(h.ops, final)
	if porcupine.CheckOperationsTimeout(model(limit), together(ops), patience) == porcupine.Ok {
		return
	}
	if got := porcupine.CheckOperationsTimeout(model(limit), ops, patience); got != porcupine.Ok {
		t.Fatalf("the history of %d operations is not linearizable: %s", len(h.ops), got)
	}
}

// happened drops the operations of unknown outcome that did not happen. Who does not know its outcome does nothing any
// more, so what it did, if it did anything, is still there at the end; otherwise it is the same as an operation that
// comes after everything. One that happened keeps its open end: it did so at any time after it began.
func happened(ops []porcupine.Operation, final places) []porcupine.Operation {
	return slices.DeleteFunc(slices.Clone(ops), func(op porcupine.Operation) bool {
		in, out := op.Input.(move), op.Output.(result)
		happened := in.take != "" && final.holds(in.take, in.account) || in.take == "" && !final.holds(in.give, in.account)
		return out.unknown && !happened
	})
}

// together makes one read of those with the same answer that were all under way at one moment, and gives it the time
// that they had in common. An order that has room for it has room for each of them, so a history that is linearizable
// with it is linearizable; the search, which tries the sets of concurrent operations, would not end with hundreds of
// them. It asks for more than needed only when the same answer was true twice; then the whole history decides.
func together(ops []porcupine.Operation) []porcupine.Operation {
	ops = slices.Clone(ops)
	slices.SortFunc(ops, func(a, b porcupine.Operation) int { return cmp.Compare(a.Return, b.Return) })
	var kept []porcupine.Operation
	group := map[string]int{} // by answer: the newest read of kept, whose end is the first end of its group
	for _, op := range ops {
		in, out := op.Input.(move), op.Output.(result)
		if in.read == "" {
			kept = append(kept, op)
			continue
		}
		answer := fmt.Sprint(in.read, out.holders)
		if i, ok := group[answer]; ok && op.Call < kept[i].Return {
			kept[i].Call = max(kept[i].Call, op.Call)
			continue
		}
		group[answer] = len(kept)
		kept = append(kept, op)
	}
	return kept
}
