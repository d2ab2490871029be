package api

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"shiming/infra/aws/template"
	"shiming/shared/realname"
	"shiming/shared/steps"
	"shiming/shared/trail"
)

// The fault is injected, the function's output is held against the filters of the template: exactly the alarm that means it
// counts a line. An answer of 500 is no error of the function, so that Lambda's own count would stay at nought.
func TestAlarmsRing(t *testing.T) {
	filters, err := template.MetricFilters("../../template.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		name  string
		route Route
		cause error
		want  []string
	}{
		{"a callback that cannot be taken", RouteSettleCheck, errors.New("the table is gone"), []string{"CallbackFaults"}},
		{"a callback that panics", RouteSettleCheck, nil, []string{"CallbackFaults"}},
		{"a notice of the bank", RouteTakePayment, realname.Refuse(realname.CodeUnavailable), []string{"NoticeFaults"}},
		{"a provider that does not answer", RouteStartCheck, realname.Refuse(realname.CodeSourceUnavailable), []string{"SourceFaults"}},
		{"a reviewer who opens too much", RouteViewDocument, realname.Refuse(realname.CodeTooManyViews), []string{"ManyViews"}},
		{"a callback that is forged", RouteSettleCheck, realname.Refuse(realname.CodeUnauthenticated), nil},
		{"a person who is refused", RouteStartCheck, realname.Refuse(realname.CodeWrongState), nil},
	} {
		t.Run(tc.name, func(t *testing.T) {
			route := tc.route
			route.Roles = nil // who asks is another test's
			var out bytes.Buffer
			gate := Gate{Clock: time.Now, Log: slog.New(slog.NewJSONHandler(&out, nil)), Audit: AuditTo(trail.New(&out, nil, nil))}
			endpoint := Endpoint{Route: route, serve: func(*call) (reply, error) {
				if tc.cause == nil {
					panic("somebody's name")
				}
				return reply{}, tc.cause
			}}
			gate.Serve(endpoint)(httptest.NewRecorder(), httptest.NewRequest(http.MethodPost, "/", strings.NewReader("{}")), Edge{ID: "r1"})
			if got := rung(t, filters, out.Bytes()); !slices.Equal(got, tc.want) {
				t.Errorf("%v rang, not %v, by\n%s", got, tc.want, &out)
			}
		})
	}
	t.Run("FAULT_D6_a_review_that_lapsed", func(t *testing.T) {
		var out bytes.Buffer
		c := realname.Case{ID: "case_1", Events: []realname.Event{{ID: "evt_1", Type: realname.CaseExpired, Fault: realname.CodeReviewLapsed}}}
		if err := steps.AlarmLapsed(slog.New(slog.NewJSONHandler(&out, nil)))(context.Background(), c); err != nil {
			t.Fatal(err)
		}
		if got := rung(t, filters, out.Bytes()); !slices.Equal(got, []string{"LapsedReviews"}) {
			t.Errorf("%v rang, by\n%s", got, &out)
		}
	})
}

// rung are the filters that count a line of the output, each once.
func rung(t *testing.T, filters []template.MetricFilter, output []byte) (ids []string) {
	t.Helper()
	for line := range bytes.Lines(output) {
		if !json.Valid(line) {
			t.Fatalf("no line of JSON: %s", line)
		}
		for _, f := range filters {
			counts, err := f.Counts(line)
			if err != nil {
				t.Fatal(err)
			}
			if counts && !slices.Contains(ids, f.Metric) {
				ids = append(ids, f.Metric)
			}
		}
	}
	return ids
}
