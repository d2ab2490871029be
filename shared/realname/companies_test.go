package realname

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"shiming/infra/tests/pii"
	"shiming/shared/identity"
)

// The codes of made-up enterprises: of the commercial register (91, 92), and of another one (12).
const (
	companyCode = "91110101MA0000015M"
	traderCode  = "92110101MA00005843"
	schoolCode  = "12110101MA0000015T"
)

func codeOf(t testing.TB, kind identity.CodeKind, text string) identity.OrganisationCode {
	t.Helper()
	code, err := identity.ParseOrganisationCode(kind, text)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return code
}

func partyOf(x Person) Party { return Party{Name: x.Name, Document: x.Document} }

// company is an enterprise of the commercial register.
func company(t testing.TB) Enterprise {
	t.Helper()
	name, err1 := identity.ParseEnterpriseName("云笺科技（北京）有限公司")
	phone, err2 := identity.ParsePhone(pii.Adults[3].Phone)
	if err := errors.Join(err1, err2); err != nil {
		t.Fatal(err)
	}
	return Enterprise{
		Licence: BusinessLicence, Name: name, Code: codeOf(t, identity.UnifiedCode, companyCode),
		Address: Address{"北京市海淀区", "云笺路8号"}, Contact: ContactPerson{partyOf(adult(t, 3)), phone},
	}
}

// companyForm is what the step makes of an enterprise, under two digest keys.
func companyForm(x Enterprise) Form {
	return Form{
		Document: identity.DocumentKind(x.Licence), Name: x.Name.Masked(), Number: x.Code.Masked(), Address: x.Address.Masked(),
		Contact: x.Contact.Name.Masked(), Commercial: x.Code.Commercial(), Sealed: []byte("sealed"),
		Subjects: []SubjectKey{"enterprise:v2:new", "enterprise:v1:old"}, NameDigest: []string{"v2:n", "v1:n"},
	}
}

// uploaded is an accepted document of the case.
func uploaded(c Case, purpose Purpose) Document {
	id := NewDocumentID()
	return Document{
		ID: id, Rev: 2, Case: c.ID, Account: c.Account, Purpose: purpose, Type: "image/png", Size: 1000, State: DocumentAccepted,
		Version: "v-" + string(id), SHA256: strings.Repeat("0", 38) + string(id[4:]), Asked: noon, Seen: noon,
	}
}

// companyStory is a case of an enterprise that a test takes from step to step.
type companyStory struct {
	*story
	x Enterprise
}

var reviewer = Actor{Role: Reviewer, ID: "reviewer-1"}
var colleague = Actor{Role: Reviewer, ID: "reviewer-2"}

func sealedParty(x Person) *SealedParty {
	return &SealedParty{Name: x.Name.Masked(), Number: x.Document.Masked(), Sealed: []byte("sealed")}
}

// openCompany opens a case for the enterprise.
func openCompany(t testing.TB, p *Policy, x Enterprise) *companyStory {
	t.Helper()
	s := &companyStory{&story{t: t, p: p, now: noon, person: adult(t, 3)}, x}
	commit, err := Open(p, Account{}, "acct_a", NewCaseID(), Opening{Kind: EnterpriseVerification}, s.request())
	if err != nil {
		t.Fatal(err)
	}
	s.c, s.commit = commit.Case, commit
	return s
}

func (s *companyStory) fill() *companyStory {
	s.t.Helper()
	s.do(FillEnterprise{Enterprise: s.x, Licence: uploaded(s.c, LicencePicture), Form: companyForm(s.x)})
	return s
}

// choose chooses the method, naming the representative where it needs one.
func (s *companyStory) choose(m Method) *companyStory {
	s.t.Helper()
	choose := Choose{Method: m, Evidence: ByRegister}
	if m.NeedsRepresentative() {
		choose.Party = sealedParty(adult(s.t, 2))
	}
	s.do(choose)
	return s
}

// papers files the papers of a corporate transfer and names the handler.
func (s *companyStory) papers() *companyStory {
	s.t.Helper()
	papers := Papers{Account: "****5678", Sealed: []byte("sealed"), Representative: *sealedParty(adult(s.t, 2))}
	s.do(HandIn{papers, []Document{uploaded(s.c, PortraitSide), uploaded(s.c, EmblemSide)}})
	s.do(SetHandler{*sealedParty(adult(s.t, 5))})
	return s
}

// reviewBy is when a review of the tests is due.
var reviewBy = noon.Add(48 * time.Hour)

// handlerPasses proves the handler, which begins the review.
func (s *companyStory) handlerPasses() *companyStory {
	s.t.Helper()
	s.start()
	s.do(Settle{Notice: Notice{ID: "msg", Check: s.c.Check().ID, Outcome: Passed}, ReviewBy: reviewBy})
	return s
}

// underReview takes a corporate transfer into review.
func underReview(t testing.TB, p *Policy) *companyStory {
	t.Helper()
	return openCompany(t, p, company(t)).fill().choose(CorporateTransfer).papers().handlerPasses()
}

func (s *companyStory) decide(d Decision, by Actor, review Review) Decide {
	if review.Saw == nil {
		review.Saw = s.c.Documents()
	}
	cmd := Decide{Decision: d, Reviewer: by, Review: review, PayoutBy: noon.Add(72 * time.Hour)}
	if d == Approve {
		cmd.Deposit = &Deposit{Sealed: []byte("sealed"), Reference: s.c.NextReference()}
	}
	return cmd
}

// as gives a command in the name of somebody else.
func (s *companyStory) as(by Actor, cmd Command) error {
	was := s.by
	s.by = by
	defer func() { s.by = was }()
	s.claimed(cmd)
	return s.try(cmd)
}

// claims lets the reviewer claim the review, and returns the reviewer.
func (s *companyStory) claims(by Actor) Actor {
	s.t.Helper()
	s.must(by, Claim{Reviewer: by, Until: s.now.Add(30 * time.Minute)})
	return by
}

// claimed lets who approves something claim it first, where nobody has.
func (s *story) claimed(cmd Command) {
	if d, ok := cmd.(Decide); ok && d.Decision == Approve {
		if _, held := s.c.ClaimedBy(s.now); !held {
			_ = s.try(Claim{Reviewer: d.Reviewer, Until: s.now.Add(30 * time.Minute)})
		}
	}
}

// must gives a command in the name of somebody else, and fails when it is refused.
func (s *companyStory) must(by Actor, cmd Command) *companyStory {
	s.t.Helper()
	if err := s.as(by, cmd); err != nil {
		s.t.Fatalf("%T: %v", cmd, err)
	}
	return s
}

// askAgain asks for the portrait side again.
func (s *companyStory) askAgain() *companyStory {
	s.t.Helper()
	return s.must(reviewer, s.decide(AskAgain, reviewer, Review{Reason: ReasonPapersUnclear, Comment: "请重新拍摄", Note: "反光", Asked: []Purpose{PortraitSide}}))
}

var system = Actor{Role: System, ID: "transfer"}

// arrived takes a transfer to where the amount is to be confirmed.
func (s *companyStory) arrived() *companyStory {
	s.t.Helper()
	s.approve()
	s.must(system, ReportPayout{Type: PayoutSent, Deadline: noon.Add(72 * time.Hour)})
	return s.must(system, ReportPayout{Type: PayoutArrived, Deadline: noon.AddDate(0, 0, 7)})
}

// companyAt is a case of the enterprise at a state that only enterprises come to, by the shortest way.
func companyAt(t testing.TB, p *Policy, state State) *companyStory {
	t.Helper()
	s := openCompany(t, p, company(t)).fill()
	if state == AwaitingPayment {
		s.choose(TopUp).do(Issue{Deposit{[]byte("sealed"), s.c.NextReference()}, noon.AddDate(0, 0, 9)})
		return s
	}
	s.choose(CorporateTransfer).papers()
	if state == NamingHandler {
		s.do(Back{})
		return s
	}
	if state == HandlerReady {
		return s
	}
	if state == HandlerChecking {
		s.start()
		return s
	}
	s.handlerPasses()
	if state == Supplementing {
		return s.askAgain()
	}
	if state == Paying {
		return s.must(reviewer, s.decide(Approve, reviewer, Review{}))
	}
	if state == Confirming {
		return s.arrived()
	}
	if s.c.Last().State != state {
		panic(fmt.Sprintf("no way to %s", state))
	}
	return s
}
