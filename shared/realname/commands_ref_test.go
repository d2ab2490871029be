package realname

import (
	"bytes"
	"testing"
	"time"
)

// TestTheReferenceGoesWithItsCheck holds what the provider is asked by to the check that it is of.
func TestTheReferenceGoesWithItsCheck(t *testing.T) {
	p := tencent(t)
	asked := func(t *testing.T) *story {
		s := begin(t, p, adult(t, 0)).fill().do(Choose{Method: Face})
		return s.do(BeginCheck{Person: s.person, Check: s.c.NextCheck(p, s.now), Ref: []byte("first")})
	}
	another := func(s *story) Command {
		return BeginCheck{Person: s.person, Check: s.c.NextCheck(p, s.now), Ref: []byte("second")}
	}
	for name, row := range map[string]struct {
		do   func(s *story)
		kept string
	}{
		"as_long_as_it_lasts":        {func(*story) {}, "first"},
		"when_something_is_noted":    {func(s *story) { s.say(Noted, CodeBankCardRequired) }, "first"},
		"when_it_is_past_its_time":   {func(s *story) { s.now = s.now.Add(time.Hour) }, "first"},
		"not_after_another_one":      {func(s *story) { s.do(another(s)) }, "second"},
		"not_after_one_that_pushes":  {func(s *story) { s.start() }, ""},
		"not_after_it_failed":        {func(s *story) { s.say(Failed, CodeFaceCovered) }, ""},
		"not_after_it_passed":        {func(s *story) { s.say(Passed, "") }, ""},
		"not_after_going_back":       {func(s *story) { s.do(Back{}) }, ""},
		"not_after_another_method":   {func(s *story) { s.do(Choose{Method: WeChatScan}) }, ""},
		"not_after_the_case_ended":   {func(s *story) { s.do(Cancel{By: Holder}) }, ""},
		"not_after_the_quota_closed": {func(s *story) { s.do(RefuseQuota{}) }, ""},
	} {
		t.Run("RULES_B5_"+name, func(t *testing.T) {
			s := asked(t)
			if row.do(s); !bytes.Equal(s.c.Ref, []byte(row.kept)) {
				t.Errorf("kept: %q", s.c.Ref)
			}
		})
	}
}
