package texts

import "shiming/shared/realname"

// Privacy are the words of the privacy notice (L6; PIPL 17).
var Privacy = struct {
	Title, Lead, Controller, Contact, Data, Purpose, Basis, Kept, Given, Nobody, Sealed, Gone, Rights, NotFace, Abroad, Days, Link Sentence
}{
	Title:      Sentence{"Privacy notice", "隐私说明"},
	Lead:       Sentence{"What is handled to verify real names, why, for how long, and who is given it. This page is made of the settings by which the service runs.", "为完成实名认证处理哪些信息、为何处理、保存多久、向谁提供。本页内容由系统实际运行的配置生成。"},
	Controller: Sentence{"Who is responsible", "个人信息处理者"},
	Contact:    Sentence{"How to reach them", "联系方式"},
	Data:       Sentence{"What", "信息种类"},
	Purpose:    Sentence{"What for", "处理目的"},
	Basis:      Sentence{"By what right", "处理依据"},
	Kept:       Sentence{"How long", "保存期限"},
	Given:      Sentence{"Given to", "提供给"},
	Nobody:     Sentence{"nobody outside", "不对外提供"},
	Sealed:     Sentence{"Stored encrypted.", "加密保存。"},
	Gone:       Sentence{"After that it is erased by itself, with every copy.", "到期后自动删除，包括所有副本。"},
	Rights:     Sentence{"What you can do", "您的权利"},
	NotFace:    Sentence{"No picture and no feature of a face is kept here: a face check tells only whether it passed.", "本服务不保存人脸图像和人脸特征，仅接收人脸核验是否通过的结果。"},
	Abroad:     Sentence{"What is stored stands outside mainland China (PIPL articles 38 to 40).", "信息存储在中国大陆境外（《个人信息保护法》第三十八条至第四十条）。"},
	Days:       Sentence{" days", " 天"},
	Link:       Sentence{"Privacy", "隐私说明"},
}

// DataKind returns what is called so, and what it is handled for.
func DataKind(k realname.DataKind) (what, purpose Sentence) {
	row := map[realname.DataKind][2]Sentence{
		realname.DataPerson: {{"Name, kind and number of the identity document", "姓名、证件类型和证件号码"},
			{"To know who stands behind an account, and how many accounts one person has", "确认账号的实名主体，限制同一主体认证的账号数"}},
		realname.DataEnterprise: {{"Name and code of the enterprise; name and document of its representative or handler; address", "企业名称和代码、法定代表人或经办人姓名及证件、地址"},
			{"To know which enterprise stands behind an account, and that it wants this", "确认账号的企业主体及其真实意愿"}},
		realname.DataPictures:    {{"Pictures of licences and identity documents", "证照和身份证件图片"}, {"For a reviewer to compare with what was entered", "供审核人员与填写信息核对"}},
		realname.DataCheck:       {{"Result of a check by phone or face", "扫码或人脸核验的结果"}, {"To know that it is the person themselves", "确认为本人操作"}},
		realname.DataBankAccount: {{"Account of the enterprise at its bank", "企业对公账户"}, {"To send or take a small amount that proves it", "通过小额打款验证企业账户"}},
		realname.DataBankCard:    {{"Bank card and the phone that the bank holds", "银行卡号和银行预留手机号"}, {"For the bank to say whether they belong together", "由银行核验持卡人信息"}},
		realname.DataContact:     {{"Phone, mail address, WeChat openid", "手机号、邮箱、微信 OpenID"}, {"To tell what happens with the account, and by when something is to be done", "告知账号认证进展和办理期限"}},
		realname.DataMessages:    {{"Messages on the site", "站内消息"}, {"The same, to be read later", "告知账号认证进展，供日后查看"}},
		realname.DataAccesses:    {{"Who looked at a case, who did what", "查看记录和操作记录"}, {"To show who looked, and that nothing was done in secret", "说明谁查看过信息，保证操作可追溯"}},
	}[k]
	return row[0], row[1]
}

// Basis returns by what right something is handled.
func Basis(b realname.Basis) Sentence {
	return map[realname.Basis]Sentence{
		realname.BasisDuty:     {"The law asks for real names (PIPL article 13)", "履行法定职责或者法定义务（《个人信息保护法》第十三条）"},
		realname.BasisConsent:  {"Consent, given apart at the step itself (PIPL article 29)", "单独同意（《个人信息保护法》第二十九条）"},
		realname.BasisContract: {"Needed to render the service (PIPL article 13)", "为提供服务所必需（《个人信息保护法》第十三条）"},
	}[b]
}

// TermStart returns from when a term counts.
func TermStart(t realname.TermStart) Sentence {
	return map[realname.TermStart]Sentence{
		realname.WhileVerified: {"for as long as the account belongs to you", "账号归您所有期间"},
		realname.AfterLeft:     {"after a case was left or canceled:", "申请取消或未完成后"},
		realname.AfterFailed:   {"after a case was refused:", "申请未通过后"},
		realname.AfterVerified: {"after a case succeeded:", "申请通过后"},
		realname.AfterFormer:   {"after the account stopped to be yours:", "账号不再归您所有后"},
		realname.AfterClosed:   {"after a release or an appeal was decided:", "解绑或申诉办结后"},
		realname.AfterWritten:  {"after it was written:", "生成后"},
	}[t]
}

// DataRight is something that people can do about their data, and where.
type DataRight struct {
	Name, Path string
	How        Sentence
}

// DataRights are what people can do: each works where it says.
var DataRights = []DataRight{
	{"see", "/home", Sentence{"See what the account is verified as, and each case.", "查看账号的实名信息和每一次申请。"}},
	{"who_looked", "/accesses", Sentence{"See who looked at your pictures and data, and why.", "查看谁、因何查看过您的图片和信息。"}},
	{"contact", "/contact", Sentence{"Change where you are told things.", "修改接收通知的联系方式。"}},
	{"withdraw", "/home", Sentence{"Withdraw: leave a case at any step before it is decided.", "撤回同意：在办结前的任何一步放弃申请。"}},
	{"appeal", "/appeals", Sentence{"Appeal, when an account holds your identity that is not yours.", "发现他人账号使用了您的身份时提起申诉。"}},
	{"erase", "", Sentence{"Have an ended case erased, have something corrected, get a copy, or complain: ask at the contact above.", "要求删除已结束的申请、更正信息、获取副本或投诉：请通过上述联系方式提出。"}},
}
