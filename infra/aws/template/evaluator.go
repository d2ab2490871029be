package template

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

// evaluator works out values of one template. Values are worked out only where they are asked for, so that a
// function of CloudFormation which is not known here does no harm in, say, an alarm.
type evaluator struct {
	params     map[string]parameter
	given      map[string]string // Options.Attrs
	pseudo     map[string]string
	conditions map[string]*yaml.Node
	resources  map[string]resource
	globals    map[string]*yaml.Node // "Function", "HttpApi", …
	depth      int                   // of nested evaluations, against circles
}

// maxDepth is far beyond what a real template nests.
const maxDepth = 64

type parameter struct {
	value string
	set   bool
	list  bool // CommaDelimitedList and List<…>
}

type resource struct {
	id, kind   string
	properties *yaml.Node // nil when absent
	metadata   *yaml.Node
}

// pseudoDefaults are the pseudo parameters of an account that does not exist.
var pseudoDefaults = map[string]string{
	"AWS::Region":    "us-east-1",
	"AWS::AccountId": "000000000000",
	"AWS::Partition": "aws",
	"AWS::URLSuffix": "amazonaws.com",
	"AWS::StackName": "shiming",
	"AWS::StackId":   "arn:aws:cloudformation:us-east-1:000000000000:stack/shiming/local",
}

func newEvaluator(root *yaml.Node, o Options) (*evaluator, error) {
	e := &evaluator{
		params: map[string]parameter{}, given: o.Attrs, pseudo: maps.Clone(pseudoDefaults),
		conditions: map[string]*yaml.Node{}, resources: map[string]resource{}, globals: map[string]*yaml.Node{},
	}
	sections := map[string]*yaml.Node{}
	for k, n := range pairs(root) {
		sections[k] = n
	}
	if err := e.readParameters(sections["Parameters"], o.Params); err != nil {
		return nil, err
	}
	for k, n := range pairs(sections["Conditions"]) {
		e.conditions[k] = n
	}
	for k, n := range pairs(sections["Globals"]) {
		e.globals[k] = n
	}
	for id, n := range pairs(sections["Resources"]) {
		r := resource{id: id}
		holds := true
		for k, v := range pairs(n) {
			switch k {
			case "Type":
				r.kind = v.Value
			case "Properties":
				r.properties = v
			case "Metadata":
				r.metadata = v
			case "Condition":
				var err error
				if holds, err = e.condition(v.Value, v); err != nil {
					return nil, err
				}
			}
		}
		if r.kind == "" {
			return nil, fmt.Errorf("line %d: resource %s has no Type", n.Line, id)
		}
		if holds {
			e.resources[id] = r
		}
	}
	if len(e.resources) == 0 {
		return nil, fmt.Errorf("the template has no Resources")
	}
	return e, nil
}

// readParameters takes defaults and given values; a given name that the template does not declare is an error.
func (e *evaluator) readParameters(section *yaml.Node, given map[string]string) error {
	for name, n := range pairs(section) {
		var p parameter
		var allowed []string
		for k, v := range pairs(n) {
			switch k {
			case "Default":
				p.value, p.set = v.Value, true
			case "Type":
				p.list = v.Value == "CommaDelimitedList" || strings.HasPrefix(v.Value, "List<")
			case "AllowedValues":
				for _, a := range v.Content {
					allowed = append(allowed, a.Value)
				}
			}
		}
		if v, ok := given[name]; ok {
			p.value, p.set = v, true
		}
		if p.set && len(allowed) > 0 && !slices.Contains(allowed, p.value) {
			return fmt.Errorf("line %d: parameter %s is not one of its AllowedValues", n.Line, name)
		}
		e.params[name] = p
	}
	for name, v := range given {
		if _, ok := pseudoDefaults[name]; ok {
			e.pseudo[name] = v
		} else if _, ok := e.params[name]; !ok {
			return fmt.Errorf("the template has no parameter %s", name)
		}
	}
	return nil
}

func (e *evaluator) resourceIDs() []string { return slices.Sorted(maps.Keys(e.resources)) }

// pairs walks the keys and values of a mapping in their order; nothing for nil and for other nodes.
func pairs(n *yaml.Node) func(yield func(string, *yaml.Node) bool) {
	return func(yield func(string, *yaml.Node) bool) {
		n = follow(n)
		if n == nil || n.Kind != yaml.MappingNode {
			return
		}
		for i := 0; i+1 < len(n.Content); i += 2 {
			if !yield(n.Content[i].Value, n.Content[i+1]) {
				return
			}
		}
	}
}

// follow goes from an alias to what it stands for.
func follow(n *yaml.Node) *yaml.Node {
	for n != nil && n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	return n
}
