package realname

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"time"
)

// Policy is every number and choice that an operator may set. The files of shared/realname/policies hold one profile each, with the
// numbers of that cloud's documents.
type Policy struct {
	Profile string `json:"profile"`
	Title   string `json:"title"`
	// Quota is how many accounts one subject may verify (RULES A3).
	Quota Quota `json:"quota"`
	// MinimumAge is in whole years, by the day in Asia/Shanghai (RULES A4).
	MinimumAge int `json:"minimum_age"`
	// CasesPerDay and ChecksPerDay bound what one account may open, and one case may try, on one civil day.
	CasesPerDay  int `json:"cases_per_day"`
	ChecksPerDay int `json:"checks_per_day"`
	// StepsPerCase bounds the history of one case.
	StepsPerCase int `json:"steps_per_case"`
	// CheckMinutes is how long a QR code lives.
	CheckMinutes int        `json:"check_minutes"`
	Codes        CodePolicy `json:"codes"`
	// InternationalSite is where people go whom this site cannot serve (RULES A5, A6).
	InternationalSite string `json:"international_site"`
	// Flows are the kinds of cases that are offered, each with the steps that it consists of: a kind that is not listed is
	// forbidden. Of several of one kind, by channel, the first is the usual one.
	Flows []FlowPolicy `json:"flows"`
	// Agreements are the texts that flows ask consent to (RULES D4).
	Agreements []Agreement `json:"agreements,omitempty"`
	// Banks are those whose cards are taken (RULES B7).
	Banks []CardBank `json:"banks,omitempty"`
	// Sites are the other sites of the group (RULES B8, B9, E4).
	Sites []Site `json:"sites,omitempty"`
	// WaysOut are what somebody is offered whose document is in use already (RULES B10).
	WaysOut []WayOut `json:"ways_out,omitempty"`
	// PostAddress is where posted papers go (RULES E6).
	PostAddress string `json:"post_address,omitempty"`
	// DocumentsPerCase is how many uploads a case takes, refused ones included.
	DocumentsPerCase int           `json:"documents_per_case"`
	Deposit          DepositPolicy `json:"deposit"`
	Review           ReviewPolicy  `json:"review"`
	// Deliveries is how messages and webhooks are delivered (RULES G1).
	Deliveries DeliveryPolicy `json:"deliveries"`
}

// CodePolicy is how codes to phones are timed and counted (RULES B7, B9).
type CodePolicy struct {
	// Minutes is how long a code lives; Tries how often it may be entered.
	Minutes int `json:"minutes"`
	Tries   int `json:"tries"`
	// PerTarget is how many codes one card, or one account of the group, is asked for on one day, whoever asks: six digits
	// are guessed by who may try often enough, each code is a message to somebody, and each question to an issuer is paid
	// for (THREATS A1).
	PerTarget int `json:"per_target"`
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
	Workdays     int  `json:"workdays"`       // until a review is overdue, where its flow does not say
	ClaimMinutes int  `json:"claim_minutes"`  // how long a claim holds
	ViewsPerHour int  `json:"views_per_hour"` // how many documents one reviewer opens in an hour of the clock
	FourEyes     bool `json:"four_eyes"`      // whether two reviewers have to approve
}

// Quota is the number of accounts per subject (RULES A3).
type Quota struct {
	Person     int `json:"person"`
	Enterprise int `json:"enterprise"`
}

// ParsePolicy reads and validates a policy file; text returns the text of an agreement. Unknown keys, impossible numbers
// and flows that cannot be walked are errors that say where.
func ParsePolicy(data []byte, text func(agreement string) (string, error)) (*Policy, error) {
	var p Policy
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&p); err != nil {
		return nil, fmt.Errorf("policy: %w", err)
	}
	if _, err := dec.Token(); err != io.EOF {
		return nil, fmt.Errorf("policy %q: something stands behind it", p.Profile)
	}
	for i := range p.Agreements {
		a := &p.Agreements[i]
		var err error
		if a.Text, err = text(a.ID); err != nil {
			return nil, fmt.Errorf("policy %q: agreement %q: %w", p.Profile, a.ID, err)
		}
		sum := sha256.Sum256([]byte(a.Text))
		a.SHA256 = hex.EncodeToString(sum[:])
	}
	if err := p.validate(); err != nil {
		return nil, fmt.Errorf("policy %q: %w", p.Profile, err)
	}
	return &p, nil
}

// CheckLife is how long a QR code lives.
func (p *Policy) CheckLife() time.Duration { return time.Duration(p.CheckMinutes) * time.Minute }
