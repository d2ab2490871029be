package logslocal

import "bytes"

// PrintedLines cuts what functions print into lines. It is for one goroutine at a time.
type PrintedLines struct {
	part []byte // of a line that is not whole
}

// Take hands each line that is whole by now to each, without its end and without the function's name and " | " before it. The bytes
// are good until each returns.
func (l *PrintedLines) Take(p []byte, each func(said []byte)) {
	l.part = append(l.part, p...)
	for {
		line, rest, whole := bytes.Cut(l.part, []byte("\n"))
		if !whole {
			return
		}
		_, said, named := bytes.Cut(line, []byte(" | "))
		if !named {
			said = line
		}
		each(said)
		l.part = rest
	}
}
