package wechat

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"shiming/shared/telling"
	"shiming/shared/texts"
)

// WeChatTemplate is one template of the official account, and what it is sent for.
type WeChatTemplate struct {
	// ID is the template's id at the platform.
	ID string `json:"template"`
	// Fields say which parameter stands in which field: {"thing1": "title", "time2": "by"}. Every kind has a title.
	Fields map[string]string `json:"fields"`
	// Kinds are what the template is sent for.
	Kinds []texts.MessageKind `json:"kinds"`
}

// Title is the parameter that every kind has: what its text begins with.
const Title = "title"

// The longest a field of a kind may be, in characters; the platform refuses what is longer. What is not named is not cut.
var longest = map[string]int{"thing": 20, "phrase": 5, "character_string": 32}

var fieldName = regexp.MustCompile(`^([a-z_]+)[0-9]+$`)

// ParseTemplates reads a list of templates in JSON, as an operator configures them.
func ParseTemplates(text string) ([]WeChatTemplate, error) {
	var all []WeChatTemplate
	if err := json.Unmarshal([]byte(text), &all); err != nil {
		return nil, errors.New(`the templates are not a list of {"template", "fields", "kinds"} in JSON`)
	}
	return all, nil
}

// byKind says which template each kind has. It fails, with all that is wrong, where an event would find none, or where a
// template does not fit what it is sent for: that shall show when the program starts, and not when the event comes.
func byKind(all []WeChatTemplate) (map[texts.MessageKind]WeChatTemplate, error) {
	of, wrong := map[texts.MessageKind]WeChatTemplate{}, []error{}
	for i, t := range all {
		if t.ID == "" || len(t.Fields) == 0 {
			wrong = append(wrong, fmt.Errorf("template %d has no id, or no fields", i+1))
		}
		for _, kind := range t.Kinds {
			if _, twice := of[kind]; twice || !slices.Contains(texts.EventKinds(), kind) {
				wrong = append(wrong, fmt.Errorf("%s is named twice, or is no kind that goes by WeChat", kind))
			}
			of[kind] = t
			for field, parameter := range t.Fields {
				if !fieldName.MatchString(field) || parameter != Title && !slices.Contains(kind.Parameters(), parameter) {
					wrong = append(wrong, fmt.Errorf("%s has no %s for the field %s", kind, parameter, field))
				}
			}
		}
	}
	for _, kind := range texts.EventKinds() {
		if _, ok := of[kind]; !ok {
			wrong = append(wrong, fmt.Errorf("%s has no template", kind))
		}
	}
	return of, errors.Join(wrong...)
}

// fill puts the message's parameters in the fields of its template. A template has one language: English for who asked for
// it, else Chinese.
func (t WeChatTemplate) fill(m telling.Message) map[string]field {
	texts := m.Told.Letters()
	values := map[string]string{Title: texts.ZH.Title}
	if m.Language == telling.English {
		values[Title] = texts.EN.Title
	}
	for _, p := range m.Told.Parameters {
		values[p.Name] = p.ZH()
		if m.Language == telling.English {
			values[p.Name] = p.EN()
		}
	}
	data := map[string]field{}
	for name, parameter := range t.Fields {
		data[name] = field{fitted(name, values[parameter])}
	}
	return data
}

// fitted writes a value as its field takes it: a time without what stands in brackets behind it, other kinds no longer
// than they may be.
func fitted(name, value string) string {
	kind := fieldName.FindStringSubmatch(name)[1]
	if kind == "time" || kind == "date" {
		value, _, _ = strings.Cut(value, "（")
		value, _, _ = strings.Cut(value, " (")
	}
	letters, most := []rune(strings.ReplaceAll(value, "\n", " ")), longest[kind]
	if most == 0 || len(letters) <= most {
		return string(letters)
	}
	return string(letters[:most-1]) + "…"
}
