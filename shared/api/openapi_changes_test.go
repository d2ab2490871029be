package api

import (
	"context"
	"encoding/json"
	"strconv"
	"strings"
	"testing"
	"time"

	"shiming/shared/identity"
	"shiming/shared/realname"
	"shiming/shared/steps"
)

// nameOf is a register that has one name for every code; "" lists nothing, "away" answers nothing.
type nameOf string

func (n *nameOf) NameOf(context.Context, identity.OrganisationCode) (identity.EnterpriseName, error) {
	switch *n {
	case "":
		return identity.EnterpriseName{}, steps.ErrNotFound
	case "away":
		return identity.EnterpriseName{}, steps.ErrUnavailable
	}
	return identity.ParseEnterpriseName(string(*n))
}

func (n *nameOf) Matches(_ context.Context, code identity.OrganisationCode, name identity.EnterpriseName, _ realname.Party) (realname.Registration, error) {
	listed, err := n.NameOf(context.Background(), code)
	if err != nil {
		return realname.Registration{}, err
	}
	fit := realname.Differs
	if name.Equal(listed) {
		fit = realname.Fits
	}
	return realname.Registration{Name: fit, Representative: realname.NotCompared, Number: realname.NotCompared, Status: realname.StatusOperating}, nil
}

// agreed are consents to the agreement, as a field of a body.
func (d *reviewDesk) agreed(id string) string {
	a, _ := d.policy.Agreement(id)
	return `"consents":[{"agreement":"` + a.ID + `","version":"` + a.Version + `","sha256":"` + a.SHA256 + `"}]`
}

// verified verifies the example's enterprise on the account by its representative's face.
func (d *reviewDesk) verified(account string) {
	d.Helper()
	params := d.filled(account)
	d.wants("done", d.ask(RouteChooseMethod, account, params, `{"method":"representative_face","representative":{"name":"甄通过","document_number":"110101190001019019"}}`))
	d.passes(account, params)
}

// passes starts the check that the case is at, and lets it pass.
func (d *reviewDesk) passes(account string, params map[string]string) {
	d.Helper()
	var c caseView
	d.read(d.wants("done", d.ask(RouteStartCheck, account, params, "")), &c)
	d.tell(c, strconv.Itoa(c.Version), "passed", "")
}

// turned opens a change of the account.
func (d *reviewDesk) turned(account, kind, more string) map[string]string {
	d.Helper()
	var c caseView
	d.read(d.wants("done", d.ask(RouteOpenCase, account, nil, `{"kind":"`+kind+`"`+more+`,`+d.agreed("give")+`}`)), &c)
	return map[string]string{"case": string(c.ID), "account": account}
}

// papers uploads the papers and is the body that hands them in.
func (d *reviewDesk) papers(account string, params map[string]string, purposes ...realname.Purpose) string {
	d.Helper()
	var ids []string
	for _, p := range purposes {
		ids = append(ids, d.upload(params["case"], account, p))
	}
	body, err := json.Marshal(map[string]any{"documents": ids})
	if err != nil {
		d.Fatal(err)
	}
	return string(body)
}

const (
	newCode     = "91110101MA000100X6"
	declaration = `{"representative":{"name":"甄通过","document_number":"110101190001019019"},"name":"甄新名科技有限公司","code_kind":"uscc","code":"` + newCode + `","address":{"region":"北京市东城区","detail":"某街1号"}}`
)

func TestChangesOfEnterprisesAreAsDescribed(t *testing.T) {
	register := nameOf("甄新名科技有限公司")
	d := newReviewDeskOf(t, "tencent", &register)
	d.verified("acct_demo")
	d.verified("acct_name")
	d.now = d.now.AddDate(0, 0, 31)
	one := reviewerToken("reviewer-1", "")
	t.Run("RULES_D7_the_course_of_a_change", func(t *testing.T) {
		params := d.turned("acct_demo", "enterprise_to_enterprise", "")
		d.wants("not_legal_representative", d.ask(RouteDeclare, "acct_demo", params, strings.Replace(declaration, "110101190001019019", "11010119900307889X", 1)))
		d.wants("nothing_changes", d.ask(RouteDeclare, "acct_demo", params, strings.Replace(declaration, newCode, "91110101MA0000015M", 1)))
		d.wants("unknown_field", d.ask(RouteDeclare, "acct_demo", params, `{"representative":{"name":"甄通过","document_number":"1","age":1}}`))
		d.wants("document_kind_not_supported", d.ask(RouteDeclare, "acct_demo", params, strings.Replace(declaration, `"name":"甄通过"`, `"document_kind":"taiwan_permit","name":"甄通过"`, 1)))
		d.wants("field_invalid", d.ask(RouteDeclare, "acct_demo", params, strings.Replace(declaration, `"name":"甄通过","document_number":"110101190001019019"`, `"document_kind":"passport","name":"Maria","document_number":"1"`, 1)))
		d.wants("unknown_field", d.ask(RouteDeclare, "acct_demo", params, d.example(RouteFillForm))) // the form of a person
		d.wants("wrong_state", d.ask(RouteRegisteredName, "acct_demo", params, ""))
		d.wants("done", d.ask(RouteDeclare, "acct_demo", params, declaration))
		d.passes("acct_demo", params)
		body := d.papers("acct_demo", params, realname.ApplicationForm, realname.OldLicence, realname.PortraitSide, realname.EmblemSide)
		d.wants("field_required", d.ask(RouteFilePapers, "acct_demo", params, d.papers("acct_demo", params, realname.ApplicationForm)))
		d.wants("field_required", d.ask(RouteFilePapers, "acct_demo", params, `{}`))
		d.wants("document_not_found", d.ask(RouteFilePapers, "acct_demo", params, `{"documents":["doc_ujzdegxdncf32epf3dhodzdoci"]}`))
		d.wants("wrong_state", d.ask(RouteFileTransfer, "acct_demo", params, strings.Replace(d.example(RouteFileTransfer), "doc_mfrggzdfmztwq2lknnwg23tpoa", "doc_ujzdegxdncf32epf3dhodzdoca", 1)))
		d.wants("done", d.ask(RouteFilePapers, "acct_demo", params, body))
		d.dispatch(params)
		review := d.wants("done", d.ask(RouteReview, "", params, "", one))
		unmasked := d.wants("done", d.ask(RouteUnmaskReview, "", params, d.example(RouteUnmaskReview), one))
		for text, plain := range map[string]bool{newCode: true, "91110101MA0000015M": true, "110101190001019019": true, "甄新名科技有限公司": true} {
			if strings.Contains(string(review.Body), text) || strings.Contains(string(unmasked.Body), text) != plain {
				t.Errorf("THREATS L1: %s is not shown as it should be", text)
			}
		}
		d.approved(params, "")
		licence := d.upload(params["case"], "acct_demo", realname.LicencePicture)
		form := strings.Replace(d.enterpriseForm(licence), "{", "{"+d.agreed("take_over")+",", 1)
		d.wants("nothing_changes", d.ask(RouteFillForm, "acct_demo", params, form))
		form = strings.Replace(form, "91110101MA0000015M", newCode, 1)
		d.wants("declared_otherwise", d.ask(RouteFillForm, "acct_demo", params, form))
		d.wants("done", d.ask(RouteFillForm, "acct_demo", params, strings.Replace(form, "甄通过科技有限公司", "甄新名科技有限公司", 1)))
		d.wants("done", d.ask(RouteCase, "acct_demo", params, ""))
	})
	t.Run("RULES_D8_the_course_of_a_new_name", func(t *testing.T) {
		params := d.turned("acct_name", "enterprise_name", "")
		name := d.wants("done", d.ask(RouteRegisteredName, "acct_name", params, ""))
		if !strings.Contains(string(name.Body), `"name":"甄新名科技有限公司","changed":true`) {
			t.Errorf("%s", name.Body)
		}
		d.wants("case_not_found", d.ask(RouteRegisteredName, "acct_other", params, ""))
		d.wants("forbidden", d.ask(RouteRegisteredName, "", params, "", one))
		register = ""
		d.wants("enterprise_not_yet_listed", d.ask(RouteRegisteredName, "acct_name", params, ""))
		register = "away"
		d.wants("source_unavailable", d.ask(RouteRegisteredName, "acct_name", params, ""))
		register = "甄别名科技有限公司"
		body := `{"name":"甄新名科技有限公司","code":"91110101MA0000015M"}`
		d.wants("enterprise_name_code_mismatch", d.ask(RouteDeclare, "acct_name", params, body))
		d.wants("code_differs_from_record", d.ask(RouteDeclare, "acct_name", params, strings.Replace(body, "0015M", "0015N", 1)))
		d.wants("nothing_changes", d.ask(RouteDeclare, "acct_name", params, strings.Replace(body, "甄新名", "甄通过", 1)))
		d.wants("field_required", d.ask(RouteDeclare, "acct_name", params, `{"code":"91110101MA0000015M"}`))
		d.wants("organisation_code_invalid", d.ask(RouteDeclare, "acct_name", params, `{"name":"甄新名科技有限公司","code":"`+strings.Repeat("9", 101)+`"}`))
		register = "甄新名科技有限公司"
		done := d.wants("done", d.ask(RouteDeclare, "acct_name", params, body))
		if !strings.Contains(string(done.Body), `"status":"verified"`) {
			t.Errorf("%s", done.Body)
		}
		d.wants("done", d.ask(RouteAccount, "acct_name", params, ""))
	})
	t.Run("RULES_D7_RULES_E6_what_waits_for_no_post", func(t *testing.T) {
		params := d.filled("acct_other")
		d.wants("wrong_state", d.ask(RouteBookPost, "", params, d.example(RouteBookPost), one))
		for role, code := range map[string]string{"platform": "forbidden", "admin": "forbidden"} {
			d.wants(code, d.ask(RouteBookPost, "", params, d.example(RouteBookPost), as(role)))
		}
		d.wants("unauthenticated", d.ask(RouteBookPost, "", params, d.example(RouteBookPost)))
	})
}

func TestPostIsAsDescribed(t *testing.T) {
	d := newReviewDeskOf(t, "aliyun", nil)
	d.verified("acct_demo")
	d.now = d.now.Add(time.Hour)
	one := reviewerToken("reviewer-1", "")
	params := d.turned("acct_demo", "enterprise_to_person", `,"channel":"post"`)
	form := strings.Replace(d.example(RouteFillForm), "{", "{"+d.agreed("take_over")+",", 1)
	t.Run("RULES_E6_the_course_of_a_change_by_post", func(t *testing.T) {
		d.wants("wrong_state", d.ask(RouteBookPost, "", params, d.example(RouteBookPost), one))
		d.wants("done", d.ask(RouteFillForm, "acct_demo", params, form))
		d.wants("own_case", d.ask(RouteBookPost, "", params, d.example(RouteBookPost), reviewerToken("reviewer-2", "acct_demo")))
		d.wants("field_required", d.ask(RouteBookPost, "", params, `{}`, one))
		d.wants("field_invalid", d.ask(RouteBookPost, "", params, `{"pieces":["new_licence"]}`, one))
		d.wants("stale_version", d.ask(RouteBookPost, "", params, d.example(RouteBookPost), one, header("if-match", `"1"`)))
		d.wants("case_not_found", d.ask(RouteBookPost, "", map[string]string{"case": string(realname.NewCaseID())}, d.example(RouteBookPost), one))
		key := header("idempotency-key", "k")
		first := d.wants("done", d.ask(RouteBookPost, "", params, d.example(RouteBookPost), one, key))
		again := d.wants("done", d.ask(RouteBookPost, "", params, d.example(RouteBookPost), one, key))
		if string(first.Body) != string(again.Body) || !strings.Contains(string(first.Body), `"posted":["application_form","old_licence"]`) {
			t.Errorf("%s", first.Body)
		}
		d.wants("idempotency_key_reused", d.ask(RouteBookPost, "", params, `{"pieces":["id_copy"]}`, one, key))
		d.wants("done", d.ask(RouteBookPost, "", params, `{"pieces":["id_copy"]}`, one))
		d.dispatch(params)
		d.wants("done", d.ask(RouteReview, "", params, "", one))
		unmasked := d.wants("done", d.ask(RouteUnmaskReview, "", params, d.example(RouteUnmaskReview), one))
		if !strings.Contains(string(unmasked.Body), `"document_number":"110101190001019019"`) || !strings.Contains(string(unmasked.Body), `"code":"91110101MA0000015M"`) {
			t.Errorf("RULES E6: %d", unmasked.Status)
		}
		d.wants("booked_by_you", d.ask(RouteDecideReview, "", params, d.decision(params, "approve", ""), one))
		d.approved(params, "")
		account := d.wants("done", d.ask(RouteAccount, "acct_demo", params, ""))
		if !strings.Contains(string(account.Body), `"kind":"person"`) || !strings.Contains(string(account.Body), "paper_review") {
			t.Errorf("%s", account.Body)
		}
	})
	t.Run("RULES_E2_the_course_of_a_release", func(t *testing.T) {
		var c caseView
		d.read(d.wants("done", d.ask(RouteOpenCase, "acct_demo", nil, `{"kind":"release"}`)), &c)
		params := map[string]string{"case": string(c.ID), "account": "acct_demo"}
		body := d.papers("acct_demo", params, realname.ApplicationForm, realname.HolderPortraitSide, realname.HolderEmblemSide, realname.Invoice)
		d.wants("done", d.ask(RouteFilePapers, "acct_demo", params, body))
		d.dispatch(params)
		d.wants("done", d.ask(RouteReview, "", params, "", one))
		d.wants("done", d.ask(RouteUnmaskReview, "", params, d.example(RouteUnmaskReview), one))
		d.approved(params, "")
		d.wants("done", d.ask(RouteCase, "acct_demo", params, ""))
		account := d.wants("done", d.ask(RouteAccount, "acct_demo", params, ""))
		if !strings.Contains(string(account.Body), `"status":"unverified"`) {
			t.Errorf("%s", account.Body)
		}
	})
}
