package deployed

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"shiming/infra/aws/dynamolocal"
	"shiming/infra/aws/s3local"
	"shiming/infra/aws/template"
	"shiming/shared/vault/sealed"
)

// uploads hands the bucket's events to the functions that the template names for them, as Lambda does with what is
// invoked without waiting: at least once, and twice more when it fails.
type uploads struct {
	stack    *Stack
	triggers []trigger
	report   func(string)

	mu     sync.Mutex
	closed bool
	ready  chan struct{} // closed when the functions can be invoked
	active sync.WaitGroup
	ctx    context.Context
	cancel context.CancelFunc
}

// trigger is one S3 event of the template.
type trigger struct {
	function string
	template.UploadTrigger
}

// startS3 starts S3 with an empty bucket. Its events wait until the functions are there.
func (s *Stack) startS3(report func(string)) error {
	s.uploads = &uploads{stack: s, report: report, ready: make(chan struct{})}
	s.uploads.ctx, s.uploads.cancel = context.WithCancel(context.Background())
	for _, f := range s.Template.Functions {
		for _, u := range f.Uploads {
			s.uploads.triggers = append(s.uploads.triggers, trigger{f.ID, u})
		}
	}
	dir := filepath.Join(s.dir, "s3")
	keys, err := sealed.OpenFile(filepath.Join(s.dir, "s3-keys.json"))
	if err != nil {
		return err
	}
	s.S3, err = s3local.Start(s3local.Options{
		Dir: dir, Keys: keys, Created: s.uploads.created,
		AccessKeyID: dynamolocal.AccessKeyID, SecretAccessKey: dynamolocal.SecretAccessKey,
	})
	return err
}

// created hands out the event about an object.
func (u *uploads) created(key, version string) {
	for _, t := range u.triggers {
		if !strings.HasPrefix(key, t.Prefix) || !strings.HasSuffix(key, t.Suffix) {
			continue
		}
		u.mu.Lock()
		if !u.closed {
			u.active.Go(func() { u.hand(t, Uploaded(key, version)) })
		}
		u.mu.Unlock()
	}
}

func (u *uploads) hand(t trigger, event []byte) {
	select {
	case <-u.ready:
	case <-u.ctx.Done():
		return
	}
	for try := range 3 {
		result, err := u.stack.Invoke(u.ctx, t.function, event)
		if err == nil && result.FunctionError == "" || u.ctx.Err() != nil {
			return
		}
		u.report(fmt.Sprintf("%s: an event of the bucket failed (try %d): %v %s\n", t.function, try+1, err, result.FunctionError))
		select {
		case <-time.After(time.Second):
		case <-u.ctx.Done():
			return
		}
	}
}

func (u *uploads) close() {
	u.mu.Lock()
	u.closed = true
	u.mu.Unlock()
	u.cancel()
	u.active.Wait()
}

// Uploaded is the event of S3 about a new object.
func Uploaded(key, version string) []byte {
	event, err := json.Marshal(map[string]any{"Records": []any{map[string]any{
		"eventVersion": "2.1", "eventSource": "aws:s3", "awsRegion": s3local.Region, "eventName": "ObjectCreated:Put",
		"s3": map[string]any{
			"s3SchemaVersion": "1.0", "bucket": map[string]any{"name": s3local.Bucket, "arn": "arn:aws:s3:::" + s3local.Bucket},
			"object": map[string]any{"key": url.QueryEscape(key), "versionId": version},
		},
	}}})
	if err != nil {
		panic(err) // strings only
	}
	return event
}
