package main

import (
	"bufio"
	"fmt"
	"os"
	"regexp"
	"strings"
)

// rule is one line of the list: what tests have to prove. Key is kind and id, such as "RULES B3".
type rule struct {
	kind, id, text string
}

func (r rule) key() string { return r.kind + " " + r.id }

// ruleLine is a line of the list: kind, id, text. Ids are unique within a kind, not beyond it.
var ruleLine = regexp.MustCompile(`^(RULES|THREATS) ([A-Z][0-9]{1,2}) (\S.*)$`)

// readList reads the list of rules and threats. Empty lines and lines that begin with # are left out; any other
// line that is not a rule, and an id given twice, are errors.
func readList(name string) ([]rule, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()

	var list []rule
	seen := map[string]bool{}
	lines := bufio.NewScanner(file)
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimSpace(lines.Text())
		if line == "" || line[0] == '#' {
			continue
		}
		m := ruleLine.FindStringSubmatch(line)
		if m == nil {
			return nil, fmt.Errorf("%s:%d: want kind, id and text", name, n)
		}
		r := rule{m[1], m[2], m[3]}
		if seen[r.key()] {
			return nil, fmt.Errorf("%s:%d: %s stands here twice", name, n, r.key())
		}
		seen[r.key()] = true
		list = append(list, r)
	}
	return list, lines.Err()
}
