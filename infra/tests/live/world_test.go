// Package live_test is live mode without anybody outside: the server with SANDBOX=false and every provider pointed at its double.
// Every method of every profile is walked by conversations in testdata; then each service fails in each way at each call, and
// nobody is verified wrongly, nothing is paid twice, and no try is spent that was not deserved.
package live_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"math"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"shiming/infra/server/engine"
	"shiming/infra/server/issuer/issuertest"
	"shiming/infra/tests/conversations"
	"shiming/infra/tests/pii"
	"shiming/shared/notify/alibabasms/alibabasmstest"
	"shiming/shared/notify/smstemplates"
	"shiming/shared/notify/tencentsms/tencentsmstest"
	"shiming/shared/providers/alibabaface/alibabafacetest"
	"shiming/shared/providers/alibabaregister/alibabaregistertest"
	"shiming/shared/providers/esign/esigntest"
	"shiming/shared/providers/officialaccount/officialaccounttest"
	"shiming/shared/providers/ownprovider/ownprovidertest"
	"shiming/shared/providers/qichacha/qichachatest"
	"shiming/shared/providers/tencentface/tencentfacetest"
	"shiming/shared/providers/tencentpapers/tencentpaperstest"
	"shiming/shared/providers/tencentpay/tencentpaytest"
	"shiming/shared/providers/tencentregister/tencentregistertest"
	"shiming/shared/providers/wechatincome/wechatincometest"
	"shiming/shared/realname"
	"shiming/shared/wire/alibabatest"
	"shiming/shared/wire/tencenttest"
	"shiming/shared/wire/wechatpaytest"
	"shiming/shared/wire/wiretest"
)

// services are all services outside, each a double.
type services struct {
	face     *tencentfacetest.Double
	cards    *tencenttest.Server
	reader   *tencenttest.Server
	papers   *tencentpaperstest.Double
	compares *tencenttest.Server
	pays     *tencentpaytest.Double
	sms      *tencentsmstest.Double
	aliFace  *alibabafacetest.Double
	aliReg   *alibabatest.Server
	aliSMS   *alibabasmstest.Double
	income   *wechatincometest.Double
	names    *esigntest.Double
	others   *qichachatest.Double
	weChat   *officialaccounttest.Double
	own      *ownprovidertest.Service
	ownLine  *wiretest.Connection
	group    *wiretest.Connection
	lines    []*wiretest.Connection

	mu     sync.Mutex
	member [3]string // name, number and phone of who has an account at another site of the group
}

var ownKey = bytes.Repeat([]byte("k"), 32)

func open(t *testing.T, clock func() time.Time) *services {
	t.Helper()
	s := &services{
		face: tencentfacetest.New(t), compares: tencentregistertest.New(t), pays: tencentpaytest.New(t), sms: tencentsmstest.New(t),
		aliFace: alibabafacetest.New(t), aliReg: alibabaregistertest.New(t), aliSMS: alibabasmstest.New(t), names: esigntest.New(t),
		others: qichachatest.New(t), weChat: officialaccounttest.New(t),
	}
	card := `{"Response":{"Result":"0","Description":"","RequestId":"r-7"}}`
	s.cards = tencenttest.New(t, "faceid", "2018-03-01", "BankCard4EVerification", tencenttest.Always(200, card))
	none := func([]byte) (int, string) { return 200, tencenttest.Refused("FailedOperation.NoBizLicense") }
	s.reader = tencenttest.Serve(t, "ocr", "2018-11-19", map[string]tencenttest.Action{"BizLicenseOCR": none, "EnterpriseLicenseOCR": none})
	s.papers = tencentpaperstest.New(t)
	s.papers.Card("FRONT", map[string]any{"Name": "甄通过", "IdNum": "110101190001019019", "Birth": "1900/1/1", "AdvancedInfo": `{"WarnInfos":[-9103]}`})
	s.papers.Card("BACK", map[string]any{"Authority": "示例", "ValidDate": "2015.01.01-2025.01.01", "AdvancedInfo": `{"WarnInfos":[-9109]}`})
	for _, server := range []*tencenttest.Server{s.face.Server, s.cards, s.reader, s.papers.Server, s.compares, s.pays.Server, s.sms.Server} {
		server.Clock = clock
		s.lines = append(s.lines, server.Connection)
	}
	s.income = wechatincometest.New(t)
	s.income.Clock = clock
	s.lines = append(s.lines, s.income.Connection)
	for _, server := range []*alibabatest.Server{s.aliFace.Server, s.aliReg, s.aliSMS.Server} {
		server.Clock = clock
		s.lines = append(s.lines, server.Connection)
	}
	s.names.Clock, s.others.Clock = clock, clock
	s.own = &ownprovidertest.Service{Secret: ownKey, Now: clock}
	byPath := func(r *http.Request, _ []byte) string { return strings.TrimPrefix(r.URL.Path, "/") }
	s.ownLine = wiretest.Connect(t, s.own, byPath)
	s.own.Base = s.ownLine.URL
	s.group = wiretest.Connect(t, http.HandlerFunc(s.theGroup), byPath)
	s.lines = append(s.lines, s.names.Connection, s.others.Connection, s.weChat.Connection, s.ownLine, s.group)
	return s
}

// theGroup is the operator's own platform: nothing stands in anybody's way, no document is in use elsewhere.
func (s *services) theGroup(w http.ResponseWriter, r *http.Request) {
	answer := map[string]any{}
	switch r.URL.Path {
	case "/hindrances":
		answer["hindrances"] = []string{}
	case "/group/in-use":
		answer["in_use"] = false
	case "/group/account":
		s.mu.Lock()
		defer s.mu.Unlock()
		answer = map[string]any{
			"verified": true, "site": "jd", "name": s.member[0], "document_kind": "resident_id", "document_number": s.member[1], "phone": s.member[2],
		}
	}
	_ = json.NewEncoder(w).Encode(answer)
}

// settings are those of an operator with all contracts that the profile can use.
func (s *services) settings(t *testing.T, profile string) map[string]string {
	t.Helper()
	templates := map[string]string{}
	for _, kind := range smstemplates.Kinds() {
		templates[string(kind)] = "1234567"
	}
	text, err := json.Marshal(map[string]any{"zh": templates})
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{
		"PLATFORM_NAME": "示例云", "SUPPORT": "400-000-0000", "POST_ADDRESS": "示例路 1 号", "SMS": "tencentcloud", "SMS_SIGN": tencentsmstest.Sign, "SMS_APP_ID": tencentsmstest.App, "SMS_TEMPLATES": string(text),
		"TENCENT_SECRET_ID": tencenttest.SecretID, "TENCENT_SECRET_KEY": tencenttest.SecretKey,
		"TENCENT_ENDPOINT":      tencenttest.Before(t, s.face.Server, s.cards, s.reader, s.papers.Server, s.compares, s.pays.Server, s.sms.Server),
		"ALIBABA_ACCESS_KEY_ID": alibabatest.ID, "ALIBABA_ACCESS_KEY_SECRET": alibabatest.Secret,
		"ALIBABA_ENDPOINT": alibabatest.Before(t, s.aliFace.Server, s.aliReg, s.aliSMS.Server),
		"REGISTER_COMPARE": "tencentcloud", "REGISTER_NAMES": "esign", "ESIGN_APP_ID": esigntest.App, "ESIGN_SECRET": esigntest.Secret, "ESIGN_ENDPOINT": s.names.URL,
		"QICHACHA_KEY": qichachatest.Key, "QICHACHA_SECRET": qichachatest.Secret, "QICHACHA_ENDPOINT": s.others.URL,
		"PROVIDER_URL": s.ownLine.URL, "PROVIDER_SECRETS": ownprovidertest.Secret(ownKey),
		"BANK_ACCOUNT_NUMBER": "11001234", "BANK_PAYEE_NAME": "示例云", "BANK_NAME": "示例银行", "BANK_BRANCH": "示例支行",
	}
	set := func(more ...string) {
		for i := 0; i < len(more); i += 2 {
			all[more[i]] = more[i+1]
		}
	}
	merchant, platform := wechatpaytest.Keys()
	switch profile {
	case "tencent":
		set("TENCENT_FACE_RULE_ID", tencentfacetest.RuleID, "TENCENT_EID_MERCHANT_ID", tencentfacetest.MerchantID, "PROVIDER_METHODS", "qq_scan", "READ_PAPERS", "tencentcloud",
			"CPDP_MERCHANT_ID", tencentpaytest.Merchant, "CPDP_APP_ID", tencentpaytest.App, "WECHAT_COMPONENT_APP_ID", officialaccounttest.AppID,
			"WECHAT_COMPONENT_SECRET", officialaccounttest.Secret, "WECHAT_COMPONENT_TOKEN", officialaccounttest.Token,
			"WECHATPAY_MERCHANT_ID", wechatpaytest.Merchant, "WECHATPAY_SERIAL", wechatpaytest.Serial, "WECHATPAY_PRIVATE_KEY", merchant,
			"WECHATPAY_PUBLIC_KEY", platform, "WECHATPAY_PUBLIC_KEY_ID", wechatpaytest.PlatformKey, "WECHATPAY_ENDPOINT", s.income.URL,
			"WECHAT_COMPONENT_KEY", officialaccounttest.Key, "WECHAT_ENDPOINT", s.weChat.URL)
	case "aliyun":
		set("ALIBABA_FACE_SCENE", alibabafacetest.Scene, "PROVIDER_METHODS", "app_scan,group_enterprise", "SMS", "alibabacloud", "SMS_SIGN", alibabasmstest.Sign,
			"REGISTER_COMPARE", "alibabacloud", "ALIBABA_REGISTER_SCENE", alibabaregistertest.Scene)
	case "jdcloud":
		set("TENCENT_FACE_RULE_ID", tencentfacetest.RuleID, "PROVIDER_METHODS", "app_scan", "PLATFORM_URL", s.group.URL,
			"PLATFORM_SECRETS", ownprovidertest.Secret(ownKey), "CPDP_MERCHANT_ID", tencentpaytest.Merchant, "CPDP_APP_ID", tencentpaytest.App)
	}
	return all
}

// world is a live server with all services.
type world struct {
	*services

	t     *testing.T
	e     *engine.Engine
	base  string
	ahead atomic.Int64
	log   lockedBuffer

	noting sync.Mutex
	noted  map[string]string
}

// taken is what a conversation told, and forgets it.
func (w *world) taken() map[string]string {
	w.noting.Lock()
	defer w.noting.Unlock()
	all := w.noted
	w.noted = map[string]string{}
	return all
}

// lockedBuffer is what a log is written to by many.
type lockedBuffer struct {
	mu  sync.Mutex
	all bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.all.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.all.String()
}

// begin starts a live server under the profile, with settings of its own before those of the profile: names and values by turns.
// The services' days are that of their own tests.
func begin(t *testing.T, profile string, own ...string) *world {
	t.Helper()
	w := &world{t: t, noted: map[string]string{}}
	began := time.Now()
	clock := func() time.Time { return tencenttest.Now.Add(time.Since(began) + time.Duration(w.ahead.Load())) }
	w.services = open(t, clock)
	settings := w.settings(t, profile)
	for i := 0; i < len(own); i += 2 {
		settings[own[i]] = own[i+1]
	}
	var err error
	w.e, err = engine.Open(engine.Config{
		Dir: issuertest.Dir(t, t.TempDir()), Profile: profile, Livemode: true, Clock: clock, Log: slog.New(slog.NewTextHandler(&w.log, nil)),
		PlatformURL: settings["PLATFORM_URL"], PlatformSecrets: strings.Fields(settings["PLATFORM_SECRETS"]),
		Get: func(name string) string { return settings[name] },
	})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(w.e.Handler)
	t.Cleanup(func() {
		server.Close()
		if err := w.e.Close(); err != nil {
			t.Error(err)
		}
		w.nobodyIsNamed()
	})
	w.base = server.URL
	w.hear(w.weChat.Ticket("ticket@@@1", clock()))
	return w
}

// played is the server as a conversation reaches it.
func (w *world) played() conversations.World {
	return conversations.World{
		Base: w.base, Now: w.now, Outside: w.outside,
		Token: func(a realname.Actor) (string, error) { return w.e.Issuer.Token(a, w.now(), time.Hour) },
		Turn:  func(d time.Duration) error { w.ahead.Add(int64(d)); return nil },
	}
}

func (w *world) now() time.Time { return w.face.Clock() }

// personal are numbers of resident IDs and bank cards, and phones.
var personal = regexp.MustCompile(`\b[1-9]\d{16}[\dX]\b|\b62\d{14,17}\b|\b1[3-9]\d{9}\b`)

// nobodyIsNamed holds addresses of services and logs against personal data (THREATS L1).
func (w *world) nobodyIsNamed() {
	w.t.Helper()
	said := map[string]string{"log": w.log.String()}
	for _, l := range w.lines {
		said["address"] += strings.Join(l.Addresses(), "\n") + "\n"
	}
	for where, text := range said {
		if personal.MatchString(text) || strings.Contains(text, "个人信息不应出现") {
			w.t.Errorf("THREATS L1: a %s holds a number of somebody, or a service's own words", where)
		}
		for _, one := range pii.All() {
			if strings.Contains(text, one.Name) || strings.Contains(text, one.Address) {
				w.t.Errorf("THREATS L1: a %s holds somebody's name or address", where)
			}
		}
	}
}

// hear posts an event of the WeChat Open Platform.
func (w *world) hear(e officialaccounttest.Pushed) int {
	got, err := http.Post(w.base+"/v1/wechat/events?"+e.Query.Encode(), "text/xml", bytes.NewReader(e.Body))
	if err != nil {
		w.t.Error(err)
		return 0
	}
	_ = got.Body.Close()
	return got.StatusCode
}

var errUnclear = errors.New("nothing like that happens outside")

// outside lets the services do what a conversation says:
//
//	finish {phone} {check} passed        ends the check at whomever the address belongs to; also: a fault's code
//	finish {phone} {check} passed as zhou_name zhou_number
//	grant {phone} NAME CODE              the administrator of an official account of the enterprise grants it
//	rename CODE NAME                     the register has the enterprise under another name from now on
//	permit NAME NUMBER                   a permit lies in the place of a card of persons from now on
//	code {handset}                       the last code by SMS to the phone: {code}, and a {wrong} one
//	member NAME NUMBER PHONE             who has an account at another site of the group
//	payout {case}                        the one amount that the bank sent for the case: {amount}, and a {wrong} one
//	income ID NAME AMOUNT REMARK         a transfer comes into the merchant's account, and the bank is asked, twice
//	slowly                               amounts are on their way from now on
//	stands {case} 2                      how the amount of the case stands; and the bank is asked
//	yuan 7                               fen as {amount}
//	note NAME VALUE                      tells the test
func (w *world) outside(words []string) (map[string]string, error) {
	switch {
	case len(words) >= 4 && words[0] == "finish":
		return nil, w.finish(words[1], realname.CheckID(words[2]), words[3], words[4:])
	case len(words) == 4 && words[0] == "grant":
		_, after, _ := strings.Cut(words[1], "pre_auth_code=")
		code, _, _ := strings.Cut(after, "&")
		code = strings.ReplaceAll(code, "%40", "@")
		if status := w.hear(w.weChat.Grant(code, officialaccounttest.Verified("wx_of_it", words[2], words[3]), w.now())); status != http.StatusOK {
			return nil, fmt.Errorf("the event is answered with %d", status)
		}
		return nil, nil
	case len(words) == 3 && words[0] == "rename":
		w.names.Rename(words[1], words[2])
		return nil, nil
	case len(words) == 3 && words[0] == "permit":
		w.permit(words[1], words[2])
		return nil, nil
	case len(words) == 2 && words[0] == "code":
		return w.code(words[1])
	case len(words) == 4 && words[0] == "member":
		w.mu.Lock()
		defer w.mu.Unlock()
		w.member = [3]string(words[1:])
		return nil, nil
	case len(words) == 2 && words[0] == "payout":
		return w.payout(realname.CaseID(words[1]))
	case len(words) == 5 && words[0] == "income":
		fen, err := strconv.ParseFloat(words[3], 64)
		w.income.Came(wechatincometest.Transfer{ID: words[1], Payer: words[2], Fen: int(math.Round(fen * 100)), Remark: words[4], At: w.now()})
		return nil, errors.Join(err, w.e.AskBank(w.t.Context()), w.e.AskBank(w.t.Context()))
	case len(words) == 1 && words[0] == "slowly":
		w.pays.Slowly()
		return nil, nil
	case len(words) == 3 && words[0] == "stands":
		status, err := strconv.Atoi(words[2])
		for _, key := range w.pays.Keys() {
			if of, _, ok := realname.CaseOfReference(key); ok && of == realname.CaseID(words[1]) {
				w.pays.Stands(key, status)
			}
		}
		return nil, errors.Join(err, w.e.AskBank(w.t.Context()))
	case len(words) == 2 && words[0] == "yuan":
		return map[string]string{"amount": "0." + strings.Repeat("0", 2-len(words[1])) + words[1]}, nil
	case len(words) == 3 && words[0] == "note":
		w.noting.Lock()
		defer w.noting.Unlock()
		w.noted[words[1]] = words[2]
		return nil, nil
	}
	return nil, errUnclear
}

// tencentCodes and alibabaCodes are how the services say a fault.
var (
	tencentCodes = map[string]int{
		"passed": 0, "face_mismatch": 2016, "name_id_mismatch": 2006, "face_not_in_view": 2010, "liveness_failed": 1002, "source_unavailable": 2001,
	}
	alibabaCodes = map[string]string{"name_id_mismatch": "201", "face_mismatch": "204", "liveness_failed": "205", "source_unavailable": "209"}
)

func (w *world) finish(address string, check realname.CheckID, what string, as []string) error {
	switch {
	case strings.Contains(address, "faceid.example"), strings.Contains(address, "eid.example"):
		code, known := tencentCodes[what]
		if text := map[string]any{"ErrCode": code}; known {
			w.face.Finish(check, text)
			return nil
		}
		if what == "face_covered" {
			w.face.Finish(check, map[string]any{"ErrCode": 2011, "LivenessInfoTag": []string{"14"}})
			return nil
		}
		return errUnclear
	case strings.Contains(address, "antcloudauth.example"):
		if what == "passed" {
			w.aliFace.Finish(check, "T", "200")
			return nil
		}
		if alibabaCodes[what] == "" {
			return errUnclear
		}
		w.aliFace.Finish(check, "F", alibabaCodes[what])
		return nil
	case strings.HasPrefix(address, w.own.Base):
		notice := map[string]string{"outcome": "passed"}
		switch {
		case what != "passed":
			notice = map[string]string{"outcome": "failed", "fault": what}
		case len(as) == 2:
			number := as[1]
			notice["name"], notice["document_kind"], notice["document_number"] = as[0], "resident_id", number
			notice["birth_date"], notice["site"] = number[6:10]+"-"+number[10:12]+"-"+number[12:14], string(w.e.Policy.Sites[0].Site)
		}
		w.own.Finish(check, notice)
		return nil
	}
	return errUnclear
}

var sixDigits = regexp.MustCompile(`^\d{6}$`)

// permit lies in the place of a card, which is none then.
func (w *world) permit(name, number string) {
	w.papers.Card("FRONT", nil)
	w.papers.Permit(map[string]any{
		"Name": name, "Number": number, "Type": "港澳居民来往内地通行证", "Birthday": "1980.01.01", "ValidDate": "2020.01.01-2030.01.01",
	})
}

// texted are the values of all messages to the phone, of either cloud, the newest last.
func (w *world) texted(phone string) (values []string) {
	for _, m := range w.sms.Sent() {
		if m.Phone == "+86"+phone {
			values = append(values, m.Parameters...)
		}
	}
	for _, m := range w.aliSMS.Sent() {
		if m.Phone == phone {
			values = slices.AppendSeq(values, maps.Values(m.Parameters))
		}
	}
	return values
}

// code waits for a code to the phone.
func (w *world) code(phone string) (map[string]string, error) {
	for range 500 {
		for _, value := range slices.Backward(w.texted(phone)) {
			if sixDigits.MatchString(value) {
				return map[string]string{"code": value, "wrong": string('0'+(value[0]-'0'+1)%10) + value[1:]}, nil
			}
		}
		time.Sleep(20 * time.Millisecond)
	}
	return nil, errors.New("no code came")
}

// payout waits for the amount of the case.
func (w *world) payout(c realname.CaseID) (map[string]string, error) {
	for range 500 {
		for _, key := range w.pays.Keys() {
			if of, _, ok := realname.CaseOfReference(key); !ok || of != c {
				continue
			}
			times, fen := w.pays.Paid(key)
			if times != 1 {
				return nil, fmt.Errorf("the amount was sent %d times", times)
			}
			wrong := 42
			if fen == wrong {
				wrong++
			}
			return map[string]string{"amount": fmt.Sprintf("0.%02d", fen), "wrong": fmt.Sprintf("0.%02d", wrong)}, nil
		}
		time.Sleep(20 * time.Millisecond)
	}
	return nil, errors.New("no amount was sent")
}
