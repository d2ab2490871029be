// Package insights searches the audit trail of functions: the lines of their log group, by CloudWatch Logs Insights. A search is a
// query that is begun and asked for until it is there; it is paid by what it reads, which its time says. What must not live here:
// what a line says, and who may read it.
//
// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_StartQuery.html
package insights

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"shiming/shared/realname"
	"shiming/shared/steps"
	"shiming/shared/trail"
)

const (
	// mostRows is the most that a query gives.
	mostRows = 10_000
	// spare is how many lines more than asked for are read, so that those of one millisecond are there together: their order
	// among each other is not the service's.
	spare = 100
	// within is how long an answer is waited for: what takes longer is asked for less at once.
	within = 20 * time.Second
	// lag is how long a line may take to get into the log group, and a head to be kept behind its line.
	lag = 2 * time.Minute
)

// Group is the log group. It implements trail.Archive.
type Group struct {
	// Name is the log group's.
	Name string
	// Call calls an operation of CloudWatch Logs by its name.
	Call func(ctx context.Context, operation string, in, out any) error
	// Records hold the heads.
	Records steps.Records
	Clock   func() time.Time
}

var _ trail.Archive = Group{}

// row is a line as it was found: at is when it came into the log group, in milliseconds.
type row struct {
	trail.Said
	at   int64
	line json.RawMessage
}

// Find implements trail.Archive. A cursor is the millisecond of the last line, and how many of it were given.
func (g Group) Find(ctx context.Context, s trail.Sought, cursor string, limit int) ([]json.RawMessage, string, error) {
	var last, given int64
	if cursor != "" {
		if _, err := fmt.Sscanf(cursor, "%d.%d", &last, &given); err != nil || place(last, given) != cursor || last < 1 || given < 1 || given > mostRows/2 {
			return nil, "", realname.RefuseField(realname.CodeFieldInvalid, "cursor")
		}
		s.Until = time.UnixMilli(last + 1)
	}
	for n := min(limit+int(given)+spare, mostRows); ; n = mostRows {
		rows, more, err := g.query(ctx, s, "desc", n)
		if err != nil {
			return nil, "", err
		}
		slices.SortStableFunc(rows, func(a, b row) int {
			return cmp.Or(cmp.Compare(b.at, a.at), strings.Compare(a.Writer, b.Writer), cmp.Compare(b.Seq, a.Seq))
		})
		if more && n < mostRows && (len(rows) == 0 || rows[0].at == rows[len(rows)-1].at) { // very many of one millisecond
			continue
		}
		rows = rows[min(int(given), len(rows)):]
		more = more || len(rows) > limit
		rows = rows[:min(limit, len(rows))]
		var lines []json.RawMessage
		for _, r := range rows {
			if r.at != last {
				last, given = r.at, 0
			}
			given++
			lines = append(lines, r.line)
		}
		if !more || len(rows) == 0 {
			return lines, "", nil
		}
		return lines, place(last, given), nil
	}
}

func place(at, given int64) string {
	return strconv.FormatInt(at, 10) + "." + strconv.FormatInt(given, 10)
}

// Check implements trail.Archive. It reads as many lines as a query gives, and says up to when that was.
func (g Group) Check(ctx context.Context, from time.Time) (trail.ChainCheck, error) {
	until := g.Clock().Add(-lag)
	if !from.Before(until) {
		return trail.ChainCheck{}, nil
	}
	rows, more, err := g.query(ctx, trail.Sought{From: from, Until: until}, "asc", mostRows)
	if err != nil {
		return trail.ChainCheck{}, err
	}
	c := trail.ChainCheck{Lines: len(rows)}
	if more && len(rows) > 0 {
		c.Until = time.UnixMilli(rows[len(rows)-1].at + 1).UTC()
		until = c.Until
	}
	heads, err := trail.Heads(ctx, g.Records, from, until.Add(-lag)) // later ones may be of lines that are not among these
	if err != nil {
		return c, err
	}
	slices.SortStableFunc(rows, func(a, b row) int { return cmp.Or(strings.Compare(a.Writer, b.Writer), cmp.Compare(a.Seq, b.Seq)) })
	var lines bytes.Buffer
	for _, r := range rows {
		lines.Write(r.line)
		lines.WriteByte('\n')
	}
	ends, found, err := trail.VerifyPart(&lines, heads)
	c.Chains, c.Breaks = len(ends), found
	return c, err
}

// query is one query. Where there is more than it gives, those of its last millisecond are left out: some of them may be missing.
func (g Group) query(ctx context.Context, s trail.Sought, order string, limit int) (rows []row, more bool, err error) {
	text, err := filter(s)
	if err != nil {
		return nil, false, err
	}
	end := g.Clock().Add(time.Minute)
	if !s.Until.IsZero() && s.Until.Before(end) {
		end = s.Until
	}
	start := max(s.From.Unix(), 0)
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	var began struct {
		QueryID string `json:"queryId"`
	}
	if err := g.Call(ctx, "StartQuery", map[string]any{
		"logGroupName": g.Name, "startTime": start, "endTime": max(end.Unix()+1, start+1), "limit": limit,
		"queryString": fmt.Sprintf("fields @timestamp, @message | filter %s | sort @timestamp %s | limit %d", text, order, limit),
	}, &began); err != nil {
		return nil, false, unavailable(err)
	}
	found, err := g.results(ctx, began.QueryID)
	if err != nil {
		return nil, false, err
	}
	for _, fields := range found {
		if r, ok := read(fields); ok {
			rows = append(rows, r)
		}
	}
	if more = len(found) >= limit; more && len(rows) > 0 {
		last := rows[len(rows)-1].at
		if i := slices.IndexFunc(rows, func(r row) bool { return r.at == last }); i > 0 {
			rows = rows[:i]
		}
	}
	return rows, more, nil
}

type field struct{ Field, Value string }

// results waits for the results of a query.
func (g Group) results(ctx context.Context, query string) ([][]field, error) {
	for pause := 100 * time.Millisecond; ; pause = min(2*pause, time.Second) {
		var got struct {
			Status  string    `json:"status"`
			Results [][]field `json:"results"`
		}
		if err := g.Call(ctx, "GetQueryResults", map[string]string{"queryId": query}, &got); err != nil {
			return nil, unavailable(err)
		}
		switch got.Status {
		case "Complete":
			return got.Results, nil
		case "Scheduled", "Running", "Unknown":
		default:
			return nil, unavailable(errors.New("the query ended as " + got.Status))
		}
		select {
		case <-ctx.Done():
			return nil, unavailable(errors.New("the query takes too long"))
		case <-time.After(pause):
		}
	}
}

func unavailable(cause error) error { return realname.Refuse(realname.CodeUnavailable).Because(cause) }

// read reads a row of the results. What is no line of the trail is left out, and missing in its chain.
func read(fields []field) (r row, ok bool) {
	for _, f := range fields {
		switch f.Field {
		case "@timestamp":
			at, err := time.Parse("2006-01-02 15:04:05.000", f.Value)
			if err != nil {
				return r, false
			}
			r.at = at.UnixMilli()
		case "@message":
			r.line = json.RawMessage(strings.TrimRight(f.Value, "\r\n"))
		}
	}
	r.Said, ok = trail.Read(r.line)
	return r, ok && r.at > 0
}

// filter writes what is sought. Names stand in backticks, for log is a function of the language, too; a value that could end its
// quotes is refused.
func filter(s trail.Sought) (string, error) {
	holds := []string{"`log` = \"audit\""}
	for _, f := range [][2]string{{"account", s.Account}, {"who", s.Who}, {"action", s.Action}, {"outcome", s.Outcome}} {
		if strings.ContainsAny(f[1], "\"'\\`\r\n") {
			return "", realname.RefuseField(realname.CodeFieldInvalid, f[0])
		}
		if f[1] != "" {
			holds = append(holds, "`"+f[0]+"` = \""+f[1]+"\"")
		}
	}
	if !s.From.IsZero() {
		holds = append(holds, "@timestamp >= "+strconv.FormatInt(s.From.UnixMilli(), 10))
	}
	if !s.Until.IsZero() {
		holds = append(holds, "@timestamp < "+strconv.FormatInt(s.Until.UnixMilli(), 10))
	}
	return strings.Join(holds, " and "), nil
}
