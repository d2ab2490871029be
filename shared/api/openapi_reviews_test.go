package api

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"shiming/shared/realname"
	"shiming/shared/realname/policies"
	"shiming/shared/sandbox/platform"
	"shiming/shared/sandbox/register"
	"shiming/shared/steps"
	"shiming/shared/store/sqlite"
	"shiming/shared/telling"
	"shiming/shared/trail"
	"shiming/shared/vault/sealed"
)

// reviewDesk is a desk at which enterprises come to review.
type reviewDesk struct {
	*desk
	store  *sqlite.Store
	audit  bytes.Buffer
	queue  steps.Effect
	policy *realname.Policy
}

type anyBank struct{ steps.Bank }

func newReviewDesk(t *testing.T) *reviewDesk {
	t.Helper()
	return newReviewDeskOf(t, "tencent", nil)
}

// newReviewDeskOf is one under a profile, with a register of enterprises.
func newReviewDeskOf(t *testing.T, profile string, register steps.Register) *reviewDesk {
	t.Helper()
	d := &reviewDesk{desk: newDesk(t)}
	var err error
	if d.store, err = sqlite.Open(filepath.Join(t.TempDir(), "reviews.db")); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.store.Close() })
	keys, err := sealed.OpenFile(filepath.Join(t.TempDir(), "keys.json"))
	if err != nil {
		t.Fatal(err)
	}
	if d.policy, err = policies.Load(profile); err != nil {
		t.Fatal(err)
	}
	clock := func() time.Time { return d.now }
	with, s := steps.Base{Store: d.store, Policy: d.policy, Clock: clock}, Settings{Policy: d.policy, Clock: clock}
	providers := map[realname.Method]steps.Provider{realname.Face: d.provider, realname.OfficialAccount: d.provider, realname.RepresentativeFace: d.provider}
	endpoints := []Endpoint{
		OpenCase(s, steps.OpenCase{Base: with, Platform: sandboxplatform.Platform{}}),
		ChooseMethod(s, steps.ChooseMethod{Base: with, Keys: keys, Register: sandboxregister.Register{}}), StartCheck(s, steps.StartCheck{Base: with, Keys: keys, Records: d.store, Providers: providers}),
		NameHandler(s, steps.NameHandler{Base: with, Keys: keys}),
		CancelCase(s, steps.CancelCase{Base: with}), SettleCheck(steps.SettleCheck{Base: with, Providers: map[string]steps.Pusher{"sandbox": d.provider}}),
		SupplyPapers(s, steps.SupplyPapers{Base: with, Records: d.store}), DecideReview(s, steps.DecideReview{Base: with, Keys: keys, Records: d.store}),
		UnmaskReview(s, steps.UnmaskReview{Base: with, Keys: keys, Records: d.store}),
		LookUpRegister(steps.LookUpRegister{Base: with, Keys: keys, Register: register}), BookPost(s, steps.BookPost{Base: with}),
	}
	endpoints = append(endpoints, LookUp(s, steps.LookUp{Base: with, Keys: keys, Records: d.store}, telling.Told{Records: d.store})...)
	endpoints = append(endpoints, FillForm(s, steps.FillForm{Base: with, Keys: keys, Records: d.store, Register: register})...)
	endpoints = append(endpoints, FilePapers(s, steps.FilePapers{Base: with, Keys: keys, Records: d.store, Bank: anyBank{}})...)
	endpoints = append(endpoints, ReviewQueue(s, steps.ReviewQueue{Base: with, Records: d.store})...)
	endpoints = append(endpoints, NoteReview(s, steps.NoteReview{Base: with, Records: d.store}))
	endpoints = append(endpoints, ClaimReview(s, steps.ClaimReview{Base: with, Records: d.store})...)
	endpoints = append(endpoints, ShowDocument(s, steps.ShowDocument{Base: with, Records: d.store, Documents: &shelf{}, Keys: keys})...)
	gate := Gate{Audit: AuditTo(trail.New(&d.audit, nil, nil)), Clock: clock, Log: slog.New(slog.DiscardHandler)}
	clear(d.handlers)
	for _, e := range endpoints {
		d.handlers[e.Route.Key()] = gate.Serve(e)
	}
	d.queue = steps.QueueReview(d.store)
	return d
}

// upload keeps an accepted document of the case.
func (d *reviewDesk) upload(id, account string, purpose realname.Purpose) string {
	d.Helper()
	doc := realname.Document{
		ID: realname.NewDocumentID(), Rev: 1, Case: realname.CaseID(id), Account: realname.AccountID(account), Purpose: purpose,
		State: realname.DocumentAccepted, Version: "v1",
	}
	doc.SHA256 = strings.Repeat("0", 38) + strings.NewReplacer("g", "0").Replace(hexOf(string(doc.ID[4:])))
	text, err := json.Marshal(doc)
	if err != nil {
		d.Fatal(err)
	}
	if err := d.store.PutRecord(d.Context(), steps.Record{Kind: steps.DocumentRecord, ID: string(doc.ID), Rev: 1, Doc: text}); err != nil {
		d.Fatal(err)
	}
	return string(doc.ID)
}

// hexOf makes some hexadecimal digits of a text.
func hexOf(s string) string {
	return strings.Map(func(r rune) rune { return rune("0123456789abcdef"[r%16]) }, s)
}

// enterpriseForm is the example of the description, with a licence of the case.
func (d *reviewDesk) enterpriseForm(licence string) string {
	d.Helper()
	example := maps.Clone(d.doc.Components.Schemas["EnterpriseForm"].Value.Examples[0].(map[string]any))
	example["licence"] = licence
	body, err := json.Marshal(example)
	if err != nil {
		d.Fatal(err)
	}
	return string(body)
}

// filled opens a case for an enterprise and fills in its form.
func (d *reviewDesk) filled(account string) map[string]string {
	d.Helper()
	var c caseView
	d.read(d.wants("done", d.ask(RouteOpenCase, account, nil, `{"kind":"enterprise_verification"}`)), &c)
	params := map[string]string{"case": string(c.ID), "account": account}
	d.wants("done", d.ask(RouteCase, account, params, ""))
	licence := d.upload(string(c.ID), account, realname.LicencePicture)
	d.wants("done", d.ask(RouteFillForm, account, params, d.enterpriseForm(licence)))
	d.wants("done", d.ask(RouteMethods, account, params, ""))
	return params
}

func (d *reviewDesk) read(r *Recorder, into any) {
	d.Helper()
	if err := json.Unmarshal(r.Body, into); err != nil {
		d.Fatal(err)
	}
}

// inReview takes an enterprise into review.
func (d *reviewDesk) inReview(account string) map[string]string {
	d.Helper()
	params := d.filled(account)
	d.wants("done", d.ask(RouteChooseMethod, account, params, `{"method":"corporate_transfer"}`))
	papers := map[string]any{
		"bank_account":   map[string]string{"number": "110060149018000012345", "bank": "示例银行", "place": "北京市", "branch": "海淀支行"},
		"representative": map[string]string{"name": "甄通过", "document_number": "110101190001019019"},
		"documents":      []string{d.upload(params["case"], account, realname.PortraitSide), d.upload(params["case"], account, realname.EmblemSide)},
	}
	body, err := json.Marshal(papers)
	if err != nil {
		d.Fatal(err)
	}
	d.wants("done", d.ask(RouteFileTransfer, account, params, string(body)))
	d.wants("done", d.ask(RouteNameHandler, account, params, `{"name":"甄通过","document_number":"110101190001019019"}`))
	d.wants("done", d.ask(RouteStartCheck, account, params, ""))
	d.tell(caseView{ID: realname.CaseID(params["case"])}, "6", "passed", "")
	d.wants("done", d.ask(RouteCase, account, params, ""))
	d.dispatch(params)
	return params
}

// prepared lets a reviewer claim the review and open its documents, as whoever approves it has to (THREATS X9).
func (d *reviewDesk) prepared(params map[string]string, by func(*asked)) {
	d.Helper()
	d.wants("done", d.ask(RouteClaimReview, "", params, "", by))
	var v reviewView
	d.read(d.ask(RouteReview, "", params, "", by), &v)
	for _, document := range v.Documents {
		d.wants("done", d.ask(RouteViewDocument, "", map[string]string{"document": string(document.Document)}, "", by))
	}
}

// approved lets two reviewers approve a case.
func (d *reviewDesk) approved(params map[string]string, more string) {
	d.Helper()
	for _, by := range []func(*asked){reviewerToken("reviewer-7", ""), reviewerToken("reviewer-8", "")} {
		d.prepared(params, by)
		d.wants("done", d.ask(RouteDecideReview, "", params, d.decision(params, "approve", more), by))
	}
}

// dispatch brings the case to the queue.
func (d *reviewDesk) dispatch(params map[string]string) {
	d.Helper()
	c, err := d.store.Case(d.Context(), realname.CaseID(params["case"]))
	if err == nil {
		err = d.queue(d.Context(), c)
	}
	if err != nil {
		d.Fatal(err)
	}
}

// reviewerToken is a token of a reviewer, whose account is one of staff when none is said.
func reviewerToken(id, account string) func(*asked) {
	if account == "" {
		account = "acct_staff"
	}
	return func(r *asked) { r.Claims = map[string]string{"sub": id, "role": "reviewer", "account": account} }
}

// decision is a decision about the documents of the review.
func (d *reviewDesk) decision(params map[string]string, kind, more string) string {
	d.Helper()
	var v reviewView
	d.read(d.ask(RouteReview, "", params, "", reviewerToken("reviewer-0", "")), &v)
	saw, err := json.Marshal(slices.AppendSeq([]seenBody{}, func(yield func(seenBody) bool) {
		for _, doc := range v.Documents {
			if !yield(seenBody{doc.Document, doc.SHA256}) {
				return
			}
		}
	}))
	if err != nil {
		d.Fatal(err)
	}
	return `{"decision":"` + kind + `"` + more + `,"saw":` + string(saw) + `}`
}

const asksAgain = `,"reason":"papers_unclear","comment":"照片反光","note":"看不清","asked":["representative_portrait_side"]`

func TestReviewsAreAsDescribed(t *testing.T) {
	d := newReviewDesk(t)
	one := reviewerToken("reviewer-1", "")
	t.Run("RULES_C7_the_course_of_a_review", func(t *testing.T) {
		params := d.inReview("acct_demo")
		d.wants("done", d.ask(RouteReviews, "", nil, "", one))
		d.wants("done", d.ask(RouteReviews, "", nil, "", as("admin"), query("limit", "1")))
		d.wants("done", d.ask(RouteReview, "", params, "", as("admin")))
		d.wants("done", d.ask(RouteClaimReview, "", params, "", one))
		d.dispatch(params)
		if got := d.wants("done", d.ask(RouteReviews, "", nil, "", one)); !strings.Contains(string(got.Body), `"claimed_by":"reviewer-1"`) {
			t.Errorf("%s", got.Body)
		}
		d.wants("review_claimed", d.ask(RouteClaimReview, "", params, "", reviewerToken("reviewer-2", "")))
		d.wants("review_not_claimed", d.ask(RouteReleaseReview, "", params, "", reviewerToken("reviewer-2", "")))
		d.wants("review_claimed", d.ask(RouteUnmaskReview, "", params, d.example(RouteUnmaskReview), reviewerToken("reviewer-2", "")))
		d.wants("done", d.ask(RouteUnmaskReview, "", params, d.example(RouteUnmaskReview), one))
		d.wants("done", d.ask(RouteReleaseReview, "", params, "", one))
		d.wants("done", d.ask(RouteDecideReview, "", params, d.decision(params, "ask_again", asksAgain), one))
		held := d.wants("done", d.ask(RouteCase, "acct_demo", params, ""))
		for text, want := range map[string]bool{"照片反光": true, "papers_unclear": true, `"supply_papers"`: true, "看不清": false, "note": false} {
			if strings.Contains(string(held.Body), text) != want {
				t.Errorf("the holder sees %q: %t", text, !want)
			}
		}
		if seen := d.wants("done", d.ask(RouteReview, "", params, "", one)); !strings.Contains(string(seen.Body), "看不清") {
			t.Error("colleagues do not see the note")
		}
		supply := `{"documents":["` + d.upload(params["case"], "acct_demo", realname.PortraitSide) + `"]}`
		stale := d.decision(params, "approve", "")
		d.wants("wrong_state", d.ask(RouteDecideReview, "", params, stale, one))
		d.wants("done", d.ask(RouteSupplyPapers, "acct_demo", params, supply))
		d.wants("documents_changed", d.ask(RouteDecideReview, "", params, stale, one))
		d.wants("review_not_claimed", d.ask(RouteDecideReview, "", params, d.decision(params, "approve", ""), one)) // THREATS X9
		d.wants("done", d.ask(RouteClaimReview, "", params, "", one))
		d.wants("documents_not_opened", d.ask(RouteDecideReview, "", params, d.decision(params, "approve", ""), one))
		d.prepared(params, one)
		key := header("idempotency-key", "k")
		first := d.wants("done", d.ask(RouteDecideReview, "", params, d.decision(params, "approve", ""), one, key))
		again := d.wants("done", d.ask(RouteDecideReview, "", params, d.decision(params, "approve", ""), one, key))
		if !bytes.Equal(first.Body, again.Body) {
			t.Errorf("THREATS R1: approved twice: %s and %s", first.Body, again.Body)
		}
		d.wants("idempotency_key_reused", d.ask(RouteDecideReview, "", params, d.decision(params, "refuse", `,"reason":"forgery"`), one, key))
		d.wants("wrong_state", d.ask(RouteDecideReview, "", params, d.decision(params, "refuse", `,"reason":"forgery"`), one))
		d.wants("done", d.ask(RouteCase, "acct_demo", params, ""))
	})
	t.Run("THREATS_R1_nobody_reviews_what_is_theirs", func(t *testing.T) {
		params, own := d.inReview("acct_own"), reviewerToken("reviewer-3", "acct_own")
		for _, r := range []Route{RouteReview, RouteClaimReview, RouteDecideReview, RouteUnmaskReview} {
			body := ""
			switch r.Name {
			case "decide-review":
				body = d.decision(params, "approve", "")
			case "unmask-review":
				body = d.example(r)
			}
			d.wants("own_case", d.ask(r, "", params, body, own))
		}
		d.wants("reviewer_account_missing", d.ask(RouteReviews, "", nil, "", reviewerToken("reviewer-3", "no account"))) // THREATS X17
	})
	t.Run("RULES_C7_what_is_refused", func(t *testing.T) {
		params := d.inReview("acct_bad")
		missing := map[string]string{"case": string(realname.NewCaseID())}
		opened := d.filled("acct_other")
		for _, r := range []Route{RouteReview, RouteClaimReview, RouteReleaseReview, RouteDecideReview, RouteUnmaskReview, RouteReviews} {
			body := ""
			switch r.Name {
			case "decide-review":
				body = d.decision(params, "approve", "")
			case "unmask-review":
				body = d.example(r)
			}
			d.wants("unauthenticated", d.ask(r, "", params, body))
			for _, role := range []string{"platform", "robot"} {
				d.wants("forbidden", d.ask(r, "", params, body, as(role)))
			}
			d.wants("forbidden", d.ask(r, "acct_bad", params, body))
			if r.Method == "POST" {
				d.wants("forbidden", d.ask(r, "", params, body, as("admin")))
				d.wants("body_too_large", d.ask(r, "", params, strings.Repeat(" ", maxBody+1), one))
				d.wants("malformed_json", d.ask(r, "", params, `{`, one))
				d.wants("unknown_field", d.ask(r, "", params, `{"nonsense":1}`, one))
				d.wants("wrong_type", d.ask(r, "", params, `[]`, one))
				d.wants("unsupported_media_type", d.ask(r, "", params, `{}`, one, header("content-type", "text/plain")))
			}
			if r.Name == "list-reviews" {
				continue
			}
			d.wants("case_not_found", d.ask(r, "", missing, body, one))
			if r.Method == "POST" && r.Name != "unmask-review" {
				d.wants("wrong_state", d.ask(r, "", opened, body, one))
				d.wants("idempotency_key_invalid", d.ask(r, "", params, body, one, header("idempotency-key", "a b")))
				d.wants("stale_version", d.ask(r, "", params, body, one, header("if-match", `"x"`)))
				d.wants("stale_version", d.ask(r, "", params, body, one, header("if-match", `"1"`)))
			}
		}
		d.wants("case_not_found", d.ask(RouteReview, "", opened, "", one))
		d.wants("field_invalid", d.ask(RouteReviews, "", nil, "", one, query("limit", "0")))
		d.wants("field_invalid", d.ask(RouteReviews, "", nil, "", one, query("cursor", "x")))
		for more, code := range map[string]string{
			`{"decision":"refuse"`: "field_required", `{"decision":"perhaps"`: "field_invalid", `{"decision":"approve","reason":"mood"`: "field_invalid",
			`{"comment":"x"`: "field_required", `{"decision":"ask_again","reason":"forgery"`: "field_required", `{"decision":"approve","asked":["licence"]`: "field_invalid",
			`{"decision":"approve","note":"13800138000"`: "field_invalid",
		} {
			_, saw, _ := strings.Cut(d.decision(params, "approve", ""), `,"saw"`)
			d.wants(code, d.ask(RouteDecideReview, "", params, more+`,"saw"`+saw, one))
		}
		d.wants("field_invalid", d.ask(RouteDecideReview, "", params, `{"decision":"approve","saw":[{"document":"x","sha256":"y"}]}`, one))
		d.wants("documents_changed", d.ask(RouteDecideReview, "", params, `{"decision":"approve"}`, one))
		d.wants("field_required", d.ask(RouteUnmaskReview, "", params, `{}`, one))
		d.wants("field_invalid", d.ask(RouteUnmaskReview, "", params, `{"reason":"curious"}`, one))
		d.wants("wrong_state", d.ask(RouteSupplyPapers, "acct_bad", params, d.example(RouteSupplyPapers)))
		d.wants("done", d.ask(RouteDecideReview, "", params, d.decision(params, "ask_again", asksAgain), one))
		d.wants("field_required", d.ask(RouteSupplyPapers, "acct_bad", params, `{}`))
		d.wants("field_invalid", d.ask(RouteSupplyPapers, "acct_bad", params, `{"documents":["a","b","c","d","e","f","g","h","i","j","k"]}`))
		d.wants("document_not_found", d.ask(RouteSupplyPapers, "acct_bad", params, d.example(RouteSupplyPapers)))
		again := `{"documents":["` + string(lastDocument(d, params)) + `"]}`
		d.wants("document_awaited", d.ask(RouteSupplyPapers, "acct_bad", params, again))
	})
	t.Run("THREATS_A1_amounts_of_a_day", func(t *testing.T) {
		var last *Recorder
		for _, account := range []string{"acct_p1", "acct_p2", "acct_p3"} { // the first of this enterprise was approved above
			params := d.inReview(account)
			d.prepared(params, one)
			last = d.ask(RouteDecideReview, "", params, d.decision(params, "approve", ""), one)
		}
		d.wants("payout_cap_reached", last)
	})
	t.Run("THREATS_R1_the_audit_trail_says_who_saw_what_and_why", func(t *testing.T) {
		trail := d.audit.String()
		if !strings.Contains(trail, `"who":"reviewer-1","action":"unmask-review","account":"acct_demo"`) || !strings.Contains(trail, `"reason":"compare_with_papers"`) {
			t.Error("the unmasking is not in it")
		}
		for _, secret := range []string{"110101190001019019", "甄通过", "110060149018000012345", "照片反光", "看不清"} {
			if strings.Contains(trail, secret) {
				t.Error("THREATS L1: it holds what it must not")
			}
		}
	})
}

// lastDocument is the portrait side that the review is about.
func lastDocument(d *reviewDesk, params map[string]string) realname.DocumentID {
	var v reviewView
	d.read(d.ask(RouteReview, "", params, "", reviewerToken("reviewer-0", "")), &v)
	for _, doc := range v.Documents {
		if doc.Purpose == realname.PortraitSide {
			return doc.Document
		}
	}
	return ""
}

func TestFormsOfEnterprisesAreAsDescribed(t *testing.T) {
	d := newReviewDesk(t)
	var c caseView
	d.read(d.ask(RouteOpenCase, "acct_demo", nil, `{"kind":"enterprise_verification"}`), &c)
	params := map[string]string{"case": string(c.ID), "account": "acct_demo"}
	form := d.enterpriseForm(d.upload(string(c.ID), "acct_demo", realname.LicencePicture))
	change := func(old, new string) string {
		if !strings.Contains(form, old) {
			t.Fatalf("the example does not say %s", old)
		}
		return strings.Replace(form, old, new, 1)
	}
	for name, row := range map[string]struct{ body, code string }{
		"RULES_A6_another_region":              {change(`"name":"甄通过科技有限公司"`, `"region":"HK","name":"甄通过科技有限公司"`), "region_not_supported"},
		"RULES_A6_a_licence_of_no_kind":        {change("business_licence", "library_card"), "field_invalid"},
		"RULES_A7_a_wrong_check_character":     {change("91110101MA0000015M", "91110101MA0000015N"), "uscc_invalid"},
		"RULES_A7_a_number_of_14_digits":       {strings.Replace(change("91110101MA0000015M", "91110101000000"), `"uscc"`, `"registration_number"`, 1), "organisation_code_invalid"},
		"RULES_A7_a_code_of_no_kind":           {change(`"uscc"`, `"barcode"`), "field_invalid"},
		"FAULT_R7_a_name_of_one":               {change("甄通过科技有限公司", "甄"), "enterprise_name_invalid"},
		"RULES_C1_a_contact_abroad":            {change("13800138000", "+1 555 0100"), "phone_invalid"},
		"RULES_C1_a_contact_with_a_bad_number": {change("110101190001019019", "110101190001019018"), "id_number_invalid"},
		"RULES_C1_a_contact_with_a_bad_name":   {change(`"name":"甄通过","phone"`, `"name":"Zhen","phone"`), "name_invalid"},
		"RULES_C1_no_licence":                  {change(`"licence":"doc_`, `"licence":"","x":"`), "unknown_field"},
		"THREATS_I1_a_licence_of_nobody":       {d.enterpriseForm(string(realname.NewDocumentID())), "document_not_found"},
		"RULES_H1_the_form_of_a_person":        {d.example(RouteFillForm), "unknown_field"},
		"THREATS_S1_one_field_more":            {change(`"uscc"`, `"uscc","colour":"red"`), "unknown_field"},
		"THREATS_S1_a_number_for_a_text":       {change(`"91110101MA0000015M"`, `91`), "wrong_type"},
	} {
		t.Run(name, func(t *testing.T) {
			got := d.ask(RouteFillForm, "acct_demo", params, row.body)
			if d.code(got) != row.code {
				t.Errorf("got %s, want %s", got.Body, row.code)
			}
			if strings.Contains(string(got.Body), "甄通过") {
				t.Error("THREATS L1: the answer repeats what was sent")
			}
		})
	}
	t.Run("RULES_C1_C4_filled_in_and_chosen", func(t *testing.T) {
		answer := d.wants("done", d.ask(RouteFillForm, "acct_demo", params, form, header("idempotency-key", "k")))
		for _, secret := range []string{"甄通过科技有限公司", "91110101MA0000015M", "13800138000", "110101190001019019", "示例路"} {
			if strings.Contains(string(answer.Body), secret) {
				t.Error("THREATS L1: something comes back in plaintext")
			}
		}
		d.wants("done", d.ask(RouteFillForm, "acct_demo", params, form, header("idempotency-key", "k")))
		representative := `{"method":"representative_face","representative":{"name":"甄通过","document_number":"110101190001019019"}}`
		d.wants("field_required", d.ask(RouteChooseMethod, "acct_demo", params, `{"method":"representative_face"}`))
		d.wants("name_invalid", d.ask(RouteChooseMethod, "acct_demo", params, strings.Replace(representative, "甄通过", "Z", 1)))
		d.wants("id_number_invalid", d.ask(RouteChooseMethod, "acct_demo", params, strings.Replace(representative, "9019", "9018", 1)))
		d.wants("under_age", d.ask(RouteChooseMethod, "acct_demo", params, strings.Replace(representative, "110101190001019019", "110105201602299913", 1)))
		d.wants("unknown_field", d.ask(RouteChooseMethod, "acct_demo", params, strings.Replace(representative, `"name"`, `"nom"`, 1)))
		d.wants("done", d.ask(RouteChooseMethod, "acct_demo", params, representative))
		d.wants("done", d.ask(RouteStartCheck, "acct_demo", params, ""))
		d.tell(c, "4", "passed", "")
		account := d.wants("done", d.ask(RouteAccount, "acct_demo", params, ""))
		if !strings.Contains(string(account.Body), `"kind":"enterprise"`) || !strings.Contains(string(account.Body), `"special_vat_invoice":true`) {
			t.Errorf("RULES A1, A2: %s", account.Body)
		}
		if got := d.wants("done", d.ask(RouteNameMatch, "acct_demo", params, `{"name":"甄通过科技有限公司"}`)); !strings.Contains(string(got.Body), "true") {
			t.Errorf("RULES A10: %s", got.Body)
		}
		d.wants("done", d.ask(RouteNameMatch, "acct_demo", params, `{"name":"甄"}`))
	})
}
