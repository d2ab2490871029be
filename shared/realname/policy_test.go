package realname

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"shiming/infra/tests/pii"
	"shiming/shared/identity"
)

// smallCloud is a profile as an operator may write it: with the numbers of JD Cloud (RULES A3) and fewer methods.
const smallCloud = `{
  "profile": "jdcloud", "title": "京东云 JD Cloud",
  "quota": {"person": 1, "enterprise": 5},
  "minimum_age": 16, "cases_per_day": 2, "checks_per_day": 1, "checks_per_subject": 60, "steps_per_case": 10, "check_minutes": 3, "identify_minutes": 30,
  "international_site": "https://intl.example/", "support": "400-000-0000",
  "flows": [{"kind": "personal_verification", "steps": ["fill_form", "choose_method", "prove"], "days": 30,
    "methods": [{"method": "face", "documents": ["resident_id", "taiwan_permit"], "face_alone": "a test"}]}],
  "documents_per_case": 5, "codes": {"minutes": 5, "tries": 5},
  "deliveries": {"per_address": 10, "per_account": 30, "former_days": 30, "attempt_seconds": 5, "retry_seconds": [7]},
  "retention": {"left": 30, "failed": 180, "papers": 180, "former": 180, "closed": 365, "messages": 365, "access": 180}
}`

func TestPolicies(t *testing.T) {
	t.Run("RULES_A3_every_shipped_profile_is_valid_and_named_as_its_file", func(t *testing.T) {
		files, err := filepath.Glob("policies/*.json")
		if err != nil || len(files) == 0 {
			t.Fatalf("%d profiles, %v", len(files), err)
		}
		for _, file := range files {
			name := strings.TrimSuffix(filepath.Base(file), ".json")
			p, err := shipped(name)
			if err != nil || p.Profile != name || p.Title == "" || !strings.HasPrefix(p.InternationalSite, "https://") {
				t.Errorf("%s: %v", file, err)
			}
		}
	})
	t.Run("a_profile_that_is_not_shipped", func(t *testing.T) {
		for _, name := range []string{"", "nowhere", "../policy", "tencent.json"} {
			if _, err := shipped(name); err == nil {
				t.Errorf("%q was loaded", name)
			}
		}
	})
	t.Run("RULES_A3_A4_A9_another_profile_needs_no_code", func(t *testing.T) {
		p, err := ParsePolicy([]byte(smallCloud), noText)
		if err != nil {
			t.Fatal(err)
		}
		x := personOf(t, pii.Taiwan[0], identity.TaiwanPermit)
		x.Birth = identity.Date{Year: 2010, Month: 3, Day: 14} // 16 today
		s := begin(t, p, x).fill()
		if got := s.c.Options(p, noon); len(got) != 1 || got[0] != (Option{Method: Face, Available: true, Recommended: true}) {
			t.Errorf("the methods are %+v", got)
		}
		refused(t, s.try(Choose{Method: WeChatScan}), CodeMethodNotOffered, "method")
		s.do(Choose{Method: Face}).start()
		if life := s.c.Check().ExpiresAt.Sub(noon); life != 3*time.Minute {
			t.Errorf("the code lives %s", life)
		}
		refused(t, s.try(BeginCheck{Person: x, Check: s.c.NextCheck(p, noon)}), CodeCheckDailyLimit, "")
		if s.say(Passed, ""); s.commit.Take.Limit != 1 {
			t.Errorf("the quota is %d", s.commit.Take.Limit)
		}
		if days := s.c.Deadline().Sub(noon) / (24 * time.Hour); days != 30 {
			t.Errorf("the case is open %d days", days)
		}
		x.Birth.Day++
		refused(t, p.CheckPerson(x, noon), CodeUnderAge, "")
	})
}

// Nobody is left with their face alone unless the policy says why (L9).
func TestRULES_L9_a_face_is_not_the_only_way(t *testing.T) {
	const why = `, "face_alone": "a test"`
	other := `{"method": "wechat_scan", "documents": ["resident_id", "taiwan_permit"]}`
	for _, tc := range []struct{ name, text, says string }{
		{"no reason", strings.Replace(smallCloud, why, "", 1), `face_alone`},
		{"a reason for one document of two is of its row", smallCloud, ""},
		{"another way for one document alone", strings.Replace(strings.Replace(smallCloud, why, "", 1), `"methods": [`, `"methods": [{"method": "wechat_scan", "documents": ["resident_id"]}, `, 1),
			`(document "taiwan_permit")`},
		{"another way for all", strings.Replace(strings.Replace(smallCloud, why, "", 1), `"methods": [`, `"methods": [`+other+`, `, 1), ""},
		{"a reason beside another way", strings.Replace(smallCloud, `"methods": [`, `"methods": [`+other+`, `, 1), "explains nothing"},
	} {
		_, err := ParsePolicy([]byte(tc.text), nil)
		if (err == nil) != (tc.says == "") || err != nil && !strings.Contains(err.Error(), tc.says) {
			t.Errorf("%s: %v, want %q", tc.name, err, tc.says)
		}
	}
}

func TestPoliciesThatAreRefused(t *testing.T) {
	replace := func(old, new string) string {
		if strings.Count(smallCloud, old) != 1 {
			t.Fatalf("%s stands %d times in the profile", old, strings.Count(smallCloud, old))
		}
		return strings.Replace(smallCloud, old, new, 1)
	}
	type row struct{ name, text, says string }
	rows := []row{
		{"nothing", ``, ""}, {"not_JSON", `profile: x`, ""}, {"a_list", `[]`, ""}, {"empty", `{}`, "profile"},
		{"an_unknown_key", replace(`"profile"`, `"color": "red", "profile"`), "color"},
		{"an_unknown_key_within", replace(`"enterprise": 5`, `"enterprise": 5, "robot": 1`), "robot"},
		{"a_number_as_text", replace(`"days": 30`, `"case_days": "30"`), ""},
		{"a_fraction", replace(`"days": 30`, `"days": 1.5`), ""},
		{"no_name", replace(`"jdcloud"`, `""`), "profile"},
		{"no_method", replace(`{"method": "face", "documents": ["resident_id", "taiwan_permit"], "face_alone": "a test"}`, ``), "methods"},
		{"an_unknown_method", replace(`"face"`, `"palm"`), "palm"},
		{"a_method_twice", replace(`"methods": [`, `"methods": [{"method": "face", "documents": ["resident_id"]}, `), "twice"},
		{"an_unknown_document", replace(`"taiwan_permit"`, `"passport"`), "passport"},
		{"a_second_policy_behind", smallCloud + smallCloud, ""},
		{"text_behind", smallCloud + "x", ""},
	}
	for _, b := range []struct {
		key, now    string
		low, high   string
		least, most string // the last that are accepted
	}{
		{"quota.person", `"person": 1`, `"person": 0`, `"person": 101`, `"person": 1`, `"person": 100`},
		{"quota.enterprise", `"enterprise": 5`, `"enterprise": 0`, `"enterprise": 1001`, `"enterprise": 1`, `"enterprise": 1000`},
		{"minimum_age", `"minimum_age": 16`, `"minimum_age": -1`, `"minimum_age": 121`, `"minimum_age": 0`, `"minimum_age": 120`},
		{"days", `"days": 30`, `"days": 0`, `"days": 366`, `"days": 1`, `"days": 365`},
		{"cases_per_day", `"cases_per_day": 2`, `"cases_per_day": 0`, `"cases_per_day": 1001`, `"cases_per_day": 1`, `"cases_per_day": 1000`},
		{"checks_per_day", `"checks_per_day": 1`, `"checks_per_day": 0`, `"checks_per_day": 1001`, `"checks_per_day": 1`, `"checks_per_day": 1000`},
		{"steps_per_case", `"steps_per_case": 10`, `"steps_per_case": 9`, `"steps_per_case": 501`, `"steps_per_case": 10`, `"steps_per_case": 500`},
		{"deliveries.per_address", `"per_address": 10`, `"per_address": 0`, `"per_address": 101`, `"per_address": 1`, `"per_address": 30`},
		{"deliveries.per_account", `"per_account": 30`, `"per_account": 9`, `"per_account": 1001`, `"per_account": 10`, `"per_account": 1000`},
		{"deliveries.former_days", `"former_days": 30`, `"former_days": 0`, `"former_days": 366`, `"former_days": 1`, `"former_days": 365`},
		{"deliveries.attempt_seconds", `"attempt_seconds": 5`, `"attempt_seconds": 0`, `"attempt_seconds": 21`, `"attempt_seconds": 1`, `"attempt_seconds": 20`},
		{"retention.access", `"access": 180`, `"access": 179`, `"access": 3661`, `"access": 180`, `"access": 3660`},
		{"deliveries.retry_seconds", `[7]`, `[]`, `[39601]`, `[1]`, `[39600]`},
		{"check_minutes", `"check_minutes": 3`, `"check_minutes": 0`, `"check_minutes": 121`, `"check_minutes": 1`, `"check_minutes": 120`},
		{"identify_minutes", `"identify_minutes": 30`, `"identify_minutes": 0`, `"identify_minutes": 121`, `"identify_minutes": 1`, `"identify_minutes": 120`},
	} {
		rows = append(rows, row{b.key + "_too_small", replace(b.now, b.low), b.key}, row{b.key + "_too_large", replace(b.now, b.high), b.key})
		for _, edge := range []string{b.least, b.most} {
			if _, err := ParsePolicy([]byte(replace(b.now, edge)), noText); err != nil {
				t.Errorf("%s: %v", edge, err)
			}
		}
	}
	for _, r := range rows {
		t.Run(r.name, func(t *testing.T) {
			p, err := ParsePolicy([]byte(r.text), noText)
			if err == nil || p != nil {
				t.Fatal("accepted")
			}
			if !strings.Contains(err.Error(), r.says) {
				t.Errorf("%v does not say %q", err, r.says)
			}
		})
	}
}
