// Package platform asks an operator's own platform, over HTTP: what stands in an account's way (steps.Platform), and about
// the accounts of the other sites of its group (steps.Group).
//
// Each question is one POST of a JSON object, signed as Standard Webhooks 1.0 has it, so that the platform knows who
// asks; each answer is one JSON object, and authentic because TLS is.
//
//	{base}/hindrances     {"account":"acct_…"} → {"hindrances":["arrears",…]}
//	{base}/group/account  {"user":"…"} → {"verified":true,"site":"…","name":"…","document_kind":"resident_id",
//	                      "document_number":"…","birth_date":"2006-01-02","phone":"…"}, or 404 for no such account
//	{base}/group/in-use   {"document_kind":"…","document_number":"…"} → {"in_use":false}
//
// An account that is not verified is {"verified":false}. birth_date may be left out for a resident ID, which says it;
// phone where none is bound. Hindrances are those of realname.Hindrance.
//
// Whatever else comes back is steps.ErrUnavailable, with a cause for the log that holds no personal data: another
// status, a redirect, other fields or values, no answer in time. Never is it "nothing stands in the way". Nothing is
// asked twice by itself, and nothing is remembered.
package platform

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"shiming/shared/providers/standardhook"
	"shiming/shared/steps"
	"shiming/shared/wire"
)

const (
	// patience is how long a question may take unless Options say otherwise, from the connection to the last byte.
	patience = 3 * time.Second
	// maxAnswer is the longest answer that is read, in bytes.
	maxAnswer = 64 << 10
)

// Options say where the platform is.
type Options struct {
	// URL is what the paths are put behind: https, without user, query and fragment. Where the host is this machine it
	// may be http. It may be an address inside: it is the operator's own.
	URL string
	// Access returns one text, whose words sign, each on its own: whsec_ and base64 of 24 to 64 bytes, the current one first, and
	// while it is rotated the one before it.
	Access wire.Access
	Clock  steps.Clock
	// Timeout is how long one question may take in all; 0: three seconds.
	Timeout time.Duration
	// Roots are the certificates to trust; nil: the system's.
	Roots *x509.CertPool
}

// Platform is an operator's platform. It is a steps.Platform and a steps.Group, safe for concurrent use.
type Platform struct {
	base    string
	access  wire.Access
	clock   steps.Clock
	timeout time.Duration
	client  *http.Client
}

var (
	_ steps.Platform = (*Platform)(nil)
	_ steps.Group    = (*Platform)(nil)
)

// New makes a platform. It calls nothing. It fails where the address is not one, or nothing signs; the error does not hold it.
func New(o Options) (*Platform, error) {
	u, err := url.Parse(o.URL)
	if err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || u.ForceQuery || u.Fragment != "" ||
		u.Scheme != "https" && !(u.Scheme == "http" && loopback(u.Hostname())) {
		return nil, errors.New("platform: the address has to be https, without user, query and fragment")
	}
	if o.Clock == nil || o.Timeout < 0 {
		return nil, errors.New("platform: a clock is needed, and no time below nothing")
	}
	p := &Platform{base: strings.TrimSuffix(o.URL, "/"), access: o.Access, clock: o.Clock, timeout: o.Timeout}
	if p.timeout == 0 {
		p.timeout = patience
	}
	if o.Access == nil {
		return nil, errors.New("platform: one secret is needed, or two while they are rotated")
	}
	p.client = &http.Client{
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{
			TLSClientConfig:        &tls.Config{RootCAs: o.Roots, MinVersion: tls.VersionTLS12},
			MaxResponseHeaderBytes: 16 << 10,
			IdleConnTimeout:        time.Minute,
			ForceAttemptHTTP2:      true,
		},
	}
	return p, nil
}

// Format writes no secret and no address, whatever the verb.
func (*Platform) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "platform") }

// loopback reports whether the host is this machine whatever a name server says.
func loopback(host string) bool {
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.Unmap().IsLoopback()
}

// Fit says why the words of a text, as Access returns it, do not sign; the error holds none of them.
func Fit(text string) error {
	_, err := signerOf(text)
	return err
}

func signerOf(text string) (*standardhook.Signer, error) {
	signer, err := standardhook.Read(text)
	if err != nil {
		return nil, fmt.Errorf("platform: %w", err)
	}
	return signer, nil
}

// unavailable is the one fault there is, with its cause.
func unavailable(why string) error { return fmt.Errorf("platform: %w: %s", steps.ErrUnavailable, why) }

// ask posts the question and returns the status, 200 or what missing allows, and the whole answer.
func (p *Platform) ask(ctx context.Context, path string, question any, missing int) (int, []byte, error) {
	ctx, cancel := context.WithTimeout(ctx, p.timeout)
	defer cancel()
	request, err := p.request(ctx, path, question)
	if err != nil {
		return 0, nil, unavailable("the request cannot be made")
	}
	answer, err := p.client.Do(request)
	if err != nil {
		return 0, nil, unavailable(fault(err))
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(io.LimitReader(answer.Body, maxAnswer+1))
	switch {
	case err != nil:
		return 0, nil, unavailable(fault(err))
	case len(body) > maxAnswer:
		return 0, nil, unavailable("the answer is too long")
	case answer.StatusCode != http.StatusOK && answer.StatusCode != missing:
		return 0, nil, unavailable(fmt.Sprintf("answered %d", answer.StatusCode))
	}
	return answer.StatusCode, body, nil
}

// request makes the signed request. Its id is random: the platform may refuse one that it has seen before.
func (p *Platform) request(ctx context.Context, path string, question any) (*http.Request, error) {
	body, err := json.Marshal(question)
	if err != nil {
		return nil, err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, p.base+path, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	secrets, err := p.access(ctx)
	if err != nil || len(secrets) != 1 {
		return nil, errors.New("the secrets cannot be read")
	}
	signer, err := signerOf(secrets[0])
	if err != nil {
		return nil, err
	}
	signed, err := signer.SignByAll("ask_"+strings.ToLower(rand.Text()), p.clock(), body)
	if err != nil {
		return nil, err
	}
	request.Header = signed.Header
	request.Header.Set("User-Agent", "Shiming-Platform/1")
	return request, nil
}

// fault says what went wrong without the address, which a URL error holds.
func fault(err error) string {
	var certificate *tls.CertificateVerificationError
	var timeout net.Error
	switch {
	case errors.As(err, &certificate):
		return "the certificate is not trusted"
	case errors.Is(err, context.Canceled):
		return "nobody waits for the answer"
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &timeout) && timeout.Timeout():
		return "no answer in time"
	case errors.Is(err, io.ErrUnexpectedEOF):
		return "the answer breaks off"
	}
	return "no connection"
}
