package pages

import (
	"strings"
	"testing"
)

const someMeasures = `{"step":"day","from":"2026-11-01T00:00:00Z","until":"2026-11-04T00:00:00Z","series":[
{"measure":"cases_opened","labels":{"kind":"personal_verification"},"total":40,"points":[{"at":"2026-11-01T00:00:00Z","count":30},{"at":"2026-11-03T00:00:00Z","count":10}]},
{"measure":"cases_opened","labels":{"kind":"appeal"},"total":2,"points":[{"at":"2026-11-03T00:00:00Z","count":2}]},
{"measure":"cases_reached","labels":{"kind":"personal_verification","state":"checking"},"total":31,"points":[{"at":"2026-11-01T00:00:00Z","count":31}]},
{"measure":"cases_ended","labels":{"kind":"personal_verification","state":"verified"},"total":20,"points":[{"at":"2026-11-01T00:00:00Z","count":20}]},
{"measure":"cases_ended","labels":{"kind":"personal_verification","state":"canceled"},"total":5,"points":[{"at":"2026-11-01T00:00:00Z","count":5}]},
{"measure":"cases_verified","labels":{"method":"wechat_scan"},"total":20,"points":[{"at":"2026-11-01T00:00:00Z","count":20}]},
{"measure":"cases_failed","labels":{"reason":"<b>x"},"total":5,"points":[{"at":"2026-11-01T00:00:00Z","count":5}]},
{"measure":"case_seconds","labels":{"kind":"personal_verification","state":"verified"},"total":20,"points":[{"at":"2026-11-01T00:00:00Z","count":20,"median":95,"p95":7200}]},
{"measure":"messages_sent","labels":{"channel":"sms","outcome":"sent"},"total":9,"points":[{"at":"2026-11-01T00:00:00Z","count":9}]}]}`

// The charts show what the API says, each value in a table, too; what comes from elsewhere is text.
func TestTHREATS_L1_the_page_of_measures(t *testing.T) {
	api, handler := desks(map[string]string{"GET /v1/measures": someMeasures})
	w := byStaff(handler, "auditor", "GET", "/staff/measures?step=day&from=2026-11-01&until=2026-11-03&colour=red", nil)
	page := w.Body.String()
	for _, want := range []string{
		"<svg", `role="img"`, "流程漏斗 · 个人认证", "核验中", ">31 · 77 %<", ">20 · 50 %<", "微信扫码", "95 秒", "2 小时", "短信 · 已送达", "&lt;b&gt;x", "2026-11-03", ">运营指标</a>",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("%s is not on the page", want)
		}
	}
	if strings.Contains(page, "<b>x") || w.Header().Get("Cache-Control") != "no-store" {
		t.Error("it is not text, or is kept")
	}
	if asked := strings.Join(api.asked, "\n"); !strings.Contains(asked, "/v1/measures") {
		t.Error(asked)
	}
	if from, until := dayOf("2026-11-01", 0), dayOf("2026-11-03", 1); from != "2026-11-01T00:00:00Z" || until != "2026-11-04T00:00:00Z" || dayOf("x", 1) != "x" {
		t.Error(from, until)
	}
	if page := byStaff(handler, "auditor", "GET", "/staff/measures?kind=appeal", nil).Body.String(); !strings.Contains(page, "流程漏斗 · 申诉") || strings.Contains(page, ">31 · 77 %<") {
		t.Error("another kind is not drawn")
	}
	_, handler = desks(map[string]string{"GET /v1/measures": `{"step":"hour","from":"2026-11-01T00:00:00Z","until":"2026-11-03T00:00:00Z","series":[]}`})
	if page := byStaff(handler, "admin", "GET", "/staff/measures?step=hour", nil).Body.String(); !strings.Contains(page, "该时段没有数据") {
		t.Error(page)
	}
}
