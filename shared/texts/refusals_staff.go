package texts

import "shiming/shared/realname"

// staffRefusals are those of reviews, of the bank's books, and of what is erased or held.
var staffRefusals = map[realname.Code]Sentence{
	realname.CodeBookedByYou: {
		"Who booked the papers in does not approve them. Another reviewer has to.",
		"登记收件的工作人员不能审核通过该申请，请由其他审核人员处理。",
	},
	realname.CodeOwnCase: {"Nobody reviews a case of an account of their own. Leave it to another reviewer.", "不能审核自己账号的申请，请由其他审核人员处理。"},
	realname.CodeClaimed: {"Another reviewer is at it. Take another case, or come back later.", "该申请正由其他审核人员处理，请处理其他申请或稍后再看。"},
	realname.CodeQueueEmpty: {
		"No review waits that you could take. Look again later.",
		"暂无您可以领取的审核任务，请稍后再看。",
	},
	realname.CodeNotClaimed: {"You do not hold this review. Claim it first.", "您未领取该审核任务，请先领取。"},
	realname.CodeDocumentsUnopened: {
		"You have not opened every document of this case. Open them, then decide.",
		"您尚未查看该申请的全部材料，请逐一查看后再作决定。",
	},
	realname.CodeAnswerAwaited: {
		"Whom the appeal is about was told of it and can still answer. Decide after the time that is shown, or refuse the appeal.",
		"已通知被申诉账号的持有人，其答复期限未到，请在所示时间之后再作决定，或驳回申诉。",
	},

	realname.CodeNoticeInvalid:     {"The bank notice makes no sense; nothing was changed. Send it again as the API reference has it.", "银行通知内容不合法，未做任何更改，请按接口文档重新发送。"},
	realname.CodeStatementNotFound: {"There is no such statement. See the list of imports.", "该对账单不存在，请核对编号。"},
	realname.CodeStatementUnreadable: {
		"The statement cannot be read; nothing was imported. Check its format, the names of its columns, and that it is UTF-8.",
		"对账单无法读取，未导入任何内容。请检查格式、列名，以及文件是否为 UTF-8 编码。",
	},
	realname.CodeStatementOwn: {
		"Who uploaded a statement does not approve it. Another administrator has to.",
		"上传对账单的管理员不能自行核准，请由其他管理员核准。",
	},
	realname.CodeOrderNotFound: {"There is no such order. See the list of orders.", "该银行操作指令不存在，请查看指令列表。"},

	realname.CodeDocumentErased: {
		"The picture was erased: it is not needed any more, and what was decided by it stands. Begin a new case and upload it there, should it be needed again.",
		"该图片已按期限删除，依据它作出的决定仍然有效。如需再次使用，请在新的申请中重新上传。",
	},
	realname.CodeAccountPersonal: {
		"The account's id is a phone or an identity number, which would stand in records for years. Use an id of the platform's own that says nothing about the person.",
		"账号标识是手机号或身份证号，会长期留存在各类记录中。请改用平台自有的、不含个人信息的账号标识。",
	},
	realname.CodeCaseHeld: {
		"The case is held by law: until then nothing of it is erased or shown. Try again after that, or ask an administrator to lift the hold.",
		"该申请依法保留中，保留期内不能删除或查看其中的信息。请在保留期结束后再试，或联系管理员解除保留。",
	},
	realname.CodeCaseNotHeld: {
		"The case is not held, so there is nothing to lift. Look in the list of holds for those that are.",
		"该申请未被依法保留，无需解除。请在保留列表中查看被保留的申请。",
	},
	realname.CodeCaseRedacted: {
		"What the case knew of people was erased already, so that nothing is left to hold. The audit trail says when and by whom; look there.",
		"该申请中的个人信息已删除，没有可保留的内容。请在审计记录中查看删除时间和操作人。",
	},
	realname.CodeIdentityInUse: {
		"The account belongs to whom it does by this case, so that it cannot be erased. Release the account first, or change whom it belongs to.",
		"账号当前的实名信息来自该申请，不能删除。请先解除或变更账号的实名认证。",
	},
}
