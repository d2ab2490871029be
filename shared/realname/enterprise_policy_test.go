package realname

import (
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	"shiming/infra/tests/pii"
)

func TestNumbersOfEnterprises(t *testing.T) {
	data, err := os.ReadFile("policies/tencent.json")
	if err != nil {
		t.Fatal(err)
	}
	_, deposit, _ := strings.Cut(string(data), `"deposit": {`) // what messages are bounded by has a key of this name too
	deposit, _, _ = strings.Cut(deposit, `"deliveries"`)
	with := func(key string, value int) string {
		found := regexp.MustCompile(`"` + key + `": \d+`)
		part, rest := deposit, string(data)
		if !found.MatchString(part) {
			part = rest
		}
		if len(found.FindAllString(part, -1)) != 1 {
			t.Fatalf("%s stands %d times", key, len(found.FindAllString(part, -1)))
		}
		return strings.Replace(rest, part, found.ReplaceAllString(part, fmt.Sprintf(`"%s": %d`, key, value)), 1)
	}
	for _, row := range []struct {
		rule, key   string
		least, most int
	}{
		{"RULES_C6", "top_up_workdays", 1, 30}, {"RULES_C6", "top_up_payments", 1, 10}, {"RULES_C7", "payout_workdays", 1, 30},
		{"RULES_C7", "confirm_days", 1, 30}, {"THREATS_A1", "confirm_tries", 1, 2}, {"THREATS_X12", "per_bank_account", 1, 1},
		{"THREATS_X12", "per_name", 1, 3}, {"THREATS_X12", "per_account", 1, 3},
		{"RULES_C6", "minimum_fen", 1, 2}, {"RULES_C7", "maximum_fen", 98, 99}, {"RULES_C7", "workdays", 1, 30},
		{"RULES_C7", "claim_minutes", 1, 1440},
	} {
		t.Run(row.rule+"_"+row.key, func(t *testing.T) {
			for value, want := range map[int]bool{row.least: true, row.most: true, row.least - 1: false, row.most + 1: false} {
				_, err := ParsePolicy([]byte(with(row.key, value)), noText)
				if (err == nil) != want || err != nil && !strings.Contains(err.Error(), row.key) {
					t.Errorf("%d: %v", value, err)
				}
			}
		})
	}
	t.Run("RULES_C6_the_greatest_amount_is_not_below_the_least", func(t *testing.T) {
		low := strings.Replace(with("minimum_fen", 50), `"maximum_fen": 99`, `"maximum_fen": 49`, 1)
		if _, err := ParsePolicy([]byte(low), noText); err == nil {
			t.Error("accepted")
		}
	})
	t.Run("THREATS_X12_no_profile_lets_an_amount_be_guessed", func(t *testing.T) {
		for _, p := range []*Policy{tencent(t), jdcloud(t), aliyun(t)} {
			d := p.Deposit
			if account, attacker := d.Odds(d.PayoutsPerDay.BankAccount), d.Odds(max(d.PayoutsPerDay.Name, d.PayoutsPerDay.Account)); account > 0.03 || attacker > 0.06 {
				t.Errorf("%s: %.4f of a bank account, %.4f of an attacker", p.Profile, account, attacker)
			}
		}
	})
	t.Run("RULES_C4_C9_the_numbers_of_Tencent", func(t *testing.T) {
		p := tencent(t)
		if p.Quota.Enterprise != 10 || p.Deposit.TopUpWorkdays != 7 || p.Deposit.TopUpPayments != 2 || p.Deposit.PayoutWorkdays != 3 ||
			p.Deposit.ConfirmDays != 7 || p.Deposit.ConfirmTries != 2 || p.Review.Workdays != 2 || p.Deposit.MinimumFen != 1 || p.Deposit.MaximumFen != 99 {
			t.Errorf("%+v, %+v", p.Deposit, p.Review)
		}
		for _, m := range p.methods(Case{Kind: EnterpriseVerification}) {
			if m.CommercialOnly != m.Method.NeedsRepresentative() {
				t.Errorf("%s is for the commercial register only: %t", m.Method, m.CommercialOnly)
			}
		}
	})
}

func TestNothingPrintsTheEnterprise(t *testing.T) {
	x := company(t)
	s := openCompany(t, tencent(t), x).fill().choose(RepresentativeFace)
	secrets := []string{x.Name.Text(), x.Code.Text(), string(x.Address.Detail), pii.Adults[3].Name, pii.Adults[3].Number, pii.Adults[3].Phone, pii.Adults[2].Name, pii.Adults[2].Number}
	for name, value := range map[string]any{
		"enterprise": x, "pointer": &x, "contact": x.Contact, "party": partyOf(adult(t, 2)), "form": *s.c.Form(), "case": s.c, "commit": s.commit,
		"command": Command(FillEnterprise{Enterprise: x, Licence: uploaded(s.c, LicencePicture), Form: companyForm(x)}), "list": []Enterprise{x},
		"inside": struct{ X Enterprise }{x}, "error": fmt.Errorf("about %v", x),
	} {
		t.Run("THREATS_L1_"+name, func(t *testing.T) {
			for _, verb := range verbs() {
				if i := leak(fmt.Sprintf(verb, value), secrets); i >= 0 {
					t.Fatalf("%s shows secret %d", verb, i)
				}
			}
		})
	}
}
