package steps

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"shiming/shared/identity"
	"shiming/shared/realname"
)

// EnterpriseAccount is the bank account that a corporate transfer goes to, in the plain (RULES C7).
type EnterpriseAccount struct {
	Number identity.BankAccount
	// Bank, Place and Branch are as the bank writes them.
	Bank, Place, Branch realname.Text
}

// plainAccount is an account as it is sealed.
type plainAccount struct {
	Number string `json:"number"`
	Bank   string `json:"bank"`
	Place  string `json:"place"`
	Branch string `json:"branch"`
}

// accountPurpose binds a sealed bank account to its case: it serves that case's payment and its refund, and nothing
// else opens it (RULES C8).
func accountPurpose(id realname.CaseID) string { return "bank-account:" + string(id) }

// check names the field that is wrong.
func (a EnterpriseAccount) check() error {
	if a.Number.IsZero() {
		return realname.RefuseField(realname.CodeFieldRequired, "bank_account.number")
	}
	for _, f := range []struct {
		name string
		text realname.Text
	}{{"bank", a.Bank}, {"place", a.Place}, {"branch", a.Branch}} {
		s := string(f.text)
		if strings.TrimSpace(s) == "" {
			return realname.RefuseField(realname.CodeFieldRequired, "bank_account."+f.name)
		}
		if n := utf8.RuneCountInString(s); n < 2 || n > 60 || !utf8.ValidString(s) || strings.ContainsFunc(s, unicode.IsControl) {
			return realname.RefuseField(realname.CodeFieldInvalid, "bank_account."+f.name)
		}
	}
	return nil
}

func sealAccount(ctx context.Context, k Keys, id realname.CaseID, a EnterpriseAccount) ([]byte, error) {
	plain, err := json.Marshal(plainAccount{a.Number.Text(), string(a.Bank), string(a.Place), string(a.Branch)})
	if err != nil {
		return nil, err
	}
	sealed, err := k.Seal(ctx, accountPurpose(id), plain)
	if err != nil {
		return nil, fmt.Errorf("seal the bank account: %w", err)
	}
	return sealed, nil
}

func openAccount(ctx context.Context, k Keys, id realname.CaseID, sealed []byte) (EnterpriseAccount, error) {
	plain, err := k.Open(ctx, accountPurpose(id), sealed)
	if err != nil {
		return EnterpriseAccount{}, fmt.Errorf("open the bank account: %w", err)
	}
	var p plainAccount
	if err := json.Unmarshal(plain, &p); err != nil {
		return EnterpriseAccount{}, fmt.Errorf("open the bank account: not a sealed account")
	}
	a := EnterpriseAccount{Bank: realname.Text(p.Bank), Place: realname.Text(p.Place), Branch: realname.Text(p.Branch)}
	a.Number, err = identity.ParseBankAccount(p.Number)
	return a, err
}
