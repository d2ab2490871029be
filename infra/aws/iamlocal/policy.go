package iamlocal

import (
	"fmt"
	"slices"
	"strings"

	"shiming/infra/aws/template"
)

// Call is one thing that a request asks for, as IAM judges it.
type Call struct {
	// Action is such as "dynamodb:PutItem", Resource an ARN.
	Action, Resource string
	// Context are the condition keys that the request brings, with their values.
	Context map[string][]string
}

// Allows says whether the statements allow the call: one does, and none forbids it. A condition that is not understood is
// an error, whichever way it would go.
func Allows(statements []template.PolicyStatement, c Call) (bool, error) {
	allowed := false
	for _, s := range statements {
		applies := matches(s.Actions, c.Action) && matches(s.Resources, c.Resource)
		for _, condition := range s.Conditions {
			holds, err := holds(condition, c.Context[condition.Key])
			if err != nil {
				return false, fmt.Errorf("statement %s: %w", s.Sid, err)
			}
			applies = applies && holds
		}
		if applies && s.Deny {
			return false, nil
		}
		allowed = allowed || applies
	}
	return allowed, nil
}

// holds says whether what the request brings meets the condition. Where it brings nothing, ForAllValues, IfExists and operators
// with a "not" hold, others do not (IAM user guide, condition operators).
func holds(c template.PolicyCondition, brought []string) (bool, error) {
	quantifier, operator, each := strings.Cut(c.Operator, ":")
	if !each {
		operator = c.Operator
	}
	operator, ifExists := strings.CutSuffix(operator, "IfExists")
	var one func(string) bool
	switch operator {
	case "Null":
		return slices.Equal(c.Values, []string{"true"}) == (len(brought) == 0), nil
	case "StringNotEquals":
		one = func(v string) bool { return !slices.Contains(c.Values, v) }
	case "StringLike":
		one = func(v string) bool { return matches(c.Values, v) }
	case "StringNotLike":
		one = func(v string) bool { return !matches(c.Values, v) }
	case "StringEquals":
		one = func(v string) bool { return slices.Contains(c.Values, v) }
	default:
		return false, fmt.Errorf("the operator %s is not understood", c.Operator)
	}
	switch {
	case each && quantifier != "ForAllValues", !each && len(brought) > 1:
		return false, fmt.Errorf("the operator %s is not understood", c.Operator)
	case !each && len(brought) == 0:
		return ifExists || strings.Contains(operator, "Not"), nil
	}
	return !slices.ContainsFunc(brought, func(v string) bool { return !one(v) }), nil
}

// matches says whether one of the patterns fits.
func matches(patterns []string, v string) bool {
	return slices.ContainsFunc(patterns, func(p string) bool { return like(p, v) })
}

// like compares by IAM's wildcards: * for any characters, ? for one.
func like(pattern, v string) bool {
	before, after, wild := strings.Cut(pattern, "*")
	if !wild {
		return len(pattern) == len(v) && begins(v, pattern)
	}
	if !begins(v, before) {
		return false
	}
	for rest := v[len(before):]; ; rest = rest[1:] {
		if like(after, rest) {
			return true
		}
		if rest == "" {
			return false
		}
	}
}

// begins says whether v begins with the pattern, in which ? is any character.
func begins(v, pattern string) bool {
	if len(v) < len(pattern) {
		return false
	}
	for i := range len(pattern) {
		if pattern[i] != '?' && pattern[i] != v[i] {
			return false
		}
	}
	return true
}
