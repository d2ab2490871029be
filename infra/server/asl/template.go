package asl

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// template is Parameters or ResultSelector: JSON in which a field x.$ stands for a field x with what a path selects.
type template interface {
	// eval builds the value. The error says which field found nothing.
	eval(input any, context map[string]any) (any, error)
}

type (
	literal   struct{ value any }
	selection struct {
		field   string
		path    path
		context bool // the path is one of the context object
	}
	objectTemplate map[string]template
	listTemplate   []template
)

func (l literal) eval(any, map[string]any) (any, error) { return l.value, nil }

func (s selection) eval(input any, context map[string]any) (any, error) {
	from, name := input, "input"
	if s.context {
		from, name = context, "context"
	}
	value, ok := s.path.get(from)
	if !ok {
		return nil, fmt.Errorf("the path %s of the field %s.$ selects nothing in the %s", s.path.text, s.field, name)
	}
	return value, nil
}

func (o objectTemplate) eval(input any, context map[string]any) (any, error) {
	object := make(map[string]any, len(o))
	for _, name := range slices.Sorted(maps.Keys(o)) {
		value, err := o[name].eval(input, context)
		if err != nil {
			return nil, err
		}
		object[name] = value
	}
	return object, nil
}

func (l listTemplate) eval(input any, context map[string]any) (any, error) {
	list := make([]any, len(l))
	for i, t := range l {
		value, err := t.eval(input, context)
		if err != nil {
			return nil, err
		}
		list[i] = value
	}
	return list, nil
}

// contextPaths are the parts of the context object that definitions may use; a part that is an object may be gone
// into. AWS knows more of them.
var contextPaths = []string{"Execution.Id", "Execution.Input", "Execution.Name", "State.EnteredTime"}

// compile turns JSON into a template. context says whether parts of the context object may be selected.
func compile(doc any, context bool) (template, error) {
	switch v := doc.(type) {
	case map[string]any:
		object := objectTemplate{}
		for name, value := range v {
			plain, selects := strings.CutSuffix(name, ".$")
			if _, twice := v[plain]; selects && twice {
				return nil, fmt.Errorf("%s and %s are the same field", plain, name)
			}
			var t template
			var err error
			if selects {
				t, err = compileSelection(plain, value, context)
			} else {
				t, err = compile(value, context)
			}
			if err != nil {
				return nil, err
			}
			object[plain] = t
		}
		return object, nil
	case []any:
		list := make(listTemplate, len(v))
		for i, value := range v {
			t, err := compile(value, context)
			if err != nil {
				return nil, err
			}
			list[i] = t
		}
		return list, nil
	}
	return literal{doc}, nil
}

func compileSelection(field string, value any, context bool) (template, error) {
	text, ok := value.(string)
	if !ok {
		return nil, fmt.Errorf("%s.$ is not a path", field)
	}
	rest, ofContext := strings.CutPrefix(text, "$$.")
	if !ofContext {
		p, err := parsePath(text)
		if err != nil {
			return nil, fmt.Errorf("%s.$: %w", field, err)
		}
		return selection{field: field, path: p}, nil
	}
	p, err := parsePath("$." + rest)
	known := context && slices.ContainsFunc(contextPaths, func(part string) bool {
		return rest == part || part == "Execution.Input" && strings.HasPrefix(rest, part) && strings.ContainsAny(rest[len(part):len(part)+1], ".[")
	})
	if err != nil || !known {
		return nil, fmt.Errorf("%s.$: %q is not one of the context object's %s", field, text, strings.Join(contextPaths, ", "))
	}
	return selection{field: field, path: p, context: true}, nil
}
