package tencentsms_test

import (
	"errors"
	"strconv"
	"testing"
	"time"

	"shiming/shared/notify/notifytest"
	"shiming/shared/notify/smstemplates"
	"shiming/shared/notify/tencentsms"
	"shiming/shared/notify/tencentsms/tencentsmstest"
	"shiming/shared/telling"
	"shiming/shared/texts"
	"shiming/shared/wire/tencenttest"
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

func open(t *testing.T, f wiretest.Failure) (*tencentsmstest.Double, *tencentsms.Notifier) {
	t.Helper()
	d := tencentsmstest.New(t)
	o := tencentsms.Options{Sign: tencentsmstest.Sign, App: tencentsmstest.App, Templates: templates()}
	o.Access, o.Endpoint, o.Client = tencenttest.Access(), d.URL, wiretest.Waiting(f)
	o.Clock = func() time.Time { return tencenttest.Now }
	n, err := tencentsms.New(o)
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
					fields[strconv.Itoa(name)] = value
				}
				all = append(all, notifytest.Sent{To: s.Phone[3:], Template: s.Template, Fields: fields})
			}
			return all
		},
		Template: func(kind texts.MessageKind, language telling.Language) notifytest.RegisteredTemplate {
			fields := map[string]string{}
			for i, name := range kind.Parameters() {
				fields[strconv.Itoa(i)] = name
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
		if (err == nil) != (fault == wiretest.Twice) || errors.Is(err, telling.ErrUndeliverable) {
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
	if _, err := tencentsms.New(tencentsms.Options{Sign: "x", Templates: templates()}); err == nil {
		t.Error("made without an access")
	}
}

// What may pass: a limit of the phone, or what the operator has to mend.
var passing = []string{
	"LimitExceeded.PhoneNumberThirtySecondLimit", "LimitExceeded.PhoneNumberOneHourLimit", "LimitExceeded.PhoneNumberDailyLimit",
	"LimitExceeded.PhoneNumberSameContentDailyLimit", "LimitExceeded.DeliveryFrequencyLimit", "FailedOperation.SignatureIncorrectOrUnapproved",
	"FailedOperation.TemplateIncorrectOrUnapproved", "FailedOperation.TemplateParamSetNotMatchApprovedTemplate",
	"FailedOperation.InsufficientBalanceInSmsPackage", "UnauthorizedOperation.SmsSdkAppIdVerifyFail", "一段文字",
}

var staying = []string{
	"FailedOperation.PhoneNumberInBlacklist", "InvalidParameterValue.IncorrectPhoneNumber",
	"UnsupportedOperation.ContainDomesticAndInternationalPhoneNumber",
}
