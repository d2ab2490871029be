// Package settings reads what the server is told by its environment, and says in sentences what is wrong with it. What a
// setting does does not live here.
package settings

import (
	"encoding/base64"
	"net"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"shiming/infra/server/issuer"
	"shiming/shared/clock"
	"shiming/shared/connect/channels"
	"shiming/shared/connect/platform"
	"shiming/shared/realname/policies"
)

// ServerSettings are good settings of the server. Those of providers and channels are read under their names by Get, as they
// are on AWS.
type ServerSettings struct {
	// Host and Port are where the server listens.
	Host, Port string
	// PublicURL is where people reach the server, without a trailing slash; empty: only from this machine.
	PublicURL string
	// DataDir holds everything that is kept.
	DataDir string
	// Profile is the policy profile.
	Profile string
	// Sandbox says that a sandbox plays everybody outside, and that nobody is really verified.
	Sandbox bool
	// Issuer and Audience are what tokens have to carry; no Issuer: the sandbox signs its own.
	Issuer, Audience string
	// Day is how long a day of a deadline lasts; 0: a real day.
	Day time.Duration
	Get func(name string) string
}

// Wrong is everything that is wrong with the settings, a sentence each. None holds a secret.
type Wrong []string

// Error returns the sentences, one a line.
func (w Wrong) Error() string { return strings.Join(w, "\n") }

// Read reads the settings by their names; get returns "" for what is not set. The error is a Wrong with all that is
// wrong.
func Read(get func(name string) string) (ServerSettings, error) {
	or := func(name, otherwise string) string {
		if value := get(name); value != "" {
			return value
		}
		return otherwise
	}
	s := ServerSettings{
		Host: or("HOST", "127.0.0.1"), Port: or("PORT", "8080"), PublicURL: strings.TrimSuffix(get("PUBLIC_URL"), "/"),
		DataDir: or("DATA_DIR", ".data"), Profile: or("PROFILE", policies.Default),
		Sandbox: or("SANDBOX", "true") == "true", Issuer: get("JWT_ISSUER"), Audience: or("JWT_AUDIENCE", "shiming"), Get: get,
	}
	var wrong Wrong
	refuse := func(is bool, sentence string) {
		if is {
			wrong = append(wrong, sentence)
		}
	}
	open := !issuer.Loopback(s.Host)
	port, err := strconv.ParseUint(s.Port, 10, 16)
	refuse(net.ParseIP(s.Host) == nil && s.Host != "localhost", "HOST has to be an IP address of this machine, such as 127.0.0.1 or 0.0.0.0.")
	refuse(err != nil || strconv.FormatUint(port, 10) != s.Port, "PORT has to be a number of 0 to 65535.")
	refuse(s.PublicURL != "" && !public(s.PublicURL), "PUBLIC_URL has to be an https address such as https://verify.example.com, "+
		"without a query; http is for this machine only.")
	refuse(open && s.PublicURL == "", "HOST lets others in: PUBLIC_URL has to say at which address they reach the server.")
	refuse(!slices.Contains(policies.Names(), s.Profile), "PROFILE has to be one of "+strings.Join(policies.Names(), ", ")+".")
	refuse(!s.Sandbox && get("SANDBOX") != "false", `SANDBOX has to be "true", where nobody is really verified, or "false" for live mode.`)
	refuse(open && s.Sandbox, "HOST lets others in, but the sandbox is for this machine only: leave HOST out, or set SANDBOX=false.")
	refuse(!s.Sandbox && s.Issuer == "", "SANDBOX=false needs JWT_ISSUER: the identity provider whose tokens are accepted.")
	if s.Issuer != "" {
		err := issuer.Reachable(s.Issuer)
		refuse(err != nil, "JWT_ISSUER cannot be used: "+sentence(err))
	}
	refuse(s.Issuer == "" && get("JWT_AUDIENCE") != "", "JWT_AUDIENCE is set without JWT_ISSUER: no token would ever be held against it.")
	if day := get("DAY_SECONDS"); day != "" {
		seconds, err := strconv.Atoi(day)
		refuse(err != nil || seconds < 1 || seconds > 86400, "DAY_SECONDS has to be 1 to 86400: how many seconds a day of a deadline lasts.")
		refuse(!s.Sandbox, "DAY_SECONDS is for the sandbox: in live mode a day is a day.")
		s.Day = time.Duration(seconds) * time.Second
	}
	for _, own := range []struct {
		name string
		try  func(url, secrets string) error
	}{{"WEBHOOK", tryWebhook}, {"PLATFORM", tryPlatform}} {
		url, secrets := get(own.name+"_URL"), get(own.name+"_SECRETS")
		if url == "" {
			refuse(secrets != "", own.name+"_SECRETS is set without "+own.name+"_URL: there is nothing to sign.")
			continue
		}
		err := own.try(url, secrets)
		refuse(err != nil, own.name+"_URL and "+own.name+"_SECRETS cannot be used: "+sentence(err))
	}
	if len(wrong) > 0 {
		return ServerSettings{}, wrong
	}
	return s, nil
}

// tryWebhook says why the platform's webhooks cannot be sent there. Without secrets the server makes one.
func tryWebhook(url, secrets string) error {
	if secrets == "" {
		secrets = "whsec_" + base64.StdEncoding.EncodeToString(make([]byte, 32))
	}
	return channels.TryWebhook(url, secrets, clock.Now)
}

// tryPlatform says why the platform cannot be asked there.
func tryPlatform(url, secrets string) error {
	return platform.Try(url, secrets, clock.Now)
}

// public tells whether an address can be told to people.
func public(address string) bool {
	u, err := url.Parse(address)
	return err == nil && issuer.Reachable(address) == nil && u.Path == strings.TrimRight(u.Path, "/")
}

// sentence ends an error as a sentence does.
func sentence(err error) string {
	if err == nil {
		return ""
	}
	return err.Error() + "."
}
