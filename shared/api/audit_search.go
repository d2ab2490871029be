package api

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"

	"shiming/shared/realname"
	"shiming/shared/trail"
)

// auditDays is how far back is looked when nobody says from when: an archive can be paid by what it reads.
const auditDays = 30 * 24 * time.Hour

// auditBreaks is how many findings of a check are said one by one: the first tell where to look.
const auditBreaks = 100

// auditView is a line of the audit trail, as the gate wrote it, with its place in its chain.
//
//openapi:schema AuditEntry AuditEntryList
type auditView struct {
	head
	AuditEntry
	Writer string `json:"writer"`
	Seq    int    `json:"seq"`
}

// auditCheckView is what the check of the chains found (THREATS X14).
//
//openapi:schema AuditCheck
type auditCheckView struct {
	head
	Sound  bool             `json:"sound"`
	Lines  int              `json:"lines"`
	Chains int              `json:"chains"`
	Found  int              `json:"found"`
	Breaks []auditBreakView `json:"breaks,omitempty"`
	Until  *time.Time       `json:"until,omitempty"`
}

// auditBreakView is one finding: in which line of those that were read (0: at the end), of whose chain, and what.
type auditBreakView struct {
	Line   int    `json:"line"`
	Writer string `json:"writer,omitempty"`
	What   string `json:"what"`
}

// SearchAudit serves GET /v1/audit, …/export and …/check, for who may read the trail. All three leave a line in it.
func SearchAudit(s Settings, archive trail.Archive) []Endpoint {
	return []Endpoint{
		listed(RouteAudit, func(ctx context.Context, c *call, cursor string, limit int) ([]json.RawMessage, string, error) {
			sought, err := auditFilter(c.http.URL.Query(), s.Clock())
			if err != nil {
				return nil, "", err
			}
			return archive.Find(ctx, sought, cursor, limit)
		}, func(c *call, line json.RawMessage) auditView { return viewAudit(c, line) }),
		{RouteExportAudit, func(c *call) (reply, error) {
			query := c.http.URL.Query()
			sought, err := auditFilter(query, s.Clock())
			if err != nil {
				return reply{}, err
			}
			lines, next, err := archive.Find(c.http.Context(), sought, query.Get("cursor"), trail.MostLines)
			if err != nil {
				return reply{}, err
			}
			head := typed("text/csv; charset=utf-8")
			head.Set("Content-Disposition", `attachment; filename="audit.csv"`)
			if next != "" { // RFC 8288
				query.Set("cursor", next)
				head.Set("Link", "<"+RouteExportAudit.Path+"?"+query.Encode()+`>; rel="next"`)
			}
			table, err := auditTable(c, lines)
			return reply{raw: table, header: head}, err
		}},
		{RouteCheckAudit, func(c *call) (reply, error) {
			for name := range c.http.URL.Query() {
				if name != "from" {
					return reply{}, realname.RefuseField(realname.CodeFieldInvalid, name)
				}
			}
			sought, err := auditFilter(c.http.URL.Query(), s.Clock())
			if err != nil {
				return reply{}, err
			}
			found, err := archive.Check(c.http.Context(), sought.From)
			if err != nil {
				return reply{}, err
			}
			v := auditCheckView{head: c.head("audit_check"), Sound: len(found.Breaks) == 0, Lines: found.Lines, Chains: found.Chains, Found: len(found.Breaks)}
			if !found.Until.IsZero() {
				v.Until = &found.Until
			}
			for _, b := range found.Breaks[:min(len(found.Breaks), auditBreaks)] {
				v.Breaks = append(v.Breaks, auditBreakView{b.Line, b.Writer, b.What})
			}
			return reply{body: v}, nil
		}},
	}
}

// viewAudit reads a line. What is no entry any more, because somebody changed it, shows as far as it is one; the check finds it.
func viewAudit(c *call, line json.RawMessage) auditView {
	v := auditView{}
	_ = json.Unmarshal(line, &v)
	v.head = c.head("audit_entry")
	return v
}

// actionForm is what the names of actions are like: those of routes, and of what is done by no request.
var actionForm = regexp.MustCompile(`^[a-z][a-z-]{0,60}$`)

// auditFilter reads which lines are sought.
func auditFilter(query url.Values, now time.Time) (s trail.Sought, err error) {
	s.From = now.Add(-auditDays)
	err = filters(query, func(name, value string) (ok bool) {
		switch name {
		case "account":
			s.Account, ok = value, realname.AccountID(value).Valid()
		case "actor":
			s.Who, ok = value, isSubject(value) && !strings.ContainsAny(value, "\"'\\`")
		case "action":
			s.Action, ok = value, actionForm.MatchString(value)
		case "outcome":
			s.Outcome, ok = value, value == "done" || value == "refused" || value == "failed"
		case "from":
			s.From, ok = timeWithin(value, 1970, 2199)
		case "until":
			s.Until, ok = timeWithin(value, 1970, 2199)
		}
		return ok
	})
	return s, err
}

// auditColumns are those of an export.
var auditColumns = []string{"at", "role", "who", "action", "outcome", "code", "account", "case", "document", "reason", "limit", "foreign", "address", "agent", "token", "request", "writer", "seq"}

// auditTable writes lines as CSV (RFC 4180).
func auditTable(c *call, lines []json.RawMessage) ([]byte, error) {
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	w.UseCRLF = true
	_ = w.Write(auditColumns) // what fails is said at the end
	for _, line := range lines {
		v := viewAudit(c, line)
		limit := ""
		if v.Limit != nil {
			limit = strconv.Itoa(*v.Limit)
		}
		row := []string{
			v.At.UTC().Format(time.RFC3339Nano), string(v.Role), v.Who, v.Action, v.Outcome, string(v.Code), string(v.Account),
			string(v.Case), string(v.Document), string(v.Reason), limit, strconv.FormatBool(v.Foreign), v.Address, v.Agent, v.Token,
			v.Request, v.Writer, strconv.Itoa(v.Seq),
		}
		for i := range row {
			row[i] = cell(row[i])
		}
		_ = w.Write(row)
	}
	w.Flush()
	return out.Bytes(), w.Error()
}

// cell keeps a value from being a formula where a table is opened: what a program says of itself can be anything.
func cell(value string) string {
	if value != "" && strings.ContainsRune("=+-@\t\r\n|%＝＋－＠", []rune(value)[0]) {
		return "'" + value
	}
	return value
}
