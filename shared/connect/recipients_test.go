package connect

import (
	"testing"

	"shiming/shared/realname"
)

// Whoever proves a method in live mode, or delivers what people are told, is named in the privacy notice.
func TestRULES_L6_whoever_is_given_data_is_named(t *testing.T) {
	given := func(settings map[string]string) []realname.Recipient {
		return Recipients(func(name string) string { return settings[name] })
	}
	for _, row := range proving {
		own := row.setting == "BANK_ACCOUNT_NUMBER" // the operator's account, whose statements they import: nothing goes out
		if named := len(given(map[string]string{row.setting: "x"})) > 0; named == own {
			t.Errorf("%s proves %v, and named is %t", row.setting, row.methods, named)
		}
	}
	for _, tc := range []struct {
		settings map[string]string
		names    []string
	}{
		{map[string]string{}, nil},
		{map[string]string{"REGISTER_COMPARE": "tencentcloud", "REGISTER_NAMES": "esign"}, []string{"腾讯云（企业工商核验）", "e签宝（企业信息查询）"}},
		{map[string]string{"SMS": "alibabacloud", "CHANNELS": "sms"}, []string{"阿里云（短信）"}},
		{map[string]string{"CHANNELS": "sms,email"}, []string{"亚马逊云科技（邮件、短信）"}},
		{map[string]string{"CHANNELS": "email", "MAIL_SERVER": "smtps://mail.example.com"}, []string{"运营方邮件服务器"}},
	} {
		all := given(tc.settings)
		var names []string
		for _, r := range all {
			names = append(names, r.ZH)
			if r.EN == "" || len(r.Kinds) == 0 {
				t.Errorf("%s is given nothing, or has no name", r.ZH)
			}
		}
		if len(names) != len(tc.names) {
			t.Fatalf("%v: %v, want %v", tc.settings, names, tc.names)
		}
		for i := range names {
			if names[i] != tc.names[i] {
				t.Errorf("%v: %v, want %v", tc.settings, names, tc.names)
			}
		}
	}
	if p, _ := Offered(&realname.Policy{}, false, func(string) string { return "x" }); len(p.Recipients) > 0 {
		t.Error("in the sandbox somebody outside is given data")
	}
}
