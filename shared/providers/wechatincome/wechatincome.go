// Package wechatincome reads the transfers that came into a merchant's own account at WeChat Pay (GET
// /v3/merchantfund/merchant/income-records of the API v3; ADAPTERS G): top-ups (RULES C6) that enterprises paid there from their bank
// accounts. It is asked; nothing is pushed. Nothing of a person is sent: a day stands in the address, and nothing else.
//
// No document says: how soon a transfer is listed; what is answered for a day without one (NOT_FOUND and an empty list count as
// none); whether a record that was listed changes, so its number alone makes it this one.
package wechatincome

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"time"

	"shiming/shared/files/statement"
	"shiming/shared/identity"
	"shiming/shared/steps"
	"shiming/shared/wire/wechatpay"
)

// Accounts are the merchant's accounts that can be read.
var accounts = map[string]bool{"BASIC": true, "OPERATION": true, "FEES": true}

// Options say which account is read.
type Options struct {
	wechatpay.Config
	// Account is BASIC, OPERATION or FEES; empty: BASIC.
	Account string
}

// Income is a steps.Income. It is safe for concurrent use.
type Income struct {
	client  *wechatpay.Client
	account string
}

var _ steps.Income = (*Income)(nil)

// New returns the account. It calls nothing.
func New(o Options) (*Income, error) {
	if o.Account == "" {
		o.Account = "BASIC"
	}
	client, err := wechatpay.New(o.Config)
	if err != nil || !accounts[o.Account] {
		return nil, errors.Join(errors.New("wechatincome: a merchant and one of its accounts are needed"), err)
	}
	return &Income{client, o.Account}, nil
}

const (
	path = "/v3/merchantfund/merchant/income-records"
	// page is how many records one call brings, pages how many calls are made for a day at most.
	page, pages = 100, 50
)

// record is one transfer.
type record struct {
	ID      string `json:"income_record_id"`
	Fen     int64  `json:"amount"`
	At      string `json:"success_time"`
	Payer   string `json:"bank_account_name"`
	Account string `json:"bank_account_number"`
	Remark  string `json:"recharge_remark"`
}

// On implements steps.Income. A call for each hundred records.
func (i *Income) On(ctx context.Context, day identity.Date) ([]statement.Line, error) {
	var lines []statement.Line
	for offset := 0; offset < page*pages; offset += page {
		var a struct {
			Data  []record `json:"data"`
			Total int      `json:"total_count"`
		}
		err := i.client.Get(ctx, path, url.Values{
			"account_type": {i.account}, "date": {day.String()}, "offset": {strconv.Itoa(offset)}, "limit": {strconv.Itoa(page)},
		}, &a)
		var refused *wechatpay.Refusal
		switch {
		case errors.As(err, &refused) && refused.Code == "NOT_FOUND":
			return lines, nil
		case errors.As(err, &refused) && refused.Passes():
			return nil, fmt.Errorf("wechatincome: %w: %w", steps.ErrUnavailable, err)
		case err != nil:
			return nil, fmt.Errorf("wechatincome: %w", err)
		}
		for _, r := range a.Data {
			line, err := r.line()
			if err != nil {
				return nil, err
			}
			lines = append(lines, line)
		}
		if len(a.Data) == 0 || offset+page >= a.Total {
			return lines, nil
		}
	}
	return nil, errors.New("wechatincome: the day has more transfers than are read")
}

// line is the record as a line of a statement.
func (r record) line() (statement.Line, error) {
	at, err := time.Parse(time.RFC3339, r.At)
	if err != nil || r.ID == "" || r.Fen <= 0 {
		return statement.Line{}, fmt.Errorf("wechatincome: %w: a record makes no sense", steps.ErrUnavailable)
	}
	return statement.Line{
		Date: identity.DateIn(at), In: true, Fen: r.Fen, Currency: "CNY", Name: identity.Clean(r.Payer), Account: identity.Clean(r.Account),
		Remark: identity.Clean(r.Remark), Serial: r.ID,
	}, nil
}
