package template

import (
	"fmt"
	"os"
	"regexp"
	"slices"

	"gopkg.in/yaml.v3"
)

// StackParameter is a row of the template's Parameters, as whoever deploys meets it.
type StackParameter struct {
	Name, Type, Description string
	// Default is what it is when nothing is given; Required: there is none.
	Default  string
	Required bool
	// Allowed is the closed set of values; empty: any that Pattern takes. Constraint says in words what Pattern asks.
	Allowed             []string
	Pattern, Constraint string
}

// Refuses says why CloudFormation would not take the value; empty: it would.
func (p StackParameter) Refuses(value string) string {
	switch {
	case len(p.Allowed) > 0 && !slices.Contains(p.Allowed, value):
		return fmt.Sprintf("%s has to be one of %v", p.Name, p.Allowed)
	case p.Pattern != "" && !regexp.MustCompile(p.Pattern).MatchString(value):
		return fmt.Sprintf("%s has to be %s", p.Name, p.Constraint)
	case p.Required && value == "":
		return p.Name + " is missing"
	}
	return ""
}

// Parameters reads the parameters of the template at path, in its order.
func Parameters(path string) ([]StackParameter, error) {
	root, err := read(path)
	if err != nil {
		return nil, err
	}
	var all []StackParameter
	for name, n := range pairs(section(root, "Parameters")) {
		p := StackParameter{Name: name, Required: true}
		for key, v := range pairs(n) {
			switch key {
			case "Type":
				p.Type = v.Value
			case "Description":
				p.Description = v.Value
			case "Default":
				p.Default, p.Required = v.Value, false
			case "AllowedPattern":
				p.Pattern = v.Value
				if _, err := regexp.Compile(p.Pattern); err != nil {
					return nil, fmt.Errorf("line %d: %w", v.Line, err)
				}
			case "ConstraintDescription":
				p.Constraint = v.Value
			case "AllowedValues":
				for _, a := range v.Content {
					p.Allowed = append(p.Allowed, a.Value)
				}
			}
		}
		all = append(all, p)
	}
	return all, nil
}

// Broken returns what the template's Rules say of these values of its parameters: of those that belong together and are
// not all given. Nothing: the rules hold.
func Broken(path string, values map[string]string) ([]string, error) {
	root, err := read(path)
	if err != nil {
		return nil, err
	}
	e, err := newEvaluator(root, Options{Params: values})
	if err != nil {
		return nil, err
	}
	var broken []string
	for _, rule := range pairs(section(root, "Rules")) {
		said, err := e.broken(rule)
		if err != nil {
			return nil, err
		}
		broken = append(broken, said...)
	}
	return broken, nil
}

// broken returns the descriptions of a rule's assertions that do not hold, where its condition does.
func (e *evaluator) broken(rule *yaml.Node) (said []string, err error) {
	if when := section(rule, "RuleCondition"); when != nil {
		if applies, err := e.holds(when); err != nil || !applies {
			return nil, err
		}
	}
	asserts := section(rule, "Assertions")
	if asserts == nil {
		return nil, fmt.Errorf("line %d: a rule without Assertions", rule.Line)
	}
	for _, a := range asserts.Content {
		holds, err := e.holds(section(a, "Assert"))
		if err != nil {
			return nil, err
		}
		if !holds {
			said = append(said, section(a, "AssertDescription").Value)
		}
	}
	return said, nil
}

func read(path string) (*yaml.Node, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	return rootOf(data)
}

// rootOf is the mapping that a template is.
func rootOf(data []byte) (*yaml.Node, error) {
	var doc yaml.Node
	if err := yaml.Unmarshal(data, &doc); err != nil {
		return nil, err
	}
	if len(doc.Content) == 0 {
		return nil, fmt.Errorf("the template is empty")
	}
	return doc.Content[0], nil
}

// section is what stands under a key of a mapping; nil: nothing.
func section(root *yaml.Node, name string) *yaml.Node {
	for key, n := range pairs(root) {
		if key == name {
			return n
		}
	}
	return nil
}
