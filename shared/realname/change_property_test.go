package realname

import (
	"fmt"
	"slices"
	"time"

	"pgregory.net/rapid"
)

// opening draws what somebody asks to open on the account: mostly what it is offered.
func (m *model) opening(t *rapid.T, a Account) (Opening, Actor) {
	by := Actor{Role: Holder, ID: "u", Account: a.ID}
	o := Opening{Kind: rapid.SampledFrom(Kinds()).Draw(t, "kind")}
	if offers := Offers(m.p, a, m.now); len(offers) > 0 && rapid.IntRange(0, 5).Draw(t, "as offered") > 0 {
		now := slices.DeleteFunc(slices.Clone(offers), func(o Offer) bool { return o.Reason != "" || o.Kind == Appeal })
		if len(now) > 0 && rapid.IntRange(0, 5).Draw(t, "now") > 0 {
			offers = now
		}
		offer := rapid.SampledFrom(offers).Draw(t, "offer")
		o.Kind, o.Channel = offer.Kind, offer.Channel
	}
	if f, ok := m.p.flow(o.Kind, o.Channel, a.Identity); ok && rapid.IntRange(0, 9).Draw(t, "without consent") > 0 {
		o.Consents = accepts(m.p, f.Consents)
	}
	if o.Kind == Reverification || rapid.IntRange(0, 3).Draw(t, "by the platform") == 0 {
		by = Actor{Role: Platform, ID: "p"}
	}
	if rapid.IntRange(0, 9).Draw(t, "debts") == 0 {
		o.Hindrances = []Hindrance{Arrears, LowBalance}
	}
	return o, by
}

func (m *model) openAny(t *rapid.T, account AccountID) {
	a := m.accounts[account]
	a.ID = account
	o, by := m.opening(t, a)
	commit, err := Open(m.p, m.accounts[account], account, NewCaseID(), o, m.request(by))
	if err != nil {
		return
	}
	if err := m.commit(t, commit); err != nil {
		t.Fatalf("opening: %v", err)
	}
}

// onward is what brings the case on from where it is.
func (m *model) onward(t *rapid.T, c Case) (Command, Actor) {
	by := Actor{Role: Holder, ID: "u", Account: c.Account}
	well := rapid.IntRange(0, 11).Draw(t, "well") > 0
	switch c.Last().State {
	case Declaring:
		return m.declaring(t, c), by
	case Filling:
		return m.filling(t, c), by
	case Choosing, Ready:
		if c.Last().State == Ready {
			return m.proving(c), by
		}
		return m.choosing(t, c), by
	case Identifying, HandlerReady:
		return m.checking(c), by
	case IdentityChecking, Checking, HandlerChecking:
		n := Notice{ID: "msg", Check: c.Check().ID, Outcome: Passed}
		settle := Settle{Notice: n, ReviewBy: m.now.Add(48 * time.Hour)}
		if !well {
			settle.Notice.Outcome, settle.Notice.Fault = Failed, CodeFaceCovered
		} else if c.Check().Method.TakesOver() {
			form := m.form(0)
			settle.Notice.GroupIdentity, settle.Form = &GroupIdentity{Person: m.people[0], Site: "jd"}, &form
		}
		return settle, Actor{Role: Provider, ID: "sandbox"}
	case AwaitingCode:
		confirm := CompareCode{Right: well}
		if well && c.Method() == Binding {
			confirm.Form, confirm.Site = c.Form(), "jd"
		}
		return confirm, by
	case Gathering:
		s := companyStory{&story{p: m.p, c: c}, Enterprise{}}
		return FileProof{Documents: s.proofs(), ReviewBy: m.now.AddDate(0, 0, 3)}, by
	case Posting:
		return m.posting(t, c), clerk
	case Supplementing:
		var all []Document
		for _, purpose := range c.Asked() {
			all = append(all, uploaded(c, purpose))
		}
		return Supply{Documents: all, ReviewBy: m.now.Add(48 * time.Hour)}, by
	case Reviewing:
		who := rapid.SampledFrom(reviewers).Draw(t, "reviewer")
		if _, held := c.ClaimedBy(m.now); !held {
			return Claim{who, m.now.Add(time.Hour)}, who
		}
		cmd := m.decision(t, c, Approve, who)
		if documents := c.Documents(); !well && len(documents) > 0 {
			cmd.Decision, cmd.Review.Asked = AskAgain, []Purpose{documents[0].Purpose}
		}
		return cmd, who
	case AwaitingPayment:
		return ReceivePayment{Payment: Payment{ID: "pay"}, Right: well}, system
	case NamingHandler:
		return SetHandler{SealedParty{Name: "*"}}, by
	case Paying:
		news := PayoutSent
		if c.Last().Type == PayoutSent {
			news = PayoutArrived
		}
		return ReportPayout{news, m.now.AddDate(0, 0, 7)}, system
	case Confirming:
		return CompareAmount{Right: well}, by
	case Verified, Released, Upheld, Expired, Refused, Canceled:
	}
	return Cancel{}, by
}

func (m *model) declaring(t *rapid.T, c Case) Command {
	i := rapid.IntRange(0, 1).Draw(t, "subject")
	if present := c.Present(); c.Kind == EnterpriseName && present != nil {
		cmd := renamed(c, m.firms[i])
		cmd.Form.NameDigest = []string{fmt.Sprintf("v1:name-%d", rapid.IntRange(0, 2).Draw(t, "name"))}
		cmd.Confirmed = rapid.Bool().Draw(t, "confirmed")
		return cmd
	}
	if c.Kind == Appeal {
		return appealed()
	}
	d, f := declared(), m.companyForm(i)
	d.Subjects, d.NameDigest, d.Abroad = f.Subjects, f.NameDigest, rapid.IntRange(0, 3).Draw(t, "abroad") == 0
	return Declare{Declaration: d}
}

func (m *model) filling(t *rapid.T, c Case) Command {
	i, consents := rapid.IntRange(0, 1).Draw(t, "subject"), accepts(m.p, m.p.flowOf(c).FormConsents)
	if len(c.Options(m.p, m.now)) > 0 && rapid.Bool().Draw(t, "without a form") {
		return m.choosing(t, c)
	}
	if c.Kind.Subject() == PersonSubject {
		return FillPerson{Person: m.people[i], Form: m.form(i), Consents: consents}
	}
	return FillEnterprise{Enterprise: m.firms[i], Licence: uploaded(c, LicencePicture), Form: m.companyForm(i), Consents: consents}
}

func (m *model) choosing(t *rapid.T, c Case) Command {
	choose := Choose{Method: Face}
	if options := c.Options(m.p, m.now); len(options) > 0 {
		choose.Method = rapid.SampledFrom(options).Draw(t, "method").Method
	}
	if choose.Method.Needs() != "" {
		choose.Party = &SealedParty{Name: "*"}
	}
	return choose
}

func (m *model) checking(c Case) Command {
	check := c.NextCheck(m.p, m.now)
	m.checks = append(m.checks, check.ID)
	return BeginCheck{Person: m.people[0], Check: check}
}

// proving begins what the method of the case asks for.
func (m *model) proving(c Case) Command {
	switch method := c.Method(); {
	case method == TopUp:
		return Issue{Deposit{[]byte("s"), c.NextReference()}, m.now.AddDate(0, 0, 9)}
	case method == CorporateTransfer:
		return m.filing(c)
	case method.ByCode():
		return SendCode{Person: m.people[0], Code: SentCode{Phone: "*", Sealed: []byte("code"), ExpiresAt: m.now.Add(m.p.CodeLife())}}
	}
	return m.checking(c)
}

func (m *model) posting(t *rapid.T, c Case) Command {
	var pieces []Purpose
	for _, group := range c.PostMissing(m.p) {
		if rapid.IntRange(0, 3).Draw(t, "here") > 0 {
			pieces = append(pieces, group[0])
		}
	}
	return BookIn{clerk, pieces, len(c.PostMissing(m.p, pieces...)) == 0, m.now.AddDate(0, 0, 3)}
}

// changeActions are what changes, releases, appeals and requests to verify again add.
func (m *model) changeActions() map[string]func(*rapid.T) {
	account := func(t *rapid.T) AccountID { return rapid.SampledFrom(modelAccounts).Draw(t, "account") }
	move := func(t *rapid.T, id CaseID) {
		if c := m.cases[id]; !c.Last().State.Terminal() {
			cmd, by := m.onward(t, c)
			m.giveAs(t, by, c, cmd)
		}
	}
	return map[string]func(*rapid.T){
		"open any": func(t *rapid.T) { m.openAny(t, account(t)) },
		"onward": func(t *rapid.T) {
			if c, ok := m.draw(t); ok {
				move(t, c.ID)
			}
		},
		"through": func(t *rapid.T) { // so that enough cases get to their end, one after the other
			a := account(t)
			for range rapid.IntRange(1, 3).Draw(t, "cases") {
				if m.accounts[a].Identity != nil && rapid.Bool().Draw(t, "long after") {
					m.now = m.now.AddDate(0, 0, 31)
				}
				if m.accounts[a].OpenCase == "" || !m.now.Before(m.accounts[a].OpenUntil) {
					m.openAny(t, a)
				}
				for range rapid.IntRange(4, 16).Draw(t, "steps") {
					if id := m.accounts[a].OpenCase; id != "" {
						move(t, id)
					}
				}
			}
		},
		"withdraw": func(t *rapid.T) {
			by := rapid.SampledFrom([]Actor{{Role: Holder, ID: "u"}, {Role: Platform, ID: "p"}}).Draw(t, "by")
			if c, ok := m.draw(t); ok {
				m.giveAs(t, by, c, Cancel{By: by.Role})
			}
		},
		"expire": func(t *rapid.T) {
			if c, ok := m.draw(t); ok {
				if rapid.Bool().Draw(t, "in time") && c.Deadline().After(m.now) {
					m.now = c.Deadline()
				}
				m.giveAs(t, system, c, Expire{Restricted: c.Kind == Reverification})
			}
		},
		"supersede": func(t *rapid.T) {
			if c, ok := m.draw(t); ok && c.Events[0].Supersedes != "" {
				m.giveAs(t, system, m.cases[c.Events[0].Supersedes], Supersede{By: c})
			}
		},
		"forfeit": func(t *rapid.T) {
			a := account(t)
			keys := m.form(rapid.IntRange(0, 1).Draw(t, "person")).Subjects
			before := m.accounts[a].Identity
			commit, ok := Forfeit(m.accounts[a], NewCaseID(), NewCaseID(), keys, m.request(system))
			if ok != (before != nil && slices.Contains(keys, before.Subject)) {
				t.Fatalf("released: %t", ok)
			}
			if ok {
				if err := m.commit(t, commit); err != nil {
					t.Fatalf("release after an appeal: %v", err)
				}
			}
		},
	}
}
