package sqlite

import (
	"path/filepath"
	"slices"
	"testing"
	"time"

	"shiming/shared/telling"
)

func TestQueue(t *testing.T) {
	path := filepath.Join(t.TempDir(), "store.db")
	now := time.Date(2026, 3, 14, 7, 0, 0, 0, time.UTC)
	open := func(t *testing.T) (*Store, Deliveries) {
		t.Helper()
		s, err := Open(path)
		if err != nil {
			t.Fatal(err)
		}
		return s, s.Deliveries(func() time.Time { return now })
	}
	due := func(t *testing.T, q Deliveries) (ids []string, all []Queued) {
		t.Helper()
		all, err := q.Due(t.Context(), 10)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range all {
			ids = append(ids, d.ID)
		}
		return ids, all
	}
	want := func(t *testing.T, q Deliveries, ids ...string) []Queued {
		t.Helper()
		got, all := due(t, q)
		if !slices.Equal(got, ids) {
			t.Errorf("due are %q, want %q", got, ids)
		}
		return all
	}
	check := func(err error) {
		if err != nil {
			t.Helper()
			t.Fatal(err)
		}
	}
	a := telling.Delivery{Event: "evt_a", Case: "case_a", Version: 3, Channel: telling.SMS}
	b := telling.Delivery{Event: "evt_a", Case: "case_a", Version: 3, Channel: telling.Webhook}
	s, q := open(t)
	ctx := t.Context()
	check(q.Put(ctx, a, b))
	check(q.Put(ctx, a)) // again
	<-q.Woken()
	now = now.Add(time.Second)
	all := want(t, q, "evt_a:webhook", "evt_a:sms")
	if got, err := all[1].Delivery(); err != nil || got != a {
		t.Errorf("got %+v, %v", got, err)
	}
	check(q.PutOff(ctx, all[0], now.Add(time.Hour)))
	want(t, q, "evt_a:sms")
	t.Run("what is put anew while it is delivered is delivered again", func(t *testing.T) {
		check(q.Put(ctx, a))
		check(q.Done(ctx, all[1]))
		check(q.PutOff(ctx, all[1], now.Add(time.Hour)))
		check(q.Done(ctx, want(t, q, "evt_a:sms")[0]))
		want(t, q)
	})
	t.Run("what is put anew while it waits is due at once", func(t *testing.T) {
		check(q.Put(ctx, b))
		all := want(t, q, "evt_a:webhook")
		check(q.PutOff(ctx, all[0], now.Add(time.Hour)))
		want(t, q)
		if next, queued, err := q.Next(ctx); err != nil || !queued || !next.Equal(now.Add(time.Hour)) {
			t.Errorf("the next is due at %v, %t, %v", next, queued, err)
		}
	})
	t.Run("THREATS_a_restart_loses_nothing", func(t *testing.T) {
		check(s.Close())
		s, q = open(t)
		want(t, q)
		now = now.Add(time.Hour)
		all := want(t, q, "evt_a:webhook")
		check(q.Done(ctx, all[0]))
		want(t, q)
		if _, queued, err := q.Next(ctx); queued || err != nil {
			t.Errorf("something is queued, or %v", err)
		}
		check(s.Close())
		if _, err := q.Due(ctx, 10); err == nil {
			t.Error("a closed queue answers")
		}
	})
}

func TestAsks(t *testing.T) {
	now := time.Date(2026, 3, 14, 7, 0, 0, 0, time.UTC)
	s, err := Open(filepath.Join(t.TempDir(), "store.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	clock := func() time.Time { return now }
	q := s.Asks(clock)
	const check = "chk_aaaaaaaaaaaaaaaaaaaaaaaaaa_4"
	due := func() []Queued {
		all, err := q.Due(t.Context(), 10)
		if err != nil {
			t.Fatal(err)
		}
		return all
	}
	if err := q.Later(t.Context(), check, 5*time.Second); err != nil {
		t.Fatal(err)
	}
	if now = now.Add(4 * time.Second); len(due()) != 0 {
		t.Error("RULES B5: it is due before the pause is over")
	}
	now = now.Add(time.Second)
	all := due()
	if len(all) != 1 || all[0].ID != check {
		t.Fatalf("RULES B5: due are %+v", all)
	}
	if got, err := all[0].Check(); err != nil || got != check {
		t.Errorf("%q, %v", got, err)
	}
	if all, err := s.Deliveries(clock).Due(t.Context(), 10); err != nil || len(all) != 0 {
		t.Errorf("it is in the other queue, too: %+v, %v", all, err)
	}
}
