package texts

import "shiming/shared/realname"

// PaperHint returns what a paper has to show in a case of the kind that goes by the channel, and what it has to be (RULES E7, FAULTS
// F7): what is posted says its seals and its sides, what is uploaded its format and how small a picture may be.
func PaperHint(k realname.Kind, channel realname.Channel, p realname.Purpose) Sentence {
	if channel == realname.ByPost && p != realname.LicencePicture {
		if p == realname.ApplicationForm {
			return seals[k]
		}
		return postedHints[p]
	}
	need, _ := realname.RequirementOf(p)
	shows, format := paperHints[p], picture
	if len(need.Types) > 2 {
		format = paper
	}
	return Sentence{shows.EN + format.EN, shows.ZH + format.ZH}
}

var (
	picture = Sentence{
		"JPG or PNG, at most 5 MB, the shorter side at least " + shortestSide + " pixels",
		"JPG 或 PNG 格式，大小不超过 5 MB，短边不少于 " + shortestSide + " 像素",
	}
	paper = Sentence{
		"PDF, JPG or PNG, at most 5 MB, of a picture the shorter side at least " + shortestSide + " pixels",
		"PDF、JPG 或 PNG 格式，大小不超过 5 MB，图片短边不少于 " + shortestSide + " 像素",
	}
	held = Sentence{"Upper body and document in one picture, face and text sharp. ", "请拍摄上半身和证件，人像与证件文字均须清晰。"}
)

// paperHints say what an uploaded paper has to show, before its format.
var paperHints = map[realname.Purpose]Sentence{
	realname.LicencePicture:         {"The newest licence, in colour. ", "请上传最新证照的彩色照片，"},
	realname.PortraitSide:           held,
	realname.EmblemSide:             held,
	realname.HolderPortraitSide:     held,
	realname.HolderEmblemSide:       held,
	realname.RepresentativePassport: held,
	realname.RepresentativeLicence:  held,
	realname.ApplicationForm:        {"Printed, filled in, signed and sealed. ", "打印填写并签字盖章，"},
	realname.OldLicence:             {"Of the enterprise before, in colour. ", "变更前企业的营业执照彩色照片，"},
	realname.NewLicence:             {"Of the enterprise as it is now, in colour. ", "现营业执照的彩色照片，"},
	realname.StruckOff:              {"By the register, or a screenshot of its public site. ", "登记机关出具的注销证明，或公示网站的注销截图，"},
	realname.NameCertificate:        {"By the register, or the authority above the body. ", "登记机关或上级主管单位出具的变更证明，"},
	realname.Invoice:                {"Of any payment from this account. ", "本账号任意一笔业务的发票，"},
	realname.Remittance:             {"Of any payment from this account. ", "本账号任意一笔汇款的凭证，"},
	realname.PaymentScreenshot:      {"Of any payment from this account; sometimes several are asked for. ", "本账号任意一笔支付的截图，特殊情况可能需要多张，"},
	realname.IDCopy:                 {"Both sides. ", "身份证正反双面，"},
}

// seals says whose seals the posted form of a change has to bear.
var seals = map[realname.Kind]Sentence{
	realname.EnterpriseToEnterprise: {"Sealed by both enterprises, the one before and the one after", "须加盖变更前和变更后双方单位的公章"},
	realname.EnterpriseToPerson:     {"Sealed by the enterprise that was verified", "须加盖原实名认证单位的公章"},
	realname.PersonToEnterprise:     {"Sealed by the enterprise that takes over", "须加盖变更后单位的公章"},
}

// postedHints say what a posted paper has to show.
var postedHints = map[realname.Purpose]Sentence{
	realname.OldLicence: {"A copy of the licence of the enterprise before, with the latest annual record; black and white does", "变更前单位的营业执照副本复印件，须带有最新年度年检记录，黑白复印件即可"},
	realname.NewLicence: {"A copy of the licence of the enterprise after, with the latest annual record; black and white does", "变更后单位的营业执照副本复印件，须带有最新年度年检记录，黑白复印件即可"},
	realname.IDCopy:     {"A copy of both sides of the resident ID", "身份证正反双面复印件"},
	realname.Invoice:    {"Copies of all valid invoices of this account", "该账号下全部有效业务发票的复印件"},
}

// Reason returns what a reviewer's reason is called (FAULTS S6).
func Reason(r realname.ReviewReason) Sentence { return reasons[r] }

var reasons = map[realname.ReviewReason]Sentence{
	realname.ReasonPapersUnclear:     {"A picture cannot be read", "图片不清晰，无法辨认"},
	realname.ReasonPapersIncomplete:  {"A side or an edge is missing", "材料不完整，缺页、缺面或缺边"},
	realname.ReasonPapersContradict:  {"Papers and form do not agree", "材料与填写的信息不一致"},
	realname.ReasonPersonContradicts: {"The person in the picture is not the one of the document", "照片中的人与证件不是同一人"},
	realname.ReasonForgery:           {"A paper was altered", "材料有涂改或伪造迹象"},
	realname.ReasonOther:             {"Another reason, which the comment says", "其他原因，详见说明"},
}
