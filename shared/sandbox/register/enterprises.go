package sandboxregister

import (
	"errors"
	"strings"

	"shiming/shared/realname"
	"shiming/shared/steps"
)

// The legal representative of each enterprise of the table: the person who passes every check (shared/sandbox/phone).
const (
	Representative       = "甄通过"
	RepresentativeNumber = "110101190001019019"
)

// MagicEnterprise is one that the register is asked about: a row of the table of magic codes.
type MagicEnterprise struct {
	// Code is its unified social credit code, well formed and nobody's; empty: every other code.
	Code string
	// Was is the name to verify it under before it is renamed; empty where that does not matter. Matches still takes it: the
	// sandbox does not know when that is.
	Was string
	// Now is the name that it is registered under; empty when it is not listed.
	Now string
	// Status is how its business is; empty where the register answers with Fails.
	Status realname.OperatingStatus
	// Fails is what the register answers instead: steps.ErrNotFound, steps.ErrNotListedYet or steps.ErrUnavailable.
	Fails error
	// ZH and EN say what it stands for.
	ZH, EN string
}

// Enterprises lists those that the register knows, and the rest as the last row.
func Enterprises() []MagicEnterprise {
	return []MagicEnterprise{
		{"91110101MA000100X6", "甄旧名科技有限公司", "甄新名科技有限公司", realname.StatusOperating, nil, "企业，已更名", "An enterprise that was renamed"},
		{"92110101MA0001106H", "甄旧铺面经营部", "甄新铺面经营部", realname.StatusOperating, nil,
			"个体工商户，已更名", "A one-person business that was renamed"},
		{"91110101MA0000015M", "甄通过科技有限公司", "甄更名科技有限公司", realname.StatusOperating, nil,
			"企业，已更名；其公众号核验自动通过", "An enterprise that was renamed; its official account passes by itself"},
		{"91110101MA00010186", "甄同名科技有限公司", "甄同名科技有限公司", realname.StatusOperating, nil,
			"企业，未更名", "An enterprise that was not renamed"},
		{"91110101MA0001034U", "", "甄迁出科技有限公司", realname.StatusMovedOut, nil, "企业，已迁出", "An enterprise that moved to another register"},
		{"91110101MA0001042N", "", "甄停业科技有限公司", realname.StatusSuspended, nil, "企业，停业", "An enterprise that rests"},
		{"91110101MA0001050H", "", "甄吊销科技有限公司", realname.StatusRevoked, nil, "企业，已吊销", "An enterprise whose licence was revoked"},
		{"91110101MA0001069E", "", "甄撤销科技有限公司", realname.StatusRescinded, nil,
			"企业，登记已撤销", "An enterprise whose registration was rescinded"},
		{"91110101MA00010779", "", "甄注销科技有限公司", realname.StatusStruckOff, nil, "企业，已注销", "An enterprise that was struck off"},
		{"91110101MA00010854", "", "甄未详科技有限公司", realname.StatusUnknown, nil,
			"企业，经营状态未知", "An enterprise of which the register does not say how it is"},
		{"91110101MA0001093Y", "", "", "", steps.ErrNotListedYet,
			"新设，尚未公示：最多 7 个工作日后可查", "New, and not published yet: it takes up to 7 working days"},
		{"91110101MA0001114F", "", "", "", steps.ErrNotFound, "查无此代码", "There is no such code"},
		{"91110101MA00010261", "", "", "", steps.ErrUnavailable, "登记系统无应答", "The register does not answer"},
		{"", "", "", realname.StatusOperating, nil,
			"无登记名称可查；代码 91、92 开头的，名称与法人一律相符", "No name to tell; of a code of 91 or 92 name and representative always fit"},
	}
}

// status is the row's answer about the business, as the table shows it.
func (e MagicEnterprise) status() string {
	switch {
	case errors.Is(e.Fails, steps.ErrNotListedYet):
		return "not_listed_yet"
	case errors.Is(e.Fails, steps.ErrUnavailable):
		return "unavailable"
	case e.Fails != nil:
		return "not_found"
	}
	return string(e.Status)
}

// MagicTable writes the magic codes as a table in Markdown, for the README.
func MagicTable() string {
	var b strings.Builder
	b.WriteString("| 统一社会信用代码 Code | 原名称 Name before | 登记名称 Registered name | 经营状态 Status | 说明 What it is |\n|---|---|---|---|---|\n")
	for _, e := range Enterprises() {
		code, now := "其他 anything else", "`not_found`"
		if e.Code != "" {
			code, now = "`"+e.Code+"`", e.Now
		}
		b.WriteString("| " + code + " | " + e.Was + " | " + now + " | `" + e.status() + "` | " + e.ZH + " · " + e.EN + " |\n")
	}
	b.WriteString("\n表中企业的法定代表人均为" + Representative + "，证件号码 " + RepresentativeNumber +
		"。 · The legal representative of each is " + Representative + ", " + RepresentativeNumber + ".\n")
	return b.String()
}
