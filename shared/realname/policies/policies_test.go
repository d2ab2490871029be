package policies

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"shiming/shared/realname"
)

func TestEveryShippedProfileLoads(t *testing.T) {
	for _, name := range Names() {
		t.Run("RULES_H1_"+name, func(t *testing.T) {
			p, err := Load(name)
			if err != nil {
				t.Fatal(err)
			}
			if p.Profile != name || p.Title == "" || !strings.HasPrefix(p.InternationalSite, "https://") {
				t.Errorf("the file says %q", p.Profile)
			}
			for _, a := range p.Agreements {
				if len(a.Text) < 100 || len(a.SHA256) != 64 || a.Version == "" {
					t.Errorf("RULES D4: the agreement %q of %d bytes", a.ID, len(a.Text))
				}
			}
		})
	}
	if got := Names(); !slices.Equal(got, []string{"tencent", "aliyun", "jdcloud"}) || Default != got[0] {
		t.Errorf("shipped: %v", got)
	}
	for _, name := range []string{"nowhere", "../policies/tencent", "tencent.json", "Tencent", " "} {
		p, err := Load(name)
		if err == nil || p != nil || !strings.Contains(err.Error(), "tencent, aliyun, jdcloud") {
			t.Errorf("%q: %v", name, err)
		}
	}
	if p, err := Load(""); err != nil || p.Profile != Default {
		t.Errorf("no name: %v", err)
	}
}

// flow is the row of the profile.
func flow(t *testing.T, p *realname.Policy, k realname.Kind, channel realname.Channel) realname.FlowPolicy {
	t.Helper()
	i := slices.IndexFunc(p.Flows, func(f realname.FlowPolicy) bool { return f.Kind == k && f.Channel == channel })
	if i < 0 {
		t.Fatalf("%s has no %s %s", p.Profile, k, channel)
	}
	return p.Flows[i]
}

func methodsOf(f realname.FlowPolicy) string { return methods(f.Methods) }

// TestNumbersOfTheDocuments holds the files to what the clouds' own guides say.
func TestNumbersOfTheDocuments(t *testing.T) {
	all := map[string]*realname.Policy{}
	for _, p := range loadAll(t) {
		all[p.Profile] = p
	}
	tx, jd, ali := all["tencent"], all["jdcloud"], all["aliyun"]
	is := func(t *testing.T, what string, got, want any) {
		t.Helper()
		if got != want {
			t.Errorf("%s: %v, the documents say %v", what, got, want)
		}
	}
	t.Run("RULES_A3_quota", func(t *testing.T) {
		is(t, "tencent", tx.Quota, realname.Quota{Person: 3, Enterprise: 10})
		is(t, "jdcloud", jd.Quota.Person, 1)
	})
	t.Run("RULES_A4_age", func(t *testing.T) {
		for name, p := range all {
			is(t, name, p.MinimumAge, 18)
		}
	})
	t.Run("RULES_B3_B4_B5_B7_B8_B9_methods_of_people", func(t *testing.T) {
		is(t, "tencent", methodsOf(flow(t, tx, realname.PersonalVerification, "")), "wechat scan, face, qq scan")
		is(t, "jdcloud", methodsOf(flow(t, jd, realname.PersonalVerification, "")), "app scan, bank card, binding")
		is(t, "banks of jdcloud", len(jd.Banks), 15)
		is(t, "ways out of jdcloud", len(jd.WaysOut), 3)
	})
	t.Run("RULES_C3_C4_C5_C6_C7_methods_of_enterprises", func(t *testing.T) {
		is(t, "tencent", methodsOf(flow(t, tx, realname.EnterpriseVerification, "")), "official account, representative wechat, representative face, top up, corporate transfer")
	})
	t.Run("RULES_C6_C7_deposits", func(t *testing.T) {
		d := tx.Deposit
		is(t, "top-up", [2]int{d.TopUpWorkdays, d.TopUpPayments}, [2]int{7, 2})
		is(t, "transfer", [3]int{d.PayoutWorkdays, d.ConfirmDays, d.ConfirmTries}, [3]int{3, 7, 2})
		is(t, "amount", [2]int{d.MinimumFen, d.MaximumFen}, [2]int{1, 99})
		is(t, "review", tx.Review.Workdays, 2)
	})
	t.Run("RULES_D2_cool_down", func(t *testing.T) {
		for _, k := range []realname.Kind{realname.PersonToPerson, realname.EnterpriseToEnterprise} {
			is(t, string(k), flow(t, tx, k, "").CoolDownDays, 30)
		}
		for name, p := range all {
			for _, f := range p.Flows {
				is(t, "RULES D11: "+name+", "+string(f.Kind), f.CoolDownDays > 0 && !f.Kind.Moves(), false)
			}
		}
		is(t, "person to enterprise", flow(t, tx, realname.PersonToEnterprise, "").CoolDownDays, 0)
	})
	t.Run("RULES_D3_an_enterprise_becomes_a_person_by_post_only", func(t *testing.T) {
		is(t, "tencent", tx.Offers(realname.EnterpriseToPerson), false)
		is(t, "jdcloud", jd.Offers(realname.EnterpriseToPerson), false)
		for _, f := range ali.Flows {
			if f.Kind == realname.EnterpriseToPerson {
				is(t, "aliyun", f.Channel, realname.ByPost)
			}
		}
		is(t, "aliyun", ali.Offers(realname.EnterpriseToPerson), true)
	})
	t.Run("RULES_D4_consents_of_every_change_of_hands", func(t *testing.T) {
		for name, p := range all {
			for _, f := range p.Flows {
				taking := f.FormConsents
				if f.Kind.Follows() { // there is no form to go with
					taking = f.Consents[1:]
				}
				if f.Kind.Moves() && (len(f.Consents) == 0 || len(taking) == 0) {
					t.Errorf("%s: %s asks for no consent", name, f.Kind)
				}
			}
		}
	})
	t.Run("RULES_D5_D6_the_present_person_shows_the_face_first", func(t *testing.T) {
		for _, f := range []realname.FlowPolicy{flow(t, tx, realname.PersonToEnterprise, ""), flow(t, tx, realname.PersonToPerson, ""), flow(t, jd, realname.PersonToEnterprise, "")} {
			is(t, string(f.Kind), f.Steps[0], realname.StepIdentify)
			is(t, string(f.Kind), f.Identify[0].Method, realname.Face)
		}
	})
	t.Run("RULES_D7_seven_days_and_one_working_day", func(t *testing.T) {
		f := flow(t, tx, realname.EnterpriseToEnterprise, "")
		is(t, "the flow", f.Days, 7)
		is(t, "the review", f.ReviewWorkdays, 1)
		is(t, "the papers", len(f.Papers), 4)
		is(t, "the first steps", slices.Equal(f.Steps[:4], []realname.Step{realname.StepDeclare, realname.StepIdentify, realname.StepPapers, realname.StepReview}), true)
	})
	t.Run("RULES_D8_at_once_or_one_working_day", func(t *testing.T) {
		f := flow(t, tx, realname.EnterpriseName, "")
		is(t, "at once", f.AtOnce, true)
		is(t, "the review", f.ReviewWorkdays, 1)
		is(t, "the papers", papers(f.Papers), "application form, name certificate, new licence")
	})
	t.Run("RULES_D9_the_representative", func(t *testing.T) {
		is(t, "tencent", methodsOf(flow(t, tx, realname.LegalRepresentative, "")), "representative wechat, representative face")
	})
	t.Run("RULES_E2_release", func(t *testing.T) {
		is(t, "tencent", tx.Offers(realname.Release), false)
		f := flow(t, ali, realname.Release, realname.ByTicket)
		is(t, "the review", f.ReviewWorkdays, 3)
		is(t, "whose", f.Of, realname.PersonSubject)
		is(t, "the papers", papers(f.Papers), "application form, holder portrait side, holder emblem side, payment invoice or payment remittance or payment screenshot")
		is(t, "what stands in the way", hindrances(f.Guards), "")
		is(t, "FAULT R14, RULES E9: what is warned of", hindrances(f.Warns), "low balance, running products, arrears, open business")
	})
	t.Run("RULES_E3_the_balance_is_warned_of_before_a_change_of_hands", func(t *testing.T) {
		for name, p := range all {
			for _, f := range p.Flows {
				if f.Kind.Moves() && !slices.Contains(f.Warns, realname.LowBalance) {
					t.Errorf("%s: %s does not ask", name, f.Kind)
				}
			}
		}
	})
	t.Run("RULES_E4_sites_where_it_is_changed_instead", func(t *testing.T) {
		for _, name := range []string{"taobao", "1688", "alipay"} {
			s, ok := ali.Site(name)
			is(t, name, ok && s.ChangedThere, true)
		}
	})
	t.Run("RULES_E5_the_enterprise_account_of_the_group_and_no_transfer", func(t *testing.T) {
		is(t, "aliyun", methodsOf(flow(t, ali, realname.PersonToEnterprise, "")), "group enterprise")
	})
	t.Run("RULES_E6_by_post_and_by_ticket", func(t *testing.T) {
		is(t, "enterprise to enterprise", papers(flow(t, ali, realname.EnterpriseToEnterprise, realname.ByPost).Papers), "application form, old licence, new licence")
		is(t, "enterprise to person", papers(flow(t, ali, realname.EnterpriseToPerson, realname.ByPost).Papers), "application form, old licence, id copy")
		is(t, "person to enterprise", papers(flow(t, ali, realname.PersonToEnterprise, realname.ByPost).Papers), "application form, new licence, id copy, payment invoice")
		is(t, "a new name", slices.Contains(flow(t, ali, realname.EnterpriseName, realname.ByTicket).Steps, realname.StepPapers), true)
	})
	t.Run("RULES_F1_everywhere_an_appeal_is_open", func(t *testing.T) {
		for name, p := range all {
			is(t, name, p.Offers(realname.Appeal) && slices.Contains(p.WaysOut, realname.WayAppeal), true)
		}
	})
}

// edit is a profile with something changed.
func edit(t *testing.T, name string, change func(map[string]any)) []byte {
	t.Helper()
	data, err := files.ReadFile(name + ".json")
	if err != nil {
		t.Fatal(err)
	}
	var tree map[string]any
	if err := json.Unmarshal(data, &tree); err != nil {
		t.Fatal(err)
	}
	change(tree)
	if data, err = json.Marshal(tree); err != nil {
		t.Fatal(err)
	}
	return data
}

// row changes the row of the kind and channel.
func row(kind, channel string, change func(map[string]any)) func(map[string]any) {
	return func(tree map[string]any) {
		for _, f := range tree["flows"].([]any) {
			f := f.(map[string]any)
			if got, _ := f["channel"].(string); f["kind"] == kind && got == channel {
				change(f)
				return
			}
		}
		panic("no row " + kind)
	}
}

func set(key string, value any) func(map[string]any) {
	return func(m map[string]any) { m[key] = value }
}

func list(values ...any) []any { return values }

// method is a row of methods.
func method(name string, documents ...any) map[string]any {
	m := map[string]any{"method": name}
	if len(documents) > 0 {
		m["documents"] = documents
	}
	return m
}

func TestFilesThatAreRefused(t *testing.T) {
	const ee, pp, pe, name = "enterprise_to_enterprise", "person_to_person", "person_to_enterprise", "enterprise_name"
	both := func(changes ...func(map[string]any)) func(map[string]any) {
		return func(m map[string]any) {
			for _, change := range changes {
				change(m)
			}
		}
	}
	within := func(key string, change func(map[string]any)) func(map[string]any) {
		return func(m map[string]any) { change(m[key].(map[string]any)) }
	}
	for _, c := range []struct {
		what, profile string
		change        func(map[string]any)
		says          string
	}{
		{"a_key_that_nobody_knows", "tencent", set("quotas", 1), "quotas"},
		{"one_in_a_row", "tencent", row(pp, "", set("cooldown", 1)), "cooldown"},
		{"one_in_a_method", "tencent", row(pp, "", set("methods", list(map[string]any{"method": "face", "colour": "red"}))), "colour"},
		{"a_fraction_of_days", "tencent", row(pp, "", set("days", 1.5)), "days"},
		{"no_days", "tencent", row(pp, "", set("days", 0)), "person_to_person online: days is 0"},
		{"too_many_days", "tencent", row(pp, "", set("days", 366)), "days is 366"},
		{"a_cool_down_before_the_beginning", "tencent", row(pp, "", set("cool_down_days", -1)), "cool_down_days is -1"},
		{"a_cool_down_of_a_new_name", "tencent", row(name, "", set("cool_down_days", 30)), "cool_down_days is for changes of subject"},
		{"a_review_of_two_months", "tencent", row(ee, "", set("review_workdays", 31)), "review_workdays is 31"},
		{"no_tries", "tencent", within("deposit", set("confirm_tries", 0)), "deposit.confirm_tries is 0"},
		{"no_codes_at_all", "jdcloud", within("codes", set("per_target", 0)), "codes.per_target is 0"},
		{"no_code_tries", "jdcloud", within("codes", set("tries", 0)), "codes.tries is 0"},
		{"a_code_of_a_day", "jdcloud", within("codes", set("minutes", 1440)), "codes.minutes is 1440"},
		{"a_quota_of_none", "aliyun", within("quota", set("person", 0)), "quota.person is 0"},
		{"a_quota_without_end", "aliyun", within("quota", set("enterprise", 1001)), "quota.enterprise is 1001"},
		{"no_flows", "tencent", set("flows", list()), "flows is 0"},
		{"nobody_can_verify", "tencent", func(m map[string]any) { m["flows"] = m["flows"].([]any)[2:] }, "nobody can verify"},
		{"a_kind_that_nobody_knows", "tencent", row(pp, "", set("kind", "person_to_pet")), "person_to_pet online: there is no such kind"},
		{"a_channel_that_nobody_knows", "tencent", row(pp, "", set("channel", "pigeon")), "there is no such channel"},
		{"a_subject_that_nobody_knows", "aliyun", row("release", "ticket", set("of", "robot")), "of \"robot\""},
		{"a_row_twice", "tencent", func(m map[string]any) { f := m["flows"].([]any); m["flows"] = append(f, f[3]) }, "person_to_person online stands twice"},
		{"a_row_for_some_beside_one_for_all", "aliyun", func(m map[string]any) {
			m["flows"] = append(m["flows"].([]any), map[string]any{"kind": "release", "channel": "ticket", "days": 3, "steps": list("hand_in_papers", "review"), "papers": list(list("application_form"))})
		}, "release ticket stands twice"},
		{"a_person_who_is_an_enterprise", "tencent", row(pp, "", set("of", "enterprise")), "of: person_to_person"},
		{"people_and_enterprises_verified_again_alike", "tencent", row("reverification", "", func(m map[string]any) { delete(m, "of") }), "of is missing"},
		{"an_agreement_that_is_not_there", "tencent", row(pp, "", set("consents", list("sell"))), "agreement \"sell\" is not listed"},
		{"an_agreement_without_a_text", "tencent", set("agreements", list(map[string]any{"id": "sell", "title": "卖", "title_en": "Sell", "version": "1"})), "agreement \"sell\""},
		{"an_agreement_without_a_version", "tencent", set("agreements", list(map[string]any{"id": "give", "title": "让", "title_en": "Give"})), "\"give\" is not complete"},
		{"an_agreement_twice", "tencent", func(m map[string]any) { a := m["agreements"].([]any); m["agreements"] = append(a, a[0]) }, "\"give\" stands twice"},
		{"consents_to_a_form_that_is_not_there", "tencent", row(name, "", set("form_consents", list("take_over"))), "form_consents and form_omits go with the step fill_form"},
		{"a_form_without_a_name", "tencent", row(pp, "", set("form_omits", list("name"))), "form_omits: \"name\" is no field"},
		{"a_hindrance_that_nobody_knows", "tencent", row(pp, "", set("warns", list("moonlight"))), "moonlight"},
		{"a_guard_that_nobody_knows", "aliyun", row("release", "ticket", set("guards", list("moonlight"))), "moonlight"},
		{"a_paper_that_nobody_knows", "tencent", row(ee, "", set("papers", list(list("love_letter")))), "love_letter"},
		{"an_empty_group_of_papers", "tencent", row(ee, "", set("papers", list(list()))), "an empty group"},
		{"no_steps", "tencent", row(pp, "", set("steps", list())), "steps: there are none"},
		{"a_step_that_nobody_knows", "tencent", row(pp, "", set("steps", list("identify", "dance", "fill_form"))), "dance"},
		{"a_step_twice", "tencent", row(pp, "", set("steps", list("identify", "identify", "fill_form", "choose_method", "prove"))), "stands twice"},
		{"done_as_a_step", "tencent", row(pp, "", set("steps", list("identify", "fill_form", "choose_method", "prove", "done"))), "done"},
		{"a_new_subject_without_a_form", "tencent", row(pp, "", set("steps", list("choose_method", "prove"))), "fill_form belongs where"},
		{"a_form_where_the_subject_stays", "tencent", row(name, "", set("steps", list("declare", "fill_form", "hand_in_papers", "review"))), "fill_form belongs where"},
		{"a_new_name_that_is_not_said", "tencent", row(name, "", set("steps", list("hand_in_papers", "review"))), "declare is the first step"},
		{"a_declaration_of_a_person", "tencent", row(pp, "", set("steps", list("declare", "identify", "fill_form", "choose_method", "prove"))), "declare is the first step"},
		{"a_proof_without_a_choice", "tencent", row(pp, "", set("steps", list("identify", "fill_form", "prove"))), "choose_method and prove stand together"},
		{"a_proof_before_the_end", "tencent", row(pp, "", set("steps", list("fill_form", "choose_method", "prove", "identify"))), "stand together, and last"},
		{"somebody_identified_after_the_form", "tencent", row(pp, "", set("steps", list("fill_form", "identify", "choose_method", "prove"))), "choose_method follows fill_form"},
		{"nobody_to_identify", "tencent", row("personal_verification", "", both(set("steps", list("identify", "fill_form", "choose_method", "prove")), set("identify", list(method("face", "resident_id"))))), "identify is for who the account belongs to"},
		{"an_enterprise_identified_by_nobody", "tencent", row(ee, "", set("steps", list("identify", "hand_in_papers", "review", "fill_form", "choose_method", "prove"))), "identify needs declare"},
		{"a_review_of_nothing", "tencent", row(ee, "", set("steps", list("declare", "review", "identify", "hand_in_papers", "fill_form", "choose_method", "prove"))), "review follows the papers"},
		{"papers_that_nobody_reviews", "tencent", row(ee, "", set("steps", list("declare", "identify", "hand_in_papers", "fill_form", "choose_method", "prove"))), "papers are listed, handed in and reviewed"},
		{"papers_that_are_not_listed", "tencent", row(ee, "", func(m map[string]any) { delete(m, "papers") }), "papers are listed, handed in and reviewed"},
		{"nothing_proven", "tencent", row(name, "", both(set("steps", list("declare")), func(m map[string]any) { delete(m, "papers") })), "nothing is proven"},
		{"THREATS_X2_an_account_given_away_by_whoever_has_a_token", "aliyun", row(pe, "", func(m map[string]any) {
			delete(m, "identify")
			m["steps"] = list("fill_form", "choose_method", "prove")
		}), "steps: person_to_enterprise gives an account away: it needs identify, or papers and review"},
		{"THREATS_X2_the_same_in_another_profile", "tencent", row(pp, "", func(m map[string]any) {
			delete(m, "identify")
			m["steps"] = list("fill_form", "choose_method", "prove")
		}), "steps: person_to_person gives an account away"},
		{"a_proof_without_methods", "tencent", row(pp, "", set("methods", list())), "methods and the step prove go together"},
		{"an_identification_without_methods", "tencent", row(pp, "", set("identify", list())), "identify lists what the step identify needs"},
		{"a_method_of_enterprises_for_people", "tencent", row(pp, "", set("methods", list(method("top_up")))), "\"top_up\" is not a method for this"},
		{"a_method_of_people_for_enterprises", "tencent", row(pe, "", set("methods", list(method("face", "resident_id")))), "\"face\" is not a method for this"},
		{"a_method_that_cannot_be_chosen", "tencent", row(pe, "", set("methods", list(method("paper_review")))), "paper_review"},
		{"a_method_twice", "tencent", row(pp, "", set("methods", list(method("face", "resident_id"), method("face", "resident_id")))), "\"face\" stands twice"},
		{"a_document_that_nobody_knows", "tencent", row(pp, "", set("methods", list(method("face", "library_card")))), "library_card"},
		{"a_method_for_no_document", "tencent", row(pp, "", set("methods", list(method("face")))), "documents are those of people"},
		{"an_enterprise_with_a_document", "tencent", row(pe, "", set("methods", list(method("top_up", "resident_id")))), "documents are those of people"},
		{"a_representative_proven_by_money", "tencent", row("legal_representative", "", set("methods", list(method("top_up")))), "does not prove a legal representative"},
		{"an_identity_taken_over_in_a_change", "aliyun", row("reverification", "", set("methods", list(method("app_scan", "resident_id")))), "takes over whoever it finds"},
		{"a_person_identified_as_a_representative", "tencent", row(pp, "", set("identify", list(method("representative_face")))), "does not show who the account belongs to"},
		{"an_enterprise_identified_as_a_person", "tencent", row(ee, "", set("identify", list(method("face", "resident_id")))), "does not show who the account belongs to"},
		{"somebody_identified_by_a_card", "tencent", row(pp, "", set("identify", list(method("bank_card", "resident_id")))), "shows nobody's face"},
		{"at_once_for_a_change_of_hands", "tencent", row(ee, "", set("at_once", true)), "at_once is for enterprise_name"},
		{"cards_without_banks", "jdcloud", set("banks", list()), "banks and a method that needs a card go together"},
		{"banks_without_cards", "tencent", set("banks", list(map[string]any{"code": "x", "name": "行", "name_en": "X"})), "banks and a method that needs a card go together"},
		{"a_bank_without_a_name", "jdcloud", set("banks", list(map[string]any{"code": "x"})), "banks: \"x\""},
		{"sites_that_are_not_complete", "aliyun", set("sites", list(map[string]any{"site": "taobao"})), "sites: \"taobao\""},
		{"an_app_of_no_site", "aliyun", set("sites", list()), "sites are missing"},
		{"a_way_out_that_nobody_knows", "jdcloud", set("ways_out", list("run")), "ways_out: \"run\""},
		{"posted_papers_without_an_address", "aliyun", set("post_address", ""), "post_address is missing"},
	} {
		t.Run("RULES_H1_"+c.what, func(t *testing.T) {
			p, err := Parse(edit(t, c.profile, c.change))
			if err == nil || p != nil {
				t.Fatal("accepted")
			}
			if !strings.Contains(err.Error(), c.says) {
				t.Errorf("%v does not say %s", err, c.says)
			}
		})
	}
	t.Run("RULES_H1_a_file_that_is_changed_back_is_accepted", func(t *testing.T) {
		for _, name := range Names() {
			if _, err := Parse(edit(t, name, func(map[string]any) {})); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}
