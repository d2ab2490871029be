// Package trail chains the lines of the audit trail, so that none can be taken out, changed or moved unseen (THREATS X14).
// Each process is a writer with a chain of its own: a line carries its writer, its number, and the hash of the line before it.
// The head of each chain, which is its last line's number and hash, is kept elsewhere (heads.go), so that an end that was cut
// off shows too. Verify (verify.go) finds what does not fit. What a line says is shared/api's and does not live here.
package trail

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"io"
	"strings"
	"sync"
	"time"
)

// Mark is the member by which a line of the audit trail is told from other lines of a log, and its value.
const Mark = `"log":"audit"`

// keepEvery is how long a head may be behind its chain: so much of an end can be cut off by a crash, or unseen.
const keepEvery = time.Minute

// Head is where a chain stands: how many lines its writer has written, and the hash of the last one.
type Head struct {
	Writer string    `json:"writer"`
	Seq    int       `json:"seq"`
	Hash   string    `json:"hash"`
	At     time.Time `json:"at"`
}

// Keep keeps a head elsewhere than the lines. A later head of the same writer replaces it.
type Keep func(ctx context.Context, h Head) error

// Trail writes lines of one writer. It is safe for concurrent use.
type Trail struct {
	keep Keep
	lost func(error)

	mu   sync.Mutex
	w    io.Writer
	head Head
	cut  bool // the last write ended within a line
	kept Head
}

// New begins a chain on w. keep may be nil: then the heads are nowhere but in the lines; lost is told of a head that could
// not be kept, which is tried again with the next line.
func New(w io.Writer, keep Keep, lost func(error)) *Trail {
	return &Trail{w: w, keep: keep, lost: lost, head: Head{Writer: strings.ToLower(rand.Text()[:16])}}
}

// link is what ties a line to the one before it.
type link struct {
	Writer string `json:"writer"`
	Seq    int    `json:"seq"`
	Prev   string `json:"prev"` // empty in the first line of a writer
}

// Write writes an entry, which marshals as a JSON object, as the next line. The error is w's: the line was not written, or
// not all of it, and does not count.
func (t *Trail) Write(ctx context.Context, now time.Time, entry any) error {
	said, err := json.Marshal(entry)
	if err != nil {
		return err
	}
	head, due, err := t.write(now, said)
	if due && err == nil {
		t.keepHead(ctx, head)
	}
	return err
}

func (t *Trail) write(now time.Time, said []byte) (head Head, due bool, err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	tied, err := json.Marshal(link{t.head.Writer, t.head.Seq + 1, t.head.Hash})
	if err != nil {
		return t.head, false, err
	}
	var line bytes.Buffer
	if t.cut {
		line.WriteByte('\n')
	}
	start := line.Len()
	line.WriteString("{" + Mark)
	for _, part := range [][]byte{said, tied} {
		if inner := part[1 : len(part)-1]; len(inner) > 0 {
			line.WriteByte(',')
			line.Write(inner)
		}
	}
	line.WriteByte('}')
	hash := hashOf(line.Bytes()[start:])
	line.WriteByte('\n')
	if n, err := t.w.Write(line.Bytes()); err != nil {
		t.cut = t.cut || n > 0
		return t.head, false, err
	}
	t.cut = false
	t.head.Seq, t.head.Hash, t.head.At = t.head.Seq+1, hash, now
	if t.keep == nil || t.kept.Seq > 0 && now.Sub(t.kept.At).Abs() < keepEvery {
		return t.head, false, nil
	}
	t.kept = t.head
	return t.head, true, nil
}

// keepHead keeps a head. What fails is forgotten, so that the next line tries again.
func (t *Trail) keepHead(ctx context.Context, head Head) {
	if err := t.keep(context.WithoutCancel(ctx), head); err != nil {
		t.lost(err)
		t.mu.Lock()
		t.kept = Head{}
		t.mu.Unlock()
	}
}

// Close keeps the head of the last line.
func (t *Trail) Close(ctx context.Context) error {
	t.mu.Lock()
	head, same := t.head, t.head == t.kept
	t.mu.Unlock()
	if t.keep == nil || same || head.Seq == 0 {
		return nil
	}
	return t.keep(ctx, head)
}

// hashOf is the hash of a line, without the end of it.
func hashOf(line []byte) string {
	sum := sha256.Sum256(line)
	return base64.RawURLEncoding.EncodeToString(sum[:])
}
