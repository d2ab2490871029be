package smtp

import (
	"bufio"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"io"
	"mime"
	"net"
	"net/http/httptest"
	"net/mail"
	"strings"
	"sync"
	"testing"
	"time"

	"shiming/shared/notify/notifytest"
	"shiming/shared/steps"
	"shiming/shared/telling"
	"shiming/shared/wire"
)

// server is a mail server: it takes a message from who signs in, over TLS only, and fails where it is told to.
type server struct {
	t        *testing.T
	implicit bool
	config   *tls.Config
	roots    *x509.CertPool
	address  string

	mu   sync.Mutex
	fail map[string]string // by command: the answer, "" to cut the line
	slow chan struct{}
	sent []notifytest.Sent
}

func listen(t *testing.T, implicit bool) *server {
	t.Helper()
	lent := httptest.NewTLSServer(nil) // for its certificate of 127.0.0.1
	defer lent.Close()
	s := &server{t: t, implicit: implicit, config: &tls.Config{Certificates: lent.TLS.Certificates}, roots: x509.NewCertPool(), fail: map[string]string{}}
	s.roots.AddCert(lent.Certificate())
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	s.address = l.Addr().String()
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go s.serve(conn)
		}
	}()
	return s
}

func (s *server) set(change func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	change()
}

// refused says how a command fails, and whether it does.
func (s *server) refused(command string) (string, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	answer, fails := s.fail[command]
	return answer, fails
}

func (s *server) serve(conn net.Conn) {
	defer func() { _ = conn.Close() }()
	s.mu.Lock()
	slow := s.slow
	s.mu.Unlock()
	if slow != nil {
		<-slow
		return
	}
	safe := s.implicit
	if safe {
		conn = tls.Server(conn, s.config)
	}
	in := bufio.NewReader(conn)
	say := func(line string) { _, _ = io.WriteString(conn, line+"\r\n") }
	say("220 mail.example ESMTP")
	var to, from string
	signed := false
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return
		}
		command, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		command = strings.ToUpper(command)
		if answer, fails := s.refused(command); fails {
			if answer == "" {
				return
			}
			say(answer)
			continue
		}
		switch {
		case command == "EHLO" && safe:
			say("250-mail.example")
			say("250 AUTH PLAIN")
		case command == "EHLO":
			say("250-mail.example")
			say("250 STARTTLS")
		case command == "STARTTLS":
			say("220 go on")
			conn, safe = tls.Server(conn, s.config), true
			in = bufio.NewReader(conn)
		case command == "QUIT":
			say("221 bye")
			return
		case !safe:
			say("530 TLS first")
		case command == "AUTH":
			text, _ := base64.StdEncoding.DecodeString(strings.TrimPrefix(rest, "PLAIN "))
			if signed = string(text) == "\x00user\x00password"; signed {
				say("235 welcome")
			} else {
				say("535 no")
			}
		case !signed:
			say("530 sign in first")
		case command == "MAIL":
			from = strings.Trim(strings.Fields(strings.TrimPrefix(rest, "FROM:"))[0], "<>")
			say("250 ok")
		case command == "RCPT":
			to = strings.Trim(strings.TrimPrefix(rest, "TO:"), "<>")
			say("250 ok")
		case command == "DATA":
			say("354 go on")
			var text strings.Builder
			for line := ""; line != ".\r\n"; {
				text.WriteString(line)
				if line, err = in.ReadString('\n'); err != nil {
					return
				}
			}
			s.take(from, to, text.String())
			if answer, fails := s.refused("END"); fails {
				if answer == "" {
					return
				}
				say(answer)
				continue
			}
			say("250 queued")
		default:
			say("502 what?")
		}
	}
}

// take reads a message as a mail program does.
func (s *server) take(from, to, text string) {
	m, err := mail.ReadMessage(strings.NewReader(text))
	if err != nil {
		s.t.Error(err)
		return
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
	if err != nil {
		s.t.Error(err)
	}
	sender, err := m.Header.AddressList("From")
	receiver, wrong := m.Header.AddressList("To")
	if err != nil || wrong != nil || sender[0].Address != from || sender[0].Name != "实名" || receiver[0].Address != to || !strings.HasSuffix(m.Header.Get("Message-ID"), "@shiming.example>") {
		s.t.Errorf("%v, %v", err, wrong)
	}
	if _, err := m.Header.Date(); err != nil {
		s.t.Error(err)
	}
	body, err := io.ReadAll(base64.NewDecoder(base64.StdEncoding, m.Body))
	if err != nil {
		s.t.Error(err)
	}
	if answer, fails := s.refused("END"); fails && answer != "" {
		return // it was refused
	}
	s.set(func() { s.sent = append(s.sent, notifytest.Sent{To: to, Subject: subject, Text: string(body)}) })
}

func connect(t *testing.T, s *server) *Notifier {
	t.Helper()
	scheme := map[bool]string{true: "smtps", false: "smtp"}[s.implicit]
	n, err := New(Options{
		Server: scheme + "://" + s.address, Access: wire.Fixed("user", "password"), From: "实名 <no-reply@shiming.example>",
		Clock: func() time.Time { return time.Date(2025, 11, 21, 9, 30, 0, 0, time.UTC) }, TLS: &tls.Config{RootCAs: s.roots},
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestNotifier(t *testing.T) {
	for name, implicit := range map[string]bool{"smtps": true, "smtp": false} {
		t.Run(name, func(t *testing.T) {
			s := listen(t, implicit)
			h := notifytest.Harness{
				Notifier: connect(t, s), Channel: telling.Email, Address: "someone@example.com",
				Sent: func() []notifytest.Sent {
					s.mu.Lock()
					defer s.mu.Unlock()
					return append([]notifytest.Sent(nil), s.sent...)
				},
				Heal: func() {
					s.set(func() {
						if s.slow != nil {
							close(s.slow)
						}
						s.slow, s.fail = nil, map[string]string{}
					})
				},
				Slow:   func() { s.set(func() { s.slow = make(chan struct{}) }) },
				Faults: map[string]func(){}, Refusals: map[string]func(){},
			}
			for what, x := range map[string][2]string{
				"greylisted": {"RCPT", "451 someone@example.com later"}, "a full box": {"RCPT", "452 someone@example.com is full"},
				"a sender that is not allowed": {"MAIL", "550 no"}, "a wrong password": {"AUTH", "535 no"}, "too much": {"END", "554 someone@example.com"},
				"cut before": {"RCPT", ""}, "cut at the sign-in": {"AUTH", ""}, "cut at the message": {"DATA", ""},
			} {
				h.Faults[what] = func() { s.set(func() { s.fail[x[0]] = x[1] }) }
			}
			for what, answer := range map[string]string{"no such box": "550 someone@example.com unknown", "no such name": "553 no"} {
				h.Refusals[what] = func() { s.set(func() { s.fail["RCPT"] = answer }) }
			}
			notifytest.Run(t, h)
		})
	}
}

// After the message was handed over the answer may be lost: it arrived, and nobody is told that it cannot.
func TestFAULT_N1_an_answer_that_was_lost(t *testing.T) {
	s := listen(t, true)
	s.fail["END"] = ""
	err := connect(t, s).Send(t.Context(), telling.Message{Key: "evt_1:email", Channel: telling.Email, To: "someone@example.com"})
	if !errors.Is(err, steps.ErrUnavailable) || errors.Is(err, telling.ErrUndeliverable) || len(s.sent) != 1 {
		t.Errorf("%v, %d arrived", err, len(s.sent))
	}
}

// Nothing is said to a server that nobody vouches for, or that takes no TLS.
func TestTHREATS_L1_never_without_TLS(t *testing.T) {
	stranger := listen(t, true)
	stranger.roots = x509.NewCertPool()
	bare := listen(t, false)
	bare.fail["STARTTLS"] = "454 not today"
	for what, s := range map[string]*server{"a stranger": stranger, "without TLS": bare} {
		err := connect(t, s).Send(t.Context(), telling.Message{Key: "evt_1:email", Channel: telling.Email, To: "someone@example.com"})
		if !errors.Is(err, steps.ErrUnavailable) || len(s.sent) != 0 {
			t.Errorf("%s: %v", what, err)
		}
	}
}

func TestOptionsThatCannotBeUsed(t *testing.T) {
	good := Options{Server: "smtps://mail.example", Access: wire.Fixed("u", "p"), From: "a@b.example", Clock: time.Now}
	if _, err := New(good); err != nil {
		t.Error(err)
	}
	for what, change := range map[string]func(*Options){
		"http": func(o *Options) { o.Server = "https://mail.example" }, "no host": func(o *Options) { o.Server = "smtps://" },
		"a password in the address": func(o *Options) { o.Server = "smtps://u:sesame@mail.example" },
		"no sender":                 func(o *Options) { o.From = "nobody" }, "no secrets": func(o *Options) { o.Access = nil },
	} {
		o := good
		change(&o)
		if _, err := New(o); err == nil || strings.Contains(err.Error(), "sesame") {
			t.Errorf("%s: %v", what, err)
		}
	}
}
