package main

import (
	"fmt"
	"io"
	"strings"
	"sync"

	"shiming/infra/tools/testrun/stream"
)

// collector takes the events of one run, prints a line per package as it ends, with the full output of what failed,
// and keeps all output for the search at the end. add and progress may be called at the same time; the rest may not.
type collector struct {
	mu    sync.Mutex
	lines int // printed so far
	out   io.Writer
	seeds []seed
	tests map[string]*test
	order []*test // in the order in which they first appeared
	pkgs  map[string]*counts
	count counts
	hits  int // what finish found of personal data
}

// test is one test, subtest or, with an empty name, what a package (or the tool itself) printed outside its tests.
type test struct {
	pkg, name, status string // status: "" while running, then pass, fail or skip
	output            strings.Builder
}

// counts sums up tests and packages.
type counts struct {
	passed, failed, skipped, unfinished      int // tests and subtests
	pkgsPassed, pkgsFailed, pkgsWithoutTests int
}

func newCollector(out io.Writer, seeds []seed) *collector {
	return &collector{out: out, seeds: seeds, tests: map[string]*test{}, pkgs: map[string]*counts{}}
}

// title names the test for people.
func (t *test) title() string {
	if t.pkg == "" {
		return "go test itself"
	}
	return strings.TrimSpace(t.pkg + " " + t.name)
}

// at returns the record of a test, made at its first event.
func (c *collector) at(pkg, name string) *test {
	key := pkg + " " + name
	if c.tests[key] == nil {
		c.tests[key] = &test{pkg: pkg, name: name}
		c.order = append(c.order, c.tests[key])
		if c.pkgs[pkg] == nil {
			c.pkgs[pkg] = &counts{}
		}
	}
	return c.tests[key]
}

// add takes the next event.
func (c *collector) add(e stream.TestEvent) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if e.ImportPath != "" {
		e.Package = e.ImportPath
	}
	t := c.at(e.Package, e.Test)
	t.output.WriteString(e.Output)
	switch {
	case e.Package == "" || e.Action == "build-fail":
		c.printOutput(t, e.Output)
	case !e.Ended():
	case e.Test == "":
		t.status = e.Action
		c.endPackage(e)
	default:
		c.endTest(t, e.Action)
	}
}

// printOutput shows what the tools said outside any package at once, and a failed build as a whole.
func (c *collector) printOutput(t *test, fresh string) {
	if t.pkg != "" {
		fresh = t.output.String()
	}
	fmt.Fprint(c.out, c.mask(fresh))
}

// endTest counts a test once; with -count=2 the worse end stays.
func (c *collector) endTest(t *test, action string) {
	for _, n := range []*counts{&c.count, c.pkgs[t.pkg]} {
		switch action {
		case "pass":
			n.passed++
		case "fail":
			n.failed++
		case "skip":
			n.skipped++
		}
	}
	if t.status == "" || t.status == "pass" {
		t.status = action
	}
}

// endPackage prints the package's line, and in full what failed in it.
func (c *collector) endPackage(e stream.TestEvent) {
	c.lines++
	n := c.pkgs[e.Package]
	total := n.passed + n.failed + n.skipped
	switch {
	case e.Action == "fail":
		c.count.pkgsFailed++
		c.printFailures(e.Package)
		fmt.Fprintf(c.out, "FAIL  %-44s %5d tests, %d failed  %.1f s\n", e.Package, total, n.failed, e.Elapsed)
	case e.Action == "skip" || total == 0:
		c.count.pkgsWithoutTests++
		fmt.Fprintf(c.out, "none  %-44s no tests\n", e.Package)
	default:
		c.count.pkgsPassed++
		fmt.Fprintf(c.out, "ok    %-44s %5d tests  %.1f s\n", e.Package, total, e.Elapsed)
	}
}

// printFailures shows, masked, the output of every failed or unfinished test of pkg and of the package itself.
func (c *collector) printFailures(pkg string) {
	for _, t := range c.order {
		if t.pkg != pkg || t.status == "pass" || t.status == "skip" {
			continue
		}
		if t.name != "" && t.status == "" {
			t.status = "unfinished"
			c.count.unfinished++
		}
		if text := c.mask(t.output.String()); strings.TrimSpace(text) != "" {
			fmt.Fprintf(c.out, "----  %s\n%s", c.mask(t.title()), text)
		}
	}
}

// skipped lists the tests that were skipped.
func (c *collector) skipped() []string {
	var list []string
	for _, t := range c.order {
		if t.status == "skip" && t.name != "" {
			list = append(list, c.mask(t.title()))
		}
	}
	return list
}

// finish prints the summary and returns why the run is not good; nil if it is.
func (c *collector) finish(seconds float64) []string {
	n, size := c.count, 0
	for _, t := range c.order {
		size += t.output.Len()
	}
	hits, skipped := c.leaks(), c.skipped()
	c.hits = len(hits)
	fmt.Fprintf(c.out, "\npackages       %d ok, %d failed, %d without tests\n", n.pkgsPassed, n.pkgsFailed, n.pkgsWithoutTests)
	fmt.Fprintf(c.out, "tests          %d passed, %d failed, %d skipped, %d unfinished\n", n.passed, n.failed, n.skipped, n.unfinished)
	fmt.Fprintf(c.out, "personal data  %d seeds, %d hits in %.1f KB of output\n", len(c.seeds), len(hits), float64(size)/1000)
	fmt.Fprintf(c.out, "time           %.1f s\n", seconds)

	var bad []string
	if n.passed+n.failed+n.unfinished == 0 {
		bad = append(bad, "no test ran")
	}
	if n.failed+n.unfinished+n.pkgsFailed > 0 {
		bad = append(bad, "tests or packages failed")
	}
	for _, title := range skipped {
		bad = append(bad, "skipped: "+title)
	}
	for _, hit := range hits {
		bad = append(bad, "personal data (THREATS L1): "+hit)
	}
	return bad
}
