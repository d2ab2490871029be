package main

import (
	"io"
	"strings"

	"shiming/infra/tools/testrun/stream"
)

// proof is what the tests say about one rule.
type proof struct {
	tests []string // leaf tests that carry the rule, in the order in which they began
	bad   []string // tests that carry the rule and failed, were skipped or never ended
}

// state is the word for the table: a rule is proved when at least one test carries it and all of them passed.
func (p proof) state() string {
	switch {
	case len(p.bad) > 0:
		return "failed"
	case len(p.tests) == 0:
		return "none"
	default:
		return "passed"
	}
}

// result is how one test of the stream went.
type result struct {
	pkg, test string
	ended     bool
	failed    bool // failed or skipped, in any of its runs
	parent    bool // has subtests
}

// readResults reads a test event stream and returns its tests in the order in which they began, each once however
// often it ran.
func readResults(events io.Reader) ([]*result, error) {
	byName := map[string]*result{}
	var order []*result
	err := stream.Read(events, func(_ []byte, e stream.TestEvent) error {
		if e.Test == "" {
			return nil
		}
		name := e.Package + " " + e.Test
		r := byName[name]
		if r == nil {
			r = &result{pkg: e.Package, test: e.Test}
			byName[name] = r
			order = append(order, r)
			for at, char := range e.Test {
				if parent := byName[e.Package+" "+e.Test[:at]]; char == '/' && parent != nil {
					parent.parent = true
				}
			}
		}
		if e.Ended() {
			r.ended = true
			r.failed = r.failed || e.Action != "pass"
		}
		return nil
	})
	return order, err
}

// prove returns the proofs by key, also for ids that no list knows. A test that has subtests is not counted beside
// them, but its own failure counts.
func prove(results []*result) map[string]*proof {
	proofs := map[string]*proof{}
	for _, r := range results {
		title := strings.TrimPrefix(r.pkg, "shiming/") + " " + r.test
		for _, key := range named(r.test) {
			if proofs[key] == nil {
				proofs[key] = &proof{}
			}
			p := proofs[key]
			if !r.parent {
				p.tests = append(p.tests, title)
			}
			if r.failed || !r.ended {
				p.bad = append(p.bad, title)
			}
		}
	}
	return proofs
}
