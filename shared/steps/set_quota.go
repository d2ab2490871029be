package steps

import (
	"context"
	"errors"

	"shiming/shared/realname"
)

// Limits keeps the quotas that staff set. Safe for concurrent use; every Store of shared/store/storetest is one.
type Limits interface {
	// SetLimit sets how many accounts the subject may verify, instead of the policy's number; 0 takes that back. It takes
	// no place away (RULES A3).
	SetLimit(ctx context.Context, key realname.SubjectKey, limit int) error
}

// SetQuota lets staff raise and lower the quota of one subject, which is named by one of its accounts (RULES A3).
type SetQuota struct {
	Base
	Limits Limits
}

// ShowQuota is how many accounts a subject may verify, and how many it has.
type ShowQuota struct {
	Kind        realname.SubjectKind
	Limit       int // that holds
	PolicyLimit int // of everybody
	Set         bool
	Used        int
}

// mostAccounts is the highest quota that staff can set.
const mostAccounts = 1000

// Do sets the quota of who the account belongs to; 0 is the policy's again. Lowering it below what is used takes nothing
// away, but nothing new fits. Refused: field_invalid, account_not_found, account_not_verified. Two reads, one write.
func (s SetQuota) Do(ctx context.Context, by realname.Actor, account realname.AccountID, limit int) (ShowQuota, error) {
	id, err := s.subjectOf(ctx, by, account)
	if err != nil {
		return ShowQuota{}, err
	}
	if limit < 0 || limit > mostAccounts {
		return ShowQuota{}, realname.RefuseField(realname.CodeFieldInvalid, "limit")
	}
	if err := s.Limits.SetLimit(ctx, id.Subject, limit); err != nil {
		return ShowQuota{}, err
	}
	return s.quota(ctx, id)
}

// Look returns the quota of who the account belongs to. Two reads.
func (s SetQuota) Look(ctx context.Context, by realname.Actor, account realname.AccountID) (ShowQuota, error) {
	id, err := s.subjectOf(ctx, by, account)
	if err != nil {
		return ShowQuota{}, err
	}
	return s.quota(ctx, id)
}

func (s SetQuota) subjectOf(ctx context.Context, by realname.Actor, account realname.AccountID) (*realname.Identity, error) {
	a, err := LookUp{Base: s.Base}.Account(ctx, by, account)
	if err != nil {
		return nil, err
	}
	if a.Identity == nil {
		return nil, realname.Refuse(realname.CodeAccountNotVerified)
	}
	return a.Identity, nil
}

func (s SetQuota) quota(ctx context.Context, id *realname.Identity) (ShowQuota, error) {
	subject, err := s.Store.Subject(ctx, id.Subject)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return ShowQuota{}, err
	}
	q := ShowQuota{Kind: id.Kind, PolicyLimit: s.Policy.Quota.Person, Used: len(subject.Accounts), Set: subject.Limit > 0}
	if id.Kind == realname.EnterpriseSubject {
		q.PolicyLimit = s.Policy.Quota.Enterprise
	}
	q.Limit = q.PolicyLimit
	if q.Set {
		q.Limit = subject.Limit
	}
	return q, nil
}
