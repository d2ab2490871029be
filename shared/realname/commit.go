package realname

import "time"

// Commit is what one step changes. A store applies all of it or nothing.
type Commit struct {
	// Case is the case after its newest event. It replaces the stored one only if that has exactly one event less;
	// with one event it is created, only if no case of that id exists.
	Case Case
	// Account, when set, is changed with the case.
	Account *AccountChange
	// Take and Give, when set, move a seat with the case and the account.
	Take, Give *Seat
}

// AccountChange changes an account that still is on Turn (0: an account never seen, which is created). Afterwards it
// is on Turn+1.
type AccountChange struct {
	ID        AccountID
	Turn      int
	OpenCase  CaseID    // after the change; empty when none
	OpenUntil time.Time // when OpenCase is set
	Opened    *Tally    // nil: as it was
	Identity  *Identity // nil: as it was, unless Clear
	Clear     bool      // the account becomes unverified
	// Restrict is since when the account is restricted; zero: as it was. Identity and Clear lift it, whatever it says.
	Restrict time.Time
}

// Apply returns the account after the change. The caller has compared the turn.
func (ch AccountChange) Apply(a Account) Account {
	a.ID, a.Turn = ch.ID, ch.Turn+1
	a.OpenCase, a.OpenUntil = ch.OpenCase, ch.OpenUntil
	if ch.Opened != nil {
		a.Opened = *ch.Opened
	}
	if !ch.Restrict.IsZero() {
		a.Restricted = ch.Restrict
	}
	if ch.Identity != nil {
		a.Identity, a.Restricted = ch.Identity, time.Time{}
	}
	if ch.Clear {
		a.Identity, a.Restricted = nil, time.Time{}
	}
	return a
}

// Under returns the commit with its seat taken under key, one of the keys that the subject has.
func (c Commit) Under(key SubjectKey) Commit {
	take, account := c.Take.Under(key), *c.Account
	identity := *account.Identity
	identity.Subject = key
	account.Identity = &identity
	c.Take, c.Account = &take, &account
	return c
}
