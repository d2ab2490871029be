package messages

import (
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"shiming/shared/policies"
	"shiming/shared/realname"
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

func policy(t *testing.T) *realname.Policy {
	t.Helper()
	p, err := policies.Load("tencent")
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestOf(t *testing.T) {
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
		{"canceled_by_the_platform", after(realname.Event{Type: realname.CaseCanceled, State: realname.Canceled, By: realname.Platform}), []string{"平台已取消"}, []string{"The platform canceled"}},
	} {
		t.Run("RULES_G1_"+row.rule, func(t *testing.T) {
			m, ok := Of(row.c, p)
			if !ok {
				t.Fatal("nobody is told")
			}
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
	t.Run("RULES_G1_what_is_done_at_the_screen_tells_nobody", func(t *testing.T) {
		for _, e := range []realname.Event{
			{Type: realname.Opened, State: realname.Filling}, {Type: realname.FormFilled, State: realname.Choosing}, {Type: realname.WentBack, State: realname.Filling},
			{Type: realname.MethodChosen, State: realname.Ready}, {Type: realname.CheckStarted, State: realname.Checking}, {Type: realname.CheckNoted, State: realname.Checking},
			{Type: realname.CheckFailed, State: realname.Ready}, {Type: realname.PapersFiled, State: realname.NamingHandler}, {Type: realname.HandlerNamed, State: realname.HandlerReady},
			{Type: realname.ReviewClaimed, State: realname.Reviewing}, {Type: realname.ReviewGivenBack, State: realname.Reviewing}, {Type: realname.ReviewEscalated, State: realname.Reviewing},
			{Type: realname.ReviewSeconded, State: realname.Reviewing}, {Type: realname.CaseCanceled, State: realname.Canceled, By: realname.Holder},
		} {
			if m, ok := Of(after(e), p); ok {
				t.Errorf("%s says %q", e.Type, m.EN.Title)
			}
		}
	})
}

var (
	amount = regexp.MustCompile(`0\.\d|\d ?(元|yuan|fen)|[¥￥]`)
	gap    = regexp.MustCompile(`[{}]|  |undefined|<nil>`)
)

// proper holds what every message has to be.
func proper(t *testing.T, m Message) {
	t.Helper()
	for _, text := range []Text{m.ZH, m.EN} {
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
		for subject, m := range table {
			if m.ZH.Title == "" || m.ZH.Body == "" || m.EN.Title == "" || m.EN.Body == "" {
				t.Errorf("%s is not complete", subject)
			}
		}
		for event, subject := range byEvent {
			if _, ok := table[subject]; !ok {
				t.Errorf("%s tells %s, which has no text", event, subject)
			}
		}
	})
	t.Run("RULES_C7_what_a_reviewer_asks_for_has_a_name", func(t *testing.T) {
		for _, purpose := range []realname.Purpose{realname.LicencePicture, realname.PortraitSide, realname.EmblemSide} {
			if papers[purpose].ZH.Title == "" || papers[purpose].EN.Title == "" {
				t.Errorf("%s has no name", purpose)
			}
		}
	})
}
