package browser

import (
	"testing"

	"shiming/shared/realname"
	"shiming/shared/realname/policies"
)

// cell is one flow that a policy lists, by one of the methods that the flow offers.
type cell struct {
	profile string
	flow    realname.FlowPolicy
	method  realname.Method // empty: the flow has none
	papers  bool            // it is done by papers, where it could be done at once
}

func (c cell) String() string {
	name := c.profile + "/" + string(c.flow.Kind)
	for _, more := range []string{string(c.flow.Channel), string(c.flow.Of), string(c.method)} {
		if more != "" {
			name += "." + more
		}
	}
	if c.papers {
		name += ".papers"
	}
	return name
}

// cells lists every flow of the profile by every method: what a policy offers and nobody has clicked is a test that fails.
func cells(t *testing.T, profile string) (all []cell) {
	t.Helper()
	policy, err := policies.Load(profile)
	if err != nil {
		t.Fatal(err)
	}
	for _, flow := range policy.Flows {
		for _, m := range flow.Methods {
			all = append(all, cell{profile: profile, flow: flow, method: m.Method})
		}
		if len(flow.Methods) == 0 {
			all = append(all, cell{profile: profile, flow: flow})
		}
		if flow.AtOnce {
			all = append(all, cell{profile: profile, flow: flow, papers: true})
		}
	}
	return all
}

// first is the flow of the kind that an account is verified by before it can be changed, by the profile's first method that verifies
// it here: who another site of the group has verified is changed there (RULES E4).
func first(t *testing.T, profile string, kind realname.Kind) cell {
	t.Helper()
	return firstOf(t, profile, kind, false)
}

// firstOf is first, or by the first method that takes over who another site of the group has verified.
func firstOf(t *testing.T, profile string, kind realname.Kind, group bool) cell {
	t.Helper()
	for _, c := range cells(t, profile) {
		if c.flow.Kind == kind && c.method.FromGroup() == group {
			return c
		}
	}
	t.Fatalf("%s has no %s", profile, kind)
	return cell{}
}

// Every flow that a policy lists, by every method, is done by clicking. The walk changes the language on every page, so that each
// is seen in both and something is pressed in either; every second flow is walked on a phone, in the dark (RULES H1, H2).
func TestRULES_H1_every_flow_by_clicking(t *testing.T) {
	i := 0
	for _, profile := range policies.Names() {
		for _, c := range cells(t, profile) {
			l := looks[i%len(looks)]
			i++
			t.Run(c.String(), func(t *testing.T) {
				t.Parallel()
				newWalk(t, c, l).through()
			})
		}
	}
}
