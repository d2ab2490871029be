// Package alibabaregister compares what is said of an enterprise with the commercial register, by EntElementVerifyV2 of
// Alibaba Cloud (cloudauth, version 2022-11-25; ADAPTERS E, F). It tells no names. Names, numbers and the code leave for
// Alibaba Cloud over TLS, in the body.
//
// No document says whether a form in the body is taken as a query is, nor which flags stand beside a result of "not found".
package alibabaregister

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"strings"

	"shiming/shared/identity"
	"shiming/shared/providers/operating"
	"shiming/shared/realname"
	"shiming/shared/steps"
	"shiming/shared/wire/alibabacloud"
)

// Config says whom to ask, as whom.
type Config = alibabacloud.Config

// Register is a steps.RegisterMatches. It is safe for concurrent use.
type Register struct {
	client *alibabacloud.Client
	scene  string
}

var _ steps.RegisterMatches = (*Register)(nil)

// New returns the half of a register that compares, in a scene (SceneCode) of the console. It calls nothing.
func New(c Config, scene string) (*Register, error) {
	client, err := alibabacloud.New("cloudauth.aliyuncs.com", "2022-11-25", c)
	if err != nil || scene == "" {
		return nil, errors.Join(errors.New("alibabaregister: an access and a scene are needed"), err)
	}
	return &Register{client, scene}, nil
}

// The values of BizCode.
const (
	matches = "1"
	differs = "2"
	missing = "3"
)

// Matches implements steps.RegisterMatches: by two, three or four elements, as many as there are. One call, which is billed.
func (r *Register) Matches(ctx context.Context, code identity.OrganisationCode, name identity.EnterpriseName,
	representative realname.Party) (realname.Registration, error) {
	if code.Kind() != identity.UnifiedCode {
		return realname.Registration{}, fmt.Errorf("alibabaregister: %w", steps.ErrNotFound)
	}
	id := rand.Text()
	ask := map[string]string{
		"SceneCode": r.scene, "MerchantBizId": id, "MerchantUserId": id, "UserAuthorization": "1", "InfoVerifyType": "ENT_2META",
		"LicenseNo": code.Text(), "EntName": name.Text(),
	}
	said := realname.Registration{Name: realname.Fits, Representative: realname.NotCompared, Number: realname.NotCompared}
	if !representative.Name.IsZero() {
		ask["InfoVerifyType"], ask["LegalPersonName"], said.Representative = "ENT_3META", representative.Name.Text(), realname.Fits
	}
	if representative.Document.Kind() == identity.ResidentID {
		ask["InfoVerifyType"], ask["LegalPersonCertNo"], said.Number = "ENT_4META", representative.Document.Number(), realname.Fits
	}
	var a struct {
		Result struct{ BizCode, ReasonDetail, Status string }
	}
	if err := r.client.Call(ctx, "EntElementVerifyV2", "Success", ask, &a); err != nil {
		return realname.Registration{}, alibabacloud.Fault("alibabaregister", err)
	}
	said.Status = operating.Status(a.Result.Status)
	switch a.Result.BizCode {
	case matches:
		return said, nil
	case missing:
		return realname.Registration{}, fmt.Errorf("alibabaregister: %w", steps.ErrNotFound)
	case differs:
		return but(said, a.Result.ReasonDetail)
	}
	return realname.Registration{}, fmt.Errorf("alibabaregister: %w: the register has no result", steps.ErrUnavailable)
}

// but takes out of what fits what the details say differs. Details that name nothing leave nothing that fits.
func but(said realname.Registration, details string) (realname.Registration, error) {
	flags := strings.Split(strings.ReplaceAll(details, " ", ""), ",")
	named := false
	for fit, names := range map[*realname.Fit][]string{
		&said.Name: {"EntNameFlag", "LicenseNoFlag"}, &said.Representative: {"LegalPersonNameFlag"}, &said.Number: {"LegalPersonCertNoFlag"},
	} {
		if slices.ContainsFunc(names, func(n string) bool { return slices.Contains(flags, n) }) && *fit == realname.Fits {
			*fit, named = realname.Differs, true
		}
	}
	if !named {
		said.Name = realname.Differs
	}
	return said, nil
}
