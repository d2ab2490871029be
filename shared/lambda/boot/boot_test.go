package boot

import (
	"fmt"
	"strings"
	"testing"

	"shiming/shared/realname/policies"
)

// loads says how Load ended.
func loads(t *testing.T, names ...string) (env *Env, said string) {
	t.Helper()
	defer func() {
		if p := recover(); p != nil {
			said = fmt.Sprint(p)
		}
	}()
	return Load(names...), ""
}

func TestProfiles(t *testing.T) {
	t.Setenv("AWS_REGION", "us-east-1")
	for _, profile := range policies.Names() {
		t.Run(profile, func(t *testing.T) {
			t.Setenv("PROFILE", profile)
			env, said := loads(t)
			if said != "" || env.Settings().Policy.Profile != profile || env.Desk(nil).Policy != env.Settings().Policy {
				t.Errorf("%q, %v", said, env)
			}
		})
	}
	for _, profile := range []string{"moon", "Tencent", "../policies/tencent", "tencent.json"} {
		t.Run("not "+profile, func(t *testing.T) {
			t.Setenv("PROFILE", profile)
			_, said := loads(t)
			for _, name := range append(policies.Names(), profile) {
				if !strings.Contains(said, name) {
					t.Errorf("it says %q, without %s", said, name)
				}
			}
		})
	}
	t.Run("none, and what else is missing", func(t *testing.T) {
		t.Setenv("PROFILE", "")
		if _, said := loads(t, "NOT_SET_ANYWHERE"); !strings.Contains(said, "PROFILE") || !strings.Contains(said, "NOT_SET_ANYWHERE") {
			t.Errorf("it says %q", said)
		}
	})
}
