package realname

import (
	"errors"
	"maps"
	"slices"
	"testing"
	"time"
)

// eventTypes are all types of event, from the source.
func eventTypes(t testing.TB) []EventType {
	t.Helper()
	var all []EventType
	for _, value := range constants(t)["EventType"] {
		all = append(all, EventType(value))
	}
	slices.Sort(all)
	return all
}

// allSteps are all steps, from the source.
func allSteps(t testing.TB) []Step {
	t.Helper()
	var all []Step
	for _, value := range constants(t)["Step"] {
		all = append(all, Step(value))
	}
	return all
}

// leads reports whether the event made what the table says.
func leads(from State, e Event) bool {
	to := transitions[from][e.Type]
	return e.State == to || to == Next && e.State != from
}

func TestTransitions(t *testing.T) {
	events := eventTypes(t)
	declared := constants(t)["State"]

	t.Run("RULES_H1_every_state_is_in_the_table_and_in_the_tests", func(t *testing.T) {
		delete(declared, "Next") // stands for others
		if len(declared) != len(states) || len(transitions) != len(states)+1 {
			t.Fatalf("%d states declared, %d in the tests, %d in the table", len(declared), len(states), len(transitions)-1)
		}
		for name, value := range declared {
			if _, ok := transitions[State(value)]; !ok || !slices.Contains(states, State(value)) {
				t.Errorf("%s is missing", name)
			}
		}
	})
	t.Run("RULES_H1_every_state_can_be_reached", func(t *testing.T) {
		reached, next := map[State]bool{"": true}, []State{""}
		steps := map[EventType]State{} // what Next can be: where a step of a flow begins, or the end of one
		for _, s := range allSteps(t) {
			if state, ok := s.entry(); ok {
				steps[EventType(s)] = state
			}
		}
		for _, k := range Kinds() {
			steps[EventType(k)] = k.row().end
		}
		steps[ReviewApproved] = Paying // of a transfer
		transitions := maps.Clone(transitions)
		transitions[Next] = steps
		for len(next) > 0 {
			from := next[0]
			next = next[1:]
			for _, to := range transitions[from] {
				if !reached[to] {
					reached[to] = true
					next = append(next, to)
				}
			}
		}
		for _, state := range states {
			if !reached[state] {
				t.Errorf("%s is never reached", state)
			}
		}
	})
	t.Run("RULES_H1_every_open_state_can_end", func(t *testing.T) {
		for _, state := range states {
			if canceled := transitions[state][CaseCanceled] == Canceled; canceled == state.Terminal() {
				t.Errorf("%s can be canceled: %t", state, canceled)
			}
		}
	})
	t.Run("RULES_H1_what_has_ended_has_no_exit", func(t *testing.T) {
		for _, state := range states {
			want := slices.Contains([]State{Verified, Released, Upheld, Expired, Refused, Canceled}, state)
			exits := maps.Clone(transitions[state])
			if exits[DepositWithdrawn] == state { // moves money, and neither the case nor the account (RULES C11)
				delete(exits, DepositWithdrawn)
			}
			if state.Terminal() != want || (len(exits) == 0) != want {
				t.Errorf("%s: terminal %t with %d exits", state, state.Terminal(), len(exits))
			}
		}
	})
	t.Run("RULES_H1_every_type_of_event_is_used_and_declared", func(t *testing.T) {
		used := map[EventType]bool{CaseRedacted: true, FormerErased: true} // after an end, and no move (Case.Redact)
		for _, exits := range transitions {
			for event := range exits {
				used[event] = true
			}
		}
		if len(used) != len(events) {
			t.Errorf("%d types declared, %d used", len(events), len(used))
		}
		for _, event := range events {
			if !used[event] {
				t.Errorf("%s never happens", event)
			}
		}
	})
	t.Run("RULES_A1_C6_C7_D8_a_step_is_done_by_what_proves_it_and_no_other_way", func(t *testing.T) {
		done := map[State]EventType{
			"": Opened, Declaring: Declared, IdentityChecking: CheckPassed, Gathering: PapersFiled, Posting: PostComplete,
			Filling: FormFilled, Checking: CheckPassed, AwaitingCode: CheckPassed, AwaitingPayment: DepositMatched,
			Reviewing: ReviewApproved, Confirming: AmountRight,
		}
		for from, exits := range transitions {
			for event, to := range exits {
				if (to == Next) != (done[from] == event) {
					t.Errorf("%s leads from %s to %s", event, from, to)
				}
				if event == DepositWithdrawn {
					continue // of a case that is verified already
				}
				if atOnce := from == Declaring && event == RegisterConfirmed; (to == Verified) != atOnce {
					t.Errorf("%s leads from %s to %s", event, from, to)
				}
			}
		}
	})
	t.Run("RULES_A1_every_flow_ends_well_by_proof_or_review_only", func(t *testing.T) {
		proofs := []EventType{CheckPassed, DepositMatched, AmountRight, ReviewApproved, RegisterConfirmed}
		for _, p := range []*Policy{tencent(t), jdcloud(t), aliyun(t)} {
			for _, f := range p.Flows {
				for from, exits := range transitions {
					c := Case{Kind: f.Kind, Steps: f.Steps}
					if c.Events = []Event{{State: from}}; from == "" {
						c.Events = nil
					}
					for event := range exits {
						if to, ok := c.to(event); ok && to.succeeded() && event != Forfeited && !slices.Contains(proofs, event) && slices.Contains(f.Steps, from.Step()) {
							t.Errorf("%s %s: %s leads from %s to %s", p.Profile, f.Kind, event, from, to)
						}
					}
				}
			}
		}
	})
	p := tencent(t)
	// What the table has, and the flow of the case at that state has not.
	elsewhere := map[State][]EventType{
		Identifying: {WentBack}, IdentityChecking: {WentBack}, Gathering: {WentBack}, Filling: {CheckStarted},
	}
	for _, state := range states {
		t.Run("RULES_H1_Allows_agrees_with_the_table_at_"+string(state), func(t *testing.T) {
			c := at(t, p, adult(t, 0), state).c
			for _, event := range append(slices.Clone(events), "", "exploded") {
				_, in := transitions[state][event]
				in = in && !slices.Contains(elsewhere[state], event)
				err := c.Allows(event, p, noon)
				if in && err != nil {
					t.Errorf("%s: %v", event, err)
				}
				if !in {
					refused(t, err, map[bool]Code{true: CodeCaseExpired, false: CodeWrongState}[state == Expired && event != CaseExpired && event != CaseSuperseded], "")
				}
			}
		})
	}
	t.Run("RULES_H1_every_command_makes_the_event_that_it_names", func(t *testing.T) {
		x := adult(t, 0)
		for _, row := range []struct {
			at  State
			cmd Command
		}{
			{Filling, FillPerson{Person: x, Form: formOf(x)}}, {Choosing, Back{}}, {Choosing, Choose{Method: Face}}, {Ready, BeginCheck{Person: x, Check: Check{Method: WeChatScan}}},
			{Checking, RefuseQuota{}}, {Filling, Cancel{}},
		} {
			s := at(t, p, x, row.at).do(row.cmd)
			if e := s.c.Last(); e.Type != row.cmd.eventType() || !leads(row.at, e) {
				t.Errorf("%T made %s", row.cmd, e.Type)
			}
		}
		for _, row := range companyCommands(t, p) {
			s := companyAt(t, p, row.at)
			cmd := row.cmd(s)
			if s.must(row.by, cmd); s.c.Last().Type != cmd.eventType() || !leads(row.at, s.c.Last()) {
				t.Errorf("%T made %s", cmd, s.c.Last().Type)
			}
		}
		for o, want := range map[Outcome]EventType{Passed: CheckPassed, Failed: CheckFailed, Noted: CheckNoted} {
			if s := at(t, p, x, Checking).say(o, ""); s.c.Last().Type != want {
				t.Errorf("%s made %s", o, s.c.Last().Type)
			}
		}
	})
}

func TestBoundOfTheHistory(t *testing.T) {
	p := tencent(t)
	p.StepsPerCase = 12
	full := func() *story {
		s := begin(t, p, adult(t, 0)).checking(Face)
		for s.c.Version() < p.StepsPerCase-2 {
			s.do(Choose{Method: Face}).start()
		}
		return s
	}
	t.Run("THREATS_S1_a_full_history_takes_no_more_steps", func(t *testing.T) {
		s := full()
		check := s.c.Check().ID
		for _, cmd := range []Command{Back{}, Choose{Method: QQScan}, BeginCheck{Person: s.person}, Settle{Notice: Notice{ID: "m", Check: check, Outcome: Failed}}} {
			refused(t, s.try(cmd), CodeTooManySteps, "")
		}
	})
	t.Run("THREATS_S1_a_full_history_can_still_end_each_way", func(t *testing.T) {
		full().do(Cancel{})
		full().say(Passed, "")
		full().do(RefuseQuota{})
	})
}

func TestReplays(t *testing.T) {
	p := tencent(t)
	key := &Replay{Key: "k", Print: "p"}
	s := begin(t, p, adult(t, 0))
	commit, err := s.c.Apply(p, FillPerson{Person: s.person, Form: formOf(s.person)}, Request{By: s.request().By, Now: noon, Replay: key})
	if err != nil {
		t.Fatal(err)
	}
	s.c = commit.Case
	s.do(Choose{Method: Face})
	const day = 24 * time.Hour
	for _, row := range []struct {
		name    string
		replay  *Replay
		after   time.Duration
		version int
		code    Code
	}{
		{"the_same_request", &Replay{Key: "k", Print: "p"}, 0, 2, ""},
		{"no_key", nil, 0, 0, ""},
		{"another_key", &Replay{Key: "l", Print: "p"}, 0, 0, ""},
		{"another_request_with_the_key", &Replay{Key: "k", Print: "q"}, 0, 0, CodeIdempotencyReused},
		{"to_the_end_of_24_hours", &Replay{Key: "k", Print: "p"}, day - 1, 2, ""},
		{"after_24_hours", &Replay{Key: "k", Print: "p"}, day, 0, ""},
		{"after_24_hours_another_request", &Replay{Key: "k", Print: "q"}, day, 0, ""},
	} {
		t.Run("THREATS_S1_"+row.name, func(t *testing.T) {
			version, err := s.c.Replayed(row.replay, noon.Add(row.after))
			if version != row.version || (err == nil) != (row.code == "") || err != nil && !errors.Is(err, Refuse(row.code)) {
				t.Errorf("version %d, %v", version, err)
			}
		})
	}
}

func TestACaseIsAValue(t *testing.T) {
	t.Run("RULES_H1_deciding_on_an_earlier_version_leaves_the_later_ones_alone", func(t *testing.T) {
		s := at(t, tencent(t), adult(t, 0), Checking)
		third := s.c.Events[2]
		for _, cmd := range []Command{Back{}, Cancel{}} {
			if _, err := s.c.AsOf(2).Apply(s.p, cmd, s.request()); err != nil {
				t.Fatal(err)
			}
			if s.c.Events[2].ID != third.ID || s.c.Events[2].Type != third.Type {
				t.Errorf("%T on version 2 rewrote version 3", cmd)
			}
		}
	})
}
