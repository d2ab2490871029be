package texts

import "shiming/shared/realname"

// Refusal returns the sentence of the code: what is wrong, and what to do about it. Empty for a code that does not exist.
func Refusal(c realname.Code) Sentence {
	for _, of := range []map[realname.Code]Sentence{enterpriseRefusals, staffRefusals} {
		if s, ok := of[c]; ok {
			return s
		}
	}
	return refusals[c]
}

var refusals = map[realname.Code]Sentence{
	realname.CodeMalformedJSON:    {"The body is not valid JSON. Send one JSON object.", "请求体不是合法的 JSON，请提交一个 JSON 对象。"},
	realname.CodeUnknownField:     {"The body has a field that this call does not know. Remove it.", "请求体含有未知字段，请删除后重试。"},
	realname.CodeWrongType:        {"A field has the wrong type. See the API reference.", "字段类型不正确，请参阅接口文档。"},
	realname.CodeBodyTooLarge:     {"The body is larger than 64 KB. Send less at once.", "请求体超过 64 KB，请缩小后重新提交。"},
	realname.CodeUnsupportedMedia: {"Send the body as application/json.", "请以 application/json 提交请求体。"},
	realname.CodeFieldRequired:    {"Something that is needed was left out. Fill in the field that is named.", "有必填项未填写，请补充所示字段后重新提交。"},
	realname.CodeFieldInvalid:     {"Something that was entered cannot be taken as it is. Correct the field that is named.", "填写的内容不符合要求，请修改所示字段后重新提交。"},
	realname.CodeRouteUnknown:     {"There is nothing at this address. See the API reference.", "该地址不存在，请参阅接口文档。"},
	realname.CodeMethodNotAllowed: {"This address does not take this HTTP method. See the API reference.", "该地址不支持此 HTTP 方法，请参阅接口文档。"},
	realname.CodeUnauthenticated:  {"Send a valid token: Authorization: Bearer ….", "请携带有效令牌：Authorization: Bearer …。"},
	realname.CodeForbidden:        {"Your role may not do this. Ask somebody whose task it is.", "您的角色无权执行此操作，请由有权限的人员办理。"},
	realname.CodeReviewerAccount: {
		"A reviewer's token has to name the reviewer's own account. Ask whoever issues your tokens to add the claim \"account\".",
		"审核员的令牌必须注明其本人账号，请联系令牌签发方在令牌中加入 account 声明。",
	},
	realname.CodeIdempotencyInvalid: {
		"The Idempotency-Key is not well formed. Send 1 to 128 visible ASCII characters.",
		"Idempotency-Key 格式不正确，须为 1 至 128 个可见 ASCII 字符。",
	},
	realname.CodeIdempotencyReused: {
		"This Idempotency-Key was used for another request. Use a new key.",
		"该 Idempotency-Key 已用于其他请求，请更换。",
	},
	realname.CodeTooManyRequests:  {"Too many requests. Wait a little and try again.", "请求过于频繁，请稍后再试。"},
	realname.CodeSignatureInvalid: {"The signature of the callback is missing, wrong or too old. Sign it anew with the present secret and time.", "回调签名缺失、错误或已过期，请以当前密钥和时间重新签名。"},
	realname.CodeInternal: {
		"Something went wrong on our side. Nothing was changed; try again, and give us the request id if it stays.",
		"系统内部错误，未做任何更改。请重试；若仍失败，请提供请求编号。",
	},
	realname.CodeUnavailable: {"A service that we need does not answer now. Try again shortly.", "依赖的服务暂时不可用，请稍后重试。"},

	realname.CodeCaseNotFound:    {"There is no such case. Look it up among the cases of the account.", "认证申请不存在，请在账号的申请列表中查找。"},
	realname.CodeAccountNotFound: {"There is no such account. Check its id, and that you are signed in for it.", "账号不存在，请核对账号，并确认登录的是该账号。"},
	realname.CodeCheckNotFound:   {"There is no such check. Go back to the case and begin a new one.", "核验不存在，请返回申请重新发起核验。"},
	realname.CodeConflict:        {"Somebody changed this at the same moment. Read it again, then decide.", "该申请刚刚被更新，请重新查看后再操作。"},
	realname.CodeStaleVersion:    {"The case has changed since you read it. Read it again.", "申请内容已更新，请重新获取后再提交。"},

	realname.CodeReturnURL: {
		"The return address is not at one of the origins that are listed here. Ask the operator to list it (RETURN_ORIGINS), or send another.",
		"返回地址不在允许的来源之列，请联系运营方将其加入 RETURN_ORIGINS，或更换返回地址。",
	},
	realname.CodeLinkNotFound: {
		"This link is not known here. Look whether the whole address was copied; else begin again where you came from, and open the new link.",
		"无法识别该链接。请确认地址复制完整；否则请返回原页面重新发起，并打开新的链接。",
	},
	realname.CodeLinkUsed: {
		"This link was opened before; it is good once. Go on in the window where it was opened, or begin again where you came from for a new link.",
		"该链接已被打开过，仅可使用一次。请在已打开的页面继续，或返回原页面获取新的链接。",
	},
	realname.CodeLinkExpired: {
		"This link was not opened in time. Begin again where you came from for a new link; what was entered is kept.",
		"该链接已过期。请返回原页面获取新的链接，已填写的内容不会丢失。",
	},
	realname.CodeLinkReplaced: {
		"A newer link has taken the place of this one. Open the newest, or begin again where you came from.",
		"该链接已被更新的链接取代。请打开最新的链接，或返回原页面重新发起。",
	},
	realname.CodeSessionEnded: {
		"Your session has ended: nothing was done for half an hour, or it was closed. Begin again where you came from; the case is kept.",
		"会话已结束（超过半小时未操作或已退出）。请返回原页面重新进入，认证进度会保留。",
	},

	realname.CodeWrongState:        {"The case is at another step by now, or it has ended. Look at it again: it says what can be done.", "申请已进入其他步骤或已结束，不能执行此操作。请重新查看该申请，按其列出的可用操作继续。"},
	realname.CodeCaseExpired:       {"The case was open too long and has expired. Open a new one.", "认证申请已过期，请重新发起。"},
	realname.CodeCaseOpen:          {"The account already has an open case. Continue or cancel that one.", "该账号已有进行中的认证申请，请继续或取消该申请。"},
	realname.CodeAlreadyVerified:   {"The account is verified already; it need not verify again.", "该账号已完成实名认证，无需再次认证。"},
	realname.CodeTooManyCases:      {"The account opened too many cases today. Try again tomorrow.", "该账号今日发起认证次数过多，请明天再试。"},
	realname.CodeTooManySteps:      {"This case was changed too often. Cancel it and open a new one.", "该申请修改次数过多，请取消后重新发起。"},
	realname.CodeKindNotSupported:  {"This kind of case is not offered here. Choose one that the account lists.", "暂不支持该认证类型，请选择账号页列出的类型。"},
	realname.CodeMethodUnavailable: {"Nobody can check by this method here at present. Choose another of those listed.", "该认证方式暂未开通，请选择列出的其他方式。"},
	realname.CodeMethodNotOffered:  {"This method is not offered here. Choose one of those listed.", "暂不支持该认证方式，请选择列出的方式。"},
	realname.CodeMethodNotForDoc: {
		"This method does not work with this document. Choose another of those listed.",
		"该证件不支持此认证方式，请选择列出的其他方式。",
	},
	realname.CodeMessageDailyLimit: {"Too many messages to this number today, or for this account. Try again after midnight (UTC+8), or use another number.",
		"今日向该号码或为该账号发送的短信已达上限，请于次日零点后再试，或更换号码。"},
	realname.CodeCheckDailyLimit: {"Too many checks today. Try again after midnight (UTC+8).", "今日核验次数已达上限，请于次日零点后再试。"},
	realname.CodeQuotaExceeded: {
		"This identity has verified as many accounts as it may. See which ones hold the places, and release one. Whose own document or enterprise was used by somebody else can appeal.",
		"该身份信息实名认证的账号数已达上限。可查看已占用的账号，变更其实名后再试；本人证件或本企业被他人使用的，可发起申诉。",
	},
	realname.CodeUnderAge: {"Real-name verification is for people of at least 18 years. Come back on your 18th birthday; if the birth date is wrong, go back and correct it.", "实名认证仅适用于年满 18 周岁的用户，请年满 18 周岁后再办理；如出生日期有误，请返回修改。"},
	realname.CodeRegionInvalid: {
		"This is no region that we know. Leave it out or write CN for the mainland; HK, MO, TW or a code of two letters for others.",
		"无法识别该地区。中国大陆请留空或填写 CN；其他地区请填写 HK、MO、TW 或两位国家和地区代码。",
	},
	realname.CodeRegionNotSupported: {"This region is served by the international site. Go there to verify.", "非中国大陆地区请前往国际站进行认证。"},
	realname.CodeDocNotSupported: {
		"This document is served by the international site. Go there to verify, or use one of these here: resident ID, and the mainland travel permits of Hong Kong, Macao and Taiwan residents.",
		"该证件请前往国际站认证。本站支持居民身份证、港澳居民来往内地通行证、台湾居民来往大陆通行证。",
	},
	realname.CodeNumberInvalid: {
		"The document number is not well formed. Copy it from the document; of a resident ID all 18 characters of the present card.",
		"证件号码格式或校验位不正确，请按证件填写；居民身份证请填写二代身份证的 18 位号码。",
	},
	realname.CodeNameInvalid: {
		"Give the name as printed on the document: 2 to 30 Chinese characters; with a permit HA or MA also Latin letters.",
		"请按证件填写姓名：2 至 30 个汉字，可含间隔号“·”；HA、MA 通行证可填写英文姓名。",
	},
	realname.CodeBirthDateInvalid: {"Give the birth date printed on the document, as 2006-01-02.", "请按证件填写出生日期，格式如 2006-01-02。"},
	realname.CodeIndustryInvalid:  {"Choose an industry section of GB/T 4754: A to T.", "请选择国民经济行业门类（GB/T 4754）：A 至 T。"},
	realname.CodeNameMismatch: {
		"Name and number do not belong together, or differ from what the provider holds. Go back and correct them.",
		"姓名与证件号码不一致，或与预留的实名信息不符，请返回修改。",
	},
	realname.CodeIDNotFound: {"The register does not know this number. Check it, or use another method.", "库中无此证件号码，请核对或更换认证方式。"},
	realname.CodeConsentDeclined: {
		"You did not consent on the phone. Start again if you want to go on.",
		"您在手机上未同意授权。如需继续，请重新发起。",
	},
	realname.CodeBankCardRequired: {
		"No bank card is bound to this app. Bind one in the app, then scan again.",
		"该应用未绑定银行卡，请先绑定银行卡再扫码。",
	},
	realname.CodeDocumentMismatch: {
		"This WeChat was not verified with this permit. Use your own WeChat, verified with the permit and with a mainland bank card.",
		"该微信未使用此通行证实名，请使用以该通行证实名并绑定大陆银行卡的本人微信。",
	},
	realname.CodeFaceCovered: {"The face was covered. Take off mask, hat or glasses and try again.", "脸部被遮挡，请摘下口罩、帽子或眼镜后重试。"},
	realname.CodeFaceMismatch: {
		"The face differs too much from the picture on record. Try again in good light, in person.",
		"本人与照片差距过大，请本人在光线充足处重试。",
	},
	realname.CodeFaceNotInView: {
		"The face was not fully in view during the check. Keep it inside the frame.",
		"验证过程中人脸没有完全出现在屏幕中，请保持正脸在取景框内。",
	},
	realname.CodeLivenessFailed: {
		"No live person was recognised before the camera. Try again yourself, in good light, without a screen or a picture.",
		"未能识别为真人本人操作，请由本人在光线充足处重试，勿对着屏幕或照片拍摄。",
	},
	realname.CodeDocumentExpired: {
		"The document has expired. Get a new one, then try again.",
		"证件已过有效期，请换领新证件后再试。",
	},
	realname.CodeQRExpired: {"The QR code has expired. Get a new one.", "二维码已过期，请刷新后重新扫码。"},
	realname.CodeQRUsed:    {"The QR code has been used. Get a new one.", "二维码已使用，请重新获取。"},
	realname.CodeSourceUnavailable: {
		"The source of the check does not answer now. Try again shortly or use another method.",
		"核验数据源暂不可用，请稍后重试或更换认证方式。",
	},

	realname.CodePaymentWrong: {
		"A payment came with a wrong amount and from another payer than the enterprise; it goes back. Pay the exact amount from the " +
			"enterprise's own account.",
		"收到的充值金额与付款方名称均不符，款项将原路退回。请由企业本身的对公账户按指定金额充值。",
	},
	realname.CodePhoneMissing: {
		"This account has no phone to send to. Add one to the account's contact, then try again.",
		"该账号未设置安全手机，请先在账号联系方式中填写手机号码后重试。",
	},
	realname.CodePaymentAmount: {
		"A payment of the enterprise came with a wrong amount; it goes back. Pay exactly the amount that is shown, to the fen.",
		"收到的充值付款方正确，但金额不符，款项将原路退回。请严格按页面所示金额充值，精确到分。",
	},
	realname.CodePaymentPayer: {
		"The right amount came from another payer; it goes back. Pay from an account whose name equals the enterprise's.",
		"收到的充值金额正确，但付款账户名称与企业名称不一致，款项将原路退回。请由与企业名称一致的对公账户充值。",
	},
	realname.CodePaymentUnmatched: {
		"A payment of the enterprise came that fits no amount that is waited for, and named none; it goes back, and no try was counted. Pay " +
			"exactly the amount that is shown, and quote the reference.",
		"收到贵企业一笔充值，金额与待付金额不符且未填写附言，款项将原路退回，不计入次数。请严格按页面所示金额充值，并填写附言。",
	},
	realname.CodeDepositWithdrawn: {
		"What you paid went back already, to the account that it came from. Look at that account's statement; the bank says when it arrives.",
		"该笔验证金已原路提现，不能重复提现。请在原付款账户的流水中查看，到账时间以银行为准。",
	},
	realname.CodePaymentsExceeded: {
		"The last payment was wrong too; it goes back. Start the verification anew.",
		"充值次数已用完，款项将原路退回。请重新发起认证。",
	},
	realname.CodeDepositExpired: {"The payment did not come in time. Start the verification anew.", "未在有效期内收到充值，认证失败，请重新发起认证。"},
	realname.CodeAmountMismatch: {"This is not the amount that was sent. Look at the statement again.", "金额与打款金额不一致，请核对银行流水后再试。"},
	realname.CodeAmountAttempts: {"The amount was wrong too often. Start the verification anew.", "金额填写错误次数已达上限，认证失败，请重新发起认证。"},
	realname.CodeAmountExpired:  {"The amount was not confirmed in time. Start the verification anew.", "未在有效期内填写金额，认证失败，请重新发起认证。"},
	realname.CodeAmountInvalid: {
		"Give the amount in yuan with two decimals, from 0.01 to 0.99. This was not counted as a try.",
		"请填写 0.01 至 0.99 元之间的金额（两位小数），本次不计入次数。",
	},
	realname.CodePayoutLate: {
		"The amount has not arrived yet. When it does is the bank's to say: wait for it, or choose another method; it counts as long as the " +
			"case is open.",
		"验证金额尚未到账，实际到账时间以银行为准。请继续等待，或更换其他认证方式；在申请有效期内到账均有效。",
	},
	realname.CodePayoutFailed: {
		"The bank refused the transfer. Check the bank account and file the papers again.",
		"银行退回了打款，请核对对公账户信息后重新提交。",
	},
	realname.CodePayoutCap: {"Enough amounts were sent to this enterprise today. Try again tomorrow.", "该企业今日打款次数已达上限，请明天再试。"},
	realname.CodePapersLate: {
		"The papers that a reviewer asked for did not come in time, and the case has ended. Start anew with all papers.",
		"审核人员要求补充的材料未在期限内提交，申请已终止。请备齐材料后重新发起。",
	},
	realname.CodeReviewLapsed: {
		"We did not review this in time, and the case has ended. That is our fault, not yours: start anew, or contact support.",
		"我们未能在申请有效期内完成审核，申请已终止。这不是您的原因，请重新发起，或联系客服。",
	},
	realname.CodePapersAsked:   {"A reviewer asks for some papers again. Look at the case for which, and why, then hand them in there by the day that it says.", "审核人员要求重新提交部分材料，请在申请页查看需补充的材料和原因，并在所示日期前提交。"},
	realname.CodeReviewRefused: {"The review was refused. Look at the case for the reason, correct what it names, and start anew.", "审核未通过，请在申请页查看原因，修改后重新发起。"},
	realname.CodeEnterpriseNotListed: {
		"The register does not list this enterprise yet; new licences take up to 7 working days. Try again then, or use another method.",
		"登记机关尚无该企业信息，新办证照同步最长需 7 个工作日，请届时再试或更换认证方式。",
	},
	realname.CodeEnterpriseMismatch: {
		"Name and code do not belong together, or differ from what the provider holds. Go back and correct them.",
		"企业名称与代码不一致，或与预留信息不符，请返回修改。",
	},
	realname.CodeEnterpriseClosed: {
		"The register has this enterprise as suspended, revoked, rescinded or struck off: it cannot verify an account. If that has changed, " +
			"ask the register to correct it, then try again.",
		"登记机关显示该企业已停业、被吊销、被撤销或已注销，不能进行认证。如登记信息已变更，请先联系登记机关更正后再试。",
	},
	realname.CodeAccountUnverified: {
		"The official account is not verified as an enterprise. Verify it on the WeChat platform, or use another method.",
		"该公众号未完成企业认证，请先在微信公众平台完成认证，或更换认证方式。",
	},
	realname.CodeNotAdministrator: {"The administrator of the account has to scan in person.", "请由该账号的管理员本人扫码。"},
	realname.CodeNotRepresentative: {
		"This is not the legal representative of the enterprise on record. Go back and correct the name, or use another method.",
		"与登记的企业法定代表人不一致，请返回修改或更换认证方式。",
	},
	realname.CodeNotMainland: {
		"Legal representatives of Hong Kong, Macao, Taiwan or other places abroad are not supported here. Use another method.",
		"暂不支持港澳台及国际法人，请更换其他认证方式。",
	},

	realname.CodeAccountNotVerified: {"The account is not verified. Verify it first.", "该账号尚未实名认证，请先完成实名认证。"},
	realname.CodeKindNotForSubject: {
		"This is not for an account verified as it is. See which changes the account offers.",
		"该账号当前的认证类型不适用此操作，请查看可用的变更类型。",
	},
	realname.CodeChangeTooSoon: {
		"An account can go to somebody else only some time after who has it was verified. See from when.",
		"距当前主体完成实名认证的时间不足，暂不能变更主体，请于可变更日期后再试。",
	},
	realname.CodeConsentRequired: {"Read and accept the agreements that are asked for.", "请阅读并同意所需的协议。"},
	realname.CodeConsentOutdated: {
		"The agreement has changed since it was shown. Read and accept the present one.",
		"协议内容已更新，请重新阅读并同意。",
	},
	realname.CodeVerifiedElsewhere: {
		"The account was verified through another site. Change it there; then take the change over here.",
		"该账号通过其他网站完成实名认证，请到对应的网站修改实名认证信息，修改后可在此同步。",
	},
	realname.CodeSiteDiffers: {
		"The app that scanned was verified on another site than this account. Scan with the app of the site that verified this account.",
		"扫码的 App 账号与本账号的原认证网站不一致，请使用原认证网站的 App 扫码。",
	},
	realname.CodeSiteUnchanged: {
		"The site says of your account there what this account is verified as already. Change it there first, then scan again.",
		"原认证网站的实名信息与本账号相同，请先在该网站完成修改，再重新扫码。",
	},
	realname.CodeAccountArrears:  {"The account has debts. Pay them, then try again.", "该账号存在欠费，请结清后再试。"},
	realname.CodeAccountProducts: {"Products are running on the account. Release them, then try again.", "该账号下存在使用中的产品，请释放后再试。"},
	realname.CodeAccountBusiness: {
		"Business of the account is not finished: orders, filings or disputes. Finish it, then try again.",
		"该账号存在未完结的业务（订单、备案或工单），请处理完成后再试。",
	},
	realname.CodeLowBalance: {
		"The balance may not cover the running pay-as-you-go products while this lasts. Top it up, or they may stop.",
		"账号下存在使用中的按量付费产品，变更期间请保证余额充足，以免欠费导致停机。",
	},
	realname.CodeHostUnavailable: {
		"The platform cannot be asked about the account now. Nothing was changed; try again shortly.",
		"暂时无法查询账号状态，未做任何更改，请稍后重试。",
	},
	realname.CodeNothingChanges: {"This is what the account is verified as already: you need do nothing.", "与当前的实名认证信息相同，无需变更。"},
	realname.CodeCodeDiffers: {
		"The code is not the one on record. Check it; with another code, start a change to another enterprise instead.",
		"机构代码与已认证信息不一致，请核对；代码确已不同的，请改为发起变更企业主体。",
	},
	realname.CodeCodeMissing: {
		"Only enterprises of the commercial register, with a unified social credit code of 91 or 92, can change their legal representative " +
			"here; of other bodies none is on record. If yours is one, complete the code by a change of the enterprise first.",
		"仅工商类企业（统一社会信用代码以 91/92 开头）可变更法人信息，其他机构无需变更。如贵单位属于工商类企业但认证信息中缺少该代码，请先通过变更企业主体补充。",
	},
	realname.CodeDeclaredOtherwise: {
		"This is not what was declared and reviewed. Fill in the same name and code, or start anew.",
		"与已提交审核的变更信息不一致，请填写相同的名称和代码，或重新发起。",
	},
	realname.CodeCancelNotAllowed:  {"This was asked for by the platform and cannot be withdrawn. Go on with it, or ask the platform to withdraw it.", "该申请由平台发起，您不能撤销，请继续完成或联系平台撤销。"},
	realname.CodeAgreementNotFound: {"There is no such agreement. Look at the ones that the account or the form lists.", "协议不存在，请查看账号或表单列出的协议。"},
	realname.CodeAppealNotFound:    {"No appeal has this query code and phone. Check both: the code was shown once, when the appeal was declared.", "查询码或手机号码不正确，请核对后重试；查询码在提交申诉时显示过一次。"},
	realname.CodeNotHolder:         {"This account does not hold a place of the identity. Choose one that the review lists.", "该账号未使用此身份信息认证，请选择审核页列出的账号。"},
	realname.CodeReverify: {
		"The platform asks for this account to be verified again. Do it before the day that is shown, or the account is restricted: start the renewed verification first.",
		"平台要求该账号重新进行实名认证，请在所示日期前完成，逾期将被限制使用。",
	},
	realname.CodeAccountRestricted: {
		"The account was not verified again in time and is restricted. Verify it again to lift this.",
		"该账号未按期完成重新认证，已被限制使用，请重新完成实名认证以解除限制。",
	},
	realname.CodeReverifyNotRequired: {"Nobody asked for this account to be verified again: you need do nothing.", "该账号无需重新认证。"},
	realname.CodeReleasedByAppeal: {
		"The verification was released after an appeal by the owner of the identity. Verify the account with an identity of your own.",
		"该身份信息的所有人申诉成立，本账号的实名认证已解除，请使用本人身份重新认证。",
	},

	realname.CodeCardInvalid: {"The card number is not well formed. Copy it from the card.", "银行卡号格式或校验位不正确，请按卡面填写。"},
	realname.CodeCardHolder: {
		"Name, document, card and phone do not belong together. Use a card of your own, and the phone that the bank holds for it.",
		"姓名、证件号码、银行卡与银行预留手机号码不一致，请使用本人的银行卡及银行预留的手机号码。",
	},
	realname.CodeCardPhone: {"The phone is not the one that the bank holds for this card. Use that one, or change it at the bank first.", "手机号码与银行预留的手机号码不一致，请使用预留号码，或先到银行更新。"},
	realname.CodeCardFrozen: {
		"The bank does not let this card be used: it is frozen, lost, dormant or expired. Use another card.",
		"该银行卡状态异常（冻结、挂失、睡眠或过期），请更换银行卡。",
	},
	realname.CodeCardNotSupported: {
		"This bank or kind of card is not supported. Choose one of the list.",
		"暂不支持该银行或卡种，请从支持的银行中选择。",
	},
	realname.CodeCardDailyLimit: {
		"This card was checked too often today. Try again tomorrow, or use another card.",
		"该银行卡今日验证次数已达上限，请明天再试或更换银行卡。",
	},
	realname.CodeCodeWrong:   {"The code is wrong. Look at the newest message.", "验证码不正确，请查看最新的短信。"},
	realname.CodeCodeExpired: {"The code has expired. Have a new one sent.", "验证码已过期，请重新获取。"},
	realname.CodeCodeLocked:  {"The code was wrong too often. Have a new one sent.", "验证码错误次数过多，请重新获取。"},
	realname.CodeAppNotVerified: {
		"The account of the app has not finished real-name verification. Finish it in the app, or use another method.",
		"该 App 账号未完成个人实名认证，请先在 App 内完成认证，或更换认证方式。",
	},
	realname.CodeBindNotVerified: {
		"There is no account of this name that is verified with what you entered. Check its name, or have it verified at its own site first, " +
			"and try again.",
		"您填写的账号不存在，或未以您填写的身份信息完成实名认证。请核对账号，或先在该账号所在网站完成实名认证后重试。",
	},
	realname.CodeBindNoPhone: {
		"No phone is bound to the account that you named. Bind one there first.",
		"您填写的账号未绑定手机，请先到该网站为其绑定手机号码。",
	},
	realname.CodeBindMismatch: {"The account that you named is verified with another document. Check its name, or use another method.", "您填写的账号使用其他证件完成了实名认证，请确认账号后重试。"},
	realname.CodeDocumentInUse: {
		"This document has verified another account of the group. Appeal, verify as an enterprise, or bind that account.",
		"该证件已用于集团内其他账号的实名认证。您可以申诉找回、进行企业认证，或绑定已认证的账号。",
	},
	realname.CodeGroupUnverified: {
		"The account of the group is not verified as an enterprise. Verify it there, or use another method.",
		"该账号未完成企业实名认证，请先在该账号所属网站完成认证，或更换认证方式。",
	},

	realname.CodeEmailInvalid:     {"This is not an e-mail address. Write it as name@example.com.", "邮箱地址格式不正确，请按 name@example.com 的格式填写。"},
	realname.CodeOpenIDInvalid:    {"This is not an openid of the official account. Have the person follow the account, and send the openid that WeChat gives.", "微信 openid 格式不正确，请在用户关注公众号后提交微信返回的 openid。"},
	realname.CodeMessageNotFound:  {"There is no such message. Look at the list of messages.", "消息不存在，请查看消息列表。"},
	realname.CodeDeliveryNotFound: {"There is no such delivery. See the list of deliveries.", "投递记录不存在，请查看投递列表。"},
}
