package boot

import (
	"crypto/x509"
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
	t.Setenv("SANDBOX", "true")
	for _, profile := range policies.Names() {
		t.Run(profile, func(t *testing.T) {
			t.Setenv("PROFILE", profile)
			env, said := loads(t)
			if said != "" || env.Settings().Policy.Profile != profile || env.Base(nil).Policy != env.Settings().Policy {
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

func TestTHREATS_X5_one_signal_without_a_default(t *testing.T) {
	t.Setenv("AWS_REGION", "cn-north-1")
	t.Setenv("PROFILE", policies.Default)
	for signal, live := range map[string]bool{"true": false, "false": true} {
		t.Setenv("SANDBOX", signal)
		env, said := loads(t)
		if said != "" || env.Gate().Livemode != live || env.Setup(nil).Livemode != live {
			t.Errorf("SANDBOX=%s: %q", signal, said)
		}
	}
	for _, signal := range []string{"", "no", "TRUE", "1"} {
		t.Setenv("SANDBOX", signal)
		if _, said := loads(t); !strings.Contains(said, "SANDBOX") {
			t.Errorf("SANDBOX=%q: it says %q", signal, said)
		}
	}
}

func TestRULES_L8_live_mode_abroad_starts_only_where_somebody_said_so(t *testing.T) {
	t.Setenv("AWS_REGION", "ap-southeast-1")
	t.Setenv("PROFILE", policies.Default)
	t.Setenv("SANDBOX", "false")
	if _, said := loads(t); !strings.Contains(said, "CROSS_BORDER") {
		t.Errorf("it says %q", said)
	}
	t.Setenv("SETTINGS", `{"CROSS_BORDER":"accepted"}`)
	if env, said := loads(t); said != "" || !env.Settings().Policy.CrossBorder {
		t.Errorf("it says %q", said)
	}
}

func TestSettingsThatAreTooManyToBeVariablesEach(t *testing.T) {
	t.Setenv("AWS_REGION", "cn-north-1")
	t.Setenv("PROFILE", policies.Default)
	t.Setenv("SANDBOX", "false")
	t.Setenv("SETTINGS", `{"TENCENT_FACE_RULE_ID":"1","AWS_REGION":"moon"}`)
	env, said := loads(t)
	if said != "" || env.Get("TENCENT_FACE_RULE_ID") != "1" || env.Get("AWS_REGION") != "cn-north-1" || env.Get("OTHER") != "" {
		t.Errorf("%q", said)
	}
	for _, wrong := range []string{"sesame", `{"A":1}`, `["A"]`} {
		t.Setenv("SETTINGS", wrong)
		if _, said := loads(t); !strings.Contains(said, "SETTINGS") || strings.Contains(said, "sesame") {
			t.Errorf("it says %q", said)
		}
	}
}

func TestTHREATS_X5_what_is_refused_stops_the_start(t *testing.T) {
	t.Setenv("AWS_REGION", "us-east-1")
	t.Setenv("PROFILE", policies.Default)
	t.Setenv("SANDBOX", "true")
	env, _ := loads(t)
	env.ready() // nothing was chosen, so nothing is refused
	env.Setup(nil).Refuse("PLATFORM_URL is no address")
	defer func() {
		if said := fmt.Sprint(recover()); !strings.Contains(said, "PLATFORM_URL is no address") {
			t.Errorf("it says %q", said)
		}
	}()
	env.ready()
}

// Endpoints outside China chain to Amazon's roots; those of the China regions to others, which the system has.
func TestRoots(t *testing.T) {
	system, err := x509.SystemCertPool()
	if err != nil {
		t.Fatal(err)
	}
	amazon := x509.NewCertPool()
	amazon.AppendCertsFromPEM(amazonRoots)
	if !trusted("eu-west-1").Equal(amazon) {
		t.Error("outside China others are trusted than Amazon")
	}
	system.AppendCertsFromPEM(amazonRoots)
	if !trusted("cn-north-1").Equal(system) {
		t.Error("the China regions do not trust the system's roots and Amazon's")
	}
}
