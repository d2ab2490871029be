package kmskeys

import (
	"errors"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/smithy-go"

	"shiming/shared/vault/sealed"
)

// callError is a KMS call that failed. Of what KMS answered its text has the code and the request id (for CloudTrail),
// not the message, which could quote the request. The cause is for errors.As.
type callError struct {
	op, detail string
	kind       error // sealed.ErrUnavailable, or nil
	cause      error
}

func (e *callError) Error() string { return "kmskeys: KMS " + e.op + ": " + e.detail }

func (e *callError) Unwrap() []error {
	if e.kind == nil {
		return []error{e.cause}
	}
	return []error{e.kind, e.cause}
}

// transient is what the SDK itself tries again: throttling, and every 5xx.
var transient = retry.IsErrorRetryables(retry.DefaultRetryables)

// fault says what the error of a KMS call means to the caller: sealed.ErrSealed, sealed.ErrUnavailable, or a fault of
// the deployment (a missing grant, a key that is gone), which a retry does not mend.
func fault(op string, err error) error {
	var answer smithy.APIError
	if !errors.As(err, &answer) { // the network, or out of time: the text has addresses, not data
		return &callError{op, "no answer: " + err.Error(), sealed.ErrUnavailable, err}
	}
	e := &callError{op: op, detail: answer.ErrorCode(), cause: err}
	var response interface{ ServiceRequestID() string }
	if errors.As(err, &response) {
		e.detail += ", request " + response.ServiceRequestID()
	}
	switch code := answer.ErrorCode(); {
	case code == "InvalidCiphertextException" || code == "IncorrectKeyException": // of Decrypt only
		return sealed.ErrSealed
	case transient.IsErrorRetryable(err) == aws.TrueTernary:
		e.kind = sealed.ErrUnavailable
	}
	return e
}

// denied says that KMS refused the call by a policy.
func denied(err error) bool {
	var answer smithy.APIError
	return errors.As(err, &answer) && answer.ErrorCode() == "AccessDeniedException"
}
