package asl

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
)

// path is a reference path: where one value stands in a document. "" is $ itself.
type path struct {
	text  string
	steps []pathStep
}

// pathStep is a field's name, or where that is empty an index.
type pathStep struct {
	name  string
	index int
}

var (
	pathForm = regexp.MustCompile(`^\$((\.[A-Za-z_][A-Za-z0-9_]*)|(\[[0-9]{1,6}\]))*$`)
	stepForm = regexp.MustCompile(`\.([A-Za-z0-9_]+)|\[([0-9]+)\]`)
)

func parsePath(text string) (path, error) {
	if !pathForm.MatchString(text) {
		return path{}, fmt.Errorf("%q is not a path of the form $, $.a.b or $.a[0]", text)
	}
	p := path{text: text}
	for _, m := range stepForm.FindAllStringSubmatch(text, -1) {
		if m[1] != "" {
			p.steps = append(p.steps, pathStep{name: m[1]})
			continue
		}
		index, err := strconv.Atoi(m[2])
		if err != nil {
			return path{}, err
		}
		p.steps = append(p.steps, pathStep{index: index})
	}
	return p, nil
}

// get returns the value at the path, and whether there is one.
func (p path) get(doc any) (any, bool) {
	for _, s := range p.steps {
		if s.name != "" {
			object, ok := doc.(map[string]any)
			if !ok {
				return nil, false
			}
			if doc, ok = object[s.name]; !ok {
				return nil, false
			}
			continue
		}
		list, ok := doc.([]any)
		if !ok || s.index >= len(list) {
			return nil, false
		}
		doc = list[s.index]
	}
	return doc, true
}

var errNoObject = errors.New("something on the way is not an object")

// set returns the document with the value at the path; objects on the way are made where they are missing. The
// document given is not changed. Paths with an index are never set: the loader refuses them.
func (p path) set(doc, value any) (any, error) { return setSteps(doc, p.steps, value) }

func setSteps(doc any, steps []pathStep, value any) (any, error) {
	if len(steps) == 0 {
		return value, nil
	}
	object, ok := doc.(map[string]any)
	if !ok {
		return nil, errNoObject
	}
	there, ok := object[steps[0].name]
	if !ok {
		there = map[string]any{}
	}
	set, err := setSteps(there, steps[1:], value)
	if err != nil {
		return nil, err
	}
	changed := make(map[string]any, len(object)+1)
	for name, v := range object {
		changed[name] = v
	}
	changed[steps[0].name] = set
	return changed, nil
}

func (p path) hasIndex() bool { return strings.Contains(p.text, "[") }

// decode reads one JSON document. Numbers keep their digits.
func decode(text []byte) (any, error) {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	var doc any
	if err := d.Decode(&doc); err != nil {
		return nil, errNotJSON
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errNotJSON
	}
	return doc, nil
}

// errNotJSON does not quote what it refuses: that may be anything.
var errNotJSON = errors.New("it is not one JSON document")

// encode writes a document that came from decode, with the fields in the order of their names.
func encode(doc any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(doc); err != nil {
		return nil, err
	}
	return bytes.TrimRight(b.Bytes(), "\n"), nil
}
