package steps

import (
	"context"
	"errors"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"shiming/shared/identity"
	"shiming/shared/realname"
	"shiming/shared/vault"
)

// FilePapers files what a corporate transfer needs (RULES C7): the bank account, the legal representative, and two
// pictures of the representative holding the ID. After that nothing of it can be taken back.
type FilePapers struct {
	Base
	Keys    Keys
	Records Records
	Bank    Bank // nil: no bank is connected, and the method is not offered
}

// TransferPapers are the papers in plaintext, with the documents by id.
type TransferPapers struct {
	Account        vault.BankAccount
	Representative realname.Party
	Documents      []realname.DocumentID
}

// Proof hands in the papers of a change, a release or an appeal (RULES D7, D8, E2, F1), which were uploaded before; they
// are reviewed next. One read of the case and one of each document, one write.
func (s FilePapers) Proof(ctx context.Context, ask Ask, id realname.CaseID, ids []realname.DocumentID) (realname.Case, error) {
	return change(ctx, s.Base, ask, id, move{event: realname.PapersFiled, state: filing(true), decide: func(c realname.Case) (realname.Command, error) {
		documents, err := documentsOf(ctx, s.Records, ids...)
		if err != nil {
			return nil, inField(err, "documents")
		}
		return realname.FileProof{
			Documents: documents, ReviewBy: s.workdaysOn(c.ReviewWorkdays(s.Policy)), AnswerBy: s.daysOn(s.Policy.Review.AnswerDays),
		}, nil
	}})
}

// filing says whether the case waits for the papers of a change, or else for those of a transfer: each have an address of their own.
func filing(proof bool) func(realname.Case) error {
	return func(c realname.Case) error {
		if (c.Last().State == realname.Gathering) != proof {
			return realname.Refuse(realname.CodeWrongState)
		}
		return nil
	}
}

// Do files the papers. One read of the case and one of each document, one write.
func (s FilePapers) Do(ctx context.Context, ask Ask, id realname.CaseID, p TransferPapers) (realname.Case, error) {
	return change(ctx, s.Base, ask, id, move{event: realname.PapersFiled, state: filing(false), decide: func(c realname.Case) (realname.Command, error) {
		if s.Bank == nil {
			return nil, realname.Refuse(realname.CodeMethodUnavailable)
		}
		wrong := errors.Join(CheckAccount(p.Account), s.Policy.CheckRepresentative(p.Representative, "representative", identity.DateIn(s.Clock())))
		if wrong != nil {
			return nil, wrong
		}
		documents, err := documentsOf(ctx, s.Records, p.Documents...)
		if err != nil {
			return nil, inField(err, "documents")
		}
		file := realname.HandIn{Documents: documents}
		if _, err := c.Apply(s.Policy, file, realname.Request{Now: s.Clock()}); err != nil {
			return nil, err // refused before anything is sealed
		}
		file.Papers.Account = p.Account.Number.Masked()
		if file.Papers.Sealed, err = vault.BankAccounts.Seal(ctx, s.Keys, c.ID, p.Account, ask.digest(p.said()...)); err != nil {
			return nil, err
		}
		representative, err := sealedParty(ctx, s.Keys, c.Account, p.Representative, "")
		if err != nil {
			return nil, err
		}
		file.Papers.Representative = *representative
		return file, nil
	}, same: func(then realname.Case) error { return ask.repeated(ctx, s.Keys, then, p.said()...) }})
}

// said is what the papers say, with the documents in any order.
func (p TransferPapers) said() []vault.Part {
	parts := []vault.Part{vault.BankAccounts.Part(p.Account), vault.Parties.Part(p.Representative)}
	for _, id := range slices.Sorted(slices.Values(p.Documents)) {
		parts = append(parts, vault.Said(string(id)))
	}
	return parts
}

// CheckAccount names all fields that are wrong, as the body of a transfer has them: field_required, field_invalid.
func CheckAccount(a vault.BankAccount) (wrong error) {
	if a.Number.IsZero() {
		wrong = realname.RefuseField(realname.CodeFieldRequired, "bank_account.number")
	}
	for _, f := range []struct {
		name string
		text realname.Text
	}{{"bank", a.Bank}, {"place", a.Place}, {"branch", a.Branch}} {
		s := string(f.text)
		if n := utf8.RuneCountInString(s); strings.TrimSpace(s) == "" {
			wrong = errors.Join(wrong, realname.RefuseField(realname.CodeFieldRequired, "bank_account."+f.name))
		} else if n < 2 || n > 60 || !utf8.ValidString(s) || strings.ContainsFunc(s, unicode.IsControl) {
			wrong = errors.Join(wrong, realname.RefuseField(realname.CodeFieldInvalid, "bank_account."+f.name))
		}
	}
	return wrong
}
