package realname

import (
	"fmt"
	"slices"
	"testing"
	"time"
)

// longAgo is when the accounts of these tests were verified: long before any cool-down has passed.
var longAgo = noon.AddDate(0, -2, 0)

// ofPerson is an account that belongs to the person.
func ofPerson(x Person) Account {
	f := formOf(x)
	return Account{ID: "acct_a", Rev: 2, Identity: &Identity{
		Kind: PersonSubject, Subject: "person:v1:present", Document: string(f.Document), Name: f.Name, Number: f.Number,
		NameDigest: []string{"v2:present", "v1:present"}, Sealed: []byte("present"), Method: WeChatScan, Case: NewCaseID(), VerifiedAt: longAgo,
	}}
}

// ofCompany is an account that belongs to the enterprise.
func ofCompany(x Enterprise) Account {
	f := companyForm(x)
	return Account{ID: "acct_a", Rev: 2, Identity: &Identity{
		Kind: EnterpriseSubject, Subject: "enterprise:v1:present", Document: string(f.Document), Name: f.Name, Number: f.Number,
		NameDigest: []string{"v2:present", "v1:present"}, Sealed: []byte("present"), Method: TopUp, Case: NewCaseID(), VerifiedAt: longAgo,
		Commercial: f.Commercial, Evidence: ByRegister,
	}}
}

// accepts are all agreements of the flow, accepted.
func accepts(p *Policy, ids []string) []Consent {
	var all []Consent
	for _, a := range p.agreements(ids) {
		all = append(all, Consent{Agreement: a.ID, Version: a.Version, SHA256: a.SHA256})
	}
	return all
}

// opening is what opens a case of the kind as the policy wants it.
func opening(p *Policy, k Kind, channel Channel, a Account) Opening {
	f, _ := p.flow(k, channel, a.Identity)
	return Opening{Kind: k, Channel: channel, Consents: accepts(p, f.Consents)}
}

// change opens a case on an account that is verified already, or on any account for an appeal.
func change(t testing.TB, p *Policy, k Kind, channel Channel, a Account) *companyStory {
	t.Helper()
	s := &companyStory{&story{t: t, p: p, now: noon, person: adult(t, 1)}, company(t)}
	commit, err := Open(p, a, a.ID, NewCaseID(), opening(p, k, channel, a), s.request())
	if err != nil {
		t.Fatalf("%s: %v", k, err)
	}
	s.c, s.commit = commit.Case, commit
	return s
}

// fillNew fills in the form of the new subject, with the consent to take over.
func (s *companyStory) fillNew() *companyStory {
	s.t.Helper()
	consents := accepts(s.p, s.p.flowOf(s.c).FormConsents)
	if s.c.Kind.Subject() == PersonSubject {
		s.do(FillPerson{Person: s.person, Form: formOf(s.person), Consents: consents})
	} else {
		s.do(FillEnterprise{Enterprise: s.x, Licence: uploaded(s.c, LicencePicture), Form: companyForm(s.x), Consents: consents})
	}
	return s
}

// passes starts the check of the step and lets it pass.
func (s *companyStory) passes() *companyStory {
	s.t.Helper()
	s.start()
	s.say(Passed, "")
	return s
}

// proofs are uploads of the papers that the flow asks for, one of each group.
func (s *companyStory) proofs() []Document {
	var all []Document
	seen := map[Purpose]bool{}
	for _, group := range s.c.Needed(s.p) {
		if !seen[group[0]] {
			all = append(all, uploaded(s.c, group[0]))
			seen[group[0]] = true
		}
	}
	return all
}

func (s *companyStory) handIn() *companyStory {
	s.t.Helper()
	s.do(FileProof{Documents: s.proofs(), ReviewBy: reviewBy, AnswerBy: noon.AddDate(0, 0, s.p.Review.AnswerDays)})
	return s
}

var clerk = Actor{Role: Reviewer, ID: "clerk"}

// post books in all papers of the flow.
func (s *companyStory) post() *companyStory {
	s.t.Helper()
	var pieces []Purpose
	for _, group := range s.c.Needed(s.p) {
		pieces = append(pieces, group[0])
	}
	return s.must(clerk, BookIn{clerk, pieces, true, reviewBy})
}

// approve approves it, by as many reviewers as policy asks for.
func (s *companyStory) approve() *companyStory {
	s.t.Helper()
	if !slices.Contains(s.p.Review.OneReviewer, s.c.Kind) {
		s.must(colleague, s.decide(Approve, colleague, Review{}))
	}
	return s.must(reviewer, s.decide(Approve, reviewer, Review{}))
}

// declared is what the old representative declares about the enterprise that the account goes to, under two keys.
func declared() Declaration {
	return Declaration{
		Name: "云笺****", Number: "91****", Sealed: []byte("sealed"), Subjects: []SubjectKey{"enterprise:v2:new", "enterprise:v1:old"},
		NameDigest: []string{"v2:n", "v1:n"}, Representative: &SealedParty{Name: "顾**"},
	}
}

// renamed is the form of the present enterprise under a new name.
func renamed(c Case, x Enterprise) Declare {
	f := c.Present().Renamed(x.Name, []string{"v2:renamed", "v1:renamed"}, []byte("renamed"))
	return Declare{Declaration: Declaration{Name: f.Name, Sealed: []byte("sealed")}, Form: f}
}

// appealed is what somebody declares whose document was used.
func appealed() Declare {
	return Declare{Declaration: Declaration{
		Name: "顾**", Number: "1****", Sealed: []byte("sealed"), Subjects: []SubjectKey{"person:v2:new", "person:v1:old"}, NameDigest: []string{"v1:n"},
		Phone: "138****0000", PhoneDigest: []string{"v1:p"}, Holder: "acct_fi***st",
	}}
}

// forfeited is the case by which an account is released after somebody's appeal.
func forfeited(t testing.TB) Case {
	t.Helper()
	a := ofPerson(adult(t, 0))
	commit, ok := Forfeit(a, NewCaseID(), NewCaseID(), []SubjectKey{"person:v2:present", a.Identity.Subject}, Request{By: system, Now: noon})
	if !ok {
		t.Fatal("nothing to release")
	}
	return commit.Case
}

// changeAt is a case at each state that only changes, releases, appeals and a group's methods come to.
func changeAt(t testing.TB, state State) *story {
	t.Helper()
	person, firm := ofPerson(adult(t, 0)), ofCompany(company(t))
	switch state {
	case Declaring:
		return change(t, tencent(t), EnterpriseName, "", firm).story
	case Identifying:
		return change(t, tencent(t), PersonToPerson, "", person).story
	case IdentityChecking:
		return change(t, tencent(t), PersonToPerson, "", person).start()
	case Gathering:
		return change(t, aliyun(t), Release, "", person).story
	case Posting:
		return change(t, aliyun(t), EnterpriseToPerson, ByPost, firm).fillNew().story
	case AwaitingCode:
		s := begin(t, jdcloud(t), adult(t, 0)).fill()
		return s.do(Choose{Method: BankCard, Party: &SealedParty{Name: "****1234"}}).send()
	case Released:
		return change(t, aliyun(t), Release, "", person).handIn().approve().story
	case Upheld:
		s := change(t, tencent(t), Appeal, "", Account{ID: "acct_a"})
		s.do(appealed())
		return s.handIn().approve().story
	case Expired:
		s := change(t, tencent(t), PersonToPerson, "", person)
		s.now = s.c.Deadline()
		s.must(system, Expire{})
		s.now = noon
		return s.story
	}
	panic(fmt.Sprintf("no way to %s", state))
}

// send puts a code out.
func (s *story) send() *story {
	s.t.Helper()
	return s.do(SendCode{Person: s.person, Code: SentCode{Phone: "138****0000", Sealed: []byte("code"), ExpiresAt: s.now.Add(s.p.CodeLife())}})
}

const day = 24 * time.Hour
