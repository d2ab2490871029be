package hourly

import (
	"path/filepath"
	"testing"
	"time"

	"shiming/shared/measures"
	"shiming/shared/measures/measurestest"
)

// opened is a file at the time that now points to.
func opened(t *testing.T, path string, now *time.Time) *HourlyFile {
	t.Helper()
	f, err := New(path, func() time.Time { return *now }, func(err error) { t.Error(err) })
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestReadersOfTheFile(t *testing.T) {
	path, now := filepath.Join(t.TempDir(), "measures.db"), measurestest.Began
	f := opened(t, path, &now)
	measurestest.Write(f, func(at time.Time) { now = at })
	measurestest.Run(t, f)
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	again := opened(t, path, &now)
	t.Cleanup(func() { _ = again.Close() })
	t.Run("opened again", func(t *testing.T) { measurestest.Run(t, again) })
	t.Run("what is written together adds up", func(t *testing.T) {
		done := make(chan bool)
		for range 4 {
			go func() {
				for range 500 {
					again.Add(measures.MessagesSent, 1, "sms", "sent")
				}
				if err := again.write(t.Context()); err != nil {
					t.Error(err)
				}
				done <- true
			}()
		}
		for range 4 {
			<-done
		}
		if n := counted(t, again, now); n != 2000 {
			t.Errorf("%d of 2000", n)
		}
	})
	t.Run("it is bounded: what is older than is kept goes", func(t *testing.T) {
		now = measurestest.Now.Add(measures.Kept)
		again.Add(measures.MessagesSent, 1, "sms", "sent")
		var rows int
		if n := counted(t, again, now); n != 1 {
			t.Errorf("%d today", n)
		}
		if err := again.db.QueryRow("SELECT COUNT(*) FROM figures").Scan(&rows); err != nil || rows != 1 {
			t.Errorf("%d rows, %v", rows, err)
		}
	})
}

// counted is how many messages were sent on the day.
func counted(t *testing.T, f *HourlyFile, day time.Time) (n int) {
	t.Helper()
	all, err := f.Read(t.Context(), measures.Span{From: day, Until: day.Add(time.Second), Step: measures.Day})
	if err != nil {
		t.Fatal(err)
	}
	for _, of := range all {
		for _, p := range of.Points {
			if of.Measure.Name == measures.MessagesSent.Name {
				n += p.Count
			}
		}
	}
	return n
}

// What could not be written waits, and whoever tells of it is told.
func TestFiguresThatCannotBeWritten(t *testing.T) {
	now := measurestest.Began
	f := opened(t, filepath.Join(t.TempDir(), "measures.db"), &now)
	t.Cleanup(func() { _ = f.Close() })
	if _, err := f.db.Exec("ALTER TABLE figures RENAME TO gone"); err != nil {
		t.Fatal(err)
	}
	f.Add(measures.MessagesSent, 1, "sms", "sent")
	if _, err := f.Read(t.Context(), measures.Span{From: now, Until: now.Add(time.Hour), Step: time.Hour}); err == nil {
		t.Error("figures are read that are not there")
	}
	if _, err := f.db.Exec("ALTER TABLE gone RENAME TO figures"); err != nil {
		t.Fatal(err)
	}
	if n := counted(t, f, now); n != 1 {
		t.Errorf("%d of 1", n)
	}
}
