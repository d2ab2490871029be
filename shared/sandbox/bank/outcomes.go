package sandboxbank

import "strings"

// MagicPayout is how a payout to some account goes: a row of the table of magic account numbers.
type MagicPayout struct {
	// Ending is how the account's number ends; empty: every other number.
	Ending string
	ZH, EN string
	// Draws says that the bank draws the amount itself and compares it (steps.DrawingBank); else it pays what we drew.
	Draws bool

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
	deafens  outcome = "deafens"
	locks    outcome = "locks"
	lapses   outcome = "lapses"
)

// Outcomes lists how payouts can go.
func Outcomes() []MagicPayout {
	return []MagicPayout{
		{"", "立即到账", "It arrives at once.", false, arrives},
		{"0001", "银行退回：账户不存在", "The bank refuses it: there is no such account.", false, refuses},
		{"0002", "一直在途，直到在流水页面上点“到账”或“退回”", "It stays on its way until the statement page says that it arrived or came back.", false, waits},
		{"0003", "一天后到账，银行不另行通知", "It arrives a day later, and the bank does not say so by itself.", false, late},
		{"0004", "前两次银行无应答，第三次成功", "The bank does not answer twice; the third time it pays.", false, stumbles},
		{"0005", "已付款，但第一次的应答丢失", "It is paid, and the first answer is lost.", false, mumbles},
		{"0006", "金额由银行生成并核对，立即到账；错 5 次后银行锁定", "The bank draws the amount and compares it; it arrives at once. After 5 wrong ones the bank locks.", true, arrives},
		{"0007", "金额由银行生成并核对；每个金额第一次核对时应答丢失", "The bank draws and compares; the first answer to each amount is lost.", true, deafens},
		{"0008", "金额由银行生成并核对；错 1 次后银行锁定", "The bank draws and compares; after one wrong amount it locks.", true, locks},
		{"0009", "金额由银行生成并核对；核对时已超出银行的期限", "The bank draws and compares; when it is asked its time is over.", true, lapses},
	}
}

// outcomeOf returns how a payout to the account goes.
func outcomeOf(account string) MagicPayout {
	all := Outcomes()
	for _, o := range all[1:] {
		if strings.HasSuffix(account, o.Ending) {
			return o
		}
	}
	return all[0]
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
