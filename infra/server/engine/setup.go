package engine

import (
	"path/filepath"
	"strings"

	"shiming/shared/connect"
)

// openSetup says what shared/connect chooses by: the settings of the configuration, under the names that they have on
// AWS. secret is what the sandbox signs with.
func (e *Engine) openSetup(secret string) error {
	c := e.config
	settings := map[string]string{
		"SANDBOX_SECRET": secret, "CHANNELS": "sms,email,wechat",
		"HOST_URL": c.HostURL, "HOST_SECRETS": strings.Join(c.HostSecrets, " "),
	}
	if c.WebhookURL != "" {
		secrets := c.WebhookSecrets
		if len(secrets) == 0 {
			made, err := webhookSecret(filepath.Join(c.Dir, "webhook.secret"))
			if err != nil {
				return err
			}
			secrets = []string{made}
		}
		settings["WEBHOOK_URL"], settings["WEBHOOK_SECRETS"] = c.WebhookURL, strings.Join(secrets, " ")
		settings["CHANNELS"] += ",webhook"
	}
	e.setup = &connect.Setup{
		Get:    func(name string) string { return settings[name] },
		Policy: e.Policy, Clock: c.Clock, Wall: e.clock.base, Records: e.Store, Loopback: true,
	}
	return nil
}
