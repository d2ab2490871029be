package steps_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"shiming/shared/realname"
	"shiming/shared/steps"
)

// byFace verifies the person on an account of its own, by face.
func (w *world) byFace(x realname.Person) realname.AccountID {
	w.t.Helper()
	account := newAccount()
	c := w.must(w.parts().open().Do(background, holder(account), account, realname.Opening{Kind: realname.PersonalVerification}))
	c = w.fills(c, entered(x))
	w.passes(w.must(w.parts().choose().Do(background, holder(account), c.ID, realname.Face, steps.Means{})))
	return account
}

// byItsFace verifies the enterprise by the face of its representative.
func (w *world) byItsFace(x realname.Enterprise) realname.AccountID {
	w.t.Helper()
	who := partyOf(w.person("陆云笺"))
	return w.companyAccount(x, &who)
}

func (w *world) booked(c realname.Case, pieces ...realname.Purpose) (realname.Case, error) {
	return w.parts().books().Do(background, byReviewer("clerk"), c.ID, pieces)
}

// posted is a change by post: who gives the account, to whom, and what has to come.
type posted struct {
	name   string
	kind   realname.Kind
	papers []realname.Purpose
	// begin makes the account, and says how the form is filled in and who sits where.
	begin func(w *world) (account realname.AccountID, fill func(realname.Case) realname.Case, old, new func() []realname.AccountID)
}

var postedChanges = []posted{
	{"enterprise_to_enterprise", realname.EnterpriseToEnterprise,
		[]realname.Purpose{realname.ApplicationForm, realname.OldLicence, realname.NewLicence},
		func(w *world) (realname.AccountID, func(realname.Case) realname.Case, func() []realname.AccountID, func() []realname.AccountID) {
			from, to := w.company(), w.company()
			return w.byItsFace(from), func(c realname.Case) realname.Case { return w.fills(c, w.taking(c, to)) },
				func() []realname.AccountID { return w.companySeats(from) }, func() []realname.AccountID { return w.companySeats(to) }
		}},
	{"enterprise_to_person", realname.EnterpriseToPerson,
		[]realname.Purpose{realname.ApplicationForm, realname.OldLicence, realname.IDCopy},
		func(w *world) (realname.AccountID, func(realname.Case) realname.Case, func() []realname.AccountID, func() []realname.AccountID) {
			from, to := w.company(), w.person("曾巩")
			return w.byItsFace(from), func(c realname.Case) realname.Case { return w.fills(c, w.takingPerson(to)) },
				func() []realname.AccountID { return w.companySeats(from) }, func() []realname.AccountID { return w.holders(to) }
		}},
	{"person_to_enterprise", realname.PersonToEnterprise,
		[]realname.Purpose{realname.ApplicationForm, realname.NewLicence, realname.IDCopy, realname.Invoice},
		func(w *world) (realname.AccountID, func(realname.Case) realname.Case, func() []realname.AccountID, func() []realname.AccountID) {
			from, to := w.person("欧阳修"), w.company()
			return w.byFace(from), func(c realname.Case) realname.Case { return w.fills(c, w.taking(c, to)) },
				func() []realname.AccountID { return w.holders(from) }, func() []realname.AccountID { return w.companySeats(to) }
		}},
}

func TestChangesByPost(t *testing.T) {
	for _, row := range postedChanges {
		w := newWorldOf(t, "aliyun")
		t.Run("RULES_D3_RULES_E6_"+row.name, func(t *testing.T) {
			account, fill, old, new := row.begin(w)
			c := fill(w.turned(account, row.kind, realname.ByPost))
			if c.Last().State != realname.Posting {
				t.Fatalf("%s", c.Last().State)
			}
			first, rest := row.papers[:1], row.papers[1:]
			c = w.must(w.booked(c, first...))
			if c.Last().State != realname.Posting || !slices.Equal(c.Posted(), first) || len(c.PostMissing(w.policy)) != len(rest) {
				t.Fatalf("%s, here %v, missing %v", c.Last().State, c.Posted(), c.PostMissing(w.policy))
			}
			c = w.must(w.booked(c, rest...))
			if c.Last().State != realname.Reviewing || !c.StepDeadline().After(w.now()) {
				t.Fatalf("%s", c.Last().State)
			}
			w.dispatch()
			if listed := w.listed(10); !slices.Contains(listed, c.ID) {
				t.Errorf("the queue has %v", listed)
			}
			if w.sits(account, old(), new()) {
				t.Error("RULES D1: the place moved before it was decided")
			}
			c = w.approved(c)
			id := w.account(account).Identity
			if c.Last().State != realname.Verified || id.Method != realname.PaperReview || id.Case != c.ID || !w.sits(account, old(), new()) {
				t.Errorf("%s, %+v", c.Last().State, id)
			}
		})
		t.Run("RULES_D1_RULES_E6_"+row.name+"_withdrawn_expired_and_refused", func(t *testing.T) {
			w.policy.Quota.Person, w.policy.Quota.Enterprise = 100, 100
			begin := func() (realname.Case, course, func() string) {
				account, fill, old, new := row.begin(w)
				return w.turned(account, row.kind, realname.ByPost), course{
						fill,
						func(c realname.Case) realname.Case { return w.must(w.booked(c, row.papers[0])) },
						func(c realname.Case) realname.Case { return w.must(w.booked(c, row.papers[1:]...)) },
						w.approved,
					}, func() string {
						return fmt.Sprint(slices.Contains(old(), account), slices.Contains(new(), account))
					}
			}
			w.each(t, begin, w.withdraws)
			w.each(t, begin, w.expires)
			c, deeds, seats := begin()
			before := w.standing(c.Account) + seats()
			c = deeds[:3].walk(c)
			if c = w.decided(c, realname.RefuseCase, refusing(c)); c.Last().State != realname.Refused || w.standing(c.Account)+seats() != before {
				t.Errorf("%s", c.Last().State)
			}
		})
	}
}

func TestPostThatIsBookedIn(t *testing.T) {
	w := newWorldOf(t, "aliyun")
	row := postedChanges[0]
	account, fill, old, new := row.begin(w)
	c := w.turned(account, row.kind, realname.ByPost)
	t.Run("RULES_E6_what_is_refused", func(t *testing.T) {
		_, err := w.booked(c, realname.ApplicationForm)
		refused(t, err, realname.CodeWrongState)
		c = fill(c)
		_, err = w.booked(c)
		refused(t, err, realname.CodeFieldRequired)
		_, err = w.booked(c, realname.IDCopy)
		refused(t, err, realname.CodeFieldInvalid)
		_, err = w.booked(c, realname.OldLicence, realname.OldLicence)
		refused(t, err, realname.CodeFieldInvalid)
		_, err = w.parts().books().Do(background, byReviewer("clerk"), realname.NewCaseID(), row.papers)
		refused(t, err, realname.CodeCaseNotFound)
	})
	t.Run("THREATS_R1_RULES_E6_nobody_books_in_what_is_theirs", func(t *testing.T) {
		own := byReviewer("clerk")
		own.By.Account = account
		_, err := w.parts().books().Do(background, own, c.ID, row.papers)
		refused(t, err, realname.CodeOwnCase)
	})
	t.Run("RULES_E6_booked_in_twice_by_one_request_is_once", func(t *testing.T) {
		ask := byReviewer("clerk")
		ask.Replay = &realname.Replay{Key: "k", Print: "p"}
		first := w.must(w.parts().books().Do(background, ask, c.ID, row.papers[:1]))
		again := w.must(w.parts().books().Do(background, ask, c.ID, row.papers[:1]))
		if !same(first, again) || w.load(c.ID).Version() != first.Version() {
			t.Error("another answer")
		}
		c = first
	})
	t.Run("RULES_E6_back_to_correct_the_form_and_the_papers_are_awaited_anew", func(t *testing.T) {
		c = w.must(w.parts().back().Do(background, holder(account), c.ID))
		c = fill(c)
		if c.Last().State != realname.Posting || len(c.Posted()) != 0 {
			t.Errorf("%s, here %v", c.Last().State, c.Posted())
		}
		c = w.must(w.booked(c, row.papers...))
	})
	t.Run("RULES_E6_a_paper_is_asked_for_again", func(t *testing.T) {
		again := seen(c)
		again.Reason, again.Comment, again.Asked = realname.ReasonPapersUnclear, "印章不清晰", []realname.Purpose{realname.OldLicence}
		c = w.decided(c, realname.AskAgain, again)
		asked := steps.AskUpload{Base: w.parts().Base, Records: w.store, Documents: anyDocuments{}}
		if _, err := asked.Do(background, holder(account), c.ID, steps.Wanted{Purpose: realname.OldLicence, Type: "image/png", Size: 1000}); err != nil {
			t.Errorf("it cannot be uploaded: %v", err)
		}
		c = w.must(w.parts().supplies().Do(background, holder(account), c.ID, []realname.DocumentID{w.upload(c, realname.OldLicence)}))
		if c = w.approved(c); c.Last().State != realname.Verified || !w.sits(account, old(), new()) {
			t.Errorf("%s", c.Last().State)
		}
	})
	t.Run("RULES_A3_RULES_E6_no_place_for_the_new_one", func(t *testing.T) {
		w.policy.Quota.Enterprise = 1
		from, to := w.company(), w.company()
		w.byItsFace(to)
		account := w.byItsFace(from)
		c := w.turned(account, row.kind, realname.ByPost)
		c = w.must(w.booked(w.fills(c, w.taking(c, to)), row.papers...))
		before := w.standing(account)
		c = w.approved(c)
		if c.Last().State != realname.Refused || c.Last().Fault != realname.CodeQuotaExceeded || w.standing(account) != before || w.sits(account, w.companySeats(from), w.companySeats(to)) {
			t.Errorf("%s, %s", c.Last().State, c.Last().Fault)
		}
	})
	t.Run("RULES_E6_the_own_new_name_by_ticket", func(t *testing.T) {
		x := w.company()
		c := w.turned(w.byItsFace(x), realname.EnterpriseName, realname.ByTicket)
		r := &register{name: newName}
		c = w.must(w.declaresName(c, holder(c.Account), renames(t, newName, x.Code.Text()), r))
		if c.Last().State != realname.Gathering || r.asked != 0 {
			t.Errorf("%s, asked %d times", c.Last().State, r.asked)
		}
		if c = w.approved(w.must(w.hands(c, namePapers...))); c.Last().State != realname.Verified || !w.matches(c.Account, newName) {
			t.Errorf("%s", c.Last().State)
		}
	})
}

// anyDocuments takes every upload.
type anyDocuments struct{ steps.Documents }

func (anyDocuments) Upload(_ context.Context, _, _ string, _ int64, _ time.Duration) (steps.Upload, error) {
	return steps.Upload{URL: "https://documents.example/"}, nil
}

var releasePapers = []realname.Purpose{realname.ApplicationForm, realname.HolderPortraitSide, realname.HolderEmblemSide}

func TestReleases(t *testing.T) {
	w := newWorldOf(t, "aliyun")
	for _, proof := range []realname.Purpose{realname.Invoice, realname.Remittance, realname.PaymentScreenshot} {
		t.Run("RULES_E2_released_by_"+string(proof), func(t *testing.T) {
			x := w.person("欧阳修")
			account := w.byFace(x)
			c := w.turned(account, realname.Release, "")
			if c.Last().State != realname.Gathering || c.Channel != realname.ByTicket {
				t.Fatalf("%s, %s", c.Last().State, c.Channel)
			}
			c = w.must(w.hands(c, append(slices.Clone(releasePapers), proof, proof)...)) // sometimes several
			u, err := w.parts().unmasks().Do(background, byReviewer("r"), c.ID, realname.UnmaskToCompare)
			if err != nil || !u.Present.Person.Equal(x) {
				t.Errorf("a reviewer sees another: %v", err)
			}
			if len(w.holders(x)) != 1 {
				t.Error("RULES D1: the place is free before it was decided")
			}
			c = w.approved(c)
			a := w.account(account)
			if c.Last().State != realname.Released || a.Identity != nil || a.OpenCase != "" || len(w.holders(x)) != 0 {
				t.Fatalf("%s, %+v", c.Last().State, a)
			}
			if a.Entitlements(w.now()) != (realname.Entitlements{}) {
				t.Error("RULES A2: it keeps what it may")
			}
			again := w.must(w.parts().open().Do(background, holder(account), account, realname.Opening{Kind: realname.PersonalVerification}))
			again = w.fills(again, entered(w.person("曾巩"))) // RULES E1: verified anew
			if again.Last().State != realname.Choosing {
				t.Errorf("%s", again.Last().State)
			}
		})
	}
	t.Run("RULES_E2_what_is_missing", func(t *testing.T) {
		c := w.turned(w.byFace(w.person("欧阳修")), realname.Release, "")
		_, err := w.hands(c, releasePapers...)
		refused(t, err, realname.CodeFieldRequired)
		for n := range releasePapers {
			_, err := w.hands(c, append(slices.Delete(slices.Clone(releasePapers), n, n+1), realname.Invoice)...)
			refused(t, err, realname.CodeFieldRequired)
		}
		_, err = w.parts().back().Do(background, holder(c.Account), c.ID)
		refused(t, err, realname.CodeWrongState)
	})
	t.Run("RULES_E2_another_proof_is_asked_for", func(t *testing.T) {
		c := w.turned(w.byFace(w.person("欧阳修")), realname.Release, "")
		c = w.must(w.hands(c, append(slices.Clone(releasePapers), realname.PaymentScreenshot)...))
		if due := c.StepDeadline().Sub(w.now()); due <= 2*24*time.Hour || due > 7*24*time.Hour {
			t.Errorf("due in %s", due)
		}
		again := seen(c)
		again.Reason, again.Asked = realname.ReasonPapersIncomplete, []realname.Purpose{realname.Invoice}
		c = w.decided(c, realname.AskAgain, again)
		c = w.must(w.parts().supplies().Do(background, holder(c.Account), c.ID, []realname.DocumentID{w.upload(c, realname.Invoice)}))
		if c = w.approved(c); c.Last().State != realname.Released {
			t.Errorf("%s", c.Last().State)
		}
	})
	t.Run("RULES_E2_only_a_person_and_not_by_everybody", func(t *testing.T) {
		_, err := w.turning(w.byItsFace(w.company()), realname.Release, "")
		refused(t, err, realname.CodeKindNotForSubject)
		_, err = w.turning(newAccount(), realname.Release, "")
		refused(t, err, realname.CodeAccountNotVerified)
		tencent := newWorld(t)
		account := newAccount()
		tencent.at(tencent.parts(), account, tencent.person("欧阳修"), realname.Verified)
		_, err = tencent.turning(account, realname.Release, "")
		refused(t, err, realname.CodeKindNotSupported)
	})
	t.Run("RULES_D1_RULES_E2_withdrawn_expired_and_refused", func(t *testing.T) {
		begin := func() (realname.Case, course, func() string) {
			x := w.person("欧阳修")
			c := w.turned(w.byFace(x), realname.Release, "")
			return c, course{
				func(c realname.Case) realname.Case {
					return w.must(w.hands(c, append(slices.Clone(releasePapers), realname.Invoice)...))
				},
				w.approved,
			}, func() string { return fmt.Sprint(w.holders(x)) }
		}
		w.each(t, begin, w.withdraws)
		w.each(t, begin, w.expires)
		c, deeds, seats := begin()
		before := w.standing(c.Account) + seats()
		c = deeds[:1].walk(c)
		if c = w.decided(c, realname.RefuseCase, refusing(c)); c.Last().State != realname.Refused || w.standing(c.Account)+seats() != before {
			t.Errorf("%s", c.Last().State)
		}
	})
	t.Run("THREATS_S1_RULES_E2_each_call_of_the_approval_fails", func(t *testing.T) {
		w.policy.Quota.Person = 1000
		x := w.person("欧阳修")
		reviewed := func() realname.Case {
			c := w.turned(w.byFace(x), realname.Release, "")
			return w.must(w.hands(c, append(slices.Clone(releasePapers), realname.Invoice)...))
		}
		approve := func(p parts, c realname.Case) {
			ask := byReviewer("reviewer-1")
			ask.Replay = &realname.Replay{Key: "k", Print: "p"}
			_, _ = p.decides().Do(background, ask, c.ID, realname.Approve, seen(c))
		}
		counted := &calls{}
		approve(w.parts().through(counted), reviewed())
		for k := range counted.made {
			for _, how := range failures {
				c := reviewed()
				approve(w.parts().through(&calls{fail: k + 1, how: how}), c)
				if free := !slices.Contains(w.holders(x), c.Account); free != (w.account(c.Account).Identity == nil) {
					t.Errorf("%d %s: the place is free: %t", k+1, how.name, free)
				}
				approve(w.parts(), c)
				if w.account(c.Account).Identity != nil || slices.Contains(w.holders(x), c.Account) {
					t.Errorf("%d %s: asked again, it is not done", k+1, how.name)
				}
			}
		}
	})
}
