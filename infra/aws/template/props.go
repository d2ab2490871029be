package template

import (
	"errors"
	"fmt"
	"strconv"

	"gopkg.in/yaml.v3"
)

// props reads the properties of one object. The first error is kept and ends the reading: check err() once at the
// end. Layers are looked up in order, so that a function's own properties win over the Globals.
type props struct {
	e      *evaluator
	path   string
	layers []map[string]*yaml.Node
	failed *error
}

// props opens an object; later layers are the defaults of earlier ones. nil layers are skipped.
func (e *evaluator) props(path string, layers ...*yaml.Node) props {
	p := props{e: e, path: path, failed: new(error)}
	p.open(layers...)
	return p
}

func (p *props) open(layers ...*yaml.Node) {
	for _, n := range layers {
		n, err := p.e.resolve(n)
		if err != nil {
			p.fail("", err)
			continue
		}
		m := map[string]*yaml.Node{}
		for k, v := range pairs(n) {
			m[k] = v
		}
		p.layers = append(p.layers, m)
	}
}

func (p props) err() error { return *p.failed }

func (p props) fail(key string, err error) {
	if *p.failed == nil {
		if key != "" {
			key = "." + key
		}
		*p.failed = fmt.Errorf("%s%s: %w", p.path, key, err)
	}
}

// node is the first present value of key.
func (p props) node(key string) *yaml.Node {
	for _, m := range p.layers {
		n, err := p.e.resolve(m[key])
		if err != nil {
			p.fail(key, err)
		}
		if n != nil {
			return n
		}
	}
	return nil
}

// text is one value, or byDefault when absent.
func (p props) text(key, byDefault string) string {
	v, present, err := p.e.scalar(p.node(key))
	if err != nil {
		p.fail(key, err)
	}
	if !present {
		return byDefault
	}
	return v
}

// need is a value that has to be there.
func (p props) need(key string) string {
	v := p.text(key, "")
	if v == "" {
		p.fail(key, errors.New("is missing"))
	}
	return v
}

func (p props) number(key string, byDefault int) int {
	v := p.text(key, "")
	if v == "" {
		return byDefault
	}
	n, err := strconv.Atoi(v)
	if err != nil {
		p.fail(key, errors.New("a whole number is expected"))
	}
	return n
}

func (p props) flag(key string, byDefault bool) bool {
	v := p.text(key, "")
	if v == "" {
		return byDefault
	}
	b, err := strconv.ParseBool(v)
	if err != nil {
		p.fail(key, errors.New("true or false is expected"))
	}
	return b
}

// list is a list of values; one value counts as a list of one.
func (p props) list(key string) []string {
	items, err := p.e.strings(p.node(key))
	if err != nil {
		p.fail(key, err)
	}
	return items
}

// object opens a nested object. With several layers their objects become the layers, so that nested settings merge.
func (p props) object(key string) props {
	child := props{e: p.e, path: p.path + "." + key, failed: p.failed}
	for _, m := range p.layers {
		if m[key] != nil {
			child.open(m[key])
		}
	}
	return child
}

// objects opens a list of objects.
func (p props) objects(key string) []props {
	n := p.node(key)
	if n == nil {
		return nil
	}
	var out []props
	for i, item := range n.Content {
		child := props{e: p.e, path: fmt.Sprintf("%s.%s[%d]", p.path, key, i), failed: p.failed}
		child.open(item)
		out = append(out, child)
	}
	return out
}

// texts is a map of values; layers merge.
func (p props) texts(key string) map[string]string {
	out := map[string]string{}
	child := p.object(key)
	for _, m := range child.layers {
		for k, n := range m {
			if _, done := out[k]; done {
				continue
			}
			v, present, err := p.e.scalar(n)
			if err != nil {
				child.fail(k, err)
			}
			if present {
				out[k] = v
			}
		}
	}
	return out
}

// keys lists the keys of the object's first layer.
func (p props) keys() []string {
	var out []string
	if len(p.layers) > 0 {
		for k := range p.layers[0] {
			out = append(out, k)
		}
	}
	return out
}
