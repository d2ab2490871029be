package realname

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"
)

// told is a case with everything in it that an event can hold.
func told(state State, ended time.Time) Case {
	secret := []byte("sealed-secret")
	party := &SealedParty{Name: "secret*", Number: "secret-9", Sealed: secret}
	opened := Event{
		ID: NewEventID(), Type: Opened, At: ended.Add(-time.Hour), By: Holder, Who: "secret-who", State: Filling, Deadline: ended.AddDate(0, 0, 7),
		Consents: []Consent{{Agreement: "give", Version: "1", SHA256: "abc"}},
		Present:  &Identity{Kind: PersonSubject, Subject: "secret-key", Name: "secret*", Number: "secret-9", NameDigest: []string{"secret"}, Sealed: secret, Method: Face, Case: NewCaseID()},
	}
	all := Event{
		ID: NewEventID(), Type: PapersAsked, At: ended, By: Reviewer, Who: "rev1", State: state, Fault: CodeReviewRefused, Method: CorporateTransfer,
		Replay: &Replay{"secret-key", "secret-print"}, Holders: []string{"secret-holder"}, Party: party,
		Form:     &Form{Name: "secret*", Number: "secret-9", Address: "secret", Sealed: secret, Subjects: []SubjectKey{"secret-key"}, NameDigest: []string{"secret"}, Contact: "secret", Reading: secret},
		Check:    &Check{ID: "chk_secret", URL: "https://secret"},
		Papers:   &Papers{Account: "secret", Sealed: secret, Representative: *party, Documents: []DocumentRef{{SHA256: "secret"}}},
		Supplied: []DocumentRef{{SHA256: "secret"}}, Deposit: &Deposit{Sealed: secret, Reference: "secret-reference"},
		Review:   &Review{Reason: "blurred", Comment: "secret comment", Note: "secret note", Saw: []DocumentRef{{SHA256: "secret"}}},
		Declared: &Declaration{Name: "secret", Sealed: secret, Phone: "secret", PhoneDigest: []string{"secret"}, Query: "secret"},
		Code:     &SentCode{Phone: "secret", Sealed: secret},
	}
	return Case{
		ID: NewCaseID(), Kind: PersonToPerson, Account: "acct_1", Ref: secret, Events: []Event{opened, all},
		Handoff: Handoff{Metadata: map[string]string{"note": "secret"}},
	}
}

// A redacted case says that it was, how it ended, what was agreed to and who of staff decided, and nothing of people.
func TestRedact(t *testing.T) {
	now := time.Date(2026, 11, 30, 12, 0, 0, 0, time.UTC)
	by := Request{By: Actor{Role: Platform, ID: "shop"}, Now: now}
	c := told(Refused, now.AddDate(0, 0, -1))
	t.Run("RULES_L1_a_skeleton_is_left", func(t *testing.T) {
		commit, redacted, err := c.Redact(Account{ID: "acct_1"}, by)
		if err != nil || redacted {
			t.Fatal(redacted, err)
		}
		after := commit.Case
		text, err := json.Marshal(after)
		if err != nil || strings.Contains(string(text), "secret") || strings.Contains(string(text), "c2VjcmV0") {
			t.Errorf("people are known still, %v: %s", err, text)
		}
		if after.Version() != c.Version()+1 || after.Status(now) != StatusRefused || after.Fault(now) != CodeReviewRefused || !after.RedactedAt().Equal(now) {
			t.Errorf("status %s, fault %s, redacted at %s", after.Status(now), after.Fault(now), after.RedactedAt())
		}
		e := after.Events[1]
		if e.ID != c.Events[1].ID || e.Who != "rev1" || e.Method != CorporateTransfer || e.Review.Reason != "blurred" || !slices.Equal(after.Events[0].Consents, c.Events[0].Consents) {
			t.Errorf("more was erased than people: %+v", e)
		}
		if commit.Account != nil || commit.Take != nil || commit.Give != nil {
			t.Error("the account is touched")
		}
		if _, again, err := after.Redact(Account{}, by); !again || err != nil {
			t.Error("twice is not once", again, err)
		}
	})
	t.Run("RULES_L1_what_is_open_or_in_use_stays", func(t *testing.T) {
		in := Account{Identity: &Identity{Case: c.ID}}
		for _, tc := range []struct {
			state State
			at    time.Time
			a     Account
			want  Code
		}{
			{Filling, now, Account{}, CodeWrongState},
			{Reviewing, now, Account{}, CodeWrongState},
			{Verified, now, in, CodeIdentityInUse},
			{Upheld, now.Add(-time.Minute), Account{}, CodeConflict},
			{Upheld, now.Add(-2 * time.Hour), Account{}, ""},
			{Verified, now, Account{Identity: &Identity{Case: NewCaseID()}}, ""},
			{Canceled, now, in, CodeIdentityInUse},
		} {
			x := told(tc.state, tc.at)
			x.ID = c.ID
			_, _, err := x.Redact(tc.a, by)
			if tc.want == "" && err != nil || tc.want != "" && !errors.Is(err, Refuse(tc.want)) {
				t.Errorf("%s: %v, want %q", tc.state, err, tc.want)
			}
		}
	})
	t.Run("RULES_L2_each_end_has_its_days", func(t *testing.T) {
		p := &Policy{Retention: RetentionPolicy{Left: 1, Failed: 2, Papers: 3, Former: 4, Closed: 5, Messages: 6}}
		ended := now.AddDate(0, 0, -100)
		stands := Account{Identity: &Identity{Case: c.ID}}
		for _, tc := range []struct {
			state State
			a     Account
			kept  Keeping
			what  Erasure
			due   time.Time
		}{
			{Filling, Account{}, Keeping{}, EraseNothing, time.Time{}},
			{Canceled, Account{}, Keeping{}, EraseAll, ended.AddDate(0, 0, 1)},
			{Expired, Account{}, Keeping{}, EraseAll, ended.AddDate(0, 0, 1)},
			{Refused, Account{}, Keeping{}, EraseAll, ended.AddDate(0, 0, 2)},
			{Verified, stands, Keeping{}, ErasePapers, ended.AddDate(0, 0, 3)},
			{Verified, stands, Keeping{Papers: true}, EraseNothing, time.Time{}},
			{Verified, Account{}, Keeping{Left: now}, ErasePapers, ended.AddDate(0, 0, 3)},
			{Verified, Account{}, Keeping{Left: now, Papers: true}, EraseAll, now.AddDate(0, 0, 4)},
			{Verified, Account{}, Keeping{Papers: true}, EraseAll, ended.AddDate(0, 0, 4)},
			{Released, Account{}, Keeping{}, EraseAll, ended.AddDate(0, 0, 5)},
			{Upheld, Account{}, Keeping{}, EraseAll, ended.AddDate(0, 0, 5)},
		} {
			x := told(tc.state, ended)
			x.ID, x.Kind = c.ID, PersonalVerification
			if what, due := x.Due(tc.a, p, tc.kept); what != tc.what || !due.Equal(tc.due) {
				t.Errorf("%s: %q on %s, want %q on %s", tc.state, what, due, tc.what, tc.due)
			}
		}
	})
	t.Run("RULES_L2_whom_the_account_belonged_to_before", func(t *testing.T) {
		p := &Policy{Retention: RetentionPolicy{Papers: 3, Former: 4}}
		ended := now.AddDate(0, 0, -100)
		x := told(Verified, ended)
		x.Kind = PersonToPerson
		stands := Account{Identity: &Identity{Case: x.ID}}
		for _, tc := range []struct {
			a    Account
			kept Keeping
			what Erasure
			days int
		}{
			{stands, Keeping{}, ErasePapers, 3},
			{stands, Keeping{Papers: true}, EraseFormer, 4},
			{Account{}, Keeping{Left: now, Papers: true}, EraseFormer, 4},
			{Account{}, Keeping{Papers: true}, EraseAll, 4},
		} {
			if what, due := x.Due(tc.a, p, tc.kept); what != tc.what || !due.Equal(ended.AddDate(0, 0, tc.days)) {
				t.Errorf("%+v: %q on %s, want %q", tc.kept, what, due, tc.what)
			}
		}
		commit, done, err := x.EraseFormer(by)
		if err != nil || done {
			t.Fatal(done, err)
		}
		after := commit.Case
		text, err := json.Marshal(after.Events[:1])
		if err != nil || strings.Contains(string(text), "secret") || strings.Contains(string(text), "c2VjcmV0") {
			t.Errorf("the former owner is known still, %v: %s", err, text)
		}
		if after.Last().Type != FormerErased || after.Last().Ends() || after.Last().State != Verified || after.KnowsFormer() {
			t.Errorf("it stands at %+v", after.Last())
		}
		if f := after.Form(); f == nil || f.Name != "secret*" || after.Papers() == nil {
			t.Error("whom it belongs to is gone")
		}
		if what, _ := after.Due(stands, p, Keeping{Papers: true}); what != EraseNothing {
			t.Errorf("%q is due still", what)
		}
		if _, again, err := after.EraseFormer(by); !again || err != nil {
			t.Error("twice is not once", again, err)
		}
		if _, _, err := told(Refused, ended).EraseFormer(by); !errors.Is(err, Refuse(CodeWrongState)) {
			t.Error("of a change that did not end well:", err)
		}
	})
}
