package api

import (
	"cmp"
	"net/http"
	"slices"
	"strings"

	"shiming/shared/realname"
)

// Route is one row of the table of the API.
type Route struct {
	// Name is the operation's name: the function's folder is one of these, or look-up for the questions.
	Name   string
	Method string
	Path   string
	// Roles may call it. Empty: it needs no token, and authenticates in its own way or shows nothing private.
	Roles []realname.Role
	// Private says that the body carries personal data, so that no fingerprint is made of it.
	Private bool
	// Status answers a success; 0 is 200.
	Status int
	// Errands are those that somebody else may call it on, who is not at the desk.
	Errands []realname.ErrandTask

	session bool // it is called with a token of Shiming's own
}

// success is the status that answers a success.
func (r Route) success() int { return cmp.Or(r.Status, http.StatusOK) }

// The routes. Who may do what is this table and nothing else: a holder only ever reaches its own account and its own
// cases; everybody else's are not found.
var (
	RouteOpenCase = Route{Name: "open-case", Method: "POST", Path: "/v1/cases", Status: http.StatusCreated,
		Roles: []realname.Role{realname.Holder, realname.Platform}}
	RouteFillForm = Route{Name: "fill-form", Method: "POST", Path: "/v1/cases/{case}/form", Private: true,
		Roles: []realname.Role{realname.Holder, realname.Platform}}
	// RouteForm is for its holder only: it shows in plaintext what they entered (RULES B12).
	RouteForm    = Route{Name: "show-form", Method: "GET", Path: "/v1/cases/{case}/form", Roles: []realname.Role{realname.Holder}}
	RouteDeclare = Route{Name: "declare", Method: "POST", Path: "/v1/cases/{case}/declaration", Private: true,
		Roles: []realname.Role{realname.Holder, realname.Platform}}
	RouteChooseKind = Route{Name: "choose-kind", Method: "POST", Path: "/v1/cases/{case}/kind",
		Roles: []realname.Role{realname.Holder, realname.Platform}}
	RouteChooseMethod = Route{Name: "choose-method", Method: "POST", Path: "/v1/cases/{case}/method", Private: true,
		Roles: []realname.Role{realname.Holder, realname.Platform}}
	RouteStartCheck = Route{Name: "start-check", Method: "POST", Path: "/v1/cases/{case}/check",
		Roles: []realname.Role{realname.Holder, realname.Platform}, Errands: []realname.ErrandTask{realname.TaskCheck}}
	RouteConfirmCode = Route{Name: "confirm-code", Method: "POST", Path: "/v1/cases/{case}/code", Private: true,
		Roles: []realname.Role{realname.Holder, realname.Platform}}
	RouteGoBack = Route{Name: "go-back", Method: "POST", Path: "/v1/cases/{case}/back",
		Roles: []realname.Role{realname.Holder, realname.Platform}}
	RouteCancelCase = Route{Name: "cancel-case", Method: "POST", Path: "/v1/cases/{case}/cancel",
		Roles: []realname.Role{realname.Holder, realname.Platform}}
	// RouteRedactCase erases what an ended case knows of people (L1).
	RouteRedactCase = Route{Name: "redact-case", Method: "POST", Path: "/v1/cases/{case}/redact",
		Roles: []realname.Role{realname.Platform, realname.Admin}}
	// RouteHoldCase keeps a case from being erased and shown (L5), RouteLiftHold ends that.
	RouteHoldCase = Route{Name: "hold-case", Method: "PUT", Path: "/v1/cases/{case}/hold", Roles: []realname.Role{realname.Admin}}
	RouteLiftHold = Route{Name: "lift-hold", Method: "POST", Path: "/v1/cases/{case}/hold/lift", Roles: []realname.Role{realname.Admin}}
	RouteHolds    = Route{Name: "list-holds", Method: "GET", Path: "/v1/holds", Roles: []realname.Role{realname.Admin, realname.Auditor}}

	RouteSettleCheck = Route{Name: "settle-check", Method: "POST", Path: "/v1/callbacks/{provider}"}
	RouteHearWeChat  = Route{Name: "hear-wechat", Method: "POST", Path: "/v1/wechat/events"}
	// RouteReturn is public: whoever comes back carries nothing, and is told nothing.
	RouteReturn = Route{Name: "return-from-check", Method: "GET", Path: "/v1/checks/{check}/return"}

	RouteCase = Route{Name: "get-case", Method: "GET", Path: "/v1/cases/{case}",
		Roles:   []realname.Role{realname.Holder, realname.Platform, realname.Reviewer, realname.Admin, realname.Auditor},
		Errands: []realname.ErrandTask{realname.TaskCheck, realname.TaskUpload}}
	RouteMethods = Route{Name: "list-methods", Method: "GET", Path: "/v1/cases/{case}/methods",
		Roles: []realname.Role{realname.Holder, realname.Platform, realname.Reviewer, realname.Admin}}
	RouteHolders = Route{Name: "list-holders", Method: "GET", Path: "/v1/cases/{case}/holders",
		Roles: []realname.Role{realname.Holder, realname.Platform, realname.Admin}}
	RouteQRSVG = Route{Name: "get-qr-svg", Method: "GET", Path: "/v1/cases/{case}/qr.svg",
		Roles: []realname.Role{realname.Holder, realname.Platform}, Errands: []realname.ErrandTask{realname.TaskCheck}}
	RouteQRPNG = Route{Name: "get-qr-png", Method: "GET", Path: "/v1/cases/{case}/qr.png",
		Roles: []realname.Role{realname.Holder, realname.Platform}, Errands: []realname.ErrandTask{realname.TaskCheck}}
	RouteAccount = Route{Name: "get-account", Method: "GET", Path: "/v1/accounts/{account}",
		Roles: []realname.Role{realname.Holder, realname.Platform, realname.Reviewer, realname.Admin, realname.Auditor}}
	RouteAccountCases = Route{Name: "list-cases", Method: "GET", Path: "/v1/accounts/{account}/cases",
		Roles: []realname.Role{realname.Holder, realname.Platform, realname.Reviewer, realname.Admin, realname.Auditor}}
	// RouteCases and RouteFindSubject are for who runs the service, and for who audits it: across accounts, masked.
	RouteCases = Route{Name: "find-cases", Method: "GET", Path: "/v1/cases", Roles: []realname.Role{realname.Platform, realname.Admin, realname.Auditor}}
	// A search is in a body, which is not logged on its way, and kept by nobody (THREATS Q3).
	RouteFindSubject = Route{Name: "find-subject", Method: "POST", Path: "/v1/subjects/search", Private: true,
		Roles: []realname.Role{realname.Admin, realname.Auditor}}
	RouteNameMatch = Route{Name: "match-name", Method: "POST", Path: "/v1/accounts/{account}/name-match", Private: true,
		Roles: []realname.Role{realname.Holder, realname.Platform}}

	RouteIssueDeposit = Route{Name: "issue-deposit", Method: "POST", Path: "/v1/cases/{case}/deposit",
		Roles: []realname.Role{realname.Holder, realname.Platform}}
	RouteDeposit = Route{Name: "show-deposit", Method: "GET", Path: "/v1/cases/{case}/deposit",
		Roles: []realname.Role{realname.Holder, realname.Platform}}
	RouteSendDeposit = Route{Name: "send-deposit", Method: "POST", Path: "/v1/cases/{case}/deposit/send",
		Roles: []realname.Role{realname.Holder, realname.Platform}}
	// RouteWithdrawDeposit sends what was credited back to where it came from (RULES C11).
	RouteWithdrawDeposit = Route{Name: "withdraw-deposit", Method: "POST", Path: "/v1/cases/{case}/deposit/withdraw",
		Roles: []realname.Role{realname.Holder, realname.Platform}}
	RouteFilePapers = Route{Name: "file-papers", Method: "POST", Path: "/v1/cases/{case}/papers",
		Roles: []realname.Role{realname.Holder, realname.Platform}}
	RouteFileTransfer = Route{Name: "file-transfer", Method: "POST", Path: "/v1/cases/{case}/transfer", Private: true,
		Roles: []realname.Role{realname.Holder, realname.Platform}}
	RouteNameHandler = Route{Name: "name-handler", Method: "POST", Path: "/v1/cases/{case}/handler", Private: true,
		Roles: []realname.Role{realname.Holder, realname.Platform}}
	RoutePayout = Route{Name: "show-payout", Method: "GET", Path: "/v1/cases/{case}/payout",
		Roles: []realname.Role{realname.Holder, realname.Platform, realname.Admin}}
	RouteConfirmAmount = Route{Name: "confirm-amount", Method: "POST", Path: "/v1/cases/{case}/amount",
		Roles: []realname.Role{realname.Holder, realname.Platform}}
	RouteTakePayment = Route{Name: "take-payment", Method: "POST", Path: "/v1/bank/notices"}

	RouteUploadStatement = Route{Name: "upload-statement", Method: "POST", Path: "/v1/bank/statements", Private: true, Status: http.StatusCreated,
		Roles: []realname.Role{realname.Admin}}
	RouteApproveStatement = Route{Name: "approve-statement", Method: "POST", Path: "/v1/bank/statements/{statement}/approve",
		Roles: []realname.Role{realname.Admin}}
	RouteOrders    = Route{Name: "list-orders", Method: "GET", Path: "/v1/bank/orders", Roles: []realname.Role{realname.Admin}}
	RouteOrderDone = Route{Name: "finish-order", Method: "POST", Path: "/v1/bank/orders/{order}/done", Roles: []realname.Role{realname.Admin}}

	RouteRegisteredName = Route{Name: "look-up-register", Method: "GET", Path: "/v1/cases/{case}/registered-name",
		Roles: []realname.Role{realname.Holder, realname.Platform}}
	RouteBookPost = Route{Name: "book-post", Method: "POST", Path: "/v1/cases/{case}/post",
		Roles: []realname.Role{realname.Reviewer}}

	RouteSupplyPapers = Route{Name: "supply-papers", Method: "POST", Path: "/v1/cases/{case}/papers/supply",
		Roles: []realname.Role{realname.Holder, realname.Platform}}
	// RouteSelf says to the pages of staff who is signed in, by which the gate knows them.
	RouteSelf = Route{Name: "who-am-i", Method: "GET", Path: "/v1/self",
		Roles: []realname.Role{realname.Platform, realname.Reviewer, realname.Admin, realname.Auditor}}
	RouteReviews = Route{Name: "list-reviews", Method: "GET", Path: "/v1/reviews",
		Roles: []realname.Role{realname.Reviewer, realname.Admin, realname.Auditor}}
	RouteNextReview = Route{Name: "take-next-review", Method: "POST", Path: "/v1/reviews",
		Roles: []realname.Role{realname.Reviewer}}
	RouteReview = Route{Name: "get-review", Method: "GET", Path: "/v1/reviews/{case}",
		Roles: []realname.Role{realname.Reviewer, realname.Admin, realname.Auditor}}
	RouteHandOverReview = Route{Name: "hand-over-review", Method: "POST", Path: "/v1/reviews/{case}/hand-over",
		Roles: []realname.Role{realname.Reviewer}}
	RouteNoteReview = Route{Name: "note-review", Method: "POST", Path: "/v1/reviews/{case}/notes",
		Roles: []realname.Role{realname.Reviewer}}
	RouteClaimReview = Route{Name: "claim-review", Method: "POST", Path: "/v1/reviews/{case}/claim",
		Roles: []realname.Role{realname.Reviewer}}
	RouteReleaseReview = Route{Name: "release-review", Method: "POST", Path: "/v1/reviews/{case}/release",
		Roles: []realname.Role{realname.Reviewer}}
	RouteDecideReview = Route{Name: "decide-review", Method: "POST", Path: "/v1/reviews/{case}/decision",
		Roles: []realname.Role{realname.Reviewer}}
	RouteUnmaskReview = Route{Name: "unmask-review", Method: "POST", Path: "/v1/reviews/{case}/unmask",
		Roles: []realname.Role{realname.Reviewer}}

	RouteAskUpload = Route{Name: "ask-upload", Method: "POST", Path: "/v1/cases/{case}/documents", Status: http.StatusCreated,
		Roles: []realname.Role{realname.Holder, realname.Platform}, Errands: []realname.ErrandTask{realname.TaskUpload}}
	RouteDocuments = Route{Name: "list-documents", Method: "GET", Path: "/v1/cases/{case}/documents",
		Roles: []realname.Role{realname.Holder, realname.Platform}}
	RouteDocument = Route{Name: "get-document", Method: "GET", Path: "/v1/documents/{document}",
		Roles: []realname.Role{realname.Holder, realname.Platform, realname.Reviewer}, Errands: []realname.ErrandTask{realname.TaskUpload}}
	RouteViewDocument = Route{Name: "view-document", Method: "POST", Path: "/v1/documents/{document}/view",
		Roles: []realname.Role{realname.Holder, realname.Reviewer}}

	RouteTrackAppeal = Route{Name: "track-appeal", Method: "POST", Path: "/v1/appeals/track", Private: true}
	// RouteAnswerAppeal is for whom an appeal is about, which is told of it (THREATS X9).
	RouteAnswerAppeal = Route{Name: "answer-appeal", Method: "POST", Path: "/v1/accounts/{account}/appeals/{case}/answer", Private: true,
		Roles: []realname.Role{realname.Holder, realname.Platform}}
	// RouteAccesses says who looked at what is kept of an account (L4).
	RouteAccesses = Route{Name: "list-accesses", Method: "GET", Path: "/v1/accounts/{account}/accesses",
		Roles: []realname.Role{realname.Holder, realname.Admin, realname.Auditor}}
	RouteQuota = Route{Name: "get-quota", Method: "GET", Path: "/v1/accounts/{account}/quota",
		Roles: []realname.Role{realname.Platform, realname.Admin}}
	RouteSetQuota = Route{Name: "set-quota", Method: "PUT", Path: "/v1/accounts/{account}/quota",
		Roles: []realname.Role{realname.Admin}}

	RouteContact = Route{Name: "get-contact", Method: "GET", Path: "/v1/accounts/{account}/contact",
		Roles: []realname.Role{realname.Holder, realname.Platform}}
	RouteKeepContact = Route{Name: "keep-contact", Method: "PUT", Path: "/v1/accounts/{account}/contact", Private: true,
		Roles: []realname.Role{realname.Holder, realname.Platform}}
	// RouteProveContact takes the code that proves the phone of a new contact (THREATS X3).
	RouteProveContact = Route{Name: "prove-contact", Method: "POST", Path: "/v1/accounts/{account}/contact/code", Private: true,
		Roles: []realname.Role{realname.Holder, realname.Platform}}
	RouteMessages = Route{Name: "list-messages", Method: "GET", Path: "/v1/accounts/{account}/messages",
		Roles: []realname.Role{realname.Holder, realname.Platform}}
	RouteReadMessage = Route{Name: "read-message", Method: "POST", Path: "/v1/accounts/{account}/messages/{message}/read",
		Roles: []realname.Role{realname.Holder, realname.Platform}}
	RouteFailedMessages = Route{Name: "list-failed-messages", Method: "GET", Path: "/v1/messages/failed",
		Roles: []realname.Role{realname.Platform, realname.Admin, realname.Auditor}}
	RouteResendMessage = Route{Name: "resend-message", Method: "POST", Path: "/v1/messages/failed/{delivery}/resend", Status: http.StatusAccepted,
		Roles: []realname.Role{realname.Platform, realname.Admin}}
	RouteDeliveries = Route{Name: "list-deliveries", Method: "GET", Path: "/v1/webhooks/deliveries",
		Roles: []realname.Role{realname.Platform, realname.Admin, realname.Auditor}}
	RouteResendWebhook = Route{Name: "resend-webhook", Method: "POST", Path: "/v1/webhooks/deliveries/{delivery}/resend", Status: http.StatusAccepted,
		Roles: []realname.Role{realname.Platform, realname.Admin}}
	RouteTestWebhook = Route{Name: "test-webhook", Method: "POST", Path: "/v1/webhooks/test", Status: http.StatusAccepted,
		Roles: []realname.Role{realname.Platform, realname.Admin}}

	// What was done is read by who may do nothing of it, and by who runs the service (THREATS X14).
	RouteAudit       = Route{Name: "search-audit", Method: "GET", Path: "/v1/audit", Roles: []realname.Role{realname.Admin, realname.Auditor}}
	RouteExportAudit = Route{Name: "export-audit", Method: "GET", Path: "/v1/audit/export", Roles: []realname.Role{realname.Admin, realname.Auditor}}
	RouteCheckAudit  = Route{Name: "check-audit", Method: "GET", Path: "/v1/audit/check", Roles: []realname.Role{realname.Admin, realname.Auditor}}

	// RouteMeasures says how the service does: figures of its work, and nobody's.
	RouteMeasures = Route{Name: "show-measures", Method: "GET", Path: "/v1/measures", Roles: []realname.Role{realname.Admin, realname.Auditor}}

	RouteMakeLink = Route{Name: "make-link", Method: "POST", Path: "/v1/accounts/{account}/links", Status: http.StatusCreated,
		Roles: []realname.Role{realname.Platform}}
	RouteMakeErrand = Route{Name: "make-errand-link", Method: "POST", Path: "/v1/cases/{case}/links", Status: http.StatusCreated,
		Roles: []realname.Role{realname.Holder, realname.Platform}}
	// Who opens a link has no token yet: these go by what their bodies carry.
	RouteOpenLink       = Route{Name: "open-link", Method: "POST", Path: "/v1/links/open", Private: true}
	RouteRefreshSession = Route{Name: "refresh-session", Method: "POST", Path: "/v1/sessions/refresh", Private: true}
	RouteEndSession     = Route{Name: "end-session", Method: "POST", Path: "/v1/sessions/end", Private: true}
	// What verifies the tokens of sessions is published where OpenID Connect Discovery has it.
	RouteDiscovery = Route{Name: "get-issuer", Method: "GET", Path: "/.well-known/openid-configuration"}
	RouteKeys      = Route{Name: "get-keys", Method: "GET", Path: "/jwks.json"}

	RouteOpenAPI = Route{Name: "get-openapi", Method: "GET", Path: "/v1/openapi.json"}
	// RouteFindOpenAPI leads there from where programs look for it.
	RouteFindOpenAPI = Route{Name: "find-openapi", Method: "GET", Path: "/openapi.json"}
	RouteDocs        = Route{Name: "get-docs", Method: "GET", Path: "/docs"}
	// RouteAgreement is public: an agreement is no secret, and is read before anything is accepted (RULES D4).
	RouteAgreement = Route{Name: "get-agreement", Method: "GET", Path: "/v1/agreements/{agreement}"}
	// RoutePrivacy is public: who hands over data is told before (L6).
	RoutePrivacy = Route{Name: "get-privacy", Method: "GET", Path: "/v1/privacy"}
)

// Routes is the whole table, in the order of the API reference.
func Routes() []Route {
	return []Route{
		RouteOpenCase, RouteCase, RouteDeclare, RouteFillForm, RouteForm, RouteChooseKind, RouteMethods, RouteChooseMethod, RouteStartCheck, RouteConfirmCode, RouteQRSVG,
		RouteQRPNG, RouteGoBack, RouteCancelCase, RouteRedactCase, RouteHoldCase, RouteLiftHold, RouteHolds, RouteHolders, RouteAccount, RouteAccountCases, RouteAccesses, RouteNameMatch, RouteCases, RouteFindSubject,
		RouteIssueDeposit, RouteDeposit, RouteSendDeposit, RouteWithdrawDeposit, RouteFileTransfer, RouteNameHandler, RoutePayout, RouteConfirmAmount,
		RouteRegisteredName, RouteFilePapers, RouteBookPost,
		RouteSupplyPapers, RouteSelf, RouteReviews, RouteNextReview, RouteReview, RouteClaimReview, RouteReleaseReview, RouteHandOverReview, RouteNoteReview, RouteDecideReview, RouteUnmaskReview,
		RouteSettleCheck, RouteHearWeChat, RouteReturn, RouteTakePayment, RouteUploadStatement, RouteApproveStatement, RouteOrders, RouteOrderDone,
		RouteAskUpload, RouteDocuments, RouteDocument, RouteViewDocument,
		RouteMakeLink, RouteOpenLink, RouteRefreshSession, RouteEndSession, RouteMakeErrand, RouteDiscovery, RouteKeys,
		RouteTrackAppeal, RouteAnswerAppeal, RouteQuota, RouteSetQuota, RouteContact, RouteKeepContact, RouteProveContact, RouteMessages, RouteReadMessage, RouteFailedMessages, RouteResendMessage, RouteDeliveries, RouteResendWebhook, RouteTestWebhook, RouteAudit, RouteExportAudit, RouteCheckAudit, RouteMeasures, RouteAgreement, RoutePrivacy, RouteOpenAPI, RouteFindOpenAPI, RouteDocs,
	}
}

// Key is "METHOD path", as API Gateway names its routes.
func (r Route) Key() string { return r.Method + " " + r.Path }

func (r Route) allows(role realname.Role) bool { return slices.Contains(r.Roles, role) }

// sessions is where the routes of holders are for who has a token of Shiming's own.
const sessions = "/me"

// InSession is the same route for a session: a holder's, under /me, where an authoriser of its own verifies Shiming's tokens
// and no others. False for a route that is not a holder's. So there is one table, and what a session may do stands in it.
func (r Route) InSession() (Route, bool) {
	if !r.allows(realname.Holder) || !strings.HasPrefix(r.Path, "/v1/") {
		return Route{}, false
	}
	r.Path, r.Roles, r.session = sessions+r.Path, []realname.Role{realname.Holder}, true
	return r, true
}

// IsOfSessions reports whether the path is one of InSession's.
func IsOfSessions(path string) bool { return strings.HasPrefix(path, sessions+"/") }

// WithSessions are the endpoints, and behind each the same one for sessions.
func WithSessions(endpoints []Endpoint) []Endpoint {
	var all []Endpoint
	for _, e := range endpoints {
		all = append(all, e)
		if route, ok := e.Route.InSession(); ok {
			all = append(all, Endpoint{route, e.serve})
		}
	}
	return all
}
