package realname

import "time"

// FillForm fills in the form; Person is the same person that Form seals. Refused: whatever CheckPerson refuses.
type FillForm struct {
	Person Person
	Form   Form
}

func (FillForm) eventType() EventType { return FormFilled }

func (f FillForm) event(p *Policy, _ Case, now time.Time) (Event, error) {
	if err := p.CheckPerson(f.Person, now); err != nil {
		return Event{}, err
	}
	return Event{Type: FormFilled, Form: &f.Form}, nil
}

// GoBack returns to the form (RULES B2).
type GoBack struct{}

func (GoBack) eventType() EventType { return WentBack }

func (GoBack) event(*Policy, Case, time.Time) (Event, error) { return Event{Type: WentBack}, nil }

// ChooseMethod picks a method. Refused: method_not_offered, method_not_allowed_for_document (RULES A9, B6).
type ChooseMethod struct{ Method Method }

func (ChooseMethod) eventType() EventType { return MethodChosen }

func (m ChooseMethod) event(p *Policy, c Case, _ time.Time) (Event, error) {
	if err := p.allowMethod(m.Method, c.Form().Document); err != nil {
		return Event{}, err
	}
	return Event{Type: MethodChosen, Method: m.Method}, nil
}

// StartCheck puts out a QR code for the check that NextCheck named. Person is the person of the form: the age is
// that of the day of the check (RULES A4). Refused: check_daily_limit, under_age.
type StartCheck struct {
	Person Person
	Check  Check
}

func (StartCheck) eventType() EventType { return CheckStarted }

func (s StartCheck) event(p *Policy, c Case, now time.Time) (Event, error) {
	if err := p.CheckPerson(s.Person, now); err != nil {
		return Event{}, err
	}
	if c.checksOn(now) >= p.ChecksPerDay {
		return Event{}, &Error{Code: CodeCheckDailyLimit, RetryAfter: midnightAfter(now)}
	}
	return Event{Type: CheckStarted, Check: &s.Check}, nil
}

// NextCheck returns the check that could be started now, without its URL. Starting it twice at a provider is starting
// it once: its id is that of the case's version.
func (c Case) NextCheck(p *Policy, now time.Time) Check {
	return Check{ID: newCheckID(c.ID, c.Version()+1), Method: c.Method(), ExpiresAt: now.Add(p.CheckLife())}
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
type Settle struct{ Notice Notice }

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
	return Event{Type: s.eventType(), Fault: s.Notice.Fault}, nil
}

// RefuseQuota ends a proven case whose subject has no place left; the holders are kept masked (RULES B11).
type RefuseQuota struct{ Holders []AccountID }

func (RefuseQuota) eventType() EventType { return QuotaRefused }

func (r RefuseQuota) event(*Policy, Case, time.Time) (Event, error) {
	masked := make([]string, 0, len(r.Holders))
	for _, h := range r.Holders {
		masked = append(masked, h.Masked())
	}
	return Event{Type: QuotaRefused, Fault: CodeQuotaExceeded, Holders: masked}, nil
}

// Cancel ends an open case.
type Cancel struct{}

func (Cancel) eventType() EventType { return CaseCanceled }

func (Cancel) event(*Policy, Case, time.Time) (Event, error) { return Event{Type: CaseCanceled}, nil }
