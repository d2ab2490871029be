package realname

import (
	"math"
	"shiming/shared/identity"
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
	// CasesPerDay and ChecksPerDay bound what one account may open, and try across its cases, on one civil day; ChecksPerSubject how
	// often one subject is checked, whichever account asks (THREATS X8).
	CasesPerDay      int `json:"cases_per_day"`
	ChecksPerDay     int `json:"checks_per_day"`
	ChecksPerSubject int `json:"checks_per_subject"`
	// StepsPerCase bounds the history of one case.
	StepsPerCase int `json:"steps_per_case"`
	// CheckMinutes is how long a QR code lives; IdentifyMinutes is how long the present subject's proof stands in a change, until the
	// form names who takes the account (THREATS X10).
	CheckMinutes    int        `json:"check_minutes"`
	IdentifyMinutes int        `json:"identify_minutes"`
	Codes           CodePolicy `json:"codes"`
	// InternationalSite is where people go whom this site cannot serve (RULES A5, A6).
	InternationalSite string `json:"international_site"`
	// Support is how people reach who can help them: a phone, an address (FAULTS S9).
	Support string `json:"support"`
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
	// Retention is how long what is known of people is kept (L2).
	Retention RetentionPolicy `json:"retention"`

	// Recipients are who is given personal data where the process runs, as its settings say (connect.Offered); nobody in the sandbox.
	Recipients []Recipient `json:"-"`
	// CrossBorder is whether the process keeps what it knows outside the mainland (L8).
	CrossBorder bool `json:"-"`

	without []Method // nobody proves these where the process runs
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
	// PerAsker is how many of them one account may have: fewer than there are, so that who asks leaves some to whose card it is
	// (THREATS X6).
	PerAsker int `json:"per_asker"`
}

// DeliveryPolicy is how often a message or webhook that could not be delivered is tried again.
type DeliveryPolicy struct {
	// AttemptSeconds is how long one attempt may take.
	AttemptSeconds int `json:"attempt_seconds"`
	// RetrySeconds are the pauses after the first attempt, the second, and so on; after the last it is put aside. A
	// pause is at most 11 hours: SQS hides a message for 12.
	RetrySeconds []int `json:"retry_seconds"`
	// PerAddress is how many SMS or mails go to one address on one day, whoever causes them; PerAccount how many one account causes,
	// wherever they go. What is over waits for the next day; what was asked for, as a code, is refused (THREATS X15).
	PerAddress int `json:"per_address"`
	PerAccount int `json:"per_account"`
	// FormerDays is for how many days after its replacement a contact is told of changes, releases and appeals (RULES G3).
	FormerDays int `json:"former_days"`
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
	// PayoutsPerDay is how many amounts are sent on one day; each is a chance to guess one.
	PayoutsPerDay PayoutsPerDay `json:"payouts_per_day"`
}

// PayoutsPerDay is how many amounts go to one bank account, in one name of an enterprise, and for one account on one civil day,
// whoever asks (THREATS A1, X12).
type PayoutsPerDay struct {
	BankAccount int `json:"per_bank_account"`
	Name        int `json:"per_name"`
	Account     int `json:"per_account"`
}

// Odds is how likely somebody who guesses is right once about so many payouts.
func (d DepositPolicy) Odds(payouts int) float64 {
	return 1 - math.Pow(1-float64(d.ConfirmTries)/float64(d.MaximumFen-d.MinimumFen+1), float64(payouts))
}

// ReviewPolicy is how reviews are timed and decided.
type ReviewPolicy struct {
	Workdays     int `json:"workdays"`       // until a review is overdue, where its flow does not say
	SupplyDays   int `json:"supply_days"`    // within how many days papers are to come that a reviewer asks for
	ClaimMinutes int `json:"claim_minutes"`  // how long a claim holds
	ViewsPerHour int `json:"views_per_hour"` // how many documents one reviewer opens in an hour of the clock
	// OneReviewer lists the kinds of cases that one reviewer approves; every other takes two (THREATS R1, X9).
	OneReviewer []Kind `json:"one_reviewer,omitempty"`
	// AnswerDays is how many days who holds an account has to answer an appeal against it, before it can be upheld (THREATS X9).
	AnswerDays int `json:"answer_days"`
}

// Quota is the number of accounts per subject (RULES A3).
type Quota struct {
	Person     int `json:"person"`
	Enterprise int `json:"enterprise"`
}

// FlowPolicy is one kind of case, as a cloud has it (RULES H1). A new flow is a new row of the policy file.
type FlowPolicy struct {
	Kind Kind `json:"kind"`
	// Channel is how it is brought; empty is at the screen (RULES E6).
	Channel Channel `json:"channel,omitempty"`
	// Of narrows a kind to accounts of people or of enterprises; empty: both.
	Of SubjectKind `json:"of,omitempty"`
	// Steps are walked in this order.
	Steps []Step `json:"steps"`
	// Days is how many days a case stays open without being finished (RULES D7).
	Days int `json:"days"`
	// CoolDownDays is how many days must have passed since the present subject was verified; of changes of subject (RULES D2, D11).
	CoolDownDays int `json:"cool_down_days,omitempty"`
	// Consents are the agreements to accept at the beginning, FormConsents those that go with the form (RULES D4).
	Consents     []string `json:"consents,omitempty"`
	FormConsents []string `json:"form_consents,omitempty"`
	// FormOmits are the fields that its form does not have; what is sent of them is not kept (RULES D6).
	FormOmits []FormField `json:"form_omits,omitempty"`
	// Identify lists by what the present subject proves itself; the first that fits its document.
	Identify []MethodPolicy `json:"identify,omitempty"`
	// Papers are what has to be handed in, or sent by post: of each group at least one.
	Papers [][]Purpose `json:"papers,omitempty"`
	// Methods lists how it is proven, the recommended one first (RULES A9).
	Methods []MethodPolicy `json:"methods,omitempty"`
	// Guards are what stands in the way, Warns what is only warned of (RULES E3).
	Guards []Hindrance `json:"guards,omitempty"`
	Warns  []Hindrance `json:"warns,omitempty"`
	// AtOnce takes a new name over without papers when the register confirms it (RULES D8).
	AtOnce bool `json:"at_once,omitempty"`
	// ReviewWorkdays is until when a review of the papers is overdue; 0: the policy's.
	ReviewWorkdays int `json:"review_workdays,omitempty"`
}

// MethodPolicy offers one method for some documents.
type MethodPolicy struct {
	Method    Method                  `json:"method"`
	Documents []identity.DocumentKind `json:"documents,omitempty"` // of people
	// CommercialOnly: for enterprises of the commercial register only (RULES A7, C9).
	CommercialOnly bool `json:"commercial_only,omitempty"`
	// UnusedInGroup: refused for a document that has verified another account of the group (RULES B10).
	UnusedInGroup bool `json:"unused_in_group,omitempty"`
	// FaceAlone says why people with these documents have no way but their face (L9); empty where they have another.
	FaceAlone string `json:"face_alone,omitempty"`
}

// Agreement is a text that somebody accepts when an account changes hands (RULES D4).
type Agreement struct {
	ID      string `json:"id"`
	Title   string `json:"title"`
	TitleEN string `json:"title_en"`
	Version string `json:"version"`
	// Text and SHA256, in hexadecimal, are of the shipped file; they stand in no policy file.
	Text   string `json:"-"`
	SHA256 string `json:"-"`
}

// WayOut is what somebody can do whose document is in use already (RULES B10).
//
//openapi:schema Way
type WayOut string

const (
	// WayAppeal is for who never did this.
	WayAppeal WayOut = "appeal"
	// WayEnterprise is for an account that is a company's.
	WayEnterprise WayOut = "enterprise_verification"
	// WayBinding is for who knows the account.
	WayBinding WayOut = "binding"
)

// Valid reports whether w is one of the ways.
func (w WayOut) Valid() bool { return w == WayAppeal || w == WayEnterprise || w == WayBinding }

// CheckLife is how long a QR code lives.
func (p *Policy) CheckLife() time.Duration { return time.Duration(p.CheckMinutes) * time.Minute }

// CodeLife is how long a code lives.
func (p *Policy) CodeLife() time.Duration { return time.Duration(p.Codes.Minutes) * time.Minute }
