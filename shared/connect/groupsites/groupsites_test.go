package groupsites

import (
	"testing"
	"time"

	"shiming/shared/providers/platform"
	"shiming/shared/providers/tencentcards"
	"shiming/shared/realname/policies"
	"shiming/shared/sandbox/cards"
	"shiming/shared/sandbox/group"
)

func TestWhoIsAsked(t *testing.T) {
	policy, err := policies.Load("jdcloud")
	if err != nil {
		t.Fatal(err)
	}
	t.Run("RULES_B7_cards", func(t *testing.T) {
		if got := Cards("", "", true, time.Now); got != nil {
			t.Errorf("live, and %T is asked", got)
		}
		if got := Cards("", "", false, time.Now); got != (sandboxcards.Cards{}) {
			t.Errorf("%T", got)
		}
		for _, live := range []bool{true, false} {
			if _, real := Cards("id", "key", live, time.Now).(*tencentcards.Cards); !real {
				t.Error("there is a secret, and somebody else is asked")
			}
		}
	})
	t.Run("RULES_B9_group", func(t *testing.T) {
		if got := Group(nil, true, policy); got != nil {
			t.Errorf("live, and %T is asked", got)
		}
		if got := Group(nil, false, policy); got != (sandboxgroup.Group{Site: policy.Sites[0].Site}) {
			t.Errorf("%+v", got)
		}
		theirs := platform.Connect("https://platform.example/hooks", "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=", time.Now)
		if got := Group(theirs, true, policy); got != theirs {
			t.Errorf("%T", got)
		}
	})
}
