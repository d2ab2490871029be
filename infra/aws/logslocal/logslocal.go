// Package logslocal is a small stand-in for Amazon CloudWatch Logs, for local runs and tests only: one log group in memory, and
// the two operations that Shiming's function of the audit trail calls, StartQuery and GetQueryResults (AWS JSON 1.1, Signature
// Version 4). It takes queries of the one form that the function writes, and refuses what the service would: a group that is not
// there, more or fewer than one name of it, times that are none, a query that is not well formed, more results than there may be,
// results of a query that nobody began.
//
// What must not live here: anything a deployed function needs.
package logslocal

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"shiming/infra/aws/sigv4"
)

const (
	maxBody    = 64 << 10
	maxResults = 10_000
)

// LogGroup is the stand-in, an http.Handler, and takes lines as an io.Writer. Safe for concurrent use.
type LogGroup struct {
	name   string
	verify sigv4.SignatureVerifier

	mu      sync.Mutex
	printed PrintedLines
	lines   []logged
	queries map[string]*query
}

// logged is a line with when it came, in milliseconds.
type logged struct {
	at   int64
	text string
}

// query is one that was begun: it is running when it is first asked for.
type query struct {
	asked   int
	results [][]map[string]string
}

// New makes an empty log group. The verifier says who may call; its clock is the group's.
func New(name string, verify sigv4.SignatureVerifier) *LogGroup {
	return &LogGroup{name: name, verify: verify, queries: map[string]*query{}}
}

// Write takes what functions print: lines, each with the function's name and " | " before it. It never fails.
func (g *LogGroup) Write(p []byte) (int, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.printed.Take(p, func(said []byte) {
		g.lines = append(g.lines, logged{g.verify.Now().UnixMilli(), string(said) + "\n"})
	})
	return len(p), nil
}

// Drop takes the lines out for which gone says so, as whoever may write the log group could.
func (g *LogGroup) Drop(gone func(line string) bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.lines = slices.DeleteFunc(g.lines, func(l logged) bool { return gone(l.text) })
}

// fault is an error as the service sends it.
type fault struct{ code, message string }

func (f *fault) Error() string { return f.code + ": " + f.message }

// ServeHTTP answers one request.
func (g *LogGroup) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/x-amz-json-1.1")
	answer, err := g.answer(r)
	if err != nil {
		var refusal *sigv4.Rejection
		var f *fault
		status := http.StatusBadRequest
		switch {
		case errors.As(err, &refusal):
			f = &fault{refusal.Code, refusal.Message}
		case !errors.As(err, &f):
			f, status = &fault{"ServiceUnavailableException", err.Error()}, http.StatusInternalServerError
		}
		w.WriteHeader(status)
		answer = map[string]string{"__type": f.code, "message": f.message}
	}
	_ = json.NewEncoder(w).Encode(answer) // fails only where the client is gone
}

// startQuery and getQueryResults are what is asked.
type startQuery struct {
	LogGroupName        string   `json:"logGroupName"`
	LogGroupNames       []string `json:"logGroupNames"`
	LogGroupIdentifiers []string `json:"logGroupIdentifiers"`
	StartTime           *int64   `json:"startTime"`
	EndTime             *int64   `json:"endTime"`
	QueryString         string   `json:"queryString"`
	Limit               int      `json:"limit"`
}

type getQueryResults struct {
	QueryID string `json:"queryId"`
}

func (g *LogGroup) answer(r *http.Request) (any, error) {
	body, err := io.ReadAll(io.LimitReader(r.Body, maxBody))
	if err != nil {
		return nil, err
	}
	if err := g.verify.Check(r, body); err != nil {
		return nil, err
	}
	in := json.NewDecoder(bytes.NewReader(body))
	in.DisallowUnknownFields()
	switch r.Header.Get("X-Amz-Target") {
	case "Logs_20140328.StartQuery":
		var q startQuery
		if err := in.Decode(&q); err != nil {
			return nil, &fault{"SerializationException", "not what is asked"}
		}
		return g.start(q)
	case "Logs_20140328.GetQueryResults":
		var q getQueryResults
		if err := in.Decode(&q); err != nil {
			return nil, &fault{"SerializationException", "not what is asked"}
		}
		return g.results(q)
	}
	return nil, &fault{"UnknownOperationException", "the stand-in does not know this operation"}
}

func (g *LogGroup) start(q startQuery) (any, error) {
	if q.LogGroupName == "" || len(q.LogGroupNames)+len(q.LogGroupIdentifiers) > 0 {
		return nil, &fault{"InvalidParameterException", "exactly one of logGroupName, logGroupNames and logGroupIdentifiers"}
	}
	if q.LogGroupName != g.name {
		return nil, &fault{"ResourceNotFoundException", "Log group '" + q.LogGroupName + "' does not exist"}
	}
	if q.StartTime == nil || q.EndTime == nil || *q.StartTime < 0 || *q.EndTime <= *q.StartTime || q.Limit < 1 || q.Limit > maxResults {
		return nil, &fault{"InvalidParameterException", "the times or the limit are none"}
	}
	want, err := parse(q.QueryString)
	if err != nil {
		return nil, err
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	var found []logged
	for _, l := range g.lines {
		if l.at >= *q.StartTime*1000 && l.at <= *q.EndTime*1000+999 && want.holds(l) {
			found = append(found, l)
		}
	}
	if want.newest {
		slices.Reverse(found)
	}
	slices.SortStableFunc(found, func(a, b logged) int {
		if want.newest {
			a, b = b, a
		}
		return int(a.at - b.at)
	})
	found = found[:min(len(found), q.Limit, want.limit)]
	var results [][]map[string]string
	for i, l := range found {
		results = append(results, []map[string]string{
			{"field": "@timestamp", "value": time.UnixMilli(l.at).UTC().Format("2006-01-02 15:04:05.000")},
			{"field": "@message", "value": l.text}, {"field": "@ptr", "value": strconv.Itoa(i)},
		})
	}
	id := rand.Text()
	g.queries[id] = &query{results: results}
	return map[string]string{"queryId": id}, nil
}

func (g *LogGroup) results(q getQueryResults) (any, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	begun := g.queries[q.QueryID]
	if begun == nil {
		return nil, &fault{"ResourceNotFoundException", "there is no such query"}
	}
	if begun.asked++; begun.asked == 1 { // what has been found so far may be shown, and is not all
		return map[string]any{"status": "Running", "results": begun.results[:len(begun.results)/2]}, nil
	}
	return map[string]any{"status": "Complete", "results": begun.results}, nil
}

// asked is a query that is well formed.
type asked struct {
	members map[string]string
	from    int64
	before  int64
	newest  bool
	limit   int
}

var (
	form   = regexp.MustCompile(`^fields @timestamp, @message \| filter (.+) \| sort @timestamp (asc|desc) \| limit (\d+)$`)
	member = regexp.MustCompile("^`([a-z]+)` = \"([^\"\\\\]*)\"$")
	moment = regexp.MustCompile(`^@timestamp (>=|<) (\d{1,15})$`)
)

func parse(text string) (asked, error) {
	q := asked{members: map[string]string{}, before: 1 << 62}
	parts := form.FindStringSubmatch(text)
	if parts == nil {
		return q, &fault{"MalformedQueryException", "the query is not understood"}
	}
	q.newest = parts[2] == "desc"
	q.limit, _ = strconv.Atoi(parts[3]) // they are digits
	if q.limit < 1 || q.limit > maxResults {
		return q, &fault{"MalformedQueryException", "the limit is none"}
	}
	for _, one := range strings.Split(parts[1], " and ") {
		if m := member.FindStringSubmatch(one); m != nil {
			q.members[m[1]] = m[2]
			continue
		}
		m := moment.FindStringSubmatch(one)
		if m == nil {
			return q, &fault{"MalformedQueryException", fmt.Sprintf("%q is not understood", one)}
		}
		at, _ := strconv.ParseInt(m[2], 10, 64) // they are digits
		if m[1] == "<" {
			q.before = at
		} else {
			q.from = at
		}
	}
	return q, nil
}

// holds says whether a line is what is asked for: one of JSON whose members are so.
func (q asked) holds(l logged) bool {
	if l.at < q.from || l.at >= q.before {
		return false
	}
	var said map[string]any
	if json.Unmarshal([]byte(l.text), &said) != nil {
		return false
	}
	for name, value := range q.members {
		if s, ok := said[name].(string); !ok || s != value {
			return false
		}
	}
	return true
}
