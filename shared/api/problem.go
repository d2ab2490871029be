package api

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"shiming/shared/identity"
	"shiming/shared/realname"
	"shiming/shared/steps"
	"shiming/shared/texts"
	"shiming/shared/vault/sealed"
)

// Problem is an RFC 9457 problem document with a code for programs and messages for people.
//
//openapi:schema Problem
type Problem struct {
	Type      string        `json:"type"`
	Title     string        `json:"title"`
	Status    int           `json:"status"`
	Code      realname.Code `json:"code"`
	Message   string        `json:"message"`
	MessageZH string        `json:"message_zh"`
	Retryable bool          `json:"retryable"`
	Field     string        `json:"field,omitempty"`
	// Purpose is which paper it is about, of those that the body names by their ids.
	Purpose realname.Purpose `json:"purpose,omitempty"`
	// Errors are all faults of a body at once, each at the place that a JSON pointer names (FAULT S4).
	Errors     []fieldFault `json:"errors,omitempty"`
	RetryAfter *time.Time   `json:"retry_after,omitempty"`
	Site       *siteView    `json:"site,omitempty"`
	RequestID  string       `json:"request_id,omitempty"`
}

// fieldFault is one fault of a body (RFC 6901, RFC 9457 §3).
//
//openapi:schema FieldFault
type fieldFault struct {
	Pointer   string           `json:"pointer"`
	Purpose   realname.Purpose `json:"purpose,omitempty"`
	Code      realname.Code    `json:"code"`
	Message   string           `json:"message"`
	MessageZH string           `json:"message_zh"`
}

// fieldFaults are the faults that were joined into the error, those that are about a field of the body, once each.
func fieldFaults(err error) (all []fieldFault) {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		for _, one := range joined.Unwrap() {
			for _, f := range fieldFaults(one) {
				if !slices.ContainsFunc(all, func(known fieldFault) bool { return known.Pointer == f.Pointer && known.Purpose == f.Purpose }) {
					all = append(all, f)
				}
			}
		}
		return all
	}
	if r := refusal(err); r.Field != "" {
		m := texts.Refusal(r.Code)
		return []fieldFault{{"/" + strings.ReplaceAll(r.Field, ".", "/"), r.Paper, r.Code, m.EN, m.ZH}}
	}
	return nil
}

// refusal is the one place where an error becomes a code: the rules' own stay what they are, faults that may pass
// become unavailable, and everything else is internal, with its cause kept for the log.
func refusal(err error) *realname.Error {
	var known *realname.Error
	if errors.As(err, &known) {
		return known
	}
	var number *identity.FieldError
	if errors.As(err, &number) {
		return realname.RefuseField(realname.Code(number.Code), number.Field)
	}
	if errors.Is(err, steps.ErrUnavailable) || errors.Is(err, sealed.ErrUnavailable) ||
		errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
		return realname.Refuse(realname.CodeUnavailable).Because(err)
	}
	return realname.Refuse(realname.CodeInternal).Because(err)
}

// problem is the answer that refuses.
func problem(err error, requestID string) reply {
	r := refusal(err)
	status, m := r.Code.Status(), texts.Refusal(r.Code)
	p := Problem{
		Type: "urn:shiming:problem:" + string(r.Code), Title: m.EN, Status: status, Code: r.Code,
		Message: m.EN, MessageZH: m.ZH, Retryable: r.Code.Retryable(), Field: r.Field, Purpose: r.Paper, RequestID: requestID,
	}
	p.Errors = fieldFaults(err)
	h := typed("application/problem+json; charset=utf-8")
	if !r.RetryAfter.IsZero() {
		at := r.RetryAfter.UTC()
		p.RetryAfter = &at
		h.Set("Retry-After", at.Format(http.TimeFormat))
	}
	p.Site = viewSite(r.Site)
	if status == 401 {
		h.Set("Www-Authenticate", "Bearer")
	}
	return reply{status: status, header: h, body: p}
}

// record fills in what became of the request, and logs the cause of what is our fault.
func (g Gate) record(e *AuditEntry, err error) {
	if err == nil {
		e.Outcome = "done"
		return
	}
	r := refusal(err)
	e.Outcome, e.Code = "refused", r.Code
	if errors.Is(err, steps.ErrForeign) {
		e.Foreign = true
	}
	if r.Code.Status() >= 500 {
		e.Outcome = "failed"
		cause := "none"
		if r.Cause != nil {
			cause = r.Cause.Error()
		}
		g.Log.Error("request failed", "request", e.Request, "action", e.Action, "case", string(e.Case), "code", string(r.Code), "cause", cause)
	}
}

// Refuse answers with a code what no endpoint was reached for.
func Refuse(w http.ResponseWriter, code realname.Code, requestID string) {
	problem(realname.Refuse(code), requestID).write(w)
}
