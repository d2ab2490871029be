// Package sigv4 checks AWS Signature Version 4 on requests to the stand-ins for AWS of local runs and tests.
//
// Here lives the check alone, against the one caller that a stand-in knows. What must not live here: signing, which
// the SDK does, and answers, which each stand-in words in its own protocol.
package sigv4

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
)

// maxSkew is how far the time of a signature may be from the server's, as in AWS.
const maxSkew = 5 * time.Minute

const signingTime = "20060102T150405Z"

// SignatureVerifier says what a good signature is. Its fields are all needed.
type SignatureVerifier struct {
	Region, Service string // of the credential's scope: "us-east-1", "kms"
	AccessKeyID     string // the one caller, with any session token
	SecretAccessKey string
	Now             func() time.Time // the time of day, to judge the age of signatures
}

// Rejection is why a request is not let in, as AWS calls it. AWS answers all of them with status 403.
type Rejection struct {
	Code    string // such as "InvalidSignatureException"
	Message string
}

// Error returns code and message.
func (r *Rejection) Error() string { return r.Code + ": " + r.Message }

// Check signs the request again with the secret that the verifier knows, and compares the whole header, so that the
// host must be signed too. Its error is a *Refusal: MissingAuthenticationTokenException, IncompleteSignatureException,
// UnrecognizedClientException or InvalidSignatureException. It reads nothing from the request's body, which the caller
// has read. Safe for concurrent use.
func (v SignatureVerifier) Check(r *http.Request, body []byte) error {
	got := r.Header.Get("Authorization")
	if got == "" {
		return &Rejection{"MissingAuthenticationTokenException", "Missing Authentication Token"}
	}
	id, scope, signed, ok := parseAuthorization(got)
	at, err := time.Parse(signingTime, r.Header.Get("X-Amz-Date"))
	if !ok || err != nil {
		return &Rejection{"IncompleteSignatureException", "Authorization or X-Amz-Date is not of AWS4-HMAC-SHA256"}
	}
	if subtle.ConstantTimeCompare([]byte(id), []byte(v.AccessKeyID)) != 1 {
		return &Rejection{"UnrecognizedClientException", "The security token included in the request is invalid."}
	}
	if scope != at.Format("20060102")+"/"+v.Region+"/"+v.Service+"/aws4_request" {
		return invalidSignature("Credential should be scoped to this day, region " + v.Region + " and service " + v.Service + ".")
	}
	if skew := v.Now().Sub(at); skew.Abs() > maxSkew {
		return invalidSignature("Signature expired or not yet current: its time is not within 5 minutes of the server's.")
	}
	again := &http.Request{Method: r.Method, URL: r.URL, Host: r.Host, Header: http.Header{}, ContentLength: r.ContentLength}
	for name, values := range r.Header {
		lower := strings.ToLower(name)
		if slices.Contains(signed, lower) {
			again.Header[name] = values
		} else if strings.HasPrefix(lower, "x-amz-") {
			return invalidSignature("All X-Amz headers must be signed.")
		}
	}
	hash := sha256.Sum256(body)
	credentials := aws.Credentials{
		AccessKeyID:     v.AccessKeyID,
		SecretAccessKey: v.SecretAccessKey,
		SessionToken:    r.Header.Get("X-Amz-Security-Token"), // any: it is under the signature like the rest
	}
	err = v4.NewSigner().SignHTTP(r.Context(), credentials, again, hex.EncodeToString(hash[:]), v.Service, v.Region, at)
	if err != nil {
		return invalidSignature("The request could not be signed again.")
	}
	if subtle.ConstantTimeCompare([]byte(again.Header.Get("Authorization")), []byte(got)) != 1 {
		return invalidSignature("The request signature we calculated does not match the signature you provided.")
	}
	return nil
}

// parseAuthorization takes the header apart: access key id, the scope after it, and the names of the signed headers.
func parseAuthorization(header string) (id, scope string, signed []string, ok bool) {
	rest, ok := strings.CutPrefix(header, "AWS4-HMAC-SHA256 ")
	if !ok {
		return "", "", nil, false
	}
	for part := range strings.SplitSeq(rest, ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		switch name {
		case "Credential":
			id, scope, _ = strings.Cut(value, "/")
		case "SignedHeaders":
			signed = strings.Split(value, ";")
		}
	}
	return id, scope, signed, id != "" && scope != "" && len(signed) > 0
}

func invalidSignature(message string) *Rejection {
	return &Rejection{"InvalidSignatureException", message}
}
