package api

import (
	"context"

	"shiming/shared/realname"
	"shiming/shared/steps"
)

// quotaView is how many accounts the subject of an account may verify, and how many it has (RULES A3).
//
//openapi:schema Quota
type quotaView struct {
	Object      string               `json:"object"`
	Account     realname.AccountID   `json:"account"`
	Kind        realname.SubjectKind `json:"kind"`
	Limit       int                  `json:"limit"`
	PolicyLimit int                  `json:"policy_limit"`
	SetByStaff  bool                 `json:"set_by_staff"`
	Used        int                  `json:"used"`
}

func viewQuota(account realname.AccountID, q steps.Quota) quotaView {
	return quotaView{"quota", account, q.Kind, q.Limit, q.PolicyLimit, q.Set, q.Used}
}

// quotaBody is a limit that staff set for one subject; 0 is the policy's again (RULES A3).
//
//openapi:schema QuotaRequest
type quotaBody struct {
	Limit *int `json:"limit"`
}

// Quota serves GET and PUT /v1/accounts/{account}/quota.
func Quota(step steps.SetQuota) []Endpoint {
	return []Endpoint{
		{RouteQuota, func(ctx context.Context, c call) (reply, error) {
			account := realname.AccountID(c.Params["account"])
			q, err := step.Look(ctx, c.actor, account)
			if err != nil {
				return reply{}, err
			}
			return reply{body: viewQuota(account, q)}, nil
		}},
		{RouteSetQuota, func(ctx context.Context, c call) (reply, error) {
			var body quotaBody
			if err := decode(c.Request, &body); err != nil {
				return reply{}, err
			}
			if body.Limit == nil {
				return reply{}, realname.RefuseField(realname.CodeFieldRequired, "limit")
			}
			account := realname.AccountID(c.Params["account"])
			c.audit.Limit = body.Limit
			q, err := step.Do(ctx, c.actor, account, *body.Limit)
			if err != nil {
				return reply{}, err
			}
			return reply{body: viewQuota(account, q)}, nil
		}},
	}
}
