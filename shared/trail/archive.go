package trail

import (
	"bytes"
	"context"
	"encoding/json"
	"time"
)

// Archive is where lines are read again: the server's file with an index (indexed), the log group of functions (insights). It is
// safe for concurrent use.
type Archive interface {
	// Find returns lines that are as they are sought, the newest first, at most limit (1 to MostLines), after the cursor that an
	// earlier call with the same wish returned ("" starts); the cursor is "" when there are no more. What was written just now
	// may be missing for a minute. A cursor that is none is realname's CodeFieldInvalid.
	Find(ctx context.Context, s Sought, cursor string, limit int) (lines []json.RawMessage, next string, err error)
	// Check holds the chains against themselves and against the heads that are kept elsewhere (Verify), from the time on, as far
	// as it gets at once.
	Check(ctx context.Context, from time.Time) (ChainCheck, error)
}

// MostLines are the most that Find returns at once.
const MostLines = 5000

// Sought says which lines are looked for. What is empty holds for every line; the rest has to hold together.
type Sought struct {
	Account, Who, Action, Outcome string
	// From and Until are when: from the one on, and before the other. Zero: without such an end.
	From, Until time.Time
}

// ChainCheck is what Check found.
type ChainCheck struct {
	Lines, Chains int
	Breaks        []Break
	// Until is up to when lines were read; zero: all there were. Whoever wants the rest asks from there.
	Until time.Time
}

// Said are the members of a line by which it is sought and put in order.
type Said struct {
	At      time.Time `json:"at"`
	Account string    `json:"account"`
	Who     string    `json:"who"`
	Action  string    `json:"action"`
	Outcome string    `json:"outcome"`
	Writer  string    `json:"writer"`
	Seq     int       `json:"seq"`
}

// Read reads a line of a log; false: it is none of the audit trail.
func Read(line []byte) (s Said, ok bool) {
	if !bytes.HasPrefix(line, []byte("{"+Mark)) || json.Unmarshal(line, &s) != nil {
		return s, false
	}
	return s, true
}
