// Package metricslocal is a small stand-in for Amazon CloudWatch's metrics, for local runs and tests only: the metrics of one account
// in memory, made of the lines in the embedded metric format that functions print, and the one operation that Shiming calls,
// GetMetricData (AWS JSON 1.0, Signature Version 4), with searches of the one form that the function writes. It refuses what the service
// would: identifiers that are none or come twice, more searches than one request may have, times that are none, periods that are no
// minutes, a search that is not well formed, a token that it did not give, figures of a line that it could not take.
//
// What must not live here: anything a deployed function needs.
package metricslocal

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"shiming/infra/aws/logslocal"
	"shiming/infra/aws/sigv4"
)

const (
	maxBody     = 64 << 10
	maxQueries  = 500
	maxSearches = 5
	// perPage is how many series come at once: few, so that whoever reads has to ask on.
	perPage = 3
)

// CloudWatch is the stand-in, an http.Handler, and takes lines as an io.Writer. Safe for concurrent use.
type CloudWatch struct {
	verify sigv4.SignatureVerifier

	mu      sync.Mutex
	printed logslocal.PrintedLines
	metrics map[string]*metric
}

// metric is what came of one name and dimensions.
type metric struct {
	namespace, name string
	names, values   []string // of its dimensions
	taken           []datum
}

type datum struct {
	at    int64 // seconds
	value float64
}

// New makes one without metrics. The verifier says who may call.
func New(verify sigv4.SignatureVerifier) *CloudWatch {
	return &CloudWatch{verify: verify, metrics: map[string]*metric{}}
}

// embedded is a line in the embedded metric format.
type embedded struct {
	Timestamp         int64
	CloudWatchMetrics []struct {
		Namespace  string
		Dimensions [][]string
		Metrics    []struct{ Name, Unit string }
	}
}

// Write takes what functions print: lines, each with the function's name and " | " before it. It never fails; what is no figure is
// left out, as the service does.
func (c *CloudWatch) Write(p []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.printed.Take(p, c.take)
	return len(p), nil
}

func (c *CloudWatch) take(line []byte) {
	var members map[string]json.RawMessage
	var meta embedded
	if json.Unmarshal(line, &members) != nil || json.Unmarshal(members["_aws"], &meta) != nil {
		return
	}
	for _, d := range meta.CloudWatchMetrics {
		for _, names := range d.Dimensions {
			var values []string
			for _, name := range names {
				var value string
				_ = json.Unmarshal(members[name], &value) // what is none is empty
				values = append(values, value)
			}
			for _, m := range d.Metrics {
				var value float64
				if slices.Contains(values, "") || json.Unmarshal(members[m.Name], &value) != nil {
					continue
				}
				key := strings.Join(slices.Concat([]string{d.Namespace, m.Name}, names, values), "\n")
				if c.metrics[key] == nil {
					c.metrics[key] = &metric{namespace: d.Namespace, name: m.Name, names: names, values: values}
				}
				c.metrics[key].taken = append(c.metrics[key].taken, datum{meta.Timestamp / 1000, value})
			}
		}
	}
}

// fault is an error as the service sends it.
type fault struct{ code, message string }

func (f *fault) Error() string { return f.code + ": " + f.message }

func invalid(format string, args ...any) error {
	return &fault{"ValidationError", fmt.Sprintf(format, args...)}
}

// ServeHTTP answers one request.
func (c *CloudWatch) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/x-amz-json-1.0")
	answer, err := c.answer(r)
	if err != nil {
		var refusal *sigv4.Rejection
		var f *fault
		status := http.StatusBadRequest
		switch {
		case errors.As(err, &refusal):
			f, status = &fault{refusal.Code, refusal.Message}, http.StatusForbidden
		case !errors.As(err, &f):
			f, status = &fault{"InternalServiceError", err.Error()}, http.StatusInternalServerError
		}
		w.WriteHeader(status)
		answer = map[string]string{"__type": f.code, "message": f.message}
	}
	_ = json.NewEncoder(w).Encode(answer) // fails only where the client is gone
}

// getMetricData is what is asked.
type getMetricData struct {
	MetricDataQueries []struct {
		ID         string `json:"Id"`
		Expression string
		Label      string
	}
	StartTime *float64
	EndTime   *float64
	ScanBy    string
	NextToken string
}

// result is one series.
type result struct {
	ID         string `json:"Id"`
	Label      string
	StatusCode string
	Timestamps []int64
	Values     []float64
}

func (c *CloudWatch) answer(r *http.Request) (any, error) {
	body, err := io.ReadAll(io.LimitReader(r.Body, maxBody))
	if err != nil {
		return nil, err
	}
	if err := c.verify.Check(r, body); err != nil {
		return nil, err
	}
	if r.Header.Get("Content-Type") != "application/x-amz-json-1.0" || r.Header.Get("X-Amz-Target") != "GraniteServiceVersion20100801.GetMetricData" {
		return nil, &fault{"UnknownOperationException", "the stand-in does not know this operation"}
	}
	in := json.NewDecoder(bytes.NewReader(body))
	in.DisallowUnknownFields()
	var ask getMetricData
	if err := in.Decode(&ask); err != nil {
		return nil, &fault{"SerializationException", "not what is asked"}
	}
	return c.read(ask)
}

// identifier is what the Id of a query is like.
var identifier = regexp.MustCompile(`^[a-z][a-zA-Z0-9_]{0,254}$`)

func (c *CloudWatch) read(ask getMetricData) (any, error) {
	if ask.StartTime == nil || ask.EndTime == nil || *ask.EndTime <= *ask.StartTime {
		return nil, invalid("The parameter StartTime must be less than the parameter EndTime.")
	}
	if n := len(ask.MetricDataQueries); n < 1 || n > maxQueries {
		return nil, invalid("%d queries", n)
	}
	if len(ask.MetricDataQueries) > maxSearches {
		return nil, invalid("more than %d searches", maxSearches)
	}
	if ask.ScanBy != "TimestampAscending" {
		return nil, invalid("the order is none that the stand-in knows")
	}
	seen := map[string]bool{}
	c.mu.Lock()
	defer c.mu.Unlock()
	results := []result{}
	for _, q := range ask.MetricDataQueries {
		if !identifier.MatchString(q.ID) || seen[q.ID] {
			return nil, invalid("the identifier %q", q.ID)
		}
		seen[q.ID] = true
		want, err := parse(q.Expression)
		if err != nil {
			return nil, err
		}
		for _, key := range slices.Sorted(maps.Keys(c.metrics)) {
			if m := c.metrics[key]; want.finds(m) {
				if got := want.of(m, int64(*ask.StartTime), int64(*ask.EndTime)); len(got.Values) > 0 {
					got.ID, got.Label = q.ID, m.label(q.Label)
					results = append(results, got)
				}
			}
		}
	}
	return page(results, ask.NextToken)
}

// page is so many of the series, with the token of those that follow.
func page(results []result, token string) (any, error) {
	from := 0
	if token != "" {
		var err error
		if from, err = strconv.Atoi(token); err != nil || from < 1 || from >= len(results) {
			return nil, &fault{"InvalidNextToken", "the token is none"}
		}
	}
	answer := map[string]any{"MetricDataResults": results[from:min(from+perPage, len(results))], "Messages": []any{}}
	if from+perPage < len(results) {
		answer["NextToken"] = strconv.Itoa(from + perPage)
	}
	return answer, nil
}

// label writes a dynamic label.
func (m *metric) label(label string) string {
	for i, name := range m.names {
		label = strings.ReplaceAll(label, "${PROP('Dim."+name+"')}", m.values[i])
	}
	return label
}

// search is one that is well formed.
type search struct {
	namespace, name, statistic string
	dimensions                 []string
	period                     int64
}

var form = regexp.MustCompile(`^SEARCH\('\{([A-Za-z0-9/_,]+)\} MetricName="([a-zA-Z0-9_]+)"', '(Sum|SampleCount|p\d\d)', (\d{1,6})\)$`)

func parse(expression string) (s search, err error) {
	parts := form.FindStringSubmatch(expression)
	if parts == nil {
		return s, invalid("Error in expression: %q", expression)
	}
	schema := strings.Split(parts[1], ",")
	s = search{namespace: schema[0], dimensions: schema[1:], name: parts[2], statistic: parts[3]}
	if s.period, err = strconv.ParseInt(parts[4], 10, 64); err != nil || s.period < 1 || s.period%60 != 0 {
		return s, invalid("the period %s", parts[4])
	}
	return s, nil
}

// finds says whether the metric has the name, and exactly the dimensions.
func (s search) finds(m *metric) bool {
	return m.namespace == s.namespace && m.name == s.name && slices.Equal(slices.Sorted(slices.Values(m.names)), slices.Sorted(slices.Values(s.dimensions)))
}

// of are the statistics of the periods that begin within the time.
func (s search) of(m *metric, from, until int64) result {
	periods := map[int64][]float64{}
	for _, d := range m.taken {
		if at := d.at - d.at%s.period; at >= from && at < until {
			periods[at] = append(periods[at], d.value)
		}
	}
	got := result{StatusCode: "Complete"}
	for _, at := range slices.Sorted(maps.Keys(periods)) {
		got.Timestamps, got.Values = append(got.Timestamps, at), append(got.Values, s.over(periods[at]))
	}
	return got
}

// over is the statistic of the values.
func (s search) over(values []float64) (sum float64) {
	switch s.statistic {
	case "SampleCount":
		return float64(len(values))
	case "Sum":
		for _, v := range values {
			sum += v
		}
		return sum
	}
	share, _ := strconv.Atoi(s.statistic[1:]) // they are digits
	slices.Sort(values)
	return values[max(0, int(math.Ceil(float64(share)/100*float64(len(values))))-1)]
}
