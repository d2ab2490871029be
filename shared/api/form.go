package api

import (
	"encoding/json"
	"errors"
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

// person parses the form, which has not the fields that are omitted, and says all that is wrong with it at once (FAULT S4). Regions and documents that this site does not serve are pointed elsewhere (RULES A5).
func (b personBody) person(omits []realname.FormField) (realname.Person, error) {
	p := realname.Person{Industry: b.Industry, Address: b.Address.address()}
	if err := served(b.Region); err != nil {
		return p, err
	}
	b.Kind = identity.DocumentKind(strings.ToLower(identity.Clean(string(b.Kind))))
	wrong := required("name", b.Name, "document_kind", string(b.Kind), "document_number", b.Number)
	if b.Kind != "" && !b.Kind.Valid() {
		return p, errors.Join(wrong, realname.RefuseField(realname.CodeDocNotSupported, "document_kind"))
	}
	var err error
	if p.Document, err = identity.ParseDocument(b.Kind, b.Number); err != nil && b.Number != "" && b.Kind != "" {
		wrong = errors.Join(wrong, realname.RefuseField(realname.CodeNumberInvalid, "document_number").Because(err))
	}
	if p.Name, err = identity.ParseNameOn(p.Document, b.Name); err != nil && b.Name != "" {
		wrong = errors.Join(wrong, realname.RefuseField(realname.CodeNameInvalid, "name").Because(err))
	}
	birth, known := p.Document.Birth()
	if b.Birth == "" {
		p.Birth = birth
	} else if p.Birth, err = identity.ParseDate(b.Birth); err != nil || known && p.Birth != birth {
		wrong = errors.Join(wrong, realname.RefuseField(realname.CodeBirthDateInvalid, "birth_date"))
	}
	if wrong == nil {
		return p, nil // the rules say what else is wrong
	}
	return p, errors.Join(wrong, p.CheckRest(b.Kind, omits...))
}

// entry parses the form.
func (b personBody) entry(omits []realname.FormField) (steps.Entry, error) {
	person, err := b.person(omits)
	return steps.PersonEntry{Person: person, Consents: consents(b.Consents)}, err
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

// kindBody is what a change is to be (RULES D11).
//
//openapi:schema ChooseKindRequest
type kindBody struct {
	Kind realname.Kind `json:"kind"`
}

// said is the kind, as it was chosen.
func (b kindBody) said() (realname.Kind, error) { return b.Kind, required("kind", string(b.Kind)) }

// FillForm serves POST /v1/cases/{case}/form, GET of the same, POST /v1/cases/{case}/kind, and POST /v1/cases/{case}/declaration. The case says whose form it is, and
// what is declared: a body is read as what the case asks for.
func FillForm(s Settings, step steps.FillForm) []Endpoint {
	show := func(c *call, after realname.Case) (reply, error) {
		view := c.seen(viewCase(s, after, after.UpdatedAt()))
		var err error
		view.QueryCode, err = steps.QueryCode(c.http.Context(), step.Keys, after)
		return c.of(after, view).as(after), err
	}
	return []Endpoint{
		onCase(RouteFillForm, asTheCaseAsks(step.Policy, formOf(step.Policy)), step.Do, show),
		onCase(RouteChooseKind, atItsStep(read(kindBody.said)), steps.ChooseKind{Base: step.Base}.Do, s.showCase),
		onCase(RouteDeclare, asTheCaseAsks(step.Policy, declarationOf), step.Declare, show),
		about(RouteForm, "case", steps.ShowForm{Base: step.Base, Keys: step.Keys}.Do, func(c *call, _ realname.CaseID, e steps.Entered) (reply, error) {
			return c.of(e.Case, viewEntered(e)), nil
		}),
	}
}

// entryOf is the entry that a body is for a case.
type entryOf = func(realname.Case) (steps.Entry, error)

// asTheCaseAsks reads a body whose shape depends on the case. Whom this site does not serve is told where they are served, from the
// policy (RULES A5, FAULT S9).
func asTheCaseAsks(p *realname.Policy, shape func(realname.Case) reading[steps.Entry]) reading[entryOf] {
	return func(c *call) (entryOf, error) {
		if err := c.decode(&map[string]json.RawMessage{}); err != nil {
			return nil, err
		}
		return func(of realname.Case) (steps.Entry, error) {
			entry, err := shape(of)(c)
			var no *realname.Error
			if errors.As(err, &no) && (no.Code == realname.CodeDocNotSupported || no.Code == realname.CodeRegionNotSupported) {
				no.Site = p.International()
			}
			return entry, err
		}, nil
	}
}

// formOf reads the form of whom a case verifies.
func formOf(p *realname.Policy) func(realname.Case) reading[steps.Entry] {
	return func(c realname.Case) reading[steps.Entry] {
		if c.Kind.Subject() == realname.EnterpriseSubject {
			return read(enterpriseBody.entry)
		}
		return read(func(b personBody) (steps.Entry, error) { return b.entry(p.FormOmits(c)) })
	}
}

// declarationOf reads what a case of the kind begins with; every other kind declares nothing, and its state refused it.
func declarationOf(c realname.Case) reading[steps.Entry] {
	switch c.Kind {
	case realname.EnterpriseToEnterprise:
		return read(enterpriseDeclarationBody.entry)
	case realname.EnterpriseName:
		return read(nameDeclarationBody.entry)
	case realname.Appeal:
		return read(appealBody.entry)
	case realname.EnterpriseAppeal:
		return read(enterpriseAppealBody.entry)
	case realname.PersonalVerification, realname.EnterpriseVerification, realname.PersonToEnterprise, realname.PersonToPerson,
		realname.EnterpriseToPerson, realname.LegalRepresentative, realname.FollowSite, realname.Release, realname.Reverification:
	}
	return func(*call) (steps.Entry, error) { return nil, realname.Refuse(realname.CodeWrongState) }
}
