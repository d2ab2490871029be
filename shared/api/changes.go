package api

import (
	"context"

	"shiming/shared/realname"
	"shiming/shared/steps"
)

// registeredView is the name that the register has, in the plain: it is public, and whose account it is asks (RULES D8).
//
//openapi:schema RegisteredName
type registeredView struct {
	Object  string          `json:"object"`
	Case    realname.CaseID `json:"case"`
	Name    string          `json:"name"`
	Changed bool            `json:"changed"`
}

// LookUpRegister serves GET /v1/cases/{case}/registered-name.
func LookUpRegister(step steps.LookUpRegister) Endpoint {
	return Endpoint{RouteRegisteredName, func(ctx context.Context, c call) (reply, error) {
		found, err := step.Do(ctx, c.actor, realname.CaseID(c.Params["case"]))
		if err != nil {
			return reply{}, err
		}
		c.audit.Account = found.Case.Account
		return reply{body: registeredView{"registered_name", found.Case.ID, found.Name.Text(), found.Changed}}, nil
	}}
}

// postBody is which papers have come by post (RULES E6).
//
//openapi:schema PostRequest
type postBody struct {
	Pieces []realname.Purpose `json:"pieces"`
}

// BookPost serves POST /v1/cases/{case}/post.
func BookPost(s Settings, step steps.BookPost) Endpoint {
	return command(s, RouteBookPost, func(ctx context.Context, c call, ask steps.Ask, id realname.CaseID) (realname.Case, error) {
		var body postBody
		if err := decode(c.Request, &body); err != nil {
			return realname.Case{}, err
		}
		if len(body.Pieces) == 0 {
			return realname.Case{}, realname.RefuseField(realname.CodeFieldRequired, "pieces")
		}
		if len(body.Pieces) > 20 {
			return realname.Case{}, realname.RefuseField(realname.CodeFieldInvalid, "pieces")
		}
		return step.Do(ctx, ask, id, body.Pieces)
	})
}

// subjectView is who an account belongs to, masked.
//
//openapi:schema Subject
type subjectView struct {
	Kind     realname.SubjectKind `json:"kind"`
	Document string               `json:"document"`
	Name     string               `json:"name"`
	Number   string               `json:"number"`
}

func viewPresent(c realname.Case) *subjectView {
	id := c.Present()
	if id == nil {
		return nil
	}
	return &subjectView{id.Kind, id.Document, id.Name, id.Number}
}

// declarationView is what was declared, masked (RULES D7, D8, F1).
//
//openapi:schema Declaration
type declarationView struct {
	Name           string     `json:"name"`
	Number         string     `json:"number"`
	Representative *partyView `json:"representative,omitempty"`
	// Abroad says that the representative is not of the mainland (RULES D7).
	Abroad bool   `json:"abroad,omitempty"`
	Phone  string `json:"phone,omitempty"`
	Holder string `json:"holder,omitempty"`
}

func viewDeclaration(c realname.Case) *declarationView {
	d := c.Declaration()
	if d == nil {
		return nil
	}
	return &declarationView{d.Name, d.Number, viewParty(d.Representative), d.Abroad, d.Phone, d.Holder}
}
