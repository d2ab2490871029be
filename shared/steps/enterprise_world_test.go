package steps_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"shiming/shared/identity"
	"shiming/shared/realname"
	"shiming/shared/sandbox/phone"
	"shiming/shared/steps"
	"shiming/shared/vault"
)

// anyBank is a bank that no test here asks for anything.
type anyBank struct{ steps.Bank }

func (p parts) papers() steps.FilePapers {
	return steps.FilePapers{Base: p.Base, Keys: p.keys, Records: p.records, Bank: anyBank{}}
}
func (p parts) handler() steps.NameHandler { return steps.NameHandler{Base: p.Base, Keys: p.keys} }
func (p parts) claims() steps.ClaimReview  { return steps.ClaimReview{Base: p.Base, Records: p.records} }
func (p parts) supplies() steps.SupplyPapers {
	return steps.SupplyPapers{Base: p.Base, Records: p.records}
}
func (p parts) unmasks() steps.UnmaskReview {
	return steps.UnmaskReview{Base: p.Base, Keys: p.keys, Records: p.records}
}
func (p parts) reviewQueue() steps.ReviewQueue {
	return steps.ReviewQueue{Base: p.Base, Records: p.records}
}

// company makes up an enterprise of the commercial register with a code that nothing else has.
func (w *world) company() realname.Enterprise {
	w.t.Helper()
	return w.companyOf(identity.UnifiedCode, uscc(fmt.Sprintf("91310115MA%06d", w.people.Add(1))))
}

func (w *world) companyOf(kind identity.CodeKind, code string) realname.Enterprise {
	w.t.Helper()
	name, err1 := identity.ParseEnterpriseName("云笺科技（北京）有限公司")
	parsed, err2 := identity.ParseOrganisationCode(kind, code)
	phone, err3 := identity.ParsePhone("13800138000")
	if err := errors.Join(err1, err2, err3); err != nil {
		w.t.Fatal(err)
	}
	return realname.Enterprise{
		Licence: realname.BusinessLicence, Name: name, Code: parsed, Address: realname.Address{Region: "北京市海淀区", Detail: "云笺路8号"},
		Contact: realname.ContactPerson{Party: partyOf(w.person("欧阳修")), Phone: phone},
	}
}

// uscc completes the first sixteen characters of a code.
func uscc(s string) string {
	const alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
	sum := 0
	for i, weight := range []int{3, 7, 9, 10, 5, 8, 4, 2} {
		c := int(s[8+i] - '0')
		if s[8+i] >= 'A' {
			c = int(s[8+i]-'A') + 10
		}
		sum += c * weight
	}
	s += string("0X987654321"[sum%11])
	sum, weight := 0, 1
	for i := range 17 {
		sum += strings.IndexByte(alphabet, s[i]) * weight
		weight = weight * 3 % 31
	}
	return s + string(alphabet[(31-sum%31)%31])
}

func partyOf(x realname.Person) realname.Party {
	return realname.Party{Name: x.Name, Document: x.Document}
}

// upload keeps an accepted document of the case, as an upload and its inspection leave it.
func (w *world) upload(c realname.Case, purpose realname.Purpose) realname.DocumentID {
	w.t.Helper()
	d := realname.Document{
		ID: realname.NewDocumentID(), Rev: 1, Case: c.ID, Account: c.Account, Purpose: purpose, Type: "image/png", Size: 1000,
		State: realname.DocumentAccepted, Asked: w.now(), Seen: w.now(),
	}
	d.Version, d.SHA256 = "v1", strings.Repeat("0", 38)+string(d.ID[4:])
	w.put(d)
	return d.ID
}

func (w *world) put(d realname.Document) {
	w.t.Helper()
	doc, err := json.Marshal(d)
	if err != nil {
		w.t.Fatal(err)
	}
	err = w.store.PutRecord(background, steps.Record{Kind: steps.DocumentRecord, ID: string(d.ID), Owner: string(d.Case), Sort: string(d.Purpose), Rev: d.Rev, Doc: doc})
	if err != nil {
		w.t.Fatal(err)
	}
}

// form is the enterprise as an entry of a form.
func form(x realname.Enterprise, licence realname.DocumentID) func(realname.Case) (steps.Entry, error) {
	return func(realname.Case) (steps.Entry, error) {
		return steps.EnterpriseEntry{Enterprise: x, Picture: licence}, nil
	}
}

// must fails the test when a step was refused.
func (w *world) must(c realname.Case, err error) realname.Case {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
	return c
}

// opened opens a case for an enterprise on the account.
func (w *world) opened(p parts, account realname.AccountID) realname.Case {
	w.t.Helper()
	return w.must(p.open().Do(background, holder(account), account, realname.Opening{Kind: realname.EnterpriseVerification}))
}

// filled fills in the form of an enterprise.
func (w *world) filled(p parts, account realname.AccountID, x realname.Enterprise) realname.Case {
	w.t.Helper()
	c := w.opened(p, account)
	return w.must(p.fill().Do(background, holder(account), c.ID, form(x, w.upload(c, realname.LicencePicture))))
}

// chosen takes an enterprise to a chosen method.
func (w *world) chosen(p parts, account realname.AccountID, x realname.Enterprise, m realname.Method) realname.Case {
	w.t.Helper()
	c := w.filled(p, account, x)
	var who *realname.Party
	if m.NeedsRepresentative() {
		party := partyOf(w.person("陆云笺"))
		who = &party
	}
	return w.must(p.choose().Do(background, holder(account), c.ID, m, steps.Means{Representative: who}))
}

// proven verifies the enterprise on the account by its official account.
func (w *world) proven(p parts, account realname.AccountID, x realname.Enterprise) (realname.Case, error) {
	w.t.Helper()
	c := w.chosen(p, account, x, realname.OfficialAccount)
	c = w.must(p.start().Do(background, holder(account), c.ID, baseURL))
	settled, err := p.settle().Do(background, sandbox.Name, w.word(c, "msg_proof", realname.Passed, ""))
	return settled.Case, err
}

// transferPapers are papers of the case, with two pictures.
func (w *world) transferPapers(c realname.Case) steps.TransferPapers {
	w.t.Helper()
	number, err := identity.ParseBankAccount("110060149018000012345")
	if err != nil {
		w.t.Fatal(err)
	}
	return steps.TransferPapers{
		Account:        vault.BankAccount{Number: number, Bank: "示例银行", Place: "北京市", Branch: "海淀支行"},
		Representative: partyOf(w.person("陆云笺")),
		Documents:      []realname.DocumentID{w.upload(c, realname.PortraitSide), w.upload(c, realname.EmblemSide)},
	}
}

// inReview takes a corporate transfer of the enterprise into review.
func (w *world) inReview(p parts, account realname.AccountID, x realname.Enterprise) realname.Case {
	w.t.Helper()
	c := w.chosen(p, account, x, realname.CorporateTransfer)
	c = w.must(p.papers().Do(background, holder(account), c.ID, w.transferPapers(c)))
	c = w.must(p.handler().Do(background, holder(account), c.ID, partyOf(w.person("简祎"))))
	c = w.must(p.start().Do(background, holder(account), c.ID, baseURL))
	settled, err := p.settle().Do(background, sandbox.Name, w.word(c, "msg_handler", realname.Passed, ""))
	return w.must(settled.Case, err)
}

// supplementing asks for the portrait side again.
func (w *world) supplementing(p parts, account realname.AccountID) realname.Case {
	w.t.Helper()
	c := w.inReview(p, account, w.company())
	return w.must(p.decides().Do(background, byReviewer("reviewer-1"), c.ID, realname.AskAgain, asking(c)))
}

func byReviewer(id string) steps.Ask {
	return steps.Ask{By: realname.Actor{Role: realname.Reviewer, ID: id}}
}

// seen is a review by somebody who looked at all documents of the case.
func seen(c realname.Case) realname.Review {
	var r realname.Review
	for _, d := range c.Documents() {
		r.Saw = append(r.Saw, realname.DocumentRef{ID: d.ID, SHA256: d.SHA256})
	}
	return r
}

func asking(c realname.Case) realname.Review {
	r := seen(c)
	r.Reason, r.Comment, r.Note, r.Asked = realname.ReasonPapersUnclear, "照片反光，请重新拍摄", "看不清证件号", []realname.Purpose{realname.PortraitSide}
	return r
}

func refusing(c realname.Case) realname.Review {
	r := seen(c)
	r.Reason, r.Comment = realname.ReasonForgery, "材料与登记信息不符"
	return r
}

func openEnterprise(w *world, account realname.AccountID, sealed []byte) (realname.Enterprise, error) {
	return vault.Enterprises.Open(background, w.keys, account, sealed)
}
