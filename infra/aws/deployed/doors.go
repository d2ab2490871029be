package deployed

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httputil"
	"net/url"
	"slices"
	"strings"
	"sync"

	"shiming/infra/aws/iamlocal"
	"shiming/infra/aws/loopback"
)

// Use is something that a function does, or was denied: an action on the keys of a kind, as "dynamodb:PutItem CASE#*", on what is
// sealed for a purpose, as "kms:Decrypt person", or on a resource.
type Use struct {
	Function, Action, On string
	Denied               bool
}

// doors are the functions' ways to the stand-ins: what the template does not allow a function is answered as AWS would, and
// kept (THREATS X18).
type doors struct {
	served map[string]*loopback.Server // by function

	mu   sync.Mutex
	uses map[Use]bool
}

// openDoors opens one for each function.
func (s *Stack) openDoors() error {
	s.doors = &doors{served: map[string]*loopback.Server{}, uses: map[Use]bool{}}
	dynamo, err := url.Parse(s.Dynamo.Endpoint)
	if err != nil {
		return err
	}
	services := map[string]http.Handler{
		iamlocal.DynamoDB: &httputil.ReverseProxy{
			Rewrite:   func(r *httputil.ProxyRequest) { r.SetURL(dynamo) },
			Transport: &http.Transport{MaxIdleConnsPerHost: 64}, // of all functions
		},
		iamlocal.Secrets: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { // the door has seen which is asked for
			_ = json.NewEncoder(w).Encode(map[string]string{"SecretString": string(s.Secret)}) // fails only where the function is gone
		}),
		iamlocal.KMS: s.KMS, iamlocal.SQS: s.queues.SQS, iamlocal.StepFunctions: s.workflow.http,
		iamlocal.Logs: s.Logs, iamlocal.Metrics: s.Metrics,
	}
	for _, f := range s.Template.Functions {
		door := &iamlocal.Door{
			Function: f.ID, Statements: f.Statements, Template: s.Template, Services: services,
			Watch: func(c iamlocal.Call, allowed bool) { s.doors.saw(f.ID, c, allowed) },
		}
		if s.doors.served[f.ID], err = loopback.Serve("", door); err != nil {
			return err
		}
	}
	return nil
}

// saw keeps what a function does, each once.
func (d *doors) saw(function string, c iamlocal.Call, allowed bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	kinds := []string{c.Resource}
	if keys := c.Context["dynamodb:LeadingKeys"]; keys != nil {
		kinds = kinds[:0]
		for _, key := range keys {
			kind, _, _ := strings.Cut(key, "#")
			kinds = append(kinds, kind+"#*")
		}
	}
	if purpose := c.Context["kms:EncryptionContext:purpose"]; purpose != nil {
		kinds = purpose
	}
	for _, on := range kinds {
		d.uses[Use{function, c.Action, on, !allowed}] = true
	}
}

// env is by which ways a function reaches the stand-ins.
func (d *doors) env(function string) map[string]string {
	at := d.served[function].URL()
	return map[string]string{
		"AWS_ENDPOINT_URL_DYNAMODB": at, "AWS_ENDPOINT_URL_KMS": at, "AWS_ENDPOINT_URL_SQS": at, "AWS_ENDPOINT_URL_STATES": at,
		"AWS_ENDPOINT_URL_SECRETSMANAGER": at, "AWS_ENDPOINT_URL_LOGS": at, "AWS_ENDPOINT_URL_MONITORING": at,
	}
}

// Uses are what the functions did so far, sorted.
func (s *Stack) Uses() []Use {
	s.doors.mu.Lock()
	defer s.doors.mu.Unlock()
	var all []Use
	for u := range s.doors.uses {
		all = append(all, u)
	}
	slices.SortFunc(all, func(a, b Use) int {
		return strings.Compare(a.Function+" "+a.Action+" "+a.On, b.Function+" "+b.Action+" "+b.On)
	})
	return all
}

func (d *doors) close() error {
	var errs []error
	for _, s := range d.served {
		errs = append(errs, s.Close())
	}
	return errors.Join(errs...)
}
