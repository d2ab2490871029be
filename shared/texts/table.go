package texts

// row is what one kind of message says, and the order of its parameters. The order is a contract with the templates that
// operators registered (shared/notify/wechat): a new parameter goes to the end.
type row struct {
	ZH, EN     Letter
	Parameters []string
}

// table is every text. {what} is what is asked for, {by} until when the next thing must happen, {reason} the message of
// the fault, {papers} what a reviewer asks for or what came by post, {missing} what did not, {tries} how many tries are
// left, {days} how many working days a payout takes, {account} an account, masked, {who} who takes one, masked, {case} what it is
// answered by.
var table = map[MessageKind]row{
	Verified: {
		ZH: Letter{"实名认证已通过", "您的账号已完成实名认证，可登录查看认证信息。"},
		EN: Letter{"Verified", "Your account is verified: everything that needs it is open. Sign in to see as whom."},
	},
	Refused: {
		Parameters: []string{"what", "reason"},
		ZH:         Letter{"{what}未通过", "您的{what}申请未通过。{reason}"},
		EN:         Letter{"{What} not successful", "Your {what} was not successful. {reason}"},
	},
	Canceled: {
		Parameters: []string{"what"},
		ZH:         Letter{"{what}已取消", "平台已取消您的{what}申请，账号保持原状。如非您本人要求，请联系客服。"},
		EN:         Letter{"{What} canceled", "The platform canceled your {what}; the account is as it was. If you did not ask for this, contact support."},
	},
	Withdrawn: { // FAULTS S13
		Parameters: []string{"what"},
		ZH:         Letter{"{what}已撤回", "您已撤回{what}申请，账号及资源仍归原实名主体。如仍需办理，可随时登录重新发起。如非您本人操作，请立即联系客服。"},
		EN:         Letter{"{What} withdrawn", "The {what} was withdrawn; account and resources stay with whom they belonged to. Sign in to start anew at any time. If this was not you, contact support at once."},
	},
	Expired: {
		Parameters: []string{"what", "by"},
		ZH:         Letter{"{what}已过期", "您的{what}申请未在 {by} 前完成，已自动终止，账号保持原状。如仍需办理，请重新发起。"},
		EN:         Letter{"{What} expired", "Your {what} was not finished by {by} and has ended; the account is as it was. Sign in and start anew, if you still want it."},
	},
	Lapsed: { // FAULTS D6
		Parameters: []string{"what", "reason"},
		ZH:         Letter{"{what}已终止", "您的{what}申请已终止，账号保持原状。{reason}"},
		EN:         Letter{"{What} ended", "Your {what} has ended; the account is as it was. {reason}"},
	},
	Superseded: { // RULES D13
		Parameters: []string{"what", "reason"},
		ZH:         Letter{"{what}已终止", "您的{what}申请已被新的申请取代，已自动终止，不再审核或打款。{reason}"},
		EN:         Letter{"{What} ended", "Your {what} was ended, because something else took its place; nothing of it is reviewed or paid any more. {reason}"},
	},
	ChangeStarted: {
		Parameters: []string{"what", "by"},
		ZH:         Letter{"账号发起了{what}", "您的账号发起了{what}申请，有效期至 {by}。完成前账号、资源及欠费仍归原主体，可随时撤回。如非您本人操作，请立即登录撤回或联系客服。"},
		EN:         Letter{"{What} started", "A {what} was started on your account, open until {by}. Until it is done nothing changes. If this was not you, sign in and withdraw it, or contact support at once."},
	},
	RecipientNamed: { // THREATS X10
		Parameters: []string{"what", "who", "by"},
		ZH:         Letter{"账号将变更给他人：请核对", "您账号的{what}已填写接收方：{who}。如非您本人意愿，请在 {by} 前登录撤回；申请未完成前账号仍归原主体。请勿为他人刷脸或扫码。"},
		EN:         Letter{"Your account is to go to somebody", "In the {what} of your account it was said who takes it: {who}. If you do not want that, sign in and withdraw it before {by}; until it is done nothing changes. Show your face or scan a code for nobody else."},
	},
	Changed: {
		Parameters: []string{"what"},
		ZH:         Letter{"{what}已完成", "账号的{what}已完成。如非您本人操作，请立即联系客服。"},
		EN:         Letter{"{What} done", "The {what} of the account is done. If this was not you, contact support at once."},
	},
	Renamed: { // RULES D10
		Parameters: []string{"what"},
		ZH:         Letter{"{what}已完成", "账号的{what}已完成，变更后不能再以原名称开具增值税专用发票。如非您本人操作，请立即联系客服。"},
		EN:         Letter{"{What} done", "The {what} of the account is done. No special VAT invoice can be issued to the old name any more. If this was not you, contact support at once."},
	},
	ReleaseStarted: {
		Parameters: []string{"what"},
		ZH:         Letter{"账号发起了{what}", "您的账号发起了{what}申请，审核通过后账号将变为未认证。如非您本人操作，请立即登录撤回或联系客服。"},
		EN:         Letter{"{What} asked for", "A {what} was asked for; when it is approved, the account is unverified. If this was not you, withdraw it or contact support at once."},
	},
	Released: {
		ZH: Letter{"实名认证已解除", "您的账号已解除实名认证，占用的认证名额已释放，您可随时登录使用新的身份信息重新认证。如非您本人操作，请立即联系客服。"},
		EN: Letter{"Verification released", "Your account is not verified any more, and its place is free. Sign in at any time to verify it anew, as who it belongs to now. If this was not you, contact support at once."},
	},
	Forfeited: {
		Parameters: []string{"reason"},
		ZH:         Letter{"实名认证已被解除", "{reason}如有异议，请联系客服；您可使用本人身份重新认证。"},
		EN:         Letter{"Verification released after an appeal", "{reason} If you disagree, contact support; you can verify the account with an identity of your own."},
	},
	Upheld: {
		ZH: Letter{"申诉已成立", "您的申诉经审核成立：他人账号占用您身份信息的实名认证将被解除，您的证件可用于认证本账号。请登录发起实名认证。"},
		EN: Letter{"Your appeal was right", "Your appeal was reviewed and upheld: the verification of another account with your identity is being released, and your document can verify this account. Sign in and start the verification."},
	},
	AppealBegan: { // THREATS X9
		Parameters: []string{"account", "by", "case"},
		ZH: Letter{"有人对您的账号提出申诉",
			"有人申诉账号 {account} 的实名认证冒用了其身份。请在 {by} 前登录平台答复（申诉编号 {case}）。申诉若成立，该账号将变为未认证；在此之前一切不变。"},
		EN: Letter{"Somebody appeals about your account",
			"Somebody says that account {account} was verified with their identity. Sign in and answer by {by} (appeal {case}). If the appeal is upheld the account is unverified; until then nothing changes."},
	},
	AppealEnded: { // THREATS X9
		Parameters: []string{"account"},
		ZH:         Letter{"对您账号的申诉未成立", "对账号 {account} 实名认证的申诉已结束，未成立。该账号保持原状，您无需再办理。"},
		EN:         Letter{"The appeal about your account came to nothing", "The appeal about account {account} has ended without success. The account is as it was, and you need do nothing more."},
	},
	ContactReplaced: { // THREATS X3, RULES G3
		Parameters: []string{"account"},
		ZH:         Letter{"账号的联系方式已更换", "账号 {account} 的联系方式已更换，今后的通知将发往新的联系方式。如非您本人操作，请立即登录改回，并联系客服；账号的变更、解除和申诉仍会另行通知您。"},
		EN:         Letter{"The contact of the account was replaced", "The contact of account {account} was replaced; what it is told goes to the new one. If this was not you, sign in, put it back and contact support at once. You are still told of changes, releases and appeals."},
	},
	PlaceTaken: { // THREATS X11
		Parameters: []string{"account"},
		ZH:         Letter{"您的身份新认证了一个账号", "您的身份刚刚完成了账号 {account} 的实名认证，占用一个认证名额。如非您本人操作，请立即登录提起申诉或联系客服。"},
		EN:         Letter{"Your identity has verified one more account", "Your identity has just verified account {account}, which takes one of its places. If this was not you, sign in and appeal, or contact support at once."},
	},
	ReverifyAsked: {
		Parameters: []string{"by"},
		ZH:         Letter{"请重新完成实名认证", "平台要求您的账号在 {by} 前重新完成实名认证，逾期账号将被限制使用。请登录后办理。"},
		EN:         Letter{"Please verify your account again", "The platform asks for your account to be verified again by {by}; after that it is restricted. Sign in to do so."},
	},
	Reverified: {
		ZH: Letter{"重新认证已通过", "您的账号已重新完成实名认证，没有使用限制，无需再办理。"},
		EN: Letter{"Verified again", "Your account is verified again and not restricted. You need do nothing more."},
	},
	ReverifyDropped: {
		ZH: Letter{"无需重新认证", "平台已撤回重新认证的要求，您无需办理。"},
		EN: Letter{"No need to verify again", "The platform does not ask any more for your account to be verified again. You need do nothing."},
	},
	Restricted: {
		Parameters: []string{"by"},
		ZH:         Letter{"账号已被限制使用", "您的账号未在 {by} 前重新完成实名认证，已被限制使用。请尽快重新认证以解除限制。"},
		EN:         Letter{"Your account is restricted", "Your account was not verified again by {by} and is restricted. Verify it again to lift this."},
	},
	ReviewBegan: {
		Parameters: []string{"by"},
		ZH:         Letter{"材料已提交审核", "您提交的材料已进入人工审核，预计不晚于 {by} 完成。审核期间可查看进度、撤回或更换认证方式。"},
		EN:         Letter{"Your papers are in review", "Your papers are being reviewed, until {by} at the latest. Meanwhile you can look, withdraw, or choose another method."},
	},
	PapersInReview: {
		Parameters: []string{"what", "by"},
		ZH:         Letter{"材料已进入审核", "您{what}的材料已收到并进入人工审核，预计不晚于 {by} 完成。审核期间可查看进度或撤回。"},
		EN:         Letter{"Your papers are in review", "The papers of your {what} have come and are being reviewed, until {by} at the latest. Meanwhile you can look or withdraw."},
	},
	PapersApproved: {
		Parameters: []string{"what", "by"},
		ZH:         Letter{"审核已通过，请继续", "您{what}的材料已通过审核，请在 {by} 前登录完成后续步骤。"},
		EN:         Letter{"Approved; please go on", "The papers of your {what} were approved. Sign in and go on by {by}."},
	},
	PostBooked: {
		Parameters: []string{"papers", "missing", "by"},
		ZH:         Letter{"已收到部分邮寄材料", "已收到：{papers}。还缺：{missing}。请在 {by} 前寄达原邮寄地址，地址可登录查看。"},
		EN:         Letter{"Some of your papers have come", "Received: {papers}. Still missing: {missing}. Send them to the same address, to arrive by {by}; sign in to see it."},
	},
	PapersAsked: {
		Parameters: []string{"papers", "by"},
		ZH:         Letter{"请重新提交材料", "审核人员要求重新提交：{papers}。请登录查看说明，并在 {by} 前提交。"},
		EN:         Letter{"Please hand in papers again", "A reviewer asks again for: {papers}. Sign in to read why, and hand them in by {by}."},
	},
	ReviewApproved: {
		Parameters: []string{"days"},
		ZH:         Letter{"审核已通过，等待打款", "您提交的材料已通过审核。我们将在 {days} 个工作日内向企业对公账户打入一笔验证金额，请在到账后登录填写金额。"},
		EN:         Letter{"Approved; a small amount follows", "Your papers were approved. A small amount will be sent to the enterprise's bank account within {days} working days. Sign in and confirm it when it has arrived."},
	},
	DepositIssued: {
		Parameters: []string{"by"},
		ZH:         Letter{"请完成对公充值", "请在 {by} 前由企业对公账户按指定金额完成充值。金额与收款信息请登录查看。"},
		EN:         Letter{"Please pay the top-up", "Pay the exact amount from the enterprise's bank account by {by}. Sign in for the amount and where to pay it."},
	},
	PaymentRefunded: {
		Parameters: []string{"reason", "tries", "by"},
		ZH:         Letter{"充值不符，将原路退回", "{reason}剩余 {tries} 次机会，请在 {by} 前完成。"},
		EN:         Letter{"The payment goes back", "{reason} Payments left: {tries}. Pay by {by}."},
	},
	DepositWithdrawn: { // RULES C11
		ZH: Letter{"验证金已原路提现", "您账号余额中的验证金已原路提现，将退回原付款账户，到账时间以银行为准，请在该账户流水中查看。如非您本人操作，请联系客服。"},
		EN: Letter{"The top-up goes back", "What your top-up credited goes back to the account it came from; when it arrives is the bank's to say. If this was not you, contact support."},
	},
	PayoutSent: {
		ZH: Letter{"验证金额已打出", "验证金额已向企业对公账户打出，进度请登录查看。到账后请填写金额完成认证。"},
		EN: Letter{"The amount was sent", "The amount was sent to the enterprise's bank account. Sign in to follow it; confirm it when it has arrived."},
	},
	PayoutLate: { // RULES C12
		Parameters: []string{"by"},
		ZH:         Letter{"验证金额尚未到账", "验证金额尚未到账，到账时间以银行为准，我们将继续查询。在 {by} 前到账仍然有效；您也可以登录更换其他认证方式。"},
		EN:         Letter{"The amount has not arrived yet", "The amount has not arrived yet; when it does is the bank's to say, and we keep asking. It counts until {by}. Wait for it, or sign in and choose another method."},
	},
	PayoutArrived: {
		Parameters: []string{"by", "tries"},
		ZH:         Letter{"验证金额已到账，请填写金额", "验证金额已到账。请查看银行流水，在 {by} 前登录填写金额，共 {tries} 次机会。"},
		EN:         Letter{"The amount arrived: please confirm it", "The amount has arrived. Look at the bank statement, sign in, and confirm it by {by}. Tries: {tries}."},
	},
	PayoutFailed: {
		Parameters: []string{"reason"},
		ZH:         Letter{"打款被退回", "{reason}"},
		EN:         Letter{"The transfer came back", "{reason}"},
	},
	AmountWrong: {
		Parameters: []string{"tries", "by"},
		ZH:         Letter{"金额填写错误", "填写的金额与打款金额不一致，剩余 {tries} 次机会，请在 {by} 前登录重新填写。如非您本人操作，请联系客服。"},
		EN:         Letter{"A wrong amount was entered", "The amount entered is not the one that was sent. Tries left: {tries}. Sign in and enter it again by {by}. If this was not you, contact support."},
	},
	CodeToProve: { // RULES B7, B9: the only text that holds a secret, for the one phone that is to prove something with it
		Parameters: []string{"code", "minutes", "account", "what"},
		ZH:         Letter{"实名认证验证码", "验证码 {code}，{minutes} 分钟内有效，填写即完成账号 {account} 的{what}。请勿告诉他人；非本人操作请忽略。"},
		EN: Letter{"Verification code",
			"{code} is the code for account {account}, valid for {minutes} minutes: whoever enters it completes the {what}. Tell it to nobody; if you did not ask for it, ignore this message."},
	},
	DepositDetails: { // RULES C6: sent when the holder asks for it
		Parameters: []string{"amount", "payee", "account", "bank", "branch", "reference", "day"},
		ZH: Letter{"充值认证付款信息",
			"请由企业对公账户付款 {amount} 元至 {payee}，账号 {account}，{bank} {branch}，附言填写 {reference}，{day} 前有效。"},
		EN: Letter{"Details of the top-up",
			"Pay {amount} yuan from the enterprise's account to the account above, with the reference {reference}, until {day}."},
	},
}
