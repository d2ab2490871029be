package realname

import (
	"errors"
	"os"
	"testing"
	"time"

	"shiming/infra/tests/pii"
	"shiming/shared/identity"
)

// noon is the moment at which most tests happen: 15:00 on 14 March 2026 in Shanghai.
var noon = time.Date(2026, 3, 14, 7, 0, 0, 0, time.UTC)

// shanghai is the time zone of the rules.
var shanghai = time.FixedZone("CST", 8*60*60)

// shipped reads a profile as shared/realname/policies does, which this package cannot import.
func shipped(name string) (*Policy, error) {
	data, err := os.ReadFile("policies/" + name + ".json")
	if err != nil {
		return nil, err
	}
	return ParsePolicy(data, func(agreement string) (string, error) {
		text, err := os.ReadFile("policies/agreements/" + agreement + ".md")
		return string(text), err
	})
}

// noText is the text of every agreement of a policy that is written in a test.
func noText(string) (string, error) { return "text", nil }

func tencent(t testing.TB) *Policy { t.Helper(); return profile(t, "tencent") }
func jdcloud(t testing.TB) *Policy { t.Helper(); return profile(t, "jdcloud") }
func aliyun(t testing.TB) *Policy  { t.Helper(); return profile(t, "aliyun") }

func profile(t testing.TB, name string) *Policy {
	t.Helper()
	p, err := shipped(name)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// personOf makes the person of the list, born on the day that the number says, or in 1990 when it says none.
func personOf(t testing.TB, p pii.SeedPerson, kind identity.DocumentKind) Person {
	t.Helper()
	name, err1 := identity.ParseName(p.Name)
	document, err2 := identity.ParseDocument(kind, p.Number)
	if err := errors.Join(err1, err2); err != nil {
		t.Fatalf("%v: %v", p, err)
	}
	birth, known := document.Birth()
	if !known {
		birth = identity.Date{Year: 1990, Month: 3, Day: 7}
	}
	return Person{Name: name, Document: document, Birth: birth, Industry: "I",
		Address: Address{Region: Text(p.Region), Detail: Text(p.Address)}}
}

func adult(t testing.TB, i int) Person { return personOf(t, pii.Adults[i], identity.ResidentID) }

// formOf is what the step makes of a person, under two digest keys.
func formOf(x Person) Form {
	return Form{
		Document: x.Document.Kind(), Name: x.Name.Masked(), Number: x.Document.Masked(), Address: x.Address.Masked(), Industry: x.Industry,
		Sealed: []byte("sealed"), Subjects: []SubjectKey{"person:v2:new", "person:v1:old"}, NameDigest: []string{"v2:n", "v1:n"},
	}
}

// story is a case that a test takes from step to step.
type story struct {
	t      testing.TB
	p      *Policy
	now    time.Time
	c      Case
	commit Commit // the newest
	person Person
	by     Actor // the holder when it is zero
}

func (s *story) request() Request {
	if s.by.Role != "" {
		return Request{By: s.by, Now: s.now}
	}
	return Request{By: Actor{Role: Holder, ID: "user", Account: "acct_a"}, Now: s.now}
}

// begin opens a case for the person.
func begin(t testing.TB, p *Policy, x Person) *story {
	t.Helper()
	s := &story{t: t, p: p, now: noon, person: x}
	commit, err := Open(p, Account{}, "acct_a", NewCaseID(), Opening{Kind: PersonalVerification}, s.request())
	if err != nil {
		t.Fatal(err)
	}
	s.c, s.commit = commit.Case, commit
	return s
}

// try gives a command and returns why it was refused; the case stays as it was then.
func (s *story) try(cmd Command) error {
	commit, err := s.c.Apply(s.p, cmd, s.request())
	if err == nil {
		s.c, s.commit = commit.Case, commit
	}
	return err
}

func (s *story) do(cmds ...Command) *story {
	s.t.Helper()
	for _, cmd := range cmds {
		if err := s.try(cmd); err != nil {
			s.t.Fatalf("%T: %v", cmd, err)
		}
	}
	return s
}

func (s *story) fill() *story {
	s.t.Helper()
	return s.do(FillPerson{Person: s.person, Form: formOf(s.person)})
}

func (s *story) start() *story {
	s.t.Helper()
	check := s.c.NextCheck(s.p, s.now)
	check.URL = "https://phone.example/" + string(check.ID)
	return s.do(BeginCheck{Person: s.person, Check: check})
}

// checking goes the straight way to a QR code.
func (s *story) checking(m Method) *story {
	s.t.Helper()
	return s.fill().do(Choose{Method: m}).start()
}

// say brings the provider's word on the check in progress.
func (s *story) say(o Outcome, fault Code) *story {
	s.t.Helper()
	return s.do(Settle{Notice: Notice{ID: "msg", Check: s.c.Check().ID, Outcome: o, Fault: fault}})
}

// at is a case at each state, by the shortest way: of the person, or of an enterprise where no person comes.
func at(t testing.TB, p *Policy, x Person, state State) *story {
	t.Helper()
	s := begin(t, p, x)
	switch state {
	case AwaitingPayment, NamingHandler, HandlerReady, HandlerChecking, Reviewing, Supplementing, Paying, Confirming:
		s = companyAt(t, p, state).story
	case Filling:
	case Choosing:
		s.fill()
	case Ready:
		s.fill().do(Choose{Method: WeChatScan})
	case Checking:
		s.checking(WeChatScan)
	case Verified:
		s.checking(WeChatScan).say(Passed, "")
	case Refused:
		s.checking(WeChatScan).do(RefuseQuota{Holders: []AccountID{"acct_first", "acct_second"}})
	case Canceled:
		s.do(Cancel{})
	case Declaring, Identifying, IdentityChecking, Gathering, Posting, AwaitingCode, Released, Upheld, Expired:
		s = changeAt(t, state)
	}
	if s.c.Last().State != state {
		t.Fatalf("the case is %s, want %s", s.c.Last().State, state)
	}
	return s
}

// states are all states of a case, in the order in which they are declared.
var states = []State{
	Filling, Choosing, Ready, Checking, AwaitingPayment, NamingHandler, HandlerReady, HandlerChecking, Reviewing, Supplementing,
	Paying, Confirming, Declaring, Identifying, IdentityChecking, Gathering, Posting, AwaitingCode, Verified, Released, Upheld,
	Expired, Refused, Canceled,
}

// refused fails unless err is the refusal with the code, about the field.
func refused(t testing.TB, err error, code Code, field string) {
	t.Helper()
	var e *Error
	if !errors.As(err, &e) || e.Code != code || e.Field != field && string(e.Paper) != field {
		t.Errorf("got %v, want %v", err, RefuseField(code, field))
	}
}
