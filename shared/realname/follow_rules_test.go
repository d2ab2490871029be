package realname

import (
	"slices"
	"testing"
)

func TestFollowingASite(t *testing.T) {
	p := aliyun(t)
	from := func(site string) Account {
		a := ofPerson(adult(t, 0))
		a.Identity.Site = site
		return a
	}
	// scanned is such a case whose QR code is out, after the present person has shown the face.
	scanned := func(t *testing.T) *story {
		s := change(t, p, FollowSite, "", from("taobao")).passes()
		return s.do(Choose{Method: AppScan}).start()
	}
	says := func(s *story, site string, f Form) Settle {
		return Settle{Notice: Notice{ID: "m", Check: s.c.Check().ID, Outcome: Passed, GroupIdentity: &GroupIdentity{Person: adult(t, 1), Site: site}}, Form: &f}
	}
	other := formOf(adult(t, 1))
	t.Run("RULES_E8_FAULT_S16_it_goes_to_who_the_site_says", func(t *testing.T) {
		s := scanned(t)
		was := s.c.Present()
		s.do(says(s, "taobao", other))
		id := s.commit.Account.Identity
		if s.c.Last().State != Verified || id.Site != "taobao" || id.Method != AppScan || id.Name != other.Name || id.Subject == was.Subject {
			t.Fatalf("%s, %+v", s.c.Last().State, id)
		}
		if s.commit.Take == nil || s.commit.Give == nil || s.commit.Give.Subject != was.Subject {
			t.Errorf("%+v, %+v", s.commit.Take, s.commit.Give)
		}
	})
	t.Run("RULES_E8_D11_a_new_name_of_the_same_person_moves_no_seat", func(t *testing.T) {
		s := scanned(t)
		was, renamed := s.c.Present(), other
		renamed.Subjects = []SubjectKey{"person:v9:new", was.Subject}
		s.do(says(s, "taobao", renamed))
		id := s.commit.Account.Identity
		if s.commit.Take != nil || s.commit.Give != nil || id.Subject != was.Subject || id.Name != renamed.Name || id.Since != was.OwnedSince() {
			t.Errorf("%+v, %+v, %+v", s.commit.Take, s.commit.Give, id)
		}
	})
	t.Run("RULES_E8_another_site_and_what_is_known_already_are_not_taken_over", func(t *testing.T) {
		s := scanned(t)
		refused(t, s.try(says(s, "1688", other)), CodeSiteDiffers, "")
		refused(t, s.try(says(s, "", other)), CodeSiteDiffers, "")
		same := other
		same.Subjects, same.NameDigest = []SubjectKey{s.c.Present().Subject}, s.c.Present().NameDigest
		refused(t, s.try(says(s, "taobao", same)), CodeSiteUnchanged, "")
	})
	t.Run("RULES_E8_E4_only_of_an_account_that_a_site_has_verified", func(t *testing.T) {
		kinds := func(a Account) (all []Kind) {
			for _, o := range Offers(p, a, noon) {
				if o.Reason == "" && o.Kind.Changes() {
					all = append(all, o.Kind)
				}
			}
			return all
		}
		if got := kinds(from("taobao")); !slices.Equal(got, []Kind{FollowSite}) {
			t.Errorf("%v", got)
		}
		if got := kinds(from("")); slices.Contains(got, FollowSite) {
			t.Errorf("%v", got)
		}
		_, err := asked(p, FollowSite, "", from(""), holder, noon)
		refused(t, err, CodeKindNotForSubject, "")
	})
	t.Run("THREATS_X2_a_policy_without_the_present_person_does_not_start", func(t *testing.T) {
		for _, steps := range [][]Step{{StepMethod, StepProof}, {StepIdentify}, {StepIdentify, StepForm, StepMethod, StepProof}} {
			loose := *p
			loose.Flows = slices.Clone(p.Flows)
			i := slices.IndexFunc(loose.Flows, func(f FlowPolicy) bool { return f.Kind == FollowSite })
			loose.Flows[i].Steps = steps
			if loose.validate() == nil {
				t.Errorf("%v", steps)
			}
		}
	})
}
