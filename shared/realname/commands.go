package realname

import (
	"shiming/shared/identity"
	"slices"
	"strconv"
	"time"
)

// FillPerson fills in the form; Person is the same person that Form seals. Refused: whatever CheckPerson refuses.
type FillPerson struct {
	Person   Person
	Form     Form
	Consents []Consent
}

func (FillPerson) eventType() EventType { return FormFilled }

func (f FillPerson) event(p *Policy, c Case, now time.Time) (Event, error) {
	if c.Kind.Subject() != PersonSubject {
		return Event{}, Refuse(CodeWrongState)
	}
	if err := p.CheckPerson(f.Person, now, p.FormOmits(c)...); err != nil {
		return Event{}, err
	}
	return c.filled(p, f.Form, f.Consents)
}

// FillEnterprise fills in the form of an enterprise; Enterprise is the same that Form seals, Licence its picture.
// Refused: whatever CheckEnterprise refuses, and a licence that is not there, not of this case, or not accepted.
type FillEnterprise struct {
	Enterprise Enterprise
	Licence    Document
	Form       Form
	Consents   []Consent
}

func (FillEnterprise) eventType() EventType { return FormFilled }

func (f FillEnterprise) event(p *Policy, c Case, now time.Time) (Event, error) {
	if c.Kind.Subject() != EnterpriseSubject {
		return Event{}, Refuse(CodeWrongState)
	}
	if err := p.CheckEnterprise(f.Enterprise, identity.DateIn(now)); err != nil {
		return Event{}, err
	}
	if code := f.Licence.unusable(c, LicencePicture); code != "" {
		return Event{}, RefuseField(code, "licence")
	}
	ref := f.Licence.Ref()
	f.Form.Licence, f.Form.Reading = &ref, f.Licence.Reading
	return c.filled(p, f.Form, f.Consents)
}

// filled is the event of a form that is well formed: of a change with the consent of who takes over (RULES D4), and of
// somebody else than the present subject.
func (c Case) filled(p *Policy, f Form, given []Consent) (Event, error) {
	consents, err := p.accepted(p.flowOf(c).FormConsents, given)
	if err != nil {
		return Event{}, err
	}
	if err := c.checkMoves(&f); err != nil {
		return Event{}, err
	}
	return Event{Type: FormFilled, Form: &f, Consents: consents}, nil
}

// checkMoves says whether the form of a case that gives the account to another subject fits: it has to be somebody else
// (RULES D5 to D7), and of a change whose papers were reviewed the one that was declared (RULES D7).
func (c Case) checkMoves(f *Form) error {
	present := c.Present()
	if !c.Kind.Moves() || present == nil {
		return nil
	}
	if slices.Contains(f.Subjects, present.Subject) {
		return Refuse(CodeNothingChanges)
	}
	d := c.Declaration()
	if d != nil && len(d.Subjects) > 0 && !(sharesKey(d.Subjects, f.Subjects) && sharesKey(d.NameDigest, f.NameDigest)) {
		return Refuse(CodeDeclaredOtherwise)
	}
	return nil
}

// Back returns to the form (RULES B2).
type Back struct{}

func (Back) eventType() EventType { return WentBack }

func (Back) event(*Policy, Case, time.Time) (Event, error) { return Event{Type: WentBack}, nil }

// Choose picks a method. Refused: method_not_offered, method_unavailable, method_not_allowed_for_document (RULES A9, B6).
type Choose struct {
	Method Method
	// Evidence is what the register has shown of the form, where the method asks it; empty when it could not be asked.
	Evidence Evidence
	// Party is who or what proves it, for the methods that need it named: the legal representative, a bank card with the
	// phone that the bank holds, an account of the group.
	Party *SealedParty
}

func (Choose) eventType() EventType { return MethodChosen }

func (m Choose) event(p *Policy, c Case, _ time.Time) (Event, error) {
	if err := p.allowMethod(m.Method, c); err != nil {
		return Event{}, err
	}
	if needs := m.Method.Needs(); (needs != "") != (m.Party != nil) {
		if needs == "" {
			return Event{}, RefuseField(CodeFieldInvalid, "method")
		}
		return Event{}, RefuseField(CodeFieldRequired, needs)
	}
	e := Event{Type: MethodChosen, Method: m.Method, Party: m.Party}
	if m.Method.AsksRegister() {
		e.Evidence = m.Evidence
	}
	return e, nil
}

// BeginCheck puts out a QR code for the check that NextCheck named. Person is the person of the form: the age is
// that of the day of the check (RULES A4). Refused: check_daily_limit, under_age.
type BeginCheck struct {
	Person Person // of a check that proves a person's form; not looked at for any other
	Check  Check
	// Ref is by what the provider is asked for the result, sealed; nil where it says so by itself.
	Ref []byte
}

func (BeginCheck) eventType() EventType { return CheckStarted }

func (s BeginCheck) event(p *Policy, c Case, now time.Time) (Event, error) {
	if c.checksPerson() {
		if err := p.CheckIdentity(s.Person, now); err != nil {
			return Event{}, err
		}
	}
	if ready := c.Last().State == Ready; ready && !c.Method().ByCheck() {
		return Event{}, Refuse(CodeWrongState)
	}
	if s.Check.Method == "" {
		return Event{}, RefuseField(CodeMethodNotOffered, "method")
	}
	if from := c.ChecksFrom(p, now); !from.IsZero() {
		return Event{}, Refuse(CodeCheckDailyLimit).From(from)
	}
	return Event{Type: CheckStarted, Check: &s.Check}, nil
}

// checksPerson reports whether the check is about a person whose form has to fit the policy on the day: not about one who
// acts for an enterprise, nor about the present subject, nor one whose identity will be taken over (RULES A4, B8).
func (c Case) checksPerson() bool {
	proving := c.Last().State == Ready || c.Last().State == Checking
	return proving && c.IsPerson() && c.Kind != Reverification && !c.Method().TakesOver()
}

// NextCheck returns the check that could be started now, without its URL. Starting it twice at a provider is starting
// it once: its id is that of the case's version. Its method is empty when the policy has none for it.
func (c Case) NextCheck(p *Policy, now time.Time) Check {
	method, state := c.Method(), c.Last().State
	switch {
	case c.ChecksPresent():
		method = p.identifyBy(c)
	case state == HandlerReady || state == HandlerChecking:
		method = Face // of the handler (RULES C7)
	}
	return Check{ID: newCheckID(c.ID, c.Version()+1), Method: method, ExpiresAt: now.Add(p.CheckLife())}
}

// Outcome is what a provider found out.
type Outcome string

const (
	// Passed is proof: the name and number are those of the person on the phone.
	Passed Outcome = "passed"
	// Failed ended without proof; the notice says why.
	Failed Outcome = "failed"
	// Noted goes on; the notice says what the person has to do meanwhile.
	Noted Outcome = "noted"
)

// Notice is a provider's word on a check, after its signature was verified.
type Notice struct {
	// ID is the provider's id of the notice; the same notice twice counts once.
	ID      string
	Check   CheckID
	Outcome Outcome
	// Fault is why, when the outcome is not Passed.
	Fault Code
	// GroupIdentity is the identity of the app's account, of a method that takes it over (RULES B8); nil for every other.
	GroupIdentity *GroupIdentity
}

// GroupIdentity is an identity that another site of the group has verified.
type GroupIdentity struct {
	Person Person // name, document and birth date
	Site   string // one of the policy's sites
}

// Follow says why what a site says of the account is not taken over by a case that follows its site (RULES E8): it is another site's,
// or what the account is verified as already. Empty: it is, and for every other kind.
func (c Case) Follow(site string, f *Form) Code {
	present := c.Present()
	switch {
	case !c.Kind.Follows():
		return ""
	case site != present.Site:
		return CodeSiteDiffers
	case slices.Contains(f.Subjects, present.Subject) && sharesKey(f.NameDigest, present.NameDigest):
		return CodeSiteUnchanged
	}
	return ""
}

// Settle brings a notice to the case. Refused: wrong_state for a check that is not the one in progress, qr_expired for
// one past its time; then nothing changes.
type Settle struct {
	Notice Notice
	// Provider is who said it, by its name in the address of callbacks.
	Provider string
	// ReviewBy is until when a review that begins now is to be decided (RULES C7).
	ReviewBy time.Time
	// Form is the identity that was taken over, sealed; nil where none is (RULES B8).
	Form *Form
}

func (s Settle) eventType() EventType {
	switch s.Notice.Outcome {
	case Passed:
		return CheckPassed
	case Failed:
		return CheckFailed
	case Noted:
		return CheckNoted
	}
	return ""
}

func (s Settle) event(p *Policy, c Case, now time.Time) (Event, error) {
	check := c.Check()
	if check == nil || check.ID != s.Notice.Check || check.Provider != "" && check.Provider != s.Provider {
		return Event{}, Refuse(CodeWrongState)
	}
	if !now.Before(check.ExpiresAt) {
		return Event{}, Refuse(CodeQRExpired)
	}
	e := Event{Type: s.eventType(), Fault: s.Notice.Fault}
	if e.Type == CheckPassed {
		e.ProvenUntil = c.provenUntil(p, now)
	}
	if e.Type == CheckPassed && check.Method.TakesOver() {
		if s.Form == nil || s.Notice.GroupIdentity == nil {
			return Event{}, Refuse(CodeWrongState)
		}
		if code := c.Follow(s.Notice.GroupIdentity.Site, s.Form); code != "" {
			return Event{}, Refuse(code)
		}
		e.Form, e.Site = s.Form, s.Notice.GroupIdentity.Site
	}
	if to, _ := c.to(e.Type); to == Reviewing {
		e.Deadline = s.ReviewBy
	}
	return e, nil
}

// EndCheck ends a check whose time is over, so that nothing is kept by which a provider could be asked about it. A check
// without a reference ends by itself. Refused: wrong_state for any that is not in progress, or not over.
type EndCheck struct{ Check CheckID }

func (EndCheck) eventType() EventType { return CheckFailed }

func (e EndCheck) event(_ *Policy, c Case, now time.Time) (Event, error) {
	if check := c.Check(); check == nil || check.ID != e.Check || c.Ref == nil || now.Before(check.ExpiresAt) {
		return Event{}, Refuse(CodeWrongState)
	}
	return Event{Type: CheckFailed, Fault: CodeQRExpired}, nil
}

// HolderMark stands before the number of an account that is masked to the same text as another.
const HolderMark = "#"

// RefuseQuota ends a proven case whose subject has no place left; the holders are kept masked (RULES B11).
type RefuseQuota struct {
	Holders []AccountID
	// Payment is the one that proved a top-up: it goes back.
	Payment *Payment
}

func (RefuseQuota) eventType() EventType { return QuotaRefused }

func (r RefuseQuota) event(*Policy, Case, time.Time) (Event, error) {
	masked, alike := make([]string, 0, len(r.Holders)), map[string]int{}
	for _, h := range r.Holders {
		text := h.Masked()
		if alike[text]++; alike[text] > 1 { // told apart (FAULTS S10)
			text += HolderMark + strconv.Itoa(alike[text])
		}
		masked = append(masked, text)
	}
	return Event{Type: QuotaRefused, Fault: CodeQuotaExceeded, Holders: masked, Payment: r.Payment}, nil
}

// Cancel ends an open case; of a change the account is exactly as it was (RULES D1). What the platform asked for, only
// the platform withdraws.
type Cancel struct{ By Role }

func (Cancel) eventType() EventType { return CaseCanceled }

func (x Cancel) event(_ *Policy, c Case, _ time.Time) (Event, error) {
	if c.Kind == Reverification && x.By != Platform && c.Events[0].By == Platform {
		return Event{}, Refuse(CodeCancelNotAllowed)
	}
	return Event{Type: CaseCanceled}, nil
}

// Supersede ends a case whose place another one has taken, for that one's reason (RULES D13). The account has gone on with
// the other already and is not touched.
type Supersede struct{ By Case }

func (Supersede) eventType() EventType { return CaseSuperseded }

func (x Supersede) event(_ *Policy, c Case, _ time.Time) (Event, error) {
	if !c.SupersededBy(x.By) {
		return Event{}, Refuse(CodeWrongState)
	}
	reason := CodeReverify
	if x.By.Events[0].Type == Forfeited {
		reason = CodeReleasedByAppeal
	}
	return Event{Type: CaseSuperseded, Fault: reason, Cause: x.By.ID}, nil
}

// SupersededBy reports whether the other case was opened over this one on the same account.
func (c Case) SupersededBy(other Case) bool {
	return other.Version() > 0 && other.Events[0].Supersedes == c.ID && other.Account == c.Account && c.ID != other.ID
}

// Expire ends a case whose time is over, or in which papers that were asked for have not come in time; the account is as it
// was (RULES D1, D7). Before that it is refused with wrong_state and changes nothing. It says whose time it was: a review that
// staff let lapse is no fault of the applicant (FAULTS D6).
type Expire struct {
	// Restricted says that the account is restricted by now, for it was to be verified again: people are told why.
	Restricted bool
}

func (Expire) eventType() EventType { return CaseExpired }

func (x Expire) event(_ *Policy, c Case, now time.Time) (Event, error) {
	if now.Before(c.Deadline()) && !c.papersLate(now) {
		return Event{}, Refuse(CodeWrongState)
	}
	if c.Kind == Reverification && x.Restricted {
		return Event{Type: CaseExpired, Fault: CodeAccountRestricted}, nil
	}
	return Event{Type: CaseExpired, Fault: c.lateness()}, nil
}

// papersLate reports whether the time is over in which papers that a reviewer asked for were to come.
func (c Case) papersLate(now time.Time) bool {
	return c.Last().State == Supplementing && !now.Before(c.StepDeadline())
}

// lateness says why a case ends whose time is over, by who was to act.
func (c Case) lateness() Code {
	switch c.Last().State {
	case Reviewing:
		return CodeReviewLapsed
	case Supplementing:
		return CodePapersLate
	default:
		return CodeCaseExpired
	}
}
