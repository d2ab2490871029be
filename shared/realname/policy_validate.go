package realname

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"slices"
)

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

// bound is a number with the least and the greatest that make sense.
type bound struct {
	name          string
	value, lo, hi int
}

func (p *Policy) validate() error {
	if p.Profile == "" {
		return fmt.Errorf("profile is missing")
	}
	if err := within(p.bounds()); err != nil {
		return err
	}
	if p.uses(Method.ByDeposit) {
		if err := p.Deposit.validateOdds(); err != nil {
			return err
		}
	}
	if err := p.validateLists(); err != nil {
		return err
	}
	for i, f := range p.Flows {
		if err := p.validateFlow(f); err != nil {
			return fmt.Errorf("flows: %s %s: %w", f.Kind, f.channel(), err)
		}
		for _, o := range p.Flows[:i] {
			if o.Kind == f.Kind && o.channel() == f.channel() && (o.Of == f.Of || o.Of == "" || f.Of == "") {
				return fmt.Errorf("flows: %s %s stands twice", f.Kind, f.channel())
			}
		}
	}
	if !p.Offers(PersonalVerification) && !p.Offers(EnterpriseVerification) {
		return fmt.Errorf("flows: nobody can verify")
	}
	return nil
}

// The odds of a day with which an amount may be guessed, by one attacker and of one bank account (THREATS X12).
const (
	oddsOfAttacker    = 0.06
	oddsOfBankAccount = 0.03
)

// validateOdds refuses numbers with which an amount is guessed too easily on a day.
func (d DepositPolicy) validateOdds() error {
	for _, o := range []struct {
		of      string
		payouts int
		most    float64
	}{
		{"per_bank_account", d.PayoutsPerDay.BankAccount, oddsOfBankAccount}, {"per_name", d.PayoutsPerDay.Name, oddsOfAttacker},
		{"per_account", d.PayoutsPerDay.Account, oddsOfAttacker},
	} {
		if odds := d.Odds(o.payouts); odds > o.most {
			return fmt.Errorf("deposit.payouts_per_day.%s is %d, and deposit.confirm_tries %d of deposit.minimum_fen %d to deposit.maximum_fen %d: one is guessed with %.2f %% a day, "+
				"more than %.0f %%", o.of, o.payouts, d.ConfirmTries, d.MinimumFen, d.MaximumFen, 100*odds, 100*o.most)
		}
	}
	return nil
}

func within(bounds []bound) error {
	for _, b := range bounds {
		if b.value < b.lo || b.value > b.hi {
			return fmt.Errorf("%s is %d, must be %d to %d", b.name, b.value, b.lo, b.hi)
		}
	}
	return nil
}

// bounds are the numbers that every policy has, and those of what it offers.
func (p *Policy) bounds() []bound {
	bounds := []bound{
		{"quota.person", p.Quota.Person, 1, 100},
		{"quota.enterprise", p.Quota.Enterprise, 1, 1000},
		{"minimum_age", p.MinimumAge, 0, 120},
		{"cases_per_day", p.CasesPerDay, 1, 1000},
		{"checks_per_day", p.ChecksPerDay, 1, 1000},
		{"checks_per_subject", p.ChecksPerSubject, 1, 10000},
		{"steps_per_case", p.StepsPerCase, 10, 500},
		{"check_minutes", p.CheckMinutes, 1, 120},
		{"identify_minutes", p.IdentifyMinutes, 1, 120},
		{"deliveries.per_address", p.Deliveries.PerAddress, 1, 100},
		{"deliveries.per_account", p.Deliveries.PerAccount, p.Deliveries.PerAddress, 1000},
		{"deliveries.former_days", p.Deliveries.FormerDays, 1, 365},
		{"codes.minutes", p.Codes.Minutes, 1, 60}, {"codes.tries", p.Codes.Tries, 1, 10}, // of contacts, too
		{"deliveries.attempt_seconds", p.Deliveries.AttemptSeconds, 1, 20},
		{"deliveries.retry_seconds", len(p.Deliveries.RetrySeconds), 1, 20},
		{"flows", len(p.Flows), 1, 50},
	}
	for _, pause := range p.Deliveries.RetrySeconds {
		bounds = append(bounds, bound{"deliveries.retry_seconds", pause, 1, 39600})
	}
	bounds = append(bounds, p.Retention.bounds()...)
	if p.uses(Method.ByCode) {
		bounds = append(bounds, bound{"codes.per_target", p.Codes.PerTarget, 2, 1000}, bound{"codes.per_asker", p.Codes.PerAsker, 1, p.Codes.PerTarget - 1})
	}
	if p.uses(Method.ByDeposit) {
		bounds = append(bounds, []bound{
			{"deposit.minimum_fen", p.Deposit.MinimumFen, 1, 99},
			{"deposit.maximum_fen", p.Deposit.MaximumFen, p.Deposit.MinimumFen, 99},
			{"deposit.top_up_workdays", p.Deposit.TopUpWorkdays, 1, 30},
			{"deposit.top_up_payments", p.Deposit.TopUpPayments, 1, 10},
			{"deposit.payout_workdays", p.Deposit.PayoutWorkdays, 1, 30},
			{"deposit.confirm_days", p.Deposit.ConfirmDays, 1, 30},
			{"deposit.confirm_tries", p.Deposit.ConfirmTries, 1, 10},
			{"deposit.payouts_per_day.per_bank_account", p.Deposit.PayoutsPerDay.BankAccount, 1, 100},
			{"deposit.payouts_per_day.per_name", p.Deposit.PayoutsPerDay.Name, 1, 100},
			{"deposit.payouts_per_day.per_account", p.Deposit.PayoutsPerDay.Account, 1, 100},
		}...)
	}
	if p.reviews() {
		bounds = append(bounds, []bound{
			{"documents_per_case", p.DocumentsPerCase, 3, 99},
			{"review.workdays", p.Review.Workdays, 1, 30},
			{"review.supply_days", p.Review.SupplyDays, 1, 60},
			{"review.claim_minutes", p.Review.ClaimMinutes, 1, 1440},
			{"review.views_per_hour", p.Review.ViewsPerHour, 10, 100000},
		}...)
	}
	if p.Offers(Appeal) || p.Offers(EnterpriseAppeal) {
		bounds = append(bounds, bound{"review.answer_days", p.Review.AnswerDays, 1, 14})
	}
	return bounds
}

// uses reports whether a flow offers a method of the sort.
func (p *Policy) uses(sort func(Method) bool) bool {
	return slices.ContainsFunc(p.Flows, func(f FlowPolicy) bool {
		return slices.ContainsFunc(f.Methods, func(m MethodPolicy) bool { return sort(m.Method) })
	})
}

// reviews reports whether somebody reviews papers.
func (p *Policy) reviews() bool {
	enterprise := func(f FlowPolicy) bool { return f.Kind.Subject() == EnterpriseSubject }
	return slices.ContainsFunc(p.Flows, func(f FlowPolicy) bool { return slices.Contains(f.Steps, StepReview) || enterprise(f) })
}

func (p *Policy) validateLists() error {
	for i, a := range p.Agreements {
		switch {
		case a.ID == "" || a.Title == "" || a.TitleEN == "" || a.Version == "" || a.Text == "":
			return fmt.Errorf("agreements: %q is not complete", a.ID)
		case slices.ContainsFunc(p.Agreements[:i], func(o Agreement) bool { return o.ID == a.ID }):
			return fmt.Errorf("agreements: %q stands twice", a.ID)
		}
	}
	for i, b := range p.Banks {
		if b.Code == "" || b.Name == "" || b.NameEN == "" || slices.ContainsFunc(p.Banks[:i], func(o CardBank) bool { return o.Code == b.Code }) {
			return fmt.Errorf("banks: %q is not complete, or stands twice", b.Code)
		}
	}
	for i, s := range p.Sites {
		if s.Site == "" || s.Title == "" || s.TitleEN == "" || s.URL == "" || slices.ContainsFunc(p.Sites[:i], func(o Site) bool { return o.Site == s.Site }) {
			return fmt.Errorf("sites: %q is not complete, or stands twice", s.Site)
		}
	}
	for i, w := range p.WaysOut {
		if !w.Valid() || slices.Contains(p.WaysOut[:i], w) {
			return fmt.Errorf("ways_out: %q is none, or stands twice", w)
		}
	}
	byCard := p.uses(Method.NeedsCard)
	if byCard != (len(p.Banks) > 0) {
		return fmt.Errorf("banks and a method that needs a card go together")
	}
	bySite := p.uses(Method.FromGroup)
	if bySite && len(p.Sites) == 0 {
		return fmt.Errorf("sites are missing, and a method takes an identity over from one")
	}
	if p.Support == "" {
		return fmt.Errorf("support is missing: how do people reach who can help them")
	}
	if p.Posts() && p.PostAddress == "" {
		return fmt.Errorf("post_address is missing, and papers are to be posted")
	}
	return nil
}

func (p *Policy) validateFlow(f FlowPolicy) error {
	if !f.Kind.Valid() {
		return fmt.Errorf("there is no such kind")
	}
	if f.Channel != "" && !f.Channel.Valid() {
		return fmt.Errorf("there is no such channel")
	}
	if f.Of != "" && f.Of != PersonSubject && f.Of != EnterpriseSubject {
		return fmt.Errorf("of %q: there is no such subject", f.Of)
	}
	if subject, present := f.Kind.from(); f.Of != "" && (!present || subject != "") {
		return fmt.Errorf("of: %s is for one sort of account already", f.Kind)
	}
	if f.Of == "" && f.Kind == Reverification {
		return fmt.Errorf("of is missing: people and enterprises prove themselves by different methods")
	}
	if f.AtOnce && f.Kind != EnterpriseName {
		return fmt.Errorf("at_once is for %s", EnterpriseName)
	}
	err := within([]bound{
		{"days", f.Days, 1, 365}, {"cool_down_days", f.CoolDownDays, 0, 3650}, {"review_workdays", f.ReviewWorkdays, 0, 30},
	})
	if err != nil {
		return err
	}
	if f.CoolDownDays > 0 && !f.Kind.Moves() {
		return fmt.Errorf("cool_down_days is for changes of subject")
	}
	for _, id := range append(slices.Clone(f.Consents), f.FormConsents...) {
		if _, ok := p.Agreement(id); !ok {
			return fmt.Errorf("agreement %q is not listed", id)
		}
	}
	for _, h := range append(slices.Clone(f.Guards), f.Warns...) {
		if !h.Valid() {
			return fmt.Errorf("%q is nothing that a platform says", h)
		}
	}
	for _, field := range f.FormOmits {
		if f.Kind.Subject() != PersonSubject || field != FieldIndustry && field != FieldAddress {
			return fmt.Errorf("form_omits: %q is no field that the form can do without", field)
		}
	}
	for _, group := range f.Papers {
		if len(group) == 0 {
			return fmt.Errorf("papers: an empty group")
		}
		for _, purpose := range group {
			if _, ok := RequirementOf(purpose); !ok {
				return fmt.Errorf("papers: %q is no paper", purpose)
			}
		}
	}
	if err := f.validateSteps(); err != nil {
		return err
	}
	if len(f.FormConsents)+len(f.FormOmits) > 0 && !slices.Contains(f.Steps, StepForm) {
		return fmt.Errorf("form_consents and form_omits go with the step %s", StepForm)
	}
	return f.validateMethods()
}

// validateSteps says whether the steps can be walked: what one needs, the others bring.
func (f FlowPolicy) validateSteps() error {
	at := func(s Step) int { return slices.Index(f.Steps, s) }
	has := func(s Step) bool { return at(s) >= 0 }
	for i, s := range f.Steps {
		if _, ok := s.entry(); !ok || slices.Contains(f.Steps[:i], s) {
			return fmt.Errorf("steps: %q is none, or stands twice", s)
		}
	}
	_, present := f.Kind.from()
	kind := f.Kind.row()
	switch {
	case len(f.Steps) == 0:
		return fmt.Errorf("steps: there are none")
	case kind.fills != has(StepForm):
		return fmt.Errorf("steps: %s belongs where the account gets a new subject, and there only", StepForm)
	case kind.first && at(StepDeclare) != 0 || has(StepDeclare) && kind.declares == nil:
		return fmt.Errorf("steps: %s is the first step of a new name, an appeal, or a change of the enterprise", StepDeclare)
	case has(StepMethod) != has(StepProof) || has(StepProof) && (at(StepProof) != len(f.Steps)-1 || at(StepMethod) != len(f.Steps)-2):
		return fmt.Errorf("steps: %s and %s stand together, and last", StepMethod, StepProof)
	case has(StepForm) && has(StepMethod) && at(StepForm) != at(StepMethod)-1:
		return fmt.Errorf("steps: %s follows %s", StepMethod, StepForm)
	case has(StepIdentify) && (!present || at(StepIdentify) > at(StepForm) && !f.Kind.Follows()):
		return fmt.Errorf("steps: %s is for who the account belongs to, before the form", StepIdentify)
	case has(StepIdentify) && f.Kind == EnterpriseToEnterprise && !has(StepDeclare):
		return fmt.Errorf("steps: %s needs %s: an enterprise is represented by somebody", StepIdentify, StepDeclare)
	case f.Kind.Follows() && (at(StepIdentify) != 0 || !has(StepProof)):
		return fmt.Errorf("steps: %s begins with %s, and a site proves the rest", f.Kind, StepIdentify)
	case has(StepReview) && (at(StepReview) == 0 || f.Steps[at(StepReview)-1] != StepPapers && f.Steps[at(StepReview)-1] != StepPost):
		return fmt.Errorf("steps: %s follows the papers", StepReview)
	case (has(StepPapers) || has(StepPost)) != has(StepReview) || (has(StepPapers) || has(StepPost)) != (len(f.Papers) > 0):
		return fmt.Errorf("steps: papers are listed, handed in and reviewed, or none of it")
	case !has(StepProof) && !has(StepReview):
		return fmt.Errorf("steps: nothing is proven")
	case f.Kind.Moves() && !has(StepIdentify) && !has(StepReview): // a stolen token would do (THREATS X2)
		return fmt.Errorf("steps: %s gives an account away: it needs %s, or papers and %s, so that who has it has agreed",
			f.Kind, StepIdentify, StepReview)
	}
	return nil
}

func (f FlowPolicy) validateMethods() error {
	if slices.Contains(f.Steps, StepProof) != (len(f.Methods) > 0) {
		return fmt.Errorf("methods and the step %s go together", StepProof)
	}
	if slices.Contains(f.Steps, StepIdentify) != (len(f.Identify) > 0) {
		return fmt.Errorf("identify lists what the step %s needs", StepIdentify)
	}
	subject := f.Kind.Subject()
	if f.Of != "" {
		subject = f.Of
	}
	for i, m := range f.Methods {
		if subject == PersonSubject && !m.Method.Personal() || subject == EnterpriseSubject && !m.Method.Enterprise() {
			return fmt.Errorf("methods: %q is not a method for this", m.Method)
		}
		if slices.ContainsFunc(f.Methods[:i], func(o MethodPolicy) bool { return o.Method == m.Method }) {
			return fmt.Errorf("methods: %q stands twice", m.Method)
		}
		if f.Kind.Follows() && !m.Method.TakesOver() {
			return fmt.Errorf("methods: %q takes nothing over from a site", m.Method)
		}
		if m.Method.FromGroup() && !f.Kind.Verifies() && !f.Kind.Follows() {
			return fmt.Errorf("methods: %q takes over whoever it finds, which is for %s and %s only", m.Method, PersonalVerification, FollowSite)
		}
		if f.Kind == LegalRepresentative && !m.Method.NeedsRepresentative() {
			return fmt.Errorf("methods: %q does not prove a legal representative", m.Method)
		}
	}
	present, _ := f.Kind.from()
	for _, m := range f.Identify {
		if m.Method.Personal() != (present == PersonSubject) {
			return fmt.Errorf("identify: %q does not show who the account belongs to", m.Method)
		}
	}
	for _, m := range append(slices.Clone(f.Methods), f.Identify...) {
		if m.Method.Personal() != (len(m.Documents) > 0) {
			return fmt.Errorf("methods: %q: documents are those of people", m.Method)
		}
		for _, d := range m.Documents {
			if !d.Class() {
				return fmt.Errorf("methods: %q names the unknown document %q", m.Method, d)
			}
		}
	}
	for _, m := range f.Identify {
		if !m.Method.Shows() {
			return fmt.Errorf("identify: %q shows nobody's face", m.Method)
		}
	}
	if err := validateFaceAlone("methods", f.Methods); err != nil {
		return err
	}
	return validateFaceAlone("identify", f.Identify)
}
