// Package notifytest is the conformance suite of steps.Notifier: an implementation is a notifier when it passes Run.
// Tests of the implementations live beside them; nothing but tests may import this package.
package notifytest

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"shiming/shared/steps"
)

// Sent is one message as it arrived on the other side. Key is empty where the service takes none.
type Sent struct{ Key, To, Subject, Text string }

// Harness is one notifier under test, with the other side of it.
type Harness struct {
	Notifier steps.Notifier
	Channel  steps.Channel
	// Address is well formed and takes messages; empty for webhooks.
	Address string
	// Sent lists what arrived since the start.
	Sent func() []Sent
	// Once says that the same key arrives once, however often it is sent.
	Once bool
	// Short is how many characters of subject and text arrive at least; 0: all.
	Short int
	// Faults make the other side fail in ways that may pass, Refusals in ways that do not; Heal undoes both.
	Faults, Refusals map[string]func()
	Heal             func()
	// Slow makes the other side not answer until Heal; nil where there is nothing to wait for.
	Slow func()
}

const (
	subject = "请完成对公充值 Please pay the top-up"
	text    = "【测试】请在 2026年3月14日15:04（北京时间）前完成。\n[Test] Pay by 14 March 2026, 15:04 (UTC+8)."
)

func (h Harness) message(key string) steps.Message {
	return steps.Message{Key: key, Channel: h.Channel, Account: "acct_test", To: h.Address, Subject: subject, Text: text}
}

// Run proves the contract of steps.Notifier.
func Run(t *testing.T, h Harness) {
	t.Run("RULES_G1_a_message_arrives_as_it_was_written", func(t *testing.T) {
		before := len(h.Sent())
		if err := h.Notifier.Send(t.Context(), h.message("evt_1:x")); err != nil {
			t.Fatal(err)
		}
		all := h.Sent()
		if len(all) != before+1 {
			t.Fatalf("%d arrived", len(all)-before)
		}
		got := all[before]
		if got.To != h.Address || !same(got.Text, text, h.Short) || got.Subject != "" && !same(got.Subject, subject, h.Short) || got.Key != "" && got.Key != "evt_1:x" {
			t.Errorf("got %+v", got)
		}
	})
	t.Run("RULES_G1_the_same_key_again", func(t *testing.T) {
		before := len(h.Sent())
		for range 3 {
			if err := h.Notifier.Send(t.Context(), h.message("evt_2:x")); err != nil {
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
			err := h.Notifier.Send(t.Context(), h.message("evt_"+name+":x"))
			h.Heal()
			if err == nil || errors.Is(err, steps.ErrUndeliverable) {
				t.Errorf("got %v", err)
			}
			h.quiet(t, err)
			before := len(h.Sent())
			if err := h.Notifier.Send(t.Context(), h.message("evt_"+name+":x")); err != nil || len(h.Sent()) != before+1 {
				t.Errorf("once it has passed: %d arrived, %v", len(h.Sent())-before, err)
			}
		})
	}
	for name, refuse := range h.Refusals {
		t.Run("RULES_G1_a_fault_that_stays_"+name, func(t *testing.T) {
			refuse()
			err := h.Notifier.Send(t.Context(), h.message("evt_"+name+":x"))
			h.Heal()
			if !errors.Is(err, steps.ErrUndeliverable) {
				t.Errorf("got %v", err)
			}
			h.quiet(t, err)
		})
	}
	t.Run("a_context_that_has_ended", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		err := h.Notifier.Send(ctx, h.message("evt_3:x"))
		if err == nil || errors.Is(err, steps.ErrUndeliverable) {
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
		err := h.Notifier.Send(ctx, h.message("evt_4:x"))
		if err == nil || errors.Is(err, steps.ErrUndeliverable) || time.Since(begun) > 3*time.Second {
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
	for _, secret := range []string{h.Address, subject, "北京时间", "UTC+8"} {
		if secret != "" && strings.Contains(err.Error(), secret) {
			t.Errorf("the error holds %q", secret)
		}
	}
}

// same compares texts; of a service that cuts them, their beginnings.
func same(got, want string, short int) bool {
	if short == 0 {
		return got == want
	}
	return len([]rune(got)) >= short && strings.HasPrefix(want, strings.TrimSuffix(got, "…"))
}
