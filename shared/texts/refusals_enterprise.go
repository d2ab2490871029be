package texts

import (
	"strconv"

	"shiming/shared/realname"
)

// shortestSide is how small a picture may be, as people read it (FAULTS F7).
var shortestSide = strconv.Itoa(realname.ShortestSide)

// enterpriseRefusals are those of what enterprises enter, and of what is uploaded.
var enterpriseRefusals = map[realname.Code]Sentence{
	realname.CodeIdentifyAgain: {
		"Who the account belongs to has proven it too long ago. Start that check again, then say at once who takes the account.",
		"原实名主体的身份核验已超时。请重新完成原主体核验，并随即填写变更后的主体信息。",
	},
	realname.CodeMethodNotForOrg: {
		"This method is for enterprises of the commercial register (USCC 91 or 92). Choose another of those listed.",
		"非工商企业不能使用该认证方式，请选择列出的其他方式。",
	},
	realname.CodeEnterpriseName: {
		"Give the name as on the licence, 2 to 100 characters. A sole trader whose licence has no name writes the word for sole trader " +
			"(getihu, in Chinese characters) and the operator's name; a reviewer then looks at the licence.",
		"请按证照填写名称，2 至 100 个字符。营业执照上无字号的个体工商户，请填写“个体户”加经营者姓名，如：个体户张三，并由人工核对证照。",
	},
	realname.CodeOrganisationCode: {
		"The code is not well formed for its kind. Copy it from the licence: 18 characters are a unified social credit code, 15 digits a registration number, " +
			"anything else is another code.",
		"代码与所选类型不符，请按证照填写：18 位为统一社会信用代码，15 位数字为注册号，其余为其他代码。",
	},
	realname.CodeUSCCInvalid: {
		"The unified social credit code is not well formed. Copy it from the licence. If the licence really prints this code, choose " +
			"another code as its kind: a reviewer then looks at the licence.",
		"统一社会信用代码格式或校验位不正确，请按证照填写。如证照上确为此代码，请将代码类型改选“其他代码”（other）提交，由人工核对证照。",
	},
	realname.CodePhoneInvalid: {"Give a mobile number of the mainland, 11 digits.", "请填写 11 位中国大陆手机号码。"},
	realname.CodeBankAccount: {
		"Give the number of the enterprise's bank account: 5 to 30 digits, after the mark of one that has it (FTE, NRA, OSA and the like).",
		"请填写企业对公账号，5 至 30 位数字；自由贸易账户、NRA、OSA 等账户请连同前缀填写。",
	},
	realname.CodeDocumentNotFound: {"There is no such document in this case. Upload it again.", "该申请中没有此文件，请重新上传。"},
	realname.CodeDocumentAwaited: {
		"The document has not been uploaded, or is being inspected. Upload a new one, or wait a moment.",
		"文件尚未上传或正在检查，请上传新文件或稍候。",
	},
	realname.CodeDocumentTooLarge: {"The file is larger than 5 MB. Save it smaller, then upload it again.", "文件超过 5 MB，请缩小后重新上传。"},
	realname.CodeDocumentFormat: {
		"The file is not of the kinds asked for, or it is damaged. Upload a picture as JPG or PNG; a paper may be a PDF too where that is said.",
		"文件格式不符合要求或已损坏。图片请使用 JPG 或 PNG 格式；允许 PDF 的材料以页面说明为准。",
	},
	realname.CodeDocumentPixels: {
		"The picture has too many pixels: at most 50 million. Save it smaller, or take it again.",
		"图片像素过大（最多 5000 万像素），请缩小后重新上传，或重新拍摄。",
	},
	realname.CodeDocumentUnreadable: {
		"The picture is too small to be read: its shorter side has fewer than " + shortestSide + " pixels. Take a larger one.",
		"图片过小，无法辨认：短边不足 " + shortestSide + " 像素，请上传更大的图片。",
	},
	realname.CodeDocumentCopy:     {"The picture is black and white. Take it in colour.", "请上传彩色照片，不支持黑白复印件。"},
	realname.CodeDocumentActive:   {"The file has active content. Save it as a plain picture or paper.", "文件含有可执行内容，请另存为普通图片或文档。"},
	realname.CodeDocumentsChanged: {"The documents are not those that you saw. Look at them again.", "文件已更新，请重新查看后再审核。"},
	realname.CodeTooManyDocuments: {
		"This case has too many documents. Cancel it and open a new one, or use those that are there.",
		"该申请上传的文件过多，请使用已上传的文件，或取消后重新申请。",
	},
	realname.CodeTooManyViews: {
		"You have looked at too many documents in this hour. Wait for the next one.",
		"您本小时查看的文件过多，请稍后再试。",
	},
}
