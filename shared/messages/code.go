package messages

import (
	"strconv"
	"strings"
)

// Code is what the SMS with a code says: the only text that holds a secret, and it goes to the one phone that is to prove
// something with it (RULES B7, B9).
func Code(code string, minutes int) Message {
	fill := strings.NewReplacer("{code}", code, "{minutes}", strconv.Itoa(minutes))
	return Message{
		ZH: Text{"实名认证验证码", fill.Replace("验证码 {code}，用于实名认证，{minutes} 分钟内有效。请勿告诉他人；如非本人操作，请忽略本短信。")},
		EN: Text{"Verification code", fill.Replace("{code} is the code to verify your identity, valid for {minutes} minutes. Tell it to nobody; if you did not ask for it, ignore this message.")},
	}
}
