package realname

import (
	"time"

	"shiming/shared/identity"
)

// FillForm fills in the form; Person is the same person that Form seals. Refused: whatever CheckPerson refuses.
type FillForm struct {
	Person Person
	Form   Form
}

func (FillForm) eventType() EventType { return FormFilled }

func (f FillForm) event(p *Policy, c Case, now time.Time) (Event, error) {
	if c.Kind != PersonalVerification {
		return Event{}, refuse(CodeWrongState)
	}
	if err := p.CheckPerson(f.Person, now); err != nil {
		return Event{}, err
	}
	return Event{Type: FormFilled, Form: &f.Form}, nil
}

// FillEnterprise fills in the form of an enterprise; Enterprise is the same that Form seals, Licence its picture.
// Refused: whatever CheckEnterprise refuses, and a licence that is not there, not of this case, or not accepted.
type FillEnterprise struct {
	Enterprise Enterprise
	Licence    Document
	Form       Form
}

func (FillEnterprise) eventType() EventType { return FormFilled }

func (f FillEnterprise) event(p *Policy, c Case, now time.Time) (Event, error) {
	if c.Kind != EnterpriseVerification {
		return Event{}, refuse(CodeWrongState)
	}
	if err := p.CheckEnterprise(f.Enterprise, identity.DateIn(now)); err != nil {
		return Event{}, err
	}
	if err := f.Licence.usable(c, LicencePicture); err != nil {
		return Event{}, err
	}
	ref := f.Licence.Ref()
	f.Form.Licence, f.Form.Reading = &ref, f.Licence.Reading
	return Event{Type: FormFilled, Form: &f.Form}, nil
}

// GoBack returns to the form (RULES B2).
type GoBack struct{}

func (GoBack) eventType() EventType { return WentBack }

func (GoBack) event(*Policy, Case, time.Time) (Event, error) { return Event{Type: WentBack}, nil }

// ChooseMethod picks a method. Refused: method_not_offered, method_not_allowed_for_document (RULES A9, B6).
type ChooseMethod struct {
	Method Method
	// Representative is the legal representative, for the methods that need one.
	Representative *SealedParty
}

func (ChooseMethod) eventType() EventType { return MethodChosen }

func (m ChooseMethod) event(p *Policy, c Case, _ time.Time) (Event, error) {
	if err := p.allowMethod(m.Method, c); err != nil {
		return Event{}, err
	}
	if m.Method.NeedsRepresentative() != (m.Representative != nil) {
		return Event{}, refuseField(CodeFieldRequired, "representative")
	}
	return Event{Type: MethodChosen, Method: m.Method, Party: m.Representative}, nil
}

// StartCheck puts out a QR code for the check that NextCheck named. Person is the person of the form: the age is
// that of the day of the check (RULES A4). Refused: check_daily_limit, under_age.
type StartCheck struct {
	Person Person // of a personal case; not looked at for those who act for an enterprise
	Check  Check
}

func (StartCheck) eventType() EventType { return CheckStarted }

func (s StartCheck) event(p *Policy, c Case, now time.Time) (Event, error) {
	if c.Kind == PersonalVerification {
		if err := p.CheckPerson(s.Person, now); err != nil {
			return Event{}, err
		}
	}
	if c.Method() == TopUp || c.Method() == CorporateTransfer && c.Last().State == Ready {
		return Event{}, refuse(CodeWrongState)
	}
	if c.checksOn(now) >= p.ChecksPerDay {
		return Event{}, &Error{Code: CodeCheckDailyLimit, RetryAfter: midnightAfter(now)}
	}
	return Event{Type: CheckStarted, Check: &s.Check}, nil
}

// NextCheck returns the check that could be started now, without its URL. Starting it twice at a provider is starting
// it once: its id is that of the case's version.
func (c Case) NextCheck(p *Policy, now time.Time) Check {
	method := c.Method()
	if method == CorporateTransfer {
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
}

// Settle brings a notice to the case. Refused: wrong_state for a check that is not the one in progress, qr_expired for
// one past its time; then nothing changes.
type Settle struct {
	Notice Notice
	// ReviewBy is until when a review that begins now is to be decided (RULES C7).
	ReviewBy time.Time
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

func (s Settle) event(_ *Policy, c Case, now time.Time) (Event, error) {
	check := c.Check()
	if check == nil || check.ID != s.Notice.Check {
		return Event{}, refuse(CodeWrongState)
	}
	if !now.Before(check.ExpiresAt) {
		return Event{}, refuse(CodeQRExpired)
	}
	e := Event{Type: s.eventType(), Fault: s.Notice.Fault}
	if transitions[c.Last().State][e.Type] == Reviewing {
		e.Deadline = s.ReviewBy
	}
	return e, nil
}

// RefuseQuota ends a proven case whose subject has no place left; the holders are kept masked (RULES B11).
type RefuseQuota struct {
	Holders []AccountID
	// Payment is the one that proved a top-up: it goes back.
	Payment *Payment
}

func (RefuseQuota) eventType() EventType { return QuotaRefused }

func (r RefuseQuota) event(*Policy, Case, time.Time) (Event, error) {
	masked := make([]string, 0, len(r.Holders))
	for _, h := range r.Holders {
		masked = append(masked, h.Masked())
	}
	return Event{Type: QuotaRefused, Fault: CodeQuotaExceeded, Holders: masked, Payment: r.Payment}, nil
}

// Cancel ends an open case.
type Cancel struct{}

func (Cancel) eventType() EventType { return CaseCanceled }

func (Cancel) event(*Policy, Case, time.Time) (Event, error) { return Event{Type: CaseCanceled}, nil }
