package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
)

// member is one name of a JSON object with its value: a *tree, a []any, or a scalar.
type member struct {
	name  string
	value any
}

// tree is a JSON object that keeps its order.
type tree struct{ members []member }

func object(members ...member) *tree { return &tree{members} }

// get returns the value of a name, or nil.
func (t *tree) get(name string) any {
	if i := t.find(name); i >= 0 {
		return t.members[i].value
	}
	return nil
}

func (t *tree) find(name string) int {
	return slices.IndexFunc(t.members, func(m member) bool { return m.name == name })
}

func (t *tree) set(name string, value any) { t.members = append(t.members, member{name, value}) }

// first puts the names in front, in that order.
func (t *tree) first(names ...string) {
	slices.SortStableFunc(t.members, func(a, b member) int {
		return slices.Index(names, a.name) - slices.Index(names, b.name)
	})
}

// lay adds what over says. A value that stands already may not be said again: one fact has one place.
func (t *tree) lay(over *tree, at string) error {
	for _, m := range over.members {
		i := t.find(m.name)
		if i < 0 {
			t.members = append(t.members, m)
			continue
		}
		here, below := t.members[i].value.(*tree)
		there, above := m.value.(*tree)
		if !below || !above {
			return fmt.Errorf("%s/%s is said twice", at, m.name)
		}
		if err := here.lay(there, at+"/"+m.name); err != nil {
			return err
		}
	}
	return nil
}

// MarshalJSON writes the object in its order.
func (t *tree) MarshalJSON() ([]byte, error) {
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	out.WriteByte('{')
	for i, m := range t.members {
		if i > 0 {
			out.WriteByte(',')
		}
		if err := errors.Join(enc.Encode(m.name), out.WriteByte(':'), enc.Encode(m.value)); err != nil {
			return nil, err
		}
	}
	out.WriteByte('}')
	return out.Bytes(), nil
}

// parse reads a JSON object in its order.
func parse(text []byte) (*tree, error) {
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.UseNumber()
	v, err := value(dec)
	if err != nil {
		return nil, err
	}
	t, ok := v.(*tree)
	if !ok {
		return nil, fmt.Errorf("a %v, not an object", reflect.TypeOf(v))
	}
	return t, nil
}

func value(dec *json.Decoder) (any, error) {
	token, err := dec.Token()
	if err != nil {
		return nil, err
	}
	switch token {
	case json.Delim('{'):
		t := object()
		for dec.More() {
			name, err := dec.Token()
			if err != nil {
				return nil, err
			}
			v, err := value(dec)
			if err != nil {
				return nil, err
			}
			if t.find(name.(string)) >= 0 { // a name of an object is a string, or Token fails
				return nil, fmt.Errorf("%s stands twice", name)
			}
			t.set(name.(string), v)
		}
		_, err = dec.Token()
		return t, err
	case json.Delim('['):
		list := []any{}
		for dec.More() {
			v, err := value(dec)
			if err != nil {
				return nil, err
			}
			list = append(list, v)
		}
		_, err = dec.Token()
		return list, err
	}
	return token, nil
}
