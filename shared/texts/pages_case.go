package texts

// Case are the words of a case's page.
var Case = struct {
	Steps, Turn, Until, Deadline, Number, Present, About, Timeline, Opened, Comment, Waiting, Follows, Refresh Sentence
	Withdraw, WithdrawHint, WithdrawSure, Back, Next, OtherMethod, WaysOut, Holders, ToAccount, Again          Sentence
	Entered, EnteredHint, Methods, Recommended, NotNow, Use, Begin, BeginHint, Identify, IdentifyHint, Start   Sentence
	SendCode, SendCodeHint, Scan, QR, Left, OpenHere, NewQR, Code, CodeHint, Confirm, SendAgain, Tries         Sentence
	Reviewing, ReviewingHint, Since, DoneBy, OpenPhone, ScanInstead                                            Sentence
}{
	Steps:        Sentence{"Steps", "步骤"},
	Turn:         Sentence{"Waiting for", "当前处理方"},
	Until:        Sentence{"Until", "截止时间"},
	Deadline:     Sentence{"The application ends", "申请有效期至"},
	Number:       Sentence{"Number", "申请编号"},
	Present:      Sentence{"Belongs to", "当前主体"},
	About:        Sentence{"About this application", "申请信息"},
	Timeline:     Sentence{"What happened so far", "办理进度"},
	Opened:       Sentence{"Opened", "发起时间"},
	Comment:      Sentence{"The reviewer says:", "审核意见："},
	Waiting:      Sentence{"This is being worked on.", "正在处理中。"},
	Follows:      Sentence{"This page follows by itself.", "页面会自动更新。"},
	Refresh:      Sentence{"Look now", "立即刷新"},
	Withdraw:     Sentence{"Withdraw the application", "撤销申请"},
	WithdrawHint: Sentence{"Nothing changes for the account. What was filled in and handed in is not kept for another application.", "撤销后账号保持不变；已填写和提交的内容不会带入新的申请。"},
	WithdrawSure: Sentence{"Yes, withdraw", "确认撤销"},
	Back:         Sentence{"Correct what I entered", "返回修改"},
	Next:         Sentence{"Next", "下一步"},
	OtherMethod:  Sentence{"Choose another method", "更换其他认证方式"},
	WaysOut:      Sentence{"What you can do", "您可以"},
	Holders:      Sentence{"These accounts hold the places of this identity:", "以下账号已使用该身份信息实名："},
	ToAccount:    Sentence{"To the account", "返回账号"},
	Again:        Sentence{"Start anew", "重新发起"},
	Entered:      Sentence{"Please check what you entered", "请核对填写的信息"},
	EnteredHint:  Sentence{"This is who the account will be verified as.", "账号即将实名为以下身份。"},
	Methods:      Sentence{"Choose a method", "选择认证方式"},
	Recommended:  Sentence{"Recommended", "推荐"},
	NotNow:       Sentence{"Not available", "暂不可用"},
	Use:          Sentence{"Use this method", "使用此方式"},
	Begin:        Sentence{"Ready to check", "准备核验"},
	BeginHint:    Sentence{"Start, then scan the QR code that appears.", "点击开始，然后扫描页面上的二维码。"},
	Identify:     Sentence{"Verify who you are", "验证用户身份"},
	IdentifyHint: Sentence{"Before anything changes, the present owner of the account proves who they are.", "变更前，请账号当前的实名主体本人完成身份验证。"},
	Start:        Sentence{"Start", "开始"},
	SendCode:     Sentence{"Confirm by a code", "短信验证"},
	SendCodeHint: Sentence{"A code goes to the phone that belongs to it.", "验证码将发送至预留的手机号码。"},
	Scan:         Sentence{"Scan this code with your phone, and confirm there.", "请用手机扫描二维码，并在手机上确认授权。"},
	QR:           Sentence{"QR code to scan", "待扫描的二维码"},
	Left:         Sentence{"Time left:", "有效期剩余"},
	OpenPhone:    Sentence{"Open and confirm", "打开并确认"},
	ScanInstead:  Sentence{"Scan with another phone instead", "改用其他手机扫码"},
	OpenHere:     Sentence{"On a phone? Open it here", "正在使用手机？点此打开"},
	NewQR:        Sentence{"Get a new code", "刷新二维码"},
	Code:         Sentence{"Enter the code", "请输入验证码"},
	CodeHint:     Sentence{"It was sent to", "验证码已发送至"},
	Confirm:      Sentence{"Confirm", "确认"},
	SendAgain:    Sentence{"Send a new code", "重新发送"},
	Tries:        Sentence{"Tries left:", "剩余次数："},
	Reviewing:    Sentence{"Being reviewed", "审核中"},
	ReviewingHint: Sentence{
		"Staff look at what you handed in. You are told by message; until then you can withdraw, and where it is offered choose another method.",
		"您提交的资料正在人工审核，结果将以短信、邮件、站内信等方式通知。审核期间您可以撤销申请，或更换其他认证方式。",
	},
	Since:  Sentence{"Handed in", "提交时间"},
	DoneBy: Sentence{"Done by", "预计完成时间"},
}

// Form are the words around a form.
var Form = struct {
	Form, Declaration, Consents, Ahead, Choose, International, NoForm, Missing, Several, WithResidence Sentence
	Kind, KindNow, KindInstead                                                                         Sentence
}{
	Kind:          Sentence{"Choose what the change is to be", "选择变更类型"},
	KindNow:       Sentence{"Chosen", "已选择"},
	KindInstead:   Sentence{"Choose instead: ", "改为："},
	Form:          Sentence{"Fill in basic information", "填写基本信息"},
	Declaration:   Sentence{"What is it about?", "填写申请信息"},
	Consents:      Sentence{"Agreements", "协议"},
	Ahead:         Sentence{"By which methods can it be proven?", "有哪些认证方式？"},
	Choose:        Sentence{"Please choose", "请选择"},
	International: Sentence{"Other regions are served by the international site.", "非中国大陆地区请前往国际站认证。"},
	NoForm:        Sentence{"Without a form", "无需填写表单"},
	Missing:       Sentence{"This is needed.", "此项必填。"},
	Several:       Sentence{"Please fill in or correct:", "以下内容需要填写或更正："},
	WithResidence: Sentence{" (or residence permit of 81, 82, 83)", "（含港澳台居民居住证）"},
}

// Upload are the words of handing in papers (RULES D12, E7).
var Upload = struct {
	Title, Hint, OneOf, Which, Pick, Camera, Template, Or, ByPost, ByPostHint, Address, Missing, Come Sentence
}{
	Title:      Sentence{"Hand in papers", "提交证明材料"},
	Hint:       Sentence{"Each picture shows all edges, in colour, sharp and without glare.", "请上传彩色照片，四角完整、文字清晰、无反光。"},
	OneOf:      Sentence{"One of these papers", "以下材料任选其一"},
	Which:      Sentence{"Which one?", "材料类型"},
	Pick:       Sentence{"Choose a file, take a picture, or drop it here", "点击上传、拍照或拖拽到此区域"},
	Camera:     Sentence{"Take a picture", "拍照"},
	Template:   Sentence{"Open the form to print (A4)", "打开可打印的申请表模板（A4）"},
	Or:         Sentence{" or ", " 或 "},
	ByPost:     Sentence{"Send papers by post", "邮寄资料"},
	ByPostHint: Sentence{"Write the number of the application on the envelope. Staff book in what arrives, and then review it.", "请在信封上注明申请编号。资料到达后由工作人员登记并审核。"},
	Address:    Sentence{"Send to", "邮寄地址"},
	Missing:    Sentence{"Still to be sent", "待邮寄"},
	Come:       Sentence{"Arrived", "已收到"},
}

// Bank are the words of top-up and corporate transfer (RULES C6, C7, C10).
var Bank = struct {
	TopUp, SamePayer, SamePayerHint, Issue, Pay, Sent, Payer, PayerName, Amount, Payee, PayeeName, Account, BankName, Reference, Ways, WaysToPay, Send, Withdraw, WithdrawHint, Statement, Know Sentence
	Transfer, SameAccount, NoWayBack, File, OnlyForThis, Handler, HandlerHint, OnItsWay, OnItsWayHint, Approved, SentAt, ArrivedAt, Expected                                                    Sentence
	WhichAmount, WhichAmountHint, Received, HandlerName                                                                                                                                         Sentence
	TopUpPoints, PayPoints                                                                                                                                                                      []Sentence
}{
	TopUp:         Sentence{"Pay a small amount from the enterprise's bank account", "使用企业对公银行账户充值一笔验证金"},
	SamePayer:     Sentence{"The name of the paying account has to equal the enterprise's", "付款账户名称须与企业名称一致"},
	SamePayerHint: Sentence{"Otherwise it does not pass. Until you have paid you can still correct the name.", "不一致将不会通过验证。付款前仍可返回修改企业名称。"},
	TopUpPoints: []Sentence{
		{"The amount is below 1 yuan and drawn by chance. It is good for 7 working days and 2 payments.", "验证金小于 1 元，金额随机生成，7 个工作日内有效，可验证 2 次。"},
		{"What you pay is credited to the account, and can be withdrawn to where it came from.", "认证成功后，验证金充入账户余额，可原路提现。"},
		{"A wrong payment comes back by itself.", "付款错误或失败的，验证金自动退回。"},
	},
	Issue:        Sentence{"Confirm and show the amount", "确认并生成付款金额"},
	Pay:          Sentence{"Pay exactly this amount", "请按以下金额付款"},
	Sent:         Sentence{"The details were sent to your phone.", "收款方信息已发送至手机。"},
	Payer:        Sentence{"Who pays", "付款方信息"},
	PayerName:    Sentence{"Name of the account", "付款户名"},
	Amount:       Sentence{"Amount in yuan", "需付款金额（元）"},
	Payee:        Sentence{"Where to", "收款方信息"},
	PayeeName:    Sentence{"Payee", "收款户名"},
	Account:      Sentence{"Account number", "银行账号"},
	BankName:     Sentence{"Bank", "收款银行"},
	Reference:    Sentence{"Reference", "附言／备注"},
	Ways:         Sentence{"Ways to pay", "转账途径"},
	WaysToPay:    Sentence{"Online or mobile banking, wire, cheque, counter", "网上银行 / 手机银行 / 电汇 / 支票 / 柜台"},
	Send:         Sentence{"Send this to my phone", "将收款方信息发送至手机"},
	Withdraw:     Sentence{"Withdraw the top-up to where it came from", "验证金原路提现"},
	WithdrawHint: Sentence{"What you paid is on the account's balance. It goes back to the bank account that it came from, once; when it arrives is the bank's to say.", "验证金已计入账号余额，可申请一次原路提现，退回原付款账户，到账时间以银行为准。"},
	Statement:    Sentence{"Sandbox: open the bank", "沙箱：打开企业网银"},
	Know:         Sentence{"Good to know", "请注意"},
	PayPoints: []Sentence{
		{"The page goes on by itself when the money has arrived, usually within one working day; when is the bank's to say.", "收到汇款后自动完成认证，一般在 1 个工作日内到账，具体时间以银行为准。"},
		{"Pay from the enterprise's own account, in one payment, exactly this amount.", "请使用企业对公账户一次性支付上述金额。"},
		{"A wrong amount or another payer is refunded, and counts as a try.", "金额或付款方错误的，款项自动退回，并计入验证次数。"},
	},
	Transfer:        Sentence{"The enterprise's bank account", "填写企业对公银行账户"},
	SameAccount:     Sentence{"The account's name has to equal the enterprise's, or the money does not arrive", "账户须与企业名称一致，否则会打款失败"},
	NoWayBack:       Sentence{"What you hand in here cannot be taken back: check it before you go on.", "一经提交无法撤回打款，请谨慎核对后再提交。"},
	File:            Sentence{"Hand in", "完成填写"},
	OnlyForThis:     Sentence{"This account serves verification and its refund only, no other remittance.", "此银行账户仅适用于实名认证打款以及退款，不作为线下汇款使用。"},
	HandlerName:     Sentence{"Handler", "经办人"},
	Handler:         Sentence{"Who handles this for the enterprise?", "填写经办人信息"},
	HandlerHint:     Sentence{"For the safety of the enterprise, the handler proves who they are by a face check in the next step.", "为了企业信息安全，请填写经办人信息，下一步由经办人进行人脸识别。"},
	OnItsWay:        Sentence{"The money is on its way", "资料审核成功，正在打款"},
	OnItsWayHint:    Sentence{"It usually arrives within 3 working days; when exactly is the bank's to say. Look at the statement of the account.", "预计 3 个工作日内到账，实际到账以银行为准，请留意企业账户流水。"},
	Approved:        Sentence{"Approved", "审核通过"},
	SentAt:          Sentence{"Sent", "打款时间"},
	ArrivedAt:       Sentence{"Arrived", "到账时间"},
	Expected:        Sentence{"Expected or due by", "预计／截止时间"},
	WhichAmount:     Sentence{"Which amount arrived?", "请填写收到的金额"},
	WhichAmountHint: Sentence{"Between 0.01 and 0.99 yuan, as the statement of the enterprise's account says.", "金额在 0.01 至 0.99 元之间，以企业账户流水为准。"},
	Received:        Sentence{"Confirm the amount", "我已收到打款，开始校验"},
}
