package connect_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"shiming/shared/connect"
	"shiming/shared/connect/bank"
	"shiming/shared/connect/cards"
	"shiming/shared/connect/group"
	"shiming/shared/connect/providers"
	"shiming/shared/realname"
	"shiming/shared/realname/policies"
	"shiming/shared/steps"
)

// What is offered is what somebody answers for: the rows by which every function knows that say the same as the ports.
func TestRULES_A9_what_is_offered_in_live_mode(t *testing.T) {
	none := map[string]string{}
	own := map[string]string{
		"PROVIDER_URL": "https://p.example", "PROVIDER_SECRETS": hook, "PROVIDER_METHODS": "app_scan,group_enterprise,official_account,qq_scan",
		"ALIBABA_FACE_SCENE": "1", "ALIBABA_ACCESS_KEY_ID": "i", "ALIBABA_ACCESS_KEY_SECRET": "s",
	}
	for name, settings := range map[string]map[string]string{
		"all settings": liveSettings, "no settings": none, "the other ones": own, "a component": weChatComponent, "statements": byStatements,
	} {
		for _, profile := range policies.Names() {
			policy, err := policies.Load(profile)
			if err != nil {
				t.Fatal(err)
			}
			t.Run(name+"/"+profile, func(t *testing.T) {
				s := setup(t, true, settings)
				s.Policy = policy
				_, missing := connect.Offered(policy, true, s.Get)
				for _, m := range policy.Methods() {
					answers := map[string]bool{
						"bank": bank.Connect(s) != nil, "cards": cards.Connect(s) != nil, "group": group.Connect(s) != nil,
						"providers": providers.Connect(s).ByMethod[m] != nil,
					}
					if b := bank.Connect(s); m == realname.TopUp && b != nil { // it is offered where there is somewhere to pay
						answers["bank"] = b.PayInstructions() != steps.Instructions{}
					}
					at := slices.IndexFunc(missing, func(u connect.Unproven) bool { return u.Method == m })
					offered := at < 0
					switch {
					case m.ByDeposit() && offered != answers["bank"], m.NeedsCard() && offered != (answers["cards"] && answers["group"]),
						m.ByCode() && !m.NeedsCard() && offered != answers["group"], m.ByCheck() && offered != answers["providers"]:
						t.Errorf("%s is offered: %t, and somebody answers: %v", m, offered, answers)
					case !offered && answers[missing[at].Port]:
						t.Errorf("%s: somebody answers at the port %s", m, missing[at].Port)
					}
				}
			})
		}
	}
}

func TestRULES_A9_what_is_not_offered_says_what_to_set(t *testing.T) {
	policy, err := policies.Load("jdcloud")
	if err != nil {
		t.Fatal(err)
	}
	get := func(string) string { return "" }
	if _, missing := connect.Offered(policy, false, get); len(missing) > 0 {
		t.Errorf("the sandbox does not offer %v", missing)
	}
	_, missing := connect.Offered(policy, true, get)
	says := map[realname.Method]string{
		realname.BankCard: "TENCENT_SECRET_ID", realname.Binding: "PLATFORM_URL", realname.TopUp: "BANK_ACCOUNT_NUMBER",
	}
	for _, u := range missing {
		line := u.String()
		if !strings.Contains(line, string(u.Method)) || !strings.Contains(line, u.Port) || !strings.Contains(line, says[u.Method]) {
			t.Errorf("of %s it says %q", u.Method, line)
		}
		delete(says, u.Method)
	}
	for m := range says {
		if slices.Contains(policy.Methods(), m) {
			t.Errorf("of %s it says nothing", m)
		}
	}
}

func TestRULES_G1_THREATS_X11_the_operator_signs_and_not_the_profile(t *testing.T) {
	for _, profile := range policies.Names() {
		policy, err := policies.Load(profile)
		if err != nil {
			t.Fatal(err)
		}
		title := policy.Title
		for want, settings := range map[string]map[string]string{
			"示例云": {"PLATFORM_NAME": "示例云", "SMS_SIGN": "示例"}, "示例": {"SMS_SIGN": "示例"}, "实名认证": {},
		} {
			live, _ := connect.Offered(policy, true, func(name string) string { return settings[name] })
			if live.Title != want || policy.Title != title {
				t.Errorf("%s: signed as %s", profile, live.Title)
			}
		}
		if sandbox, _ := connect.Offered(policy, false, func(string) string { return "示例云" }); sandbox.Title != title {
			t.Errorf("the sandbox plays %s", sandbox.Title)
		}
	}
}

func TestFAULT_S8_FAULT_S9_live_mode_says_whom_to_ask_and_where_to_post(t *testing.T) {
	for profile, posts := range map[string]bool{"tencent": false, "jdcloud": false, "aliyun": true} {
		policy, err := policies.Load(profile)
		if err != nil {
			t.Fatal(err)
		}
		for _, x := range []struct {
			settings map[string]string
			refused  []string
		}{
			{nil, []string{"SUPPORT", "POST_ADDRESS"}},
			{map[string]string{"SUPPORT": "400-000-0000"}, []string{"POST_ADDRESS"}},
			{map[string]string{"SUPPORT": "400-000-0000", "POST_ADDRESS": "示例路 1 号"}, nil},
		} {
			get := func(name string) string { return x.settings[name] }
			live, _ := connect.Offered(policy, true, get)
			if live.Support != x.settings["SUPPORT"] || live.PostAddress != x.settings["POST_ADDRESS"] {
				t.Errorf("%s: support at %q, post to %q: those of the profile are another cloud's", profile, live.Support, live.PostAddress)
			}
			s := &connect.Setup{Get: get, Livemode: true, Policy: live}
			connect.Reachable(s)
			said := fmt.Sprint(s.Err())
			for _, name := range []string{"SUPPORT", "POST_ADDRESS"} {
				want := slices.Contains(x.refused, name) && (posts || name == "SUPPORT")
				if strings.Contains(said, name+" is missing") != want {
					t.Errorf("%s with %v: %s", profile, x.settings, said)
				}
			}
		}
		sandbox := &connect.Setup{Get: func(string) string { return "" }, Policy: policy}
		if connect.Reachable(sandbox); sandbox.Err() != nil || policy.Support == "" {
			t.Errorf("%s in the sandbox: support at %q, %v", profile, policy.Support, sandbox.Err())
		}
	}
}
