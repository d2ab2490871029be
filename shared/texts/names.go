package texts

import "shiming/shared/realname"

// Kind returns what people call a case of the kind.
func Kind(k realname.Kind) Sentence { return kinds[k] }

// kinds are what people call what they ask for.
var kinds = map[realname.Kind]Sentence{
	realname.PersonalVerification:   {"verification", "实名认证"},
	realname.EnterpriseVerification: {"verification", "实名认证"},
	realname.PersonToEnterprise:     {"change to an enterprise", "个人变更为企业"},
	realname.PersonToPerson:         {"change to another person", "变更为其他个人"},
	realname.EnterpriseToEnterprise: {"change to another enterprise", "变更企业主体"},
	realname.EnterpriseToPerson:     {"change to a person", "企业变更为个人"},
	realname.EnterpriseName:         {"change of the enterprise's name", "变更企业名称"},
	realname.LegalRepresentative:    {"change of the legal representative", "变更法定代表人"},
	realname.FollowSite:             {"update from the site that verified it", "同步实名信息"},
	realname.Release:                {"release", "解除实名认证"},
	realname.Appeal:                 {"appeal", "申诉"},
	realname.EnterpriseAppeal:       {"appeal of an enterprise", "企业申诉"},
	realname.Reverification:         {"renewed verification", "重新认证"},
}

// papers are the names of what a reviewer can ask for, and of what comes by post.
var papers = map[realname.Purpose]Sentence{
	realname.LicencePicture:         {"picture of the licence", "证照照片"},
	realname.PortraitSide:           {"legal representative holding the ID, portrait side", "法人手持身份证人像面照片"},
	realname.EmblemSide:             {"legal representative holding the ID, emblem side", "法人手持身份证国徽面照片"},
	realname.RepresentativePassport: {"legal representative holding the passport", "法人手持护照照片"},
	realname.RepresentativeLicence:  {"legal representative holding the driving licence", "法人手持驾驶证照片"},
	realname.ApplicationForm:        {"application form", "申请表"},
	realname.OldLicence:             {"licence of the enterprise before", "原主体证照"},
	realname.StruckOff:              {"proof of being struck off", "原主体注销证明"},
	realname.NameCertificate:        {"certificate of the new name", "名称变更证明"},
	realname.NewLicence:             {"new licence", "新证照"},
	realname.HolderPortraitSide:     {"you holding the ID, portrait side", "本人手持身份证人像面照片"},
	realname.HolderEmblemSide:       {"you holding the ID, emblem side", "本人手持身份证国徽面照片"},
	realname.Invoice:                {"invoice", "发票"},
	realname.Remittance:             {"proof of remittance", "汇款凭证"},
	realname.PaymentScreenshot:      {"screenshot of a payment", "支付截图"},
	realname.OwnershipProof:         {"proof of ownership", "归属证明"},
	realname.IDCopy:                 {"copy of both sides of the ID", "身份证正反面复印件"},
}
