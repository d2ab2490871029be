package connect_test

import (
	"encoding/json"
	"strings"
	"testing"

	"shiming/shared/connect"
	"shiming/shared/connect/bank"
	"shiming/shared/connect/channels"
	"shiming/shared/connect/providers"
	"shiming/shared/connect/sms"
	"shiming/shared/notify/smstemplates"
	"shiming/shared/realname"
	"shiming/shared/telling"
)

// smsTemplates is a template for every kind of SMS.
func smsTemplates(t *testing.T) string {
	t.Helper()
	all := map[string]map[string]string{"zh": {}}
	for _, kind := range smstemplates.Kinds() {
		all["zh"][string(kind)] = "1234567"
	}
	text, err := json.Marshal(all)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestRULES_G1_who_sends_to_phones_of_the_mainland(t *testing.T) {
	common := map[string]string{
		"SMS_TEMPLATES": smsTemplates(t), "SMS_SIGN": "测试", "SMS_APP_ID": "1400006666", "TENCENT_SECRET_ID": "i", "TENCENT_SECRET_KEY": "k",
		"ALIBABA_ACCESS_KEY_ID": "i", "ALIBABA_ACCESS_KEY_SECRET": "s",
	}
	for who, want := range map[string]string{"tencentcloud": "tencentsms", "alibabacloud": "alibabasms"} {
		s := setup(t, true, common, map[string]string{"SMS": who})
		if got := kind(sms.Connect(s)); got != want || s.Err() != nil {
			t.Errorf("%s: %s answers, %v", who, got, s.Err())
		}
		for missing := range common {
			own := map[string]bool{"SMS_APP_ID": who == "tencentcloud", "SMS_SIGN": true, "SMS_TEMPLATES": true}
			if !own[missing] && strings.HasPrefix(missing, "TENCENT") != (who == "tencentcloud") {
				continue
			}
			if needed, named := own[missing]; named && !needed {
				continue
			}
			s := setup(t, true, without(common, missing), map[string]string{"SMS": who})
			if sms.Connect(s); s.Err() == nil || !strings.Contains(s.Err().Error(), missing) {
				t.Errorf("%s without %s: %v", who, missing, s.Err())
			}
		}
		s = setup(t, true, common, map[string]string{"SMS": who, "SMS_TEMPLATES": `{"zh":{"verified":"1"}}`})
		if sms.Connect(s); s.Err() == nil || !strings.Contains(s.Err().Error(), "refused has no template") {
			t.Errorf("%s with one template: %v", who, s.Err())
		}
	}
	for setting, connects := range map[string]func(*connect.Setup) any{ // where the program has none of Amazon's clients
		"SMS is missing": func(s *connect.Setup) any { return sms.Connect(s) }, "MAIL_SERVER is missing": channel(telling.Email),
	} {
		s := setup(t, true, map[string]string{"CHANNELS": "email"})
		s.Amazon.SMS, s.Amazon.Mail = nil, nil
		if got := kind(connects(s)); got != "nobody" && got != "channels" || s.Err() == nil || !strings.Contains(s.Err().Error(), setting) {
			t.Errorf("%s answers, %v, want %q", got, s.Err(), setting)
		}
	}
	s := setup(t, true, common, map[string]string{"SMS": "sesame"})
	if sms.Connect(s); s.Err() == nil || strings.Contains(s.Err().Error(), "sesame") {
		t.Errorf("%v", s.Err())
	}
}

func TestRULES_G1_the_own_mail_server(t *testing.T) {
	own := map[string]string{"CHANNELS": "email", "MAIL_SERVER": "smtps://mail.example", "MAIL_USER": "u", "MAIL_PASSWORD": "p", "MAIL_FROM": "a@b.example"}
	s := setup(t, true, liveSettings, own)
	if got := kind(channels.Connect(s)[telling.Email]); got != "smtp" || s.Err() != nil {
		t.Errorf("%s answers, %v", got, s.Err())
	}
	for _, missing := range []string{"MAIL_USER", "MAIL_PASSWORD"} {
		s := setup(t, true, liveSettings, without(own, missing))
		if channels.Connect(s); s.Err() == nil || !strings.Contains(s.Err().Error(), missing) {
			t.Errorf("without %s: %v", missing, s.Err())
		}
	}
	s = setup(t, true, liveSettings, own, map[string]string{"MAIL_SERVER": "https://u:sesame@mail.example"})
	if channels.Connect(s); s.Err() == nil || !strings.Contains(s.Err().Error(), "MAIL_SERVER") || strings.Contains(s.Err().Error(), "sesame") {
		t.Errorf("%v", s.Err())
	}
}

func TestRULES_B5_the_face_check_of_the_other_cloud(t *testing.T) {
	own := map[string]string{"ALIBABA_FACE_SCENE": "1", "ALIBABA_ACCESS_KEY_ID": "i", "ALIBABA_ACCESS_KEY_SECRET": "s"}
	s := setup(t, true, own)
	if p := providers.Connect(s); s.Err() != nil || p.Names[realname.Face] != "alibaba_face" || p.Names[realname.RepresentativeFace] != "alibaba_face" || p.Asked["alibaba_face"] == nil {
		t.Errorf("%v, %v", p.Names, s.Err())
	}
	for _, missing := range []string{"ALIBABA_ACCESS_KEY_ID", "ALIBABA_ACCESS_KEY_SECRET"} {
		s := setup(t, true, without(own, missing))
		if providers.Connect(s); s.Err() == nil || !strings.Contains(s.Err().Error(), missing) {
			t.Errorf("without %s: %v", missing, s.Err())
		}
	}
}

var weChatComponent = map[string]string{
	"WECHAT_COMPONENT_APP_ID": "wx1", "WECHAT_COMPONENT_SECRET": "s", "WECHAT_COMPONENT_TOKEN": "t", "WECHAT_COMPONENT_KEY": "k",
}

func TestRULES_C3_the_component_of_WeChat(t *testing.T) {
	s := setup(t, true, weChatComponent)
	p := providers.Connect(s)
	if s.Err() != nil || p.Names[realname.OfficialAccount] != "wechat_component" || p.Asked["wechat_component"] == nil || p.Component == nil {
		t.Errorf("%v, %v", p.Names, s.Err())
	}
	for missing := range weChatComponent {
		s := setup(t, true, without(weChatComponent, missing))
		if p := providers.Connect(s); p.Component != nil || missing != "WECHAT_COMPONENT_APP_ID" && (s.Err() == nil || !strings.Contains(s.Err().Error(), missing)) {
			t.Errorf("without %s: %v", missing, s.Err())
		}
	}
}

var byStatements = map[string]string{"BANK_ACCOUNT_NUMBER": "1", "BANK_PAYEE_NAME": "示例云", "BANK_NAME": "示例银行", "BANK_BRANCH": "示例支行"}

func TestRULES_C6_an_account_whose_statements_are_imported(t *testing.T) {
	for _, more := range []map[string]string{nil, liveSettings} {
		s := setup(t, true, more, byStatements)
		if b := bank.Connect(s); s.Err() != nil || kind(b) != "statementbank" || b.PayInstructions().Branch != "示例支行" {
			t.Errorf("%s, %v", kind(b), s.Err())
		}
	}
	for missing := range byStatements {
		s := setup(t, true, without(byStatements, missing))
		if b := bank.Connect(s); b != nil || s.Err() == nil || !strings.Contains(s.Err().Error(), missing) {
			t.Errorf("without %s: %v", missing, s.Err())
		}
	}
}

func TestRULES_C7_half_a_bank_is_said_at_the_start(t *testing.T) {
	own := map[string]string{"CPDP_MERCHANT_ID": "m", "CPDP_APP_ID": "a", "TENCENT_SECRET_ID": "i", "TENCENT_SECRET_KEY": "k"}
	for missing := range own {
		s := setup(t, true, without(own, missing))
		if b := bank.Connect(s); b != nil || s.Err() == nil || !strings.Contains(s.Err().Error(), missing) {
			t.Errorf("without %s: %v", missing, s.Err())
		}
	}
	s := setup(t, true, own, map[string]string{"CPDP_PROFILE": "sesame"})
	if bank.Connect(s); s.Err() == nil || strings.Contains(s.Err().Error(), "sesame") {
		t.Errorf("%v", s.Err())
	}
}

func TestRULES_B8_the_own_provider(t *testing.T) {
	own := map[string]string{"PROVIDER_URL": "https://p.example", "PROVIDER_SECRETS": hook, "PROVIDER_METHODS": "app_scan, group_enterprise"}
	s := setup(t, true, liveSettings, own)
	p := providers.Connect(s)
	if s.Err() != nil || p.Names[realname.AppScan] != "own" || p.Names[realname.GroupEnterprise] != "own" || p.ByName["own"] == nil || p.Asked["own"] == nil {
		t.Errorf("%v, %v", p.Names, s.Err())
	}
	for missing := range own {
		s := setup(t, true, without(own, missing))
		if providers.Connect(s); s.Err() == nil || !strings.Contains(s.Err().Error(), missing) {
			t.Errorf("without %s: %v", missing, s.Err())
		}
	}
	s = setup(t, true, liveSettings, own, map[string]string{"PROVIDER_METHODS": "face"})
	if providers.Connect(s); s.Err() == nil || !strings.Contains(s.Err().Error(), "tencent_faceid and own") {
		t.Errorf("two for one method: %v", s.Err())
	}
}

func without(all map[string]string, name string) map[string]string {
	left := map[string]string{}
	for n, value := range all {
		if n != name {
			left[n] = value
		}
	}
	return left
}
