package measures

import (
	"cmp"
	"slices"
	"time"

	"shiming/shared/realname"
)

// Case takes in what the newest event of a case says. Call it once for each event, when what follows the event is carried out: an event
// that has to be handed over again then counts once.
func Case(to Sink, c realname.Case) {
	e, kind := c.Last(), string(c.Kind)
	if e.Type == realname.Opened {
		to.Add(CasesOpened, 1, kind)
		return
	}
	before := c.AsOf(c.Version() - 1)
	if !e.State.Terminal() && !slices.ContainsFunc(before.Events, func(b realname.Event) bool { return b.State == e.State }) {
		to.Add(CasesReached, 1, kind, string(e.State))
	}
	if check := before.Check(); check != nil && answers[e.Type] {
		to.Add(ChecksAnswered, 1, check.Provider, string(cmp.Or(e.Fault, "passed")), string(check.Method))
	}
	if e.Review != nil {
		to.Add(ReviewsDecided, 1, kind, string(e.Type), string(e.Review.Reason))
		to.Add(ReviewSeconds, e.At.Sub(waitsSince(before)).Seconds(), kind)
	}
	if e.Ends() {
		to.Add(CasesEnded, 1, kind, string(e.State), string(before.Method()), reason(e))
		if why := reason(e); why != "" {
			to.Add(CasesFailed, 1, why)
		} else {
			to.Add(CasesVerified, 1, string(before.Method()))
		}
		to.Add(CaseSeconds, e.At.Sub(c.OpenedAt()).Seconds(), kind, string(e.State))
	}
}

// answers are the events by which a provider's word gets into a case.
var answers = map[realname.EventType]bool{
	realname.CheckPassed: true, realname.CheckNoted: true, realname.CheckFailed: true, realname.QuotaRefused: true,
}

// reason is why a case ended as it did; of one that ended well there is none.
func reason(e realname.Event) string {
	switch {
	case e.Review != nil:
		return string(e.Review.Reason)
	case e.Fault != "":
		return string(e.Fault)
	case e.State == realname.Verified || e.State == realname.Released || e.State == realname.Upheld:
		return ""
	}
	return string(e.Type)
}

// waitsSince is when the case came before a reviewer.
func waitsSince(c realname.Case) time.Time {
	since := c.UpdatedAt()
	for v := c.Version(); v > 0 && c.Events[v-1].State.InReview(); v-- {
		since = c.Events[v-1].At
	}
	return since
}
