// Package sandboxregister is the commercial register of the sandbox: it lists a few enterprises, all made up, of which
// some were renamed (RULES D8). It keeps nothing and calls nobody.
//
// Any other code is not listed, for a register that knew every name would leave nothing to be reviewed: an enterprise
// of the tester's own takes the way of papers, one of the table changes its name at once.
package sandboxregister

import (
	"context"
	"fmt"
	"strings"

	"shiming/shared/identity"
	"shiming/shared/steps"
)

// Register is a steps.Register. Its zero value is ready, and safe for concurrent use.
type Register struct{}

var _ steps.Register = Register{}

// Enterprise is one that the register is asked about: a row of the table of magic codes.
type Enterprise struct {
	// Code is its unified social credit code, well formed and nobody's; empty: every other code.
	Code string
	// Was is the name to verify it under before; empty where that does not matter.
	Was string
	// Now is the name that it is registered under; empty when it is not listed, and when the register is Away.
	Now string
	// Away says that the register does not answer.
	Away bool
	// ZH and EN say what it stands for.
	ZH, EN string
}

// Enterprises lists those that the register knows, and the rest.
func Enterprises() []Enterprise {
	return []Enterprise{
		{"91110101MA000100X6", "甄旧名科技有限公司", "甄新名科技有限公司", false, "企业，已更名", "An enterprise that was renamed"},
		{"92110101MA0001106H", "甄旧铺面经营部", "甄新铺面经营部", false, "个体工商户，已更名", "A one-person business that was renamed"},
		{"91110101MA0000015M", "甄通过科技有限公司", "甄更名科技有限公司", false,
			"企业，已更名；其公众号核验自动通过", "An enterprise that was renamed; its official account passes by itself"},
		{"91110101MA00010186", "甄同名科技有限公司", "甄同名科技有限公司", false, "企业，未更名", "An enterprise that was not renamed"},
		{"91110101MA00010261", "", "", true, "登记系统无应答", "The register does not answer"},
		{"", "", "", false, "未列入：新设或更名最多 7 个工作日后可查", "Not listed: what is new takes up to 7 working days"},
	}
}

// NameOf implements steps.Register.
func (Register) NameOf(ctx context.Context, code identity.OrganisationCode) (identity.EnterpriseName, error) {
	if err := ctx.Err(); err != nil {
		return identity.EnterpriseName{}, fmt.Errorf("sandbox register: %w: %w", steps.ErrUnavailable, err)
	}
	for _, e := range Enterprises() {
		switch {
		case e.Code == "" || code.Kind() != identity.UnifiedCode || e.Code != code.Text():
		case e.Away:
			return identity.EnterpriseName{}, fmt.Errorf("sandbox register: %w", steps.ErrUnavailable)
		default:
			return identity.ParseEnterpriseName(e.Now)
		}
	}
	return identity.EnterpriseName{}, fmt.Errorf("sandbox register: %w", steps.ErrNotFound)
}

// MagicTable writes the magic codes as a table in Markdown, for the README.
func MagicTable() string {
	var b strings.Builder
	b.WriteString("| 统一社会信用代码 Code | 原名称 Name before | 登记名称 Registered name | 说明 What it is |\n|---|---|---|---|\n")
	for _, e := range Enterprises() {
		code, now := "其他 anything else", "`not_found`"
		if e.Code != "" {
			code = "`" + e.Code + "`"
		}
		if e.Now != "" {
			now = e.Now
		}
		if e.Away {
			now = "`unavailable`"
		}
		b.WriteString("| " + code + " | " + e.Was + " | " + now + " | " + e.ZH + " · " + e.EN + " |\n")
	}
	return b.String()
}
