package main

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"shiming/infra/aws/deployed"
	"shiming/infra/aws/lambdalocal"
	"shiming/infra/aws/template"
)

const (
	binDir = ".build"
	rounds = 20
	emptyY = `Resources:
  Empty: {Type: AWS::Serverless::Function, Metadata: {BuildMethod: go1.x}, Properties: {Runtime: provided.al2023, Handler: bootstrap, CodeUri: infra/tools/bench/empty/}}
`
)

// build builds the functions and the empty one, with the same flags, and returns their template.
func build(ctx context.Context) (*template.Template, error) {
	t, err := deployed.Load(".", "")
	if err != nil {
		return nil, err
	}
	empty, err := template.Parse([]byte(emptyY), template.Options{})
	if err != nil {
		return nil, err
	}
	empty.Dir = "."
	return t, errors.Join(lambdalocal.Build(ctx, t, binDir), lambdalocal.Build(ctx, empty, binDir))
}

// nothing is DynamoDB and KMS as far as a first answer needs them: every read finds nothing.
func nothing(w http.ResponseWriter, r *http.Request) {
	_, _ = io.Copy(io.Discard, r.Body)
	w.Header().Set("Content-Type", "application/x-amz-json-1.0")
	_, _ = io.WriteString(w, "{}")
}

// service serves nothing over TLS, and writes the certificate to trust into a file.
func service() (*httptest.Server, string, error) {
	s := httptest.NewUnstartedServer(http.HandlerFunc(nothing))
	s.TLS = &tls.Config{MinVersion: tls.VersionTLS12}
	s.Config.ErrorLog = log.New(io.Discard, "", 0) // processes are ended with their connections open
	s.StartTLS()
	file, err := os.CreateTemp("", "shiming-ca-*.pem")
	if err != nil {
		return nil, "", err
	}
	err = pem.Encode(file, &pem.Block{Type: "CERTIFICATE", Bytes: s.Certificate().Raw})
	return s, file.Name(), errors.Join(err, file.Close())
}

// environment is a function's environment with every service at the given address.
func environment(f template.Function, url, bundle string) []string {
	env := []string{
		"AWS_REGION=us-east-1", "AWS_ACCESS_KEY_ID=bench", "AWS_SECRET_ACCESS_KEY=bench",
		"AWS_ENDPOINT_URL_DYNAMODB=" + url, "AWS_ENDPOINT_URL_KMS=" + url,
	}
	if bundle != "" {
		env = append(env, "AWS_CA_BUNDLE="+bundle)
	}
	for name, value := range f.Environment {
		if name == "SANDBOX_SECRET" {
			value = strings.Repeat("bench-", 8)
		}
		env = append(env, name+"="+value)
	}
	return env
}

// startup measures without TLS: the handshake would be between two halves of one machine. firstTLS has it.
func startup(ctx context.Context) error {
	t, err := build(ctx)
	if err != nil {
		return err
	}
	s := httptest.NewServer(http.HandlerFunc(nothing))
	defer s.Close()
	fmt.Printf("  %-15s %9s %12s %13s %9s %12s\n", "function", "MB", "first poll", "first answer", "total", "÷ empty")
	failed := false
	for _, f := range t.Functions {
		event, err := os.ReadFile(filepath.Join("infra/aws/events", f.Folder()+".json"))
		if err != nil {
			return err
		}
		var ours, floor []start
		for range rounds { // in turns, so that a machine that slows down slows both
			e, err := coldStart(ctx, filepath.Join(binDir, "empty", "bootstrap"), nil, []byte("{}"), nil)
			if err != nil {
				return err
			}
			o, err := coldStart(ctx, filepath.Join(binDir, f.Folder(), "bootstrap"), environment(f, s.URL, ""), event, nil)
			if err != nil {
				return fmt.Errorf("%s: %w", f.Folder(), err)
			}
			floor, ours = append(floor, e), append(ours, o)
		}
		total := func(s start) time.Duration { return s.init + s.answer }
		ratio := float64(mid(ours, total)) / float64(mid(floor, total))
		info, err := os.Stat(filepath.Join(binDir, f.Folder(), "bootstrap"))
		if err != nil {
			return err
		}
		failed = failed || info.Size() > 11_000_000
		fmt.Printf("  %-15s %9.2f %9s ms %10s ms %6s ms %12.2f\n", f.Folder(), float64(info.Size())/1e6,
			milliseconds(mid(ours, func(s start) time.Duration { return s.init })), milliseconds(mid(ours, func(s start) time.Duration { return s.answer })),
			milliseconds(mid(ours, total)), ratio)
	}
	if failed {
		return errors.New("a binary is larger than 11 MB")
	}
	return nil
}

// firstTLS measures the first answer that needs the database, when the process is throttled after its init phase.
func firstTLS(ctx context.Context) error {
	t, err := build(ctx)
	if err != nil {
		return err
	}
	s, bundle, err := service()
	if err != nil {
		return err
	}
	defer s.Close()
	defer os.Remove(bundle)
	limit, err := newThrottle(0.145)
	if err != nil {
		return err
	}
	f, _ := t.Function("LookUp")
	event, err := os.ReadFile("infra/aws/events/look-up.json")
	if err != nil {
		return err
	}
	var ours, floor []start
	for range rounds {
		e, err := coldStart(ctx, filepath.Join(binDir, "empty", "bootstrap"), nil, []byte("{}"), limit.hold)
		if err != nil {
			return err
		}
		o, err := coldStart(ctx, filepath.Join(binDir, f.Folder(), "bootstrap"), environment(f, s.URL, bundle), event, limit.hold)
		if err != nil {
			return err
		}
		var answer struct {
			StatusCode int `json:"statusCode"`
		}
		if err := json.Unmarshal(o.body, &answer); err != nil || answer.StatusCode != 200 {
			return fmt.Errorf("look-up answered %d (%v)", answer.StatusCode, err)
		}
		floor, ours = append(floor, e), append(ours, o)
	}
	answer := func(s start) time.Duration { return s.answer }
	a, b := mid(ours, answer), mid(floor, answer)
	fmt.Printf("  look-up %s ms, empty %s ms: ÷ %.2f\n", milliseconds(a), milliseconds(b), float64(a)/float64(b))
	time.Sleep(50 * time.Millisecond) // the last process leaves the group
	return limit.close()
}

func mid(all []start, of func(start) time.Duration) time.Duration {
	values := make([]time.Duration, 0, len(all))
	for _, s := range all {
		values = append(values, of(s))
	}
	slices.Sort(values)
	return values[len(values)/2]
}

func median(values []float64) float64 {
	values = slices.Clone(values)
	slices.Sort(values)
	return values[len(values)/2]
}
