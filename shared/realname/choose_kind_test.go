package realname

import (
	"slices"
	"testing"
)

func TestChooseKind(t *testing.T) {
	p := tencent(t)
	a := ofPerson(adult(t, 0))
	proven := func() *companyStory { return change(t, p, PersonToEnterprise, "", a).passes() }
	t.Run("FAULT_R12_every_version_is_of_its_kind", func(t *testing.T) {
		s := proven().fillNew()
		s.do(Back{}, TurnInto{PersonToPerson})
		chosen := s.c.Version()
		if s.c.Kind != PersonToPerson || s.c.AsOf(chosen).Kind != PersonToPerson || s.c.AsOf(chosen-1).Kind != PersonToEnterprise || s.c.Form() != nil {
			t.Errorf("%s, %s, %s; form %v", s.c.Kind, s.c.AsOf(chosen).Kind, s.c.AsOf(chosen-1).Kind, s.c.Form())
		}
		if k := s.c.Last().skeleton().Kinds; k == nil || k.To != PersonToPerson {
			t.Errorf("erased: %v", k)
		}
		s.fillNew()
		s.choose(Face).passes()
		moved(t, s, a.Identity.Subject, PersonSubject)
	})
	t.Run("FAULT_R12_chosen_between_are_changes_that_begin_alike", func(t *testing.T) {
		s := proven()
		if got := s.c.KindsToChoose(p, noon); !slices.Equal(got, []Kind{PersonToPerson}) {
			t.Errorf("%v", got)
		}
		other := *p
		other.Flows = slices.Clone(p.Flows)
		for i := range other.Flows {
			if other.Flows[i].Kind == PersonToPerson {
				other.Flows[i].Warns = nil // it is asked for something else
			}
		}
		if got := s.c.KindsToChoose(&other, noon); got != nil {
			t.Errorf("%v", got)
		}
		refused(t, s.try(TurnInto{Release}), CodeKindNotSupported, "kind")
		refused(t, s.try(TurnInto{PersonToEnterprise}), CodeNothingChanges, "kind")
	})
}
