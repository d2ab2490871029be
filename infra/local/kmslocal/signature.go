package kmslocal

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

const (
	signingTime    = "20060102T150405Z"
	signingService = "kms"
)

// checkSignature signs the request again with the secret that the server knows, and compares the whole header, so that
// the host must be signed too. What KMS says: MissingAuthenticationToken, IncompleteSignature,
// UnrecognizedClientException, InvalidSignatureException.
func (s *Server) checkSignature(r *http.Request, body []byte) error {
	got := r.Header.Get("Authorization")
	if got == "" {
		return &Fault{http.StatusForbidden, "MissingAuthenticationTokenException", "Missing Authentication Token"}
	}
	id, scope, signed, ok := parseAuthorization(got)
	at, err := time.Parse(signingTime, r.Header.Get("X-Amz-Date"))
	if !ok || err != nil {
		return &Fault{http.StatusForbidden, "IncompleteSignatureException", "Authorization or X-Amz-Date is not of AWS4-HMAC-SHA256"}
	}
	if subtle.ConstantTimeCompare([]byte(id), []byte(s.options.AccessKeyID)) != 1 {
		return &Fault{http.StatusForbidden, "UnrecognizedClientException", "The security token included in the request is invalid."}
	}
	if scope != at.Format("20060102")+"/"+s.options.Region+"/"+signingService+"/aws4_request" {
		return invalidSignature("Credential should be scoped to this day, region " + s.options.Region + " and service kms.")
	}
	if skew := s.options.Now().Sub(at); skew.Abs() > maxSkew {
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
		AccessKeyID:     s.options.AccessKeyID,
		SecretAccessKey: s.options.SecretAccessKey,
		SessionToken:    r.Header.Get("X-Amz-Security-Token"), // any: it is under the signature like the rest
	}
	err = v4.NewSigner().SignHTTP(r.Context(), credentials, again, hex.EncodeToString(hash[:]), signingService, s.options.Region, at)
	if err != nil {
		return err
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

func invalidSignature(message string) *Fault {
	return &Fault{http.StatusForbidden, "InvalidSignatureException", message}
}
