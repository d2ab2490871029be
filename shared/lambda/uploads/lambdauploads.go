// Package lambdauploads hands the events of S3 about new objects to the step that inspects them. It decides nothing;
// what becomes of an upload is in steps.InspectDocument.
package lambdauploads

import (
	"context"
	"encoding/json"
	"errors"
	"net/url"
	"strings"

	"shiming/shared/lambda/boot"
	"shiming/shared/realname"
	"shiming/shared/steps"
)

// function inspects what S3's events name. It implements lambda.Handler.
type function struct {
	inspect func(ctx context.Context, key string) error
	alarm   func(why string)
}

// New makes a function of a step. alarm is told of objects that are none of the uploads that are waited for.
func New(inspect func(ctx context.Context, key string) error, alarm func(why string)) function {
	return function{inspect, alarm}
}

// Start inspects until Lambda ends the process.
func Start(env *boot.Env, step steps.InspectDocument) {
	log := env.Gate().Log
	step.Fault = func(id realname.DocumentID, cause error) {
		log.Error("licence not read", "document", string(id), "cause", cause.Error())
	}
	function := New(step.Do, func(why string) {
		log.Error("upload ignored", "alarm", "upload_ignored", "cause", why) // the template's metric filter counts these
	})
	env.Serve(function)
}

// event is what is read of an event of S3.
type event struct {
	Records []struct {
		EventName string `json:"eventName"`
		S3        struct {
			Object struct {
				// Key is written as in the query of an address: "+" is a blank.
				Key string `json:"key"`
			} `json:"object"`
		} `json:"s3"`
	}
}

// Invoke inspects the objects of the event. When one fails the whole event fails, and Lambda hands it over again: what
// was decided stays as it is. An object that is none of ours is told to alarm, and is no failure (THREATS P3).
func (f function) Invoke(ctx context.Context, payload []byte) ([]byte, error) {
	var e event
	if err := json.Unmarshal(payload, &e); err != nil {
		return nil, errors.New("the event is not one of S3")
	}
	var failed error
	for _, r := range e.Records {
		if !strings.HasPrefix(r.EventName, "ObjectCreated:") {
			f.alarm("the event is of another kind")
			continue
		}
		key, err := url.QueryUnescape(r.S3.Object.Key)
		if err != nil {
			f.alarm("its key cannot be read")
			continue
		}
		err = f.inspect(ctx, key)
		var ignored *steps.IgnoredUpload
		if errors.As(err, &ignored) {
			f.alarm(ignored.Why)
			continue
		}
		failed = errors.Join(failed, err)
	}
	return []byte("null"), failed
}
