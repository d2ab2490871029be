package engine

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"shiming/shared/api"
	"shiming/shared/connect/reader"
	"shiming/shared/files/folder"
	"shiming/shared/files/inspect"
	"shiming/shared/realname"
	"shiming/shared/steps"
	"shiming/shared/store/sqlite"
)

// keepUploads is how long an upload stays after it was inspected: beyond the life of every address that could put
// another in its place. The bucket's lifecycle says the same on AWS.
const keepUploads = 24 * time.Hour

// documents is the folder of files, and the one who inspects what is uploaded to it: one document at a time, which
// bounds the memory that pictures take.
type documents struct {
	files *folder.Folder
	step  steps.InspectDocument
	fault func(message string, cause error)

	mu    sync.Mutex
	queue []string
	woken chan struct{}
	stop  context.CancelFunc
	ended chan struct{}
}

// openDocuments opens the folder, and inspects what was uploaded and not inspected before. Addresses end by the real time,
// however the clock was turned.
func (e *Engine) openDocuments(keys steps.Keys) error {
	d := &documents{woken: make(chan struct{}, 1), ended: make(chan struct{})}
	d.fault = func(message string, cause error) { e.config.Log.Error(message, "cause", cause.Error()) }
	var err error
	d.files, err = folder.Open(folder.Options{
		Dir: filepath.Join(e.config.Dir, "documents"), Keys: keys, Clock: e.clock.base,
		Created: func(key, _ string) {
			if strings.HasPrefix(key, "uploads/") { // as the bucket's events are filtered
				d.add(key)
			}
		},
		Fault: func(cause error) { d.fault("documents", cause) },
	})
	if err != nil {
		return err
	}
	d.step = steps.InspectDocument{
		Records: e.Store, Documents: d.files, Keys: keys, Clock: e.config.Clock, Inspect: inspect.Upload, Reader: reader.Connect(e.setup),
		Papers: reader.Papers(e.setup),
		Fault: func(id realname.DocumentID, cause error) {
			e.config.Log.Error("licence not read", "document", string(id), "cause", cause.Error())
		},
	}
	ctx, stop := context.WithCancel(context.Background())
	d.stop = stop
	d.sweep(0)
	go d.run(ctx)
	e.documents = d
	return nil
}

// endpoints are those of documents.
func (d *documents) endpoints(s api.Settings, base steps.Base, store *sqlite.Store, keys steps.Keys) []api.Endpoint {
	ask := api.AskUpload(s, steps.AskUpload{Base: base, Records: store, Documents: d.files})
	show := api.ShowDocument(s, steps.ShowDocument{Base: base, Records: store, Documents: d.files, Keys: keys})
	redact := steps.RedactCase{Base: base, Records: store, Documents: d.files, EmptyLog: store.EmptyLog}
	show = append(show, api.Holds(steps.HoldCase{Base: base, Records: store})...)
	return append(show, ask, api.RedactCase(s, redact))
}

// add queues an object to be inspected. It never blocks.
func (d *documents) add(key string) {
	d.mu.Lock()
	d.queue = append(d.queue, key)
	d.mu.Unlock()
	select {
	case d.woken <- struct{}{}:
	default:
	}
}

func (d *documents) next() (string, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.queue) == 0 {
		return "", false
	}
	key := d.queue[0]
	d.queue = d.queue[1:]
	return key, true
}

// run inspects what is queued, until ctx ends. What fails is tried again later; what is left at the end is found by the
// next start.
func (d *documents) run(ctx context.Context) {
	defer close(d.ended)
	hourly := time.NewTicker(time.Hour)
	defer hourly.Stop()
	waiting := map[string]time.Duration{}
	for {
		for key, ok := d.next(); ok && ctx.Err() == nil; key, ok = d.next() {
			err := d.step.Do(ctx, key)
			var ignored *steps.IgnoredUpload
			switch {
			case ctx.Err() != nil:
			case errors.As(err, &ignored):
				d.fault("upload ignored", err)
				delete(waiting, key)
			case err != nil:
				d.fault("upload not inspected", err)
				waiting[key] = min(max(2*waiting[key], firstDelay), lastDelay)
				time.AfterFunc(waiting[key], func() { d.add(key) })
			default:
				delete(waiting, key)
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-d.woken:
		case <-hourly.C:
			d.sweep(keepUploads)
			d.expire()
		}
	}
}

// sweep queues the uploads that are older than age: those that were decided cost a read, no more.
func (d *documents) sweep(age time.Duration) {
	keys, err := d.files.List("uploads/", age)
	if err != nil {
		d.fault("uploads not listed", err)
	}
	for _, key := range keys {
		d.add(key)
	}
}

// expire removes the uploads that were kept long enough; those queued by sweep an hour before were inspected since.
func (d *documents) expire() {
	keys, err := d.files.List("uploads/", keepUploads+2*time.Hour)
	for _, key := range keys {
		err = errors.Join(err, d.files.Remove(key))
	}
	if err != nil {
		d.fault("uploads not removed", err)
	}
}

// close ends the inspection under way.
func (d *documents) close() {
	d.stop()
	<-d.ended
}
