package steps_test

import (
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"shiming/shared/telling"
	"shiming/shared/texts"
)

func TestMessages(t *testing.T) {
	m := telling.Message{Key: "evt_1:sms", Channel: telling.SMS, To: toldPhone, Told: texts.CodeMessage("048213", 5, "acct_demo01", texts.NewContact), Signature: "测试", Body: "机密"}
	t.Run("THREATS_L1_a_message_prints_and_logs_without_what_it_says", func(t *testing.T) {
		var logged strings.Builder
		slog.New(slog.NewTextHandler(&logged, nil)).Info("told", "message", m)
		for _, text := range []string{logged.String(), fmt.Sprintf("%v %+v %#v %s", m, m, m, []telling.Message{m})} {
			if strings.Contains(text, toldPhone) || strings.Contains(text, "048213") || strings.Contains(text, "机密") || !strings.Contains(text, "evt_1:sms") {
				t.Errorf("it shows %s", text)
			}
		}
	})
	t.Run("RULES_G1_a_text_is_in_the_language_that_was_asked_for_and_signed", func(t *testing.T) {
		for language, want := range map[telling.Language][2]string{
			telling.Chinese: {"实名认证验证码", "【测试】验证码 048213"}, telling.English: {"Verification code", "[测试] 048213 is the code"},
			telling.BothLanguages: {"实名认证验证码 Verification code", "【测试】验证码 048213"},
		} {
			m.Language = language
			if subject, text := m.Written(); subject != want[0] || !strings.HasPrefix(text, want[1]) || (language == telling.BothLanguages) != strings.Contains(text, "\n[测试]") {
				t.Errorf("%q: %q, %q", language, subject, text)
			}
		}
	})
}
