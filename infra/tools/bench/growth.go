package main

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"time"

	"shiming/shared/clock"
	"shiming/shared/realname"
	"shiming/shared/realname/policies"
)

// growth compares the same load on a store with a thousand and one with a million cases, in turns, so that a machine
// that slows down slows both.
func growth(ctx context.Context) error {
	const small, large, rounds, cases = 1_000, 1_000_000, 5, 600
	var worlds [2]*world
	for i, stored := range []int{small, large} {
		w, err := newWorld()
		if err != nil {
			return err
		}
		worlds[i] = w
		begun := clock.Now()
		if err := w.engine.Store.Load(ctx, past(stored)); err != nil {
			return err
		}
		fmt.Printf("  stored %d cases in %.1f s\n", stored, clock.Now().Sub(begun).Seconds())
		w.load(ctx, 8, 300)
	}
	var p50, p99 []float64
	for range rounds {
		a, b := worlds[0].load(ctx, 8, cases), worlds[1].load(ctx, 8, cases)
		a.print("at 1,000")
		b.print("at 1,000,000")
		p50 = append(p50, b.p50.Seconds()/a.p50.Seconds())
		p99 = append(p99, b.p99.Seconds()/a.p99.Seconds())
	}
	fmt.Printf("  latency at 1,000,000 ÷ at 1,000, median of %d: p50 %.2f   p99 %.2f\n", rounds, median(p50), median(p99))
	return errors.Join(worlds[0].close(), worlds[1].close())
}

// past makes up verified cases, as they lie in a store that has been at work.
func past(n int) iter.Seq[realname.Commit] {
	return func(yield func(realname.Commit) bool) {
		policy, err := policies.Load(policies.Default)
		if err != nil {
			return
		}
		now := clock.Now().Add(-48 * time.Hour)
		for i := range n {
			account := realname.AccountID(fmt.Sprintf("acct_past%d", i))
			by := realname.Request{By: realname.Actor{Role: realname.Holder, ID: string(account), Account: account}, Now: now}
			opened, err := realname.Open(policy, realname.Account{}, account, realname.NewCaseID(), realname.Opening{Kind: realname.PersonalVerification}, by)
			if err != nil {
				return
			}
			c := opened.Case
			event := func(t realname.EventType, s realname.State) realname.Event {
				return realname.Event{ID: realname.NewEventID(), Type: t, At: now, By: realname.Holder, Who: string(account), State: s}
			}
			filled := event(realname.FormFilled, realname.Choosing)
			subject := realname.SubjectKey(fmt.Sprintf("person:v1:past%d", i))
			filled.Form = &realname.Form{
				Document: "resident_id", Name: "测**", Number: "1****************1", Address: "北京市****", Industry: "I",
				Sealed: make([]byte, 320), Subjects: []realname.SubjectKey{subject}, NameDigest: []string{"v1:" + string(subject)},
			}
			chosen := event(realname.MethodChosen, realname.Ready)
			chosen.Method = realname.WeChatScan
			started := event(realname.CheckStarted, realname.Checking)
			started.Check = &realname.Check{ID: realname.CheckID("chk_" + string(c.ID[5:]) + "_4"), Method: realname.WeChatScan, URL: "http://127.0.0.1/sandbox/phone/past", ExpiresAt: now}
			c.Events = append(c.Events, filled, chosen, started, event(realname.CheckPassed, realname.Verified))
			commit := realname.Commit{Case: c, Account: &realname.AccountChange{ID: account, Rev: 1, Identity: &realname.Identity{
				Kind: realname.PersonSubject, Subject: subject, Name: "测**", Number: "1****************1", Method: realname.WeChatScan, Case: c.ID, VerifiedAt: now,
			}}, Take: &realname.Seat{Subject: subject, Account: account, Limit: 3}}
			if !yield(commit) {
				return
			}
		}
	}
}
