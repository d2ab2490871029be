package sandbox

import (
	"context"

	"shiming/shared/api"
	"shiming/shared/realname"
)

// RouteMessages lists what was "sent" about an account. It is no part of the API reference, and not there in live mode.
var RouteMessages = api.Route{Name: "sandbox-messages", Method: "GET", Path: "/sandbox/messages/{account}",
	Roles: []realname.Role{realname.Holder, realname.Platform}}

// Endpoint serves RouteMessages: the SMS, mails and WeChat messages of an account, oldest first.
func (n *Notifier) Endpoint() api.Endpoint {
	return api.List(RouteMessages, "account", func(ctx context.Context, by realname.Actor, id, cursor string, limit int) ([]SentMessage, string, error) {
		account := realname.AccountID(id)
		if !account.Valid() || !by.Reaches(account) {
			return nil, "", realname.Refuse(realname.CodeAccountNotFound)
		}
		return n.Of(ctx, account, cursor, limit)
	})
}
