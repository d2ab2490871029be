package api

import (
	"cmp"
	"context"

	"shiming/shared/realname"
	"shiming/shared/steps"
)

// quotaView is how many accounts the subject of an account may verify, and how many it has (RULES A3).
//
//openapi:schema Quota
type quotaView struct {
	head
	Account     realname.AccountID   `json:"account"`
	Kind        realname.SubjectKind `json:"kind"`
	Limit       int                  `json:"limit"`
	PolicyLimit int                  `json:"policy_limit"`
	SetByStaff  bool                 `json:"set_by_staff"`
	Used        int                  `json:"used"`
}

func viewQuota(c *call, account realname.AccountID, q steps.ShowQuota) quotaView {
	return quotaView{c.head("quota"), account, q.Kind, q.Limit, q.PolicyLimit, q.Set, q.Used}
}

// quotaBody is a limit that staff set for one subject; 0 is the policy's again (RULES A3).
//
//openapi:schema QuotaRequest
type quotaBody struct {
	Limit *int `json:"limit"`
}

// said is the limit.
func (b quotaBody) said() (int, error) {
	if b.Limit == nil {
		return 0, realname.RefuseField(realname.CodeFieldRequired, "limit")
	}
	return *b.Limit, nil
}

// Quota serves GET and PUT /v1/accounts/{account}/quota.
func Quota(step steps.SetQuota) []Endpoint {
	show := func(c *call, account realname.AccountID, q steps.ShowQuota) (reply, error) {
		return reply{body: viewQuota(c, account, q)}, nil
	}
	limit := func(c *call) (bodyOf[int], error) { // a limit that is refused is on record too
		b, err := judgedLater(c, read(quotaBody.said))
		if err == nil && b.wrong == nil {
			c.audit.Limit = &b.said
		}
		return b, err
	}
	set := func(ctx context.Context, by realname.Actor, account realname.AccountID, b bodyOf[int]) (steps.ShowQuota, error) {
		if b.wrong == nil {
			return step.Do(ctx, by, account, b.said)
		}
		_, err := step.Look(ctx, by, account)
		return steps.ShowQuota{}, cmp.Or(err, b.wrong)
	}
	return []Endpoint{
		about(RouteQuota, "account", step.Look, show),
		aboutWith(RouteSetQuota, "account", limit, set, show),
	}
}
