// Package webhook calls the platform's webhook: one signed POST (Standard Webhooks 1.0), to one address, as
// telling.Notifier of the channel telling.Webhook. What is said, when and how often, does not live here.
//
// The address is the operator's, and still is not trusted: no redirect is followed, no proxy is asked, and every
// connection is judged by the address that it really goes to, after the name was resolved, so that a name cannot lead
// into the network that this program runs in (server-side request forgery, rebinding included).
package webhook

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"time"

	"shiming/shared/providers/standardhook"
	"shiming/shared/steps"
	"shiming/shared/telling"
	"shiming/shared/wire"
)

// Options say where the webhook is.
type Options struct {
	// URL is where it listens: https, without user and fragment.
	URL string
	// Access returns one text, whose words sign, each on its own: whsec_ and base64 of 24 to 64 bytes, the current one first, and
	// while it is rotated the one before it.
	Access wire.Access
	Clock  steps.Clock
	// AllowLoopback lets the webhook be on this machine, by http too: for the embedded engine.
	AllowLoopback bool
	// Roots are the certificates to trust; nil: the system's.
	Roots *x509.CertPool
}

// Hook is a webhook. Its methods are safe for concurrent use.
type Hook struct {
	url    string
	access wire.Access
	clock  steps.Clock
	client *http.Client
}

// New makes a webhook. It fails where the address is not one, or nothing signs; the error does not hold it. It calls nothing.
func New(o Options) (*Hook, error) {
	u, err := url.Parse(o.URL)
	if err != nil || u.Host == "" || u.User != nil || u.Fragment != "" || u.Scheme != "https" && !(o.AllowLoopback && u.Scheme == "http") {
		return nil, errors.New("webhook: the address has to be https, without user and fragment")
	}
	if o.Access == nil {
		return nil, errors.New("webhook: one secret is needed, or two while they are rotated")
	}
	h := &Hook{url: o.URL, access: o.Access, clock: o.Clock}
	dialer := &net.Dialer{Timeout: 5 * time.Second, Control: newGuard(o.AllowLoopback).control}
	h.client = &http.Client{
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{
			DialContext:            dialer.DialContext,
			TLSClientConfig:        &tls.Config{RootCAs: o.Roots, MinVersion: tls.VersionTLS12},
			TLSHandshakeTimeout:    5 * time.Second,
			MaxResponseHeaderBytes: 16 << 10,
			IdleConnTimeout:        time.Minute,
			ForceAttemptHTTP2:      true,
		},
	}
	return h, nil
}

// Fit says why the words of a text, as Access returns it, do not sign; the error holds none of them.
func Fit(text string) error {
	_, err := signerOf(text)
	return err
}

func signerOf(text string) (*standardhook.Signer, error) {
	signer, err := standardhook.Read(text)
	if err != nil {
		return nil, fmt.Errorf("webhook: %w", err)
	}
	return signer, nil
}

// Send posts the message's body, signed, with its key as the webhook's id. An answer of 2xx is success; 410 Gone is
// telling.ErrUndeliverable; everything else, a redirect included, is to be tried again. No error holds what the other
// side said.
func (h *Hook) Send(ctx context.Context, m telling.Message) error {
	body := []byte(m.Body)
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, h.url, bytes.NewReader(body))
	if err != nil {
		return errors.New("the request cannot be made")
	}
	secrets, err := h.access(ctx)
	if err != nil || len(secrets) != 1 {
		return fmt.Errorf("the secrets cannot be read: %w", steps.ErrUnavailable)
	}
	signer, err := signerOf(secrets[0])
	if err != nil {
		return err
	}
	signed, err := signer.SignByAll(m.Key, h.clock(), body)
	if err != nil {
		return errors.New("the request cannot be signed")
	}
	request.Header = signed.Header
	request.Header.Set("User-Agent", "Shiming-Webhook/1")
	answer, err := h.client.Do(request)
	if err != nil {
		return fault(err)
	}
	defer answer.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(answer.Body, 16<<10)) // so that the connection can be used again
	switch {
	case answer.StatusCode >= 200 && answer.StatusCode < 300:
		return nil
	case answer.StatusCode == http.StatusGone:
		return fmt.Errorf("answered 410: %w", telling.ErrUndeliverable)
	}
	return fmt.Errorf("answered %d", answer.StatusCode)
}

// fault says what went wrong without the address, which a URL error holds.
func fault(err error) error {
	var certificate *tls.CertificateVerificationError
	var timeout interface{ Timeout() bool }
	switch {
	case errors.Is(err, errForbidden):
		return errForbidden
	case errors.As(err, &certificate):
		return errors.New("the certificate is not trusted")
	case errors.As(err, &timeout) && timeout.Timeout():
		return errors.New("no answer in time")
	}
	return errors.New("no connection")
}
