package texts

import (
	"strings"
	"testing"
	"unicode/utf8"

	"shiming/shared/realname"
)

func TestCode(t *testing.T) {
	t.Run("RULES_B7_THREATS_X7_THREATS_X11_the_code_and_how_long_it_lives_in_both_languages", func(t *testing.T) {
		m := CodeMessage("048213", 5, "acct_demo01", Kind(realname.PersonalVerification)).Letters()
		for text, parts := range map[string][]string{
			m.ZH.Body: {"验证码 048213，", "5 分钟", "请勿告诉他人", "acct_de***01", "完成", "实名认证"}, m.EN.Body: {"048213 is the code", "5 minutes", "Tell it to nobody", "acct_de***01", "completes the verification"},
		} {
			for _, part := range parts {
				if !strings.Contains(text, part) {
					t.Errorf("%q does not say %q", text, part)
				}
			}
			if strings.ContainsAny(text, "{}") {
				t.Errorf("something was not filled in: %q", text)
			}
		}
		if m.ZH.Title == "" || m.EN.Title == "" || strings.Contains(m.ZH.Title+m.EN.Title, "048213") {
			t.Error("a title lacks, or holds the code")
		}
		if n := utf8.RuneCountInString(m.ZH.Body); n > 70 { // what one SMS in Chinese takes
			t.Errorf("%d characters", n)
		}
	})
}
