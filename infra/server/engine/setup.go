package engine

import (
	"context"
	"encoding/base64"
	"path/filepath"
	"strings"

	"shiming/shared/connect"
	"shiming/shared/connect/bank"
	"shiming/shared/connect/cards"
	"shiming/shared/connect/channels"
	"shiming/shared/connect/desk"
	"shiming/shared/connect/platform"
	"shiming/shared/connect/providers"
	"shiming/shared/connect/reader"
	"shiming/shared/connect/register"
	"shiming/shared/measures"
	"shiming/shared/realname"
	"shiming/shared/store/canary"
	"shiming/shared/store/sqlite"
)

// openSetup says what shared/connect chooses by. secret is what the sandbox signs with.
func (e *Engine) openSetup(secret string) error {
	c := e.config
	if c.WebhookURL != "" && len(c.WebhookSecrets) == 0 {
		made, err := webhookSecret(filepath.Join(c.Dir, "webhook.secret"))
		if err != nil {
			return err
		}
		c.WebhookSecrets = []string{made}
	}
	e.setup = setupOf(c, e.Policy, secret)
	e.setup.Wall, e.setup.Records, e.setup.Measures = e.clock.base, e.Store, measures.Each{e.measures, e.hours}
	return nil
}

// holdMode holds the mode against the store, which is used in one mode for its life.
func holdMode(ctx context.Context, store *sqlite.Store, livemode bool) (canary.Mode, error) {
	used, err := store.HasCases(ctx)
	if err != nil {
		return canary.Mode{}, err
	}
	return canary.CheckMode(ctx, store, livemode, used)
}

// usable says what is wrong with the settings of whom the server asks and tells, before anything is written.
func usable(c Config, policy *realname.Policy) error {
	if len(c.WebhookSecrets) == 0 { // one is made when the folder is ready
		c.WebhookSecrets = []string{"whsec_" + base64.StdEncoding.EncodeToString(make([]byte, 32))}
	}
	s := setupOf(c, policy, "")
	channels.Connect(s)
	platform.Connect(s)
	cards.Connect(s)
	reader.Connect(s)
	reader.Papers(s)
	desk.Connect(s, c.PublicURL)
	connect.Reachable(s)
	if c.Livemode { // the sandbox signs with a secret that is made when the folder is ready
		providers.Connect(s)
		register.Connect(s)
		bank.Connect(s)
		bank.Income(s)
	}
	s.ReturnOrigins()
	return s.Err()
}

// setupOf takes the settings of a configuration, under the names that they have on AWS.
func setupOf(c Config, policy *realname.Policy, secret string) *connect.Setup {
	settings := map[string]string{
		"SANDBOX_SECRET": secret, "CHANNELS": "sms,email,wechat",
		"PLATFORM_URL": c.PlatformURL, "PLATFORM_SECRETS": strings.Join(c.PlatformSecrets, " "),
		"WEBHOOK_URL": c.WebhookURL, "WEBHOOK_SECRETS": strings.Join(c.WebhookSecrets, " "),
	}
	if c.Livemode { // codes go by SMS; what else is set up, the operator says
		settings["CHANNELS"] = "sms"
	}
	if c.Get != nil && c.Get("CHANNELS") != "" {
		settings["CHANNELS"] = c.Get("CHANNELS")
	}
	if c.WebhookURL != "" {
		settings["CHANNELS"] += ",webhook"
	}
	get := func(name string) string {
		if value, ours := settings[name]; ours || c.Get == nil {
			return value
		}
		return c.Get(name)
	}
	return &connect.Setup{
		Get: get, Livemode: c.Livemode, Policy: policy, Clock: c.Clock, Loopback: true,
	}
}
