package texts

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"shiming/shared/realname"
	"shiming/shared/realname/policies"
)

var noon = time.Date(2026, 3, 14, 7, 0, 0, 0, time.UTC)

// after is a case of an enterprise whose newest event is e, with events of the types before it.
func after(e realname.Event, before ...realname.EventType) realname.Case {
	c := realname.Case{ID: "case_a", Kind: realname.EnterpriseVerification, Account: "acct_secret_account"}
	c.Events = append(c.Events, realname.Event{Type: realname.Opened, State: realname.Filling, By: realname.Holder, Deadline: noon.Add(60 * 24 * time.Hour)},
		realname.Event{Type: realname.MethodChosen, State: realname.Ready, By: realname.Holder})
	for _, t := range before {
		c.Events = append(c.Events, realname.Event{Type: t})
	}
	if e.Deadline.IsZero() && e.Type != realname.CaseCanceled {
		c.Events[len(c.Events)-1].Deadline = noon.Add(7 * 24 * time.Hour)
	}
	c.Events = append(c.Events, e)
	return c
}

// of is a case of the kind whose newest event is e.
func of(k realname.Kind, e realname.Event) realname.Case {
	c := realname.Case{ID: "case_a", Kind: k, Account: "acct_secret_account"}
	if e.Type != realname.Opened && e.Type != realname.Forfeited {
		c.Events = append(c.Events, realname.Event{Type: realname.Opened, By: realname.Holder, Deadline: noon.Add(7 * 24 * time.Hour)})
	}
	c.Events = append(c.Events, e)
	return c
}

func policy(t *testing.T) *realname.Policy {
	t.Helper()
	p, err := policies.Load("tencent")
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestMessageOf(t *testing.T) {
	p, by := policy(t), noon.Add(7*24*time.Hour)
	const dayZH, dayEN = "2026年3月21日15:00（北京时间）", "21 March 2026, 15:00 (UTC+8)"
	for _, row := range []struct {
		rule   string
		c      realname.Case
		zh, en []string // what the texts say
	}{
		{"RULES_A8_verified_by_a_check", after(realname.Event{Type: realname.CheckPassed, State: realname.Verified}), []string{"已完成实名认证"}, []string{"is verified"}},
		{"RULES_C7_verified_by_the_amount", after(realname.Event{Type: realname.AmountRight, State: realname.Verified}), []string{"已完成实名认证"}, []string{"is verified"}},
		{"RULES_C6_verified_by_the_payment", after(realname.Event{Type: realname.DepositMatched, State: realname.Verified}), []string{"已完成实名认证"}, []string{"is verified"}},
		{"RULES_A3_quota", after(realname.Event{Type: realname.QuotaRefused, State: realname.Refused, Fault: realname.CodeQuotaExceeded}), []string{"未通过", "已达上限"}, []string{"as many accounts as it may"}},
		{"RULES_C6_deposit_issued", after(realname.Event{Type: realname.DepositIssued, State: realname.AwaitingPayment, Deadline: by}), []string{dayZH, "请登录查看"}, []string{dayEN}},
		{"RULES_C6_payment_refunded", after(realname.Event{Type: realname.PaymentRefunded, State: realname.AwaitingPayment, Fault: realname.CodePaymentWrong}), []string{"原路退回", "剩余 1 次", dayZH}, []string{"Payments left: 1", dayEN}},
		{"RULES_C6_too_late", after(realname.Event{Type: realname.DepositFailed, State: realname.Refused, Fault: realname.CodeDepositExpired}), []string{"未在有效期内收到充值", "重新发起"}, []string{"did not come in time", "anew"}},
		{"RULES_C6_wrong_too_often", after(realname.Event{Type: realname.DepositFailed, State: realname.Refused, Fault: realname.CodePaymentsExceeded}), []string{"充值次数已用完"}, []string{"wrong too"}},
		{"RULES_C7_in_review", after(realname.Event{Type: realname.CheckPassed, State: realname.Reviewing, Deadline: by}), []string{"人工审核", dayZH}, []string{"reviewed", dayEN}},
		{"RULES_C7_in_review_again", after(realname.Event{Type: realname.PapersSupplied, State: realname.Reviewing, Deadline: by}), []string{"人工审核", dayZH}, []string{"reviewed", dayEN}},
		{"RULES_C7_papers_asked", after(realname.Event{Type: realname.PapersAsked, State: realname.Supplementing, Deadline: by, Fault: realname.CodePapersAsked,
			Review: &realname.Review{Asked: []realname.Purpose{realname.PortraitSide, realname.EmblemSide}, Comment: "张三的照片", Note: "内部"}}),
			[]string{"人像面", "国徽面", dayZH}, []string{"portrait side, legal", "emblem side", dayEN}},
		{"RULES_C7_approved", after(realname.Event{Type: realname.ReviewApproved, State: realname.Paying}), []string{"3 个工作日"}, []string{"3 working days"}},
		{"RULES_C7_refused", after(realname.Event{Type: realname.ReviewRefused, State: realname.Refused, Fault: realname.CodeReviewRefused, Review: &realname.Review{Comment: "张三", Note: "内部"}}), []string{"审核未通过"}, []string{"refused"}},
		{"RULES_C7_payout_sent", after(realname.Event{Type: realname.PayoutSent, State: realname.Paying}), []string{"已向企业对公账户打出"}, []string{"was sent"}},
		{"RULES_C7_payout_arrived", after(realname.Event{Type: realname.PayoutArrived, State: realname.Confirming, Deadline: by}), []string{dayZH, "共 2 次"}, []string{dayEN, "Tries: 2"}},
		{"RULES_C7_payout_failed", after(realname.Event{Type: realname.PayoutFailed, State: realname.Ready, Fault: realname.CodePayoutFailed}), []string{"退回了打款"}, []string{"bank refused"}},
		{"RULES_C7_amount_wrong", after(realname.Event{Type: realname.AmountWrong, State: realname.Confirming, Fault: realname.CodeAmountMismatch}), []string{"剩余 1 次", dayZH}, []string{"Tries left: 1"}},
		{"RULES_C7_amount_wrong_too_often", after(realname.Event{Type: realname.DepositFailed, State: realname.Refused, Fault: realname.CodeAmountAttempts}), []string{"次数已达上限"}, []string{"too often"}},
		{"RULES_C7_amount_too_late", after(realname.Event{Type: realname.DepositFailed, State: realname.Refused, Fault: realname.CodeAmountExpired}), []string{"未在有效期内填写金额"}, []string{"not confirmed in time"}},
		{"FAULT_D2_payout_late", after(realname.Event{Type: realname.PayoutLate, State: realname.Paying, Fault: realname.CodePayoutLate, Deadline: by}), []string{"以银行为准", dayZH}, []string{"the bank's to say", dayEN}},
		{"FAULT_D4_superseded", after(realname.Event{Type: realname.CaseSuperseded, State: realname.Canceled, By: realname.System, Fault: realname.CodeReleasedByAppeal}), []string{"已被新的申请取代", "申诉成立"}, []string{"took its place", "appeal"}},
		{"FAULT_D5_expired", after(realname.Event{Type: realname.CaseExpired, State: realname.Expired, By: realname.System, Fault: realname.CodeCaseExpired}), []string{"未在", "重新发起"}, []string{"start anew"}},
		{"FAULT_D6_lapsed_by_staff", after(realname.Event{Type: realname.CaseExpired, State: realname.Expired, By: realname.System, Fault: realname.CodeReviewLapsed}), []string{"不是您的原因"}, []string{"our fault, not yours"}},
		{"FAULT_D6_papers_late", after(realname.Event{Type: realname.CaseExpired, State: realname.Expired, By: realname.System, Fault: realname.CodePapersLate}), []string{"未在期限内提交"}, []string{"did not come in time"}},
		{"canceled_by_the_platform", after(realname.Event{Type: realname.CaseCanceled, State: realname.Canceled, By: realname.Platform}), []string{"平台已取消"}, []string{"The platform canceled"}},
	} {
		t.Run("RULES_G1_"+row.rule, func(t *testing.T) {
			told, ok := MessageOf(row.c, p)
			if !ok {
				t.Fatal("nobody is told")
			}
			m := told.Letters()
			for _, part := range row.zh {
				if !strings.Contains(m.ZH.Body, part) {
					t.Errorf("%q does not say %q", m.ZH.Body, part)
				}
			}
			for _, part := range row.en {
				if !strings.Contains(m.EN.Body, part) {
					t.Errorf("%q does not say %q", m.EN.Body, part)
				}
			}
			proper(t, m)
		})
	}
	for _, row := range []struct {
		rule   string
		c      realname.Case
		zh, en string
	}{
		{"RULES_D1_a_change_started", of(realname.PersonToPerson, realname.Event{Type: realname.Opened, State: realname.Identifying, By: realname.Holder, Deadline: by}), "发起了变更为其他个人申请，有效期至 " + dayZH, "A change to another person was started"},
		{"RULES_D1_a_change_done", of(realname.PersonToEnterprise, realname.Event{Type: realname.CheckPassed, State: realname.Verified}), "个人变更为企业已完成", "change to an enterprise of the account is done"},
		{"RULES_D10_no_invoice_to_the_old_name", of(realname.EnterpriseName, realname.Event{Type: realname.RegisterConfirmed, State: realname.Verified}), "不能再以原名称开具增值税专用发票", "No special VAT invoice"},
		{"RULES_D1_a_change_withdrawn_by_the_platform", of(realname.EnterpriseName, realname.Event{Type: realname.CaseCanceled, State: realname.Canceled, By: realname.Platform}), "平台已取消您的变更企业名称申请，账号保持原状", "The platform canceled your change of the enterprise's name"},
		{"RULES_D7_a_change_expired", of(realname.EnterpriseToEnterprise, realname.Event{Type: realname.CaseExpired, State: realname.Expired, Fault: realname.CodeCaseExpired}), "变更企业主体申请未在 " + dayZH + " 前完成", "not finished by " + dayEN},
		{"RULES_D7_papers_in_review", of(realname.EnterpriseToEnterprise, realname.Event{Type: realname.PapersFiled, State: realname.Reviewing, Deadline: by}), "变更企业主体的材料已收到并进入人工审核，预计不晚于 " + dayZH, "papers of your change to another enterprise have come"},
		{"RULES_D7_papers_approved", of(realname.EnterpriseToEnterprise, realname.Event{Type: realname.ReviewApproved, State: realname.Filling}), "已通过审核，请在 " + dayZH, "Sign in and go on by " + dayEN},
		{"RULES_E2_a_release_started", of(realname.Release, realname.Event{Type: realname.Opened, State: realname.Gathering, By: realname.Holder, Deadline: by}), "发起了解除实名认证申请", "A release was asked for"},
		{"RULES_E2_released", of(realname.Release, realname.Event{Type: realname.ReviewApproved, State: realname.Released}), "已解除实名认证", "not verified any more"},
		{"RULES_F1_released_by_an_appeal", of(realname.Release, realname.Event{Type: realname.Forfeited, State: realname.Released, Fault: realname.CodeReleasedByAppeal}), "申诉成立，本账号的实名认证已解除", "released after an appeal"},
		{"RULES_F1_upheld", of(realname.Appeal, realname.Event{Type: realname.ReviewApproved, State: realname.Upheld}), "您的申诉经审核成立", "upheld"},
		{"RULES_F1_refused", of(realname.Appeal, realname.Event{Type: realname.ReviewRefused, State: realname.Refused, Fault: realname.CodeReviewRefused}), "您的申诉申请未通过。审核未通过，请在申请页查看原因", "Your appeal was not successful. The review was refused. Look at the case for the reason"},
		{"RULES_F1_expired", of(realname.Appeal, realname.Event{Type: realname.CaseExpired, State: realname.Expired, Fault: realname.CodeCaseExpired}), "申诉申请未在", "Your appeal was not finished"},
		{"reverification_asked_for", of(realname.Reverification, realname.Event{Type: realname.Opened, State: realname.Choosing, By: realname.Platform, Deadline: by}), "在 " + dayZH + " 前重新完成实名认证", "verified again by " + dayEN},
		{"restricted", of(realname.Reverification, realname.Event{Type: realname.CaseExpired, State: realname.Expired, Fault: realname.CodeAccountRestricted}), "已被限制使用", "is restricted"},
		{"verified_again", of(realname.Reverification, realname.Event{Type: realname.CheckPassed, State: realname.Verified}), "重新完成实名认证", "verified again"},
		{"FAULT_S13_RULES_G3_withdrawn", of(realname.PersonToPerson, realname.Event{Type: realname.CaseCanceled, State: realname.Canceled, By: realname.Holder}), "可随时登录重新发起", "start anew at any time"},
		{"reverification_withdrawn", of(realname.Reverification, realname.Event{Type: realname.CaseCanceled, State: realname.Canceled, By: realname.Platform}), "撤回重新认证的要求", "does not ask any more"},
	} {
		t.Run("RULES_G1_"+row.rule, func(t *testing.T) {
			told, ok := MessageOf(row.c, p)
			m := told.Letters()
			if !ok || !strings.Contains(m.ZH.Body, row.zh) || !strings.Contains(m.EN.Body, row.en) {
				t.Errorf("%t: %q, %q", ok, m.ZH.Body, m.EN.Body)
			}
			proper(t, m)
		})
	}
	t.Run("RULES_E6_RULES_G1_some_of_the_papers_have_come", func(t *testing.T) {
		p, err := policies.Load("aliyun")
		if err != nil {
			t.Fatal(err)
		}
		c := of(realname.EnterpriseToPerson, realname.Event{Type: realname.Opened, State: realname.Posting, Deadline: by})
		c.Channel = realname.ByPost
		c.Events[0].Present = &realname.Identity{Kind: realname.EnterpriseSubject}
		c.Events = append(c.Events, realname.Event{Type: realname.PostBooked, State: realname.Posting, Pieces: []realname.Purpose{realname.ApplicationForm}})
		told, ok := MessageOf(c, p)
		m := told.Letters()
		if !ok || !strings.Contains(m.ZH.Body, "已收到：申请表。还缺：原主体证照；身份证正反面复印件。") || !strings.Contains(m.EN.Body, "Still missing: licence of the enterprise before;") {
			t.Errorf("%t: %q, %q", ok, m.ZH.Body, m.EN.Body)
		}
		proper(t, m)
	})
	t.Run("RULES_G1_what_is_done_at_the_screen_tells_nobody", func(t *testing.T) {
		for _, e := range []realname.Event{
			{Type: realname.Opened, State: realname.Filling}, {Type: realname.FormFilled, State: realname.Choosing}, {Type: realname.WentBack, State: realname.Filling},
			{Type: realname.MethodChosen, State: realname.Ready}, {Type: realname.CheckStarted, State: realname.Checking}, {Type: realname.CheckNoted, State: realname.Checking},
			{Type: realname.CheckFailed, State: realname.Ready}, {Type: realname.PapersFiled, State: realname.NamingHandler}, {Type: realname.HandlerNamed, State: realname.HandlerReady},
			{Type: realname.ReviewClaimed, State: realname.Reviewing}, {Type: realname.ReviewGivenBack, State: realname.Reviewing}, {Type: realname.ReviewEscalated, State: realname.Reviewing},
			{Type: realname.ReviewSeconded, State: realname.Reviewing}, {Type: realname.CaseCanceled, State: realname.Canceled, By: realname.Holder},
		} {
			if m, ok := MessageOf(after(e), p); ok {
				t.Errorf("%s says %q", e.Type, m.Kind)
			}
		}
		for _, c := range []realname.Case{
			of(realname.Appeal, realname.Event{Type: realname.Opened, State: realname.Declaring, By: realname.Holder}),
			of(realname.Appeal, realname.Event{Type: realname.Declared, State: realname.Gathering, By: realname.Holder}),
			of(realname.Reverification, realname.Event{Type: realname.Opened, State: realname.Choosing, By: realname.Holder}),
			of(realname.PersonToPerson, realname.Event{Type: realname.CheckPassed, State: realname.Filling}),
		} {
			if m, ok := MessageOf(c, p); ok {
				t.Errorf("%s of a %s says %q", c.Last().Type, c.Kind, m.Kind)
			}
		}
	})
}

var (
	amount = regexp.MustCompile(`0\.\d|\d ?(元|yuan|fen)|[¥￥]`)
	gap    = regexp.MustCompile(`[{}]|  |undefined|<nil>`)
)

// proper holds what every message has to be.
func proper(t *testing.T, m Letters) {
	t.Helper()
	for _, text := range []Letter{m.ZH, m.EN} {
		whole := text.Title + " " + text.Body
		if text.Title == "" || text.Body == "" || gap.MatchString(whole) || strings.HasSuffix(text.Body, " ") {
			t.Errorf("something is missing in %q", whole)
		}
		for _, secret := range []string{"张三", "内部", "acct_", "case_"} {
			if strings.Contains(whole, secret) {
				t.Errorf("%q says %q", whole, secret)
			}
		}
		if amount.MatchString(whole) {
			t.Errorf("%q says an amount", whole)
		}
		if n := utf8.RuneCountInString(whole); n > 260 {
			t.Errorf("%d characters are too many for a phone", n)
		}
	}
}

func TestTable(t *testing.T) {
	t.Run("RULES_G1_every_text_is_there_in_both_languages", func(t *testing.T) {
		for kind, m := range table {
			if m.ZH.Title == "" || m.ZH.Body == "" || m.EN.Title == "" || m.EN.Body == "" {
				t.Errorf("%s is not complete", kind)
			}
		}
	})
	t.Run("RULES_G1_each_text_says_every_parameter_of_its_kind_and_no_other", func(t *testing.T) {
		place := regexp.MustCompile(`\{(\w+)\}`)
		for kind, m := range table {
			said := map[string]bool{}
			for _, found := range place.FindAllStringSubmatch(m.ZH.Title+m.ZH.Body+m.EN.Title+m.EN.Body, -1) {
				said[strings.ToLower(found[1])] = true
			}
			for _, name := range m.Parameters {
				if !said[name] {
					t.Errorf("%s never says %s", kind, name)
				}
				delete(said, name)
			}
			if len(said) > 0 || !kind.Valid() || !slices.Equal(kind.Parameters(), m.Parameters) {
				t.Errorf("%s: %v are no parameters of it", kind, said)
			}
		}
		if n := len(EventKinds()); n != len(table)-2 || MessageKind("no_kind").Valid() {
			t.Errorf("%d kinds of %d are told of events", n, len(table))
		}
	})
	t.Run("RULES_G1_every_event_that_is_told_has_a_text", func(t *testing.T) {
		for event, subject := range byEvent {
			if _, ok := table[subject]; !ok {
				t.Errorf("%s tells %s, which has no text", event, subject)
			}
		}
	})
	t.Run("RULES_C7_what_a_reviewer_asks_for_has_a_name", func(t *testing.T) {
		all := []realname.Purpose{realname.LicencePicture, realname.PortraitSide, realname.EmblemSide}
		for _, profile := range policies.Names() {
			p, err := policies.Load(profile)
			if err != nil {
				t.Fatal(err)
			}
			for _, flow := range p.Flows {
				all = append(all, slices.Concat(flow.Papers...)...)
			}
		}
		for _, purpose := range all {
			if papers[purpose].ZH == "" || papers[purpose].EN == "" {
				t.Errorf("%s has no name", purpose)
			}
		}
	})
	t.Run("RULES_G1_what_people_ask_for_has_a_name", func(t *testing.T) {
		for _, kind := range realname.Kinds() {
			if kinds[kind].ZH == "" || kinds[kind].EN == "" {
				t.Errorf("%s has no name", kind)
			}
		}
	})
}
