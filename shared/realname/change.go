package realname

import (
	"shiming/shared/identity"
	"slices"
	"time"
)

// Opening is what a new case is asked to be.
type Opening struct {
	Kind Kind
	// Channel is how a change is brought; empty is the first that the policy offers for the kind.
	Channel Channel
	// Consents are the agreements that were accepted (RULES D4).
	Consents []Consent
	// Hindrances are what the platform says of the account; looked at where the flow has guards or warnings (RULES E3).
	Hindrances []Hindrance
	// Handoff is what the platform says of it, checked (Handoff.Check).
	Handoff Handoff
}

// Offer is a kind of case that an account could open, and from when (RULES D2); or why not.
type Offer struct {
	Kind    Kind
	Channel Channel
	// From is set when it can be opened later only.
	From   time.Time
	Reason Code  // empty: it can be opened now
	Site   *Site // where it can be done instead (RULES E4)
	// Consents are the agreements that opening it needs, and Asks whether the platform will be asked.
	Consents []Agreement
	Asks     bool
}

// Offers lists what the policy offers for the account as it is, in the order of the policy: what its holder can open now,
// or why not. What goes on at the platform, and consents, stay aside.
func Offers(p *Policy, a Account, now time.Time) []Offer {
	var all []Offer
	for _, f := range p.Flows {
		err := p.fits(f, a, now)
		if err != nil && (err.Code == CodeAlreadyVerified || err.Code == CodeAccountNotVerified || err.Code == CodeKindNotForSubject) {
			continue
		}
		if err == nil {
			err = p.eligible(f, a, now)
		}
		o := Offer{Kind: f.Kind, Channel: f.Channel, Consents: p.agreements(f.Consents), Asks: f.asks()}
		if err != nil {
			o.From, o.Reason, o.Site = err.RetryAfter, err.Code, err.Site
		}
		all = append(all, o)
	}
	return all
}

// eligible says why the holder cannot open a case that fits the account: nobody asks for it, another one is open, the account
// is to be verified again first, so that nothing else gets it out of that, or enough were opened today.
func (p *Policy) eligible(f FlowPolicy, a Account, now time.Time) *Error {
	asked := !a.Restricted.IsZero()
	switch {
	case f.Kind == Reverification && !asked:
		return Refuse(CodeReverifyNotRequired)
	case a.openAt(now) != "":
		return Refuse(CodeCaseOpen)
	case asked && f.Kind != Reverification && !f.Kind.Appeals():
		return Refuse(CodeReverify)
	case a.oneMore(now).Count > p.CasesPerDay:
		return Refuse(CodeTooManyCases).From(midnightAfter(now))
	}
	return nil
}

// oneMore counts the cases that were opened on the account today, and one more.
func (a Account) oneMore(now time.Time) Tally {
	t := Tally{Day: identity.DateIn(now).String(), Count: 1}
	if a.Opened.Day == t.Day {
		t.Count += a.Opened.Count
	}
	return t
}

// fits says whether the account may open a case of the flow, but for what goes on at the platform and what it has open.
func (p *Policy) fits(f FlowPolicy, a Account, now time.Time) *Error {
	subject, verified := f.Kind.from()
	switch id := a.Identity; {
	case f.Kind.Appeals():
		return nil
	case a.IsRestricted(now) && f.Kind != Reverification:
		return Refuse(CodeAccountRestricted)
	case !verified && id != nil:
		return Refuse(CodeAlreadyVerified)
	case !verified:
		return nil
	case id == nil:
		return Refuse(CodeAccountNotVerified)
	case subject != "" && id.Kind != subject || f.Of != "" && id.Kind != f.Of:
		return Refuse(CodeKindNotForSubject)
	case f.Kind == Reverification:
		return nil
	case f.Kind.Follows() && p.changedThere(id.Site): // the only change that there is here (RULES E8)
		break
	case f.Kind.Follows():
		return Refuse(CodeKindNotForSubject)
	case p.changedThere(id.Site):
		site, _ := p.Site(id.Site)
		return Refuse(CodeVerifiedElsewhere).ElsewhereAt(site)
	case f.Kind == LegalRepresentative && !id.Commercial:
		return Refuse(CodeCodeMissing)
	}
	if from := a.Identity.OwnedSince().AddDate(0, 0, f.CoolDownDays); now.Before(from) {
		return Refuse(CodeChangeTooSoon).From(from)
	}
	return nil
}

// Open decides about a new case for the account. existing is the account as stored; its zero value is an account never
// seen. Refused: kind_not_supported; already_verified (RULES A8), account_not_verified, kind_not_for_subject,
// verified_elsewhere (RULES E4), change_too_soon with the day from which it is allowed (RULES D2), account_restricted;
// case_already_open, too_many_cases; consent_required, consent_outdated (RULES D4); and what the platform says.
func Open(p *Policy, existing Account, account AccountID, id CaseID, o Opening, r Request) (Commit, error) {
	existing = existing.In(r.Livemode)
	flow, ok := p.flow(o.Kind, o.Channel, existing.Identity)
	if !ok {
		return Commit{}, RefuseField(CodeKindNotSupported, "kind")
	}
	if err := p.fits(flow, existing, r.Now); err != nil {
		return Commit{}, err
	}
	// What the platform asks for does not wait until the holder has ended something, or tomorrow.
	asked := o.Kind == Reverification && r.By.Role == Platform
	if !asked {
		if err := p.eligible(flow, existing, r.Now); err != nil {
			return Commit{}, err
		}
	}
	opened := existing.oneMore(r.Now)
	consents, err := p.accepted(flow.Consents, o.Consents)
	if err != nil {
		return Commit{}, err
	}
	for _, h := range o.Hindrances {
		if slices.Contains(flow.Guards, h) {
			return Commit{}, Refuse(h.code())
		}
	}
	c := Case{
		ID: id, Kind: o.Kind, Account: account, Livemode: r.Livemode, Channel: flow.Channel, Steps: flow.Steps,
		Handoff: o.Handoff, AccountRev: existing.Rev + 1,
	}
	e := r.event(Opened)
	e.Deadline, e.Consents, e.Supersedes = r.Now.Add(flow.life()), consents, existing.openAt(r.Now)
	if _, verified := o.Kind.from(); verified {
		e.Present = existing.Identity
	}
	for _, h := range o.Hindrances {
		if slices.Contains(flow.Warns, h) {
			e.Warnings = append(e.Warnings, h)
		}
	}
	if e.Present != nil && !o.Kind.Follows() && !slices.Contains(flow.Steps, StepForm) && !slices.Contains(flow.Steps, StepDeclare) {
		e.Form = e.Present.form() // the subject stays: nothing is to be filled in
	}
	c = c.with(e)
	change := AccountChange{
		ID: account, Rev: existing.Rev, Livemode: r.Livemode, OpenCase: id, OpenUntil: e.Deadline, Opened: &opened,
		Clear: existing.Rev > 0 && existing.Livemode != r.Livemode, // what the other mode left
	}
	if asked && !existing.IsRestricted(r.Now) { // who tries again has the time that the platform gave
		change.Restrict = e.Deadline
	}
	return Commit{Case: c, Account: &change}, nil
}

// Forfeit releases an account after an appeal of somebody else was upheld (RULES F1): as a case of its own, so that the
// account's owner can be told and its history shows why. False when the account no longer belongs to one of the
// subjects: then nothing is to be released. by is the system.
func Forfeit(existing Account, id, appeal CaseID, subjects []SubjectKey, r Request) (Commit, bool) {
	present := existing.In(r.Livemode).Identity
	if present == nil || !slices.Contains(subjects, present.Subject) {
		return Commit{}, false
	}
	c := Case{
		ID: id, Kind: Release, Account: existing.ID, Livemode: r.Livemode, Steps: []Step{StepReview}, AccountRev: existing.Rev + 1,
	}
	e := r.event(Forfeited)
	e.Deadline, e.Present, e.Cause, e.Fault, e.Supersedes = r.Now, present, appeal, CodeReleasedByAppeal, existing.openAt(r.Now)
	return Commit{
		Case: c.with(e), Account: &AccountChange{ID: existing.ID, Rev: existing.Rev, Livemode: r.Livemode, Clear: true},
		Give: &Seat{Subject: present.Subject, Account: existing.ID},
	}, true
}
