package steps

import (
	"context"
	"encoding/json"
	"fmt"

	"shiming/shared/identity"
	"shiming/shared/realname"
)

// plainEnterprise is an enterprise's form as it is sealed: the only place where it is written in the plain.
type plainEnterprise struct {
	Licence  realname.LicenceKind `json:"licence"`
	Name     string               `json:"name"`
	CodeKind identity.CodeKind    `json:"code_kind"`
	Code     string               `json:"code"`
	Region   string               `json:"region"`
	Detail   string               `json:"detail"`
	Contact  struct {
		plainParty
		Phone string `json:"phone"`
	} `json:"contact"`
}

// enterprisePurpose binds a sealed form to its account; the subject's digests never mix with those of people.
func enterprisePurpose(account realname.AccountID) string { return "enterprise:" + string(account) }

const enterpriseSubjectPurpose = "subject:enterprise"

// sealEnterprise seals the form. The subject is the code: the name of an enterprise changes (RULES D8), its code does
// not.
func sealEnterprise(ctx context.Context, k Keys, account realname.AccountID, x realname.Enterprise) (realname.Form, error) {
	p := plainEnterprise{
		Licence: x.Licence, Name: x.Name.Text(), CodeKind: x.Code.Kind(), Code: x.Code.Text(),
		Region: string(x.Address.Region), Detail: string(x.Address.Detail),
	}
	p.Contact.Name, p.Contact.Number, p.Contact.Phone = x.Contact.Name.Text(), x.Contact.Document.Number(), x.Contact.Phone.Text()
	plain, err := json.Marshal(p)
	if err != nil {
		return realname.Form{}, err
	}
	sealed, err := k.Seal(ctx, enterprisePurpose(account), plain)
	if err != nil {
		return realname.Form{}, fmt.Errorf("seal the form: %w", err)
	}
	subjects, names, err := enterpriseDigests(ctx, k, account, x.Name, x.Code)
	return realname.Form{
		Document: identity.DocumentKind(x.Licence), Name: x.Name.Masked(), Number: x.Code.Masked(), Address: x.Address.Masked(),
		Contact: x.Contact.Name.Masked() + " " + x.Contact.Phone.Masked(), Commercial: x.Code.Commercial(),
		Sealed: sealed, Subjects: subjects, NameDigest: names,
	}, err
}

// enterpriseDigests are the keys of the subject, and the digests of its name on the account.
func enterpriseDigests(ctx context.Context, k Keys, account realname.AccountID, name identity.EnterpriseName, code identity.OrganisationCode) (subjects []realname.SubjectKey, names []string, err error) {
	digests, err := k.Digests(ctx, enterpriseSubjectPurpose, []byte(code.Canonical()))
	if err != nil {
		return nil, nil, fmt.Errorf("derive the subject: %w", err)
	}
	for _, d := range digests {
		subjects = append(subjects, realname.SubjectKey("enterprise:"+d))
	}
	if names, err = k.Digests(ctx, namePurpose+string(account), []byte(name.Text())); err != nil {
		return nil, nil, fmt.Errorf("derive the name's digest: %w", err)
	}
	return subjects, names, nil
}

// OpenEnterprise opens what FillForm sealed for the account.
func OpenEnterprise(ctx context.Context, k Keys, account realname.AccountID, sealed []byte) (realname.Enterprise, error) {
	plain, err := k.Open(ctx, enterprisePurpose(account), sealed)
	if err != nil {
		return realname.Enterprise{}, fmt.Errorf("open the form: %w", err)
	}
	var p plainEnterprise
	if err := json.Unmarshal(plain, &p); err != nil {
		return realname.Enterprise{}, fmt.Errorf("open the form: not a sealed enterprise")
	}
	x := realname.Enterprise{Licence: p.Licence, Address: realname.Address{Region: realname.Text(p.Region), Detail: realname.Text(p.Detail)}}
	if x.Name, err = identity.ParseEnterpriseName(p.Name); err != nil {
		return realname.Enterprise{}, err
	}
	if x.Code, err = identity.ParseOrganisationCode(p.CodeKind, p.Code); err != nil {
		return realname.Enterprise{}, err
	}
	if x.Contact.Name, err = identity.ParseName(p.Contact.Name); err != nil {
		return realname.Enterprise{}, err
	}
	if x.Contact.Document, err = identity.ParseDocument(identity.ResidentID, p.Contact.Number); err != nil {
		return realname.Enterprise{}, err
	}
	if x.Contact.Phone, err = identity.ParsePhone(p.Contact.Phone); err != nil {
		return realname.Enterprise{}, err
	}
	return x, nil
}
