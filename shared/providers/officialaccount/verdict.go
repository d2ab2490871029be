package officialaccount

import (
	"context"
	"errors"
	"slices"
	"time"

	"shiming/shared/identity"
	"shiming/shared/realname"
	"shiming/shared/steps"
)

// redeeming is how long one process is given to redeem the code of a grant.
const redeeming = 15 * time.Second

// seesAccount is the permission by which an official account shows whose it is (帐号服务).
const seesAccount = 3

// redeem returns the account's own token, for which the code of the grant is redeemed once: by who marks the grant first.
// steps.ErrPending while somebody else does. The fault says that the answer was lost, and with it the code. The refresh
// token, by which the grant would last, is not read.
func (o *OfficialAccount) redeem(ctx context.Context, g grant) (token string, fault realname.Code, err error) {
	held, err := o.open(ctx, g.ID, g.Sealed)
	switch now := o.o.Clock(); {
	case err != nil:
		return "", "", err
	case g.Withheld:
		return "", realname.CodeConsentDeclined, nil
	case g.Redeemed:
		return held, "", nil
	case now.Before(g.Redeeming.Add(redeeming)):
		return "", "", steps.ErrPending
	default:
		g.Redeeming = now
	}
	if err = o.keepGrant(ctx, g); errors.Is(err, steps.ErrConflict) {
		return "", "", steps.ErrPending
	}
	if err != nil {
		return "", "", err
	}
	g.Rev++
	var answer struct {
		Info struct {
			Account string `json:"authorizer_appid"`
			Token   string `json:"authorizer_access_token"`
			May     []struct {
				Category struct {
					ID int `json:"id"`
				} `json:"funcscope_category"`
			} `json:"func_info"`
		} `json:"authorization_info"`
	}
	err = o.asComponent(ctx, "api_query_auth", map[string]string{"component_appid": o.o.AppID, "authorization_code": held}, &answer)
	switch {
	case refusedAs(err, codeUsed):
		return "", realname.CodeSourceUnavailable, nil
	case err != nil:
		return "", "", err
	case answer.Info.Account != g.Account || answer.Info.Token == "":
		return "", "", errors.New("the platform redeemed the grant of another account")
	}
	g.Redeemed, g.Withheld = true, true
	for _, x := range answer.Info.May {
		g.Withheld = g.Withheld && x.Category.ID != seesAccount
	}
	if g.Sealed, err = o.seal(ctx, g.ID, answer.Info.Token); err != nil {
		return "", "", err
	}
	if err = o.keepGrant(ctx, g); err != nil {
		return "", "", err
	}
	if g.Withheld {
		return "", realname.CodeConsentDeclined, nil
	}
	return answer.Info.Token, "", nil
}

// look asks whose the account is, in both ways, and says what is wrong with it: empty where it is the enterprise's own, and
// verified.
func (o *OfficialAccount) look(ctx context.Context, g grant, now time.Time, about func(name, code string) bool) (realname.Code, error) {
	token, fault, err := o.redeem(ctx, g)
	if err != nil || fault != "" {
		return fault, err
	}
	var a account
	err = o.asComponent(ctx, "api_get_authorizer_info", map[string]string{"component_appid": o.o.AppID, "authorizer_appid": g.Account}, &a)
	if refusedAs(err, codeNotGranted) {
		return realname.CodeConsentDeclined, nil
	}
	if err != nil {
		return "", err
	}
	var p principal
	if err := o.post(ctx, "/cgi-bin/account/getaccountbasicinfo", "access_token", token, struct{}{}, &p); err != nil {
		return "", err
	}
	switch {
	case !a.complete() || !p.complete() || p.Account != g.Account:
		return "", errors.New("the platform does not say whose the account is")
	case !a.verified() || !p.verified(now):
		return realname.CodeAccountUnverified, nil
	}
	// Both names have to be the enterprise's: the two calls look at one account, and agree.
	for _, said := range []string{a.Info.Name, p.Name} {
		if name, err := identity.ParseEnterpriseName(said); err != nil || !about(name.Text(), codeOf(p.Credential)) {
			return realname.CodeEnterpriseMismatch, nil
		}
	}
	return "", nil
}

// codeOf is the code in the one spelling of forms.
func codeOf(said string) string {
	for _, kind := range []identity.CodeKind{identity.UnifiedCode, identity.RegistrationNumber} {
		if code, err := identity.ParseOrganisationCode(kind, said); err == nil {
			return code.Text()
		}
	}
	return ""
}

// account is what api_get_authorizer_info says.
type account struct {
	Info struct {
		Name   string            `json:"principal_name"`
		Status *int              `json:"account_status"`
		Verify *struct{ ID int } `json:"verify_type_info"`
		Kind   *struct{ ID int } `json:"service_type_info"`
		// MiniProgram is there of mini-programs, which are no official accounts.
		MiniProgram *struct{} `json:"MiniProgramInfo"`
	} `json:"authorizer_info"`
}

func (a account) complete() bool {
	return a.Info.Name != "" && a.Info.Status != nil && a.Info.Verify != nil && a.Info.Kind != nil
}

// verified: by WeChat, in use, and an official account: a subscription (0, 1) or a service (2).
func (a account) verified() bool {
	return a.Info.Verify.ID == 0 && *a.Info.Status == 1 && a.Info.MiniProgram == nil && slices.Contains([]int{0, 1, 2}, a.Info.Kind.ID)
}

// principal is what getaccountbasicinfo says.
type principal struct {
	Account    string `json:"appid"`
	Type       int    `json:"principal_type"`
	Customer   int    `json:"customer_type"`
	Name       string `json:"principal_name"`
	Credential string `json:"credential"`
	Real       *int   `json:"realname_status"`
	Verify     *struct {
		Qualified bool  `json:"qualification_verify"`
		Named     bool  `json:"naming_verify"`
		Annual    bool  `json:"annual_review"`
		Ends      int64 `json:"annual_review_end_time"`
	} `json:"wx_verify_info"`
}

const (
	ofEnterprise = 1
	realNamed    = 1
	overseas     = 14
)

func (p principal) complete() bool { return p.Name != "" && p.Real != nil && p.Verify != nil }

// verified: an enterprise of the mainland, by its papers and its name, and not after the end of a yearly review.
func (p principal) verified(now time.Time) bool {
	late := p.Verify.Annual && p.Verify.Ends > 0 && !now.Before(time.Unix(p.Verify.Ends, 0))
	return p.Type == ofEnterprise && p.Customer != overseas && *p.Real == realNamed && p.Verify.Qualified && p.Verify.Named && !late
}
