package realname

import "time"

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
	// Livemode is the mode of the process, which a case takes when it is opened (THREATS X5).
	Livemode bool
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
	if fact.Deadline.After(c.Deadline()) {
		fact.Deadline = c.Deadline() // nobody is told of a day that the case does not live to see (FAULTS D1)
	}
	after := c.with(fact)
	if start, begins := cmd.(BeginCheck); begins {
		after.Ref = start.Ref
	}
	commit := Commit{Case: after}
	state := after.Last().State
	if !after.Last().Ends() {
		return commit, nil
	}
	if e.Type != CaseSuperseded { // whose account has gone on already
		commit.Account = &AccountChange{ID: c.Account, Rev: c.AccountRev, Livemode: c.Livemode}
	}
	switch {
	case state == Verified:
		commit.Account.Identity = after.identity()
		commit.Take, commit.Give = after.seats(p)
	case state == Released:
		commit.Account.Clear = true
		commit.Give = c.presentSeat()
	case e.Type == CaseCanceled && c.Kind == Reverification:
		commit.Account.Lift = r.By.Role == Platform
	}
	return commit, nil
}

// identity is who a case that has ended well makes of its account.
func (c Case) identity() *Identity {
	f := c.Form()
	id := &Identity{
		Kind: c.Kind.Subject(), Subject: f.Subjects[len(f.Subjects)-1], Document: string(f.Document), Name: f.Name, Number: f.Number,
		NameDigest: f.NameDigest, Sealed: f.Sealed, Method: c.Method(), Case: c.ID, VerifiedAt: c.UpdatedAt(),
		Site: c.Last().Site, Commercial: f.Commercial, Representative: c.representative(),
		Evidence: c.evidence(), Livemode: c.Livemode,
	}
	present := c.Present()
	if c.TakesSeat() {
		if id.Method == "" {
			id.Method = PaperReview
		}
		return id
	}
	// The subject stays (RULES D8, D9, E8).
	if id.Evidence == "" {
		id.Evidence = present.Evidence
	}
	id.Kind, id.Subject, id.Site, id.Since = present.Kind, present.Subject, present.Site, present.OwnedSince()
	if id.Method == "" {
		id.Method = present.Method
	}
	if id.Representative == nil || c.Kind == Reverification && present.Representative != nil {
		id.Representative = present.Representative // a new one is a change of its own (RULES D9)
	}
	return id
}

// representative is the legal representative who has proven it in this case, or stands in its papers.
func (c Case) representative() *SealedParty {
	if c.Method().NeedsRepresentative() {
		return c.Party()
	}
	if papers := c.Papers(); papers != nil && papers.Representative.Sealed != nil {
		return &papers.Representative
	}
	return nil
}

// seats are the place that a verified case takes, and the one that it gives back (RULES A3): none where the subject
// stays.
func (c Case) seats(p *Policy) (take, give *Seat) {
	if c.Present() == nil {
		return c.seat(p), nil
	}
	if !c.TakesSeat() {
		return nil, nil
	}
	return c.seat(p), c.presentSeat()
}

// presentSeat is the place of who the account belongs to now.
func (c Case) presentSeat() *Seat {
	return &Seat{Subject: c.Present().Subject, Account: c.Account}
}

// seat is the place that a verified case takes: under the oldest key of the subject, the only one that is known to
// every container and to every form filled in before a rotation. Were it the newest, who does not know that key would
// count the accounts anew (RULES A3).
func (c Case) seat(p *Policy) *Seat {
	keys, limit := c.Form().Subjects, p.Quota.Person
	if c.Kind.Subject() == EnterpriseSubject {
		limit = p.Quota.Enterprise
	}
	oldest := len(keys) - 1
	return &Seat{Subject: keys[oldest], Others: keys[:oldest:oldest], Account: c.Account, Limit: limit}
}
