// Package sandboxplatform plays the platform that the accounts belong to: what stands in an account's way follows from how
// its id ends (RULES E3). It keeps nothing and calls nobody.
package sandboxplatform

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"shiming/shared/realname"
	"shiming/shared/steps"
)

// Platform is a steps.Platform. Its zero value is ready, and safe for concurrent use.
type Platform struct{}

var _ steps.Platform = Platform{}

// Ending is how an account's id can end: a row of the table of magic endings.
type Ending struct {
	// Text is the ending; empty: any other.
	Text string
	// Hindrance is what it stands for; empty for none, and for a host that is Away.
	Hindrance realname.Hindrance
	// Away says that the host does not answer.
	Away bool
	// ZH and EN say what it means.
	ZH, EN string
}

// Endings lists the endings. They can be put one after the other, as in acct_7-arrears-running.
func Endings() []Ending {
	return []Ending{
		{"", "", false, "无", "Nothing stands in the way."},
		{"-arrears", realname.Arrears, false, "欠费", "It has debts."},
		{"-running", realname.RunningProducts, false, "有使用中的产品", "Products are running."},
		{"-business", realname.OpenBusiness, false, "有未完结的业务", "Orders, filings or disputes are open."},
		{"-lowbalance", realname.LowBalance, false, "余额不足以支付按量付费产品", "The balance may not cover what is running."},
		{"-unreachable", "", true, "平台无应答", "The platform does not answer."},
	}
}

// Hindrances implements steps.Platform.
func (Platform) Hindrances(ctx context.Context, account realname.AccountID) ([]realname.Hindrance, error) {
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("sandbox host: %w: %w", steps.ErrUnavailable, err)
	}
	var all []realname.Hindrance
	rest := string(account)
	for {
		e, shorter := last(rest)
		switch {
		case e.Text == "":
			return all, nil
		case e.Away:
			return nil, fmt.Errorf("sandbox host: %w", steps.ErrUnavailable)
		}
		if rest = shorter; !slices.Contains(all, e.Hindrance) {
			all = append(all, e.Hindrance)
		}
	}
}

// last returns how the id ends, and the id without it.
func last(id string) (Ending, string) {
	for _, e := range Endings() {
		if rest, found := strings.CutSuffix(id, e.Text); found && e.Text != "" {
			return e, rest
		}
	}
	return Ending{}, id
}

// MagicTable writes the endings as a table in Markdown, for the README.
func MagicTable() string {
	var b strings.Builder
	b.WriteString("| 账号结尾 Account ends in | 答复 Answer | 说明 What it means |\n|---|---|---|\n")
	for _, e := range Endings() {
		ending, answer := "其他 anything else", "`[]`"
		if e.Text != "" {
			ending = "`" + e.Text + "`"
		}
		if e.Hindrance != "" {
			answer = "`" + string(e.Hindrance) + "`"
		}
		if e.Away {
			answer = "`unavailable`"
		}
		b.WriteString("| " + ending + " | " + answer + " | " + e.ZH + " · " + e.EN + " |\n")
	}
	return b.String()
}
