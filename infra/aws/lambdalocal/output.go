package lambdalocal

import (
	"bytes"
	"io"
	"sync"
)

// lockedWriter lets several processes write to one writer, one line at a time.
type lockedWriter struct {
	mu sync.Mutex
	w  io.Writer
}

func (l *lockedWriter) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.w.Write(p)
}

// lineWriter passes on whole lines with a prefix.
type lineWriter struct {
	prefix string
	w      io.Writer
	mu     sync.Mutex
	part   []byte
}

// longestLine is what Lambda's log takes in one event; longer lines are cut into several.
const longestLine = 256 << 10

func (l *lineWriter) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.part = append(l.part, p...)
	for {
		i := bytes.IndexByte(l.part, '\n')
		if i < 0 && len(l.part) < longestLine {
			return len(p), nil
		}
		if i < 0 {
			i = len(l.part) - 1
		}
		l.emit(bytes.TrimSuffix(l.part[:i+1], []byte("\n")))
		l.part = l.part[i+1:]
	}
}

// flush passes on the rest when the process has ended.
func (l *lineWriter) flush() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.part) > 0 {
		l.emit(l.part)
		l.part = nil
	}
}

func (l *lineWriter) emit(line []byte) {
	out := make([]byte, 0, len(l.prefix)+len(line)+1)
	out = append(append(append(out, l.prefix...), line...), '\n')
	_, _ = l.w.Write(out) // a function's print must not fail because nobody reads it
}
