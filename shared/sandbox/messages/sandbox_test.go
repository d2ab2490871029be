package sandbox

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"shiming/shared/notify/notifytest"
	"shiming/shared/store/sqlite"
	"shiming/shared/telling"
)

// redirected sends to another address while there is one.
type redirected struct {
	*Notifier
	to string
}

func (r *redirected) Send(ctx context.Context, m telling.Message) error {
	if r.to != "" {
		m.To = r.to
	}
	return r.Notifier.Send(ctx, m)
}

func TestConformance(t *testing.T) {
	for channel, address := range map[telling.Sender]struct{ to, masked, dead, away string }{
		telling.SMS:    {"13987651234", "139****1234", "13900000000", "13900000009"},
		telling.Email:  {"zhuge@example.com", "z***@example.com", "undeliverable@example.com", "unavailable@example.com"},
		telling.WeChat: {"oX1y-Z_abcdefg", "oX***fg", "undeliverable", "unavailable"},
	} {
		t.Run(string(channel), func(t *testing.T) {
			store, err := sqlite.Open(filepath.Join(t.TempDir(), "store.db"))
			if err != nil {
				t.Fatal(err)
			}
			defer store.Close()
			now := time.Date(2026, 3, 14, 7, 0, 0, 0, time.UTC)
			n := &redirected{Notifier: New(store, func() time.Time { now = now.Add(time.Millisecond); return now })}
			notifytest.Run(t, notifytest.Harness{
				Notifier: n, Channel: channel, Address: address.to, Once: true,
				Sent: func() []notifytest.Sent {
					all, _, err := n.Of(context.Background(), "acct_test", "", 1000) // three for every kind, and more
					if err != nil {
						t.Fatal(err)
					}
					var sent []notifytest.Sent
					for _, s := range all {
						if s.To != address.masked || s.Channel != channel {
							t.Errorf("kept as %+v", s)
						}
						sent = append(sent, notifytest.Sent{Key: s.Key, To: address.to, Subject: s.Subject, Text: s.Text})
					}
					return sent
				},
				Faults:   map[string]func(){"away": func() { n.to = address.away }},
				Refusals: map[string]func(){"dead": func() { n.to = address.dead }},
				Heal:     func() { n.to = "" },
			})
		})
	}
}
