package asl

import (
	"encoding/json"
	"fmt"
)

// rule is one rule of a Choice: a comparison, or And, Or, Not over others.
type rule struct {
	next     string // of a rule at the top only
	operator string
	variable path
	operand  any // string, bool or float64
	rules    []rule
}

// numeric are the comparisons of numbers, as doubles.
var numeric = map[string]func(a, b float64) bool{
	"NumericEquals":            func(a, b float64) bool { return a == b },
	"NumericLessThan":          func(a, b float64) bool { return a < b },
	"NumericLessThanEquals":    func(a, b float64) bool { return a <= b },
	"NumericGreaterThan":       func(a, b float64) bool { return a > b },
	"NumericGreaterThanEquals": func(a, b float64) bool { return a >= b },
}

// holds tells whether the rule holds for the input. A value of another type than the operator's compares as false; a
// value that is not there is an error, but for IsPresent: so does AWS.
func (r rule) holds(input any) (bool, error) {
	switch r.operator {
	case "And", "Or":
		for _, kid := range r.rules {
			yes, err := kid.holds(input)
			if err != nil || yes == (r.operator == "Or") {
				return yes, err
			}
		}
		return r.operator == "And", nil
	case "Not":
		yes, err := r.rules[0].holds(input)
		return !yes, err
	}
	value, there := r.variable.get(input)
	if r.operator == "IsPresent" {
		return there == r.operand.(bool), nil
	}
	if !there {
		return false, fmt.Errorf("the path %s of a choice selects nothing in the input", r.variable.text)
	}
	if compare, ok := numeric[r.operator]; ok {
		n, isNumber := value.(json.Number)
		f, err := n.Float64()
		return isNumber && err == nil && compare(f, r.operand.(float64)), nil
	}
	return value == r.operand, nil // StringEquals and BooleanEquals; a list or an object is never equal
}

// operandFor returns the operand as the operator takes it.
func operandFor(operator string, value any) (any, error) {
	switch operator {
	case "StringEquals":
		if s, ok := value.(string); ok {
			return s, nil
		}
		return nil, fmt.Errorf("%s takes a string", operator)
	case "BooleanEquals", "IsPresent":
		if b, ok := value.(bool); ok {
			return b, nil
		}
		return nil, fmt.Errorf("%s takes true or false", operator)
	}
	n, ok := value.(json.Number)
	if !ok {
		return nil, fmt.Errorf("%s takes a number", operator)
	}
	return n.Float64()
}
