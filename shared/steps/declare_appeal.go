package steps

import (
	"context"

	"shiming/shared/realname"
	"shiming/shared/vault"
)

// AppealEntry is what an appeal begins with (RULES F1). Whether the identity is in use is not looked at: who has not proven
// an identity must not learn where it is (THREATS Q2).
type AppealEntry struct{ vault.Appeal }

func (e AppealEntry) command(ctx context.Context, s FillForm, c realname.Case, by vault.RequestDigest) (realname.Command, error) {
	d := realname.Declaration{Phone: e.Phone.Masked(), Holder: e.Holder}
	var err error
	if e.Enterprise.IsZero() {
		d.Name, d.Number = e.Name.Masked(), e.Document.Masked()
		d.Subjects, err = personSubjects(ctx, s.Keys, c, e.Document)
	} else {
		d.Name, d.Number = e.Enterprise.Masked(), e.Code.Masked()
		d.Subjects, err = enterpriseSubjects(ctx, s.Keys, c, e.Code)
	}
	if err != nil {
		return nil, err
	}
	if d.Sealed, err = vault.Appeals.Seal(ctx, s.Keys, c.ID, e.Appeal, by); err != nil {
		return nil, err
	}
	if d.PhoneDigest, err = vault.AppealPhones.Of(ctx, s.Keys, c.ID, e.Phone.Text()); err != nil {
		return nil, err
	}
	if d.Query, err = keepQuery(ctx, s.Keys, s.Records, c.ID); err != nil {
		return nil, err
	}
	return realname.Declare{Declaration: d}, nil
}

func (e AppealEntry) said() []vault.Part { return []vault.Part{vault.Appeals.Part(e.Appeal)} }
