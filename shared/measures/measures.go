// Package measures says what is counted of Shiming's work: how many, how long, and with what outcome. Where the figures go belongs to
// the rooms beneath: lines in CloudWatch's format from functions, Prometheus from the server. What they are called there, and which
// exist, is the table here.
//
// Labels are words of the code (kinds, methods, states, codes), never anything that somebody typed: figures are no place for people.
package measures

// Measure is one of the things that are counted, or whose seconds are.
type Measure struct {
	// Name is in snake case, as Prometheus has it; of what is timed it ends with _seconds.
	Name string
	// Help says in a sentence what it counts.
	Help string
	// Labels name what it is told apart by, in the order of the values that Add takes.
	Labels []string
	// Dimensions are how many of the first labels make a metric of their own at CloudWatch, where each combination is paid for by the
	// month. The others stand in the line, where a query of the logs finds them.
	Dimensions int
	// Seconds tells what is timed from what is counted.
	Seconds bool
}

// What is measured.
var (
	CasesOpened = Measure{Name: "cases_opened", Help: "Cases that were opened.", Labels: []string{"kind"}, Dimensions: 1}
	CasesEnded  = Measure{Name: "cases_ended", Help: "Cases that ended: how, by which method, and why where they failed.",
		Labels: []string{"kind", "state", "method", "reason"}, Dimensions: 2}
	CasesReached = Measure{Name: "cases_reached", Help: "Cases that came into a state for the first time: how far they get.",
		Labels: []string{"kind", "state"}, Dimensions: 2}
	CasesVerified = Measure{Name: "cases_verified", Help: "Cases that ended well, by their method.", Labels: []string{"method"}, Dimensions: 1}
	CasesFailed   = Measure{Name: "cases_failed", Help: "Cases that ended otherwise, by why.", Labels: []string{"reason"}, Dimensions: 1}
	CaseSeconds   = Measure{Name: "case_seconds", Help: "From the opening of a case to its end.",
		Labels: []string{"kind", "state"}, Dimensions: 2, Seconds: true}
	ChecksAnswered = Measure{Name: "checks_answered", Help: "What providers answered to checks.",
		Labels: []string{"provider", "answer", "method"}, Dimensions: 2}
	ReviewsDecided = Measure{Name: "reviews_decided", Help: "What reviewers decided, and why where they refused or asked again.",
		Labels: []string{"kind", "decision", "reason"}, Dimensions: 2}
	ReviewSeconds = Measure{Name: "review_seconds", Help: "How long a case waited for its reviewer's decision.",
		Labels: []string{"kind"}, Dimensions: 1, Seconds: true}
	MessagesSent = Measure{Name: "messages_sent", Help: "Tries to deliver messages and webhooks, by how they went.",
		Labels: []string{"channel", "outcome"}, Dimensions: 2}
)

// All returns the table.
func All() []Measure {
	return []Measure{CasesOpened, CasesReached, CasesEnded, CasesVerified, CasesFailed, CaseSeconds, ChecksAnswered, ReviewsDecided, ReviewSeconds, MessagesSent}
}

// Sink takes in figures. It is safe for concurrent use, never fails, and waits for nobody: what is measured goes on as if it were not.
type Sink interface {
	// Add takes in one more: a count, or how many seconds it took. labels are the values of the measure's, in their order.
	Add(m Measure, value float64, labels ...string)
}

// None takes in nothing.
var None Sink = Each{}

// Each hands every figure to each of them.
type Each []Sink

// Add implements Sink.
func (e Each) Add(m Measure, value float64, labels ...string) {
	for _, to := range e {
		to.Add(m, value, labels...)
	}
}
