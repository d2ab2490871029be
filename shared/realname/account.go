package realname

import (
	"shiming/shared/identity"
	"time"
)

// Account is one account of the platform: unverified, or verified as exactly one subject (RULES A1).
type Account struct {
	ID AccountID `json:"id"`
	// Rev counts how often a case was opened or closed on the account. Every change names the one that it was decided
	// on, so of two that were decided on the same Rev one is refused.
	Rev int `json:"turn"`
	// OpenCase is the case in progress, if any; OpenUntil is when that case expires.
	OpenCase  CaseID    `json:"open_case,omitempty"`
	OpenUntil time.Time `json:"open_until,omitzero"`
	// Opened counts the cases opened on one day (Asia/Shanghai), against the policy's cases_per_day.
	Opened Tally `json:"opened,omitzero"`
	// Livemode is the mode in which the account was changed last; absent: the sandbox's (THREATS X5).
	Livemode bool `json:"livemode,omitempty"`
	// Identity is who the account is verified as; nil while it is unverified.
	Identity *Identity `json:"identity,omitempty"`
	// Restricted is from when the account is restricted unless it is verified again: the deadline of what the platform
	// asked for, which no timer has to be awake for. Zero: nothing was asked for.
	Restricted time.Time `json:"restricted,omitzero"`
}

// Tally counts something on one civil day in Asia/Shanghai ("2006-01-02").
type Tally struct {
	Day   string `json:"day"`
	Count int    `json:"count"`
}

// Identity is who an account is verified as, by which method and when (RULES A8). The plain name and number are only
// in Sealed; what stands beside it is masked or keyed.
type Identity struct {
	Kind       SubjectKind `json:"kind"`
	Subject    SubjectKey  `json:"subject"`
	Document   string      `json:"document"`
	Name       string      `json:"name"`   // masked
	Number     string      `json:"number"` // masked
	NameDigest []string    `json:"name_digest"`
	Sealed     []byte      `json:"sealed"`
	Method     Method      `json:"method"`
	Case       CaseID      `json:"case"`
	VerifiedAt time.Time   `json:"verified_at"`
	// Livemode says that real providers verified it; absent: a sandbox did, and nobody is really verified (THREATS X5).
	Livemode bool `json:"livemode,omitempty"`
	// Since is when the subject was verified on the account: a new name or representative, or a verification again, leave it as it
	// is (RULES D11). Zero: at VerifiedAt.
	Since time.Time `json:"since,omitzero"`
	// Site is the site of the group that the identity was taken over from; empty: it was verified here (RULES E4).
	Site string `json:"site,omitempty"`
	// Of an enterprise: whether a USCC of the commercial register is on record (RULES A7), and its legal representative,
	// where one has proven it (RULES D9).
	Commercial     bool         `json:"commercial,omitempty"`
	Representative *SealedParty `json:"representative,omitempty"`
	// Evidence is what has shown that an enterprise's name and code belong together (RULES A13).
	Evidence Evidence `json:"evidence,omitempty"`
	// Rev is the account's Rev after the commit that made it so, and MAC what shows that this program committed it; without one that
	// fits nobody is verified (THREATS X14). The store's border sets and holds both (steps.Attested).
	Rev int    `json:"rev,omitempty"`
	MAC string `json:"mac,omitempty"`
}

// OwnedSince is when the account came to the subject that it belongs to, from where the cool-down counts (RULES D2, D11).
func (id Identity) OwnedSince() time.Time {
	if id.Since.IsZero() {
		return id.VerifiedAt
	}
	return id.Since
}

// Unproven lists the fields of the identity that nobody has compared with anything: the birth date of a permit stands not in its
// number, and is what was typed, unless another site of the group has verified it (THREATS X19). Whoever goes by the age knows so.
func (id Identity) Unproven() []string {
	kind := identity.DocumentKind(id.Document)
	if permit := kind == identity.HKMacaoPermit || kind == identity.TaiwanPermit; permit && id.Site == "" {
		return []string{"birth_date"}
	}
	return nil
}

// form is the form that the identity was verified with.
func (id Identity) form() *Form {
	return &Form{
		Document: identity.DocumentKind(id.Document), Name: id.Name, Number: id.Number, Sealed: id.Sealed,
		Subjects: []SubjectKey{id.Subject}, NameDigest: id.NameDigest, Commercial: id.Commercial,
	}
}

// In returns the account as it counts in the mode (THREATS X5): what was done in the other one is not there, so the account
// is unverified and has no case open. Its revision stays, for whoever commits.
func (a Account) In(livemode bool) Account {
	if a.Rev > 0 && a.Livemode != livemode {
		a = Account{ID: a.ID, Rev: a.Rev, Livemode: a.Livemode}
	}
	if a.Identity != nil && a.Identity.Livemode != livemode {
		a.Identity = nil
	}
	return a
}

// Entitlements is what an account may do because of who stands behind it (RULES A2).
//
//openapi:schema Entitlements
type Entitlements struct {
	PersonalCampaigns   bool `json:"personal_campaigns"`
	EnterpriseCampaigns bool `json:"enterprise_campaigns"`
	OrdinaryVATInvoice  bool `json:"ordinary_vat_invoice"`
	SpecialVATInvoice   bool `json:"special_vat_invoice"`
}

// IsRestricted reports whether the account was not verified again in time.
func (a Account) IsRestricted(now time.Time) bool {
	return !a.Restricted.IsZero() && !now.Before(a.Restricted)
}

// openAt returns the case that is open on the account at the moment; empty when none is.
func (a Account) openAt(now time.Time) CaseID {
	if !now.Before(a.OpenUntil) {
		return ""
	}
	return a.OpenCase
}

// Entitlements answers for the account; an unverified one has none (RULES A2), and a restricted one neither.
func (a Account) Entitlements(now time.Time) Entitlements {
	if a.Identity == nil || a.IsRestricted(now) {
		return Entitlements{}
	}
	switch a.Identity.Kind {
	case PersonSubject:
		return Entitlements{PersonalCampaigns: true, OrdinaryVATInvoice: true}
	case EnterpriseSubject:
		return Entitlements{EnterpriseCampaigns: true, OrdinaryVATInvoice: true, SpecialVATInvoice: true}
	}
	return Entitlements{}
}
