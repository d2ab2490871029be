package trail

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"time"
)

// Break is something that does not fit in a trail.
type Break struct {
	// Writer is whose chain it is about; empty: of no writer.
	Writer string
	// Line is where it shows, counted from 1 over all that was read; 0: at the end.
	Line int
	// What says in a sentence what was found.
	What string
}

// String is the finding as it is printed.
func (f Break) String() string {
	at := "at the end"
	if f.Line > 0 {
		at = fmt.Sprintf("line %d", f.Line)
	}
	if f.Writer == "" {
		return at + ": " + f.What
	}
	return at + ", writer " + f.Writer + ": " + f.What
}

// Verify reads lines and holds each chain against itself and against the heads that were kept elsewhere. Lines that are not of
// the audit trail are passed over, those of several writers may be mixed; those of one are in their order. A chain may begin
// behind its first line where a head says so that the lines up to it were there: of what was taken out because it was old.
// It returns where each chain ends, and the findings in the order in which they show; none: nothing was taken out, changed or moved.
func Verify(lines io.Reader, heads []Head) ([]Head, []Break, error) { return hold(lines, heads, false) }

// VerifyPart is Verify of lines out of the middle of a trail: each chain may begin anywhere. heads are those alone whose line has to
// be among the lines.
func VerifyPart(lines io.Reader, heads []Head) ([]Head, []Break, error) {
	return hold(lines, heads, true)
}

func hold(lines io.Reader, heads []Head, part bool) ([]Head, []Break, error) {
	v := verifier{part: part, ends: map[string]Head{}, heads: map[string][]Head{}}
	for _, h := range heads {
		v.heads[h.Writer] = append(v.heads[h.Writer], h)
	}
	in := bufio.NewReader(lines)
	for {
		line, err := in.ReadBytes('\n')
		if len(line) > 0 {
			v.at++
			v.read(bytes.TrimRight(line, "\r\n"))
		}
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, nil, err
		}
	}
	v.end()
	writers := slices.Sorted(maps.Keys(v.ends))
	ends := make([]Head, 0, len(writers))
	for _, w := range writers {
		ends = append(ends, v.ends[w])
	}
	return ends, v.found, nil
}

// verifier is how far Verify has come.
type verifier struct {
	part  bool
	at    int
	ends  map[string]Head
	heads map[string][]Head
	found []Break
}

func (v *verifier) find(writer string, line int, format string, values ...any) {
	v.found = append(v.found, Break{writer, line, fmt.Sprintf(format, values...)})
}

func (v *verifier) read(line []byte) {
	if !bytes.Contains(line, []byte(Mark)) {
		return
	}
	var l struct {
		link
		At time.Time `json:"at"`
	}
	if json.Unmarshal(line, &l) != nil || l.Writer == "" || l.Seq < 1 {
		v.find("", v.at, "it is no line of a chain: cut short by a crash, changed, or written by something else")
		return
	}
	hash := hashOf(line)
	last, known := v.ends[l.Writer]
	switch {
	case !known && l.Seq > 1 && !v.part && !v.begun(l.link):
		v.find(l.Writer, v.at, "the chain begins with line %d of its writer; those before it are missing", l.Seq)
	case !known:
	case l.Seq <= last.Seq:
		v.find(l.Writer, v.at, "line %d of its writer comes after line %d: it was moved, or put in", l.Seq, last.Seq)
		return
	case l.Seq > last.Seq+1:
		v.find(l.Writer, v.at, "%d lines of its writer are missing before this one", l.Seq-last.Seq-1)
	case l.Prev != last.Hash:
		v.find(l.Writer, v.at, "the line of its writer before this one was changed")
	}
	for _, h := range v.heads[l.Writer] {
		if h.Seq == l.Seq && h.Hash != hash {
			v.find(l.Writer, v.at, "it is not the line that the kept head names: it was changed")
		}
	}
	v.ends[l.Writer] = Head{l.Writer, l.Seq, hash, l.At}
}

// begun reports whether a kept head is just before the line.
func (v *verifier) begun(first link) bool {
	return slices.ContainsFunc(v.heads[first.Writer], func(h Head) bool { return h.Seq == first.Seq-1 && h.Hash == first.Prev })
}

// end holds the ends of the chains against the heads.
func (v *verifier) end() {
	for _, writer := range slices.Sorted(maps.Keys(v.heads)) {
		most := slices.MaxFunc(v.heads[writer], func(a, b Head) int { return a.Seq - b.Seq })
		switch last, known := v.ends[writer]; {
		case !known:
			v.find(writer, 0, "its lines up to %d are missing", most.Seq)
		case last.Seq < most.Seq:
			v.find(writer, 0, "its lines %d to %d are missing", last.Seq+1, most.Seq)
		}
	}
}
