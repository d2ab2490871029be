package kmskeys

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"

	"shiming/infra/aws/kmslocal"
	"shiming/shared/vault/sealed"
)

func TestFaults(t *testing.T) {
	answer := func(status int, code string) error {
		return &kmslocal.KeyFault{Status: status, Code: code, Message: "about " + number}
	}
	for _, c := range []struct {
		err       error
		transient bool
	}{
		{answer(400, "ThrottlingException"), true},
		{answer(400, "LimitExceededException"), true},
		{answer(503, "DependencyTimeoutException"), true},
		{answer(500, "KeyUnavailableException"), true},
		{answer(500, "KMSInternalException"), true},
		{answer(500, "SomethingNew"), true},
		{errors.New("plain"), true},
		{answer(400, "AccessDeniedException"), false},
		{answer(400, "NotFoundException"), false},
		{answer(400, "DisabledException"), false},
		{answer(400, "KMSInvalidStateException"), false},
		{answer(400, "ExpiredTokenException"), false},
	} {
		t.Run(c.err.Error(), func(t *testing.T) {
			s := start(t, "the seed of these tests")
			envelope := seal(t, s.container(t))
			s.failWith(func(string) error { return c.err })
			k := s.container(t)
			for op, err := range callEach(t.Context(), k, envelope) {
				if err == nil || errors.Is(err, sealed.ErrUnavailable) != c.transient || errors.Is(err, sealed.ErrSealed) {
					t.Errorf("%s: %v; unavailable should be %t", op, err, c.transient)
				}
				if err != nil && strings.Contains(err.Error(), number) {
					t.Errorf("%s: the error quotes KMS's message", op)
				}
			}
			// Warm's failure was not fatal: once KMS is well again, so is the container.
			s.failWith(func(string) error { return nil })
			for op, err := range callEach(t.Context(), k, envelope) {
				if err != nil {
					t.Errorf("%s afterwards: %v", op, err)
				}
			}
		})
	}
}

func TestNoAnswer(t *testing.T) {
	s := start(t, "the seed of these tests")
	envelope := seal(t, s.container(t))
	s.kms.Close()
	for op, err := range callEach(t.Context(), s.container(t), envelope) {
		if !errors.Is(err, sealed.ErrUnavailable) {
			t.Errorf("%s: %v, want ErrUnavailable", op, err)
		}
	}
}

func TestWrongSecret(t *testing.T) {
	s := start(t, "the seed of these tests")
	k, err := New(s.client("another secret"), Config{DataKeys: "1=" + arn + "data-1", DigestKeys: "1=" + arn + "mac-1", Now: s.now})
	if err != nil {
		t.Fatal(err)
	}
	_, err = k.Seal(t.Context(), purpose, []byte(number))
	if err == nil || !strings.Contains(err.Error(), "InvalidSignatureException") || errors.Is(err, sealed.ErrUnavailable) {
		t.Errorf("got %v, want InvalidSignatureException", err)
	}
	s.wantCalls(t, 0, 0, 0)
}

// TestImpatientCaller: who gives up gets an error at once, and those who share the call get their key all the same.
func TestImpatientCaller(t *testing.T) {
	s := start(t, "the seed of these tests")
	asked, goOn := make(chan struct{}), make(chan struct{})
	var once sync.Once
	s.failWith(func(string) error {
		once.Do(func() { close(asked) })
		<-goOn
		return nil
	})
	k := s.container(t)
	ctx, cancel := context.WithCancel(t.Context())
	impatient := make(chan error, 1)
	go func() {
		_, err := k.Seal(ctx, purpose, []byte(number))
		impatient <- err
	}()
	<-asked
	patient := make(chan error, 1)
	go func() {
		_, err := k.Seal(t.Context(), purpose, []byte(number))
		patient <- err
	}()
	cancel()
	if err := <-impatient; !errors.Is(err, context.Canceled) || !errors.Is(err, sealed.ErrUnavailable) {
		t.Errorf("who gave up: %v", err)
	}
	close(goOn)
	if err := <-patient; err != nil {
		t.Errorf("who waited: %v", err)
	}
	s.wantCalls(t, 1, 0, 0)
}
