package lambdalocal

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// pattern is a compiled filter pattern of Lambda's event filtering. Understood are exact values, prefix, suffix,
// equals-ignore-case, anything-but (exact values), exists and numeric; anything else is an error at the start.
//
// Two traps of AWS hold here as well: numbers of DynamoDB are texts ({"N": "5"}), so "numeric" never matches them;
// and "exists" looks at leaves only, so it has to name the type: {"attr": {"S": [{"exists": true}]}}.
type pattern struct {
	fields map[string]pattern // of an object, or
	tests  []test             // of a leaf: one of them has to hold
}

// test says whether a leaf passes; present is false when there is none.
type test func(v any, present bool) bool

func compilePattern(text string) (pattern, error) {
	var raw any
	if err := json.Unmarshal([]byte(text), &raw); err != nil {
		return pattern{}, fmt.Errorf("filter pattern: %w", err)
	}
	object, ok := raw.(map[string]any)
	if !ok {
		return pattern{}, errors.New("filter pattern: an object is expected")
	}
	return compileObject(object)
}

func compileObject(object map[string]any) (pattern, error) {
	p := pattern{fields: map[string]pattern{}}
	if len(object) == 0 {
		return p, errors.New("filter pattern: an empty object matches nothing on AWS")
	}
	for key, raw := range object {
		var err error
		switch raw := raw.(type) {
		case map[string]any:
			p.fields[key], err = compileObject(raw)
		case []any:
			p.fields[key], err = compileLeaf(key, raw)
		default:
			err = fmt.Errorf("filter pattern: %q needs a list or an object", key)
		}
		if err == nil && strings.HasPrefix(key, "$") {
			err = fmt.Errorf("filter pattern: %s is not understood here", key)
		}
		if err != nil {
			return p, err
		}
	}
	return p, nil
}

func compileLeaf(key string, list []any) (pattern, error) {
	var p pattern
	if len(list) == 0 {
		return p, fmt.Errorf("filter pattern: the list of %q is empty", key)
	}
	for _, raw := range list {
		rule, isRule := raw.(map[string]any)
		if !isRule {
			p.tests = append(p.tests, func(v any, present bool) bool { return present && v == raw })
			continue
		}
		if len(rule) != 1 {
			return p, fmt.Errorf("filter pattern: %q: one operator at a time is expected", key)
		}
		for operator, argument := range rule {
			t, err := compileTest(operator, argument)
			if err != nil {
				return p, fmt.Errorf("filter pattern: %q: %w", key, err)
			}
			p.tests = append(p.tests, t)
		}
	}
	return p, nil
}

func compileTest(operator string, argument any) (test, error) {
	text, isText := argument.(string)
	compare := func(f func(s, arg string) bool) (test, error) {
		if !isText {
			return nil, fmt.Errorf("%s takes a string", operator)
		}
		return func(v any, _ bool) bool { s, ok := v.(string); return ok && f(s, text) }, nil
	}
	switch operator {
	case "prefix":
		return compare(strings.HasPrefix)
	case "suffix":
		return compare(strings.HasSuffix)
	case "equals-ignore-case":
		return compare(strings.EqualFold)
	case "exists":
		want, ok := argument.(bool)
		if !ok {
			return nil, errors.New("exists takes true or false")
		}
		return func(_ any, present bool) bool { return present == want }, nil
	case "anything-but":
		values, ok := argument.([]any)
		if !ok {
			values = []any{argument}
		}
		for _, v := range values {
			if _, nested := v.(map[string]any); nested {
				return nil, errors.New("anything-but with an operator is not understood here")
			}
		}
		return func(v any, present bool) bool { return present && !slices.Contains(values, v) }, nil
	case "numeric":
		return compileNumeric(argument)
	}
	return nil, fmt.Errorf("%s is not understood here", operator)
}

// compileNumeric reads [">", 0, "<=", 5].
func compileNumeric(argument any) (test, error) {
	list, _ := argument.([]any)
	if len(list) == 0 || len(list)%2 != 0 {
		return nil, errors.New("numeric takes pairs of an operator and a number")
	}
	var tests []func(float64) bool
	for i := 0; i < len(list); i += 2 {
		limit, ok := list[i+1].(float64)
		if !ok {
			return nil, errors.New("numeric compares with numbers")
		}
		switch list[i] {
		case "=":
			tests = append(tests, func(x float64) bool { return x == limit })
		case "<":
			tests = append(tests, func(x float64) bool { return x < limit })
		case "<=":
			tests = append(tests, func(x float64) bool { return x <= limit })
		case ">":
			tests = append(tests, func(x float64) bool { return x > limit })
		case ">=":
			tests = append(tests, func(x float64) bool { return x >= limit })
		default:
			return nil, errors.New("numeric knows =, <, <=, > and >=")
		}
	}
	return func(v any, _ bool) bool {
		x, ok := v.(float64)
		for _, t := range tests {
			ok = ok && t(x)
		}
		return ok
	}, nil
}

// matches says whether a JSON value fits the pattern. Of a list, one element has to.
func (p pattern) matches(v any, present bool) bool {
	if p.fields != nil {
		object, _ := v.(map[string]any)
		for key, child := range p.fields {
			value, has := object[key]
			if !child.matches(value, has) {
				return false
			}
		}
		return true
	}
	if _, isObject := v.(map[string]any); isObject {
		v, present = nil, false // operators look at leaves only
	}
	values, isList := v.([]any)
	if !isList {
		values = []any{v}
	}
	for _, t := range p.tests {
		if slices.ContainsFunc(values, func(x any) bool { return !isObjectOrList(x) && t(x, present) }) {
			return true
		}
	}
	return false
}

func isObjectOrList(v any) bool {
	switch v.(type) {
	case map[string]any, []any:
		return true
	}
	return false
}

// passes says whether a record goes to the function: without filters all do, else one has to match.
func passes(filters []pattern, record map[string]any) bool {
	return len(filters) == 0 || slices.ContainsFunc(filters, func(p pattern) bool { return p.matches(record, true) })
}
