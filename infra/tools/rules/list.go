package main

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// rule is one row of a guide: what tests have to prove. Its key is kind and id, such as "RULES B3".
type rule struct {
	kind, id, text string
}

func (r rule) key() string { return r.kind + " " + r.id }

// guides are the files of the folder of guides whose tables are read, and the word by which tests name their rows.
var guides = []struct{ kind, file string }{{"RULES", "rules.md"}, {"THREATS", "threats.md"}, {"FAULT", "faults.md"}}

// ruleRow is a row of a table: an id, perhaps with a word of its gravity, and what it is about.
var ruleRow = regexp.MustCompile(`^\| ([A-Z][0-9]{1,2})(?: [a-z]+)? \| (\S.*?) \|`)

// width is how many characters of a row's text the report shows.
const width = 90

// readList reads the rows of all guides in the folder. An id that stands twice in one guide is an error, and so is a guide
// without rows.
func readList(folder string) ([]rule, error) {
	var list []rule
	for _, g := range guides {
		rows, err := readGuide(filepath.Join(folder, g.file), g.kind)
		if err != nil {
			return nil, err
		}
		list = append(list, rows...)
	}
	return list, nil
}

// readGuide reads the rows of one guide.
func readGuide(name, kind string) ([]rule, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()

	var list []rule
	seen := map[string]bool{}
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		m := ruleRow.FindStringSubmatch(lines.Text())
		if m == nil {
			continue
		}
		if seen[m[1]] {
			return nil, fmt.Errorf("%s: %s stands there twice", name, m[1])
		}
		seen[m[1]] = true
		list = append(list, rule{kind, m[1], short(m[2])})
	}
	if err := lines.Err(); err != nil {
		return nil, err
	}
	if len(list) == 0 {
		return nil, fmt.Errorf("%s has no rows", name)
	}
	return list, nil
}

// short is the beginning of a text, without the marks of Markdown.
func short(text string) string {
	runes := []rune(strings.NewReplacer("**", "", "`", "").Replace(text))
	if len(runes) > width {
		return string(runes[:width-1]) + "…"
	}
	return string(runes)
}
