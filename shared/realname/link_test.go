package realname

import (
	"errors"
	"reflect"
	"testing"
	"time"
)

func TestLinks(t *testing.T) {
	l := Link{Digest: "d", Account: "acct_a", ExpiresAt: noon.Add(time.Hour)}
	used := l
	used.Session, used.OpenedAt = "s", noon
	late, never := noon.Add(time.Hour), noon.Add(time.Hour-time.Nanosecond)
	for name, c := range map[string]struct {
		link    Link
		digest  string
		session string
		at      time.Time
		code    Code
	}{
		"good_until_its_end":              {l, "d", "s", never, ""},
		"expired":                         {l, "d", "s", late, CodeLinkExpired},
		"replaced":                        {l, "older", "s", noon, CodeLinkReplaced},
		"replaced_and_expired":            {l, "older", "s", late, CodeLinkReplaced},
		"good_once":                       {used, "d", "another", noon, CodeLinkUsed},
		"used_and_expired":                {used, "d", "another", late, CodeLinkUsed},
		"the_session_that_it_began":       {used, "d", "s", noon, ""},
		"that_session_much_later":         {used, "d", "s", noon.Add(ReopenLife), CodeLinkUsed},
		"the_same_session_and_a_new_link": {used, "older", "s", noon, CodeLinkReplaced},
	} {
		t.Run(name, func(t *testing.T) {
			err := c.link.MayOpen(c.digest, c.session, c.at)
			if c.code == "" && err != nil || c.code != "" && !errors.Is(err, Refuse(c.code)) {
				t.Errorf("got %v, want %q", err, c.code)
			}
		})
	}
}

func TestSessions(t *testing.T) {
	l := Link{Account: "acct_a", Subject: "user 7", Kind: PersonalVerification, Handoff: Handoff{Language: "en"}}
	t.Run("thirty_idle_minutes", func(t *testing.T) {
		s := l.Begin(noon)
		if !s.Until.Equal(noon.Add(30 * time.Minute)) {
			t.Errorf("until %v", s.Until)
		}
		again, err := s.Refresh(noon.Add(29 * time.Minute))
		if err != nil || !again.Until.Equal(noon.Add(59*time.Minute)) || again.Kind != l.Kind || again.Handoff.Language != "en" {
			t.Errorf("%+v, %v", again, err)
		}
		if _, err := again.Refresh(noon.Add(59 * time.Minute)); !errors.Is(err, Refuse(CodeSessionEnded)) {
			t.Errorf("idle for thirty minutes: %v", err)
		}
		if _, err := s.End(noon).Refresh(noon); !errors.Is(err, Refuse(CodeSessionEnded)) {
			t.Errorf("ended: %v", err)
		}
	})
	t.Run("it_ends_at_last", func(t *testing.T) {
		for most, s := range map[time.Duration]Session{SessionMost: l.Begin(noon), ErrandMost: Link{Errand: &Errand{}}.Begin(noon)} {
			now, err := noon, error(nil)
			for err == nil && now.Before(noon.Add(2*most)) {
				if last := s.TokenUntil(now); last.After(s.Until) || last.After(noon.Add(most)) {
					t.Fatalf("a token until %v", last)
				}
				now = now.Add(10 * time.Minute)
				s, err = s.Refresh(now)
			}
			if !errors.Is(err, Refuse(CodeSessionEnded)) || !now.Equal(noon.Add(most)) {
				t.Errorf("refreshed until %v, %v", now.Sub(noon), err)
			}
		}
	})
	t.Run("never_more_than_a_holder", func(t *testing.T) {
		for _, s := range []Session{l.Begin(noon), {Account: "acct_a"}, {Account: "acct_a", Subject: "admin"}} {
			by := s.Actor("x")
			if by.Role != Holder || by.Account != "acct_a" || by.Session != "x" || by.ID == "" {
				t.Errorf("%+v", by)
			}
		}
	})
}

func TestErrands(t *testing.T) {
	p := tencent(t)
	s := openCompany(t, p, company(t)).fill().choose(CorporateTransfer)
	at := func(e Errand) error { return s.c.MaySend(e, p, s.now) }
	t.Run("who_may_be_sent", func(t *testing.T) {
		upload := func(all ...Purpose) Errand { return Errand{Task: TaskUpload, Case: s.c.ID, Purposes: all} }
		for name, c := range map[string]struct {
			errand Errand
			want   error
		}{
			"pictures_that_the_flow_asks_for": {upload(PortraitSide, EmblemSide), nil},
			"a_picture_that_nobody_asks_for":  {upload(PortraitSide, "selfie"), RefuseField(CodeFieldInvalid, "purpose")},
			"no_picture":                      {upload(), RefuseField(CodeFieldRequired, "purposes")},
			"too_many":                        {upload(make([]Purpose, MaxPurposes+1)...), RefuseField(CodeFieldInvalid, "purposes")},
			"a_check_where_there_is_none":     {Errand{Task: TaskCheck, Case: s.c.ID}, Refuse(CodeWrongState)},
			"another_task":                    {Errand{Task: "pay", Case: s.c.ID}, RefuseField(CodeFieldInvalid, "task")},
			"a_check_with_pictures":           {Errand{Task: TaskCheck, Purposes: []Purpose{PortraitSide}}, RefuseField(CodeFieldInvalid, "purposes")},
		} {
			if err := at(c.errand); !errors.Is(err, c.want) {
				t.Errorf("%s: got %v, want %v", name, err, c.want)
			}
		}
		ready := s.papers()
		if err := ready.c.MaySend(Errand{Task: TaskCheck, Case: ready.c.ID}, p, ready.now); err != nil {
			t.Errorf("the handler's face: %v", err)
		}
	})
	t.Run("THREATS_I1_it_reaches_one_case_and_one_thing", func(t *testing.T) {
		by := Actor{Role: Holder, Account: s.c.Account, Errand: &Errand{Task: TaskUpload, Case: s.c.ID, Purposes: []Purpose{PortraitSide}}}
		other := s.c
		other.ID = NewCaseID()
		if !by.ReachesCase(s.c) || by.ReachesCase(other) {
			t.Error("another case of the account")
		}
		mine := Document{Account: s.c.Account, Case: s.c.ID, Purpose: PortraitSide}
		emblem, elsewhere, foreign := mine, mine, mine
		emblem.Purpose, elsewhere.Case, foreign.Account = EmblemSide, other.ID, "acct_b"
		if !by.ReachesDocument(mine) || by.ReachesDocument(emblem) || by.ReachesDocument(elsewhere) || by.ReachesDocument(foreign) {
			t.Error("another document")
		}
		desk := Actor{Role: Holder, Account: s.c.Account}
		if !desk.ReachesCase(other) || !desk.ReachesDocument(emblem) || !desk.Brings("anything") {
			t.Error("who is at the desk reaches everything of the account")
		}
	})
	t.Run("it_is_written_into_a_claim_and_read_back", func(t *testing.T) {
		for _, e := range []*Errand{
			{Task: TaskCheck, Case: s.c.ID}, {Task: TaskUpload, Case: s.c.ID, Purposes: []Purpose{PortraitSide, EmblemSide}},
		} {
			if again, ok := ErrandOf(e.Claims()); !ok || !reflect.DeepEqual(again, e) {
				t.Errorf("%q is read as %+v", e.Claims(), again)
			}
		}
		for _, bad := range []string{"", "check", "check:", "check:x", "pay:" + string(s.c.ID), "[check " + string(s.c.ID) + "]"} {
			if e, ok := ErrandOf(bad); ok {
				t.Errorf("%q is read as %+v", bad, e)
			}
		}
		if (*Errand)(nil).Claims() != "" {
			t.Error("no errand says something")
		}
	})
}
