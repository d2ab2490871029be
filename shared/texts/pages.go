package texts

// Frame are the words of every page.
var Frame = struct {
	Product, Skip, Menu, Account, Messages, SignOut, Docs, Support, Sandbox, Theatre, Copy, Copied Sentence
	Lost, TooBig, Sending, Looking, Accepted, Read, Slow                                           Sentence
}{
	Product:  Sentence{"Shiming", "实名 Shiming"},
	Skip:     Sentence{"Skip to content", "跳到正文"},
	Menu:     Sentence{"Menu", "导航"},
	Account:  Sentence{"Account", "账号"},
	Messages: Sentence{"Messages", "消息"},
	SignOut:  Sentence{"Sign out", "退出"},
	Docs:     Sentence{"API reference", "接口文档"},
	Support:  Sentence{"Support: ", "客服："},
	Sandbox:  Sentence{"Sandbox: nobody is really verified here.", "沙箱环境，不会核验真实身份。"},
	Theatre:  Sentence{"Open phone, bank and clock", "打开手机、银行与时钟"},
	Copy:     Sentence{"Copy", "复制"},
	Copied:   Sentence{"Copied", "已复制"},
	Lost:     Sentence{"No connection. We keep trying; what you entered stays here.", "网络连接中断，正在重试；已填写的内容不会丢失。"},
	TooBig:   Sentence{"The file is larger than 5 MB. Take a smaller picture or reduce it.", "文件超过 5 MB，请缩小后重新上传。"},
	Sending:  Sentence{"Uploading…", "正在上传…"},
	Looking:  Sentence{"Uploaded. We are looking at it…", "已上传，正在检查…"},
	Accepted: Sentence{"Accepted. You can replace it at any time before you go on.", "已通过检查，提交前可随时重新上传。"},
	Read:     Sentence{"Accepted, and read into the form: compare what was filled in with the document.", "已通过检查，并已识别填入下方表单，请按证照核对。"},
	Slow:     Sentence{"Looking at the file takes longer than usual. Please upload it again in a moment.", "文件检查时间较长，请稍后重新上传。"},
}

// Errors are what a page says when it cannot be drawn, and what to do then.
var Errors = struct {
	Wrong, Nothing, Often, NoPage, Unreachable, Request, Home, Again, Ended, EndedHint, SignIn, Staff, StaffHint Sentence
}{
	Wrong:   Sentence{"This did not work", "操作未完成"},
	Nothing: Sentence{"Nothing here", "页面不存在"},
	Often:   Sentence{"Too many requests", "操作过于频繁"},
	NoPage: Sentence{
		"There is nothing at this address, or it is not yours to see. Go back to your account and go on from there.",
		"该地址不存在，或您无权查看。请返回账号页面继续操作。",
	},
	Unreachable: Sentence{
		"The service does not answer now. Nothing you entered is lost: wait a moment and press the button again.",
		"服务暂时没有响应。您填写的内容没有丢失，请稍候再次点击按钮。",
	},
	Request:   Sentence{"Give this number to support:", "联系客服时请提供请求编号："},
	Home:      Sentence{"To the account", "返回账号"},
	Again:     Sentence{"Try again", "重试"},
	Ended:     Sentence{"You are not signed in", "您尚未登录"},
	EndedHint: Sentence{"The session has ended, or the link was used before. Open a new link from your platform; what was sent is kept.", "会话已结束，或链接已被使用。请从您的平台重新打开链接；已提交的内容不会丢失。"},
	SignIn:    Sentence{"Sign in", "登录"},
	Staff:     Sentence{"Signed in as staff", "已以工作人员身份登录"},
	StaffHint: Sentence{"These pages are for the holder of an account.", "此处页面面向账号持有人。"},
}

// Home are the words of an account's page (RULES A8, A11, A12).
var Home = struct {
	Title, Open, OpenHint, GoOn, Choose, Careful, CarefulHint, AsPerson, AsEnterprise, Verified, Name, Region, Mainland, Method, At, Site Sentence
	Contact, From, Accept, History, Version, Restricted, RestrictedHint, Reverify, Until                                                  Sentence
	RestrictedTitle, RestrictedWhy, ReverifyHint, Since                                                                                   Sentence
}{
	Title:    Sentence{"Real-name verification", "实名认证"},
	Open:     Sentence{"You have an application in progress", "您有进行中的认证申请"},
	OpenHint: Sentence{"Go on where you stopped, or withdraw it there and choose something else.", "您可以继续该申请，或在申请页面撤销后重新选择。"},
	GoOn:     Sentence{"Continue", "继续"},
	Choose:   Sentence{"Choose what to do", "请选择"},
	Careful:  Sentence{"A company should not verify as a person", "企业主体请尽量避免使用个人认证"},
	CarefulHint: Sentence{
		"Verification decides who owns the account and what is on it. When people leave a company, an account in their name is disputed. " +
			"An enterprise cannot be changed back into a person later, and the verified name has to equal the subject of an ICP filing.",
		"实名认证决定账号及其资源的归属。以个人信息认证的企业账号，在人员变动或交接时容易引起纠纷。变更为企业后无法再变更为个人；申请 ICP 备案的，实名认证名称须与备案主体名称一致。",
	},
	AsPerson:        Sentence{"Verified as a person", "您已完成个人实名认证"},
	AsEnterprise:    Sentence{"Verified as an enterprise", "您已完成企业实名认证"},
	Verified:        Sentence{"Verified", "已认证"},
	Name:            Sentence{"Name", "名称"},
	Region:          Sentence{"Region", "认证地区"},
	Mainland:        Sentence{"Mainland of China", "中国大陆"},
	Method:          Sentence{"Method", "认证方式"},
	At:              Sentence{"Verified at", "认证时间"},
	Site:            Sentence{"Taken over from", "认证来源"},
	Contact:         Sentence{"Contact for results and codes", "结果与验证码的联系方式"},
	From:            Sentence{"Possible from", "可发起时间："},
	Accept:          Sentence{"I have read and accept", "我已阅读并同意"},
	History:         Sentence{"Applications so far", "申请记录"},
	Version:         Sentence{"Version", "版本"},
	Restricted:      Sentence{"Restricted", "已限制"},
	RestrictedTitle: Sentence{"This account is restricted", "该账号已被限制"},
	RestrictedWhy: Sentence{
		"Your platform asked for the account to be verified again, and that was not done in time. It still belongs to you, but until then it can issue no invoices, join no campaigns, and not be changed or released.",
		"您的平台要求重新核验该账号的实名主体，但未在期限内完成。账号仍归您所有；完成前不可开具发票、参加活动，也不可变更或解除实名。",
	},
	RestrictedHint: Sentence{"Verify it again now: when that is done the restriction ends at once. If you are not the owner any more, start an appeal or write to your platform.", "请立即重新认证，完成后限制随即解除。如您已不是账号的实名主体，请发起申诉或联系您的平台。"},
	Reverify:       Sentence{"Please verify this account again", "请重新认证该账号"},
	ReverifyHint:   Sentence{"Your platform asks who the account belongs to. If it is not done in time, the account is restricted.", "平台要求再次核验账号的实名主体，逾期未完成的账号将被限制。"},
	Since:          Sentence{"Since", "限制时间："},
	Until:          Sentence{"By", "截止时间："},
}

// Account are the words of the pages of messages and contact.
var Account = struct {
	Messages, NoMessages, Read, MarkRead, ToCase, More, Contact, ContactHint, Keep, Kept Sentence
}{
	Messages:    Sentence{"Messages", "消息"},
	NoMessages:  Sentence{"There are no messages yet.", "暂无消息。"},
	Read:        Sentence{"Read", "已读"},
	MarkRead:    Sentence{"Mark as read", "标为已读"},
	ToCase:      Sentence{"To the application", "查看申请"},
	More:        Sentence{"Earlier messages", "更早的消息"},
	Contact:     Sentence{"Contact", "联系方式"},
	ContactHint: Sentence{"Results of reviews, deadlines and failures are sent there. What you enter replaces what is kept now.", "审核结果、到期与失败通知将发送至此。保存后将替换现有联系方式。"},
	Keep:        Sentence{"Save", "保存"},
	Kept:        Sentence{"Saved. The contact before was told of the change.", "已保存。原联系方式会收到变更通知。"},
}

// Accesses are the words of who looked (L4).
var Accesses = struct {
	Title, Hint, Nobody, Who, What, Why, Plaintext, Own, Review, More Sentence
}{
	Title:     Sentence{"Who looked at your data", "谁查看过您的信息"},
	Hint:      Sentence{"Pictures that were shown, and names and numbers that were seen in full. It is written down before anything is shown.", "此处列出证件图片的查看记录与完整信息的查看记录，均在展示前记录。"},
	Nobody:    Sentence{"Nobody has looked yet.", "暂无查看记录。"},
	Who:       Sentence{"By whom", "查看人"},
	What:      Sentence{"What", "查看内容"},
	Why:       Sentence{"Why", "原因"},
	Plaintext: Sentence{"Names and numbers in full", "完整的姓名与号码"},
	Own:       Sentence{"On the account's behalf", "账号方查看"},
	Review:    Sentence{"To review the application", "审核申请"},
	More:      Sentence{"Earlier", "更早的记录"},
}

// NewPhone are the words of proving the phone of a new contact (THREATS X3).
var NewPhone = struct{ Hint, Code, Prove Sentence }{
	Hint:  Sentence{"The contact changes when you enter the code that was sent to", "请输入验证码以完成更换，验证码已发送至"},
	Code:  Sentence{"Code from the message", "短信验证码"},
	Prove: Sentence{"Confirm", "确认"},
}

// Appeal are the words of following an appeal without signing in (RULES F1).
var Appeal = struct {
	Track, TrackHint, Look, Other, Keep, Code  Sentence
	Answer, SendAnswer, Answered, AnsweredHint Sentence
}{
	Track:     Sentence{"Follow an appeal", "查询申诉进度"},
	TrackHint: Sentence{"With the query code that you were told, and the phone that you gave. You need not sign in.", "请输入申诉时获得的查询码和填写的手机号码，无需登录。"},
	Look:      Sentence{"Look it up", "查询"},
	Other:     Sentence{"Look up another", "查询其他申诉"},
	Keep:      Sentence{"Write down the query code: it is shown only once", "请妥善保存查询码，仅显示一次"},
	Code:      Sentence{"Query code", "查询码"},

	Answer:     Sentence{"What do you say to it? A reviewer reads it before deciding.", "请填写您的答复，审核人员将在作出决定前阅读。"},
	SendAnswer: Sentence{"Send the answer", "提交答复"},
	Answered:   Sentence{"Your answer was kept", "答复已提交"},
	AnsweredHint: Sentence{"A reviewer reads it before deciding. Until then you can send another one, which takes its place. You are told how it ends.",
		"审核人员将在作出决定前阅读。在此之前可再次提交，以最后一次为准。处理结果将另行通知。"},
}

// Template are the words of the form that is printed (RULES D12, E2).
var Template = struct {
	Title, Oath, Sign, Date, Hint, Print Sentence
	Rows                                 []Sentence
}{
	Title: Sentence{"Application form: change or release of real-name verification", "实名认证变更／解除申请表"},
	Rows: []Sentence{
		{"Account", "账号"}, {"Case", "申请编号"}, {"Kind of change", "申请事项（变更主体／名称／解除）"}, {"Present subject: name", "原认证主体名称"},
		{"Present subject: number", "原认证主体证件号码"}, {"New subject: name", "变更后主体名称"}, {"New subject: number", "变更后主体证件号码"},
		{"Reason", "申请原因"}, {"Contact and phone", "联系人及电话"},
	},
	Oath: Sentence{
		"We confirm that what is written here is true, that account, resources and debts go to the new subject when the change is done, and that they stay with the present one until then.",
		"申请人确认以上内容真实有效；变更完成前，账号、资源及产生的欠费归属原主体，变更完成后归属新主体。",
	},
	Sign:  Sentence{"Signature or seal of the present subject / of the new subject", "原主体签字或盖章／新主体签字或盖章"},
	Date:  Sentence{"Date", "日期"},
	Hint:  Sentence{"Print on A4, fill in, sign and seal, then photograph or scan all of the page.", "请用 A4 纸打印，填写并签字盖章后，完整拍照或扫描上传。"},
	Print: Sentence{"Print", "打印"},
}
