package messages

import "shiming/shared/realname"

// table is every text. {by} is until when the next thing must happen, {reason} the message of the fault, {papers} what
// a reviewer asks for, {tries} how many tries are left, {days} how many working days a payout takes.
var table = map[subject]Message{
	verified: {
		ZH: Text{"实名认证已通过", "您的账号已完成实名认证。"},
		EN: Text{"Verified", "Your account is verified."},
	},
	refused: {
		ZH: Text{"实名认证未通过", "您的实名认证申请未通过。{reason}"},
		EN: Text{"Not verified", "Your verification was not successful. {reason}"},
	},
	canceled: {
		ZH: Text{"实名认证已取消", "平台已取消您的实名认证申请。如非您本人要求，请联系客服。"},
		EN: Text{"Verification canceled", "The platform canceled your verification. If you did not ask for this, contact support."},
	},
	reviewBegan: {
		ZH: Text{"材料已提交审核", "您提交的材料已进入人工审核，预计不晚于 {by} 完成。审核期间可查看进度、撤回或更换认证方式。"},
		EN: Text{"Your papers are in review", "Your papers are being reviewed, until {by} at the latest. Meanwhile you can look, withdraw, or choose another method."},
	},
	papersAsked: {
		ZH: Text{"请重新提交材料", "审核人员要求重新提交：{papers}。请登录查看说明，并在 {by} 前提交。"},
		EN: Text{"Please hand in papers again", "A reviewer asks again for: {papers}. Sign in to read why, and hand them in by {by}."},
	},
	reviewApproved: {
		ZH: Text{"审核已通过，等待打款", "您提交的材料已通过审核。我们将在 {days} 个工作日内向企业对公账户打入一笔验证金额。"},
		EN: Text{"Approved; a small amount follows", "Your papers were approved. A small amount will be sent to the enterprise's bank account within {days} working days."},
	},
	depositIssued: {
		ZH: Text{"请完成对公充值", "请在 {by} 前由企业对公账户按指定金额完成充值。金额与收款信息请登录查看。"},
		EN: Text{"Please pay the top-up", "Pay the exact amount from the enterprise's bank account by {by}. Sign in for the amount and where to pay it."},
	},
	paymentRefunded: {
		ZH: Text{"充值不符，将原路退回", "{reason}剩余 {tries} 次机会，请在 {by} 前完成。"},
		EN: Text{"The payment goes back", "{reason} Payments left: {tries}, until {by}."},
	},
	payoutSent: {
		ZH: Text{"验证金额已打出", "验证金额已向企业对公账户打出，进度请登录查看。到账后请填写金额完成认证。"},
		EN: Text{"The amount was sent", "The amount was sent to the enterprise's bank account. Sign in to follow it; confirm it when it has arrived."},
	},
	payoutArrived: {
		ZH: Text{"验证金额已到账，请填写金额", "验证金额已到账。请查看银行流水，在 {by} 前登录填写金额，共 {tries} 次机会。"},
		EN: Text{"The amount arrived: please confirm it", "The amount has arrived. Look at the bank statement and confirm it by {by}. Tries: {tries}."},
	},
	payoutFailed: {
		ZH: Text{"打款被退回", "{reason}"},
		EN: Text{"The transfer came back", "{reason}"},
	},
	amountWrong: {
		ZH: Text{"金额填写错误", "填写的金额与打款金额不一致，剩余 {tries} 次机会，请在 {by} 前完成。如非您本人操作，请联系客服。"},
		EN: Text{"A wrong amount was entered", "The amount entered is not the one that was sent. Tries left: {tries}, until {by}. If this was not you, contact support."},
	},
}

// papers are the names of what a reviewer can ask for.
var papers = map[realname.Purpose]Message{
	realname.LicencePicture: {ZH: Text{Title: "证照照片"}, EN: Text{Title: "picture of the licence"}},
	realname.PortraitSide:   {ZH: Text{Title: "法人手持身份证人像面照片"}, EN: Text{Title: "legal representative holding the ID, portrait side"}},
	realname.EmblemSide:     {ZH: Text{Title: "法人手持身份证国徽面照片"}, EN: Text{Title: "legal representative holding the ID, emblem side"}},
}
