// Command lint holds the project to its house style (DESIGN §1, §8, §9); `make lint` calls it.
//
//	go run ./infra/tools/lint [-quick | -only name[,name]] [-list]
//
// It runs gofmt, go vet, staticcheck, exhaustive and cfn-lint, and checks of its own: one line per check, one line per finding.
// -quick leaves out what builds the functions or reads the template. A check with nothing to look at yet says so and passes. Exit code 1: something was found, or a check could not run.
// It looks at the files that git tracks or would add, and changes none.
//
// What the program does is not checked here: that is what tests are for.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"
)

// check is one thing that lint looks at. run returns the findings, each with its place.
type check struct {
	name, about string
	run         func(*tree) ([]string, error)
	slow        bool // left out by -quick
}

// What a check may say instead of findings: it passes with a word of why.
var (
	errNothing   = errors.New("nothing to look at yet")
	errNoCfnLint = errors.New("cfn-lint: not installed, template not linted")
)

func checks() []check {
	return []check{
		{"gofmt", "formatted as gofmt does", checkFormat, false},
		{"length", "files of at most 400 lines", checkLength, false},
		{"pkgdoc", "a comment for every package", checkPackageDoc, false},
		{"doc", "a comment for everything exported", checkExportedDoc, false},
		{"names", "nothing called utils, common, types, models", checkNames, false},
		{"imports", "arrows point down only", checkImports, false},
		{"vault", "sealed by the vault only", checkVault, false},
		{"clock", "time is read by the clock only", checkClock, false},
		{"skip", "no test is skipped", checkSkip, false},
		{"words", "nothing left unfinished", checkWords, false},
		{"hosts", "no package registry named", checkHosts, false},
		{"paths", "no machine's paths", checkPaths, false},
		{"mains", "functions of at most 25 lines", checkMains, false},
		{"profiles", "no profile named outside its file", checkProfiles, false},
		{"twice", "an exported type name in one package", checkTwice, false},
		{"vet", "go vet", checkVet, false},
		{"staticcheck", "go tool staticcheck", checkStatic, true},
		{"switches", "switches name all of a closed set", checkSwitches, true},
		{"reflect", "no method reflection in functions", checkReflect, true},
		{"size", "functions of at most 11 MB", checkSize, true},
		{"cfn-lint", "the template", checkTemplate, true},
	}
}

func main() {
	only := flag.String("only", "", "names of the checks to run, with commas between; empty for all")
	list := flag.Bool("list", false, "list the checks and end")
	quick := flag.Bool("quick", false, "leave out the slow checks")
	flag.Parse()
	if *list {
		for _, c := range checks() {
			fmt.Printf("%-12s %s\n", c.name, c.about)
		}
		return
	}
	if *quick {
		*only = strings.Join(quickNames(), ",")
	}
	if !run(os.Stdout, ".", *only, time.Now) {
		os.Exit(1)
	}
}

// quickNames are the names of the checks that are not slow.
func quickNames() (names []string) {
	for _, c := range checks() {
		if !c.slow {
			names = append(names, c.name)
		}
	}
	return names
}

// run runs the checks on the tree under root, prints how each went, and tells whether all passed.
func run(out io.Writer, root, only string, now func() time.Time) bool {
	chosen, err := choose(only)
	if err != nil {
		fmt.Fprintln(out, "lint:", err)
		return false
	}
	t, err := readTree(root)
	if err != nil {
		fmt.Fprintln(out, "lint:", err)
		return false
	}
	total := 0
	for _, c := range chosen {
		began := now()
		found, err := c.run(t)
		seconds := now().Sub(began).Seconds()
		switch {
		case errors.Is(err, errNothing) || errors.Is(err, errNoCfnLint):
			fmt.Fprintf(out, "none  %-12s %v\n", c.name, err)
		case err != nil:
			total++
			fmt.Fprintf(out, "FAIL  %-12s could not run: %v\n", c.name, err)
		case len(found) > 0:
			total += len(found)
			fmt.Fprintf(out, "FAIL  %-12s %d found (%s)\n      %s\n", c.name, len(found), c.about, strings.Join(found, "\n      "))
		default:
			fmt.Fprintf(out, "ok    %-12s %s, %.1f s\n", c.name, c.about, seconds)
		}
	}
	fmt.Fprintf(out, "%d checks, %d findings\n", len(chosen), total)
	return total == 0
}

// choose returns the checks with the given names, all of them for none.
func choose(only string) ([]check, error) {
	all := checks()
	if only == "" {
		return all, nil
	}
	var chosen []check
	for name := range strings.SplitSeq(only, ",") {
		at := slices.IndexFunc(all, func(c check) bool { return c.name == name })
		if at < 0 {
			return nil, fmt.Errorf("no check is called %q; -list names them", name)
		}
		chosen = append(chosen, all[at])
	}
	return chosen, nil
}
