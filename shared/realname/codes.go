package realname

import (
	"maps"
	"slices"
)

// Code names what went wrong, for programs. Codes never change their meaning.
type Code string

// The codes. Each has a row below, and a sentence in shared/texts.
const (
	// About the request.
	CodeMalformedJSON      Code = "malformed_json"
	CodeUnknownField       Code = "unknown_field"
	CodeWrongType          Code = "wrong_type"
	CodeBodyTooLarge       Code = "body_too_large"
	CodeUnsupportedMedia   Code = "unsupported_media_type"
	CodeFieldRequired      Code = "field_required"
	CodeFieldInvalid       Code = "field_invalid"
	CodeRouteUnknown       Code = "route_unknown"
	CodeMethodNotAllowed   Code = "http_method_not_allowed"
	CodeUnauthenticated    Code = "unauthenticated"
	CodeForbidden          Code = "forbidden"
	CodeReviewerAccount    Code = "reviewer_account_missing"
	CodeIdempotencyInvalid Code = "idempotency_key_invalid"
	CodeIdempotencyReused  Code = "idempotency_key_reused"
	CodeTooManyRequests    Code = "too_many_requests"
	CodeSignatureInvalid   Code = "signature_invalid"
	CodeInternal           Code = "internal"
	CodeUnavailable        Code = "unavailable"

	// About what is stored.
	CodeCaseNotFound    Code = "case_not_found"
	CodeAccountNotFound Code = "account_not_found"
	CodeCheckNotFound   Code = "check_not_found"
	CodeConflict        Code = "conflict"
	CodeStaleVersion    Code = "stale_version"

	// About the case.
	CodeWrongState         Code = "wrong_state"
	CodeCaseExpired        Code = "case_expired"
	CodeCaseOpen           Code = "case_already_open"
	CodeAlreadyVerified    Code = "already_verified"
	CodeTooManyCases       Code = "too_many_cases"
	CodeTooManySteps       Code = "too_many_steps"
	CodeKindNotSupported   Code = "kind_not_supported"
	CodeMethodNotOffered   Code = "method_not_offered"
	CodeMethodUnavailable  Code = "method_unavailable"
	CodeMethodNotForDoc    Code = "method_not_allowed_for_document"
	CodeCheckDailyLimit    Code = "check_daily_limit"
	CodeMessageDailyLimit  Code = "message_daily_limit"
	CodeQuotaExceeded      Code = "id_quota_exceeded"
	CodeUnderAge           Code = "under_age"
	CodeRegionNotSupported Code = "region_not_supported"
	CodeRegionInvalid      Code = "region_invalid"
	CodeDocNotSupported    Code = "document_kind_not_supported"
	CodeNumberInvalid      Code = "id_number_invalid"
	CodeNameInvalid        Code = "name_invalid"
	CodeBirthDateInvalid   Code = "date_invalid"
	CodeIndustryInvalid    Code = "industry_invalid"
	CodeNameMismatch       Code = "name_id_mismatch"
	CodeIDNotFound         Code = "id_not_found"
	CodeConsentDeclined    Code = "consent_declined"
	CodeBankCardRequired   Code = "bank_card_required"
	CodeDocumentMismatch   Code = "wechat_document_mismatch"
	CodeFaceCovered        Code = "face_covered"
	CodeFaceMismatch       Code = "face_mismatch"
	CodeFaceNotInView      Code = "face_not_in_view"
	CodeLivenessFailed     Code = "liveness_failed"
	CodeDocumentExpired    Code = "document_expired"
	CodeQRExpired          Code = "qr_expired"
	CodeQRUsed             Code = "qr_already_used"
	CodeSourceUnavailable  Code = "source_unavailable"

	// About enterprises, documents, deposits and reviews.
	CodeMethodNotForOrg     Code = "method_not_allowed_for_org_type"
	CodeEnterpriseName      Code = "enterprise_name_invalid"
	CodeOrganisationCode    Code = "organisation_code_invalid"
	CodeUSCCInvalid         Code = "uscc_invalid"
	CodePhoneInvalid        Code = "phone_invalid"
	CodeBankAccount         Code = "bank_account_invalid"
	CodeDocumentNotFound    Code = "document_not_found"
	CodeDocumentAwaited     Code = "document_awaited"
	CodeDocumentTooLarge    Code = "document_too_large"
	CodeDocumentFormat      Code = "document_format"
	CodeDocumentPixels      Code = "document_too_many_pixels"
	CodeDocumentUnreadable  Code = "document_unreadable"
	CodeDocumentCopy        Code = "document_copy"
	CodeDocumentActive      Code = "document_active"
	CodeDocumentsChanged    Code = "documents_changed"
	CodeTooManyDocuments    Code = "too_many_documents"
	CodeTooManyViews        Code = "too_many_views"
	CodePaymentWrong        Code = "payment_wrong"
	CodePhoneMissing        Code = "phone_missing"
	CodePaymentAmount       Code = "payment_amount_wrong"
	CodePaymentPayer        Code = "payment_payer_wrong"
	CodePaymentUnmatched    Code = "payment_unmatched"
	CodeDepositWithdrawn    Code = "deposit_withdrawn"
	CodePaymentsExceeded    Code = "payments_exceeded"
	CodeDepositExpired      Code = "deposit_expired"
	CodeAmountMismatch      Code = "amount_mismatch"
	CodeAmountAttempts      Code = "amount_attempts_exceeded"
	CodeAmountExpired       Code = "amount_expired"
	CodeAmountInvalid       Code = "amount_invalid"
	CodePayoutLate          Code = "payout_late"
	CodePayoutFailed        Code = "payout_failed"
	CodePayoutCap           Code = "payout_cap_reached"
	CodePapersLate          Code = "papers_late"
	CodeReviewLapsed        Code = "review_lapsed"
	CodePapersAsked         Code = "papers_asked"
	CodeReviewRefused       Code = "review_refused"
	CodeOwnCase             Code = "own_case"
	CodeBookedByYou         Code = "booked_by_you"
	CodeClaimed             Code = "review_claimed"
	CodeNotClaimed          Code = "review_not_claimed"
	CodeQueueEmpty          Code = "queue_empty" // nothing waits that the reviewer could take
	CodeDocumentsUnopened   Code = "documents_not_opened"
	CodeEnterpriseNotListed Code = "enterprise_not_yet_listed"
	CodeEnterpriseMismatch  Code = "enterprise_name_code_mismatch"
	CodeEnterpriseClosed    Code = "enterprise_not_operating"
	CodeAccountUnverified   Code = "official_account_not_verified"
	CodeNotAdministrator    Code = "not_account_administrator"
	CodeNotRepresentative   Code = "not_legal_representative"
	CodeNotMainland         Code = "representative_not_mainland"
	CodeNoticeInvalid       Code = "notice_invalid"
	CodeStatementNotFound   Code = "statement_not_found"
	CodeStatementUnreadable Code = "statement_unreadable"
	CodeStatementOwn        Code = "statement_own"
	CodeOrderNotFound       Code = "bank_order_not_found"

	// About telling people.
	CodeMessageNotFound  Code = "message_not_found"
	CodeEmailInvalid     Code = "email_invalid"
	CodeOpenIDInvalid    Code = "wechat_openid_invalid"
	CodeDeliveryNotFound Code = "delivery_not_found"

	// About links and sessions.
	CodeReturnURL    Code = "return_url_not_allowed"
	CodeLinkNotFound Code = "link_not_found"
	CodeLinkUsed     Code = "link_used"
	CodeLinkExpired  Code = "link_expired"
	CodeLinkReplaced Code = "link_replaced"
	CodeSessionEnded Code = "session_ended"

	// About changes, releases and appeals.
	CodeAccountNotVerified  Code = "account_not_verified"
	CodeKindNotForSubject   Code = "kind_not_for_subject"
	CodeChangeTooSoon       Code = "change_too_soon"
	CodeConsentRequired     Code = "consent_required"
	CodeConsentOutdated     Code = "consent_outdated"
	CodeVerifiedElsewhere   Code = "verified_elsewhere"
	CodeSiteDiffers         Code = "site_differs"
	CodeSiteUnchanged       Code = "site_unchanged"
	CodeAccountArrears      Code = "account_has_arrears"
	CodeAccountProducts     Code = "account_has_running_products"
	CodeAccountBusiness     Code = "account_has_open_business"
	CodeLowBalance          Code = "balance_low"
	CodeHostUnavailable     Code = "host_unavailable"
	CodeNothingChanges      Code = "nothing_changes"
	CodeCodeDiffers         Code = "code_differs_from_record"
	CodeCodeMissing         Code = "uscc_missing_on_record"
	CodeDeclaredOtherwise   Code = "declared_otherwise"
	CodeCancelNotAllowed    Code = "cancel_not_allowed"
	CodeAgreementNotFound   Code = "agreement_not_found"
	CodeAppealNotFound      Code = "appeal_not_found"
	CodeAnswerAwaited       Code = "answer_awaited"
	CodeNotHolder           Code = "account_not_holder"
	CodeReverify            Code = "reverification_required"
	CodeAccountRestricted   Code = "account_restricted"
	CodeReverifyNotRequired Code = "reverification_not_required"
	CodeReleasedByAppeal    Code = "released_by_appeal"
	CodeIdentityInUse       Code = "identity_in_use"
	CodeDocumentErased      Code = "document_erased"

	// About the ways of a group of sites.
	CodeCardInvalid      Code = "card_invalid"
	CodeCardHolder       Code = "card_holder_mismatch"
	CodeCardPhone        Code = "card_phone_mismatch"
	CodeCardFrozen       Code = "card_frozen"
	CodeCardNotSupported Code = "card_not_supported"
	CodeCardDailyLimit   Code = "card_daily_limit"
	CodeCodeWrong        Code = "otp_wrong"
	CodeCodeExpired      Code = "otp_expired"
	CodeCodeLocked       Code = "otp_locked"
	CodeAppNotVerified   Code = "app_account_not_verified"
	CodeBindNotFound     Code = "bind_target_not_found"
	CodeBindNotVerified  Code = "bind_target_not_verified"
	CodeBindNoPhone      Code = "bind_target_no_phone"
	CodeBindMismatch     Code = "bind_target_mismatch"
	CodeDocumentInUse    Code = "document_in_use"
	CodeGroupUnverified  Code = "group_account_not_verified"
)

// codeRow is what programs are told of a code beside its name.
type codeRow struct {
	// status is the HTTP status. 422: the request was understood, and the rules refuse it.
	status int
	// retryable says whether the same step can succeed when it is tried again, after what the code's sentence says to do.
	retryable bool
}

var codeRows = map[Code]codeRow{
	// About the request.
	CodeMalformedJSON:      {400, false},
	CodeUnknownField:       {400, false},
	CodeWrongType:          {400, false},
	CodeBodyTooLarge:       {413, false},
	CodeUnsupportedMedia:   {415, false},
	CodeFieldRequired:      {400, false},
	CodeFieldInvalid:       {400, false},
	CodeRouteUnknown:       {404, false},
	CodeMethodNotAllowed:   {405, false},
	CodeUnauthenticated:    {401, false},
	CodeForbidden:          {403, false},
	CodeReviewerAccount:    {403, false},
	CodeIdempotencyInvalid: {400, false},
	CodeIdempotencyReused:  {409, false},
	CodeTooManyRequests:    {429, true},
	CodeSignatureInvalid:   {401, false},
	CodeInternal:           {500, true},
	CodeUnavailable:        {503, true},

	// About what is stored.
	CodeCaseNotFound:    {404, false},
	CodeAccountNotFound: {404, false},
	CodeCheckNotFound:   {404, false},
	CodeConflict:        {409, true},
	CodeStaleVersion:    {412, true},

	// About the case.
	CodeWrongState:         {409, false},
	CodeCaseExpired:        {409, false},
	CodeCaseOpen:           {409, false},
	CodeAlreadyVerified:    {409, false},
	CodeTooManyCases:       {429, true},
	CodeTooManySteps:       {409, false},
	CodeKindNotSupported:   {422, false},
	CodeMethodNotOffered:   {422, false},
	CodeMethodUnavailable:  {422, false},
	CodeMethodNotForDoc:    {422, false},
	CodeCheckDailyLimit:    {429, true},
	CodeMessageDailyLimit:  {429, true},
	CodeQuotaExceeded:      {422, false},
	CodeUnderAge:           {422, false},
	CodeRegionNotSupported: {422, false},
	CodeRegionInvalid:      {400, false},
	CodeDocNotSupported:    {422, false},
	CodeNumberInvalid:      {400, false},
	CodeNameInvalid:        {400, false},
	CodeBirthDateInvalid:   {400, false},
	CodeIndustryInvalid:    {400, false},
	CodeNameMismatch:       {422, true},
	CodeIDNotFound:         {422, true},
	CodeConsentDeclined:    {422, true},
	CodeBankCardRequired:   {422, true},
	CodeDocumentMismatch:   {422, true},
	CodeFaceCovered:        {422, true},
	CodeFaceMismatch:       {422, true},
	CodeFaceNotInView:      {422, true},
	CodeLivenessFailed:     {422, true},
	CodeDocumentExpired:    {422, true},
	CodeQRExpired:          {422, true},
	CodeQRUsed:             {422, true},
	CodeSourceUnavailable:  {503, true},

	// About enterprises, documents, deposits and reviews.
	CodeMethodNotForOrg:     {422, false},
	CodeEnterpriseName:      {400, false},
	CodeOrganisationCode:    {400, false},
	CodeUSCCInvalid:         {400, false},
	CodePhoneInvalid:        {400, false},
	CodeBankAccount:         {400, false},
	CodeDocumentNotFound:    {404, false},
	CodeDocumentAwaited:     {422, true},
	CodeDocumentTooLarge:    {422, true},
	CodeDocumentFormat:      {422, true},
	CodeDocumentPixels:      {422, true},
	CodeDocumentUnreadable:  {422, true},
	CodeDocumentCopy:        {422, true},
	CodeDocumentActive:      {422, true},
	CodeDocumentsChanged:    {409, true},
	CodeTooManyDocuments:    {429, false},
	CodeTooManyViews:        {429, true},
	CodePaymentWrong:        {422, true},
	CodePhoneMissing:        {422, true},
	CodePaymentAmount:       {422, true},
	CodePaymentPayer:        {422, true},
	CodePaymentUnmatched:    {422, true},
	CodeDepositWithdrawn:    {409, false},
	CodePaymentsExceeded:    {422, false},
	CodeDepositExpired:      {422, false},
	CodeAmountMismatch:      {422, true},
	CodeAmountAttempts:      {422, false},
	CodeAmountExpired:       {422, false},
	CodeAmountInvalid:       {400, true},
	CodePayoutLate:          {422, true},
	CodePayoutFailed:        {422, true},
	CodePapersLate:          {409, false},
	CodeReviewLapsed:        {422, false},
	CodePayoutCap:           {422, true},
	CodePapersAsked:         {422, true},
	CodeReviewRefused:       {422, false},
	CodeOwnCase:             {403, false},
	CodeBookedByYou:         {403, false},
	CodeClaimed:             {409, true},
	CodeNotClaimed:          {409, true},
	CodeQueueEmpty:          {404, true},
	CodeDocumentsUnopened:   {409, true},
	CodeEnterpriseNotListed: {422, true},
	CodeEnterpriseMismatch:  {422, true},
	CodeEnterpriseClosed:    {422, false},
	CodeAccountUnverified:   {422, true},
	CodeNotAdministrator:    {422, true},
	CodeNotRepresentative:   {422, true},
	CodeNotMainland:         {422, false},
	CodeNoticeInvalid:       {400, false},
	CodeStatementNotFound:   {404, false},
	CodeStatementUnreadable: {400, true},
	CodeStatementOwn:        {403, false},
	CodeOrderNotFound:       {404, false},

	// About telling people.
	CodeMessageNotFound:  {404, false},
	CodeEmailInvalid:     {400, false},
	CodeOpenIDInvalid:    {400, false},
	CodeDeliveryNotFound: {404, false},

	// About links and sessions.
	CodeReturnURL:    {400, false},
	CodeLinkNotFound: {404, false},
	CodeLinkUsed:     {410, false},
	CodeLinkExpired:  {410, false},
	CodeLinkReplaced: {410, false},
	CodeSessionEnded: {401, false},

	// About changes, releases and appeals.
	CodeAccountNotVerified:  {409, false},
	CodeKindNotForSubject:   {409, false},
	CodeChangeTooSoon:       {409, true},
	CodeConsentRequired:     {422, true},
	CodeConsentOutdated:     {409, true},
	CodeVerifiedElsewhere:   {409, false},
	CodeSiteDiffers:         {422, true},
	CodeSiteUnchanged:       {422, true},
	CodeAccountArrears:      {409, true},
	CodeAccountProducts:     {409, true},
	CodeAccountBusiness:     {409, true},
	CodeLowBalance:          {422, true},
	CodeHostUnavailable:     {503, true},
	CodeNothingChanges:      {422, false},
	CodeCodeDiffers:         {422, false},
	CodeCodeMissing:         {409, false},
	CodeDeclaredOtherwise:   {422, true},
	CodeCancelNotAllowed:    {409, false},
	CodeAgreementNotFound:   {404, false},
	CodeAppealNotFound:      {404, false},
	CodeAnswerAwaited:       {409, true},
	CodeNotHolder:           {422, false},
	CodeReverify:            {422, true},
	CodeAccountRestricted:   {409, true},
	CodeReverifyNotRequired: {409, false},
	CodeReleasedByAppeal:    {422, false},
	CodeIdentityInUse:       {409, false},
	CodeDocumentErased:      {422, false},

	// About the ways of a group of sites.
	CodeCardInvalid:      {400, true},
	CodeCardHolder:       {422, true},
	CodeCardPhone:        {422, true},
	CodeCardFrozen:       {422, true},
	CodeCardNotSupported: {422, true},
	CodeCardDailyLimit:   {429, true},
	CodeCodeWrong:        {422, true},
	CodeCodeExpired:      {409, true},
	CodeCodeLocked:       {422, true},
	CodeAppNotVerified:   {422, true},
	CodeBindNotFound:     {422, true},
	CodeBindNotVerified:  {422, true},
	CodeBindNoPhone:      {422, true},
	CodeBindMismatch:     {422, true},
	CodeDocumentInUse:    {422, false},
	CodeGroupUnverified:  {422, true},
}

// Codes lists every code, in no order.
func Codes() []Code { return slices.Collect(maps.Keys(codeRows)) }

// Valid reports whether c is one of the codes.
func (c Code) Valid() bool {
	_, ok := codeRows[c]
	return ok
}

// Status is the HTTP status of an answer that refuses with the code; 500 for one that does not exist.
func (c Code) Status() int {
	if row, ok := codeRows[c]; ok {
		return row.status
	}
	return 500
}

// Retryable says whether the same step can succeed when it is tried again, after what the code's sentence says to do.
func (c Code) Retryable() bool { return codeRows[c].retryable }
