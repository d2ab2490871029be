package connect_test

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"shiming/shared/connect"
	"shiming/shared/connect/channels"
	"shiming/shared/connect/platform"
	"shiming/shared/lambda/services"
	"shiming/shared/providers/standardhook"
	"shiming/shared/steps"
	"shiming/shared/telling"
)

// manager is AWS Secrets Manager: one secret, how often it was read, and whether it answers.
type manager struct {
	t     *testing.T
	text  string
	reads int
	away  bool
}

const arn = "arn:aws:secretsmanager:us-east-1:123456789012:secret:tencent-AbCdEf"

func (m *manager) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var asked struct{ SecretId string }
	m.reads++
	switch {
	case m.away:
		w.WriteHeader(http.StatusInternalServerError)
		return
	case json.NewDecoder(r.Body).Decode(&asked) != nil || asked.SecretId != arn || r.Header.Get("X-Amz-Target") != "secretsmanager.GetSecretValue" ||
		!strings.Contains(r.Header.Get("Authorization"), "/us-east-1/secretsmanager/aws4_request"):
		m.t.Errorf("%v asked for %q", r.Header, asked.SecretId)
	}
	_ = json.NewEncoder(w).Encode(map[string]string{"ARN": arn, "SecretString": m.text})
}

// reading sets up a process on the manager, with a clock that is turned by hand.
func reading(t *testing.T, m *manager, settings map[string]string) (*connect.Setup, *time.Time) {
	t.Helper()
	server := httptest.NewServer(m)
	t.Cleanup(server.Close)
	now := time.Date(2026, 3, 14, 15, 9, 26, 0, time.UTC)
	all := map[string]string{"AWS_REGION": "us-east-1", "AWS_ACCESS_KEY_ID": "AKID", "AWS_SECRET_ACCESS_KEY": "key",
		"AWS_ENDPOINT_URL_SECRETSMANAGER": server.URL}
	get := func(name string) string { return all[name] + settings[name] }
	clock := func() time.Time { return now }
	config := services.Configured(get, server.Client(), "secretsmanager")
	return &connect.Setup{Get: get, Manager: services.Secrets(config, clock), Clock: clock}, &now
}

func TestTHREATS_X18_a_secret_is_read_at_run_time_and_again_after_five_minutes(t *testing.T) {
	m := &manager{t: t, text: `{"id":"first","key":"one"}`}
	s, now := reading(t, m, map[string]string{"ID": arn + "#id", "KEY": arn + "#key"})
	access := s.Access("ID", "KEY")
	if m.reads != 0 {
		t.Error("it was read before it was needed")
	}
	for _, x := range []struct {
		after time.Duration
		text  string
		away  bool
		want  []string
		reads int
	}{
		{0, m.text, false, []string{"first", "one"}, 1},
		{4*time.Minute + 59*time.Second, `{"id":"second","key":"two"}`, false, []string{"first", "one"}, 1},
		{2 * time.Second, `{"id":"second","key":"two"}`, false, []string{"second", "two"}, 2},
		{6 * time.Minute, `{"id":"third","key":"three"}`, true, []string{"second", "two"}, 3},
		{6 * time.Minute, `{"id":"third","key":"three"}`, false, []string{"third", "three"}, 4},
	} {
		*now, m.text, m.away = now.Add(x.after), x.text, x.away
		if got, err := access(t.Context()); err != nil || !slices.Equal(got, x.want) || m.reads != x.reads {
			t.Errorf("after %s: %d read, %v", x.after, m.reads, err)
		}
	}
}

func TestTHREATS_X18_the_sandboxs_secret_is_read_when_the_process_starts(t *testing.T) {
	m := &manager{t: t, text: strings.Repeat("sesame", 8)}
	s, _ := reading(t, m, map[string]string{"SANDBOX_SECRET": arn})
	if got := string(s.Secret()); got != m.text || string(s.Secret()) != m.text || m.reads != 1 || s.Err() != nil {
		t.Errorf("%d read, %v", m.reads, s.Err())
	}
	for what, m := range map[string]*manager{"no answer": {t: t, away: true}, "too short": {t: t, text: "sesame"}} {
		s, _ := reading(t, m, map[string]string{"SANDBOX_SECRET": arn})
		if s.Secret(); s.Err() == nil || !strings.Contains(s.Err().Error(), "SANDBOX_SECRET") || strings.Contains(s.Err().Error(), "sesame") {
			t.Errorf("%s: %v", what, s.Err())
		}
	}
}

func TestTHREATS_X18_a_functions_settings_hold_no_secret(t *testing.T) {
	for setting, fits := range map[string]bool{"sesame": false, arn + "#key": true, "file:/run/secret": true} {
		s, _ := reading(t, &manager{t: t}, map[string]string{"TENCENT_SECRET_ID": "AKID-of-the-service", "TENCENT_SECRET_KEY": setting})
		access := s.Access("TENCENT_SECRET_ID", "TENCENT_SECRET_KEY")
		if access == nil || (s.Err() == nil) != fits || s.Err() != nil && (!strings.Contains(s.Err().Error(), "TENCENT_SECRET_KEY") || strings.Contains(s.Err().Error(), "sesame")) {
			t.Errorf("%v", s.Err())
		}
	}
}

func TestSecretsThatCannotBeRead(t *testing.T) {
	file := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(file, []byte(" \n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for what, x := range map[string]struct {
		setting string
		away    bool
	}{
		"no answer":         {arn, true},
		"no such field":     {arn + "#other", false},
		"an empty file":     {"file:" + file, false},
		"no such file":      {"file:" + file + ".none", false},
		"an ended question": {arn, false},
	} {
		m := &manager{t: t, text: `{"id":"sesame"}`, away: x.away}
		s, _ := reading(t, m, map[string]string{"ID": x.setting})
		ctx, cancel := context.WithCancel(t.Context())
		if what == "an ended question" {
			cancel()
		}
		got, err := s.Access("ID")(ctx)
		cancel()
		if err == nil || got != nil || !errors.Is(err, steps.ErrUnavailable) || !strings.Contains(err.Error(), "ID") || strings.Contains(err.Error(), "sesame") {
			t.Errorf("%s: %v", what, err)
		}
	}
	s, _ := reading(t, &manager{t: t}, map[string]string{"ID": "plain", "SANDBOX_SECRET": arn})
	s.Manager = nil // as on a server
	if s.Access("ID", "KEY") != nil {
		t.Error("half of the secrets are enough")
	}
	if got, err := s.Access("ID")(t.Context()); err != nil || got[0] != "plain" {
		t.Errorf("%v", err)
	}
	if s.Err() != nil {
		t.Error("a secret that is written needs nobody to read it")
	}
	if s.Secret(); s.Err() == nil {
		t.Error("the name of a secret is taken for the sandbox's secret")
	}
	s, _ = reading(t, &manager{t: t}, map[string]string{"ID": arn})
	if s.Manager = nil; s.Access("ID") != nil || !strings.Contains(s.Err().Error(), "ID names a secret of AWS Secrets Manager") {
		t.Error("a server that is not on AWS starts with a secret that it cannot read")
	}
	if err := os.WriteFile(file, []byte("in a file\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	s, _ = reading(t, &manager{t: t}, map[string]string{"ID": "file:" + file})
	if got, err := s.Access("ID")(t.Context()); err != nil || got[0] != "in a file" {
		t.Errorf("%v", err)
	}
}

// What signs questions to the platform, and its webhooks, is rotated while a process runs.
func TestTHREATS_X18_what_signs_is_rotated_without_a_start(t *testing.T) {
	other := "whsec_" + base64.StdEncoding.EncodeToString([]byte("another secret of thirty-two byte"))
	file := filepath.Join(t.TempDir(), "secret")
	write := func(text string) {
		t.Helper()
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	now := time.Date(2026, 3, 14, 15, 9, 26, 0, time.UTC)
	var signedBy []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		by := ""
		for _, secret := range []string{hook, other} {
			key, _ := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, "whsec_"))
			if signer, err := standardhook.New(key); err == nil {
				if _, err := signer.Verify(steps.Callback{Header: r.Header, Body: body}, now); err == nil {
					by += secret
				}
			}
		}
		signedBy = append(signedBy, by)
		_, _ = io.WriteString(w, `{"hindrances":[]}`)
	}))
	t.Cleanup(server.Close)
	s, _ := reading(t, &manager{t: t}, map[string]string{
		"PLATFORM_URL": server.URL, "PLATFORM_SECRETS": "file:" + file, "CHANNELS": "webhook", "WEBHOOK_URL": server.URL, "WEBHOOK_SECRETS": "file:" + file,
		"SANDBOX_SECRET": secret,
	})
	s.Clock, s.Loopback = func() time.Time { return now }, true
	asked, told := platform.Connect(s), channels.Connect(s)[telling.Webhook] // nothing is read yet: the file is not there
	if err := s.Err(); err != nil {
		t.Fatal(err)
	}
	both := func() error {
		_, err := asked.Hindrances(t.Context(), "acct_1")
		return errors.Join(err, told.Send(t.Context(), telling.Message{Key: "evt_1", Body: "{}"}))
	}
	if err := both(); !errors.Is(err, steps.ErrUnavailable) || len(signedBy) != 0 {
		t.Errorf("without a secret: %v", err)
	}
	for _, x := range []struct{ text, want string }{{hook, hook}, {other, other}} {
		write(x.text)
		now, signedBy = now.Add(6*time.Minute), nil
		if err := both(); err != nil || !slices.Equal(signedBy, []string{x.want, x.want}) {
			t.Errorf("%v, %d signed by the one that counts", err, len(signedBy))
		}
	}
}
