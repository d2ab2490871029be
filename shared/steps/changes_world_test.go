package steps_test

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"testing"
	"time"

	"shiming/shared/identity"
	"shiming/shared/realname"
	"shiming/shared/realname/policies"
	"shiming/shared/sandbox/phone"
	"shiming/shared/steps"
)

// newWorldOf is a world under another profile.
func newWorldOf(t testing.TB, profile string) *world {
	t.Helper()
	w := newWorld(t)
	var err error
	if w.policy, err = policies.Load(profile); err != nil {
		t.Fatal(err)
	}
	w.policy.Review.AnswerDays = 0 // the test of THREATS X9 sets it
	return w
}

func (p parts) proofs() steps.FilePapers { return steps.FilePapers{Base: p.Base, Records: p.records} }
func (p parts) books() steps.BookPost    { return steps.BookPost{Base: p.Base} }
func (p parts) keeps() steps.KeepDeadline {
	return steps.KeepDeadline{Base: p.Base}
}

// register is a register that has one name for every code.
type register struct {
	name  string
	err   error
	asked int
}

func (r *register) NameOf(context.Context, identity.OrganisationCode) (identity.EnterpriseName, error) {
	r.asked++
	if r.err != nil {
		return identity.EnterpriseName{}, r.err
	}
	return identity.ParseEnterpriseName(r.name)
}

func (r *register) Matches(_ context.Context, _ identity.OrganisationCode, name identity.EnterpriseName, _ realname.Party) (realname.Registration, error) {
	r.asked++
	if r.err != nil {
		return realname.Registration{}, r.err
	}
	fit := realname.Differs
	if name.Text() == r.name {
		fit = realname.Fits
	}
	return realname.Registration{Name: fit, Representative: realname.NotCompared, Number: realname.NotCompared, Status: realname.StatusOperating}, nil
}

// accepted are consents to everything that the policy has, and that the kind asks for.
func (w *world) accepted(ids ...string) []realname.Consent {
	w.t.Helper()
	var all []realname.Consent
	for _, id := range ids {
		a, ok := w.policy.Agreement(id)
		if !ok {
			w.t.Fatalf("no agreement %s", id)
		}
		all = append(all, realname.Consent{Agreement: a.ID, Version: a.Version, SHA256: a.SHA256})
	}
	return all
}

// turning opens a change of the account.
func (w *world) turning(account realname.AccountID, kind realname.Kind, channel realname.Channel) (realname.Case, error) {
	w.t.Helper()
	o := realname.Opening{Kind: kind, Channel: channel}
	if kind.Changes() && kind != realname.LegalRepresentative {
		o.Consents = w.accepted("give")
	}
	return w.parts().open().Do(background, holder(account), account, o)
}

// turned opens it and must.
func (w *world) turned(account realname.AccountID, kind realname.Kind, channel realname.Channel) realname.Case {
	w.t.Helper()
	c, err := w.turning(account, kind, channel)
	return w.must(c, err)
}

// cool waits until the account may change again (RULES D2).
func (w *world) cool() { w.wait(30 * 24 * time.Hour) }

// companyAccount is an account that is verified as the enterprise; with a representative by its face, else by its
// official account.
func (w *world) companyAccount(x realname.Enterprise, representative *realname.Party) realname.AccountID {
	w.t.Helper()
	account := newAccount()
	if representative == nil {
		c, err := w.proven(w.parts(), account, x)
		w.must(c, err)
		return account
	}
	c := w.filled(w.parts(), account, x)
	c = w.must(w.parts().choose().Do(background, holder(account), c.ID, realname.RepresentativeFace, steps.Means{Representative: representative}))
	w.passes(c)
	return account
}

// passes starts the check that the case is at, and lets it pass.
func (w *world) passes(c realname.Case) realname.Case {
	w.t.Helper()
	return w.says(c, realname.Passed, "")
}

func (w *world) says(c realname.Case, o realname.Outcome, fault realname.Code) realname.Case {
	w.t.Helper()
	c = w.must(w.parts().start().Do(background, holder(c.Account), c.ID, baseURL))
	settled, err := w.parts().settle().Do(background, sandbox.Name, w.word(c, "msg_"+string(c.Check().ID), o, fault))
	return w.must(settled.Case, err)
}

// taking is the enterprise as the form of a change, with the consent of who takes over (RULES D4).
func (w *world) taking(c realname.Case, x realname.Enterprise) func(realname.Case) (steps.Entry, error) {
	w.t.Helper()
	e := steps.EnterpriseEntry{Enterprise: x, Picture: w.upload(c, realname.LicencePicture), Consents: w.accepted("take_over")}
	return func(realname.Case) (steps.Entry, error) { return e, nil }
}

func (w *world) takingPerson(x realname.Person) func(realname.Case) (steps.Entry, error) {
	w.t.Helper()
	e := steps.PersonEntry{Person: x, Consents: w.accepted("take_over")}
	return func(realname.Case) (steps.Entry, error) { return e, nil }
}

func (w *world) declares(c realname.Case, entry func(realname.Case) (steps.Entry, error)) realname.Case {
	w.t.Helper()
	return w.must(w.parts().fill().Declare(background, holder(c.Account), c.ID, entry))
}

func (w *world) fills(c realname.Case, entry func(realname.Case) (steps.Entry, error)) realname.Case {
	w.t.Helper()
	return w.must(w.parts().fill().Do(background, holder(c.Account), c.ID, entry))
}

func entry(e steps.Entry) func(realname.Case) (steps.Entry, error) {
	return func(realname.Case) (steps.Entry, error) { return e, nil }
}

// hands uploads the papers and hands them in.
func (w *world) hands(c realname.Case, papers ...realname.Purpose) (realname.Case, error) {
	w.t.Helper()
	var ids []realname.DocumentID
	for _, p := range papers {
		ids = append(ids, w.upload(c, p))
	}
	return w.parts().proofs().Proof(background, holder(c.Account), c.ID, ids)
}

func (w *world) decided(c realname.Case, d realname.Decision, r realname.Review) realname.Case {
	w.t.Helper()
	return w.must(w.parts().decides().Do(background, byReviewer("reviewer-1"), c.ID, d, r))
}

func (w *world) approved(c realname.Case) realname.Case {
	w.t.Helper()
	return w.decided(c, realname.Approve, seen(c))
}

func (w *world) account(id realname.AccountID) realname.Account {
	w.t.Helper()
	a, err := w.store.Account(background, id)
	if err != nil {
		w.t.Fatal(err)
	}
	return a
}

// companySeats are the accounts that sit on the enterprise's code.
func (w *world) companySeats(x realname.Enterprise) []realname.AccountID {
	w.t.Helper()
	digests, err := w.openKeys().Digests(background, "subject:enterprise", []byte(x.Code.Canonical()))
	if err != nil {
		w.t.Fatal(err)
	}
	var all []realname.AccountID
	for _, d := range digests {
		s, err := w.store.Subject(background, realname.SubjectKey("enterprise:"+d))
		if err != nil && !errors.Is(err, steps.ErrNotFound) {
			w.t.Fatal(err)
		}
		all = append(all, s.Accounts...)
	}
	return slices.Sorted(slices.Values(all))
}

// sits reports who of the two has the account's seat, and fails when it is both or none.
func (w *world) sits(account realname.AccountID, old, new []realname.AccountID) (moved bool) {
	w.t.Helper()
	before, after := slices.Contains(old, account), slices.Contains(new, account)
	if before == after {
		w.t.Errorf("the account sits with the old subject: %t, with the new one: %t", before, after)
	}
	return after
}

// standing is what a change must not touch before it is done (RULES D1): who the account belongs to, and what it may do.
func (w *world) standing(account realname.AccountID) string {
	w.t.Helper()
	a := w.account(account)
	text, err := json.Marshal(struct {
		Identity     *realname.Identity
		Entitlements realname.Entitlements
		Restricted   time.Time
	}{a.Identity, a.Entitlements(w.now()), a.Restricted})
	if err != nil {
		w.t.Fatal(err)
	}
	return string(text)
}

// course is a flow, one deed after the other.
type course []func(realname.Case) realname.Case

// each walks every part of the course, but for the whole, and does what follows; then the account has to be as it was,
// free to open another case.
func (w *world) each(t *testing.T, begin func() (realname.Case, course, func() string), follow func(realname.Case)) {
	for n := 0; ; n++ {
		c, deeds, seats := begin()
		before := w.standing(c.Account) + seats()
		if n == len(deeds) {
			return
		}
		for _, deed := range deeds[:n] {
			c = deed(c)
		}
		if during := w.standing(c.Account) + seats(); during != before {
			t.Fatalf("after %d steps, in %s: the account was touched before the change was done", n, c.Last().State)
		}
		at := c.Last().State
		follow(c)
		if after := w.standing(c.Account) + seats(); after != before || w.account(c.Account).OpenCase != "" {
			t.Errorf("after %d steps, in %s: the account is not as it was", n, at)
		}
		if _, err := w.turning(c.Account, c.Kind, c.Channel); err != nil {
			t.Errorf("after %d steps, in %s: it cannot be tried again: %v", n, at, err)
		}
	}
}

func (w *world) withdraws(c realname.Case) {
	w.t.Helper()
	if c = w.must(w.parts().cancel().Do(background, holder(c.Account), c.ID)); c.Last().State != realname.Canceled {
		w.t.Errorf("the case is %s", c.Last().State)
	}
}

// expires lets the time of the case pass, and the timer ring, twice.
func (w *world) expires(c realname.Case) {
	w.t.Helper()
	for range 2 {
		if err := w.parts().keeps().Do(background, c.ID, c.Deadline().Add(time.Second)); w.now().Before(c.Deadline()) && !errors.Is(err, steps.ErrUnavailable) {
			w.t.Errorf("it rang before its time: %v", err)
		}
	}
	w.offset.Store(int64(c.Deadline().Add(time.Minute).Sub(noon)))
	for range 2 {
		if err := w.parts().keeps().Do(background, c.ID, c.Deadline()); err != nil {
			w.t.Error(err)
		}
	}
	if got := w.load(c.ID); got.Last().State != realname.Expired || got.Version() != c.Version()+1 {
		w.t.Errorf("the case is %s", got.Last().State)
	}
}
