package api

import (
	"context"
	"time"

	"shiming/shared/realname"
	"shiming/shared/steps"
)

//openapi:schema Document DocumentList
type documentView struct {
	ID realname.DocumentID `json:"id"`
	head
	Case      realname.CaseID        `json:"case"`
	Account   realname.AccountID     `json:"account"`
	Purpose   realname.Purpose       `json:"purpose"`
	Type      string                 `json:"content_type"`
	Size      int64                  `json:"size"`
	Status    realname.DocumentState `json:"status"`
	LastError *faultView             `json:"last_error,omitempty"`
	SHA256    string                 `json:"sha256,omitempty"`
	AskedAt   time.Time              `json:"asked_at"`
	SeenAt    *time.Time             `json:"inspected_at,omitempty"`
	Reading   *readingView           `json:"reading,omitempty"`
	Upload    *uploadView            `json:"upload,omitempty"`
}

// readingView is what was read from a licence, in plaintext: only the holder of the account gets it (RULES C2).
type readingView struct {
	Name    string `json:"name,omitempty"`
	Code    string `json:"code,omitempty"`
	Address string `json:"address,omitempty"`
}

type uploadView struct {
	Method    string            `json:"method"`
	URL       string            `json:"url"`
	Headers   map[string]string `json:"headers"`
	ExpiresAt time.Time         `json:"expires_at"`
}

//openapi:schema DocumentView
type lookView struct {
	head
	Document  realname.DocumentID `json:"document"`
	Type      string              `json:"content_type"`
	SHA256    string              `json:"sha256"`
	URL       string              `json:"url"`
	ExpiresAt time.Time           `json:"expires_at"`
}

func viewDocument(c *call, d realname.Document) documentView {
	v := documentView{
		ID: d.ID, head: c.head("document"), Case: d.Case, Account: d.Account, Purpose: d.Purpose, Type: d.Type,
		Size: d.Size, Status: d.State, LastError: fault(d.Fault), SHA256: d.SHA256, AskedAt: d.Asked.UTC(),
	}
	if !d.Seen.IsZero() {
		seen := d.Seen.UTC()
		v.SeenAt = &seen
	}
	return v
}

// about names the document in the audit trail.
func (e *AuditEntry) about(d realname.Document) {
	e.Document, e.Case, e.Account = d.ID, d.Case, d.Account
}

// uploadBody is a document that is to be uploaded: its purpose, type, and size in bytes.
//
//openapi:schema UploadRequest
type uploadBody struct {
	Purpose realname.Purpose `json:"purpose"`
	Type    string           `json:"content_type"`
	Size    int64            `json:"size"`
}

// askedUpload is what is to be uploaded, with the identity of the request.
type askedUpload struct {
	ask    steps.Ask
	wanted steps.Wanted
}

// said is what is to be uploaded.
func (b uploadBody) said() (steps.Wanted, error) {
	return steps.Wanted{Purpose: b.Purpose, Type: b.Type, Size: b.Size}, nil
}

// AskUpload serves POST /v1/cases/{case}/documents.
func AskUpload(s Settings, step steps.AskUpload) Endpoint {
	said := func(c *call) (askedUpload, error) {
		wanted, err := atItsStep(read(uploadBody.said))(c)
		if err != nil {
			return askedUpload{}, err
		}
		ask, err := c.ask()
		ask.Wrong = c.wrong
		return askedUpload{ask, wanted}, err
	}
	up := func(ctx context.Context, _ realname.Actor, id realname.CaseID, u askedUpload) (steps.Asked, error) {
		return step.Do(ctx, u.ask, id, u.wanted)
	}
	return aboutWith(RouteAskUpload, "case", said, up, func(c *call, _ realname.CaseID, asked steps.Asked) (reply, error) {
		c.audit.about(asked.Document)
		v := viewDocument(c, asked.Document)
		if asked.Document.State == realname.DocumentAwaited {
			v.Upload = &uploadView{Method: "PUT", URL: c.absolute(asked.Upload.URL), Headers: asked.Upload.Header, ExpiresAt: asked.Until.UTC()}
		}
		return reply{body: v}, nil
	})
}

// ShowDocument serves GET /v1/cases/{case}/documents, GET /v1/documents/{document} and POST /v1/documents/{document}/view.
func ShowDocument(s Settings, step steps.ShowDocument) []Endpoint {
	return []Endpoint{
		listed(RouteDocuments, func(ctx context.Context, c *call, cursor string, limit int) ([]realname.Document, string, error) {
			return step.Of(ctx, c.actor, realname.CaseID(c.http.PathValue("case")), cursor, limit)
		}, viewDocument),
		about(RouteDocument, "document", step.Do, func(c *call, _ realname.DocumentID, shown steps.Shown) (reply, error) {
			c.audit.about(shown.Document)
			v := viewDocument(c, shown.Document)
			if r := shown.Reading; r != (steps.Reading{}) {
				v.Reading = &readingView{Name: r.Name, Code: r.Code, Address: r.Address}
			}
			return reply{body: v}, nil
		}),
		about(RouteViewDocument, "document", step.View, func(c *call, _ realname.DocumentID, view steps.View) (reply, error) {
			d := view.Document
			c.audit.about(d)
			return reply{body: lookView{
				head: c.head("document_view"), Document: d.ID, Type: d.Type, SHA256: d.SHA256, URL: c.absolute(view.URL), ExpiresAt: view.Until.UTC(),
			}}, nil
		}),
	}
}
