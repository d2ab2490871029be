package api

import (
	"shiming/shared/realname"
	"shiming/shared/steps"
)

// registeredView is the name that the register has, in plaintext: it is public, and whose account it is asks (RULES D8).
//
//openapi:schema RegisteredName
type registeredView struct {
	head
	Case    realname.CaseID `json:"case"`
	Name    string          `json:"name"`
	Changed bool            `json:"changed"`
}

// LookUpRegister serves GET /v1/cases/{case}/registered-name.
func LookUpRegister(step steps.LookUpRegister) Endpoint {
	return about(RouteRegisteredName, "case", step.Do, func(c *call, id realname.CaseID, found steps.Registered) (reply, error) {
		return c.of(found.Case, registeredView{c.head("registered_name"), id, found.Name.Text(), found.Changed}), nil
	})
}

// postBody is which papers have come by post (RULES E6).
//
//openapi:schema PostRequest
type postBody struct {
	Pieces []realname.Purpose `json:"pieces"`
}

// said are the papers that have come.
func (b postBody) said() ([]realname.Purpose, error) {
	if len(b.Pieces) == 0 {
		return nil, realname.RefuseField(realname.CodeFieldRequired, "pieces")
	}
	if len(b.Pieces) > 20 {
		return nil, realname.RefuseField(realname.CodeFieldInvalid, "pieces")
	}
	return b.Pieces, nil
}

// BookPost serves POST /v1/cases/{case}/post.
func BookPost(s Settings, step steps.BookPost) Endpoint {
	return onCase(RouteBookPost, atItsStep(read(postBody.said)), step.Do, s.showCase)
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
	if id == nil || id.Number == "" { // nobody, or who was erased (L2)
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
	Address        string     `json:"address,omitempty"`
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
	return &declarationView{d.Name, d.Number, d.Address, viewParty(d.Representative), d.Abroad, d.Phone, d.Holder}
}
