package texts

import "shiming/shared/realname"

// Bar returns what stands above a flow for its bar (RULES H1).
func Bar(b realname.BarName) Sentence { return bars[b] }

var bars = map[realname.BarName]Sentence{
	realname.BarChange:   {"Choose the change", "选择变更类型"},
	realname.BarDeclare:  {"Say what changes", "填写变更信息"},
	realname.BarIdentify: {"Verify who you are", "验证用户身份"},
	realname.BarPapers:   {"Hand in papers", "提交证明材料"},
	realname.BarPost:     {"Send papers by post", "邮寄资料"},
	realname.BarReview:   {"Review", "实名信息审核"},
	realname.BarForm:     {"Fill in basic information", "填写基本信息"},
	realname.BarMethod:   {"Choose a method", "选择认证方式"},
	realname.BarProof:    {"Check the information", "校验认证信息"},
	realname.BarVerified: {"Verified", "认证完成"},
	realname.BarChanged:  {"Changed", "变更完成"},
	realname.BarReleased: {"Released", "解除完成"},
	realname.BarDecided:  {"Decided", "处理完成"},
}
