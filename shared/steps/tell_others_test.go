package steps_test

import (
	"slices"
	"testing"
	"time"

	"shiming/shared/realname"
	"shiming/shared/telling"
)

// TestTHREATS_X11_telling_of_one_more_place: the accounts that an identity had hear of each one more, also when that is told late (THREATS X11).
func TestTHREATS_X11_telling_of_one_more_place(t *testing.T) {
	w := newWorld(t)
	box := newLetterbox()
	box.fail = func(m telling.Message) error { box.told(m); return nil }
	k := w.teller(&calls{}, box, box, box, &outbox{})
	x := w.person("欧阳修")
	var cases []realname.Case
	for _, phone := range []string{"13700000001", "13700000002", "13700000003"} {
		account := newAccount()
		w.contact(account, phone, "", "", telling.Chinese)
		cases = append(cases, w.at(w.parts(), account, x, realname.Verified))
		w.wait(time.Second)
	}
	for i := range cases {
		k.dispatch(w, cases[len(cases)-1-i]) // the last one first
	}
	k.drain(w)
	for i, c := range cases {
		want := []string{"13700000001", "13700000002", "13700000003"}[:i+1]
		if got := box.reached(c.Last().ID); !slices.Equal(got, want) {
			t.Errorf("of place %d %v are told, want %v", i+1, got, want)
		}
	}
}
