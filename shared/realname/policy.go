package realname

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"io"
	"time"

	"shiming/shared/identity"
)

//go:embed policies/*.json
var policies embed.FS

// Policy is every number and choice that an operator may set. The files in policies/ hold one profile each, with the
// numbers of that cloud's documents.
type Policy struct {
	Profile string `json:"profile"`
	Title   string `json:"title"`
	// Quota is how many accounts one subject may verify (RULES A3).
	Quota Quota `json:"quota"`
	// MinimumAge is in whole years, by the day in Asia/Shanghai (RULES A4).
	MinimumAge int `json:"minimum_age"`
	// CaseDays is how many days a case stays open without being finished.
	CaseDays int `json:"case_days"`
	// CasesPerDay and ChecksPerDay bound what one account may open, and one case may try, on one civil day.
	CasesPerDay  int `json:"cases_per_day"`
	ChecksPerDay int `json:"checks_per_day"`
	// StepsPerCase bounds the history of one case.
	StepsPerCase int `json:"steps_per_case"`
	// CheckMinutes is how long a QR code lives.
	CheckMinutes int `json:"check_minutes"`
	// InternationalSite is where people go whom this site cannot serve (RULES A5, A6).
	InternationalSite string `json:"international_site"`
	// Personal lists the methods for people, the recommended one first (RULES A9).
	Personal []MethodPolicy `json:"personal"`
	// Enterprise lists the methods for enterprises, the recommended one first (RULES A9).
	Enterprise []MethodPolicy `json:"enterprise"`
	// EnterpriseDays is how many days a case of an enterprise stays open: its methods take longer.
	EnterpriseDays int `json:"enterprise_days"`
	// DocumentsPerCase is how many uploads a case of an enterprise takes, refused ones included.
	DocumentsPerCase int           `json:"documents_per_case"`
	Deposit          DepositPolicy `json:"deposit"`
	Review           ReviewPolicy  `json:"review"`
	// Deliveries is how messages and webhooks are delivered (RULES G1).
	Deliveries DeliveryPolicy `json:"deliveries"`
}

// DeliveryPolicy is how often a message or webhook that could not be delivered is tried again.
type DeliveryPolicy struct {
	// AttemptSeconds is how long one attempt may take.
	AttemptSeconds int `json:"attempt_seconds"`
	// RetrySeconds are the pauses after the first attempt, the second, and so on; after the last it is put aside. A
	// pause is at most 11 hours: SQS hides a message for 12.
	RetrySeconds []int `json:"retry_seconds"`
}

// DepositPolicy is how deposits are counted and timed (RULES C6, C7). Amounts are in fen.
type DepositPolicy struct {
	MinimumFen int `json:"minimum_fen"`
	MaximumFen int `json:"maximum_fen"`
	// TopUpWorkdays is how long a top-up waits for its payment; TopUpPayments how many payments it takes.
	TopUpWorkdays int `json:"top_up_workdays"`
	TopUpPayments int `json:"top_up_payments"`
	// PayoutWorkdays is within how many working days an amount is sent.
	PayoutWorkdays int `json:"payout_workdays"`
	// ConfirmDays is within how many days of its arrival the amount is to be confirmed; ConfirmTries how often.
	ConfirmDays  int `json:"confirm_days"`
	ConfirmTries int `json:"confirm_tries"`
	// PayoutsPerDay is how many amounts are sent to one enterprise on one day.
	PayoutsPerDay int `json:"payouts_per_day"`
}

// ReviewPolicy is how reviews are timed and decided.
type ReviewPolicy struct {
	Workdays     int  `json:"workdays"`       // until a review is overdue
	ClaimMinutes int  `json:"claim_minutes"`  // how long a claim holds
	ViewsPerHour int  `json:"views_per_hour"` // how many documents one reviewer opens in an hour of the clock
	FourEyes     bool `json:"four_eyes"`      // whether two reviewers have to approve
}

// Quota is the number of accounts per subject (RULES A3).
type Quota struct {
	Person     int `json:"person"`
	Enterprise int `json:"enterprise"`
}

// MethodPolicy offers one method for some documents.
type MethodPolicy struct {
	Method    Method                  `json:"method"`
	Documents []identity.DocumentKind `json:"documents,omitempty"` // of people
	// CommercialOnly: for enterprises of the commercial register only (RULES A7, C9).
	CommercialOnly bool `json:"commercial_only,omitempty"`
}

// LoadPolicy returns the shipped profile of that name.
func LoadPolicy(profile string) (*Policy, error) {
	data, err := policies.ReadFile("policies/" + profile + ".json")
	if err != nil {
		return nil, fmt.Errorf("policy profile %q is not shipped", profile)
	}
	return ParsePolicy(data)
}

// ParsePolicy reads and validates a policy file. Unknown keys and impossible numbers are errors.
func ParsePolicy(data []byte) (*Policy, error) {
	var p Policy
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&p); err != nil {
		return nil, fmt.Errorf("policy: %w", err)
	}
	if _, err := dec.Token(); err != io.EOF {
		return nil, fmt.Errorf("policy %q: something stands behind it", p.Profile)
	}
	if err := p.validate(); err != nil {
		return nil, fmt.Errorf("policy %q: %w", p.Profile, err)
	}
	return &p, nil
}

func (p *Policy) validate() error {
	bounds := []bound{
		{"quota.person", p.Quota.Person, 1, 100},
		{"quota.enterprise", p.Quota.Enterprise, 1, 1000},
		{"minimum_age", p.MinimumAge, 0, 120},
		{"case_days", p.CaseDays, 1, 365},
		{"cases_per_day", p.CasesPerDay, 1, 1000},
		{"checks_per_day", p.ChecksPerDay, 1, 1000},
		{"steps_per_case", p.StepsPerCase, 10, 500},
		{"check_minutes", p.CheckMinutes, 1, 120},
		{"deliveries.attempt_seconds", p.Deliveries.AttemptSeconds, 1, 20},
		{"deliveries.retry_seconds", len(p.Deliveries.RetrySeconds), 1, 20},
	}
	for _, pause := range p.Deliveries.RetrySeconds {
		bounds = append(bounds, bound{"deliveries.retry_seconds", pause, 1, 39600})
	}
	if len(p.Enterprise) > 0 {
		bounds = append(bounds, []bound{
			{"enterprise_days", p.EnterpriseDays, 1, 365},
			{"documents_per_case", p.DocumentsPerCase, 3, 99},
			{"deposit.minimum_fen", p.Deposit.MinimumFen, 1, 99},
			{"deposit.maximum_fen", p.Deposit.MaximumFen, p.Deposit.MinimumFen, 99},
			{"deposit.top_up_workdays", p.Deposit.TopUpWorkdays, 1, 30},
			{"deposit.top_up_payments", p.Deposit.TopUpPayments, 1, 10},
			{"deposit.payout_workdays", p.Deposit.PayoutWorkdays, 1, 30},
			{"deposit.confirm_days", p.Deposit.ConfirmDays, 1, 30},
			{"deposit.confirm_tries", p.Deposit.ConfirmTries, 1, 10},
			{"deposit.payouts_per_day", p.Deposit.PayoutsPerDay, 1, 100},
			{"review.workdays", p.Review.Workdays, 1, 30},
			{"review.claim_minutes", p.Review.ClaimMinutes, 1, 1440},
			{"review.views_per_hour", p.Review.ViewsPerHour, 10, 100000},
		}...)
	}
	for _, b := range bounds {
		if b.value < b.lo || b.value > b.hi {
			return fmt.Errorf("%s is %d, must be %d to %d", b.name, b.value, b.lo, b.hi)
		}
	}
	if p.Profile == "" {
		return fmt.Errorf("profile is missing")
	}
	if len(p.Personal) == 0 {
		return fmt.Errorf("personal lists no method")
	}
	seen := map[Method]bool{}
	for _, m := range p.Enterprise {
		if !m.Method.Enterprise() || seen[m.Method] {
			return fmt.Errorf("enterprise: %q is not a method for enterprises, or stands twice", m.Method)
		}
		seen[m.Method] = true
	}
	for _, m := range p.Personal {
		if !m.Method.Personal() {
			return fmt.Errorf("personal: %q is not a method for people", m.Method)
		}
		if seen[m.Method] {
			return fmt.Errorf("personal: %q stands twice", m.Method)
		}
		seen[m.Method] = true
		for _, d := range m.Documents {
			if !d.Valid() {
				return fmt.Errorf("personal: %q names the unknown document %q", m.Method, d)
			}
		}
	}
	return nil
}

// caseLife is how long a case stays open.
func (p *Policy) caseLife(k Kind) time.Duration {
	if k == EnterpriseVerification {
		return time.Duration(p.EnterpriseDays) * 24 * time.Hour
	}
	return time.Duration(p.CaseDays) * 24 * time.Hour
}

// bound is a number with the least and the greatest that make sense.
type bound struct {
	name          string
	value, lo, hi int
}

// CheckLife is how long a QR code lives.
func (p *Policy) CheckLife() time.Duration { return time.Duration(p.CheckMinutes) * time.Minute }
