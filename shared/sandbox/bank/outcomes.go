package sandboxbank

import "strings"

// Outcome is how a payout to some account goes: a row of the table of magic account numbers.
type Outcome struct {
	// Ending is how the account's number ends; empty: every other number.
	Ending string
	ZH, EN string

	kind outcome
}

type outcome string

const (
	arrives  outcome = "arrives"
	refuses  outcome = "refuses"
	waits    outcome = "waits"
	late     outcome = "late"
	stumbles outcome = "stumbles"
	mumbles  outcome = "mumbles"
)

// Outcomes lists how payouts can go.
func Outcomes() []Outcome {
	return []Outcome{
		{"", "立即到账", "It arrives at once.", arrives},
		{"0001", "银行退回：账户不存在", "The bank refuses it: there is no such account.", refuses},
		{"0002", "一直在途，直到在流水页面上点“到账”或“退回”", "It stays on its way until the statement page says that it arrived or came back.", waits},
		{"0003", "一天后到账，银行不另行通知", "It arrives a day later, and the bank does not say so by itself.", late},
		{"0004", "前两次银行无应答，第三次成功", "The bank does not answer twice; the third time it pays.", stumbles},
		{"0005", "已付款，但第一次的应答丢失", "It is paid, and the first answer is lost.", mumbles},
	}
}

// outcomeOf returns how a payout to the account goes.
func outcomeOf(account string) outcome {
	for _, o := range Outcomes() {
		if o.Ending != "" && strings.HasSuffix(account, o.Ending) {
			return o.kind
		}
	}
	return arrives
}

// OutcomesTable is the table of magic account numbers in Markdown.
func OutcomesTable() string {
	var b strings.Builder
	b.WriteString("| 账号结尾 Number ends in | 结果 What happens |\n|---|---|\n")
	for _, o := range Outcomes() {
		ending := "其他 anything else"
		if o.Ending != "" {
			ending = "`" + o.Ending + "`"
		}
		b.WriteString("| " + ending + " | " + o.ZH + " · " + o.EN + " |\n")
	}
	return b.String()
}
