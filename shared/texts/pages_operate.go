package texts

// Operating are the words of the pages for who runs the service, and for who audits it.
var Operating = struct {
	Cases, CasesLead, Status, Method, From, To, Opened, Empty, EmptyHint, Find, FindHint, Kind, Number, Search, Found, FoundNone, FoundMore Sentence
	Account, AccountHint, CaseTitle, VerifiedAs, Unverified, Restricted, By, At, OpenCase, ItsCases, ToReview, Code, Due, Case, Goes        Sentence
	Quota, QuotaUsed, QuotaLimit, QuotaPolicy, QuotaSet, QuotaSave, QuotaHint, QuotaSaved                                                   Sentence
}{
	Cases:       Sentence{"Cases", "认证申请"},
	CasesLead:   Sentence{"Of all accounts, the newest first.", "全部账号，按发起时间倒序。"},
	Status:      Sentence{"Status", "状态"},
	Method:      Sentence{"Method", "认证方式"},
	From:        Sentence{"Opened from", "发起日期自"},
	To:          Sentence{"Opened to", "发起日期至"},
	Opened:      Sentence{"Opened", "发起时间"},
	Empty:       Sentence{"None of these", "没有符合条件的申请"},
	EmptyHint:   Sentence{"A page looks at a hundred cases. Go to the next page where there is one, or show all.", "每页检查一百个申请。如有下一页请继续查看，或清除筛选条件。"},
	Find:        Sentence{"Who holds a number", "按证件号码查找"},
	FindHint:    Sentence{"The number is compared as a digest. It is kept nowhere, and that you searched is in the audit trail.", "号码仅以摘要比对，不会保存；查找行为将记入审计日志。"},
	Kind:        Sentence{"What it is of", "号码类型"},
	Number:      Sentence{"Number", "号码"},
	Search:      Sentence{"Search", "查找"},
	Found:       Sentence{"Accounts that are verified with it", "使用该号码认证的账号"},
	FoundNone:   Sentence{"No account is verified with this number.", "没有账号使用该号码完成认证。"},
	FoundMore:   Sentence{"There are more than are shown.", "仅显示部分账号。"},
	Account:     Sentence{"Account", "账号"},
	AccountHint: Sentence{"acct_… or case_…", "账号或申请编号"},
	CaseTitle:   Sentence{"Case", "认证申请"},
	VerifiedAs:  Sentence{"Verified as", "认证主体"},
	Unverified:  Sentence{"Not verified", "未认证"},
	Restricted:  Sentence{"Restricted", "已受限"},
	By:          Sentence{"By", "认证方式"},
	At:          Sentence{"Since", "认证时间"},
	OpenCase:    Sentence{"Open now", "进行中的申请"},
	ItsCases:    Sentence{"Its cases", "该账号的认证申请"},
	ToReview:    Sentence{"To its review", "前往审核页面"},
	Code:        Sentence{"What went wrong", "未通过原因"},
	Due:         Sentence{"Open until", "有效期至"},
	Case:        Sentence{"Case", "申请编号"},
	Goes:        Sentence{"What is claimed", "申请信息"},
	Quota:       Sentence{"Quota of who it belongs to", "认证主体的账号配额"},
	QuotaUsed:   Sentence{"Used", "已使用"},
	QuotaLimit:  Sentence{"May verify", "可认证账号数"},
	QuotaPolicy: Sentence{"By the policy", "策略默认"},
	QuotaSet:    Sentence{"Another number was set for them.", "已单独设置配额。"},
	QuotaSave:   Sentence{"Set", "保存"},
	QuotaHint:   Sentence{"0 is the policy's number again. What is used stays.", "填 0 恢复策略默认值；已使用的名额不受影响。"},
	QuotaSaved:  Sentence{"Set", "已保存"},
}
