package api

import (
	"context"
	"encoding/json"
	"slices"

	"shiming/shared/identity"
	"shiming/shared/realname"
	"shiming/shared/steps"
)

// personBody is the personal form (RULES B1). Its fields are plain only until they are parsed.
type personBody struct {
	Region   string                `json:"region"`
	Name     string                `json:"name"`
	Kind     identity.DocumentKind `json:"document_kind"`
	Number   string                `json:"document_number"`
	Birth    string                `json:"birth_date"`
	Industry string                `json:"industry"`
	Address  addressBody           `json:"address"`
	Consents []consentBody         `json:"consents"`
}

// person parses the form. Regions and documents that this site does not serve are pointed elsewhere (RULES A5).
func (b personBody) person() (realname.Person, error) {
	p := realname.Person{Industry: b.Industry, Address: b.Address.address()}
	if b.Region != "" && b.Region != "CN" {
		return p, &realname.Error{Code: realname.CodeRegionNotSupported, Field: "region"}
	}
	err := required("name", b.Name, "document_kind", string(b.Kind), "document_number", b.Number)
	if err != nil {
		return p, err
	}
	if !b.Kind.Valid() {
		return p, &realname.Error{Code: realname.CodeDocNotSupported, Field: "document_kind"}
	}
	if p.Name, err = identity.ParseName(b.Name); err != nil {
		return p, &realname.Error{Code: realname.CodeNameInvalid, Field: "name", Cause: err}
	}
	if p.Document, err = identity.ParseDocument(b.Kind, b.Number); err != nil {
		return p, &realname.Error{Code: realname.CodeNumberInvalid, Field: "document_number", Cause: err}
	}
	birth, known := p.Document.Birth()
	if b.Birth == "" {
		p.Birth = birth
		return p, nil
	}
	if p.Birth, err = identity.ParseDate(b.Birth); err != nil || known && p.Birth != birth {
		return p, &realname.Error{Code: realname.CodeBirthDateInvalid, Field: "birth_date"}
	}
	return p, nil
}

// form is one of the forms that POST /v1/cases/{case}/form takes.
type form struct {
	name string
	read func(Request) (steps.Entry, error)
}

var (
	personForm     = form{"person", readPerson}
	enterpriseForm = form{"enterprise", readEnterprise}
	appealForm     = form{"appeal", readAppeal}
)

// formOf is the form that the case asks for at present: what a flow begins with, or the form of who is verified.
func formOf(c realname.Case) form {
	if c.Last().State == realname.Declaring {
		switch c.Kind {
		case realname.EnterpriseToEnterprise:
			return enterpriseDeclaration
		case realname.EnterpriseName:
			return nameDeclaration
		case realname.Appeal:
			return appealForm
		default: // a policy has them declare nothing
		}
	}
	if c.Kind.Subject() == realname.EnterpriseSubject {
		return enterpriseForm
	}
	return personForm
}

// looksLike tells a form by its fields.
func looksLike(fields map[string]json.RawMessage) form {
	has := func(names ...string) bool {
		return slices.ContainsFunc(names, func(name string) bool { return fields[name] != nil })
	}
	switch {
	case has("phone", "holder"):
		return appealForm
	case has("licence_kind", "licence", "contact"):
		return enterpriseForm
	case has("representative"):
		return enterpriseDeclaration
	case has("code_kind"):
		return enterpriseForm
	case has("code"):
		return nameDeclaration
	}
	return personForm
}

// FillForm serves POST /v1/cases/{case}/form. The case says which form its body has to be. A body that is not well formed
// as what it looks like is refused before the case is looked at.
func FillForm(s Settings, step steps.FillForm) Endpoint {
	return commandWith(s, RouteFillForm, func(ctx context.Context, c call, ask steps.Ask, id realname.CaseID) (realname.Case, error) {
		var fields map[string]json.RawMessage
		if err := decode(c.Request, &fields); err != nil {
			return realname.Case{}, err
		}
		seems := looksLike(fields)
		entry, err := seems.read(c.Request)
		if err != nil {
			return realname.Case{}, err
		}
		return step.Do(ctx, ask, id, func(of realname.Case) (steps.Entry, error) {
			if asked := formOf(of); asked.name != seems.name {
				return asked.read(c.Request)
			}
			return entry, nil
		})
	}, queryCode(step.Keys))
}

func readPerson(r Request) (steps.Entry, error) {
	var body personBody
	if err := decode(r, &body); err != nil {
		return nil, err
	}
	person, err := body.person()
	return steps.PersonEntry{Person: person, Consents: consents(body.Consents)}, err
}

func readEnterprise(r Request) (steps.Entry, error) {
	var body enterpriseBody
	if err := decode(r, &body); err != nil {
		return nil, err
	}
	return body.entry()
}
