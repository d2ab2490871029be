// Command provider-check runs the suite of the port against an operator's own provider, at its address:
//
//	PROVIDER_SECRET=whsec_… go run ./infra/tools/provider-check https://provider.example/shiming app_scan group_enterprise
//
// The service has to be an installation for tests: it is told how checks end (shared/providers/ownprovider/openapi.yaml).
package main

import (
	"fmt"
	"os"
	"testing"

	"shiming/shared/clock"
	"shiming/shared/providers/ownprovider/ownprovidertest"
	"shiming/shared/providers/providertest"
	"shiming/shared/realname"
)

func main() {
	if len(os.Args) < 3 || os.Getenv("PROVIDER_SECRET") == "" {
		fmt.Fprintln(os.Stderr, "usage: PROVIDER_SECRET=whsec_… provider-check URL METHOD…")
		os.Exit(2)
	}
	var methods []realname.Method
	for _, name := range os.Args[2:] {
		methods = append(methods, realname.Method(name))
	}
	url, secret := os.Args[1], os.Getenv("PROVIDER_SECRET")
	os.Args = []string{"provider-check", "-test.v"}
	all := func(string, string) (bool, error) { return true, nil }
	testing.Main(all, []testing.InternalTest{{Name: "provider", F: func(t *testing.T) {
		providertest.RunPull(t, func(t *testing.T) providertest.Pull { return ownprovidertest.At(t, url, secret, methods, clock.Now) })
	}}}, nil, nil)
}
