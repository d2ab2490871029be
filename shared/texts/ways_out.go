package texts

import "shiming/shared/realname"

// WayText is what people read about a way out (RULES B10): what it is, and what to do.
type WayText struct{ Title, Hint Sentence }

// WayOut returns what people read about the way out.
func WayOut(w realname.WayOut) WayText { return waysOut[w] }

var waysOut = map[realname.WayOut]WayText{
	realname.WayAppeal: {
		Sentence{"Appeal: I never did this", "申诉：非本人操作"},
		Sentence{
			"Open an appeal. When it is upheld, the other account's verification is released.",
			"发起申诉；申诉成立后，将解除占用该证件的账号的实名认证。",
		},
	},
	realname.WayEnterprise: {
		Sentence{"Verify as an enterprise: this account is a company's", "企业认证：这是公司使用的账号"},
		Sentence{
			"Cancel this case and open the verification of an enterprise.",
			"取消本次申请，改为进行企业实名认证。",
		},
	},
	realname.WayBinding: {
		Sentence{"Bind: I know the account", "绑定：该账号是我的"},
		Sentence{
			"Choose the method of binding and name that account; a code goes to its phone.",
			"选择“认证账号绑定”并填写该账号，验证码将发送至其绑定的手机。",
		},
	},
}
