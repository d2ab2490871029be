package steps_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"shiming/shared/realname"
	"shiming/shared/steps"
	"shiming/shared/vault"
)

// declaresTo is what the change of an enterprise begins with.
func declaresTo(to realname.Enterprise, who *realname.Party) steps.EnterpriseDeclaration {
	return steps.EnterpriseDeclaration{Name: to.Name, Code: to.Code, Address: to.Address, Representative: who}
}

var sidesOfID = []realname.Purpose{realname.ApplicationForm, realname.OldLicence, realname.PortraitSide, realname.EmblemSide}

// toEnterprise is the way of an enterprise's account to another one (RULES D7).
func (w *world) toEnterprise(from, to realname.Enterprise, who realname.Party) (realname.Case, course) {
	account := w.companyAccount(from, &who)
	w.cool()
	return w.turned(account, realname.EnterpriseToEnterprise, ""), course{
		func(c realname.Case) realname.Case { return w.declares(c, entry(declaresTo(to, &who))) },
		w.passes,
		func(c realname.Case) realname.Case { return w.must(w.hands(c, sidesOfID...)) },
		w.approved,
		func(c realname.Case) realname.Case { return w.fills(c, w.taking(c, to)) },
		func(c realname.Case) realname.Case {
			return w.must(w.parts().choose().Do(background, holder(c.Account), c.ID, realname.OfficialAccount, steps.Means{}))
		},
		w.passes,
	}
}

func TestEnterprisesChangeHands(t *testing.T) {
	w := newWorld(t)
	w.policy.Quota.Enterprise = 100
	who := partyOf(w.person("陆云笺"))
	t.Run("RULES_D7_from_one_enterprise_to_another", func(t *testing.T) {
		from, to := w.company(), w.company()
		c, deeds := w.toEnterprise(from, to, who)
		for i, step := range []realname.Step{realname.StepDeclare, realname.StepIdentify, realname.StepPapers, realname.StepReview, realname.StepForm, realname.StepMethod, realname.StepProof} {
			if at := c.Last().State.Step(); at != step {
				t.Fatalf("RULES H1: step %d is %s, want %s", i+1, at, step)
			}
			c = deeds[i](c)
		}
		id := w.account(c.Account).Identity
		if c.Last().State != realname.Verified || id.Number != to.Code.Masked() || id.Representative != nil {
			t.Fatalf("%s, %+v", c.Last().State, id)
		}
		if !w.sits(c.Account, w.companySeats(from), w.companySeats(to)) {
			t.Error("RULES A3: the place was not moved")
		}
	})
	t.Run("RULES_D7_the_review_is_due_within_a_working_day", func(t *testing.T) {
		c, deeds := w.toEnterprise(w.company(), w.company(), who)
		c = deeds[:3].walk(c)
		if due := c.StepDeadline().Sub(w.now()); c.Last().State != realname.Reviewing || due <= 0 || due > 4*24*time.Hour {
			t.Errorf("%s, due in %s", c.Last().State, due)
		}
	})
	t.Run("RULES_D7_papers_are_asked_for_again_corrected_and_approved", func(t *testing.T) {
		c, deeds := w.toEnterprise(w.company(), w.company(), who)
		c = deeds[:3].walk(c)
		again := seen(c)
		again.Reason, again.Comment, again.Asked = realname.ReasonPapersUnclear, "旧营业执照不清晰", []realname.Purpose{realname.OldLicence}
		c = w.decided(c, realname.AskAgain, again)
		if c.Last().State != realname.Supplementing || c.Fault(w.now()) != realname.CodePapersAsked {
			t.Fatalf("%s", c.Last().State)
		}
		_, err := w.parts().decides().Do(background, byReviewer("reviewer-1"), c.ID, realname.Approve, seen(c))
		refused(t, err, realname.CodeWrongState)
		old := c.Documents()[1].ID
		_, err = w.parts().supplies().Do(background, holder(c.Account), c.ID, []realname.DocumentID{old})
		refused(t, err, realname.CodeDocumentAwaited)
		c = w.must(w.parts().supplies().Do(background, holder(c.Account), c.ID, []realname.DocumentID{w.upload(c, realname.OldLicence)}))
		if c = deeds[3:].walk(c); c.Last().State != realname.Verified {
			t.Errorf("%s", c.Last().State)
		}
	})
	t.Run("RULES_D7_refused_for_good_and_the_account_is_as_it_was", func(t *testing.T) {
		from, to := w.company(), w.company()
		c, deeds := w.toEnterprise(from, to, who)
		before := w.standing(c.Account)
		c = deeds[:3].walk(c)
		c = w.decided(c, realname.RefuseCase, refusing(c))
		if c.Last().State != realname.Refused || w.standing(c.Account) != before || w.sits(c.Account, w.companySeats(from), w.companySeats(to)) {
			t.Errorf("RULES D1: %s", c.Last().State)
		}
		w.turned(c.Account, realname.EnterpriseToEnterprise, "")
	})
	t.Run("RULES_D7_a_representative_from_abroad_shows_a_passport_and_no_face", func(t *testing.T) {
		from, to := w.company(), w.company()
		account := w.companyAccount(from, nil)
		w.cool()
		c := w.turned(account, realname.EnterpriseToEnterprise, "")
		abroad, err := steps.ParseAbroad("Ｍａｒｉａ  Example", steps.Passport, "ｅ１２３4 5678") // FAULT N6
		if err != nil {
			t.Fatal(err)
		}
		c = w.declares(c, entry(steps.EnterpriseDeclaration{Name: to.Name, Code: to.Code, Address: to.Address, Abroad: &abroad}))
		if d := c.Declaration(); c.Last().State != realname.Gathering || d.Representative.Name != "M**" || d.Representative.Number != "E*******8" {
			t.Fatalf("%s, %+v", c.Last().State, d.Representative)
		}
		_, err = w.hands(c, sidesOfID...)
		refused(t, err, realname.CodeFieldInvalid)
		_, err = w.hands(c, realname.ApplicationForm, realname.StruckOff)
		refused(t, err, realname.CodeFieldRequired)
		c = w.must(w.hands(c, realname.ApplicationForm, realname.StruckOff, realname.RepresentativePassport))
		u, err := w.parts().unmasks().Do(background, byReviewer("r"), c.ID, realname.UnmaskToCompare)
		if err != nil || u.Declared.Abroad != abroad || !u.Declared.Code.Equal(to.Code) || !u.Present.Enterprise.Equal(from) {
			t.Errorf("a reviewer sees another: %v", err)
		}
		if strings.Contains(fmt.Sprintf("%v %+v", abroad, u.Declared), "Maria") {
			t.Error("THREATS L1: it prints")
		}
		if c = w.approved(c); c.Last().State != realname.Filling {
			t.Errorf("%s", c.Last().State)
		}
	})
	t.Run("RULES_D1_RULES_D7_withdrawn_at_every_point", func(t *testing.T) {
		w.each(t, w.enterprises(who), w.withdraws)
	})
	t.Run("RULES_D7_it_lasts_seven_days_and_ends_at_every_point", func(t *testing.T) {
		w.each(t, w.enterprises(who), func(c realname.Case) {
			if life := c.Deadline().Sub(c.OpenedAt()); life != 7*24*time.Hour {
				t.Errorf("it lasts %s", life)
			}
			w.expires(c)
		})
	})
}

// enterprises begins a change of an enterprise, with who has the places of both.
func (w *world) enterprises(who realname.Party) func() (realname.Case, course, func() string) {
	return func() (realname.Case, course, func() string) {
		from, to := w.company(), w.company()
		c, deeds := w.toEnterprise(from, to, who)
		return c, deeds, func() string {
			return fmt.Sprint(slices.Contains(w.companySeats(from), c.Account), slices.Contains(w.companySeats(to), c.Account))
		}
	}
}

func TestChangesOfEnterprisesThatAreRefused(t *testing.T) {
	w := newWorld(t)
	who, other := partyOf(w.person("陆云笺")), partyOf(w.person("简祎"))
	from, to := w.company(), w.company()
	account := w.companyAccount(from, &who)
	unknown := w.companyAccount(w.company(), nil)
	w.cool()
	declare := func(c realname.Case, e steps.EnterpriseDeclaration) error {
		_, err := w.parts().fill().Declare(background, holder(c.Account), c.ID, entry(e))
		return err
	}
	c := w.turned(account, realname.EnterpriseToEnterprise, "")
	t.Run("RULES_D7_not_who_is_on_record", func(t *testing.T) {
		refused(t, declare(c, declaresTo(to, &other)), realname.CodeNotRepresentative)
		namesake := realname.Party{Name: who.Name, Document: other.Document}
		refused(t, declare(c, declaresTo(to, &namesake)), realname.CodeNotRepresentative)
		abroad, err := steps.ParseAbroad("Lu Yunjian", steps.DrivingLicence, "D12345678")
		if err != nil {
			t.Fatal(err)
		}
		refused(t, declare(c, steps.EnterpriseDeclaration{Name: to.Name, Code: to.Code, Address: to.Address, Abroad: &abroad}), realname.CodeNotRepresentative)
		if w.load(c.ID).Version() != c.Version() {
			t.Error("something happened")
		}
		never := w.turned(unknown, realname.EnterpriseToEnterprise, "")
		if err := declare(never, declaresTo(to, &other)); err != nil {
			t.Errorf("nobody is on record, and %v", err)
		}
	})
	t.Run("RULES_D7_what_is_no_declaration", func(t *testing.T) {
		refused(t, declare(c, declaresTo(to, nil)), realname.CodeFieldRequired)
		refused(t, declare(c, declaresTo(from, &who)), realname.CodeNothingChanges)
		young := partyOf(w.personWith("简祎", "110105201602299913"))
		refused(t, declare(c, declaresTo(to, &young)), realname.CodeUnderAge)
		for _, row := range [][3]string{
			{"X", steps.Passport, "E12345678"}, {"Maria1", steps.Passport, "E12345678"}, {"Maria", "library_card", "E12345678"},
			{"Maria", steps.Passport, "E1"}, {"Maria", steps.Passport, "E1234567八"}, {strings.Repeat("M", 61), steps.Passport, "E12345678"},
		} {
			_, err := steps.ParseAbroad(row[0], row[1], row[2])
			refused(t, err, realname.CodeFieldInvalid)
		}
	})
	t.Run("THREATS_S1_RULES_D7_the_same_request_is_told_from_another", func(t *testing.T) {
		say := func(e steps.EnterpriseDeclaration) (realname.Case, error) {
			return w.parts().fill().Declare(background, keyed(account, "k"), c.ID, entry(e))
		}
		first := w.must(say(declaresTo(to, &who)))
		if again := w.must(say(declaresTo(to, &who))); !same(first, again) {
			t.Error("another answer")
		}
		for _, e := range []steps.EnterpriseDeclaration{declaresTo(w.company(), &who), declaresTo(to, &other), {Name: to.Name, Code: to.Code, Address: to.Address, Abroad: &vault.Abroad{}}} {
			_, err := say(e)
			refused(t, err, realname.CodeIdempotencyReused)
		}
		c = first
	})
	t.Run("RULES_D7_back_to_correct_it_and_the_face_is_asked_again", func(t *testing.T) {
		c = w.passes(c)
		c = w.must(w.parts().back().Do(background, holder(account), c.ID))
		if c.Last().State != realname.Declaring {
			t.Fatalf("%s", c.Last().State)
		}
		if c = w.declares(c, entry(declaresTo(to, &who))); c.Last().State != realname.Identifying {
			t.Errorf("%s", c.Last().State)
		}
		c = w.passes(c)
	})
	t.Run("RULES_D7_papers_that_do_not_do", func(t *testing.T) {
		for n := range sidesOfID {
			_, err := w.hands(c, slices.Delete(slices.Clone(sidesOfID), n, n+1)...)
			refused(t, err, realname.CodeFieldRequired)
		}
		_, err := w.hands(c, append(slices.Clone(sidesOfID), realname.RepresentativePassport)...)
		refused(t, err, realname.CodeFieldInvalid) // who declared an ID shows it
		_, err = w.hands(c, append(slices.Clone(sidesOfID), realname.OwnershipProof)...)
		refused(t, err, realname.CodeFieldInvalid)
		var ids []realname.DocumentID
		for _, p := range sidesOfID {
			ids = append(ids, w.upload(c, p))
		}
		_, err = w.parts().proofs().Proof(background, holder(account), c.ID, append(ids, ids[0]))
		refused(t, err, realname.CodeFieldInvalid)
		elsewhere := w.opened(w.parts(), newAccount())
		_, err = w.parts().proofs().Proof(background, holder(account), c.ID, append(ids[1:], w.upload(elsewhere, realname.ApplicationForm)))
		refused(t, err, realname.CodeDocumentNotFound)
	})
	t.Run("RULES_D7_another_enterprise_than_was_declared", func(t *testing.T) {
		c = w.approved(w.must(w.hands(c, sidesOfID...)))
		_, err := w.parts().fill().Do(background, holder(account), c.ID, w.taking(c, w.company()))
		refused(t, err, realname.CodeDeclaredOtherwise)
		if c = w.fills(c, w.taking(c, to)); c.Last().State != realname.Choosing {
			t.Errorf("%s", c.Last().State)
		}
	})
	t.Run("RULES_A3_RULES_D7_no_place_for_the_new_one", func(t *testing.T) {
		w.policy.Quota.Enterprise = 1
		w.companyAccount(to, nil)
		before := w.standing(account)
		c = w.must(w.parts().choose().Do(background, holder(account), c.ID, realname.OfficialAccount, steps.Means{}))
		c = w.passes(c)
		if c.Last().State != realname.Refused || c.Last().Fault != realname.CodeQuotaExceeded || w.standing(account) != before || w.sits(account, w.companySeats(from), w.companySeats(to)) {
			t.Errorf("%s", c.Last().State)
		}
	})
}
