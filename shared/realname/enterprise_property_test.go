package realname

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"pgregory.net/rapid"
)

// limit is how many may sit under the key.
func (m *model) limit(key SubjectKey) int {
	switch {
	case strings.HasPrefix(string(key), "enterprise:"):
		return m.p.Quota.Enterprise
	}
	return m.p.Quota.Person
}

// late is how many events may come to a history that is full: what counts itself, and what ends a case.
func (m *model) late() int {
	return 3 + max(m.p.Deposit.ConfirmTries, m.p.Deposit.TopUpPayments, m.p.Codes.Tries)
}

func (m *model) companyForm(i int) Form {
	f := companyForm(m.firms[i])
	f.Subjects = []SubjectKey{SubjectKey(fmt.Sprintf("enterprise:v2:%d", i)), SubjectKey(fmt.Sprintf("enterprise:v1:%d", i))}
	return f
}

var reviewers = []Actor{reviewer, colleague, {Role: Reviewer, ID: "reviewer-3", Account: "acct_a"}}

// decision is a decision of the reviewer about what is there, or about something else.
func (m *model) decision(t *rapid.T, c Case, d Decision, by Actor) Decide {
	cmd := Decide{Decision: d, Reviewer: by, PayoutBy: m.now.Add(72 * time.Hour), Deposit: &Deposit{[]byte("s"), c.NextReference()}}
	cmd.Review = Review{Reason: ReasonPapersUnclear, Asked: []Purpose{PortraitSide}, Saw: c.Documents()}
	if rapid.IntRange(0, 4).Draw(t, "saw") == 0 && len(cmd.Review.Saw) > 0 {
		cmd.Review.Saw = slices.Repeat(cmd.Review.Saw[:1], len(cmd.Review.Saw))
	}
	return cmd
}

// along takes an enterprise from opening towards the state on the account, as far as it goes: AwaitingPayment, Reviewing,
// Supplementing or Confirming.
func (m *model) along(t *rapid.T, account AccountID, firm int, to State) {
	commit, err := Open(m.p, m.accounts[account], account, NewCaseID(), Opening{Kind: EnterpriseVerification}, m.request(Actor{Role: Platform}))
	if err != nil {
		return
	}
	if err := m.commit(t, commit); err != nil {
		t.Fatalf("opening: %v", err)
	}
	id := commit.Case.ID
	do := func(cmd Command) { m.give(t, m.cases[id], cmd) }
	do(FillEnterprise{Enterprise: m.firms[firm], Licence: uploaded(m.cases[id], LicencePicture), Form: m.companyForm(firm)})
	if to == AwaitingPayment {
		do(Choose{Method: TopUp, Evidence: ByRegister})
		do(Issue{Deposit{[]byte("s"), "dep"}, m.now.Add(7 * 24 * time.Hour)})
		return
	}
	do(Choose{Method: CorporateTransfer})
	do(m.filing(m.cases[id]))
	do(SetHandler{SealedParty{Name: "*"}})
	do(BeginCheck{Check: m.cases[id].NextCheck(m.p, m.now)})
	if check := m.cases[id].Check(); check != nil {
		do(Settle{Notice: Notice{ID: "msg", Check: check.ID, Outcome: Passed}, ReviewBy: m.now.Add(48 * time.Hour)})
	}
	if to == Reviewing {
		return
	}
	if to == Supplementing {
		m.giveAs(t, reviewer, m.cases[id], m.decision(t, m.cases[id], AskAgain, reviewer))
		return
	}
	for _, by := range reviewers[:2] {
		m.giveAs(t, by, m.cases[id], m.decision(t, m.cases[id], Approve, by))
	}
	for _, news := range []EventType{PayoutSent, PayoutArrived} {
		m.giveAs(t, Actor{Role: System}, m.cases[id], ReportPayout{news, m.now.Add(7 * 24 * time.Hour)})
	}
}

func (m *model) filing(c Case) Command {
	return HandIn{Papers{Account: "****"}, []Document{uploaded(c, PortraitSide), uploaded(c, EmblemSide)}}
}

// companyActions are what enterprises, reviewers and banks do.
func (m *model) companyActions() map[string]func(*rapid.T) {
	as := func(t *rapid.T, by Actor, command func(Case) Command) {
		if c, ok := m.draw(t); ok {
			m.giveAs(t, by, c, command(c))
		}
	}
	bank := Actor{Role: System, ID: "bank"}
	return map[string]func(*rapid.T){
		"enterprise fills": func(t *rapid.T) {
			i := rapid.IntRange(0, len(m.firms)-1).Draw(t, "enterprise")
			m.try(t, func(c Case) Command {
				return FillEnterprise{Enterprise: m.firms[i], Licence: uploaded(c, LicencePicture), Form: m.companyForm(i)}
			})
		},
		"enterprise chooses": func(t *rapid.T) {
			method := rapid.SampledFrom([]Method{OfficialAccount, RepresentativeFace, TopUp, CorporateTransfer}).Draw(t, "method")
			choose := Choose{Method: method, Evidence: ByRegister}
			if method.NeedsRepresentative() {
				choose.Party = &SealedParty{Name: "*"}
			}
			m.try(t, func(Case) Command { return choose })
		},
		"issue": func(t *rapid.T) {
			m.try(t, func(c Case) Command {
				return Issue{Deposit{[]byte("s"), c.NextReference()}, m.now.Add(7 * 24 * time.Hour)}
			})
		},
		"payment": func(t *rapid.T) {
			right := rapid.Bool().Draw(t, "right")
			as(t, bank, func(Case) Command { return ReceivePayment{Payment: Payment{ID: "pay"}, Right: right} })
		},
		"papers": func(t *rapid.T) { m.try(t, m.filing) },
		"handler": func(t *rapid.T) {
			m.try(t, func(Case) Command { return SetHandler{SealedParty{Name: "*"}} })
		},
		"claim": func(t *rapid.T) {
			by := rapid.SampledFrom(reviewers).Draw(t, "reviewer")
			as(t, by, func(Case) Command { return Claim{by, m.now.Add(30 * time.Minute)} })
		},
		"give back": func(t *rapid.T) {
			by := rapid.SampledFrom(reviewers).Draw(t, "reviewer")
			as(t, by, func(Case) Command { return GiveBack{by} })
		},
		"escalate": func(t *rapid.T) { as(t, bank, func(Case) Command { return Escalate{} }) },
		"decide": func(t *rapid.T) {
			by := rapid.SampledFrom(reviewers).Draw(t, "reviewer")
			d := rapid.SampledFrom([]Decision{Approve, Approve, Approve, AskAgain, RefuseCase, RefuseCase, "hm"}).Draw(t, "decision")
			as(t, by, func(c Case) Command { return m.decision(t, c, d, by) })
		},
		"supply": func(t *rapid.T) {
			m.try(t, func(c Case) Command {
				return Supply{Documents: []Document{uploaded(c, PortraitSide)}, ReviewBy: m.now.Add(48 * time.Hour)}
			})
		},
		"payout": func(t *rapid.T) {
			news := rapid.SampledFrom([]EventType{PayoutSent, PayoutLate, PayoutArrived, PayoutFailed}).Draw(t, "news")
			as(t, bank, func(Case) Command { return ReportPayout{news, m.now.Add(7 * 24 * time.Hour)} })
		},
		"confirm": func(t *rapid.T) {
			right := rapid.IntRange(0, 2).Draw(t, "right") == 0
			m.try(t, func(Case) Command { return CompareAmount{Right: right} })
		},
		"ring": func(t *rapid.T) { as(t, bank, func(Case) Command { return CloseDeposit{} }) },
		"along": func(t *rapid.T) { // so that enough cases get far
			account, firm := rapid.SampledFrom(modelAccounts).Draw(t, "account"), rapid.IntRange(0, len(m.firms)-1).Draw(t, "enterprise")
			m.along(t, account, firm, rapid.SampledFrom([]State{AwaitingPayment, Reviewing, Supplementing, Confirming}).Draw(t, "to"))
		},
	}
}

// checkCompany holds the history of a case to what must always be so of money and reviews.
func (m *model) checkCompany(t *rapid.T, c Case) {
	wrong, sent, approved := 0, 0, false
	for i, e := range c.Events {
		if e.Type == MethodChosen {
			wrong = 0
		}
		if e.Type == AmountWrong || e.Type == PaymentRefunded || e.Fault == CodeAmountAttempts || e.Fault == CodePaymentsExceeded {
			wrong++
		}
		if wrong > max(m.p.Deposit.ConfirmTries, m.p.Deposit.TopUpPayments) {
			t.Fatalf("%d wrong tries were counted", wrong)
		}
		if e.Type == ReviewApproved {
			approved, sent = true, 0
		}
		if e.Type == PayoutSent {
			if sent++; sent > 1 || !approved {
				t.Fatalf("paid %d times, approved %t", sent, approved)
			}
		}
		decided := e.Review != nil || e.Type == ReviewClaimed
		if decided && (e.By != Reviewer || e.Who == "reviewer-3" && c.Account == "acct_a") {
			t.Fatalf("%s by %s %s on %s", e.Type, e.By, e.Who, c.Account)
		}
		if e.Review != nil && !sameRefs(e.Review.Saw, c.AsOf(i).Documents()) {
			t.Fatal("a decision about other documents")
		}
		if e.Type != ReviewApproved && e.Type != ReviewSeconded {
			continue
		}
		before, d := c.AsOf(i), Decide{Reviewer: Actor{ID: e.Who}, Review: *e.Review}
		if who, held := before.ClaimedBy(e.At); !held || who != e.Who {
			t.Fatal("approved by who has not claimed it") // THREATS X9
		}
		if e.Type == ReviewApproved && !slices.Contains(m.p.Review.OneReviewer, c.Kind) && !before.seconds(d) {
			t.Fatal("one reviewer sufficed")
		}
	}
	if now := c.UpdatedAt(); c.Last().State == Reviewing {
		if who, held := c.ClaimedBy(now); held && who == "" {
			t.Fatal("claimed by nobody")
		}
	}
}
