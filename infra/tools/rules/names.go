package main

import (
	"regexp"
	"slices"
	"strings"
)

var (
	idToken  = regexp.MustCompile(`^[A-Z][0-9]{1,2}$`)
	notToken = regexp.MustCompile(`[^A-Za-z0-9]+`)
)

// named returns the keys ("RULES B3", "THREATS L1") that a test's full name carries, each once, sorted.
//
// The naming convention: somewhere in the name of a test or subtest stands the word RULES (or THREATS, or FAULT), then one or
// more ids, with anything that is no letter or digit between them: `RULES_B3_wechat`, `RULES B3, B4: scans`
// (go test writes spaces as underscores), `TestRULES_A3`. The list ends at the first word that is no id, and at a
// slash. A bare id, as in `TestSeats/A3`, does not count: too many names would match by chance.
// A subtest carries the ids of the tests that it is part of.
func named(test string) []string {
	var keys []string
	for part := range strings.SplitSeq(test, "/") {
		kind := ""
		for _, word := range notToken.Split(part, -1) {
			switch {
			case word == "RULES" || word == "TestRULES":
				kind = "RULES"
			case word == "THREATS" || word == "TestTHREATS":
				kind = "THREATS"
			case word == "FAULT" || word == "TestFAULT":
				kind = "FAULT"
			case kind != "" && idToken.MatchString(word):
				keys = append(keys, kind+" "+word)
			default:
				kind = ""
			}
		}
	}
	slices.Sort(keys)
	return slices.Compact(keys)
}
