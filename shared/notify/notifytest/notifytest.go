// Package notifytest is the conformance suite of telling.Notifier: an implementation is a notifier when it passes Run.
// Tests of the implementations live beside them; nothing but tests may import this package.
package notifytest

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"shiming/shared/telling"
	"shiming/shared/texts"
)

// Sent is one message as it arrived on the other side: a text, a filled template, or a webhook's body. Key is empty where
// the service takes none, Subject where the channel has none.
type Sent struct {
	Key, To       string
	Subject, Text string
	Template      string
	Fields        map[string]string
	Body          string
}

// RegisteredTemplate is what a channel of templates sends for a kind: its id, and which parameter stands in which field. The
// parameter "title" is the title of the kind's text.
type RegisteredTemplate struct {
	ID     string
	Fields map[string]string
}

// Harness is one notifier under test, with the other side of it.
type Harness struct {
	Notifier telling.Notifier
	Channel  telling.Sender
	// Address is well formed and takes messages; empty for webhooks.
	Address string
	// Sent lists what arrived since the start.
	Sent func() []Sent
	// Once says that the same key arrives once, however often it is sent.
	Once bool
	// Template says what is sent for a kind, where the channel sends templates; nil where it sends texts.
	Template func(texts.MessageKind, telling.Language) RegisteredTemplate
	// All says that it has a template for every kind, those included that go to a phone only.
	All bool
	// Faults make the other side fail in ways that may pass, Refusals in ways that do not; Heal undoes both.
	Faults, Refusals map[string]func()
	Heal             func()
	// Slow makes the other side not answer until Heal; nil where there is nothing to wait for.
	Slow func()
}

// secret stands in every parameter: no error may hold it.
const (
	secret = "甄机密"
	body   = `{"id":"evt_1","data":{"case":"case_1"}}`
)

// message is one of the kind in which every parameter begins with the secret; to the platform it is a body.
func (h Harness) message(key string, kind texts.MessageKind) telling.Message {
	m := telling.Message{Key: key, Channel: h.Channel, Account: "acct_test", To: h.Address}
	if h.Channel == telling.Webhook {
		m.Body = body
		return m
	}
	m.Told = texts.Write(kind, func(name string) (string, string) { return secret + name, secret + " " + name })
	m.Signature = "测试"
	return m
}

// usual is the kind that most of the suite sends.
const usual = texts.DepositIssued

// arrived compares what arrived with what was sent, in the shape of the channel.
func (h Harness) arrived(t *testing.T, got Sent, m telling.Message) {
	t.Helper()
	if got.To != m.To || got.Key != "" && got.Key != m.Key {
		t.Errorf("it arrived at %q as %q", got.To, got.Key)
	}
	if h.Channel == telling.Webhook {
		if got.Body != m.Body {
			t.Errorf("%q arrived", got.Body)
		}
		return
	}
	if h.Template == nil {
		subject, text := m.Written()
		if got.Text != text || got.Subject != "" && got.Subject != subject || got.Template != "" {
			t.Errorf("%+v arrived", got)
		}
		return
	}
	want, texts := h.Template(m.Told.Kind, m.Language), m.Told.Letters()
	values := map[string]string{"title": texts.ZH.Title}
	if m.Language == telling.English {
		values["title"] = texts.EN.Title
	}
	for _, p := range m.Told.Parameters {
		values[p.Name] = p.ZH()
		if m.Language == telling.English {
			values[p.Name] = p.EN()
		}
	}
	if got.Template != want.ID || len(got.Fields) != len(want.Fields) || got.Text != "" {
		t.Errorf("%s: %+v arrived, want %+v", m.Told.Kind, got, want)
	}
	for name, parameter := range want.Fields {
		said := strings.TrimSuffix(got.Fields[name], "…") // a field takes so much
		if said == "" || !strings.HasPrefix(values[parameter], said) {
			t.Errorf("%s: the field %s is %q, want %q", m.Told.Kind, name, said, values[parameter])
		}
	}
}

// Run proves the contract of telling.Notifier.
func Run(t *testing.T, h Harness) {
	kinds := []texts.MessageKind{usual}
	if h.Channel != telling.Webhook {
		kinds = texts.EventKinds()
	}
	without := texts.CodeToProve
	if h.All {
		kinds, without = append(kinds, texts.CodeToProve, texts.DepositDetails), "no_such_kind"
	}
	t.Run("RULES_G1_every_kind_arrives_as_it_was_told", func(t *testing.T) {
		for _, kind := range kinds {
			for _, language := range []telling.Language{telling.BothLanguages, telling.Chinese, telling.English} {
				before, m := len(h.Sent()), h.message("evt_"+string(kind)+string(language)+":x", kind)
				m.Language = language
				if err := h.Notifier.Send(t.Context(), m); err != nil {
					t.Fatal(err)
				}
				all := h.Sent()
				if len(all) != before+1 {
					t.Fatalf("%d arrived", len(all)-before)
				}
				h.arrived(t, all[before], m)
			}
		}
	})
	if h.Template != nil {
		t.Run("RULES_G1_a_kind_without_a_template_is_told_to_nobody", func(t *testing.T) {
			before := len(h.Sent())
			err := h.Notifier.Send(t.Context(), h.message("evt_0:x", without))
			if !errors.Is(err, telling.ErrUndeliverable) || len(h.Sent()) != before {
				t.Errorf("got %v", err)
			}
			h.quiet(t, err)
		})
	}
	t.Run("RULES_G1_the_same_key_again", func(t *testing.T) {
		before := len(h.Sent())
		for range 3 {
			if err := h.Notifier.Send(t.Context(), h.message("evt_2:x", usual)); err != nil {
				t.Fatal(err)
			}
		}
		if arrived := len(h.Sent()) - before; h.Once && arrived != 1 || !h.Once && arrived != 3 {
			t.Errorf("%d arrived", arrived)
		}
	})
	for name, fail := range h.Faults {
		t.Run("RULES_G1_a_fault_that_may_pass_"+name, func(t *testing.T) {
			fail()
			err := h.Notifier.Send(t.Context(), h.message("evt_"+name+":x", usual))
			h.Heal()
			if err == nil || errors.Is(err, telling.ErrUndeliverable) {
				t.Errorf("got %v", err)
			}
			h.quiet(t, err)
			before := len(h.Sent())
			if err := h.Notifier.Send(t.Context(), h.message("evt_"+name+":x", usual)); err != nil || len(h.Sent()) != before+1 {
				t.Errorf("once it has passed: %d arrived, %v", len(h.Sent())-before, err)
			}
		})
	}
	for name, refuse := range h.Refusals {
		t.Run("RULES_G1_a_fault_that_stays_"+name, func(t *testing.T) {
			refuse()
			err := h.Notifier.Send(t.Context(), h.message("evt_"+name+":x", usual))
			h.Heal()
			if !errors.Is(err, telling.ErrUndeliverable) {
				t.Errorf("got %v", err)
			}
			h.quiet(t, err)
		})
	}
	t.Run("a_context_that_has_ended", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		err := h.Notifier.Send(ctx, h.message("evt_3:x", usual))
		if err == nil || errors.Is(err, telling.ErrUndeliverable) {
			t.Errorf("got %v", err)
		}
		h.quiet(t, err)
	})
	if h.Slow == nil {
		return
	}
	t.Run("a_service_that_does_not_answer_is_not_waited_for", func(t *testing.T) {
		h.Slow()
		defer h.Heal()
		ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
		defer cancel()
		begun := time.Now()
		err := h.Notifier.Send(ctx, h.message("evt_4:x", usual))
		if err == nil || errors.Is(err, telling.ErrUndeliverable) || time.Since(begun) > 3*time.Second {
			t.Errorf("after %s: %v", time.Since(begun), err)
		}
	})
}

// quiet fails when an error says to whom or what was sent.
func (h Harness) quiet(t *testing.T, err error) {
	t.Helper()
	if err == nil {
		return
	}
	for _, told := range []string{h.Address, secret, "case_1"} {
		if told != "" && strings.Contains(err.Error(), told) {
			t.Errorf("the error holds %q", told)
		}
	}
}
