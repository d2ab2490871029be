package realname

import "time"

// SendCode puts a code out. Refused: check_daily_limit, under_age, wrong_state for a method without one.
type SendCode struct {
	Person Person
	Code   SentCode
	// Fault is why none is sent: the card, the account or the phone does not fit. It is counted like a code.
	Fault Code
	// Site is where that is to be mended, of bind_target_no_phone.
	Site string
}

func (s SendCode) eventType() EventType {
	if s.Fault != "" {
		return CodeRefused
	}
	return CodeSent
}

func (s SendCode) event(p *Policy, c Case, now time.Time) (Event, error) {
	if !c.Method().ByCode() {
		return Event{}, Refuse(CodeWrongState)
	}
	if err := p.CheckIdentity(s.Person, now); err != nil {
		return Event{}, err
	}
	if from := c.ChecksFrom(p, now); !from.IsZero() {
		return Event{}, Refuse(CodeCheckDailyLimit).From(from)
	}
	if s.Fault != "" {
		return Event{Type: CodeRefused, Fault: s.Fault, Site: s.Site}, nil
	}
	return Event{Type: CodeSent, Code: &s.Code}, nil
}

// CompareCode brings the code that came to the phone. The try is counted in the commit that says whether it was right,
// before anybody is told. The step has compared in constant time.
type CompareCode struct {
	Right bool
	// Form is the identity taken over from the account that was bound, and Site where that was verified (RULES B9).
	Form *Form
	Site string
	// Fault is why a right code does not prove it: document_in_use (RULES B10).
	Fault Code
}

func (t CompareCode) eventType() EventType {
	switch {
	case t.Right && t.Fault == "":
		return CheckPassed
	case t.Right:
		return CheckFailed
	}
	return CodeWrong
}

func (t CompareCode) event(p *Policy, c Case, now time.Time) (Event, error) {
	code := c.SentCode()
	if code == nil {
		return Event{}, Refuse(CodeWrongState)
	}
	if !now.Before(code.ExpiresAt) {
		return Event{}, Refuse(CodeCodeExpired)
	}
	// What is bound brings its identity, of the document that was filled in; a card proves the form as it is (RULES B9).
	if proves := t.Right && t.Fault == ""; proves && (t.Form != nil) != (c.Method().FromGroup()) {
		return Event{}, Refuse(CodeWrongState)
	}
	if t.Form != nil && !sharesKey(t.Form.Subjects, c.Form().Subjects) {
		return Event{}, Refuse(CodeBindMismatch)
	}
	if t.Right {
		return Event{Type: t.eventType(), Form: t.Form, Site: t.Site, Fault: t.Fault}, nil
	}
	if c.codesWrong()+1 >= p.Codes.Tries {
		return Event{Type: CheckFailed, Fault: CodeCodeLocked}, nil
	}
	return Event{Type: CodeWrong, Fault: CodeCodeWrong}, nil
}
