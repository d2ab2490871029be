package lambdauploads_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"shiming/shared/lambda/uploads"
	"shiming/shared/steps"
)

// created is the event of S3 about new objects; a real one has more fields, which are not read.
func created(keys ...string) string {
	records := make([]string, 0, len(keys))
	for _, key := range keys {
		records = append(records, fmt.Sprintf(`{"eventVersion":"2.1","eventSource":"aws:s3","awsRegion":"us-east-1","eventName":"ObjectCreated:Put",`+
			`"s3":{"s3SchemaVersion":"1.0","bucket":{"name":"b","arn":"arn:aws:s3:::b"},"object":{"key":%q,"size":1000,"eTag":"x","versionId":"v","sequencer":"0"}}}`, key))
	}
	return `{"Records":[` + strings.Join(records, ",") + `]}`
}

func TestTHREATS_P3(t *testing.T) {
	down := errors.New("down")
	answers := map[string]error{"uploads/gone": &steps.IgnoredUpload{Why: "it is gone"}, "uploads/down": down}
	for _, row := range []struct {
		name, event string
		inspected   []string
		alarms      []string
		failed      bool
	}{
		{"an_upload", created("uploads/doc_a"), []string{"uploads/doc_a"}, nil, false},
		{"several", created("uploads/doc_a", "uploads/doc_b"), []string{"uploads/doc_a", "uploads/doc_b"}, nil, false},
		{"keys_are_URL_encoded", created("uploads%2Fdoc+a%2Bb%E4%B8%AD"), []string{"uploads/doc a+b中"}, nil, false},
		{"a_key_that_is_no_encoding", created("uploads/%zz"), nil, []string{"its key cannot be read"}, false},
		{"an_object_that_is_gone", created("uploads/gone", "uploads/doc_a"), []string{"uploads/gone", "uploads/doc_a"}, []string{"it is gone"}, false},
		{"a_fault_fails_the_event_and_holds_nothing_up", created("uploads/down", "uploads/doc_a"), []string{"uploads/down", "uploads/doc_a"}, nil, true},
		{"another_kind_of_event", strings.Replace(created("uploads/doc_a"), "ObjectCreated:Put", "ObjectRemoved:Delete", 1), nil, []string{"the event is of another kind"}, false},
		{"S3s_test_event", `{"Service":"Amazon S3","Event":"s3:TestEvent","Bucket":"b"}`, nil, nil, false},
		{"no_JSON", `hello`, nil, nil, true},
	} {
		t.Run(row.name, func(t *testing.T) {
			var inspected, alarms []string
			f := lambdauploads.New(func(_ context.Context, key string) error {
				inspected = append(inspected, key)
				return answers[key]
			}, func(why string) { alarms = append(alarms, why) })
			_, err := f.Invoke(t.Context(), []byte(row.event))
			if (err != nil) != row.failed || !slices.Equal(inspected, row.inspected) || !slices.Equal(alarms, row.alarms) {
				t.Errorf("inspected %q, alarms %q, %v", inspected, alarms, err)
			}
			if row.failed && row.inspected != nil && !errors.Is(err, down) {
				t.Errorf("the cause is lost: %v", err)
			}
		})
	}
}
