package alibabasms_test

import (
	"errors"
	"testing"
	"time"

	"shiming/shared/notify/alibabasms"
	"shiming/shared/notify/alibabasms/alibabasmstest"
	"shiming/shared/notify/notifytest"
	"shiming/shared/notify/smstemplates"
	"shiming/shared/telling"
	"shiming/shared/texts"
	"shiming/shared/wire/alibabatest"
	"shiming/shared/wire/wiretest"
)

// templates are one for each kind and language.
func templates() smstemplates.Set {
	s := smstemplates.Set{ZH: map[texts.MessageKind]string{}, EN: map[texts.MessageKind]string{}}
	for _, kind := range smstemplates.Kinds() {
		s.ZH[kind], s.EN[kind] = "zh_"+string(kind), "en_"+string(kind)
	}
	return s
}

func open(t *testing.T, f wiretest.Failure) (*alibabasmstest.Double, *alibabasms.Notifier) {
	t.Helper()
	d := alibabasmstest.New(t)
	o := alibabasms.Options{Sign: alibabasmstest.Sign, Templates: templates()}
	o.Access, o.Endpoint, o.Client = alibabatest.Access(), d.URL, wiretest.Waiting(f)
	o.Clock = func() time.Time { return alibabatest.Now }
	n, err := alibabasms.New(o)
	if err != nil {
		t.Fatal(err)
	}
	return d, n
}

func TestNotifier(t *testing.T) {
	d, n := open(t, "")
	h := notifytest.Harness{
		Notifier: n, Channel: telling.SMS, Address: "13900000001", All: true,
		Sent: func() (all []notifytest.Sent) {
			for _, s := range d.Sent() {
				fields := map[string]string{}
				for name, value := range s.Parameters {
					fields[name] = value
				}
				all = append(all, notifytest.Sent{To: s.Phone, Template: s.Template, Fields: fields})
			}
			return all
		},
		Template: func(kind texts.MessageKind, language telling.Language) notifytest.RegisteredTemplate {
			fields := map[string]string{}
			for _, name := range kind.Parameters() {
				fields[name] = name
			}
			if language == telling.English {
				return notifytest.RegisteredTemplate{ID: "en_" + string(kind), Fields: fields}
			}
			return notifytest.RegisteredTemplate{ID: "zh_" + string(kind), Fields: fields}
		},
		Faults: map[string]func(){}, Refusals: map[string]func(){},
		Heal: func() { d.Answer("") },
	}
	for _, code := range passing {
		h.Faults[code] = func() { d.Answer(code) }
	}
	for _, code := range staying {
		h.Refusals[code] = func() { d.Answer(code) }
	}
	notifytest.Run(t, h)
}

// A message whose answer was lost may have arrived: nobody is told that it cannot.
func TestFAULT_N1_each_way_to_fail(t *testing.T) {
	told := texts.CodeMessage("123456", 5, "acct_demo01", texts.NewContact)
	for _, fault := range wiretest.Faults() {
		d, n := open(t, fault)
		d.Fail("SendSms", fault)
		err := n.Send(t.Context(), telling.Message{Key: "evt_1:sms", Channel: telling.SMS, To: "13900000001", Told: told})
		// What comes twice is refused by its nonce, and was sent once.
		if err == nil || errors.Is(err, telling.ErrUndeliverable) || len(d.Sent()) > 1 {
			t.Errorf("%s: %v", fault, err)
		}
		for _, address := range d.Addresses() {
			if address != "/" {
				t.Errorf("the address is %q", address)
			}
		}
	}
}

func TestNothingIsMadeOfHalf(t *testing.T) {
	if _, err := alibabasms.New(alibabasms.Options{Sign: "x", Templates: templates()}); err == nil {
		t.Error("made without an access")
	}
}

// What may pass: a limit of the phone, or what the operator has to mend.
var passing = []string{
	"isv.BUSINESS_LIMIT_CONTROL", "isv.AMOUNT_NOT_ENOUGH", "isv.SMS_TEMPLATE_ILLEGAL", "isv.SMS_SIGNATURE_ILLEGAL", "isp.SYSTEM_ERROR", "一段文字",
}

var staying = []string{"isv.MOBILE_NUMBER_ILLEGAL"}
