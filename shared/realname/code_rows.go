package realname

import (
	"maps"
	"slices"
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
	CodeIdentifyAgain:       {409, true},
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
	CodeAccountPersonal:     {400, false},
	CodeCaseHeld:            {409, true},
	CodeCaseNotHeld:         {409, false},
	CodeCaseRedacted:        {409, false},

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
