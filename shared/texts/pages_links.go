package texts

// Link are the words of opening a link of the platform, and of the session that it begins (RULES H1).
var Link = struct {
	Title, Hint, Once, Begin, NoCookies, Foreign, Closed, GoOn, GoOnErrand, Back, Held, HeldHint, SendAgain, Out, OutHint Sentence
}{
	Title: Sentence{"Real-name verification", "实名认证"},
	Hint: Sentence{
		"You were sent here to verify an identity. Press the button to begin. Do so only if you asked for this yourself, on the platform that you know.",
		"您将在此办理实名认证，点击按钮开始。请确认是您本人在所使用的平台发起；如非本人发起，请关闭本页。",
	},
	Once:  Sentence{"The link is good once, and goes on in this browser.", "该链接仅可使用一次，打开后请在本浏览器中继续。"},
	Begin: Sentence{"Begin", "开始"},
	NoCookies: Sentence{
		"This browser keeps no cookies, without which nobody can be signed in. Allow cookies for this site and open the link again: it was not used.",
		"浏览器未保存 Cookie，无法登录。请允许本站使用 Cookie 后重新打开链接，该链接尚未被使用。",
	},
	Foreign: Sentence{
		"This came from a page of another site, so nothing was done. Open the page here, and press the button on it.",
		"该请求来自其他网站的页面，因此未执行任何操作。请打开本站页面后再点击按钮。",
	},
	Closed:     Sentence{"This link does not open", "链接无法打开"},
	GoOn:       Sentence{"Go on in this browser", "在本浏览器继续"},
	GoOnErrand: Sentence{"Go on with what you were sent for", "继续办理对方委托的事项"},
	Back:       Sentence{"Back to", "返回"},
	Held:       Sentence{"What you entered is still here", "您填写的内容仍在此处"},
	HeldHint: Sentence{
		"Open a new link in another window, leave this one open, and then send it from here. Pictures that were not uploaded yet are picked again afterwards.",
		"请保留本窗口，在另一窗口重新打开链接，然后在此再次提交。尚未上传的图片需要重新选择。",
	},
	SendAgain: Sentence{"Send it again", "再次提交"},
	Out:       Sentence{"You are signed out", "您已退出"},
	OutHint:   Sentence{"What was sent is kept. With a new link of your platform you go on where you stopped.", "已提交的内容会保留，从您的平台重新打开链接即可继续。"},
}

// Errand are the words for who is not at the desk, and for who sends them.
var Errand = struct {
	Check, Upload, Lead, Done, DoneHint, Finish, Ended, SendCheck, SendPicture, CheckHint, PictureHint, Address, Resume Sentence
}{
	Check:    Sentence{"Prove who you are", "身份核验"},
	Upload:   Sentence{"Take the pictures", "拍摄材料"},
	Lead:     Sentence{"Somebody asked you to do this one thing for an application. The rest of it is not shown here.", "您受邀为一项申请办理此事项，申请的其他内容不会在此显示。"},
	Done:     Sentence{"That is all", "已完成"},
	DoneHint: Sentence{"It goes on where the application was begun. You can close this page.", "请在发起申请的设备上继续，本页可以关闭。"},
	Finish:   Sentence{"Done", "完成"},
	Ended: Sentence{
		"This errand is over, or took too long. Ask whoever sent you for a new code.",
		"该事项已结束或已超时。请联系发起人重新生成二维码。",
	},
	SendCheck:   Sentence{"Let somebody do it on another phone", "由他人在其他手机上完成"},
	SendPicture: Sentence{"Take it with a phone", "用手机拍摄"},
	CheckHint: Sentence{
		"Let the person scan this code, or send them the address. It is good once, for ten minutes, and opens nothing but this check. This page goes on by itself.",
		"请当事人扫描二维码，或将地址发送给当事人。链接十分钟内有效，仅可使用一次，且只能用于本次核验。完成后本页自动继续。",
	},
	PictureHint: Sentence{
		"Scan this code with the phone that has the camera. It is good once, for ten minutes, and takes nothing but this picture. This page goes on by itself, with what you entered.",
		"请用带相机的手机扫描二维码。链接十分钟内有效，仅可使用一次，且只能上传该材料。上传后本页自动继续，已填写的内容会保留。",
	},
	Address: Sentence{"Address", "地址"},
	Resume:  Sentence{"Back", "返回继续"},
}
