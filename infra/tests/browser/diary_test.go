package browser

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

// What a hand takes, after the keystroke-level model of Card, Moran and Newell: to think what comes next, to point at it and press,
// to type a character, and to find a file.
const (
	thinking = 1350 * time.Millisecond
	pointing = 1200 * time.Millisecond
	typing   = 280 * time.Millisecond
	choosing = 6 * time.Second
)

// diary writes down what a hand did, and how long that takes; nil: nobody does.
type diary struct {
	steps []string
	hand  time.Duration
	begun time.Time
}

func (d *diary) did(what string, takes time.Duration) {
	if d == nil {
		return
	}
	if d.begun.IsZero() {
		d.begun = time.Now()
	}
	d.hand += takes
	d.steps = append(d.steps, fmt.Sprintf("%2d. %5.1f s by hand, %5.1f s by the machine: %s", len(d.steps)+1, d.hand.Seconds(), time.Since(d.begun).Seconds(), what))
}

func (d *diary) pressed(what string) { d.did("press "+what, thinking+pointing) }

func (d *diary) typed(where, what string) {
	d.did("type into "+where, thinking+pointing+time.Duration(utf8.RuneCountInString(what))*typing)
}

func (d *diary) picked(file string) { d.did("choose "+file, thinking+choosing) }

// keep keeps the diary beside the screenshots, and fails where the hand took too long.
func (d *diary) keep(t *testing.T, name string, most time.Duration) {
	t.Helper()
	t.Log("\n" + strings.Join(d.steps, "\n"))
	if err := os.WriteFile(filepath.Join(shots, name), []byte(strings.Join(d.steps, "\n")+"\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if d.hand > most || len(d.steps) == 0 {
		t.Errorf("%d steps take %v by hand, at most %v", len(d.steps), d.hand, most)
	}
}
