package api

import (
	"context"
	"encoding/json"
	"strings"

	"shiming/shared/identity"
	"shiming/shared/realname"
	"shiming/shared/steps"
)

// personBody is the personal form (RULES B1). Its fields are plain only until they are parsed.
//
//openapi:schema PersonForm
type personBody struct {
	Region   string                `json:"region,omitempty"`
	Name     string                `json:"name"`
	Kind     identity.DocumentKind `json:"document_kind"`
	Number   string                `json:"document_number"`
	Birth    string                `json:"birth_date,omitempty"`
	Industry string                `json:"industry,omitempty"`
	Address  addressBody           `json:"address"`
	Consents []consentBody         `json:"consents,omitempty"`
}

// person parses the form. Regions and documents that this site does not serve are pointed elsewhere (RULES A5).
func (b personBody) person() (realname.Person, error) {
	p := realname.Person{Industry: b.Industry, Address: b.Address.address()}
	if err := served(b.Region); err != nil {
		return p, err
	}
	b.Kind = identity.DocumentKind(strings.ToLower(identity.Clean(string(b.Kind))))
	err := required("name", b.Name, "document_kind", string(b.Kind), "document_number", b.Number)
	if err != nil {
		return p, err
	}
	if !b.Kind.Valid() {
		return p, realname.RefuseField(realname.CodeDocNotSupported, "document_kind")
	}
	if p.Document, err = identity.ParseDocument(b.Kind, b.Number); err != nil {
		return p, realname.RefuseField(realname.CodeNumberInvalid, "document_number").Because(err)
	}
	if p.Name, err = identity.ParseNameOn(p.Document, b.Name); err != nil {
		return p, realname.RefuseField(realname.CodeNameInvalid, "name").Because(err)
	}
	birth, known := p.Document.Birth()
	if b.Birth == "" {
		p.Birth = birth
		return p, nil
	}
	if p.Birth, err = identity.ParseDate(b.Birth); err != nil || known && p.Birth != birth {
		return p, realname.RefuseField(realname.CodeBirthDateInvalid, "birth_date")
	}
	return p, nil
}

// served says whether the region is served by this site; what is no region is a slip, not abroad (RULES A5, FAULT N8).
func served(region string) error {
	switch at, known := identity.ParseRegion(region); {
	case !known:
		return realname.RefuseField(realname.CodeRegionInvalid, "region")
	case at != identity.Mainland:
		return realname.RefuseField(realname.CodeRegionNotSupported, "region")
	}
	return nil
}

// FillForm serves POST /v1/cases/{case}/form and POST /v1/cases/{case}/declaration. The case says whose form it is, and
// what is declared: a body is read as what the case asks for.
func FillForm(s Settings, step steps.FillForm) []Endpoint {
	entered := func(route Route, do entering, read func(realname.Kind) func(Request) (steps.Entry, error)) Endpoint {
		return commandWith(s, route, func(ctx context.Context, c call, ask steps.Ask, id realname.CaseID) (realname.Case, error) {
			if err := decode(c.Request, &map[string]json.RawMessage{}); err != nil {
				return realname.Case{}, err
			}
			return do(ctx, ask, id, func(of realname.Case) (steps.Entry, error) { return read(of.Kind)(c.Request) })
		}, queryCode(step.Keys))
	}
	return []Endpoint{entered(RouteFillForm, step.Do, formOf), entered(RouteDeclare, step.Declare, declarationOf)}
}

// entering is a step that takes what was entered, read as the case asks for it.
type entering func(context.Context, steps.Ask, realname.CaseID, func(realname.Case) (steps.Entry, error)) (realname.Case, error)

// formOf reads the form of whom a case of the kind verifies.
func formOf(k realname.Kind) func(Request) (steps.Entry, error) {
	if k.Subject() == realname.EnterpriseSubject {
		return readEnterprise
	}
	return readPerson
}

// declarationOf reads what a case of the kind begins with; every other kind declares nothing, and its state refused it.
func declarationOf(k realname.Kind) func(Request) (steps.Entry, error) {
	switch k {
	case realname.EnterpriseToEnterprise:
		return readEnterpriseDeclaration
	case realname.EnterpriseName:
		return readNameDeclaration
	case realname.Appeal:
		return readAppeal
	case realname.PersonalVerification, realname.EnterpriseVerification, realname.PersonToEnterprise, realname.PersonToPerson,
		realname.EnterpriseToPerson, realname.LegalRepresentative, realname.Release, realname.Reverification:
	}
	return func(Request) (steps.Entry, error) { return nil, realname.Refuse(realname.CodeWrongState) }
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
