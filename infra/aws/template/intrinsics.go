package template

import (
	"errors"
	"fmt"
	"strings"

	"gopkg.in/yaml.v3"
)

// intrinsic takes a node apart that calls a function of CloudFormation, in the short form (!Ref) or the long one
// ({"Ref": …}, {"Fn::Sub": …}). The name is always the long one.
func intrinsic(n *yaml.Node) (name string, arg *yaml.Node, ok bool) {
	if strings.HasPrefix(n.Tag, "!") && !strings.HasPrefix(n.Tag, "!!") {
		name = n.Tag[1:]
		if name != "Ref" && name != "Condition" {
			name = "Fn::" + name
		}
		plain := *n
		plain.Tag = ""
		return name, &plain, true
	}
	if n.Kind == yaml.MappingNode && len(n.Content) == 2 {
		key := n.Content[0].Value
		if key == "Ref" || strings.HasPrefix(key, "Fn::") {
			return key, follow(n.Content[1]), true
		}
	}
	return "", nil, false
}

// errDepth is the answer to a value that needs itself.
var errDepth = errors.New("the value refers to itself")

// enter counts nested evaluations; call the returned function when done.
func (e *evaluator) enter(n *yaml.Node) (func(), error) {
	if e.depth >= maxDepth {
		return nil, fmt.Errorf("line %d: %w", n.Line, errDepth)
	}
	e.depth++
	return func() { e.depth-- }, nil
}

// resolve follows aliases and Fn::If; nil means AWS::NoValue, so the property is absent.
func (e *evaluator) resolve(n *yaml.Node) (*yaml.Node, error) {
	for {
		n = follow(n)
		if n == nil {
			return nil, nil
		}
		name, arg, ok := intrinsic(n)
		switch {
		case ok && name == "Ref" && arg.Value == "AWS::NoValue":
			return nil, nil
		case ok && name == "Fn::If":
			if arg.Kind != yaml.SequenceNode || len(arg.Content) != 3 {
				return nil, fmt.Errorf("line %d: Fn::If takes a condition and two values", n.Line)
			}
			holds, err := e.condition(arg.Content[0].Value, n)
			if err != nil {
				return nil, err
			}
			n = arg.Content[2]
			if holds {
				n = arg.Content[1]
			}
		default:
			return n, nil
		}
	}
}

// scalar works a node out to a string. present is false for AWS::NoValue and for an empty value.
func (e *evaluator) scalar(n *yaml.Node) (value string, present bool, err error) {
	if n, err = e.resolve(n); err != nil || n == nil {
		return "", false, err
	}
	leave, err := e.enter(n)
	if err != nil {
		return "", false, err
	}
	defer leave()
	name, arg, ok := intrinsic(n)
	if !ok {
		if n.Kind != yaml.ScalarNode {
			return "", false, fmt.Errorf("line %d: one value is expected here", n.Line)
		}
		return n.Value, n.Tag != "!!null", nil
	}
	switch name {
	case "Ref":
		value, err = e.ref(arg.Value, n)
	case "Fn::GetAtt":
		value, err = e.getAtt(arg, n)
	case "Fn::Sub":
		value, err = e.sub(arg, n)
	case "Fn::Join":
		value, err = e.join(arg, n)
	default:
		err = fmt.Errorf("line %d: %s is not understood by the local template reader", n.Line, name)
	}
	return value, err == nil, err
}

// strings works a node out to a list: a sequence, or a parameter that holds a list.
func (e *evaluator) strings(n *yaml.Node) ([]string, error) {
	n, err := e.resolve(n)
	if err != nil || n == nil {
		return nil, err
	}
	if n.Kind == yaml.SequenceNode {
		var out []string
		for _, item := range n.Content {
			v, present, err := e.scalar(item)
			if err != nil {
				return nil, err
			}
			if present {
				out = append(out, v)
			}
		}
		return out, nil
	}
	v, present, err := e.scalar(n)
	if err != nil || !present {
		return nil, err
	}
	if name, arg, ok := intrinsic(n); ok && name == "Ref" && e.params[arg.Value].list {
		items := strings.Split(v, ",")
		for i := range items {
			items[i] = strings.TrimSpace(items[i])
		}
		return items, nil
	}
	return []string{v}, nil
}

func (e *evaluator) sub(arg, n *yaml.Node) (string, error) {
	text, own := arg, (*yaml.Node)(nil)
	if arg.Kind == yaml.SequenceNode {
		if len(arg.Content) != 2 {
			return "", fmt.Errorf("line %d: Fn::Sub takes a string and a map", n.Line)
		}
		text, own = follow(arg.Content[0]), arg.Content[1]
	}
	values := map[string]*yaml.Node{}
	for k, v := range pairs(own) {
		values[k] = v
	}
	var out strings.Builder
	rest := text.Value
	for {
		before, after, found := strings.Cut(rest, "${")
		out.WriteString(before)
		if !found {
			return out.String(), nil
		}
		name, tail, closed := strings.Cut(after, "}")
		if !closed {
			return "", fmt.Errorf("line %d: Fn::Sub: ${ without }", n.Line)
		}
		rest = tail
		if literal, ok := strings.CutPrefix(name, "!"); ok {
			out.WriteString("${" + literal + "}")
			continue
		}
		var v string
		var err error
		if own := values[name]; own != nil {
			v, _, err = e.scalar(own)
		} else if id, attr, dotted := strings.Cut(name, "."); dotted {
			v, err = e.attribute(id, attr, n)
		} else {
			v, err = e.ref(strings.TrimSpace(name), n)
		}
		if err != nil {
			return "", err
		}
		out.WriteString(v)
	}
}

func (e *evaluator) join(arg, n *yaml.Node) (string, error) {
	if arg.Kind != yaml.SequenceNode || len(arg.Content) != 2 {
		return "", fmt.Errorf("line %d: Fn::Join takes a separator and a list", n.Line)
	}
	items, err := e.strings(arg.Content[1])
	return strings.Join(items, arg.Content[0].Value), err
}

func (e *evaluator) getAtt(arg, n *yaml.Node) (string, error) {
	id, attr, err := getAttNames(arg, n)
	if err != nil {
		return "", err
	}
	return e.attribute(id, attr, n)
}

// getAttNames reads "Id.Attribute" and ["Id", "Attribute"].
func getAttNames(arg, n *yaml.Node) (id, attr string, err error) {
	if arg.Kind == yaml.SequenceNode && len(arg.Content) == 2 {
		return arg.Content[0].Value, arg.Content[1].Value, nil
	}
	id, attr, ok := strings.Cut(arg.Value, ".")
	if !ok {
		return "", "", fmt.Errorf("line %d: Fn::GetAtt takes a resource and an attribute", n.Line)
	}
	return id, attr, nil
}

// condition works out a named condition.
func (e *evaluator) condition(name string, at *yaml.Node) (bool, error) {
	n, ok := e.conditions[name]
	if !ok {
		return false, fmt.Errorf("line %d: no condition is called %q", at.Line, name)
	}
	return e.holds(n)
}

// holds works out a condition expression.
func (e *evaluator) holds(n *yaml.Node) (bool, error) {
	n = follow(n)
	leave, err := e.enter(n)
	if err != nil {
		return false, err
	}
	defer leave()
	name, arg, ok := intrinsic(n)
	if !ok && n.Kind == yaml.MappingNode && len(n.Content) == 2 && n.Content[0].Value == "Condition" {
		name, arg, ok = "Condition", n.Content[1], true
	}
	if !ok {
		return false, fmt.Errorf("line %d: a condition function is expected", n.Line)
	}
	switch {
	case name == "Condition":
		return e.condition(arg.Value, n)
	case name == "Fn::Equals" && len(arg.Content) == 2:
		a, _, err := e.scalar(arg.Content[0])
		if err != nil {
			return false, err
		}
		b, _, err := e.scalar(arg.Content[1])
		return a == b, err
	case name == "Fn::Not" && len(arg.Content) == 1:
		v, err := e.holds(arg.Content[0])
		return !v, err
	case (name == "Fn::And" || name == "Fn::Or") && len(arg.Content) > 0:
		for _, c := range arg.Content {
			v, err := e.holds(c)
			if err != nil {
				return false, err
			}
			if v == (name == "Fn::Or") {
				return v, nil
			}
		}
		return name == "Fn::And", nil
	}
	return false, fmt.Errorf("line %d: %s is not understood as a condition", n.Line, name)
}
