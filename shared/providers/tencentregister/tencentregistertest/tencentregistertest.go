// Package tencentregistertest is the double of Tencent Cloud's comparison with the commercial register: it checks what that
// checks, and knows the enterprises of registertest. Nothing but tests may import it.
package tencentregistertest

import (
	"encoding/json"
	"strings"
	"testing"

	"shiming/shared/providers/registertest"
	"shiming/shared/wire/tencenttest"
)

// New starts a double. It lives as long as the test.
func New(t *testing.T) *tencenttest.Server {
	t.Helper()
	return tencenttest.Serve(t, "ocr", "2018-11-19", map[string]tencenttest.Action{
		"VerifyBizLicenseEnterprise3": func(body []byte) (int, string) { return answer(body, false) },
		"VerifyBizLicenseEnterprise4": func(body []byte) (int, string) { return answer(body, true) },
	})
}

func answer(body []byte, four bool) (int, string) {
	var a struct{ CreditCode, EntName, LrName, IdNum, VerifyType string }
	decoder := json.NewDecoder(strings.NewReader(string(body)))
	decoder.DisallowUnknownFields()
	if decoder.Decode(&a) != nil {
		return 200, tencenttest.Refused("UnknownParameter")
	}
	three := a.VerifyType == "ENT_3META"
	if a.CreditCode == "" || a.EntName == "" || four && (a.LrName == "" || a.IdNum == "" || a.VerifyType != "") ||
		!four && (!three && a.VerifyType != "ENT_2META" || three != (a.LrName != "") || a.IdNum != "") {
		return 200, tencenttest.Refused("InvalidParameter")
	}
	if a.CreditCode == registertest.AwayCode {
		return tencenttest.Said(map[string]any{"StatusCode": 1})
	}
	k, listed := registertest.Find(a.CreditCode)
	name, representative, number := listed && k.Name == a.EntName, listed && k.Representative == a.LrName, listed && k.Number == a.IdNum
	result := map[string]any{"StatusCode": 0, "OperatingStatus": k.Digit, "VerifyResult": 0}
	switch {
	case four && !listed:
		result["OperatingStatus"] = "-10002"
	case !listed:
		return tencenttest.Said(map[string]any{"StatusCode": 2})
	case four && name && representative && number, !four && name && (!three || representative):
		result["VerifyResult"] = 1
	}
	if three && listed && k.Digit != "1" {
		result["OperatingStatus"] = "2"
	}
	if four {
		result["IsCreditCodeConsistent"], result["IsEntNameConsistent"] = listed, name
		result["IsLrNameConsistent"], result["IsIdNumConsistent"], result["OperatingPeriod"] = representative, number, "/"
	}
	return tencenttest.Said(result)
}
