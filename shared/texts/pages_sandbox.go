package texts

// Welcome are the words of the page at the root of a sandbox: what to try.
var Welcome = struct {
	Title, Lead, Live, SignIn, SignInHint, As, Person, Company, More, Policy Sentence
	PersonSteps, CompanySteps                                                []Sentence
}{
	Title:      Sentence{"Try real-name verification", "体验实名认证"},
	Lead:       Sentence{"Everybody outside is played here: WeChat, QQ, the face check, the bank and the register. Nobody is really verified.", "微信、QQ、人脸识别、银行与工商登记均由沙箱模拟，不会核验真实身份。"},
	Live:       Sentence{"Real-name verification is running. Open it by the link that your platform gave you.", "实名认证服务正在运行，请通过您的平台提供的链接进入。"},
	SignIn:     Sentence{"1. Sign in with a click", "1. 一键登录"},
	SignInHint: Sentence{"The platform's demo accounts.", "平台的演示账号。"},
	As:         Sentence{"Sign in as", "登录"},
	Person:     Sentence{"2. Verify a person (1 minute)", "2. 个人认证（1 分钟）"},
	PersonSteps: []Sentence{
		{"Sign in, choose personal verification.", "登录后选择个人认证。"},
		{"Name 甄通过, ID 110101190001019019, any address: this one passes by itself.", "姓名 甄通过，证件号码 110101190001019019，地址任意：自动通过。"},
		{"Any other valid person: scan, or open the phone from the page, and choose what happens.", "其他有效身份：扫码或从页面打开手机，自选结果。"},
	},
	Company: Sentence{"3. Verify a company by bank (2 minutes)", "3. 企业对公打款（2 分钟）"},
	CompanySteps: []Sentence{
		{"Choose enterprise verification, fill in the sample data, and upload company.png of infra/tools/licences/samples: it is read into the form.", "选择企业认证，点击“填入示例数据”，并上传 infra/tools/licences/samples 中的 company.png，名称与代码自动识别。"},
		{"Choose the corporate transfer, fill in the sample account with any two pictures, name the handler, open the phone.", "选择企业对公打款，填入示例账户并上传任意两张照片，填写经办人，打开手机完成核验。"},
		{"In the theatre press Approve; the bank shows the amount; enter it.", "在沙箱控制台点击“通过”，从银行流水读取金额并填写。"},
	},
	More:   Sentence{"And beside it", "更多"},
	Policy: Sentence{"The policy in force:", "当前策略："},
}

// Theatre are the words of the page on which everybody outside is played.
var Theatre = struct {
	Title, Lead, Phone, NoPhone, OpenPhone, Bank, NoBank, Reviewer, NoReview, Decide, Approve, Ask, Refuse, Post, PostHint, Clock, Hour, Day, Deadline Sentence
	Register, RegisterHint, Magic, Mailbox, NoMail, Refused, RefuseWord, AskWord, Sample                                                               Sentence
	MagicRows                                                                                                                                          []Sentence
}{
	Title:        Sentence{"Phone, bank, mailbox, reviewer, clock", "手机、银行、信箱、审核员、时钟"},
	Lead:         Sentence{"Put this page beside the applicant's. It follows the open application by itself.", "请与申请页面并排打开，本页会跟随进行中的申请自动更新。"},
	Phone:        Sentence{"Phone", "手机"},
	NoPhone:      Sentence{"No QR code is out. When a check has started, the phone opens here.", "当前没有待扫描的二维码。开始核验后可在此打开手机。"},
	OpenPhone:    Sentence{"Open the phone", "打开手机"},
	Bank:         Sentence{"Bank", "银行"},
	NoBank:       Sentence{"Nothing to pay and nothing on its way.", "当前没有待付款项或在途款项。"},
	Reviewer:     Sentence{"Reviewer", "审核员"},
	NoReview:     Sentence{"Nothing waits for a reviewer.", "当前没有待审核的申请。"},
	Decide:       Sentence{"The application waits for a human. You are the reviewer:", "该申请正在等待人工审核，由您扮演审核员："},
	Approve:      Sentence{"Approve", "通过"},
	Ask:          Sentence{"Ask again", "要求补充"},
	Refuse:       Sentence{"Refuse", "驳回"},
	Post:         Sentence{"The post arrives", "资料寄达"},
	PostHint:     Sentence{"Papers are on their way by post.", "资料正在邮寄途中。"},
	Clock:        Sentence{"Clock", "时钟"},
	Hour:         Sentence{"+1 hour", "+1 小时"},
	Day:          Sentence{"+1 day", "+1 天"},
	Deadline:     Sentence{"To the next deadline", "到下一个截止时间"},
	Register:     Sentence{"Register", "工商登记"},
	RegisterHint: Sentence{"Codes of 91 and 92 are registered, and their legal representative always fits, but for these:", "91、92 开头的代码均视为已登记且法人相符，以下除外："},
	Magic:        Sentence{"Values with another outcome", "其他结果的取值"},
	MagicRows: []Sentence{
		{"91110101MA000100X6 was renamed to 甄新名科技有限公司", "91110101MA000100X6 已更名为 甄新名科技有限公司"},
		{"91110101MA0001050H: its licence was revoked", "91110101MA0001050H：已吊销"},
		{"91110101MA0001114F: there is no such code", "91110101MA0001114F：查无此代码"},
		{"91110101MA00010261: the register does not answer", "91110101MA00010261：登记系统无应答"},
		{"A bank account that ends in 0001 sends the money back; 0002 stays on its way", "银行账号以 0001 结尾：退回；0002 结尾：一直在途"},
	},
	Sample:     Sentence{"Sandbox: fill in sample data", "沙箱：填入示例数据"},
	Mailbox:    Sentence{"Mailbox: what was sent", "信箱：已发送的消息"},
	NoMail:     Sentence{"Nothing was sent yet.", "尚未发送任何消息。"},
	Refused:    Sentence{"That was refused: look at the application again.", "操作未成功，请重新查看申请。"},
	RefuseWord: Sentence{"Sandbox: papers and form do not agree.", "沙箱：资料与填写内容不一致。"},
	AskWord:    Sentence{"Sandbox: please take this picture again, sharper.", "沙箱：照片不清晰，请重新拍摄。"},
}
