// Package smstemplates knows which registered template an SMS of a kind goes by: the operators of the mainland pass on
// nothing else (ADAPTERS H). Which parameter stands where is the kind's own order. The services are beside it.
package smstemplates

import (
	"encoding/json"
	"errors"
	"fmt"

	"shiming/shared/telling"
	"shiming/shared/texts"
)

// Set is a template for each kind, in one language or two. Get one from Parse.
type Set struct {
	// ZH is for who wants Chinese, or has not said; EN, where there is any, for who wants English.
	ZH map[texts.MessageKind]string `json:"zh"`
	EN map[texts.MessageKind]string `json:"en"`
}

// Kinds lists all that goes by SMS: what events tell, and what is sent to a phone that somebody asks for.
func Kinds() []texts.MessageKind {
	return append(texts.EventKinds(), texts.CodeToProve, texts.DepositDetails)
}

// Parse reads {"zh": {"verified": "123456", …}, "en": {…}}, as an operator configures it. It fails, with all that is wrong,
// where a kind has no template, or a template no kind: that shall show when the program starts, and not when the event comes.
func Parse(text string) (Set, error) {
	var s Set
	if err := json.Unmarshal([]byte(text), &s); err != nil {
		return Set{}, errors.New(`the templates are not {"zh": {kind: template}, "en": {…}} in JSON`)
	}
	wrong := complete("zh", s.ZH)
	if len(s.EN) > 0 {
		wrong = append(wrong, complete("en", s.EN)...)
	}
	return s, errors.Join(wrong...)
}

func complete(language string, all map[texts.MessageKind]string) (wrong []error) {
	for _, kind := range Kinds() {
		if all[kind] == "" {
			wrong = append(wrong, fmt.Errorf("%s has no template in %s", kind, language))
		}
	}
	if extra := len(all) - len(Kinds()); extra > 0 && len(wrong) == 0 {
		wrong = append(wrong, fmt.Errorf("%d kinds in %s do not exist", extra, language))
	}
	return wrong
}

// Insertion is one of a template, in the language of the template.
type Insertion struct{ Name, Value string }

// Fill returns the template of the message, and its parameters in their order; false where there is no template.
func (s Set) Fill(m telling.Message) (template string, parameters []Insertion, ok bool) {
	template, english := s.ZH[m.Told.Kind], false
	if m.Language == telling.English && s.EN[m.Told.Kind] != "" {
		template, english = s.EN[m.Told.Kind], true
	}
	for _, p := range m.Told.Parameters {
		value := p.ZH()
		if english {
			value = p.EN()
		}
		parameters = append(parameters, Insertion{p.Name, value})
	}
	return template, parameters, template != ""
}
