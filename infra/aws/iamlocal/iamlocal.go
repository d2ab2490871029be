// Package iamlocal holds functions on one machine to the policies that template.yaml gives them: it stands between a
// function and the stand-ins for AWS, takes each request apart as IAM sees it, and answers what no statement allows as AWS
// would. DynamoDB Local and the other stand-ins ask nobody (THREATS X18).
//
// Here live the judgement (policy.go), what a request asks for (calls.go, dynamo.go) and the door itself (this file). What must
// not live here: policies, which are the template's, and answers of any service but the refusal.
//
// Understood are requests of the JSON protocols: DynamoDB, KMS, SQS, Step Functions, Secrets Manager, CloudWatch Logs. S3 checks signatures of its
// own.
package iamlocal

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strings"

	"shiming/infra/aws/template"
)

// maxBody is the largest request that any of the services takes: a transaction of 4 MB, as it is written in JSON.
const maxBody = 16 << 20

// Door is the way of one function to the stand-ins. Safe for concurrent use.
type Door struct {
	// Function is its logical id.
	Function string
	// Statements are what it may do.
	Statements []template.PolicyStatement
	// Template says what the resources are called.
	Template *template.Template
	// Services answer what is allowed, by the target's first part: "DynamoDB_20120810", "TrentService".
	Services map[string]http.Handler
	// Watch hears of each thing that a request asks for, and whether it is allowed. Called concurrently; nil for nobody.
	Watch func(c Call, allowed bool)
}

// ServeHTTP answers one request of the SDK.
func (d *Door) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	service, operation, ok := strings.Cut(r.Header.Get("X-Amz-Target"), ".")
	behind := d.Services[service]
	if !ok || behind == nil {
		http.Error(w, "no service is asked", http.StatusNotFound) // by which connections are opened
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		return // the function is gone
	}
	calls, err := d.calls(service, operation, body)
	if err != nil {
		refuse(w, "SerializationException", err.Error())
		return
	}
	for _, c := range calls {
		allowed, err := Allows(d.judging(c), c)
		if err != nil {
			refuse(w, "InternalFailure", err.Error())
			return
		}
		if d.Watch != nil {
			d.Watch(c, allowed)
		}
		if !allowed {
			refuse(w, "AccessDeniedException", d.Function+" is not authorized to perform: "+c.Action+" on resource: "+c.Resource)
			return
		}
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	behind.ServeHTTP(w, r)
}

// judging are the statements that the call is held against: the function's, and what the policy of the key that it uses forbids.
// That policy's other statements leave it to the roles.
func (d *Door) judging(c Call) []template.PolicyStatement {
	all := d.Statements
	for _, k := range d.Template.Keys {
		if k.ARN != c.Resource {
			continue
		}
		for _, s := range k.Statements {
			if s.Deny {
				all = append(slices.Clip(all), s)
			}
		}
	}
	return all
}

// refuse answers as the JSON protocols do.
func refuse(w http.ResponseWriter, code, message string) {
	w.Header().Set("Content-Type", "application/x-amz-json-1.0")
	w.WriteHeader(http.StatusBadRequest)
	_ = json.NewEncoder(w).Encode(map[string]string{"__type": code, "message": message}) // fails only where the client is gone
}
