// Package smtp sends e-mail by the operator's own mail server (RFC 5321), as telling.Notifier of the channel telling.Email:
// over TLS from the start or by STARTTLS, never without. What is said, when and how often, does not live here.
//
// The message's key stands in its Message-ID, by which a mail server may drop what comes twice; few do.
package smtp

import (
	"context"
	"crypto/tls"
	"encoding/base64"
	"errors"
	"fmt"
	"mime"
	"net"
	"net/mail"
	"net/smtp"
	"net/textproto"
	"net/url"
	"strings"
	"time"

	"shiming/shared/steps"
	"shiming/shared/telling"
	"shiming/shared/wire"
)

// Options say which server sends, and who speaks. All but TLS are required.
type Options struct {
	// Server is smtps://host:465, or smtp://host:587 where TLS is begun by STARTTLS.
	Server string
	// Access returns user and password.
	Access wire.Access
	// From is the sender: an address, or a name with one.
	From  string
	Clock steps.Clock
	// TLS says whom to trust; nil: the system's roots.
	TLS *tls.Config
}

// Notifier sends by SMTP. Its methods are safe for concurrent use.
type Notifier struct {
	o          Options
	host, port string
	implicit   bool
	from       *mail.Address
}

var _ telling.Notifier = (*Notifier)(nil)

// patience is how long one message may take.
const patience = 10 * time.Second

// New makes a notifier. It calls nothing.
func New(o Options) (*Notifier, error) {
	at, err := url.Parse(o.Server)
	from, wrong := mail.ParseAddress(o.From)
	switch {
	case err != nil || at.Scheme != "smtp" && at.Scheme != "smtps" || at.Hostname() == "" || at.User != nil:
		return nil, errors.New("smtp: the server has to be smtps://host:465, or smtp://host:587")
	case wrong != nil:
		return nil, errors.New("smtp: the sender is no address")
	case o.Access == nil || o.Clock == nil:
		return nil, errors.New("smtp: user, password and a clock are needed")
	}
	n := &Notifier{o: o, host: at.Hostname(), port: at.Port(), implicit: at.Scheme == "smtps", from: from}
	if n.port == "" {
		n.port = map[bool]string{true: "465", false: "587"}[n.implicit]
	}
	return n, nil
}

// Send implements telling.Notifier: one connection, one message. A receiver that the server refuses for good is
// telling.ErrUndeliverable; anything else may pass, the operator's own faults included.
func (n *Notifier) Send(ctx context.Context, m telling.Message) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	secrets, err := n.o.Access(ctx)
	if err != nil || len(secrets) != 2 {
		return fmt.Errorf("smtp: no secrets: %w", steps.ErrUnavailable)
	}
	client, err := n.open(ctx)
	if err != nil {
		return fault("connect", err)
	}
	defer client.Close()
	if err := client.Auth(smtp.PlainAuth("", secrets[0], secrets[1], n.host)); err != nil {
		return fault("sign in", err)
	}
	if err := client.Mail(n.from.Address); err != nil {
		return fault("sender", err)
	}
	if err := client.Rcpt(m.To); err != nil {
		var said *textproto.Error
		if errors.As(err, &said) && said.Code >= 550 && said.Code <= 553 {
			return fmt.Errorf("smtp: code %d: %w", said.Code, telling.ErrUndeliverable)
		}
		return fault("receiver", err)
	}
	body, err := client.Data()
	if err != nil {
		return fault("message", err)
	}
	if _, err := body.Write(n.write(m)); err != nil {
		return fault("message", err)
	}
	if err := body.Close(); err != nil {
		return fault("message", err)
	}
	_ = client.Quit() // it was taken: what is said after that changes nothing
	return nil
}

// open connects, encrypted, for as long as the context lasts.
func (n *Notifier) open(ctx context.Context) (*smtp.Client, error) {
	conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", net.JoinHostPort(n.host, n.port))
	if err != nil {
		return nil, err
	}
	until, _ := ctx.Deadline()
	if err := conn.SetDeadline(until); err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	own := &tls.Config{MinVersion: tls.VersionTLS12}
	if n.o.TLS != nil {
		own = n.o.TLS.Clone()
	}
	own.ServerName = n.host
	if n.implicit {
		conn = tls.Client(conn, own)
	}
	client, err := smtp.NewClient(conn, n.host)
	if err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	if !n.implicit {
		if err := client.StartTLS(own); err != nil {
			return nil, errors.Join(err, client.Close())
		}
	}
	return client, nil
}

// write makes the message: plain text, in UTF-8.
func (n *Notifier) write(m telling.Message) []byte {
	subject, text := m.Written()
	_, domain, _ := strings.Cut(n.from.Address, "@")
	id := base64.RawURLEncoding.EncodeToString([]byte(m.Key))
	var b strings.Builder
	for _, line := range [][2]string{
		{"From", n.from.String()}, {"To", (&mail.Address{Address: m.To}).String()}, {"Subject", mime.BEncoding.Encode("utf-8", subject)},
		{"Date", n.o.Clock().Format(time.RFC1123Z)}, {"Message-ID", "<" + id + "@" + domain + ">"}, {"Auto-Submitted", "auto-generated"},
		{"MIME-Version", "1.0"}, {"Content-Type", "text/plain; charset=utf-8"}, {"Content-Transfer-Encoding", "base64"},
	} {
		b.WriteString(line[0] + ": " + line[1] + "\r\n")
	}
	encoded := base64.StdEncoding.EncodeToString([]byte(text))
	for len(encoded) > 0 {
		most := min(76, len(encoded))
		b.WriteString("\r\n" + encoded[:most])
		encoded = encoded[most:]
	}
	return []byte(b.String() + "\r\n")
}

// fault keeps the code of an answer: its text can hold the address.
func fault(what string, err error) error {
	var said *textproto.Error
	if errors.As(err, &said) {
		return fmt.Errorf("smtp: %s: code %d: %w", what, said.Code, steps.ErrUnavailable)
	}
	return fmt.Errorf("smtp: %s: no answer: %w", what, steps.ErrUnavailable)
}
