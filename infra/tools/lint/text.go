package main

import (
	"bytes"
	"fmt"
	"path"
	"regexp"
	"slices"
)

// The tables below are written in pieces, so that lint does not find itself.
var (
	unfinished = regexp.MustCompile(`(?i)\b(TO` + `DO|FIX` + `ME|place` + `holder|not imple` + `mented|for n` + `ow)\b`)

	hosts = regexp.MustCompile(`\b(` +
		`proxy\.golang` + `\.org|sum\.golang` + `\.org|registry\.npm` + `js\.org|registry\.npm` + `mirror\.com|registry\.yarn` + `pkg\.com|` +
		`deb\.deb` + `ian\.org|security\.deb` + `ian\.org|archive\.ubu` + `ntu\.com|security\.ubu` + `ntu\.com|ports\.ubu` + `ntu\.com|` +
		`py` + `pi\.org|files\.python` + `hosted\.org|repo1?\.mav` + `en\.(apache\.)?org|index\.doc` + `ker\.io|registry-1\.doc` + `ker\.io|` +
		`goproxy\.(c` + `n|i` + `o)|static\.crat` + `es\.io|rubyg` + `ems\.org)\b`)

	paths = regexp.MustCompile(`(^|[^A-Za-z0-9_.~}$/-]|//)/(wo` + `rk|ro` + `ot|ho` + `me)/`)
)

// checkWords: what is committed is finished.
func checkWords(t *tree) ([]string, error) {
	return t.grep(unfinished, "says", ".go", ".yaml", ".yml", ".md")
}

// checkHosts: where packages come from is the business of the machine that builds.
func checkHosts(t *tree) ([]string, error) { return t.grep(hosts, "names the registry") }

// checkPaths: a fresh clone runs anywhere.
func checkPaths(t *tree) ([]string, error) { return t.grep(paths, "names the machine's path") }

// grep reports each line of the text files that the pattern matches, with the match; all files if exts is empty.
func (t *tree) grep(pattern *regexp.Regexp, says string, exts ...string) ([]string, error) {
	var found []string
	for _, file := range t.files {
		if len(exts) > 0 && !slices.Contains(exts, path.Ext(file)) {
			continue
		}
		text, err := t.read(file)
		if err != nil {
			return nil, err
		}
		if bytes.IndexByte(text[:min(len(text), 8000)], 0) >= 0 {
			continue // not a text
		}
		n := 0
		for line := range bytes.Lines(text) {
			n++
			if match := pattern.Find(line); match != nil {
				found = append(found, fmt.Sprintf("%s:%d: %s %q", file, n, says, bytes.TrimSpace(match)))
			}
		}
	}
	return found, nil
}
