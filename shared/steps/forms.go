package steps

import (
	"context"
	"time"

	"shiming/shared/identity"
	"shiming/shared/realname"
	"shiming/shared/vault"
)

// personForm is the form of the person as a case keeps it: masked for people, sealed with the digest of the request that
// brought it, keyed for the quota.
func personForm(ctx context.Context, k Keys, c realname.Case, x realname.Person, by vault.RequestDigest) (realname.Form, error) {
	sealed, err := vault.Persons.Seal(ctx, k, c.Account, x, by)
	if err != nil {
		return realname.Form{}, err
	}
	subjects, err := personSubjects(ctx, k, c, x.Document)
	if err != nil {
		return realname.Form{}, err
	}
	names, err := vault.Names.Of(ctx, k, c.Account, x.Name.Text())
	return realname.Form{
		Document: x.Document.Class(), Name: x.Name.Masked(), Number: x.Document.Masked(), Address: x.Address.Masked(),
		Industry: x.Industry, Sealed: sealed, Subjects: subjects, NameDigest: names,
	}, err
}

// takenOver is the identity that another site of the group has verified, as the form of the case (RULES B8, B9). No
// request of the holder brought it. Refused: whatever the policy does not let verify, and a document that the method is
// not for.
func takenOver(ctx context.Context, k Keys, p *realname.Policy, c realname.Case, x realname.Person, now time.Time) (*realname.Form, error) {
	if err := p.CheckIdentity(x, now); err != nil {
		return nil, err
	}
	if !c.Accepts(p, x.Document.Class()) {
		return nil, realname.Refuse(realname.CodeMethodNotForDoc)
	}
	form, err := personForm(ctx, k, c, x, "")
	return &form, err
}

// enterpriseForm is the form of the enterprise as a case keeps it. The subject is the code: the name of an enterprise
// changes (RULES D8), its code does not.
func enterpriseForm(ctx context.Context, k Keys, c realname.Case, x realname.Enterprise, by vault.RequestDigest) (realname.Form, error) {
	sealed, err := vault.Enterprises.Seal(ctx, k, c.Account, x, by)
	if err != nil {
		return realname.Form{}, err
	}
	subjects, names, err := enterpriseDigests(ctx, k, c, x.Name, x.Code)
	return realname.Form{
		Document: identity.DocumentKind(x.Licence), Name: x.Name.Masked(), Number: x.Code.Masked(), Address: x.Address.Masked(),
		Contact: x.Contact.Name.Masked() + " " + x.Contact.Phone.Masked(), Commercial: x.Code.Commercial(),
		Sealed: sealed, Subjects: subjects, NameDigest: names,
	}, err
}

// personSubjects are the keys of the person with the document, in the mode of the case.
func personSubjects(ctx context.Context, k Keys, c realname.Case, document identity.IDDocument) ([]realname.SubjectKey, error) {
	digests, err := vault.PersonSubjects.Of(ctx, k, "", document.Canonical())
	return subjectKeys(realname.PersonSubject, digests, c), err
}

// enterpriseDigests are the keys of the enterprise with the code, in the mode of the case, and the digests of its name on
// the account.
func enterpriseDigests(
	ctx context.Context, k Keys, c realname.Case, name identity.EnterpriseName, code identity.OrganisationCode,
) (subjects []realname.SubjectKey, names []string, err error) {
	if subjects, err = enterpriseSubjects(ctx, k, c, code); err != nil {
		return nil, nil, err
	}
	names, err = vault.Names.Of(ctx, k, c.Account, name.Text())
	return subjects, names, err
}

// enterpriseSubjects are the keys of the enterprise with the code, in the mode of the case.
func enterpriseSubjects(ctx context.Context, k Keys, c realname.Case, code identity.OrganisationCode) ([]realname.SubjectKey, error) {
	digests, err := vault.EnterpriseSubjects.Of(ctx, k, "", code.Canonical())
	return subjectKeys(realname.EnterpriseSubject, digests, c), err
}

func subjectKeys(kind realname.SubjectKind, digests []string, c realname.Case) []realname.SubjectKey {
	var keys []realname.SubjectKey
	for _, d := range digests {
		keys = append(keys, realname.NewSubjectKey(kind, d, c.Livemode))
	}
	return keys
}

// sealedParty is who acts for an enterprise as a case keeps it: its legal representative, or the handler (RULES C4, C5,
// C7).
func sealedParty(ctx context.Context, k Keys, account realname.AccountID, x realname.Party, by vault.RequestDigest) (*realname.SealedParty, error) {
	sealed, err := vault.Parties.Seal(ctx, k, account, x, by)
	if err != nil {
		return nil, err
	}
	return &realname.SealedParty{Name: x.Name.Masked(), Number: x.Document.Masked(), Sealed: sealed}, nil
}
