package texts

// FieldText is what people read at a field: its label, what helps, and what is wrong where that can be told while one types.
type FieldText struct {
	Label, Hint, Wrong Sentence
	// Check is the name of that check, Mode the keyboard of a phone, Complete what a browser may fill in.
	Check, Mode, Complete string
}

// Field returns what people read at the field of the name: the way to it in a body, with dots.
func Field(name string) FieldText { return fields[name] }

var (
	wrongID   = Sentence{"These are not the 18 characters of a resident ID: check them against the card.", "不是有效的 18 位身份证号码，请按证件核对。"}
	hint18    = Sentence{"18 characters of the present card", "请填写 18 位二代身份证号码"}
	wrongTel  = Sentence{"This is no mobile number of the mainland.", "请填写 11 位中国大陆手机号码。"}
	asPrinted = Sentence{"As printed on the document", "请填写与证件一致的名字"}
)

var fields = map[string]FieldText{
	"name":                                   {Label: Sentence{"Name", "真实姓名"}, Hint: asPrinted, Complete: "name"},
	"enterprise_name":                        {Label: Sentence{"Name of the enterprise", "企业名称"}, Hint: Sentence{"Exactly as on the licence; a sole trader without one writes the word for sole trader and the operator's name", "请严格按照证照上的名称填写；无字号的个体工商户请填写“个体户”加经营者姓名"}, Complete: "organization"},
	"sent_code":                              {Label: Sentence{"Code", "验证码"}, Mode: "numeric", Complete: "one-time-code"},
	"document_kind":                          {Label: Sentence{"Document", "证件类型"}},
	"birth_date":                             {Label: Sentence{"Date of birth", "出生日期"}, Hint: Sentence{"For a permit, such as 1990-02-17; a resident ID says it itself", "通行证须填写，如 1990-02-17；身份证号码已包含，无需填写"}},
	"document_number":                        {Label: Sentence{"Document number", "证件号码"}, Hint: Sentence{"As on the document; of a resident ID all 18 characters", "请按证件填写；身份证请填写 18 位号码"}, Wrong: wrongID, Check: "document"},
	"industry":                               {Label: Sentence{"Industry", "行业信息"}},
	"address":                                {Label: Sentence{"Address", "通讯地址"}},
	"address.region":                         {Label: Sentence{"Province and city", "所在地区"}, Hint: Sentence{"For example 北京市东城区", "如：北京市东城区"}},
	"address.detail":                         {Label: Sentence{"Street and number", "详细地址"}, Hint: Sentence{"May differ from the document", "可与实名证件上的地址不一致"}},
	"licence_kind":                           {Label: Sentence{"Kind of licence", "证照类型"}},
	"licence":                                {Label: Sentence{"Licence", "证照照片"}},
	"code_kind":                              {Label: Sentence{"Kind of code", "代码类型"}},
	"code":                                   {Label: Sentence{"Code", "社会信用代码 / 其他组织机构代码"}, Hint: Sentence{"Of a licence: the unified social credit code, or where there is none the registration number or another code", "请填写证照上的统一社会信用代码（若无则填写注册号或其他机构代码）"}, Wrong: Sentence{"This is no valid unified social credit code: check its 18 characters. If the licence prints it so, choose another organisation code.", "不是有效的统一社会信用代码，请核对 18 位字符；如证照上确为此代码，请将代码类型改选“其他组织机构代码”。"}, Check: "code"},
	"contact":                                {Label: Sentence{"Contact", "企业联系人"}, Hint: Sentence{"The law asks for somebody who can be reached.", "应国家规定，企业使用云服务需补充联系人（法人或员工均可）信息。"}},
	"contact.name":                           {Label: Sentence{"Name of the contact", "企业联系人姓名"}, Complete: "name"},
	"contact.document_number":                {Label: Sentence{"Resident ID of the contact", "企业联系人身份证号"}, Hint: hint18, Wrong: wrongID, Check: "id"},
	"contact.phone":                          {Label: Sentence{"Mobile phone (+86)", "企业联系人手机号（+86）"}, Wrong: wrongTel, Check: "phone", Mode: "tel", Complete: "tel"},
	"representative":                         {Label: Sentence{"Legal representative", "企业法人"}, Hint: Sentence{"Not of Hong Kong, Macao, Taiwan or abroad.", "暂不支持中国香港、中国澳门、中国台湾及国际法人。"}},
	"present_representative":                 {Label: Sentence{"Legal representative", "企业法人"}, Hint: Sentence{"Who is on record now. Not of the mainland: choose the passport or driving licence that the enterprise is registered with.", "请填写当前登记的企业法人；非中国大陆居民请选择登记时使用的护照或驾驶证。"}},
	"present_representative.document_number": {Label: Sentence{"Document number", "证件号码"}, Hint: Sentence{"As on the document; of a resident ID all 18 characters", "请按证件填写；身份证请填写 18 位号码"}},
	"representative.document_kind":           {Label: Sentence{"Document", "证件类型"}},
	"representative.name":                    {Label: Sentence{"Name of the legal representative", "企业法人姓名"}, Hint: asPrinted},
	"representative.document_number":         {Label: Sentence{"ID number of the legal representative", "企业法人证件号码"}, Hint: hint18},
	"card":                                   {Label: Sentence{"Bank card", "银行卡"}},
	"card.bank":                              {Label: Sentence{"Bank", "开户银行"}},
	"card.number":                            {Label: Sentence{"Card number", "银行卡号"}, Hint: Sentence{"A debit or credit card in your name", "请填写本人的储蓄卡或信用卡"}, Mode: "numeric", Complete: "cc-number"},
	"card.phone":                             {Label: Sentence{"Phone that the bank holds", "银行预留手机号"}, Wrong: wrongTel, Check: "phone", Mode: "tel", Complete: "tel"},
	"group_account":                          {Label: Sentence{"User name of the verified account", "已认证账号的用户名"}, Complete: "username"},
	"bank_account":                           {Label: Sentence{"Bank account of the enterprise", "企业对公账户"}},
	"bank_account.number":                    {Label: Sentence{"Account number", "企业银行卡账号"}},
	"bank_account.bank":                      {Label: Sentence{"Bank", "开户银行"}},
	"bank_account.place":                     {Label: Sentence{"Place of the bank", "银行所在地"}},
	"bank_account.branch":                    {Label: Sentence{"Branch", "开户支行名"}},
	"amount":                                 {Label: Sentence{"Amount in yuan", "收款金额（元）"}, Hint: Sentence{"For example 0.37", "如：0.37"}, Wrong: Sentence{"An amount between 0.01 and 0.99. It was not counted as a try.", "请填写 0.01 至 0.99 之间的金额，未计入次数。"}, Check: "amount", Mode: "decimal"},
	"phone":                                  {Label: Sentence{"Mobile phone (+86)", "手机号码（+86）"}, Wrong: wrongTel, Check: "phone", Mode: "tel", Complete: "tel"},
	"email":                                  {Label: Sentence{"E-mail", "电子邮箱"}, Mode: "email", Complete: "email"},
	"holder":                                 {Label: Sentence{"Account that used your document, if you know it (optional)", "占用您证件的账号（选填）"}, Hint: Sentence{"As it was shown to you, for example acct_ab***yz", "请按页面提示的形式填写，如 acct_ab***yz"}},
	"query_code":                             {Label: Sentence{"Query code", "查询码"}},
}

// Named is a value of the API with what it is called.
type Named struct {
	Value string
	Title Sentence
}

// LicenceKinds are the kinds of licences (RULES A6).
var LicenceKinds = []Named{
	{"business_licence", Sentence{"Business licence", "营业执照"}},
	{"non_business_licence", Sentence{"Other certificate of registration or permit", "非营业执照（登记证书、许可证书等）"}},
}

// Document returns what a kind of document or code is called.
func Document(kind string) Sentence { return documents[kind] }

var documents = map[string]Sentence{
	"resident_id":          {"Resident ID", "居民身份证"},
	"hk_macao_permit":      {"Mainland Travel Permit for Hong Kong and Macao residents", "港澳居民来往内地通行证"},
	"taiwan_permit":        {"Mainland Travel Permit for Taiwan residents", "台湾居民来往大陆通行证"},
	"residence_permit":     {"Residence permit", "居住证"},
	"business_licence":     {"Code on the licence", "社会信用代码"},
	"non_business_licence": {"Code on the certificate", "组织机构代码"},
	"uscc":                 {"Unified social credit code", "统一社会信用代码"},
	"registration_number":  {"Registration number", "注册号"},
	"other":                {"Other organisation code", "其他组织机构代码"},
	"passport":             {"Passport", "护照"},
	"driving_licence":      {"Driving licence", "驾驶证"},
}

// Industries are the sections of GB/T 4754.
var Industries = []Named{
	{"A", Sentence{"Agriculture, forestry, animal husbandry and fishery", "农、林、牧、渔业"}}, {"B", Sentence{"Mining", "采矿业"}}, {"C", Sentence{"Manufacturing", "制造业"}},
	{"D", Sentence{"Electricity, heat, gas and water", "电力、热力、燃气及水生产和供应业"}}, {"E", Sentence{"Construction", "建筑业"}}, {"F", Sentence{"Wholesale and retail", "批发和零售业"}},
	{"G", Sentence{"Transport, storage and post", "交通运输、仓储和邮政业"}}, {"H", Sentence{"Hotels and catering", "住宿和餐饮业"}}, {"I", Sentence{"Information transmission, software and IT", "信息传输、软件和信息技术服务业"}},
	{"J", Sentence{"Finance", "金融业"}}, {"K", Sentence{"Real estate", "房地产业"}}, {"L", Sentence{"Leasing and business services", "租赁和商务服务业"}},
	{"M", Sentence{"Research and technical services", "科学研究和技术服务业"}}, {"N", Sentence{"Water, environment and public facilities", "水利、环境和公共设施管理业"}}, {"O", Sentence{"Household services and repair", "居民服务、修理和其他服务业"}},
	{"P", Sentence{"Education", "教育"}}, {"Q", Sentence{"Health and social work", "卫生和社会工作"}}, {"R", Sentence{"Culture, sports and entertainment", "文化、体育和娱乐业"}},
	{"S", Sentence{"Public administration and social organisations", "公共管理、社会保障和社会组织"}}, {"T", Sentence{"International organisations", "国际组织"}},
}

// Industry returns what a section is called.
func Industry(section string) Sentence {
	for _, i := range Industries {
		if i.Value == section {
			return i.Title
		}
	}
	return Sentence{section, section}
}

// Regions are offered while an address is typed.
var Regions = []string{
	"北京市", "天津市", "河北省", "山西省", "内蒙古自治区", "辽宁省", "吉林省", "黑龙江省", "上海市", "江苏省", "浙江省", "安徽省", "福建省", "江西省", "山东省", "河南省",
	"湖北省", "湖南省", "广东省", "广西壮族自治区", "海南省", "重庆市", "四川省", "贵州省", "云南省", "西藏自治区", "陕西省", "甘肃省", "青海省", "宁夏回族自治区", "新疆维吾尔自治区",
}
