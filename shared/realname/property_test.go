package realname

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// model is a world of five accounts that two people and two enterprises want to verify, change, release and appeal for, on
// a store that compares versions and turns and counts seats, as every store does. Clocks jump, callbacks are late, doubled
// and made up.
type model struct {
	p        *Policy
	now      time.Time
	people   []Person
	firms    []Enterprise
	accounts map[AccountID]Account
	cases    map[CaseID]Case
	order    []CaseID
	seen     map[CaseID][]Case // the case at each version
	seats    map[SubjectKey][]AccountID
	checks   []CheckID
	opened   map[CaseID]Account // the account as it was when the case was opened
	reached  map[State]int      // how often a case came to each state
}

var modelAccounts = []AccountID{"acct_a", "acct_b", "acct_c", "acct_d", "acct_e"}

func newModel(p *Policy, reached map[State]int, people ...Person) *model {
	return &model{
		p: p, now: noon, people: people, accounts: map[AccountID]Account{}, cases: map[CaseID]Case{},
		seen: map[CaseID][]Case{}, seats: map[SubjectKey][]AccountID{}, opened: map[CaseID]Account{},
		reached: reached,
	}
}

func (m *model) form(i int) Form {
	f := formOf(m.people[i])
	f.Subjects = []SubjectKey{SubjectKey(fmt.Sprintf("person:v2:%d", i)), SubjectKey(fmt.Sprintf("person:v1:%d", i))}
	return f
}

// commit is the store: all of it or nothing.
func (m *model) commit(t *rapid.T, c Commit) error {
	before, existed := m.cases[c.Case.ID], len(m.seen[c.Case.ID]) > 0
	state := c.Case.Last().State
	if before.Version() != c.Case.Version()-1 {
		return errors.New("conflict")
	}
	if existed && before.Last().State.Terminal() {
		t.Fatalf("%s happened to a case that is %s", c.Case.Last().Type, before.Last().State)
	}
	if superseded := c.Case.Last().Type == CaseSuperseded; (c.Account != nil) != (state.Terminal() && !superseded || !existed) {
		t.Fatalf("account changed: %t, in the commit that makes the case %s", c.Account != nil, state)
	}
	gains := state == Verified && c.Case.TakesSeat()
	loses := state == Released || gains && c.Case.Present() != nil
	if (c.Take != nil) != gains || (c.Give != nil) != loses {
		t.Fatalf("a seat moves in the commit that makes the case %s", state)
	}
	account := m.accounts[c.Case.Account]
	if c.Account != nil && c.Account.Rev != account.Rev {
		if !c.OnlyCloses() {
			return errors.New("conflict")
		}
		c.Account = nil // the account has gone on without the case, which ends alone
	}
	if c.Take != nil {
		holders := m.seats[c.Take.Subject]
		if (account.Identity != nil) != (c.Case.Present() != nil) && state == Verified {
			t.Fatal("an account is verified over what it is verified as")
		}
		if !slices.Contains(holders, c.Take.Account) {
			if len(holders) >= c.Take.Limit {
				return &QuotaFull{Holders: holders}
			}
			m.seats[c.Take.Subject] = append(slices.Clone(holders), c.Take.Account)
		}
	}
	if c.Give != nil {
		m.seats[c.Give.Subject] = slices.DeleteFunc(slices.Clone(m.seats[c.Give.Subject]), func(a AccountID) bool { return a == c.Give.Account })
	}
	if c.Account != nil {
		m.accounts[c.Case.Account] = c.Account.Apply(account)
	}
	after := m.accounts[c.Case.Account]
	if !existed {
		m.order = append(m.order, c.Case.ID)
		m.opened[c.Case.ID] = after
	}
	if before := m.opened[c.Case.ID]; c.Account != nil && existed && !(state == Verified || state == Released) {
		if !reflect.DeepEqual(before.Identity, after.Identity) || !c.Account.Lift && !before.Restricted.Equal(after.Restricted) {
			t.Fatalf("a case that was %s has changed its account", state)
		}
	}
	m.cases[c.Case.ID] = c.Case
	m.reached[state]++
	m.seen[c.Case.ID] = append(m.seen[c.Case.ID], c.Case)
	return nil
}

func (m *model) request(by Actor) Request { return Request{By: by, Now: m.now} }

// straight takes the first person from opening to proof on the account, as far as it goes.
func (m *model) straight(t *rapid.T, account AccountID) {
	commit, err := Open(m.p, m.accounts[account], account, NewCaseID(), Opening{Kind: PersonalVerification}, m.request(Actor{Role: Platform}))
	if err != nil {
		return
	}
	if err := m.commit(t, commit); err != nil {
		t.Fatalf("opening: %v", err)
	}
	id := commit.Case.ID
	m.give(t, m.cases[id], FillPerson{Person: m.people[0], Form: m.form(0)})
	m.give(t, m.cases[id], Choose{Method: WeChatScan})
	m.give(t, m.cases[id], BeginCheck{Person: m.people[0], Check: m.cases[id].NextCheck(m.p, m.now)})
	if check := m.cases[id].Check(); check != nil {
		m.give(t, m.cases[id], Settle{Notice: Notice{ID: "msg", Check: check.ID, Outcome: Passed}})
	}
}

// try gives a command to one of the cases, drawn.
func (m *model) try(t *rapid.T, command func(Case) Command) {
	if c, ok := m.draw(t); ok {
		m.give(t, c, command(c))
	}
}

// draw picks one of the newest cases, which are the open ones; false when there is none.
func (m *model) draw(t *rapid.T) (Case, bool) {
	if len(m.order) == 0 {
		return Case{}, false
	}
	newest := min(len(m.order), 6)
	return m.cases[m.order[len(m.order)-1-rapid.IntRange(0, newest-1).Draw(t, "case")]], true
}

// give lets the rules decide about the command, and commits what they say.
func (m *model) give(t *rapid.T, c Case, cmd Command) {
	m.giveAs(t, Actor{Role: Holder, ID: "u", Account: c.Account}, c, cmd)
}

// giveAs is give in the name of somebody.
func (m *model) giveAs(t *rapid.T, by Actor, c Case, cmd Command) {
	if cmd == nil {
		return
	}
	allowed := c.Allows(cmd.eventType(), m.p, m.now)
	commit, err := c.Apply(m.p, cmd, m.request(by))
	if err == nil && allowed != nil {
		t.Fatalf("%T was applied, though %v", cmd, allowed)
	}
	var refusal *Error
	if err != nil {
		if !errors.As(err, &refusal) {
			t.Fatalf("%T: %v is no refusal", cmd, err)
		}
		if !refusal.Code.Valid() {
			t.Fatalf("%T: %s does not exist", cmd, refusal.Code)
		}
		return
	}
	var full *QuotaFull
	if err := m.commit(t, commit); errors.As(err, &full) && commit.Case.Last().State == Verified {
		ended, err := c.Apply(m.p, RefuseQuota{Holders: full.Holders}, m.request(Actor{Role: Provider}))
		if err != nil {
			t.Fatalf("a full quota could not end the case: %v", err)
		}
		_ = m.commit(t, ended) // a lost race, when an expired case meets its successor
	}
}

func (m *model) actions() map[string]func(*rapid.T) {
	all := map[string]func(*rapid.T){
		"open": func(t *rapid.T) {
			account := rapid.SampledFrom(modelAccounts).Draw(t, "account")
			kind := rapid.SampledFrom([]Kind{PersonalVerification, EnterpriseVerification}).Draw(t, "kind")
			commit, err := Open(m.p, m.accounts[account], account, NewCaseID(), Opening{Kind: kind}, m.request(Actor{Role: Platform}))
			if err == nil {
				if err := m.commit(t, commit); err != nil {
					t.Fatalf("opening: %v", err)
				}
			}
		},
		"fill": func(t *rapid.T) {
			i := rapid.IntRange(0, len(m.people)-1).Draw(t, "person")
			m.try(t, func(Case) Command { return FillPerson{Person: m.people[i], Form: m.form(i)} })
		},
		"choose": func(t *rapid.T) {
			method := rapid.SampledFrom([]Method{WeChatScan, Face, QQScan, "palm"}).Draw(t, "method")
			m.try(t, func(Case) Command { return Choose{Method: method} })
		},
		"start": func(t *rapid.T) {
			m.try(t, func(c Case) Command {
				check := c.NextCheck(m.p, m.now)
				m.checks = append(m.checks, check.ID)
				return BeginCheck{Person: m.people[0], Check: check}
			})
		},
		"settle": func(t *rapid.T) {
			outcome := rapid.SampledFrom([]Outcome{Passed, Passed, Failed, Noted, "perhaps"}).Draw(t, "outcome")
			fault := rapid.SampledFrom([]Code{CodeFaceCovered, CodeNameMismatch}).Draw(t, "fault")
			live := rapid.Bool().Draw(t, "of the check in progress")
			m.try(t, func(c Case) Command {
				n := Notice{ID: "msg", Outcome: outcome}
				if outcome != Passed {
					n.Fault = fault
				}
				if check := c.Check(); live && check != nil {
					n.Check = check.ID
				} else if len(m.checks) > 0 {
					n.Check = rapid.SampledFrom(m.checks).Draw(t, "check")
				}
				return Settle{Notice: n, ReviewBy: m.now.Add(48 * time.Hour)}
			})
		},
		"back":   func(t *rapid.T) { m.try(t, func(Case) Command { return Back{} }) },
		"cancel": func(t *rapid.T) { m.try(t, func(Case) Command { return Cancel{} }) },
		"straight": func(t *rapid.T) { // so that enough cases get to their end
			m.straight(t, rapid.SampledFrom(modelAccounts).Draw(t, "account"))
		},
		"wait": func(t *rapid.T) {
			m.now = m.now.Add(time.Duration(rapid.SampledFrom([]int{1, 30, 180, 601, 86400, 8 * 86400, -1, -700, -2 * 86400}).Draw(t, "seconds")) * time.Second)
		},
		"": m.check,
	}
	maps.Copy(all, m.companyActions())
	maps.Copy(all, m.changeActions())
	return all
}

// check holds everything that is stored to what must always be so.
func (m *model) check(t *rapid.T) {
	for id, c := range m.cases {
		m.checkCase(t, id, c)
	}
	for key, holders := range m.seats {
		if len(holders) > m.limit(key) {
			t.Fatalf("%s has %d accounts", key, len(holders))
		}
	}
	for id, a := range m.accounts {
		sitting := 0
		for _, holders := range m.seats { // of payouts they are cases
			if slices.Contains(holders, id) {
				sitting++
			}
		}
		if (a.Identity != nil) != (sitting == 1) || sitting > 1 {
			t.Fatalf("%s: verified %t, with %d seats", id, a.Identity != nil, sitting)
		}
		if a.Identity != nil && !slices.Contains(m.seats[a.Identity.Subject], id) {
			t.Fatalf("%s is verified under another key than it sits", id)
		}
		if open, ok := m.cases[a.OpenCase]; a.OpenCase != "" && (!ok || open.Last().State.Terminal()) {
			t.Fatalf("%s has an open case that has ended", id)
		}
		var again Account
		roundTrip(t, a, &again)
		if !reflect.DeepEqual(a, again) {
			t.Fatalf("the account is another after JSON: %+v and %+v", a, again)
		}
	}
}

func (m *model) checkCase(t *rapid.T, id CaseID, c Case) {
	if c.ID != id || c.Version() != len(c.Events) || c.Version() != len(m.seen[id]) || c.Version() >= m.p.StepsPerCase+m.late() {
		t.Fatalf("version %d of %d commits, at most %d steps", c.Version(), len(m.seen[id]), m.p.StepsPerCase)
	}
	for v, then := range m.seen[id] {
		if !reflect.DeepEqual(c.AsOf(v+1), then) {
			t.Fatalf("version %d of %d is not what it was", v+1, c.Version())
		}
		if then.Last().State.Terminal() && v+1 != c.Version() {
			t.Fatal("something happened after the end")
		}
	}
	ended := c.Last().State.Terminal()
	for _, now := range []time.Time{m.now, noon.AddDate(-1, 0, 0), c.Deadline(), c.Deadline().Add(-1), noon.AddDate(9, 0, 0)} {
		status, turn := c.Status(now), c.WhoseTurn(now)
		if fault := c.Fault(now); fault != "" {
			if !fault.Valid() {
				t.Fatalf("the fault %q does not exist", fault)
			}
		}
		over := ended || !now.Before(c.Deadline())
		if (turn == TurnNobody) != over || (status == Processing) != (turn == TurnProvider || turn == TurnReviewer || turn == TurnBank) || (status == RequiresInput) != (turn == TurnApplicant) {
			t.Fatalf("%s: %s, %s's turn", c.Last().State, status, turn)
		}
		if (c.Allows(CaseCanceled, m.p, now) == nil) == over {
			t.Fatalf("%s, %s: can be canceled: %t", c.Last().State, status, !over)
		}
		recommended := 0
		for _, o := range c.Options(m.p, now) {
			if o.Available != (o.Reason == "") || o.Recommended && !o.Available {
				t.Fatalf("%+v", o)
			}
			if o.Recommended {
				recommended++
			}
		}
		if recommended > 1 {
			t.Fatal("two methods are recommended")
		}
	}
	checking := c.Last().State == Checking || c.Last().State == HandlerChecking || c.Last().State == IdentityChecking
	if (c.Check() != nil) != checking || c.Last().State == Checking && c.Check().Method != c.Method() {
		t.Fatalf("%s with a check: %t", c.Last().State, c.Check() != nil)
	}
	m.checkCompany(t, c)
	var again Case
	roundTrip(t, c, &again)
	if !reflect.DeepEqual(c, again) {
		t.Fatal("the case is another after JSON")
	}
}

func roundTrip(t *rapid.T, value, into any) {
	data, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, into); err != nil {
		t.Fatal(err)
	}
}

func TestAnyOrderOfSteps(t *testing.T) {
	reached := map[State]int{}
	small := func(p *Policy) {
		p.Quota.Person, p.StepsPerCase, p.ChecksPerDay, p.Codes.Tries = 1, 12, 2, 2
		p.Quota.Enterprise, p.Review.OneReviewer = 1, nil
	}
	for _, row := range []struct {
		name string
		p    *Policy
		set  func(*Policy)
	}{
		{"RULES_A1_A3_D1_H1_the_policy_of_Tencent", tencent(t), nil}, {"RULES_A1_A3_D1_H1_the_policy_of_JD", jdcloud(t), nil},
		{"RULES_A1_A3_D1_H1_the_policy_of_Alibaba", aliyun(t), nil}, {"RULES_A1_A3_D1_H1_a_policy_of_small_numbers", tencent(t), small},
	} {
		t.Run(row.name, func(t *testing.T) {
			if row.set != nil {
				row.set(row.p)
			}
			people, firms := []Person{adult(t, 0), adult(t, 1)}, []Enterprise{company(t), company(t)}
			firms[1].Code = codeOf(t, "uscc", schoolCode)
			rapid.Check(t, func(t *rapid.T) {
				m := newModel(row.p, reached, people...)
				m.firms = firms
				t.Repeat(m.actions())
			})
		})
	}
	for _, state := range states {
		if reached[state] == 0 {
			t.Errorf("no case ever was %s", state)
		}
	}
}
