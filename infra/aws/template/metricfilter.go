package template

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
)

// MetricFilter is an AWS::Logs::MetricFilter: which lines of the log it counts, and under which name.
type MetricFilter struct{ ID, Pattern, Metric string }

// MetricFilters reads the metric filters of the template at path, in its order.
func MetricFilters(path string) ([]MetricFilter, error) {
	root, err := read(path)
	if err != nil {
		return nil, err
	}
	var all []MetricFilter
	for id, n := range pairs(section(root, "Resources")) {
		if kind := section(n, "Type"); kind == nil || kind.Value != "AWS::Logs::MetricFilter" {
			continue
		}
		p := section(n, "Properties")
		f := MetricFilter{ID: id, Pattern: section(p, "FilterPattern").Value}
		for _, t := range section(p, "MetricTransformations").Content {
			f.Metric = section(t, "MetricName").Value
		}
		all = append(all, f)
	}
	return all, nil
}

// comparison is { $.name = "text" }.
var comparison = regexp.MustCompile(`^\$\.(\w+) = "([^"]*)"$`)

// Counts tells whether CloudWatch Logs counts the line. Of the syntax of patterns it knows what the template uses: fields of
// a JSON object that equal a text, several with && between them, each of which may be some with || in brackets. Anything
// else is an error.
func (f MetricFilter) Counts(line []byte) (bool, error) {
	body, opened := strings.CutPrefix(f.Pattern, "{")
	body, closed := strings.CutSuffix(body, "}")
	if !opened || !closed {
		return false, fmt.Errorf("%s: the pattern is not one of JSON fields", f.ID)
	}
	var fields map[string]any
	counts := json.Unmarshal(line, &fields) == nil
	for _, all := range strings.Split(body, "&&") {
		one := false
		for _, c := range strings.Split(strings.Trim(all, " ()"), "||") {
			part := comparison.FindStringSubmatch(strings.TrimSpace(c))
			if part == nil {
				return false, fmt.Errorf("%s: the pattern is not understood at %q", f.ID, c)
			}
			one = one || fields[part[1]] == part[2]
		}
		counts = counts && one
	}
	return counts, nil
}
