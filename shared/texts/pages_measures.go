package texts

import "shiming/shared/realname"

// Measuring are the words of the page of measures: how the service does, as charts with their tables.
var Measuring = struct {
	Title, Lead, Step, Hour, Day, Kind, Busiest, From, Until, Show, Clear, Empty, EmptyHint                                Sentence
	Course, Opened, Verified, Failed, Far, Methods, Reasons, Took, Waited, Answers, Messages, Decisions, When, What, Count Sentence
	Median, P95, None, Passed, Table, Second                                                                               Sentence
	States                                                                                                                 map[realname.State]Sentence
	Outcomes                                                                                                               map[string]Sentence
}{
	Title: Sentence{"Measures", "运营指标"},
	Lead: Sentence{
		"How much is verified, how long it takes, and where it fails. Days are those of UTC: they begin at 08:00 in Beijing. What happened just now may be missing for a few minutes.",
		"认证数量、耗时与失败原因。按 UTC 日期统计，每日自北京时间 08:00 起；最近几分钟的数据可能尚未计入。",
	},
	Step: Sentence{"By the", "统计粒度"}, Hour: Sentence{"hour", "小时"}, Day: Sentence{"day", "天"},
	Kind: Sentence{"How far, and how long", "流程与耗时的业务类型"}, Busiest: Sentence{"the most frequent kind", "申请最多的类型"},
	From: Sentence{"From (as 2026-11-30)", "起始日期（如 2026-11-30）"}, Until: Sentence{"To (as 2026-11-30)", "截止日期（如 2026-11-30）"},
	Show: Sentence{"Show", "查询"}, Clear: Sentence{"The last 30 days", "最近 30 天"},
	Empty:     Sentence{"Nothing was counted in this time", "该时段没有数据"},
	EmptyHint: Sentence{"Choose an earlier date, or come back after the first case.", "请选择更早的日期，或在首个申请发起后再来查看。"},
	Course:    Sentence{"Opened, and verified", "发起与通过"},
	Opened:    Sentence{"Opened", "发起"}, Verified: Sentence{"Ended well", "通过"}, Failed: Sentence{"Ended otherwise", "未通过"},
	Far: Sentence{"How far cases get", "流程漏斗"}, Methods: Sentence{"Ended well, by method", "各方式通过数"}, Reasons: Sentence{"Ended otherwise, by why", "未通过原因"},
	Took: Sentence{"From the opening to the good end", "认证耗时"}, Waited: Sentence{"How long reviews waited", "审核等待时长"},
	Answers: Sentence{"What providers answered", "核验服务方应答"}, Messages: Sentence{"Messages, by channel", "各渠道消息"}, Decisions: Sentence{"What reviewers decided", "审核结论"},
	When: Sentence{"When", "时间"}, What: Sentence{"What", "项目"}, Count: Sentence{"How many", "数量"},
	Median: Sentence{"Half within", "中位数"}, P95: Sentence{"19 of 20 within", "95 百分位"}, None: Sentence{"none", "无"}, Passed: Sentence{"passed", "通过"},
	Table: Sentence{"As a table", "查看数据表"}, Second: Sentence{"s", "秒"},
	States: map[realname.State]Sentence{
		realname.Filling: {"fills in the form", "填写信息"}, realname.Choosing: {"chooses a method", "选择认证方式"}, realname.Ready: {"has a method", "已选方式"},
		realname.Checking: {"is checked", "核验中"}, realname.AwaitingPayment: {"is to pay", "等待充值"}, realname.NamingHandler: {"names a handler", "填写经办人"},
		realname.HandlerReady: {"has a handler", "已填经办人"}, realname.HandlerChecking: {"the handler is checked", "经办人核验中"}, realname.Reviewing: {"is reviewed", "人工审核"},
		realname.Supplementing: {"supplies papers", "补充资料"}, realname.Paying: {"waits for the transfer", "等待打款"}, realname.Confirming: {"confirms the amount", "确认金额"},
		realname.Declaring: {"says what changes", "声明变更内容"}, realname.Identifying: {"is to prove who it is", "验证原主体"}, realname.IdentityChecking: {"proves who it is", "原主体核验中"},
		realname.Gathering: {"gathers papers", "准备资料"}, realname.Posting: {"sends papers by post", "邮寄资料"}, realname.AwaitingCode: {"waits for a code", "等待验证码"},
	},
	Outcomes: map[string]Sentence{
		string(realname.ReviewApproved): {"approved", "通过"}, string(realname.ReviewRefused): {"refused", "拒绝"}, string(realname.PapersAsked): {"asked again", "要求补充"},
		string(realname.ReviewSeconded): {"approved first", "初审通过"},
	},
}
