// Package wechatincometest is the double of WeChat Pay's income records: a merchant's account, and what came into it. Nothing but
// tests may import it.
package wechatincometest

import (
	"net/http"
	"net/url"
	"strconv"
	"sync"
	"testing"
	"time"

	"shiming/shared/wire/wechatpaytest"
)

// Path is its one call.
const Path = "/v3/merchantfund/merchant/income-records"

// Transfer is one that came in.
type Transfer struct {
	ID, Payer, Remark string
	Fen               int
	At                time.Time
}

// Double is the other side. Safe for concurrent use.
type Double struct {
	*wechatpaytest.Server

	mu   sync.Mutex
	came []Transfer
}

// New starts a double. It lives as long as the test.
func New(t *testing.T) *Double {
	t.Helper()
	d := &Double{}
	d.Server = wechatpaytest.Serve(t, map[string]wechatpaytest.Action{Path: d.list})
	return d
}

// Came lets transfers come in.
func (d *Double) Came(all ...Transfer) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.came = append(d.came, all...)
}

func (d *Double) list(query url.Values) (int, any) {
	d.mu.Lock()
	defer d.mu.Unlock()
	offset, err := strconv.Atoi(query.Get("offset"))
	limit, failed := strconv.Atoi(query.Get("limit"))
	day, wrong := time.ParseInLocation(time.DateOnly, query.Get("date"), time.FixedZone("CST", 8*3600))
	if err != nil || failed != nil || wrong != nil || limit < 1 || limit > 100 || offset < 0 || query.Get("account_type") != "BASIC" || len(query) != 4 {
		return wechatpaytest.Refused(http.StatusBadRequest, "PARAM_ERROR")
	}
	var of []map[string]any
	for _, t := range d.came {
		if t.At.Before(day) || !t.At.Before(day.AddDate(0, 0, 1)) {
			continue
		}
		of = append(of, map[string]any{
			"mchid": wechatpaytest.Merchant, "account_type": "BASIC", "income_record_type": "OFFLINERECHARGE", "income_record_id": t.ID,
			"amount": t.Fen, "success_time": t.At.In(day.Location()).Format(time.RFC3339), "bank_name": "示例银行", "bank_account_name": t.Payer,
			"bank_account_number": "****1234", "recharge_remark": t.Remark,
		})
	}
	if len(of) == 0 {
		return wechatpaytest.Refused(http.StatusNotFound, "NOT_FOUND")
	}
	total := len(of)
	of = of[min(offset, total):min(offset+limit, total)]
	return http.StatusOK, map[string]any{"data": of, "total_count": total, "offset": offset, "limit": limit, "links": map[string]string{}}
}
