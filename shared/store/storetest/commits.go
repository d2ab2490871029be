package storetest

import (
	"crypto/rand"
	"fmt"
	"time"

	"shiming/shared/realname"
)

// The commits below have the shape and the size of real ones. They are not decided by the rules: a store compares
// versions and Revs and counts seats, and has to do so whatever the rules say.

// began is when the first event of every case happened.
var began = time.Date(2025, 11, 20, 9, 30, 0, 123456789, time.UTC)

// NewAccountID returns a random account id.
func NewAccountID() realname.AccountID { return realname.AccountID("acct_" + rand.Text()) }

// NewSubjectKey returns a random subject key.
func NewSubjectKey() realname.SubjectKey { return realname.SubjectKey("person:v1:" + rand.Text()) }

// Open returns the commit that opens a new case on an account that has the Rev.
func Open(account realname.AccountID, rev int) realname.Commit {
	c := realname.Case{ID: realname.NewCaseID(), Kind: realname.PersonalVerification, Account: account, AccountRev: rev + 1}
	c = with(c, realname.Event{Type: realname.Opened, State: realname.Filling, Deadline: began.AddDate(0, 0, 30)})
	return realname.Commit{Case: c, Account: &realname.AccountChange{
		ID: account, Rev: rev, OpenCase: c.ID, OpenUntil: c.Deadline(), Opened: &realname.Tally{Day: "2025-11-20", Count: rev + 1},
	}}
}

// Fill returns the commit of a step that changes only the case: its form.
func Fill(c realname.Case) realname.Commit {
	return realname.Commit{Case: with(c, realname.Event{
		Type: realname.FormFilled, State: realname.Choosing,
		Replay: &realname.Replay{Key: rand.Text(), Print: rand.Text()},
		Form: &realname.Form{
			Document: "resident_id", Name: "*", Number: "1**4", Address: "***", Industry: "I",
			Sealed: sealed(), Subjects: []realname.SubjectKey{NewSubjectKey()}, NameDigest: []string{rand.Text()},
		},
	})}
}

// Start returns the commit of a step that changes only the case: its check.
func Start(c realname.Case) realname.Commit {
	check := &realname.Check{
		ID: realname.CheckID("chk_" + rand.Text()), Method: "wechat", URL: "https://provider.example/scan/" + rand.Text(),
		ExpiresAt: c.UpdatedAt().Add(10 * time.Minute),
	}
	return realname.Commit{Case: with(c, realname.Event{Type: realname.CheckStarted, State: realname.Checking, Check: check})}
}

// Verify returns the commit that verifies the account, which has the Rev, and takes the seat.
func Verify(c realname.Case, rev int, take realname.Seat) realname.Commit {
	c = with(c, realname.Event{Type: realname.CheckPassed, State: realname.Verified})
	return realname.Commit{Case: c, Account: &realname.AccountChange{ID: c.Account, Rev: rev, Identity: identity(c, take.Subject)}, Take: &take}
}

// Release returns the commit that makes the account, which has the Rev, unverified and gives its seat back.
func Release(c realname.Case, rev int, give realname.Seat) realname.Commit {
	c = with(c, realname.Event{Type: realname.CaseCanceled, State: realname.Canceled})
	return realname.Commit{Case: c, Account: &realname.AccountChange{ID: c.Account, Rev: rev, Clear: true}, Give: &give}
}

// Change returns the commit that moves the account, which has the Rev, from one subject to another.
func Change(c realname.Case, rev int, give, take realname.Seat) realname.Commit {
	commit := Verify(c, rev, take)
	commit.Give = &give
	return commit
}

// Seat returns a place of the subject for the account.
func Seat(subject realname.SubjectKey, account realname.AccountID, limit int, others ...realname.SubjectKey) realname.Seat {
	return realname.Seat{Subject: subject, Others: others, Account: account, Limit: limit}
}

// Verified returns a commit that stores a finished case of five events at once; only a store's bulk loader takes it.
func Verified(account realname.AccountID, subject realname.SubjectKey) realname.Commit {
	c := Start(Fill(Open(account, 0).Case).Case).Case
	c = with(c, realname.Event{Type: realname.CheckNoted, State: realname.Checking})
	return Verify(c, 1, Seat(subject, account, 3))
}

func with(c realname.Case, e realname.Event) realname.Case {
	e.ID, e.By, e.Who = realname.NewEventID(), realname.Holder, string(c.Account)
	e.At = began.Add(time.Duration(c.Version()) * time.Minute)
	c.Events = append(c.Events[:len(c.Events):len(c.Events)], e)
	return c
}

func identity(c realname.Case, subject realname.SubjectKey) *realname.Identity {
	return &realname.Identity{
		Kind: realname.PersonSubject, Subject: subject, Document: "resident_id", Name: "*", Number: "1**4",
		NameDigest: []string{rand.Text()}, Sealed: sealed(), Method: "wechat", Case: c.ID, VerifiedAt: c.UpdatedAt(),
	}
}

// sealed returns as many random bytes as a sealed person has.
func sealed() []byte {
	b := make([]byte, 320)
	_, _ = rand.Read(b)
	return b
}

// scribble changes whatever can be reached through the values, as a careless caller might.
func scribble(values ...any) {
	for _, v := range values {
		switch v := v.(type) {
		case realname.Case:
			for i := range v.Events {
				e := &v.Events[i]
				if e.Form != nil {
					e.Form.Name = "scribble"
					clear(e.Form.Sealed)
					clear(e.Form.Subjects)
					clear(e.Form.NameDigest)
				}
				if e.Replay != nil {
					e.Replay.Key = "scribble"
				}
				if e.Check != nil {
					e.Check.URL = "scribble"
				}
				clear(e.Holders)
				e.Type = "scribble"
			}
		case *realname.AccountChange:
			v.OpenCase, v.Rev = "scribble", 99
			if v.Opened != nil {
				v.Opened.Count = 99
			}
			if v.Identity != nil {
				clear(v.Identity.Sealed)
				v.Identity.Name = "scribble"
			}
		case realname.Account:
			if v.Identity != nil {
				clear(v.Identity.Sealed)
				clear(v.Identity.NameDigest)
				v.Identity.Name = "scribble"
			}
		case realname.Subject:
			clear(v.Accounts)
		default:
			panic(fmt.Sprintf("nothing to scribble on in a %T", v))
		}
	}
}
