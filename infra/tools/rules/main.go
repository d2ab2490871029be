// Command rules shows which rules of real-name verification are proved by tests; `make rules` calls it.
//
//	go run ./infra/tools/rules [-json .cache/test.json] [-guides infra/guides] [-run]
//
// It reads the rows of the guides (rules, threats, faults) and the event stream that infra/tools/testrun wrote, and prints a
// line for each: id, what the tests say, how many carry it, the text, the first tests. How tests carry ids: see named. The
// last line is `N of M rules proved`; threats and faults stand in tables of their own. Exit code 1: a rule, threat or fault
// failed, a test carries an id that is in no guide, or a file is missing. A row that no test carries yet is no failure.
//
// The rules themselves live in shared/realname; nothing here runs in a deployment.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"slices"
	"strings"
)

func main() {
	events := flag.String("json", ".cache/test.json", "event stream of the last `make test`")
	list := flag.String("guides", "infra/guides", "folder of the guides with the rules, the threats and the faults")
	run := flag.Bool("run", false, "run the tests first where the event stream is missing")
	flag.Parse()

	bad, err := report(os.Stdout, *list, *events)
	if errors.Is(err, fs.ErrNotExist) && *run {
		cmd := exec.Command("go", "run", "./infra/tools/testrun", "-json-out", *events, "--", "./...")
		cmd.Stdout, cmd.Stderr = os.Stderr, os.Stderr
		_ = cmd.Run() // tests that fail are seen in the table
		bad, err = report(os.Stdout, *list, *events)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "rules:", err)
	}
	if err != nil || bad > 0 {
		os.Exit(1)
	}
}

// report prints the tables and returns how many rows failed, and how many ids are unknown.
func report(out io.Writer, folder, eventsFile string) (bad int, err error) {
	list, err := readList(folder)
	if err != nil {
		return 0, err
	}
	events, err := os.Open(eventsFile)
	if errors.Is(err, fs.ErrNotExist) {
		return 0, fmt.Errorf("no test results: run `make test` first (%w)", err)
	}
	if err != nil {
		return 0, err
	}
	defer events.Close()
	results, err := readResults(events)
	if err != nil {
		return 0, err
	}
	proofs := prove(results)

	unknown := unknownIDs(list, proofs)
	rules, rulesProved, rulesFailed := table(out, "RULES", list, proofs)
	fmt.Fprintln(out)
	threats, threatsProved, threatsFailed := table(out, "THREATS", list, proofs)
	fmt.Fprintf(out, "%d of %d threats answered\n\n", threatsProved, threats)
	faults, faultsProved, faultsFailed := table(out, "FAULT", list, proofs)
	fmt.Fprintf(out, "%d of %d faults held\n\n", faultsProved, faults)
	for _, line := range unknown {
		fmt.Fprintln(out, line)
	}
	fmt.Fprintf(out, "%d of %d rules proved\n", rulesProved, rules)
	return rulesFailed + threatsFailed + faultsFailed + len(unknown), nil
}

// table prints one line for each rule of the kind and returns how many there are, are proved, and failed.
func table(out io.Writer, kind string, list []rule, proofs map[string]*proof) (all, proved, failed int) {
	for _, r := range list {
		if r.kind != kind {
			continue
		}
		all++
		p := proofs[r.key()]
		if p == nil {
			p = &proof{}
		}
		tests, first := fmt.Sprintf("%4d tests", len(p.tests)), p.tests
		switch p.state() {
		case "passed":
			proved++
		case "failed":
			failed++
			tests, first = fmt.Sprintf("%4d tests, %d failed", len(p.tests), len(p.bad)), p.bad
		}
		fmt.Fprintf(out, "%-3s  %-6s  %s  %s%s\n", r.id, p.state(), tests, r.text, firstOf(first))
	}
	return all, proved, failed
}

// firstOf names the first two tests.
func firstOf(tests []string) string {
	if len(tests) == 0 {
		return ""
	}
	more := ""
	if len(tests) > 2 {
		more = ", …"
	}
	return "  [" + strings.Join(tests[:min(2, len(tests))], ", ") + more + "]"
}

// unknownIDs returns a line for each id that tests carry and the list lacks: a slip in a test's name would
// otherwise count for nothing, silently.
func unknownIDs(list []rule, proofs map[string]*proof) []string {
	known := map[string]bool{}
	for _, r := range list {
		known[r.key()] = true
	}
	var lines []string
	for key, p := range proofs {
		if !known[key] {
			lines = append(lines, fmt.Sprintf("unknown id %s%s", key, firstOf(append(p.tests, p.bad...))))
		}
	}
	slices.Sort(lines)
	return lines
}
