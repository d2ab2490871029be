package steps_test

import (
	"testing"

	"shiming/shared/identity"
	"shiming/shared/realname"
	"shiming/shared/steps"
	"shiming/shared/vault"
)

// appellantPhone follows the appeals of these tests.
const appellantPhone = "13712345678"

func (p parts) tracks() steps.TrackAppeal {
	return steps.TrackAppeal{Base: p.Base, Records: p.records, Keys: p.keys}
}

func phone(t testing.TB, number string) identity.Phone {
	t.Helper()
	p, err := identity.ParsePhone(number)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// appealOf is the person's declaration of an appeal.
func (w *world) appealOf(x realname.Person) steps.AppealEntry {
	return steps.AppealEntry{Appeal: vault.Appeal{Name: x.Name, Document: x.Document, Phone: phone(w.t, appellantPhone), Holder: "acct_ab***yz"}}
}

func appeals(e steps.AppealEntry) func(realname.Case) (steps.Entry, error) {
	return func(realname.Case) (steps.Entry, error) { return e, nil }
}

// appeal opens an appeal about the person's identity and declares it.
func (w *world) appeal(p parts, account realname.AccountID, x realname.Person) realname.Case {
	w.t.Helper()
	c := w.must(p.open().Do(background, holder(account), account, realname.Opening{Kind: realname.Appeal}))
	return w.must(p.fill().Declare(background, holder(account), c.ID, appeals(w.appealOf(x))))
}

// appealInReview is an appeal with its papers.
func (w *world) appealInReview(p parts, account realname.AccountID, x realname.Person) realname.Case {
	w.t.Helper()
	c := w.appeal(p, account, x)
	var ids []realname.DocumentID
	for _, purpose := range []realname.Purpose{realname.HolderPortraitSide, realname.HolderEmblemSide, realname.OwnershipProof} {
		ids = append(ids, w.upload(c, purpose))
	}
	return w.must(p.papers().Proof(background, holder(account), c.ID, ids))
}

// against is an approval that releases the account.
func against(c realname.Case, account realname.AccountID) realname.Review {
	r := seen(c)
	r.Against = account
	return r
}

// query is the code of the appeal.
func (w *world) query(p parts, c realname.Case) string {
	w.t.Helper()
	for version := c.Version(); version > 0; version-- {
		code, err := steps.QueryCode(background, p.keys, c.AsOf(version))
		if err != nil {
			w.t.Fatal(err)
		}
		if code != "" {
			return code
		}
	}
	w.t.Fatal("the appeal has no code")
	return ""
}
