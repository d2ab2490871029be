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

// AccountChange changes an account that still has Rev (0: an account never seen, which is created). Afterwards it
// has Rev+1.
type AccountChange struct {
	ID        AccountID
	Rev       int
	Livemode  bool      // of the case that changes it
	OpenCase  CaseID    // after the change; empty when none
	OpenUntil time.Time // when OpenCase is set
	Opened    *Tally    // nil: as it was
	Identity  *Identity // nil: as it was, unless Clear
	Clear     bool      // the account becomes unverified
	// Restrict is from when the account is restricted; zero: as it was. Lift takes that back, and so do Identity and
	// Clear, whatever Restrict says.
	Restrict time.Time
	Lift     bool
}

// Apply returns the account after the change. The caller has compared the Rev.
func (ch AccountChange) Apply(a Account) Account {
	a.ID, a.Rev, a.Livemode = ch.ID, ch.Rev+1, ch.Livemode
	a.OpenCase, a.OpenUntil = ch.OpenCase, ch.OpenUntil
	if ch.Opened != nil {
		a.Opened = *ch.Opened
	}
	if ch.Identity != nil {
		a.Identity = ch.Identity
	}
	if ch.Clear {
		a.Identity = nil
	}
	if from, set := ch.Restriction(); set {
		a.Restricted = from
	}
	return a
}

// OnlyCloses reports whether the commit ends a case and changes nothing else of its account.
func (c Commit) OnlyCloses() bool {
	ch := c.Account
	return ch != nil && ch.OpenCase == "" && ch.Identity == nil && !ch.Clear && !ch.Lift && c.Take == nil && c.Give == nil
}

// Restriction is from when the account is restricted afterwards: set is false where that stays as it was, and the time
// is zero where it is lifted.
func (ch AccountChange) Restriction() (from time.Time, set bool) {
	if ch.Lift || ch.Clear || ch.Identity != nil {
		return time.Time{}, true
	}
	return ch.Restrict, !ch.Restrict.IsZero()
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
