package cloudwatch

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"shiming/infra/aws/metricslocal"
	"shiming/infra/aws/sigv4"
	"shiming/shared/clock"
	"shiming/shared/lambda/services"
	"shiming/shared/measures"
	"shiming/shared/measures/emf"
	"shiming/shared/measures/measurestest"
)

// metrics are those behind the protocol, with what made them.
func metrics(t *testing.T) (Metrics, *metricslocal.CloudWatch) {
	t.Helper()
	kept := metricslocal.New(sigv4.SignatureVerifier{Region: "us-east-1", Service: "monitoring", AccessKeyID: "id", SecretAccessKey: "secret", Now: clock.Now})
	server := httptest.NewServer(kept)
	t.Cleanup(server.Close)
	get := func(name string) string {
		return map[string]string{"AWS_REGION": "us-east-1", "AWS_ACCESS_KEY_ID": "id", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_ENDPOINT_URL_MONITORING": server.URL}[name]
	}
	return Metrics{services.CloudWatch(services.Configured(get, http.DefaultClient, "monitoring"), clock.Now)}, kept
}

func TestReadersOfMetrics(t *testing.T) {
	from, kept := metrics(t)
	var now time.Time
	_, _ = kept.Write([]byte("show-measures | {\"level\":\"INFO\"}\nno JSON\n")) // it never fails
	measurestest.Write(emf.New(kept, func() time.Time { return now }), func(at time.Time) { now = at })
	measurestest.Run(t, from)
}

// What the service refuses, and what it could not read, is an error and no empty list.
func TestMetricsThatCannotBeRead(t *testing.T) {
	from, kept := metrics(t)
	measurestest.Write(emf.New(kept, func() time.Time { return measurestest.Began }), func(time.Time) {})
	span := measures.Span{From: measurestest.Began, Until: measurestest.Now, Step: measures.Day}
	for name, s := range map[string]measures.Span{
		"no time":         {From: span.From, Until: span.From, Step: measures.Day},
		"no whole minute": {From: span.From, Until: span.Until, Step: 90 * time.Second},
	} {
		if _, err := from.Read(t.Context(), s); err == nil || !strings.Contains(err.Error(), "unavailable") {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, change := range map[string]func(*answer){
		"it failed":            func(a *answer) { a.MetricDataResults[0].StatusCode = "InternalError" },
		"it is forbidden":      func(a *answer) { a.MetricDataResults[0].StatusCode = "Forbidden" },
		"nobody asked for it":  func(a *answer) { a.MetricDataResults[0].ID = "m99_0" },
		"a time has no value":  func(a *answer) { a.MetricDataResults[0].Values = nil },
		"a token that is none": func(a *answer) { a.NextToken = "x" },
	} {
		changed := Metrics{func(ctx context.Context, operation string, in, out any) error {
			err := from.Call(ctx, operation, in, out)
			if a, ok := out.(*answer); ok && err == nil && len(a.MetricDataResults) > 0 {
				change(a)
			}
			return err
		}}
		if all, err := changed.Read(t.Context(), span); err == nil {
			t.Errorf("%s: %d figures", name, len(all))
		}
	}
}
