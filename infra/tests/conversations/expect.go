package conversations

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// expect holds one expectation against the last answer. The error says what is there instead.
func (p *player) expect(text string) error {
	p.t.Helper()
	m := expectRow.FindStringSubmatch(text)
	subject, op, want := p.fill(m[1]), m[2], strings.TrimSpace(m[3])
	value, there := p.subject(subject)
	switch op {
	case "exists":
		return unless(there, "it is not there")
	case "absent":
		return unless(!there, "it is there")
	case "!=":
		return unless(!there || show(value) != p.fill(want), "it is just that")
	case "lacks":
		return unless(!there || !holds(value, p.fill(want)), "it is in there")
	}
	if !there {
		return errors.New("it is not there")
	}
	got := show(value)
	switch op {
	case "->":
		p.vars[want] = got
		return nil
	case "==":
		return unless(got == p.fill(want), "it is %s", got)
	case "like":
		return unless(requestID.ReplaceAllString(got, "") == requestID.ReplaceAllString(p.fill(want), ""), "it is another one: %s", got)
	case "has":
		return unless(holds(value, p.fill(want)), "it is %s", got)
	case "begins":
		return unless(strings.HasPrefix(got, p.fill(want)), "it is %s", got)
	case "counts":
		list, _ := value.([]any)
		return unless(strconv.Itoa(len(list)) == want, "there are %d", len(list))
	case "matches":
		pattern, err := regexp.Compile("^(" + want + ")$")
		if err != nil {
			return err
		}
		return unless(pattern.MatchString(got), "it is %s", got)
	}
	return errors.New("this is not understood")
}

// requestID is what may differ between two refusals that must be alike.
var requestID = regexp.MustCompile(`"request_id":"[^"]*"`)

func unless(ok bool, format string, args ...any) error {
	if ok {
		return nil
	}
	return fmt.Errorf(format, args...)
}

// subject is what an expectation is about: "body", "header x", or a path into the JSON answer.
func (p *player) subject(name string) (any, bool) {
	if name == "body" {
		return string(p.last.body), true
	}
	if header, ok := strings.CutPrefix(name, "header "); ok {
		values := p.last.header.Values(header)
		return strings.Join(values, ", "), len(values) > 0
	}
	return find(p.last.json, name)
}

// find walks into decoded JSON: names and indexes with dots between, and [name=value] for the first such member.
func find(at any, path string) (any, bool) {
	path = strings.ReplaceAll(path, "[", ".[")
	for _, step := range strings.Split(path, ".") {
		switch v := at.(type) {
		case map[string]any:
			member, ok := v[step]
			if !ok {
				return nil, false
			}
			at = member
		case []any:
			member, ok := pick(v, step)
			if !ok {
				return nil, false
			}
			at = member
		default:
			return nil, false
		}
	}
	return at, true
}

func pick(list []any, step string) (any, bool) {
	if name, value, ok := strings.Cut(strings.Trim(step, "[]"), "="); ok {
		for _, member := range list {
			if found, ok := find(member, name); ok && show(found) == value {
				return member, true
			}
		}
		return nil, false
	}
	i, err := strconv.Atoi(step)
	if err != nil || i < 0 || i >= len(list) {
		return nil, false
	}
	return list[i], true
}

// show writes a value as expectations do: texts as they are, everything else as JSON.
func show(v any) string {
	if text, ok := v.(string); ok {
		return text
	}
	data, _ := json.Marshal(v) // decoded from JSON: cannot fail
	return string(data)
}

// holds reports whether a list has the member, an object the name, or a text the piece.
func holds(v any, want string) bool {
	switch v := v.(type) {
	case []any:
		for _, member := range v {
			if show(member) == want {
				return true
			}
		}
		return false
	case map[string]any:
		_, ok := v[want]
		return ok
	}
	return strings.Contains(show(v), want)
}
