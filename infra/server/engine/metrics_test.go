package engine_test

import (
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"shiming/infra/server/engine"
	"shiming/infra/tests/pii"
	"shiming/shared/realname"
)

// scrape asks as Prometheus does.
func scrape(e *engine.Engine, token string) (status int, text string) {
	ask := httptest.NewRequest("GET", "http://127.0.0.1/metrics", nil)
	if token != "" {
		ask.Header.Set("Authorization", "Bearer "+token)
	}
	out := httptest.NewRecorder()
	e.Handler.ServeHTTP(out, ask)
	return out.Code, out.Body.String()
}

func TestMetricsOfAVerification(t *testing.T) {
	w := start(t, t.TempDir(), nil)
	person := pii.Adults[0]
	_, last := w.bring("acct_metrics", realname.Checking, form(person, person.Number))
	w.must(200, w.signed("m1", checkID(last), "passed", ""))
	want := []string{
		`shiming_cases_opened_total{kind="personal_verification"} 1`,
		`shiming_cases_ended_total{kind="personal_verification",state="verified",method="wechat_scan",reason=""} 1`,
		`shiming_case_seconds_count{kind="personal_verification",state="verified"} 1`,
		`shiming_checks_answered_total{provider="`,
		"go_goroutines ",
	}
	var text string
	for range 200 { // it is counted when it is carried out, which the answer does not wait for
		if _, text = scrape(w.e, ""); strings.Contains(text, want[1]) {
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	for _, line := range want {
		if !strings.Contains(text, line) {
			t.Errorf("no %s in\n%s", line, text)
		}
	}
	for _, personal := range []string{person.Name, person.Number, "acct_metrics"} {
		if strings.Contains(text, personal) {
			t.Errorf("figures name %s", personal)
		}
	}
}

func TestTHREATS_X5_metrics_of_live_mode_are_for_who_has_their_token(t *testing.T) {
	for _, x := range []struct {
		set, said string
		want      int
	}{{"", "", 404}, {"sesame", "", 401}, {"sesame", "guess", 401}, {"sesame", "sesame", 200}, {"file:/nowhere", "sesame", 503}} {
		c := liveConfig(t, t.TempDir())
		get := c.Get
		c.Get = func(name string) string {
			if name == "METRICS_TOKEN" {
				return x.set
			}
			return get(name)
		}
		e, err := engine.Open(c)
		if err != nil {
			t.Fatal(err)
		}
		if status, text := scrape(e, x.said); status != x.want || strings.Contains(text, "sesame") {
			t.Errorf("%+v: %d %s", x, status, text)
		}
		if err := e.Close(); err != nil {
			t.Fatal(err)
		}
	}
}
