package main

import (
	"fmt"
	"go/ast"
	"reflect"
	"strconv"
	"strings"
)

// schemas are those of the packages' types, and the enumerations that they name.
func (s source) schemas(dirs ...string) (*tree, error) {
	all := object()
	for _, dir := range dirs {
		p, err := s.open(dir)
		if err != nil {
			return nil, err
		}
		for _, d := range p.types {
			if _, isStruct := d.expr.(*ast.StructType); !isStruct || d.schema == "" {
				continue
			}
			schema, err := s.schema(p, d, d.expr, all)
			if err != nil {
				return nil, err
			}
			if all.find(d.schema) >= 0 {
				return nil, fmt.Errorf("%s is the schema of two types", d.schema)
			}
			all.set(d.schema, schema)
			if d.list != "" {
				all.set(d.list, listOf(ref(d.schema)))
			}
		}
	}
	return all, nil
}

// listOf is a page of things.
func listOf(one *tree) *tree {
	return object(member{"type", "object"}, member{"required", []any{"object", "livemode", "data"}}, member{"properties", object(
		member{"object", object(member{"type", "string"}, member{"const", "list"})},
		member{"livemode", object(member{"type", "boolean"})},
		member{"data", object(member{"type", "array"}, member{"items", one})},
		member{"next_cursor", object(member{"type", "string"})},
	)})
}

func ref(name string) *tree { return object(member{"$ref", "#/components/schemas/" + name}) }

var plain = map[string]string{"string": "string", "bool": "boolean", "int": "integer", "int64": "integer"}

// schema is that of a type as it stands in the file of d. Enumerations that it names are added to all.
func (s source) schema(p *pack, d *declared, expr ast.Expr, all *tree) (*tree, error) {
	switch e := expr.(type) {
	case *ast.StarExpr:
		return s.schema(p, d, e.X, all)
	case *ast.ArrayType:
		items, err := s.schema(p, d, e.Elt, all)
		return object(member{"type", "array"}, member{"items", items}), err
	case *ast.MapType:
		values, err := s.schema(p, d, e.Value, all)
		return object(member{"type", "object"}, member{"additionalProperties", values}), err
	case *ast.StructType:
		return s.structure(p, d, e, all)
	case *ast.Ident:
		if t := plain[e.Name]; t != "" {
			return object(member{"type", t}), nil
		}
	case *ast.SelectorExpr:
		if name, ok := e.X.(*ast.Ident); ok && name.Name == "time" && e.Sel.Name == "Time" {
			return object(member{"type", "string"}, member{"format", "date-time"}), nil
		}
	}
	other, named, err := s.resolve(p, d, expr)
	if err != nil {
		return nil, err
	}
	if structure, ok := named.expr.(*ast.StructType); ok {
		if named.schema != "" {
			return ref(named.schema), nil
		}
		return s.structure(other, named, structure, all)
	}
	return named.text(other, all), nil
}

// text is the schema of a named type of texts: an enumeration where it has constants, an id with a pattern of its own
// where it is called one, and else any text.
func (d *declared) text(p *pack, all *tree) *tree {
	name := d.name
	if d.schema != "" {
		name = d.schema
	}
	values := p.values[d.name]
	switch {
	case len(values) > 0 && all.find(name) < 0:
		all.set(name, object(member{"type", "string"}, member{"enum", values}))
		return ref(name)
	case len(values) > 0, strings.HasSuffix(name, "ID"):
		return ref(name)
	}
	return object(member{"type", "string"})
}

// structure is the schema of a struct as it is marshalled: a field without omitempty is always there, in a body too. What
// comes in may have no other fields.
func (s source) structure(p *pack, d *declared, e *ast.StructType, all *tree) (*tree, error) {
	required, properties := []any{}, object()
	for _, f := range e.Fields.List {
		if len(f.Names) == 0 { // its fields are this one's
			other, named, err := s.resolve(p, d, f.Type)
			if err != nil {
				return nil, err
			}
			inner, err := s.schema(other, named, named.expr, all)
			if err != nil {
				return nil, err
			}
			if list, ok := inner.get("required").([]any); ok {
				required = append(required, list...)
			}
			properties.members = append(properties.members, inner.get("properties").(*tree).members...)
			continue
		}
		tag, _ := strconv.Unquote(f.Tag.Value) // the parser has
		name, options, _ := strings.Cut(reflect.StructTag(tag).Get("json"), ",")
		schema, err := s.schema(p, d, f.Type, all)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", d.name, err)
		}
		properties.set(name, schema)
		if options != "omitempty" {
			required = append(required, name)
		}
	}
	out := object(member{"type", "object"})
	if strings.HasSuffix(d.name, "Body") {
		out.set("additionalProperties", false)
	}
	if len(required) > 0 {
		out.set("required", required)
	}
	out.set("properties", properties)
	return out, nil
}
