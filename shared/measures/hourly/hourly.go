// Package hourly keeps figures in a small SQLite file: an hour, a measure and its labels to a row, for as long as measures.Kept says.
// What is timed is kept by how long it took, in classes that are a twentieth wide, so that hours add up to days and the median of a day
// is there (a histogram with exponential bounds). It knows no case and nobody.
package hourly

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"shiming/shared/measures"

	_ "modernc.org/sqlite" // registers the driver "sqlite"
)

const schema = `CREATE TABLE IF NOT EXISTS figures (hour INTEGER NOT NULL, measure TEXT NOT NULL, labels TEXT NOT NULL,
	class INTEGER NOT NULL, count INTEGER NOT NULL, PRIMARY KEY (hour, measure, labels, class)) WITHOUT ROWID`

// held is how long figures are held before they are written: so much of them a crash takes.
const held = 5 * time.Second

// HourlyFile is a measures.Sink and a measures.Reader on one file.
type HourlyFile struct {
	db    *sql.DB
	clock func() time.Time
	lost  func(error)

	mu      sync.Mutex
	waiting map[row]int
	due     *time.Timer
	one     sync.Mutex // of who writes
}

var (
	_ measures.Sink   = (*HourlyFile)(nil)
	_ measures.Reader = (*HourlyFile)(nil)
)

// row is what figures are counted under.
type row struct {
	hour            int64 // seconds, as Unix has them
	measure, labels string
	class           int
}

// New opens the file at path, which is made when it is not there. Figures are of the clock's time; lost is told when some could not
// be written, which are tried again with the next.
func New(path string, clock func() time.Time, lost func(error)) (*HourlyFile, error) {
	pragmas := url.Values{"_pragma": {"journal_mode(WAL)", "synchronous(NORMAL)", "busy_timeout(5000)", "cache_size(-2048)"}}
	db, err := sql.Open("sqlite", "file:"+(&url.URL{Path: filepath.ToSlash(path)}).EscapedPath()+"?"+pragmas.Encode())
	if err != nil {
		return nil, err
	}
	if _, err := db.Exec(schema); err != nil {
		return nil, errors.Join(fmt.Errorf("the figures (%s): %w", filepath.Base(path), err), db.Close())
	}
	return &HourlyFile{db: db, clock: clock, lost: lost, waiting: map[row]int{}}, nil
}

// Add implements measures.Sink.
func (f *HourlyFile) Add(m measures.Measure, value float64, labels ...string) {
	r := row{hour: f.clock().Truncate(time.Hour).Unix(), measure: m.Name, labels: strings.Join(m.Named(labels), "\n")}
	n := int(value)
	if m.Seconds {
		r.class, n = classOf(value), 1
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.waiting[r] += n
	if f.due == nil {
		f.due = time.AfterFunc(held, func() {
			if err := f.write(context.Background()); err != nil {
				f.lost(err)
			}
		})
	}
}

// Classes are a twentieth apart; what took no millisecond is in the lowest.
var width = math.Log(1.05)

func classOf(seconds float64) int { return int(math.Round(math.Log(max(seconds, 0.001)) / width)) }

func secondsOf(class int) float64 { return math.Exp(float64(class) * width) }

// write writes what waits, and takes out what is older than is kept.
func (f *HourlyFile) write(ctx context.Context) (err error) {
	f.one.Lock()
	defer f.one.Unlock()
	f.mu.Lock()
	taken := f.waiting
	f.waiting = map[row]int{}
	if f.due != nil {
		f.due.Stop()
		f.due = nil
	}
	f.mu.Unlock()
	if len(taken) == 0 {
		return nil
	}
	if err = f.put(ctx, taken); err != nil { // they wait on
		f.mu.Lock()
		defer f.mu.Unlock()
		for r, n := range taken {
			f.waiting[r] += n
		}
	}
	return err
}

func (f *HourlyFile) put(ctx context.Context, taken map[row]int) error {
	tx, err := f.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() //nolint:errcheck // it is committed, or its error is known
	for r, n := range taken {
		if _, err := tx.ExecContext(ctx, `INSERT INTO figures VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET count = count + excluded.count`,
			r.hour, r.measure, r.labels, r.class, n); err != nil {
			return err
		}
	}
	if _, err := tx.ExecContext(ctx, `DELETE FROM figures WHERE hour < ?`, f.clock().Add(-measures.Kept).Unix()); err != nil {
		return err
	}
	return tx.Commit()
}

// Read implements measures.Reader.
func (f *HourlyFile) Read(ctx context.Context, s measures.Span) (all []measures.Figures, err error) {
	if err := f.write(ctx); err != nil {
		return nil, err
	}
	s = s.Steps()
	for _, m := range measures.All() {
		of, err := f.read(ctx, s, m)
		if err != nil {
			return nil, err
		}
		all = append(all, of...)
	}
	return all, nil
}

// read reads one measure. The rows of a step come together, what took shortest first.
func (f *HourlyFile) read(ctx context.Context, s measures.Span, m measures.Measure) (all []measures.Figures, err error) {
	step := int64(s.Step / time.Second)
	rows, err := f.db.QueryContext(ctx, `SELECT labels, hour / ? * ?, class, SUM(count) FROM figures WHERE hour >= ? AND hour < ? AND measure = ?
		GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`, step, step, s.From.Unix(), s.Until.Unix(), m.Name)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var took []class // of the step that is read
	for rows.Next() {
		var labels string
		var at int64
		var c class
		if err := rows.Scan(&labels, &at, &c.class, &c.count); err != nil {
			return nil, err
		}
		named := strings.Split(labels, "\n")
		if len(all) == 0 || strings.Join(all[len(all)-1].Labels, "\n") != labels {
			all = append(all, measures.Figures{Measure: m, Labels: named})
		}
		of := &all[len(all)-1]
		if n := len(of.Points); n == 0 || of.Points[n-1].At.Unix() != at {
			of.Points, took = append(of.Points, measures.Figure{At: time.Unix(at, 0).UTC()}), nil
		}
		point := &of.Points[len(of.Points)-1]
		point.Count += c.count
		if took = append(took, c); m.Seconds {
			point.Median, point.P95 = share(took, point.Count, 0.5), share(took, point.Count, 0.95)
		}
	}
	return all, rows.Err()
}

// class is how many took about so long.
type class struct{ class, count int }

// share is within how many seconds so much of all was done.
func share(took []class, all int, part float64) float64 {
	left := int(math.Ceil(part * float64(all)))
	for _, c := range took {
		if left -= c.count; left <= 0 {
			return secondsOf(c.class)
		}
	}
	return 0
}

// Close writes what waits, and closes the file. Figures after it are lost.
func (f *HourlyFile) Close() error { return errors.Join(f.write(context.Background()), f.db.Close()) }
