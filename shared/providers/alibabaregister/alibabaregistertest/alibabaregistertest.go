// Package alibabaregistertest is the double of Alibaba Cloud's comparison with the commercial register: it checks what that
// checks, and knows the enterprises of registertest. Nothing but tests may import it.
package alibabaregistertest

import (
	"net/url"
	"strings"
	"sync"
	"testing"

	"shiming/shared/providers/registertest"
	"shiming/shared/wire/alibabatest"
)

// Scene is the scene that the double knows.
const Scene = "1000000006"

// New starts a double. It lives as long as the test.
func New(t *testing.T) *alibabatest.Server {
	t.Helper()
	var mu sync.Mutex
	seen := map[string]bool{}
	return alibabatest.Serve(t, "2022-11-25", map[string]alibabatest.Action{"EntElementVerifyV2": func(form url.Values) (int, string) {
		mu.Lock()
		defer mu.Unlock()
		if id := form.Get("MerchantBizId"); id == "" || len(id) > 32 || seen[id] {
			return alibabatest.Said("InvalidParameter", nil)
		}
		seen[form.Get("MerchantBizId")] = true
		return answer(form)
	}})
}

func answer(form url.Values) (int, string) {
	by := form.Get("InfoVerifyType")
	three, four := by == "ENT_3META" || by == "ENT_4META", by == "ENT_4META"
	if form.Get("SceneCode") != Scene || form.Get("UserAuthorization") != "1" || form.Get("MerchantUserId") == "" ||
		form.Get("LicenseNo") == "" || form.Get("EntName") == "" || by != "ENT_2META" && !three ||
		three != (form.Get("LegalPersonName") != "") || four != (form.Get("LegalPersonCertNo") != "") {
		return alibabatest.Said("InvalidParameter", nil)
	}
	if form.Get("LicenseNo") == registertest.AwayCode {
		return alibabatest.Refused(503, "ServiceUnavailable")
	}
	k, listed := registertest.Find(form.Get("LicenseNo"))
	if !listed {
		return alibabatest.Said("Success", map[string]any{"Result": map[string]any{"BizCode": "3"}})
	}
	var differ []string
	for flag, x := range map[string]struct {
		asked     bool
		said, has string
	}{
		"EntNameFlag":           {true, form.Get("EntName"), k.Name},
		"LegalPersonNameFlag":   {three, form.Get("LegalPersonName"), k.Representative},
		"LegalPersonCertNoFlag": {four, form.Get("LegalPersonCertNo"), k.Number},
	} {
		if x.asked && x.said != x.has {
			differ = append(differ, flag)
		}
	}
	result := map[string]any{"BizCode": "1", "Status": k.Digit, "OpenTime": "2018-09-25/9999-09-09"}
	if len(differ) > 0 {
		result["BizCode"], result["ReasonDetail"] = "2", strings.Join(differ, ",")
	}
	return alibabatest.Said("Success", map[string]any{"Result": result})
}
