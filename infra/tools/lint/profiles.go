package main

import (
	"fmt"
	"path"
	"regexp"
	"strings"
)

// policyFiles is where the profiles are, a file each.
const policyFiles = "shared/realname/policies"

// checkProfiles: a cloud's ways are data. No line of Go outside the policies and the tests mentions a profile by its name,
// be it a string, an identifier or a comment, so that another profile needs no code. An address of the internet that the
// name is part of, and the name of a provider such as an adapter, is none of it.
func checkProfiles(t *tree) ([]string, error) {
	var names []string
	for _, file := range t.files {
		if path.Dir(file) == policyFiles && path.Ext(file) == ".json" {
			names = append(names, regexp.QuoteMeta(strings.TrimSuffix(path.Base(file), ".json")))
		}
	}
	if len(names) == 0 {
		return nil, errNothing
	}
	any := strings.Join(names, "|")
	word := regexp.MustCompile(`(^|[^\w.-])(` + any + `)([^\w.-]|[.-](\W|$)|$)`)
	identifier := regexp.MustCompile(`(?i)\b(` + any + `)\b`)
	literals := regexp.MustCompile("\"[^\"]*\"|`[^`]*`|//.*")
	var found []string
	for _, s := range t.goSrc {
		if s.isTestSupport() || strings.HasPrefix(s.file, policyFiles+"/") {
			continue
		}
		n := 0
		for line := range strings.Lines(string(s.text)) {
			n++
			line = strings.TrimSuffix(line, "\n")
			if word.MatchString(line) || identifier.MatchString(literals.ReplaceAllString(line, "")) {
				found = append(found, fmt.Sprintf("%s:%d: mentions a profile by name", s.file, n))
			}
		}
	}
	return found, nil
}
