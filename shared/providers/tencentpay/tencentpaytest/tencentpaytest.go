// Package tencentpaytest is the double of Tencent Cloud's payouts by Ping An Bank: it checks merchant, payee and amount, takes
// each OrderId once, and knows what went out. Nothing but tests may import it.
package tencentpaytest

import (
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"shiming/shared/wire/tencenttest"
)

// The merchant that the double knows, and an account that refuses what is sent to it.
const (
	Merchant = "m_1"
	App      = "app_1"
	Refuses  = "62220000000000003"
)

// Double is the other side. Safe for concurrent use.
type Double struct {
	*tencenttest.Server

	mu     sync.Mutex
	orders map[string]*order
	slow   bool
}

type order struct{ status, times, fen int }

// New starts a double. It lives as long as the test.
func New(t *testing.T) *Double {
	t.Helper()
	d := &Double{orders: map[string]*order{}}
	d.Server = tencenttest.Serve(t, "cpdp", "2019-08-20", map[string]tencenttest.Action{"TransferSinglePay": d.pay, "QueryTransferResult": d.query})
	return d
}

// Paid tells how often, and how much in all, went out under the key.
func (d *Double) Paid(key string) (times, fen int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if o := d.orders[key]; o != nil {
		return o.times, o.fen
	}
	return 0, 0
}

// Keys are those of all orders that were taken, in no order.
func (d *Double) Keys() []string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Collect(maps.Keys(d.orders))
}

// Slowly lets orders from now on be on their way until Stands says more.
func (d *Double) Slowly() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.slow = true
}

// Stands sets the TradeStatus of an order.
func (d *Double) Stands(key string, status int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.orders[key].status = status
}

var digits = regexp.MustCompile(`^[0-9]{5,30}$`)

type asked struct {
	MerchantId, MerchantAppId, OrderId, PayeeId, PayeeName, PayeeExtends, Remark, Profile string
	TransferType, TransferAmount                                                          int
}

func read(body []byte) (asked, bool) {
	var a asked
	decoder := json.NewDecoder(strings.NewReader(string(body)))
	decoder.DisallowUnknownFields()
	err := decoder.Decode(&a)
	return a, err == nil && a.MerchantId == Merchant && a.TransferType == 3 && a.OrderId != "" && len(a.OrderId) <= 64 && (a.Profile == "prod" || a.Profile == "sandbox")
}

func (d *Double) pay(body []byte) (int, string) {
	a, ok := read(body)
	var payee struct{ PayeeBankName, CcyCode, UnionFlag string }
	if !ok || a.MerchantAppId != App || a.TransferAmount <= 0 || !digits.MatchString(a.PayeeId) || a.PayeeName == "" ||
		json.Unmarshal([]byte(a.PayeeExtends), &payee) != nil || payee.PayeeBankName == "" || payee.CcyCode != "RMB" {
		return 200, tencenttest.Refused("InvalidParameter")
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.orders[a.OrderId] != nil {
		return tencenttest.Said(map[string]any{"ErrCode": "ORDER_REPEATED", "ErrMessage": "个人信息不应出现", "Result": nil})
	}
	d.orders[a.OrderId] = &order{2, 1, a.TransferAmount}
	if d.slow {
		d.orders[a.OrderId].status = 1
	}
	if a.PayeeId == Refuses {
		d.orders[a.OrderId] = &order{3, 0, 0}
	}
	return tencenttest.Said(map[string]any{"ErrCode": "SUCCESS", "ErrMessage": "", "Result": map[string]any{"TradeSerialNo": "t_" + a.OrderId}})
}

func (d *Double) query(body []byte) (int, string) {
	a, ok := read(body)
	if !ok {
		return 200, tencenttest.Refused("InvalidParameter")
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	o := d.orders[a.OrderId]
	if o == nil {
		return tencenttest.Said(map[string]any{"ErrCode": "ORDER_NOT_EXIST", "ErrMessage": "个人信息不应出现", "Result": nil})
	}
	return tencenttest.Said(map[string]any{"ErrCode": "SUCCESS", "ErrMessage": "", "Result": map[string]any{"OrderId": a.OrderId, "TradeStatus": o.status}})
}
