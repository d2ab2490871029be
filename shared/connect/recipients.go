package connect

import (
	"slices"
	"strings"

	"shiming/shared/realname"
)

// receiving lists who is given personal data in live mode, by the setting that says so: any value of it, or the one that is named.
// Whoever adds an adapter that sends data of people adds its row, so that the privacy notice names it (L6; PIPL 23).
var receiving = []struct {
	setting, value string
	who            realname.Recipient
}{
	{"TENCENT_FACE_RULE_ID", "", recipient("Tencent Cloud, face check", "腾讯云（人脸核身）", realname.DataPerson, realname.DataCheck)},
	{"ALIBABA_FACE_SCENE", "", recipient("Alibaba Cloud, face check", "阿里云（金融级实人认证）", realname.DataPerson, realname.DataCheck)},
	{"TENCENT_EID_MERCHANT_ID", "", recipient("Tencent Cloud, E-ID in WeChat", "腾讯云（微信 E证通）", realname.DataPerson, realname.DataCheck)},
	{"WECHAT_COMPONENT_APP_ID", "", recipient("WeChat Open Platform", "微信开放平台", realname.DataEnterprise)},
	{"TENCENT_SECRET_ID", "", recipient("Tencent Cloud, reading of licences and check of bank cards", "腾讯云（证照识别、银行卡核验）", realname.DataPictures, realname.DataBankCard)},
	{"CPDP_MERCHANT_ID", "", recipient("Tencent Cloud, transfers", "腾讯云（企业付款）", realname.DataBankAccount)},
	{"REGISTER_COMPARE", "tencentcloud", recipient("Tencent Cloud, commercial register", "腾讯云（企业工商核验）", realname.DataEnterprise)},
	{"REGISTER_COMPARE", "alibabacloud", recipient("Alibaba Cloud, commercial register", "阿里云（企业要素核验）", realname.DataEnterprise)},
	{"REGISTER_NAMES", "qichacha", recipient("Qichacha, commercial register", "企查查（企业工商信息）", realname.DataEnterprise)},
	{"REGISTER_NAMES", "esign", recipient("eSign, commercial register", "e签宝（企业信息查询）", realname.DataEnterprise)},
	{groupSetting, "", recipient("The platform's group of sites", "平台所属集团各站点", realname.DataPerson)},
	{ownSetting, "", recipient("The operator's own provider of checks", "运营方自有核验服务", realname.DataPerson, realname.DataCheck)},
	{"SMS", "tencentcloud", recipient("Tencent Cloud, text messages", "腾讯云（短信）", realname.DataContact)},
	{"SMS", "alibabacloud", recipient("Alibaba Cloud, text messages", "阿里云（短信）", realname.DataContact)},
	{"MAIL_SERVER", "", recipient("The operator's mail server", "运营方邮件服务器", realname.DataContact)},
	{"WECHAT_TEMPLATES", "", recipient("WeChat, messages", "微信（模板消息）", realname.DataContact)},
}

func recipient(en, zh string, kinds ...realname.DataKind) realname.Recipient {
	return realname.Recipient{EN: en, ZH: zh, Kinds: kinds}
}

// Recipients are those that the settings name; get reads a setting by its name. Where functions send mail or messages by Amazon's
// services, CHANNELS says so.
func Recipients(get func(name string) string) (all []realname.Recipient) {
	for _, r := range receiving {
		if v := get(r.setting); v != "" && (r.value == "" || r.value == v) {
			all = append(all, r.who)
		}
	}
	channels := strings.Split(get("CHANNELS"), ",")
	amazon := slices.Contains(channels, "email") && get("MAIL_SERVER") == "" || slices.Contains(channels, "sms") && get("SMS") == ""
	if amazon {
		all = append(all, recipient("Amazon Web Services, mail and text messages", "亚马逊云科技（邮件、短信）", realname.DataContact))
	}
	return all
}
