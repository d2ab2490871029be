package api

import (
	"context"
	"time"

	"shiming/shared/realname"
	"shiming/shared/steps"
)

//openapi:schema Document
type documentView struct {
	ID        realname.DocumentID    `json:"id"`
	Object    string                 `json:"object"`
	Livemode  bool                   `json:"livemode"`
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

// readingView is what was read from a licence, in the plain: only the holder of the account gets it (RULES C2).
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
	Object    string              `json:"object"`
	Document  realname.DocumentID `json:"document"`
	Type      string              `json:"content_type"`
	SHA256    string              `json:"sha256"`
	URL       string              `json:"url"`
	ExpiresAt time.Time           `json:"expires_at"`
}

func viewDocument(s Settings, d realname.Document) documentView {
	v := documentView{
		ID: d.ID, Object: "document", Livemode: s.Livemode, Case: d.Case, Account: d.Account, Purpose: d.Purpose, Type: d.Type,
		Size: d.Size, Status: d.State, LastError: fault(d.Fault), SHA256: d.SHA256, AskedAt: d.Asked.UTC(),
	}
	if !d.Seen.IsZero() {
		seen := d.Seen.UTC()
		v.SeenAt = &seen
	}
	return v
}

// about names the document in the audit trail.
func (e *Entry) about(d realname.Document) { e.Document, e.Case, e.Account = d.ID, d.Case, d.Account }

// uploadBody is a document that is to be uploaded: its purpose, type, and size in bytes.
//
//openapi:schema UploadRequest
type uploadBody struct {
	Purpose realname.Purpose `json:"purpose"`
	Type    string           `json:"content_type"`
	Size    int64            `json:"size"`
}

// AskUpload serves POST /v1/cases/{case}/documents.
func AskUpload(s Settings, step steps.AskUpload) Endpoint {
	return Endpoint{RouteAskUpload, func(ctx context.Context, c call) (reply, error) {
		fields, err := c.ask(RouteAskUpload)
		if err != nil {
			return reply{}, err
		}
		var body uploadBody
		if err := decode(c.Request, &body); err != nil {
			return reply{}, err
		}
		ask := steps.Ask{By: c.actor, Replay: fields.replay}
		asked, err := step.Do(ctx, ask, realname.CaseID(c.Params["case"]), steps.Wanted{Purpose: body.Purpose, Type: body.Type, Size: body.Size})
		if err != nil {
			return reply{}, err
		}
		c.audit.about(asked.Document)
		v := viewDocument(s, asked.Document)
		if asked.Document.State == realname.DocumentAwaited {
			v.Upload = &uploadView{Method: "PUT", URL: c.absolute(asked.Upload.URL), Headers: asked.Upload.Header, ExpiresAt: asked.Until.UTC()}
		}
		return reply{status: 201, body: v}, nil
	}}
}

// ShowDocument serves GET /v1/documents/{document} and POST /v1/documents/{document}/view.
func ShowDocument(s Settings, step steps.ShowDocument) []Endpoint {
	return []Endpoint{
		{RouteDocument, func(ctx context.Context, c call) (reply, error) {
			shown, err := step.Do(ctx, c.actor, realname.DocumentID(c.Params["document"]))
			if err != nil {
				return reply{}, err
			}
			c.audit.about(shown.Document)
			v := viewDocument(s, shown.Document)
			if r := shown.Reading; r != (steps.Reading{}) {
				v.Reading = &readingView{Name: r.Name, Code: r.Code, Address: r.Address}
			}
			return reply{body: v}, nil
		}},
		{RouteViewDocument, func(ctx context.Context, c call) (reply, error) {
			if err := noBody(c.Request); err != nil {
				return reply{}, err
			}
			view, err := step.View(ctx, c.actor, realname.DocumentID(c.Params["document"]))
			if err != nil {
				return reply{}, err
			}
			d := view.Document
			c.audit.about(d)
			return reply{body: lookView{
				Object: "document_view", Document: d.ID, Type: d.Type, SHA256: d.SHA256, URL: c.absolute(view.URL), ExpiresAt: view.Until.UTC(),
			}}, nil
		}},
	}
}
