package main

import (
	"fmt"
	"os/exec"
	"slices"
	"strings"
	"time"
)

// quietFor is how long nothing may be printed: after it a line says what is going on.
const quietFor = 10 * time.Second

// tell prints a line whenever nothing was printed for so long, until the function that it returns is called.
func tell(c *collector, after time.Duration) (stop func()) {
	ticks, done := time.NewTicker(after), make(chan struct{})
	began, seen := 0, -1
	go func() {
		for {
			select {
			case <-ticks.C:
				began++
				seen = c.progress(seen, time.Duration(began)*after)
			case <-done:
				return
			}
		}
	}()
	return func() {
		ticks.Stop()
		close(done)
	}
}

// progress prints what is going on if nothing was printed since seen lines; it returns how many there are now.
func (c *collector) progress(seen int, since time.Duration) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.lines != seen {
		return c.lines
	}
	var busy []string
	for _, t := range c.order {
		if t.pkg != "" && t.status == "" && !slices.Contains(busy, t.pkg) && !c.ended(t.pkg) {
			busy = append(busy, t.pkg)
		}
	}
	doing := "compiling"
	if len(busy) > 0 {
		doing = "in " + strings.Join(busy[:min(3, len(busy))], ", ")
	}
	fmt.Fprintf(c.out, "…     %.0f s, %d tests passed, %d failed; %s\n", since.Seconds(), c.count.passed, c.count.failed, doing)
	return c.lines
}

// ended tells whether the package's line was printed.
func (c *collector) ended(pkg string) bool {
	t := c.tests[pkg+" "]
	return t != nil && t.status != ""
}

// leaveOut replaces the patterns among the arguments of go test by the packages that they name, but for those whose tests
// need one of those packages, or that are one.
func leaveOut(args, without []string) ([]string, error) {
	patterns := slices.DeleteFunc(slices.Clone(args), isFlag)
	list := append([]string{"list", "-test", "-f", `{{.ImportPath}} {{join .Deps " "}}`}, patterns...)
	out, err := exec.Command("go", list...).Output()
	if err != nil {
		return nil, fmt.Errorf("go list: %w", err)
	}
	kept := slices.DeleteFunc(slices.Clone(args), func(a string) bool { return !isFlag(a) })
	for line := range strings.Lines(string(out)) {
		fields := strings.Fields(line)
		name, ok := strings.CutSuffix(fields[0], ".test")
		fields[0] = name
		if ok && !slices.ContainsFunc(fields, func(needed string) bool { return slices.Contains(without, needed) }) {
			kept = append(kept, name)
		}
	}
	return kept, nil
}

func isFlag(arg string) bool { return strings.HasPrefix(arg, "-") }
