package connect_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"shiming/shared/api"
	"shiming/shared/connect"
	"shiming/shared/connect/amazon"
	"shiming/shared/connect/bank"
	"shiming/shared/connect/cards"
	"shiming/shared/connect/channels"
	"shiming/shared/connect/effects"
	"shiming/shared/connect/group"
	"shiming/shared/connect/platform"
	"shiming/shared/connect/providers"
	"shiming/shared/connect/reader"
	"shiming/shared/connect/register"
	"shiming/shared/connect/sandboxes"
	"shiming/shared/connect/sms"
	"shiming/shared/identity"
	"shiming/shared/notify/wechat"
	"shiming/shared/realname"
	"shiming/shared/realname/policies"
	"shiming/shared/steps"
	"shiming/shared/telling"
	"shiming/shared/texts"
)

const (
	secret = "0123456789abcdef0123456789abcdef"
	hook   = "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="
)

// sandboxSettings are what the sandbox cannot be without, liveSettings everything that live mode knows.
var (
	sandboxSettings = map[string]string{"SANDBOX_SECRET": secret, "CHANNELS": "sms,email,wechat"}
	liveSettings    = map[string]string{
		"AWS_REGION": "us-east-1", "AWS_ACCESS_KEY_ID": "AKID", "AWS_SECRET_ACCESS_KEY": "key",
		"TENCENT_SECRET_ID": "id", "TENCENT_SECRET_KEY": "key", "TENCENT_FACE_RULE_ID": "1", "TENCENT_EID_MERCHANT_ID": "m",
		"CPDP_MERCHANT_ID": "m", "CPDP_APP_ID": "a",
		"REGISTER_COMPARE": "tencentcloud", "REGISTER_NAMES": "qichacha", "QICHACHA_KEY": "key", "QICHACHA_SECRET": "secret",
		"PLATFORM_URL": "https://platform.example/hooks", "PLATFORM_SECRETS": hook,
		"CHANNELS": "sms,email,wechat,webhook", "SMS_SENDER": "Shiming", "MAIL_FROM": "Shiming <no-reply@shiming.example>",
		"WECHAT_APP_ID": "wx1", "WECHAT_SECRET": "secret", "WECHAT_TEMPLATES": templates(),
		"WEBHOOK_URL": "https://platform.example/events", "WEBHOOK_SECRETS": hook,
	}
)

// templates is one template for every kind of message.
func templates() string {
	text, err := json.Marshal([]wechat.WeChatTemplate{{ID: "t1", Fields: map[string]string{"thing1": wechat.Title}, Kinds: texts.EventKinds()}})
	if err != nil {
		panic(err)
	}
	return string(text)
}

func setup(t *testing.T, livemode bool, settings ...map[string]string) *connect.Setup {
	t.Helper()
	policy, err := policies.Load(policies.Default)
	if err != nil {
		t.Fatal(err)
	}
	return amazon.Sends(&connect.Setup{
		Get: func(name string) (value string) {
			for _, s := range settings {
				if s[name] != "" {
					value = s[name]
				}
			}
			return value
		},
		Livemode: livemode, Policy: policy, Clock: time.Now,
	}, func(string) aws.Config { return aws.Config{Region: "us-east-1", HTTPClient: http.DefaultClient} })
}

// kind says who answers: the package of the port's type, or nobody.
func kind(port any) string {
	if port == nil {
		return "nobody"
	}
	return strings.TrimPrefix(strings.Split(fmt.Sprintf("%T", port), ".")[0], "*")
}

// ports lists every port, with who answers in the sandbox, in live mode, and in live mode without settings.
var ports = []struct {
	name                   string
	connect                func(*connect.Setup) any
	sandbox, live, without string
}{
	{"bank", func(s *connect.Setup) any { return bank.Connect(s) }, "sandboxbank", "tencentpay", "nobody"},
	{"cards", func(s *connect.Setup) any { return cards.Connect(s) }, "sandboxcards", "tencentcards", "nobody"},
	{"group", func(s *connect.Setup) any { return group.Connect(s) }, "sandboxgroup", "platform", "nobody"},
	{"register", func(s *connect.Setup) any { return register.Connect(s) }, "sandboxregister", "struct { steps", "nobody"},
	{"platform", func(s *connect.Setup) any { return platform.Connect(s) }, "sandboxplatform", "platform", "nobody"},
	{"reader", func(s *connect.Setup) any { return reader.Connect(s) }, "sandboxreader", "tencentocr", "nobody"},
	{"sms", func(s *connect.Setup) any { return sms.Connect(s) }, "sandbox", "sns", "nobody"},
	{"channel sms", channel(telling.SMS), "sandbox", "sns", "channels"},
	{"channel email", channel(telling.Email), "sandbox", "ses", "nobody"},
	{"channel wechat", channel(telling.WeChat), "sandbox", "wechat", "nobody"},
	{"channel webhook", channel(telling.Webhook), "nobody", "webhook", "nobody"},
	{"providers", func(s *connect.Setup) any {
		for _, p := range providers.Connect(s).ByMethod {
			return p
		}
		return nil
	}, "sandbox", "tencentface", "nobody"},
}

func channel(c telling.Sender) func(*connect.Setup) any {
	return func(s *connect.Setup) any { return channels.Connect(s)[c] }
}

// asks connects the register.
func asks(s *connect.Setup) any { return register.Connect(s) }

// live connects the providers.
func live(s *connect.Setup) any { return providers.Connect(s) }

func TestTHREATS_X5_who_answers(t *testing.T) {
	for _, p := range ports {
		for mode, want := range map[string]string{"sandbox": p.sandbox, "live": p.live, "without": p.without} {
			t.Run(p.name+"/"+mode, func(t *testing.T) {
				s := map[string]*connect.Setup{
					"sandbox": setup(t, false, sandboxSettings), "live": setup(t, true, liveSettings), "without": setup(t, true),
				}[mode]
				if got := kind(p.connect(s)); got != want {
					t.Errorf("%s answers, want %s", got, want)
				}
				// Codes go by SMS whatever else is set up: without what it needs nothing starts.
				needed := mode == "without" && (p.name == "sms" || strings.HasPrefix(p.name, "channel"))
				if err := s.Err(); (err != nil) != needed {
					t.Error(err)
				}
			})
		}
	}
}

// What is set up for live mode is not asked by a sandbox, but for the operator's own systems; and the secret of a sandbox
// makes no live mode play.
func TestTHREATS_X5_settings_do_not_choose_the_mode(t *testing.T) {
	own := map[string]string{"group": "platform", "platform": "platform", "channel webhook": "webhook"}
	for _, p := range ports {
		want := p.sandbox
		if own[p.name] != "" {
			want = own[p.name]
		}
		if got := kind(p.connect(setup(t, false, sandboxSettings, liveSettings))); got != want {
			t.Errorf("sandbox: %s answers for %s, want %s", got, p.name, want)
		}
		if got := kind(p.connect(setup(t, true, sandboxSettings, liveSettings))); got != p.live {
			t.Errorf("live mode: %s answers for %s, want %s", got, p.name, p.live)
		}
	}
}

func TestTHREATS_X5_no_page_of_a_sandbox_in_live_mode(t *testing.T) {
	gate := api.Gate{Clock: time.Now}
	if got := sandboxes.Endpoints(setup(t, true, sandboxSettings, liveSettings), gate, steps.Base{}, nil); len(got) > 0 {
		t.Errorf("live: %d pages", len(got))
	}
	if got := sandboxes.Endpoints(setup(t, false, sandboxSettings), gate, steps.Base{}, nil); len(got) != 4 {
		t.Errorf("sandbox: %d pages", len(got))
	}
	live := setup(t, true, sandboxSettings)
	if bank.Statement(live) != nil || providers.Player(live, gate, steps.Base{}, nil) != nil {
		t.Error("live: the sandbox plays")
	}
	if prove := providers.Connect(live); len(prove.Asked)+len(prove.ByName)+len(prove.ByMethod) > 0 {
		t.Error("live: the sandbox proves identities")
	}
	if prove := providers.Connect(setup(t, false, sandboxSettings)); len(prove.Asked) != 1 || len(prove.ByName) != 1 {
		t.Error("sandbox: it is not asked, or not heard")
	}
	if len(effects.Connect(live, gate, steps.Base{}, nil, nil, nil, nil).Effects) == 0 {
		t.Error("live: nothing follows a commit")
	}
}

func TestSettingsThatCannotBeUsed(t *testing.T) {
	for name, c := range map[string]struct {
		connect  func(*connect.Setup) any
		livemode bool
		settings map[string]string
		says     []string
	}{
		"no secret":                   {ports[0].connect, false, nil, []string{"SANDBOX_SECRET"}},
		"a short secret":              {ports[len(ports)-1].connect, false, map[string]string{"SANDBOX_SECRET": "sesame"}, []string{"SANDBOX_SECRET"}},
		"half a cloud":                {ports[1].connect, true, map[string]string{"TENCENT_SECRET_ID": "sesame"}, []string{"TENCENT_SECRET_KEY"}},
		"the other half":              {ports[1].connect, true, map[string]string{"TENCENT_SECRET_KEY": "sesame"}, []string{"TENCENT_SECRET_ID"}},
		"half a reader":               {ports[5].connect, true, map[string]string{"TENCENT_SECRET_ID": "sesame"}, []string{"TENCENT_SECRET_KEY"}},
		"a bad platform":              {ports[4].connect, true, map[string]string{"PLATFORM_URL": "http://sesame.example/", "PLATFORM_SECRETS": hook}, []string{"PLATFORM_URL"}},
		"unsigned":                    {ports[2].connect, false, map[string]string{"PLATFORM_URL": "https://sesame.example/"}, []string{"PLATFORM_SECRETS"}},
		"a bad webhook":               {channel(telling.Webhook), true, map[string]string{"CHANNELS": "webhook", "WEBHOOK_URL": "ftp://sesame"}, []string{"WEBHOOK_URL"}},
		"email without its settings":  {channel(telling.Email), true, map[string]string{"CHANNELS": "email"}, []string{"MAIL_FROM", "AWS_REGION"}},
		"half a register":             {asks, true, map[string]string{"REGISTER_COMPARE": "tencentcloud"}, []string{"TENCENT_SECRET_ID", "TENCENT_SECRET_KEY"}},
		"half of another":             {asks, true, map[string]string{"REGISTER_COMPARE": "alibabacloud", "ALIBABA_ACCESS_KEY_ID": "sesame"}, []string{"ALIBABA_ACCESS_KEY_SECRET", "ALIBABA_REGISTER_SCENE"}},
		"names without a key":         {asks, true, map[string]string{"REGISTER_NAMES": "qichacha", "QICHACHA_KEY": "sesame"}, []string{"QICHACHA_SECRET"}},
		"names without an app":        {asks, true, map[string]string{"REGISTER_NAMES": "esign", "ESIGN_SECRET": "sesame"}, []string{"ESIGN_APP_ID"}},
		"nobody's register":           {asks, true, map[string]string{"REGISTER_COMPARE": "sesame", "REGISTER_NAMES": "sesame"}, []string{"REGISTER_COMPARE", "REGISTER_NAMES"}},
		"wechat without its settings": {channel(telling.WeChat), true, map[string]string{"CHANNELS": "wechat"}, []string{"WECHAT_APP_ID", "WECHAT_SECRET", "WECHAT_TEMPLATES"}},
		"sms without its settings":    {channel(telling.SMS), true, nil, []string{"AWS_REGION", "AWS_ACCESS_KEY_ID"}},
		"no webhook":                  {channel(telling.Webhook), false, map[string]string{"CHANNELS": "webhook"}, []string{"WEBHOOK_URL", "WEBHOOK_SECRETS"}},
		"a face without a cloud":      {live, true, map[string]string{"TENCENT_FACE_RULE_ID": "sesame"}, []string{"TENCENT_SECRET_ID", "TENCENT_SECRET_KEY"}},
		"a scan without a cloud":      {live, true, map[string]string{"TENCENT_EID_MERCHANT_ID": "sesame"}, []string{"TENCENT_SECRET_ID", "TENCENT_SECRET_KEY"}},
	} {
		t.Run(name, func(t *testing.T) {
			s := setup(t, c.livemode, c.settings)
			c.connect(s)
			err := s.Err()
			if err == nil || strings.Contains(err.Error(), "sesame") {
				t.Fatalf("it says %v", err)
			}
			for _, setting := range c.says {
				if !strings.Contains(err.Error(), setting) {
					t.Errorf("it says %v, without %s", err, setting)
				}
			}
		})
	}
}

func TestLivemode(t *testing.T) {
	for sandbox, want := range map[string]bool{"true": false, "false": true} {
		if live, err := connect.Livemode(sandbox); err != nil || live != want {
			t.Errorf("SANDBOX=%s: %t, %v", sandbox, live, err)
		}
	}
	for _, sandbox := range []string{"", "True", "yes", "0", "live"} {
		if live, err := connect.Livemode(sandbox); err == nil || live || !strings.Contains(err.Error(), "SANDBOX") {
			t.Errorf("SANDBOX=%s: %t, %v", sandbox, live, err)
		}
	}
}

// One bad channel never stops the others while a function runs; where a process is to start it stops the start.
func TestOneBadChannel(t *testing.T) {
	bad := map[string]string{"CHANNELS": "sms,email,wechat,webhook", "WEBHOOK_URL": "ftp://sesame", "WECHAT_TEMPLATES": "none"}
	strict := setup(t, true, liveSettings, bad)
	channels.Connect(strict)
	if err := strict.Err(); err == nil || !strings.Contains(err.Error(), "WEBHOOK_URL") || !strings.Contains(err.Error(), "WECHAT_TEMPLATES") {
		t.Errorf("it starts: %v", err)
	}
	var heard []string
	s := setup(t, true, liveSettings, bad)
	s.GoOn = func(refused error) { heard = append(heard, refused.Error()) }
	all := channels.Connect(s)
	if err := s.Err(); err != nil || len(heard) != 2 {
		t.Errorf("%v, heard %q", err, heard)
	}
	for c, want := range map[telling.Sender]string{telling.SMS: "sns", telling.Email: "ses", telling.WeChat: "channels", telling.Webhook: "channels"} {
		if got := kind(all[c]); got != want {
			t.Errorf("%s: %s delivers", c, got)
		}
	}
	if err := all[telling.Webhook].Send(t.Context(), telling.Message{}); !errors.Is(err, steps.ErrUnavailable) {
		t.Errorf("a bad channel says %v", err)
	}
}

// Half of a register answers for its half, and is away for the other: a case waits for a reviewer, and nobody is denied.
func TestRULES_A13_half_of_a_register(t *testing.T) {
	for _, who := range []string{"qichacha", "esign"} {
		r := register.Connect(setup(t, true, map[string]string{"REGISTER_NAMES": who, "QICHACHA_KEY": "k", "QICHACHA_SECRET": "s", "ESIGN_APP_ID": "a", "ESIGN_SECRET": "s"}))
		if got, err := r.Matches(t.Context(), identity.OrganisationCode{}, identity.EnterpriseName{}, realname.Party{}); !errors.Is(err, steps.ErrUnavailable) || got != (realname.Registration{}) {
			t.Errorf("%s compares: %+v, %v", who, got, err)
		}
	}
	for _, who := range []string{"tencentcloud", "alibabacloud"} {
		r := register.Connect(setup(t, true, liveSettings, map[string]string{"REGISTER_COMPARE": who, "REGISTER_NAMES": "none", "ALIBABA_ACCESS_KEY_ID": "i", "ALIBABA_ACCESS_KEY_SECRET": "s", "ALIBABA_REGISTER_SCENE": "1"}))
		if name, err := r.NameOf(t.Context(), identity.OrganisationCode{}); !errors.Is(err, steps.ErrUnavailable) || !name.IsZero() {
			t.Errorf("%s tells names: %v", who, err)
		}
	}
}
