package main

import (
	"fmt"
	"strings"
)

// find returns the name of the first form in which the seed stands in text, or "".
func (s seed) find(text string) string {
	for _, f := range s.forms {
		if f.in(text) {
			return f.name
		}
	}
	return ""
}

// in tells whether text holds the form.
func (f form) in(text string) bool {
	for {
		at := strings.Index(text, f.text)
		if at < 0 {
			return false
		}
		end := at + len(f.text)
		if !f.alone || !hexAt(text, at-1) && !hexAt(text, end) {
			return true
		}
		text = text[end:]
	}
}

// hexAt tells whether text has a hexadecimal digit at i.
func hexAt(text string, i int) bool {
	return i >= 0 && i < len(text) && strings.IndexByte("0123456789abcdefABCDEF", text[i]) >= 0
}

// leaks searches everything that was put out for the seeds (THREATS L1). The output of one test is searched as one
// text, so that a value broken across two events is found; so are the names of tests. It returns one line per test
// and seed, which names the seed by its index and never shows it.
func (c *collector) leaks() []string {
	var found []string
	for _, t := range c.order {
		text := t.name + "\n" + t.output.String()
		for i, s := range c.seeds {
			if how := s.find(text); how != "" {
				found = append(found, fmt.Sprintf("seed %d (%s, %s) in the output of %s", i, s.what, how, c.mask(t.title())))
			}
		}
	}
	return found
}

// mask replaces every seed in text by its index, in all its forms: the runner's own output leaks nothing either.
func (c *collector) mask(text string) string {
	for i, s := range c.seeds {
		for _, f := range s.forms {
			if f.in(text) {
				text = strings.ReplaceAll(text, f.text, fmt.Sprintf("[seed %d]", i))
			}
		}
	}
	return text
}
