package api

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"shiming/shared/identity"
	"shiming/shared/realname"
	"shiming/shared/sealed"
	"shiming/shared/steps"
)

// Problem is an RFC 9457 problem document with a code for programs and messages for people.
//
//openapi:schema Problem
type Problem struct {
	Type       string        `json:"type"`
	Title      string        `json:"title"`
	Status     int           `json:"status"`
	Code       realname.Code `json:"code"`
	Message    string        `json:"message"`
	MessageZH  string        `json:"message_zh"`
	Retryable  bool          `json:"retryable"`
	Field      string        `json:"field,omitempty"`
	RetryAfter *time.Time    `json:"retry_after,omitempty"`
	Site       *siteView     `json:"site,omitempty"`
	RequestID  string        `json:"request_id,omitempty"`
}

// statuses gives the HTTP status of each code that is not 422: the request was understood and the rules refuse it.
var statuses = map[realname.Code]int{
	realname.CodeMalformedJSON: 400, realname.CodeUnknownField: 400, realname.CodeWrongType: 400,
	realname.CodeFieldRequired: 400, realname.CodeFieldInvalid: 400, realname.CodeIdempotencyInvalid: 400,
	realname.CodeNumberInvalid: 400, realname.CodeNameInvalid: 400, realname.CodeBirthDateInvalid: 400,
	realname.CodeIndustryInvalid: 400, realname.CodeDocNotSupported: 422, realname.CodeKindNotSupported: 422,
	realname.CodeEmailInvalid: 400, realname.CodeOpenIDInvalid: 400,
	realname.CodeEnterpriseName: 400, realname.CodeOrganisationCode: 400, realname.CodeUSCCInvalid: 400, realname.CodePhoneInvalid: 400,
	realname.CodeBankAccount: 400, realname.CodeAmountInvalid: 400, realname.CodeNoticeInvalid: 400,
	realname.CodeUnauthenticated: 401, realname.CodeSignatureInvalid: 401,
	realname.CodeForbidden: 403, realname.CodeOwnCase: 403, realname.CodeBookedByYou: 403,
	realname.CodeCaseNotFound: 404, realname.CodeAccountNotFound: 404, realname.CodeCheckNotFound: 404, realname.CodeDocumentNotFound: 404,
	realname.CodeMessageNotFound: 404, realname.CodeDeliveryNotFound: 404,
	realname.CodeRouteUnknown: 404, realname.CodeMethodNotAllowed: 405,
	realname.CodeConflict: 409, realname.CodeWrongState: 409, realname.CodeCaseExpired: 409,
	realname.CodeCaseOpen: 409, realname.CodeAlreadyVerified: 409, realname.CodeIdempotencyReused: 409,
	realname.CodeTooManySteps:       409,
	realname.CodeAccountNotVerified: 409, realname.CodeKindNotForSubject: 409, realname.CodeChangeTooSoon: 409,
	realname.CodeVerifiedElsewhere: 409, realname.CodeAccountArrears: 409, realname.CodeAccountProducts: 409,
	realname.CodeAccountBusiness: 409, realname.CodeCodeMissing: 409, realname.CodeCancelNotAllowed: 409,
	realname.CodeAccountRestricted: 409, realname.CodeReverifyNotRequired: 409, realname.CodeCodeExpired: 409,
	realname.CodeConsentOutdated: 409, realname.CodeHostUnavailable: 503, realname.CodeCardDailyLimit: 429,
	realname.CodeCardInvalid: 400, realname.CodeAgreementNotFound: 404, realname.CodeAppealNotFound: 404,
	realname.CodeClaimed: 409, realname.CodeNotClaimed: 409, realname.CodeDocumentsChanged: 409,
	realname.CodeStaleVersion: 412,
	realname.CodeBodyTooLarge: 413, realname.CodeUnsupportedMedia: 415,
	realname.CodeTooManyRequests: 429, realname.CodeTooManyCases: 429, realname.CodeCheckDailyLimit: 429,
	realname.CodeTooManyDocuments: 429, realname.CodeTooManyViews: 429,
	realname.CodeInternal: 500, realname.CodeUnavailable: 503, realname.CodeSourceUnavailable: 503,
}

// StatusOf returns the HTTP status of a code.
func StatusOf(c realname.Code) int {
	if s, ok := statuses[c]; ok {
		return s
	}
	return 422
}

// refusal is the one place where an error becomes a code: the rules' own stay what they are, faults that may pass
// become unavailable, and everything else is internal, with its cause kept for the log.
func refusal(err error) *realname.Error {
	var known *realname.Error
	if errors.As(err, &known) {
		return known
	}
	var number *identity.Error
	if errors.As(err, &number) {
		return realname.RefuseField(realname.Code(number.Code), number.Field)
	}
	if errors.Is(err, steps.ErrUnavailable) || errors.Is(err, sealed.ErrUnavailable) ||
		errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
		return realname.Refuse(realname.CodeUnavailable).Because(err)
	}
	return realname.Refuse(realname.CodeInternal).Because(err)
}

func problem(err error, requestID string) Response {
	r := refusal(err)
	status := StatusOf(r.Code)
	m, _ := realname.Describe(r.Code)
	p := Problem{
		Type: "urn:shiming:problem:" + string(r.Code), Title: m.EN, Status: status, Code: r.Code,
		Message: m.EN, MessageZH: m.ZH, Retryable: m.Retryable, Field: r.Field, RequestID: requestID,
	}
	h := map[string]string{
		"content-type": "application/problem+json; charset=utf-8", "cache-control": "no-store", "x-content-type-options": "nosniff",
	}
	if !r.RetryAfter.IsZero() {
		at := r.RetryAfter.UTC()
		p.RetryAfter = &at
		h["retry-after"] = at.Format(time.RFC1123)[:len(time.RFC1123)-3] + "GMT"
	}
	p.Site = viewSite(r.Site)
	if status == 401 {
		h["www-authenticate"] = "Bearer"
	}
	body, _ := json.Marshal(p) // strings, numbers and a time: cannot fail
	return Response{Status: status, Header: h, Body: append(body, '\n')}
}

// record fills in what became of the request, and logs the cause of what is our fault.
func (g Gate) record(e *Entry, err error) {
	if err == nil {
		e.Outcome = "done"
		return
	}
	r := refusal(err)
	e.Outcome, e.Code = "refused", r.Code
	if errors.Is(err, steps.ErrForeign) {
		e.Foreign = true
	}
	if StatusOf(r.Code) >= 500 {
		e.Outcome = "failed"
		cause := "none"
		if r.Cause != nil {
			cause = r.Cause.Error()
		}
		g.Log.Error("request failed", "request", e.Request, "action", e.Action, "case", string(e.Case), "code", string(r.Code), "cause", cause)
	}
}

// Refuse answers with a code what no endpoint was reached for.
func Refuse(code realname.Code, requestID string) Response {
	return problem(realname.Refuse(code), requestID)
}
