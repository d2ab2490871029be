package insights

import (
	"context"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"shiming/infra/aws/logslocal"
	"shiming/infra/aws/sigv4"
	"shiming/shared/clock"
	"shiming/shared/lambda/services"
	"shiming/shared/store/sqlite"
	"shiming/shared/trail"
	"shiming/shared/trail/archivetest"
)

// group is a log group behind the protocol, with the time that lines come at.
func group(t *testing.T) (g Group, logs *logslocal.LogGroup, keep trail.Keep, tick func(time.Time)) {
	t.Helper()
	var now atomic.Int64
	logs = logslocal.New("Logs", sigv4.SignatureVerifier{
		Region: "us-east-1", Service: "logs", AccessKeyID: "id", SecretAccessKey: "secret",
		Now: func() time.Time {
			if at := now.Load(); at != 0 {
				return time.Unix(at, 0)
			}
			return clock.Now()
		},
	})
	server := httptest.NewServer(logs)
	t.Cleanup(server.Close)
	store, err := sqlite.Open(filepath.Join(t.TempDir(), "shiming.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	get := func(name string) string {
		return map[string]string{"AWS_REGION": "us-east-1", "AWS_ACCESS_KEY_ID": "id", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_ENDPOINT_URL_LOGS": server.URL}[name]
	}
	signed := func() time.Time { return time.Unix(now.Load(), 0) }
	g = Group{Name: "Logs", Records: store, Clock: signed, Call: services.Caller(services.Configured(get, http.DefaultClient, "logs"), signed, "logs", "Logs_20140328", 32<<20)}
	return g, logs, trail.InRecords(store), func(at time.Time) { now.Store(at.Unix()) }
}

func TestTHREATS_X14_an_archive_of_a_log_group(t *testing.T) {
	g, logs, keep, tick := group(t)
	all := archivetest.Write(t, logs, 300, keep, tick)
	tick(archivetest.Began.Add(time.Hour))
	archivetest.Run(t, g, all)
	t.Run("all of one millisecond", func(t *testing.T) {
		g, logs, keep, tick := group(t)
		tick(archivetest.Began)
		all := archivetest.Write(t, logs, 250, keep, nil)
		tick(archivetest.Began.Add(time.Hour))
		seen := map[string]bool{}
		for cursor, more := "", true; more; more = cursor != "" {
			lines, next, err := g.Find(t.Context(), trail.Sought{}, cursor, 40)
			if err != nil {
				t.Fatal(err)
			}
			for _, l := range lines {
				seen[string(l)] = true
			}
			cursor = next
		}
		if len(seen) != len(all) {
			t.Errorf("%d of %d lines", len(seen), len(all))
		}
	})
	for name, gone := range map[string]func(string) bool{
		"a line":         func(l string) bool { return strings.Contains(l, `"seq":50,`) },
		"an end":         func(l string) bool { return strings.Contains(l, `"seq":149,`) || strings.Contains(l, `"seq":150,`) },
		"a whole writer": func(l string) bool { return strings.Contains(l, `"action"`) && !strings.Contains(l, "who_1") },
	} {
		t.Run("without "+name, func(t *testing.T) {
			g, logs, keep, tick := group(t)
			archivetest.Write(t, logs, 300, keep, tick)
			tick(archivetest.Began.Add(time.Hour))
			logs.Drop(gone)
			if c, err := g.Check(t.Context(), archivetest.Began); err != nil || len(c.Breaks) == 0 {
				t.Errorf("%+v, %v", c, err)
			}
			tick(archivetest.Began.Add(time.Minute))
			if c, err := g.Check(t.Context(), archivetest.Began); err != nil || c.Lines > 0 {
				t.Errorf("what has just been written is checked: %+v, %v", c, err)
			}
		})
	}
	t.Run("a part of the time", func(t *testing.T) {
		if c, err := g.Check(t.Context(), archivetest.Began.Add(100*time.Second)); err != nil || len(c.Breaks) > 0 || c.Lines != 200 {
			t.Errorf("%+v, %v", c, err)
		}
	})
}

// What the service refuses, and what could end the quotes of a query, is an error and no empty list.
func TestTHREATS_X14_a_search_that_is_refused(t *testing.T) {
	g, _, _, tick := group(t)
	tick(archivetest.Began)
	for _, s := range []trail.Sought{{Who: `x" or "a" = "a`}, {Account: "a`"}, {Action: `a\`}} {
		if _, _, err := g.Find(t.Context(), s, "", 7); err == nil {
			t.Errorf("%+v is taken", s)
		}
	}
	other := g
	other.Name = "Other"
	if _, _, err := other.Find(t.Context(), trail.Sought{}, "", 7); err == nil || !strings.Contains(err.Error(), "unavailable") {
		t.Errorf("another group: %v", err)
	}
	for _, status := range []string{"Failed", "Cancelled", "Timeout"} {
		ended := g
		ended.Call = func(_ context.Context, operation string, _, out any) error {
			if got, ok := out.(*struct {
				Status  string    `json:"status"`
				Results [][]field `json:"results"`
			}); ok {
				got.Status = status
			}
			return nil
		}
		if lines, _, err := ended.Find(t.Context(), trail.Sought{}, "", 7); err == nil {
			t.Errorf("%s: %d lines", status, len(lines))
		}
	}
}
