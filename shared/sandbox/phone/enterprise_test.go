package sandbox

import (
	"encoding/json"
	"errors"
	"net/url"
	"slices"
	"strings"
	"testing"

	"shiming/shared/identity"
	"shiming/shared/realname"
	"shiming/shared/sandbox/register"
	"shiming/shared/steps"
)

// enterprise makes an enterprise of the name and the code.
func enterprise(t testing.TB, name, code string) realname.Enterprise {
	t.Helper()
	x := realname.Enterprise{Licence: realname.BusinessLicence, Address: realname.Address{Region: "北京市海淀区", Detail: "云笺路8号"}}
	var err1, err2, err3 error
	x.Name, err1 = identity.ParseEnterpriseName(name)
	x.Code, err2 = identity.ParseOrganisationCode(identity.UnifiedCode, code)
	x.Contact.Phone, err3 = identity.ParsePhone("13800138000")
	if err := errors.Join(err1, err2, err3); err != nil {
		t.Fatal(err)
	}
	x.Contact.Party = partyOf(resident(t))
	return x
}

func ordinary(t testing.TB) realname.Enterprise {
	return enterprise(t, "云笺科技（北京）有限公司", "91110101MA0000074Q")
}

func partyOf(x realname.Person) realname.Party {
	return realname.Party{Name: x.Name, Document: x.Document}
}

// beginEnterprise takes an enterprise up to the QR code.
func (w *world) beginEnterprise(m realname.Method, x realname.Enterprise, representative realname.Party) realname.Case {
	w.t.Helper()
	ctx := w.t.Context()
	ask := steps.Ask{By: realname.Actor{Role: realname.Holder, ID: "u", Account: "acct_1"}}
	c, err := steps.OpenCase{Base: w.desk}.Do(ctx, ask, "acct_1", realname.Opening{Kind: realname.EnterpriseVerification})
	if err != nil {
		w.t.Fatalf("open: %v", err)
	}
	records := w.desk.Store.(steps.Records)
	d := realname.Document{ID: realname.NewDocumentID(), Case: c.ID, Account: c.Account, Purpose: realname.LicencePicture, State: realname.DocumentAccepted, SHA256: "x"}
	doc, err := json.Marshal(d)
	if err != nil {
		w.t.Fatal(err)
	}
	if err := records.PutRecord(ctx, steps.Record{Kind: steps.DocumentRecord, ID: string(d.ID), Rev: 1, Doc: doc}); err != nil {
		w.t.Fatal(err)
	}
	entry := func(realname.Case) (steps.Entry, error) {
		return steps.EnterpriseEntry{Enterprise: x, Picture: d.ID}, nil
	}
	if _, err = (steps.FillForm{Base: w.desk, Keys: w.keys, Records: records}).Do(ctx, ask, c.ID, entry); err != nil {
		w.t.Fatalf("fill: %v", err)
	}
	who := &representative
	if !m.NeedsRepresentative() {
		who = nil
	}
	if _, err = (steps.ChooseMethod{Base: w.desk, Keys: w.keys, Register: sandboxregister.Register{}}).Do(ctx, ask, c.ID, m, steps.Means{Representative: who}); err != nil {
		w.t.Fatalf("choose: %v", err)
	}
	return w.start(c)
}

var enterpriseRules = map[realname.Method]string{
	realname.OfficialAccount: "RULES_C3", realname.RepresentativeWeChat: "RULES_C4", realname.RepresentativeFace: "RULES_C5",
	realname.GroupEnterprise: "RULES_E5",
}

func TestMagicNamesOfEnterprisesForceEveryOutcome(t *testing.T) {
	for _, s := range scenarios() {
		for _, m := range s.Methods {
			if !m.Enterprise() {
				continue
			}
			for _, by := range []string{"name", "number"} {
				t.Run(enterpriseRules[m]+"_"+string(m)+"_"+s.Key+"_by_"+by, func(t *testing.T) {
					w := newWorldOf(t, m)
					x, who := ordinary(t), resident(t)
					switch {
					case !m.NeedsRepresentative() && by == "name":
						x = enterprise(t, s.Name, x.Code.Text())
					case !m.NeedsRepresentative():
						x = enterprise(t, x.Name.Text(), s.Number)
					case by == "name":
						who = mustPerson(t, s.Name, identity.ResidentID, who.Document.Number())
					default:
						who = mustPerson(t, who.Name.Text(), identity.ResidentID, s.Number)
					}
					c := w.beginEnterprise(m, x, partyOf(who))
					dispatch := steps.Dispatch{Effects: []steps.Effect{steps.PlayCheck(w.keys, w.sandbox.Auto)}}
					for range 3 { // at least once, so perhaps more often
						if err := dispatch.Do(t.Context(), c); err != nil {
							t.Fatal(err)
						}
					}
					state := realname.Ready
					if s.Words[0].Fault == "" {
						state = realname.Verified
					}
					w.must(c, state, s.Words[0].Fault)
				})
			}
		}
	}
}

func TestNamesOfOthersAreNotMagic(t *testing.T) {
	for name, x := range map[string]struct {
		method realname.Method
		x      realname.Enterprise
		who    string
	}{
		"RULES_C3_an_official_account_is_not_asked_for_the_contact":          {realname.OfficialAccount, ordinary(t), "甄通过"},
		"RULES_C4_a_representative_is_not_asked_for_the_enterprise":          {realname.RepresentativeWeChat, enterprise(t, "甄异名科技有限公司", "91110101MA0000023G"), "欧阳修"},
		"RULES_C5_a_face_has_no_bank_card":                                   {realname.RepresentativeFace, ordinary(t), "未绑卡"},
		"RULES_C4_WeChat_shows_no_face":                                      {realname.RepresentativeWeChat, ordinary(t), "脸遮挡"},
		"RULES_B6_a_representative_has_no_permit_and_no_scenario_of_permits": {realname.RepresentativeWeChat, ordinary(t), "证不同"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			who := mustPerson(t, x.who, identity.ResidentID, "110101199003078670")
			c := w.beginEnterprise(x.method, x.x, partyOf(who))
			if err := (steps.Dispatch{Effects: []steps.Effect{steps.PlayCheck(w.keys, w.sandbox.Auto)}}).Do(t.Context(), c); err != nil {
				t.Fatal(err)
			}
			if w.sent.Load() != 0 {
				t.Error("something was delivered")
			}
		})
	}
}

func TestEnterprisesOnThePhone(t *testing.T) {
	for m, x := range map[realname.Method]struct {
		says     []string
		outcomes []string
	}{
		realname.OfficialAccount: {[]string{"申请核验贵单位的公众号", "企业名称", "统一社会信用代码"},
			[]string{"account_passed", "account_of_another", "account_not_verified", "account_not_administrator", "account_declined", "account_source_unavailable"}},
		realname.GroupEnterprise: {[]string{"申请核验贵单位的企业账号", "企业名称", "统一社会信用代码"},
			[]string{"account_passed", "account_of_another", "group_not_verified", "account_not_administrator", "account_declined", "account_source_unavailable"}},
		realname.RepresentativeWeChat: {[]string{"企业名称", "法定代表人", "居民身份证"},
			[]string{"passed", "name_id_mismatch", "bank_card_required", "consent_declined", "id_not_found", "source_unavailable", "not_representative", "enterprise_not_listed"}},
		realname.RepresentativeFace: {[]string{"企业名称", "法定代表人", "居民身份证"},
			[]string{"passed", "face_covered", "face_mismatch", "face_not_in_view", "name_id_mismatch", "consent_declined", "id_not_found", "source_unavailable", "not_representative", "enterprise_not_listed"}},
	} {
		for _, key := range x.outcomes {
			t.Run(enterpriseRules[m]+"_"+string(m)+"_"+key, func(t *testing.T) {
				w := newWorldOf(t, m)
				c := w.beginEnterprise(m, ordinary(t), partyOf(resident(t)))
				b := w.scan(c)
				b.must(200, append(x.says, ordinary(t).Name.Masked())...)
				for _, secret := range []string{ordinary(t).Name.Text(), ordinary(t).Code.Text(), resident(t).Name.Text(), resident(t).Document.Number()} {
					if strings.Contains(b.page, secret) {
						t.Error("THREATS L1: the page shows something in plaintext")
					}
				}
				if got := firsts(radios, b.page); !slices.Equal(slices.Sorted(slices.Values(got)), slices.Sorted(slices.Values(x.outcomes))) {
					t.Errorf("the picker offers %v", got)
				}
				b.press("confirm", key)
				if s, _ := choice(key, m, identity.ResidentID); s.Words[0].Fault == "" {
					b.told(m, "核验通过")
					w.must(c, realname.Verified, "")
					a, err := w.desk.Store.Account(t.Context(), "acct_1")
					if err != nil || a.Identity == nil || a.Identity.Kind != realname.EnterpriseSubject {
						t.Errorf("RULES A1: not verified as an enterprise: %v", err)
					}
				} else {
					b.told(m, "核验未通过")
					w.must(c, realname.Ready, s.Words[0].Fault)
				}
			})
		}
	}
	t.Run("RULES_C4_the_outcomes_of_an_official_account_are_not_a_representatives", func(t *testing.T) {
		w := newWorld(t)
		c := w.beginEnterprise(realname.RepresentativeWeChat, ordinary(t), partyOf(resident(t)))
		b := w.scan(c)
		b.post(url.Values{"action": {"confirm"}, "consent": {"yes"}, "outcome": {"account_passed"}})
		b.must(422, "请选择列出的结果")
	})
}
