package realname

import (
	"time"

	"shiming/shared/identity"
)

// Command is one thing that somebody asks of a case.
type Command interface {
	// event says which fact the command would make, or why it is refused. Allows has said yes.
	event(p *Policy, c Case, now time.Time) (Event, error)
	eventType() EventType
}

// Request says who gives a command, when, and by which request.
type Request struct {
	By     Actor
	Now    time.Time
	Replay *Replay // nil: the request carried no idempotency key
}

// Open decides about a new case for the account. existing is the account as stored; its zero value is an account never
// seen. Refused: already_verified (RULES A8), case_already_open, too_many_cases, kind_not_supported.
func Open(p *Policy, existing Account, account AccountID, id CaseID, kind Kind, r Request) (Commit, error) {
	if _, ok := flows[kind]; !ok {
		return Commit{}, refuseField(CodeKindNotSupported, "kind")
	}
	if existing.Identity != nil {
		return Commit{}, refuse(CodeAlreadyVerified)
	}
	if existing.OpenCase != "" && r.Now.Before(existing.OpenUntil) {
		return Commit{}, refuse(CodeCaseOpen)
	}
	today := identity.DateIn(r.Now)
	opened := Tally{Day: today.String(), Count: 1}
	if existing.Opened.Day == opened.Day {
		opened.Count += existing.Opened.Count
	}
	if opened.Count > p.CasesPerDay {
		return Commit{}, &Error{Code: CodeTooManyCases, RetryAfter: midnightAfter(r.Now)}
	}
	c := Case{ID: id, Kind: kind, Account: account, Turn: existing.Turn + 1}
	e := r.event(Opened)
	e.Deadline = r.Now.Add(p.caseLife(kind))
	c = c.with(e)
	return Commit{Case: c, Account: &AccountChange{
		ID: account, Turn: existing.Turn, OpenCase: id, OpenUntil: e.Deadline, Opened: &opened,
	}}, nil
}

func (r Request) event(t EventType) Event {
	return Event{ID: NewEventID(), Type: t, At: r.Now, By: r.By.Role, Who: r.By.ID, Replay: r.Replay}
}

// Apply decides about a command on the case: the commit that carries it out, or why it is refused. It is pure but for
// the random id of the event.
func (c Case) Apply(p *Policy, cmd Command, r Request) (Commit, error) {
	if err := c.Allows(cmd.eventType(), p, r.Now); err != nil {
		return Commit{}, err
	}
	fact, err := cmd.event(p, c, r.Now)
	if err != nil {
		return Commit{}, err
	}
	e := r.event(fact.Type)
	fact.ID, fact.At, fact.By, fact.Who, fact.Replay = e.ID, e.At, e.By, e.Who, e.Replay
	after := c.with(fact)
	commit := Commit{Case: after}
	if after.Last().State.Terminal() {
		commit.Account = &AccountChange{ID: c.Account, Turn: c.Turn}
	}
	if after.Last().Type == ReviewApproved {
		commit.Take = c.payoutSeat(p, r.Now)
	}
	if after.Last().State == Verified {
		commit.Account.Identity = after.identity()
		commit.Take = after.seat(p)
	}
	return commit, nil
}

// identity is who a verified case makes of its account.
func (c Case) identity() *Identity {
	f := c.Form()
	return &Identity{
		Kind: c.subjectKind(), Subject: f.Subjects[len(f.Subjects)-1], Document: string(f.Document), Name: f.Name, Number: f.Number,
		NameDigest: f.NameDigest, Sealed: f.Sealed, Method: c.Method(), Case: c.ID, VerifiedAt: c.UpdatedAt(),
	}
}

// payoutSeat is a place among the amounts that are sent to one enterprise on one day: counted like the quota, as a set
// of cases, so that a repeated commit counts once.
func (c Case) payoutSeat(p *Policy, now time.Time) *Seat {
	keys := c.Form().Subjects
	key := SubjectKey("payouts:" + identity.DateIn(now).String() + ":" + string(keys[len(keys)-1]))
	return &Seat{Subject: key, Account: AccountID(c.ID), Limit: p.Deposit.PayoutsPerDay}
}

// seat is the place that a verified case takes: under the oldest key of the subject, the only one that is known to
// every container and to every form filled in before a rotation. Were it the newest, who does not know that key would
// count the accounts anew (RULES A3).
func (c Case) seat(p *Policy) *Seat {
	keys, limit := c.Form().Subjects, p.Quota.Person
	if c.subjectKind() == EnterpriseSubject {
		limit = p.Quota.Enterprise
	}
	oldest := len(keys) - 1
	return &Seat{Subject: keys[oldest], Others: keys[:oldest:oldest], Account: c.Account, Limit: limit}
}

func (c Case) subjectKind() SubjectKind {
	if c.Kind == EnterpriseVerification {
		return EnterpriseSubject
	}
	return PersonSubject
}

// midnightAfter returns the start of the next civil day in Asia/Shanghai.
func midnightAfter(now time.Time) time.Time {
	d := identity.DateIn(now)
	return time.Date(d.Year, d.Month, d.Day+1, 0, 0, 0, 0, time.FixedZone("CST", 8*3600))
}
