package api

import (
	"context"
	"encoding/json"
	"io"
	"sync"
)

// AuditTo writes entries to w as lines of JSON, each marked "log":"audit". It is safe for concurrent use.
func AuditTo(w io.Writer) Audit {
	var one sync.Mutex
	return func(_ context.Context, e AuditEntry) error {
		line, err := json.Marshal(struct {
			Log string `json:"log"`
			AuditEntry
		}{"audit", e})
		if err != nil {
			return err
		}
		one.Lock()
		defer one.Unlock()
		_, err = w.Write(append(line, '\n'))
		return err
	}
}
