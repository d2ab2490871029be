// Package tencentregister compares what is said of an enterprise with the commercial register, by VerifyBizLicenseEnterprise3
// and 4 of Tencent Cloud (API 3.0, service "ocr", version 2018-11-19; ADAPTERS E). It tells no names. Names, numbers and the
// code leave for Tencent Cloud over TLS, in the body.
//
// No document says what comes of a code that is not listed beside a name that is: code and name are said to differ.
package tencentregister

import (
	"context"
	"fmt"

	"shiming/shared/identity"
	"shiming/shared/providers/operating"
	"shiming/shared/realname"
	"shiming/shared/steps"
	"shiming/shared/wire/tencentcloud"
)

// Config says whom to ask, as whom.
type Config = tencentcloud.Config

// Register is a steps.RegisterMatches. It is safe for concurrent use.
type Register struct{ client *tencentcloud.Client }

var _ steps.RegisterMatches = (*Register)(nil)

// New returns the half of a register that compares. It calls nothing.
func New(c Config) (*Register, error) {
	client, err := tencentcloud.New("ocr", "2018-11-19", c)
	if err != nil {
		return nil, fmt.Errorf("tencentregister: %w", err)
	}
	return &Register{client}, nil
}

// answer is that of both actions; the flags are of the second only.
type answer struct {
	StatusCode, VerifyResult                                                           *int
	IsCreditCodeConsistent, IsEntNameConsistent, IsLrNameConsistent, IsIdNumConsistent *bool
	OperatingStatus                                                                    string
}

// The values of StatusCode, and the OperatingStatus of what could not be looked up.
const (
	found    = 0
	noResult = 2
	noSuch   = "-10002"
)

// Matches implements steps.RegisterMatches: by four elements where the representative has a resident ID, else by two, and by
// three where there is a name. One call, two for a representative without a number; each is billed.
func (r *Register) Matches(ctx context.Context, code identity.OrganisationCode, name identity.EnterpriseName,
	representative realname.Party) (realname.Registration, error) {
	if code.Kind() != identity.UnifiedCode {
		return realname.Registration{}, fmt.Errorf("tencentregister: %w", steps.ErrNotFound)
	}
	ask := map[string]string{"CreditCode": code.Text(), "EntName": name.Text()}
	if representative.Document.Kind() == identity.ResidentID {
		ask["LrName"], ask["IdNum"] = representative.Name.Text(), representative.Document.Number()
		return r.four(ctx, ask)
	}
	ask["VerifyType"] = "ENT_2META"
	a, err := r.call(ctx, "VerifyBizLicenseEnterprise3", ask)
	if err != nil {
		return realname.Registration{}, err
	}
	said := realname.Registration{
		Name: fit(*a.VerifyResult == 1), Representative: realname.NotCompared, Number: realname.NotCompared,
		Status: operating.Status(a.OperatingStatus),
	}
	if representative.Name.IsZero() || said.Name != realname.Fits {
		return said, nil
	}
	ask["VerifyType"], ask["LrName"] = "ENT_3META", representative.Name.Text()
	if a, err = r.call(ctx, "VerifyBizLicenseEnterprise3", ask); err != nil {
		return realname.Registration{}, err
	}
	said.Representative = fit(*a.VerifyResult == 1) // its status is coarser: that of the first stands
	return said, nil
}

// four compares all four at once, each on its own.
func (r *Register) four(ctx context.Context, ask map[string]string) (realname.Registration, error) {
	a, err := r.call(ctx, "VerifyBizLicenseEnterprise4", ask)
	if err != nil {
		return realname.Registration{}, err
	}
	for _, flag := range []*bool{a.IsCreditCodeConsistent, a.IsEntNameConsistent, a.IsLrNameConsistent, a.IsIdNumConsistent} {
		if flag == nil {
			return realname.Registration{}, fmt.Errorf("tencentregister: %w: the answer is not whole", steps.ErrUnavailable)
		}
	}
	if !*a.IsCreditCodeConsistent && !*a.IsEntNameConsistent {
		return realname.Registration{}, fmt.Errorf("tencentregister: %w", steps.ErrNotFound)
	}
	return realname.Registration{
		Name:           fit(*a.IsCreditCodeConsistent && *a.IsEntNameConsistent),
		Representative: fit(*a.IsLrNameConsistent), Number: fit(*a.IsIdNumConsistent), Status: operating.Status(a.OperatingStatus),
	}, nil
}

func fit(is bool) realname.Fit {
	if is {
		return realname.Fits
	}
	return realname.Differs
}

// call asks once, and returns an answer that has a result.
func (r *Register) call(ctx context.Context, action string, ask map[string]string) (answer, error) {
	var a answer
	id, err := r.client.Call(ctx, action, ask, &a)
	switch {
	case err != nil:
		return answer{}, tencentcloud.Fault("tencentregister", err, "FailedOperation.UnKnowError", "FailedOperation.ServiceError")
	case a.StatusCode != nil && *a.StatusCode == noResult, a.OperatingStatus == noSuch:
		return answer{}, fmt.Errorf("tencentregister: %w", steps.ErrNotFound)
	case a.StatusCode == nil || *a.StatusCode != found || a.VerifyResult == nil:
		return answer{}, fmt.Errorf("tencentregister: %w: the register has no result (%s)", steps.ErrUnavailable, id)
	}
	return a, nil
}
