// Package sandboxgroup plays the other sites of the group: a few accounts, all made up, each with a way that binding it
// can go (RULES B9), and a document that is in use (RULES B10). It keeps nothing and calls nobody.
package sandboxgroup

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"shiming/shared/identity"
	"shiming/shared/steps"
)

// DefaultSite is where the accounts were verified unless Group says another.
const DefaultSite = "mall"

// Group is a steps.Group. Its zero value is ready, and safe for concurrent use.
type Group struct {
	// Site is where the accounts were verified; empty: DefaultSite.
	Site string
}

var _ steps.Group = Group{}

// Member is one of the group's: a row of the table of magic user names. Name, number and phone are well formed and
// nobody's.
type Member struct {
	// User is its user name; empty: every other.
	User string
	// Name and the document are whom it is verified as; empty when it is not verified, and when the group is Away.
	Name   string
	Kind   identity.DocumentKind
	Number string
	// Birth is given for documents that do not say it.
	Birth string
	// Phone is bound to it; empty when none is.
	Phone string
	// InUse says that the document counts as in use elsewhere. Of the others it does not, so that binding can be tried
	// by who was not led to it.
	InUse bool
	// Away says that the group does not answer about the user, nor about the number.
	Away bool
	// ZH and EN say what happens.
	ZH, EN string
}

// Accounts lists the accounts.
func Accounts() []Member {
	const id, permit = identity.ResidentID, identity.HKMacaoPermit
	return []Member{
		{User: "group-verified", Name: "甄绑定", Kind: id, Number: "110101190001019318", Phone: "19900000001",
			ZH: "已实名，已绑定手机", EN: "Verified, with a phone"},
		{User: "group-no-phone", Name: "甄无机", Kind: id, Number: "110101190001019326",
			ZH: "已实名，未绑定手机", EN: "Verified, no phone is bound"},
		{User: "group-unverified", ZH: "未实名", EN: "Not verified"},
		{User: "group-other-document", Name: "甄异证", Kind: permit, Number: "H99000016", Birth: "1990-01-01", Phone: "19900000003",
			ZH: "以通行证实名", EN: "Verified with a permit"},
		{User: "group-in-use", Name: "甄占用", Kind: id, Number: "110101190001019334", Phone: "19900000004", InUse: true,
			ZH: "已实名；该证件已用于集团内其他账号", EN: "Verified; its document counts as in use elsewhere"},
		{User: "group-away", Number: "110101190001019342", Kind: id, Away: true,
			ZH: "集团账号系统无应答", EN: "The group does not answer"},
		{ZH: "无此账号；证件未被使用", EN: "No such account; the document is not in use"},
	}
}

// Account implements steps.Group.
func (g Group) Account(ctx context.Context, user string) (steps.GroupAccount, error) {
	if err := ctx.Err(); err != nil {
		return steps.GroupAccount{}, away(err)
	}
	for _, a := range Accounts() {
		switch {
		case a.User == "" || a.User != user:
		case a.Away:
			return steps.GroupAccount{}, away(nil)
		case a.Number == "":
			return steps.GroupAccount{}, nil
		default:
			return a.plain(g.site())
		}
	}
	return steps.GroupAccount{}, fmt.Errorf("sandbox group: %w", steps.ErrNotFound)
}

// InUse implements steps.Group.
func (Group) InUse(ctx context.Context, document identity.IDDocument) (bool, error) {
	if err := ctx.Err(); err != nil {
		return false, away(err)
	}
	for _, a := range Accounts() {
		if a.Number == "" || a.Kind != document.Kind() || a.Number != document.Number() {
			continue
		}
		if a.Away {
			return false, away(nil)
		}
		return a.InUse, nil
	}
	return false, nil
}

func (g Group) site() string {
	if g.Site == "" {
		return DefaultSite
	}
	return g.Site
}

func away(cause error) error {
	if cause == nil {
		return fmt.Errorf("sandbox group: %w", steps.ErrUnavailable)
	}
	return fmt.Errorf("sandbox group: %w: %w", steps.ErrUnavailable, cause)
}

// plain is the account as a provider gives it.
func (a Member) plain(site string) (steps.GroupAccount, error) {
	p := steps.GroupAccount{Verified: true, Site: site}
	var errs [4]error
	p.Document, errs[1] = identity.ParseDocument(a.Kind, a.Number)
	p.Name, errs[0] = identity.ParseNameOn(p.Document, a.Name)
	p.Birth, _ = p.Document.Birth()
	if a.Birth != "" {
		p.Birth, errs[2] = identity.ParseDate(a.Birth)
	}
	if a.Phone != "" {
		p.Phone, errs[3] = identity.ParsePhone(a.Phone)
	}
	return p, errors.Join(errs[:]...)
}

// MagicTable writes the magic user names as a table in Markdown, for the README.
func MagicTable() string {
	var b strings.Builder
	b.WriteString("| 用户名 User name | 姓名 Name | 证件号码 Number | 手机 Phone | 占用 In use | 说明 What happens |\n|---|---|---|---|---|---|\n")
	for _, a := range Accounts() {
		user, number, used := "其他 anything else", "", ""
		if a.User != "" {
			user = "`" + a.User + "`"
		}
		if a.Number != "" {
			number = "`" + a.Number + "`"
		}
		if a.InUse {
			used = "`document_in_use`"
		}
		b.WriteString("| " + user + " | " + a.Name + " | " + number + " | " + a.Phone + " | " + used + " | " + a.ZH + " · " + a.EN + " |\n")
	}
	return b.String()
}
