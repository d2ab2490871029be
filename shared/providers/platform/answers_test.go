package platform

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"shiming/shared/identity"
	"shiming/shared/providers/grouptest"
	"shiming/shared/providers/platformtest"
	"shiming/shared/realname"
	"shiming/shared/steps"
)

func TestHostConformance(t *testing.T) {
	standing := map[realname.AccountID][]realname.Hindrance{
		"acct_1": nil, "acct_2": {realname.Arrears, realname.OpenBusiness}, "acct_3": {realname.RunningProducts, realname.LowBalance},
	}
	platformtest.Run(t, func(t *testing.T) platformtest.Harness {
		_, url := serve(t, func(_ string, question map[string]string) (int, string) {
			all, known := standing[realname.AccountID(question["account"])]
			if !known {
				return 503, ""
			}
			body, err := json.Marshal(map[string]any{"hindrances": append([]realname.Hindrance{}, all...)})
			if err != nil {
				t.Error(err)
			}
			return 200, string(body)
		})
		return platformtest.Harness{Platform: open(t, url), Hindrances: standing, Away: "acct_away"}
	})
}

func TestGroupConformance(t *testing.T) {
	said := map[string]string{
		"phone": `{"verified":true,"site":"mall","name":"甄绑定","document_kind":"resident_id","document_number":"110101190001019318","phone":"19900000001"}`,
		"none": `{"verified":true,"site":"mall","name":"甄无机","document_kind":"resident_id","document_number":"11010119000101906x",
			"birth_date":"1900-01-01","phone":null}`,
		"permit": `{"phone":"+86 199 0000 0003","verified":true,"site":"music-2","name":"甄异证","document_kind":"hk_macao_permit",
			"document_number":"H99000016","birth_date":"1990-02-03"}`,
		"unverified": `{"verified":false}`,
		"evasive":    `{"verified":false,"site":"mall","name":"甄某","document_kind":"","document_number":null,"phone":"1"}`,
	}
	grouptest.Run(t, func(t *testing.T) grouptest.Harness {
		_, url := serve(t, func(path string, question map[string]string) (int, string) {
			body, known := said[question["user"]]
			switch {
			case path == pathInUse && question["document_number"] == "110101199003078670":
				return 200, fmt.Sprintf(`{"in_use":%t}`, question["document_kind"] == "resident_id")
			case path == pathInUse && question["document_number"] == "H99000016":
				return 200, `{"in_use":false}`
			case path == pathAccount && known:
				return 200, body
			case path == pathAccount && question["user"] != "away":
				return 404, `{"error":"no such account"}`
			}
			return 503, "13987651234"
		})
		free, err1 := identity.ParseDocument(identity.HKMacaoPermit, "H99000016")
		away, err2 := identity.ParseDocument(identity.ResidentID, "110101190001019342")
		if err := errors.Join(err1, err2); err != nil {
			t.Fatal(err)
		}
		return grouptest.Harness{
			Group: open(t, url), Unknown: []string{"nobody-of-the-group", "甄绑定"}, Used: resident(t), Free: free, AwayUser: "away", AwayDocument: away,
			Accounts: map[string]steps.GroupAccount{
				"phone":      grouptest.Person(t, "mall", "甄绑定", identity.ResidentID, "110101190001019318", "", "19900000001"),
				"none":       grouptest.Person(t, "mall", "甄无机", identity.ResidentID, "11010119000101906X", "", ""),
				"permit":     grouptest.Person(t, "music-2", "甄异证", identity.HKMacaoPermit, "H99000016", "1990-02-03", "19900000003"),
				"unverified": {}, "evasive": {},
			},
		}
	})
}

// lies are answers of 200 that break the contract, whatever was asked.
func lies() map[string]string {
	return map[string]string{
		"nothing": "", "null": "null", "a text": `"no"`, "a list": "[]", "no fields": "{}", "open": `{"hindrances":[]`, "two": `{"hindrances":[]}{}`,
		"more": `{"in_use":false} x`, "of another": `{"ok":true}`, "a name that is none": `{"":1}`, "deep": strings.Repeat(`{"hindrances":`, 9000),
		"comma": `{"hindrances":[],}`, "a key of no text": `{1:2}`,
	}
}

func TestRULES_E3_AHostThatLies(t *testing.T) {
	answers := lies()
	maps.Copy(answers, map[string]string{
		"none": `{"hindrances":null}`, "a word": `{"hindrances":"arrears"}`, "unknown": `{"hindrances":["arrears","karma"]}`, "empty": `{"hindrances":[""]}`,
		"a null": `{"hindrances":[null]}`, "a number": `{"hindrances":[1]}`, "twice": `{"hindrances":["arrears"],"hindrances":[]}`,
		"spelled": `{"Hindrances":[]}`, "one more": `{"hindrances":[],"note":"13987651234"}`, "a secret": `{"hindrances":["13987651234"]}`,
		"capitals": `{"hindrances":["ARREARS"]}`,
	})
	for name, body := range answers {
		t.Run("RULES_E3_"+name, func(t *testing.T) {
			_, url := serve(t, always(200, body))
			got, err := open(t, url).Hindrances(t.Context(), "acct_1")
			if got != nil {
				t.Errorf("%v", got)
			}
			mustBeUnavailable(t, map[string]error{pathHindrances: err}, "")
		})
	}
	t.Run("RULES_E3_no_such_account_is_no_answer", func(t *testing.T) {
		_, url := serve(t, always(404, `{"hindrances":[]}`))
		p := open(t, url)
		_, err := p.Hindrances(t.Context(), "acct_1")
		_, err2 := p.InUse(t.Context(), resident(t))
		mustBeUnavailable(t, map[string]error{pathHindrances: err, pathInUse: err2}, "answered 404")
	})
	t.Run("RULES_E3_twice_the_same_is_one", func(t *testing.T) {
		_, url := serve(t, always(200, `{"hindrances":["arrears","arrears"]}`))
		if got, err := open(t, url).Hindrances(t.Context(), "acct_1"); err != nil || !slices.Equal(got, []realname.Hindrance{realname.Arrears}) {
			t.Errorf("%v, %v", got, err)
		}
	})
}

func TestRULES_B10_ADocumentThatIsLiedAbout(t *testing.T) {
	answers := lies()
	maps.Copy(answers, map[string]string{
		"null value": `{"in_use":null}`, "a word": `{"in_use":"false"}`, "a number": `{"in_use":0}`, "twice": `{"in_use":true,"in_use":false}`,
		"spelled": `{"In_Use":false}`, "one more": `{"in_use":false,"by":"13987651234"}`,
	})
	for name, body := range answers {
		t.Run("RULES_B10_"+name, func(t *testing.T) {
			_, url := serve(t, always(200, body))
			_, err := open(t, url).InUse(t.Context(), resident(t))
			mustBeUnavailable(t, map[string]error{pathInUse: err}, "")
		})
	}
}

func TestRULES_B9_AnAccountThatIsLiedAbout(t *testing.T) {
	good := map[string]any{
		"verified": true, "site": "mall", "name": "甄绑定", "document_kind": "resident_id", "document_number": "110101190001019318",
		"birth_date": "1900-01-01", "phone": "19900000001",
	}
	answers := lies()
	for name, change := range map[string]map[string]any{
		"no word on it": {"verified": nil}, "verified as a text": {"verified": "true"}, "no site": {"site": ""}, "a site that is missing": {"site": nil},
		"a long site": {"site": strings.Repeat("m", maxSite+1)}, "a site of a text": {"site": "the mall"}, "a site of more": {"site": "商城"},
		"a site of lines": {"site": "mall\n"}, "no name": {"name": nil}, "a name that is none": {"name": "13987651234"}, "a name that is a list": {"name": []string{"甄绑定"}},
		"no kind": {"document_kind": nil}, "a passport": {"document_kind": "passport"}, "no number": {"document_number": nil},
		"a number that is none": {"document_number": "110101190001019319"}, "a number as a number": {"document_number": 110101190001019318},
		"a number of another kind": {"document_kind": "taiwan_permit"}, "another birthday": {"birth_date": "1900-01-02"}, "no birthday": {"birth_date": "1900-02-30"},
		"a permit without a birthday": {"document_kind": "hk_macao_permit", "document_number": "H99000016", "birth_date": nil},
		"a phone that is none":        {"phone": "13987651234567"}, "a phone of a number": {"phone": 19900000001}, "one more": {"balance": "1"},
		"spelled": {"Verified": true},
	} {
		said := maps.Clone(good)
		for field, value := range change {
			if said[field] = value; value == nil {
				delete(said, field)
			}
		}
		body, err := json.Marshal(said)
		if err != nil {
			t.Fatal(err)
		}
		answers[name] = string(body)
	}
	for name, body := range answers {
		t.Run("RULES_B9_"+name, func(t *testing.T) {
			_, url := serve(t, always(200, body))
			got, err := open(t, url).Account(t.Context(), "somebody")
			if got != (steps.GroupAccount{}) {
				t.Error("an error, and an account")
			}
			mustBeUnavailable(t, map[string]error{pathAccount: err}, "")
			if strings.Contains(fmt.Sprint(err), "甄绑定") || strings.Contains(fmt.Sprint(err), "1990") {
				t.Error("THREATS L1: the error shows somebody")
			}
		})
	}
}

func FuzzRead(f *testing.F) {
	for _, body := range lies() {
		f.Add([]byte(body))
	}
	f.Add([]byte(`{"verified":true,"site":"mall","name":"甄绑定"}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		var verified bool
		var site string
		err := read(body, map[string]any{"verified": &verified, "site": &site}, "verified")
		if err != nil {
			if !errors.Is(err, steps.ErrUnavailable) {
				t.Fatal(err)
			}
			return
		}
		var loose map[string]any // what is read here is what anybody would read
		if json.Unmarshal(body, &loose) != nil || loose["verified"] != verified || len(loose) > 2 {
			t.Fatalf("%q was read as %t", body, verified)
		}
	})
}
