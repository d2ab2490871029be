package engine_test

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"shiming/infra/tests/pii"
	"shiming/shared/api"
	"shiming/shared/realname"
	"shiming/shared/steps"
)

// accepted keeps a document of the case as its upload and inspection leave it.
func (w *world) accepted(path string, account realname.AccountID, purpose realname.Purpose) string {
	w.tb.Helper()
	d := realname.Document{
		ID: realname.NewDocumentID(), Rev: 1, Case: realname.CaseID(strings.TrimPrefix(path, "/v1/cases/")), Account: account, Purpose: purpose,
		Type: "image/png", Size: 1000, State: realname.DocumentAccepted, Version: "v1", SHA256: strings.Repeat("ab", 32),
	}
	doc, err := json.Marshal(d)
	if err != nil {
		w.tb.Fatal(err)
	}
	if err := w.e.Store.PutRecord(w.tb.Context(), steps.Record{Kind: steps.DocumentRecord, ID: string(d.ID), Rev: 1, Doc: doc}); err != nil {
		w.tb.Fatal(err)
	}
	return string(d.ID)
}

// party is the body of somebody who acts for an enterprise.
func party(p pii.SeedPerson) string {
	body, _ := json.Marshal(map[string]string{"name": p.Name, "document_number": p.Number}) // texts only
	return string(body)
}

// enterprises counts those that were made up.
var enterprises atomic.Int64

// newUSCC makes up a code that no other enterprise of the tests has (GB 32100, GB 11714).
func newUSCC() string {
	const alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
	body := fmt.Sprintf("MB%06d", enterprises.Add(1)) // none of the sandbox register's
	sum := 0
	for i, weight := range []int{3, 7, 9, 10, 5, 8, 4, 2} {
		value := int(body[i] - '0')
		if body[i] >= 'A' {
			value = int(body[i]-'A') + 10
		}
		sum += weight * value
	}
	body += string("0123456789X0"[(11-sum%11)%12])
	code, sum := "91110101"+body, 0
	for i, weight := 0, 1; i < 17; i, weight = i+1, weight*3%31 {
		sum += weight * strings.IndexByte(alphabet, code[i])
	}
	return code + string(alphabet[(31-sum%31)%31])
}

// newCompanyName and newBankAccount are nobody else's: amounts are sent to one and in one a few times a day (THREATS X12).
func newCompanyName() string {
	return "云笺" + string(rune(0x4E00+enterprises.Add(1)%0x5000)) + "科技（北京）有限公司"
}

func newBankAccount() string { return fmt.Sprintf("1100601490180%05d345", enterprises.Add(1)) }

func enterpriseForm(licence string) string {
	return `{"licence_kind":"business_licence","licence":"` + licence + `","name":"` + newCompanyName() + `","code_kind":"uscc","code":"` + newUSCC() + `",
		"address":{"region":"北京市","detail":"云笺路8号"},"contact":{"phone":"` + pii.Adults[3].Phone + `",` + party(pii.Adults[3])[1:] + `}`
}

// companyStations are the states to which an enterprise can be brought, in order.
var companyStations = []realname.State{
	realname.Filling, realname.Choosing, realname.Ready, realname.NamingHandler, realname.HandlerReady, realname.HandlerChecking,
	realname.Reviewing, realname.Supplementing,
}

// bringCompany opens a case for an enterprise and takes it to the state of a corporate transfer, by the platform's hand.
func (w *world) bringCompany(account realname.AccountID, to realname.State) (path string) {
	w.tb.Helper()
	platform := w.token(realname.Platform, "")
	post := func(what, body string) answer {
		w.tb.Helper()
		return w.must(200, ask{method: "POST", path: path + what, token: platform, body: body})
	}
	var last answer
	for _, s := range companyStations {
		switch s {
		case realname.Filling:
			last = w.must(201, ask{method: "POST", path: "/v1/cases", token: platform, body: `{"kind":"enterprise_verification","account":"` + string(account) + `"}`})
			path = "/v1/cases/" + last.at("id")
		case realname.Choosing:
			post("/form", enterpriseForm(w.accepted(path, account, realname.LicencePicture)))
		case realname.Ready:
			post("/method", `{"method":"corporate_transfer"}`)
		case realname.NamingHandler:
			pictures := `["` + w.accepted(path, account, realname.PortraitSide) + `","` + w.accepted(path, account, realname.EmblemSide) + `"]`
			post("/transfer", `{"bank_account":{"number":"`+newBankAccount()+`","bank":"示例银行","place":"北京市","branch":"海淀支行"},"representative":`+
				party(pii.Adults[2])+`,"documents":`+pictures+`}`)
		case realname.HandlerReady:
			post("/handler", party(pii.Adults[5]))
		case realname.HandlerChecking:
			last = post("/check", "")
		case realname.Reviewing:
			w.must(200, w.signed("msg_"+string(account), checkID(last), "passed", ""))
		case realname.Supplementing:
			w.must(200, ask{method: "POST", path: reviewPath(path) + "/decision", token: w.token(realname.Reviewer, ""), body: w.decision(path, "ask_again",
				`,"reason":"papers_unclear","comment":"照片反光","note":"看不清","asked":["representative_portrait_side"]`)})
		}
		if s == to {
			return path
		}
	}
	w.tb.Fatalf("no enterprise is brought to %s", to)
	return ""
}

func reviewPath(casePath string) string {
	return strings.Replace(casePath, "/cases/", "/reviews/", 1)
}

// decision is the body of a decision about the documents that the review has now.
func (w *world) decision(casePath, kind, more string) string {
	w.tb.Helper()
	review := w.must(200, ask{method: "GET", path: reviewPath(casePath), token: w.token(realname.Admin, "")})
	var v struct {
		Documents []struct{ Document, SHA256 string }
	}
	if err := json.Unmarshal([]byte(review.text), &v); err != nil {
		w.tb.Fatal(err)
	}
	var saw []string
	for _, d := range v.Documents {
		saw = append(saw, `{"document":"`+d.Document+`","sha256":"`+d.SHA256+`"}`)
	}
	return `{"decision":"` + kind + `"` + more + `,"saw":[` + strings.Join(saw, ",") + `]}`
}

// approve approves a review of one reviewer, who has claimed it and opened its documents (THREATS X9).
func (w *world) approve(casePath string) {
	w.tb.Helper()
	reviewer, body := w.token(realname.Reviewer, ""), w.decision(casePath, "approve", "")
	w.must(200, ask{method: "POST", path: reviewPath(casePath) + "/claim", token: reviewer})
	for _, part := range strings.Split(body, `{"document":"`)[1:] {
		document, _, _ := strings.Cut(part, `"`)
		w.must(200, ask{method: "POST", path: "/v1/documents/" + document + "/view", token: reviewer})
	}
	w.must(200, ask{method: "POST", path: reviewPath(casePath) + "/decision", token: reviewer, body: body})
}

// isReview reports whether the route is one of reviews.
func isReview(r api.Route) bool {
	return strings.HasPrefix(r.Path, "/v1/reviews") || r.Name == "supply-papers"
}

// sceneOfReview makes a case in review on which the route succeeds.
func sceneOfReview(w *world, r api.Route, account realname.AccountID) ask {
	w.tb.Helper()
	a := ask{method: r.Method, path: r.Path}
	if r.Name == "list-reviews" {
		return a
	}
	if r.Name == "supply-papers" {
		path := w.bringCompany(account, realname.Supplementing)
		return ask{method: "POST", path: path + "/papers/supply", body: `{"documents":["` + w.accepted(path, account, realname.PortraitSide) + `"]}`}
	}
	path := w.bringCompany(account, realname.Reviewing)
	a.path = strings.Replace(r.Path, "/v1/reviews/{case}", reviewPath(path), 1)
	switch r.Name {
	case "take-next-review":
		a.body = `{}`
		eventually(w.tb, "it waits", func() bool {
			return strings.Contains(w.must(200, ask{method: "GET", path: "/v1/reviews?claimed=nobody&account=" + string(account), token: w.token(realname.Reviewer, "")}).Body.String(), "review_entry")
		})
	case "hand-over-review":
		w.must(200, ask{method: "POST", path: reviewPath(path) + "/claim", token: w.token(realname.Reviewer, "")})
		a.body = `{"to":"a-colleague"}`
	case "note-review":
		a.body = `{"text":"seen"}`
	case "release-review":
		w.must(200, ask{method: "POST", path: reviewPath(path) + "/claim", token: w.token(realname.Reviewer, "")})
	case "decide-review":
		a.body = w.decision(path, "refuse", `,"reason":"forgery"`)
	case "unmask-review":
		a.body = `{"reason":"compare_with_papers"}`
	}
	return a
}

// eventually waits until the dispatcher and the machines have done what makes ok true.
func eventually(tb testing.TB, what string, ok func() bool) {
	tb.Helper()
	for range 500 {
		if ok() {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	tb.Fatalf("never: %s", what)
}

func TestReviews(t *testing.T) {
	w := start(t, t.TempDir(), nil)
	reviewer, holder := w.token(realname.Reviewer, ""), w.holder("acct_review")
	path := w.bringCompany("acct_review", realname.Reviewing)
	t.Run("RULES_C7_the_queue_fills_by_itself_and_empties", func(t *testing.T) {
		listed := func() bool {
			got := w.must(200, ask{method: "GET", path: "/v1/reviews?limit=100", token: reviewer})
			return strings.Contains(got.text, strings.TrimPrefix(path, "/v1/cases/"))
		}
		eventually(t, "the review is in the queue", listed)
		w.must(200, ask{method: "POST", path: reviewPath(path) + "/decision", token: reviewer, body: w.decision(path, "ask_again",
			`,"reason":"papers_unclear","comment":"照片反光，请重拍","note":"证件号看不清","asked":["representative_emblem_side"]`)})
		eventually(t, "the review has left the queue", func() bool { return !listed() })
	})
	t.Run("THREATS_I1_the_applicant_reads_the_comment_and_never_the_note", func(t *testing.T) {
		for _, at := range []string{path, "/v1/accounts/acct_review/cases", "/v1/accounts/acct_review/messages"} {
			if got := w.must(200, ask{method: "GET", path: at, token: holder}); strings.Contains(got.text, "证件号看不清") {
				t.Errorf("%s shows the note", at)
			}
		}
		if got := w.must(200, ask{method: "GET", path: path, token: holder}); !strings.Contains(got.text, "照片反光，请重拍") || got.at("next_action.type") != "supply_papers" {
			t.Errorf("%s", got.text)
		}
		if got := w.must(200, ask{method: "GET", path: reviewPath(path), token: reviewer}); !strings.Contains(got.text, "证件号看不清") {
			t.Error("colleagues do not see the note")
		}
	})
	t.Run("THREATS_R1_nobody_reviews_a_case_of_their_own_account", func(t *testing.T) {
		own, err := w.e.Issuer.Token(realname.Actor{Role: realname.Reviewer, ID: "reviewer_9", Account: "acct_review"}, time.Now(), time.Hour)
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range []ask{
			{method: "GET", path: reviewPath(path)}, {method: "POST", path: reviewPath(path) + "/claim"},
			{method: "POST", path: reviewPath(path) + "/decision", body: w.decision(path, "approve", "")},
			{method: "POST", path: reviewPath(path) + "/unmask", body: `{"reason":"compare_with_papers"}`},
		} {
			a.token = own
			got := w.do(a)
			if a.method == "POST" && got.at("code") == "wrong_state" {
				continue // it waits for papers: nobody may do that now
			}
			if got.Code != 403 || got.at("code") != "own_case" {
				t.Errorf("%s %s: %d %s", a.method, a.path, got.Code, got.at("code"))
			}
		}
	})
	t.Run("RULES_C7_supplied_approved_and_the_bank_is_asked", func(t *testing.T) {
		w.must(200, ask{method: "POST", path: path + "/papers/supply", token: holder, body: `{"documents":["` + w.accepted(path, "acct_review", realname.EmblemSide) + `"]}`})
		w.approve(path)
		eventually(t, "the amount has arrived", func() bool {
			return w.must(200, ask{method: "GET", path: path, token: holder}).at("next_action.type") == "confirm_amount"
		})
	})
	t.Run("THREATS_L1_the_audit_trail_names_the_reviewer_and_nobody_else", func(t *testing.T) {
		lines, _ := w.audit(0)
		decided := 0
		for _, l := range lines {
			if l.Action == "decide-review" && l.Outcome == "done" && l.Who == "reviewer_1" && l.Account == "acct_review" {
				decided++
			}
		}
		if decided != 2 {
			t.Error("the trail has " + strconv.Itoa(decided) + " decisions")
		}
	})
}
