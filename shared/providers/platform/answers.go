package platform

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"

	"shiming/shared/identity"
	"shiming/shared/realname"
	"shiming/shared/steps"
)

// The paths of the questions.
const (
	pathHindrances = "/hindrances"
	pathAccount    = "/group/account"
	pathInUse      = "/group/in-use"
)

// maxSite bounds the name of a site, in bytes.
const maxSite = 64

// Hindrances implements steps.Platform.
func (p *Platform) Hindrances(ctx context.Context, account realname.AccountID) ([]realname.Hindrance, error) {
	_, body, err := p.ask(ctx, pathHindrances, map[string]string{"account": string(account)}, http.StatusOK)
	if err != nil {
		return nil, err
	}
	var all []*realname.Hindrance // pointers, so that null is not an empty text
	if err := read(body, map[string]any{"hindrances": &all}, "hindrances"); err != nil {
		return nil, err
	}
	var hindrances []realname.Hindrance
	for _, h := range all {
		if h == nil || !h.Valid() {
			return nil, unavailable("a hindrance that is not known")
		}
		if !slices.Contains(hindrances, *h) {
			hindrances = append(hindrances, *h)
		}
	}
	return hindrances, nil
}

// Account implements steps.Group.
func (p *Platform) Account(ctx context.Context, user string) (steps.GroupAccount, error) {
	status, body, err := p.ask(ctx, pathAccount, map[string]string{"user": user}, http.StatusNotFound)
	if err != nil {
		return steps.GroupAccount{}, err
	}
	if status == http.StatusNotFound {
		return steps.GroupAccount{}, fmt.Errorf("platform: %w", steps.ErrNotFound)
	}
	var a account
	if err := read(body, map[string]any{
		"verified": &a.verified, "site": &a.site, "name": &a.name, "document_kind": &a.kind, "document_number": &a.number,
		"birth_date": &a.birth, "phone": &a.phone,
	}, "verified"); err != nil {
		return steps.GroupAccount{}, err
	}
	return a.parse()
}

// InUse implements steps.Group.
func (p *Platform) InUse(ctx context.Context, document identity.IDDocument) (bool, error) {
	question := map[string]string{"document_kind": string(document.Kind()), "document_number": document.Number()}
	_, body, err := p.ask(ctx, pathInUse, question, http.StatusOK)
	if err != nil {
		return false, err
	}
	var used bool
	if err := read(body, map[string]any{"in_use": &used}, "in_use"); err != nil {
		return false, err
	}
	return used, nil
}

// account is one as it was said.
type account struct {
	verified                               bool
	site, name, kind, number, birth, phone string
}

// parse makes an account of what was said. Of one that is not verified nothing else is taken.
func (a account) parse() (steps.GroupAccount, error) {
	if !a.verified {
		return steps.GroupAccount{}, nil
	}
	invalid := func(field string) (steps.GroupAccount, error) {
		return steps.GroupAccount{}, unavailable("a verified account without a good " + field)
	}
	p := steps.GroupAccount{Verified: true, Site: a.site}
	odd := func(r rune) bool { return r <= ' ' || r > '~' }
	if a.site == "" || len(a.site) > maxSite || strings.ContainsFunc(a.site, odd) {
		return invalid("site")
	}
	var err error
	if p.Document, err = identity.ParseDocument(identity.DocumentKind(a.kind), a.number); err != nil {
		return invalid("document")
	}
	if p.Name, err = identity.ParseNameOn(p.Document, a.name); err != nil {
		return invalid("name")
	}
	inNumber, says := p.Document.Birth()
	if p.Birth = inNumber; a.birth != "" || !says {
		if p.Birth, err = identity.ParseDate(a.birth); err != nil || says && p.Birth != inNumber {
			return invalid("birth_date")
		}
	}
	if a.phone != "" {
		if p.Phone, err = identity.ParsePhone(a.phone); err != nil {
			return invalid("phone")
		}
	}
	return p, nil
}

// read takes exactly one JSON object of the fields, each at most once and spelled as they are, which json.Unmarshal
// would not insist on. A field that is null is one that is missing; those of needed have to be there.
func read(body []byte, fields map[string]any, needed ...string) error {
	foreign := unavailable("the answer is not one of the contract")
	given, seen := map[string]bool{}, map[string]bool{}
	in := json.NewDecoder(bytes.NewReader(body))
	if t, err := in.Token(); err != nil || t != json.Delim('{') {
		return foreign
	}
	for in.More() {
		key, err := in.Token()
		if err != nil {
			return foreign
		}
		name, _ := key.(string)
		into, known := fields[name]
		var value json.RawMessage
		if !known || seen[name] || in.Decode(&value) != nil {
			return foreign
		}
		seen[name] = true
		if string(value) == "null" {
			continue
		}
		if json.Unmarshal(value, into) != nil {
			return foreign
		}
		given[name] = true
	}
	if _, err := in.Token(); err != nil { // the closing bracket
		return foreign
	}
	if _, err := in.Token(); !errors.Is(err, io.EOF) {
		return foreign
	}
	for _, name := range needed {
		if !given[name] {
			return foreign
		}
	}
	return nil
}
