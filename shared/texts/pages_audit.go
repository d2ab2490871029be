package texts

// Auditing are the words of the page on which the audit trail is searched and checked (THREATS X14).
var Auditing = struct {
	Title, Lead, Account, Actor, Action, Outcome, All, Done, Refused, Failed, From, Until, Show, Clear, At, Who, About, Why, Empty, EmptyHint, More, First Sentence
	Export, ExportHint, Check, CheckHint, Sound, SoundHint, Broken, BrokenHint, Lines, Chains, Found, UpTo, GoOn, Back, Line, Writer, What                 Sentence
}{
	Title:   Sentence{"Audit trail", "审计日志"},
	Lead:    Sentence{"Who tried what, and what became of it: the last 30 days unless you say from when. Newest first; times are Beijing time.", "谁在何时做了什么、结果如何。未填起始日期时显示最近 30 天，最新的在前，时间为北京时间。"},
	Account: Sentence{"Account", "账号"}, Actor: Sentence{"Who", "操作人"}, Action: Sentence{"Action", "操作"}, Outcome: Sentence{"Outcome", "结果"},
	All: Sentence{"All", "全部"}, Done: Sentence{"done", "成功"}, Refused: Sentence{"refused", "被拒绝"}, Failed: Sentence{"failed", "失败"},
	From: Sentence{"From (as 2026-11-30)", "起始日期（如 2026-11-30）"}, Until: Sentence{"To (as 2026-11-30)", "截止日期（如 2026-11-30）"}, Show: Sentence{"Search", "查询"}, Clear: Sentence{"Show all", "清除筛选"},
	At: Sentence{"When", "时间"}, Who: Sentence{"Who", "操作人"}, About: Sentence{"About", "对象"}, Why: Sentence{"Why", "原因"},
	Empty:      Sentence{"Nothing was done like that", "没有符合条件的记录"},
	EmptyHint:  Sentence{"What was done just now may appear a minute later. Look from an earlier date, or with fewer filters.", "刚发生的操作可能在一分钟后出现。请提前起始日期，或减少筛选条件。"},
	More:       Sentence{"Older ones", "更早的记录"},
	First:      Sentence{"The newest", "回到最新"},
	Export:     Sentence{"Save as CSV", "导出 CSV"},
	ExportHint: Sentence{"At most 5,000 lines at once: for more, search for less time.", "一次最多导出 5,000 条，更多请分时间段导出。"},
	Check:      Sentence{"Check the chain", "校验日志链"},
	CheckHint:  Sentence{"Finds lines that were taken out, changed, moved or put in.", "查找被删除、修改、移动或插入的记录。"},
	Sound:      Sentence{"Nothing was taken out or changed", "日志完整，未发现改动"},
	SoundHint:  Sentence{"Every line fits the one before it, and the heads that are kept elsewhere.", "每条记录都与前一条及另行保存的链头一致。"},
	Broken:     Sentence{"The trail does not fit together", "日志链不一致"},
	BrokenHint: Sentence{
		"Somebody, or a crash, took lines out or changed them. Keep the log as it is, compare it with your copy of it today, and tell whoever answers for security.",
		"有记录被删除或修改，也可能是程序崩溃所致。请保留日志原样，于今日与留存的副本比对，并通知安全负责人。",
	},
	Lines: Sentence{"Lines", "记录数"}, Chains: Sentence{"Chains", "日志链数"}, Found: Sentence{"Findings", "发现问题"}, UpTo: Sentence{"Read up to", "已读取至"},
	GoOn: Sentence{"Check on from there", "继续校验"}, Back: Sentence{"To the trail", "返回审计日志"},
	Line: Sentence{"Line", "行"}, Writer: Sentence{"Chain", "日志链"}, What: Sentence{"What was found", "问题"},
}
