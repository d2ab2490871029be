// Package inspect judges an uploaded document before anybody looks at it (RULES C1; THREATS U1–U6): is it what it is
// said to be, can it be decoded within bounds, is it in colour where colour is asked, is anything active inside. A
// picture leaves as freshly encoded pixels and nothing else. What kinds of documents exist and which limits they have
// is policy and does not live here; nor does any storage.
//
// What it does not see: what a picture shows, a photocopy that was photographed on a coloured base, and pixels that
// were arranged so that their compressed form reads as something else. People review; clean copies are served with
// their type and nosniff, from a place that runs nothing.
package inspect

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"runtime/debug"
	"slices"

	"shiming/shared/realname"
)

// Type is what a document is, judged by its first bytes.
type Type string

// The types that can be asked for.
const (
	JPEG Type = "image/jpeg"
	PNG  Type = "image/png"
	PDF  Type = "application/pdf"
)

// The codes of refusals, for the catalogue of messages.
const (
	CodeTooLarge      = "document_too_large"       // more bytes than allowed
	CodeFormat        = "document_format"          // another type, broken, truncated, or of an unusual make
	CodeUnreadable    = "document_unreadable"      // too few pixels to be read
	CodeTooManyPixels = "document_too_many_pixels" // more pixels, or memory for them, than allowed
	CodeCopy          = "document_copy"            // black and white where colour is asked
	CodeActive        = "document_active"          // a PDF with scripts, actions, attachments, or encrypted
)

const (
	// DefaultMaxBytes is 5 MB (RULES C1, C7).
	DefaultMaxBytes = 5 << 20
	// DefaultMaxPixels lets pass what telephones take.
	DefaultMaxPixels = 50_000_000

	shortestSide = realname.ShortestSide

	maxMemory   = 144 << 20 // bytes that decoding or turning a picture may need, foretold from its header
	maxClean    = 24 << 20  // bytes of a clean copy
	collectFrom = 16 << 20  // bytes needed from which what earlier pictures left is collected first
)

// Want says what is acceptable. The zero value of a number stands for its default; no Types, for none.
type Want struct {
	Types     []Type
	MaxBytes  int64 // size of the upload
	MaxPixels int64 // width × height of a picture
	Colour    bool  // refuse pictures in black and white; PDFs are not looked at for it
}

// Result is what is known of an accepted document.
type Result struct {
	Type          Type
	Width, Height int      // pixels of the clean copy, which is turned upright; 0 for a PDF
	SHA256        [32]byte // of the upload, byte for byte: a review's decision is bound to it
	// Clean is the picture as re-encoded pixels, in its Type: no metadata, no comments, no trailing bytes, 8 bits,
	// without transparency (laid on white). It is nil for a PDF, which is offered for download, never shown inline.
	Clean []byte
}

// Refused says why a document is not acceptable. Neither field repeats anything of the document.
type Refused struct {
	Code   string // one of the Code constants
	Reason string // a detail in a few words, for logs and support
}

// Error returns code and reason.
func (r *Refused) Error() string { return r.Code + ": " + r.Reason }

func refuse(code, reason string) error { return &Refused{Code: code, Reason: reason} }

// Inspect reads the document of size bytes from r and judges it. The error is a *Refused if the document is at fault;
// any other error is r's or ctx's and says nothing about the document: try again. Pixels are counted before any is
// decoded, and decoding stops when ctx ends. At most about 180 MB are in use at a time, so that a process that inspects
// one document at a time stays below 256 MB; Inspect itself is safe for concurrent use.
func Inspect(ctx context.Context, r io.ReaderAt, size int64, want Want) (Result, error) {
	if want.MaxBytes == 0 {
		want.MaxBytes = DefaultMaxBytes
	}
	if want.MaxPixels == 0 {
		want.MaxPixels = DefaultMaxPixels
	}
	switch {
	case size > want.MaxBytes:
		return Result{}, refuse(CodeTooLarge, "too many bytes")
	case size <= 0:
		return Result{}, refuse(CodeFormat, "empty")
	}
	data := make([]byte, size, size+2) // readJPEG appends
	if _, err := io.ReadFull(io.NewSectionReader(r, 0, size), data); err != nil {
		return Result{}, fmt.Errorf("inspect: read: %w", err)
	}
	result := Result{Type: sniff(data), SHA256: sha256.Sum256(data)}
	if result.Type == "" || !slices.Contains(want.Types, result.Type) {
		return Result{}, refuse(CodeFormat, "not of a type that is asked for")
	}
	err := result.examine(ctx, data, want)
	if ctx.Err() != nil {
		return Result{}, fmt.Errorf("inspect: %w", ctx.Err()) // whatever was thought of half a document
	}
	if err != nil {
		return Result{}, err
	}
	return result, nil
}

// sniff tells the type by the first bytes, or returns "".
func sniff(data []byte) Type {
	switch {
	case bytes.HasPrefix(data, []byte("\xff\xd8\xff")):
		return JPEG
	case bytes.HasPrefix(data, []byte(pngSignature)):
		return PNG
	case bytes.HasPrefix(data, []byte("%PDF-")):
		return PDF
	}
	return ""
}

// examine looks at the document as what it claims to be. No decoder's panic gets past it.
func (r *Result) examine(ctx context.Context, data []byte, want Want) (err error) {
	defer func() {
		if recover() != nil {
			*r, err = Result{}, refuse(CodeFormat, "decoder gave up")
		}
	}()
	if r.Type == PDF {
		return inspectPDF(data)
	}
	read, decode, encode := readJPEG, decodeJPEG, encodeJPEG
	if r.Type == PNG {
		read, decode, encode = readPNG, decodePNG, encodePNG
	}
	h, err := read(data)
	if err != nil {
		return err
	}
	if err := h.withinBounds(want); err != nil {
		return err
	}
	h.collect() // or what earlier pictures left counts as well
	img, err := decode(reader{ctx, bytes.NewReader(h.decodable)})
	h.collect() // or what decoding left counts as well
	if err != nil {
		return refuse(CodeFormat, "cannot be decoded")
	}
	if size := img.Bounds().Size(); size.X != h.width || size.Y != h.height {
		return refuse(CodeFormat, "is not as its header says")
	}
	if want.Colour && !inColour(img) {
		return refuse(CodeCopy, "black and white")
	}
	img = upright(img, h.orientation)
	clean := &writer{ctx: ctx}
	if err := encode(clean, img); err != nil {
		return refuse(CodeTooManyPixels, "clean copy is too large")
	}
	r.Width, r.Height, r.Clean = img.Bounds().Dx(), img.Bounds().Dy(), clean.buf.Bytes()
	return nil
}

// header is what a picture says of itself before its pixels.
type header struct {
	width, height int    // pixels as stored
	memory        int64  // bytes that decoding or turning needs at most
	orientation   int    // EXIF: 1 is upright, to 8
	decodable     []byte // what the decoder is given
}

// collect gives unused memory back, if the picture needs so much that it matters.
func (h header) collect() {
	if h.memory >= collectFrom {
		debug.FreeOSMemory()
	}
}

// withinBounds judges a picture that has not been decoded (THREATS U1, U2).
func (h header) withinBounds(want Want) error {
	switch {
	case h.width <= 0 || h.height <= 0:
		return refuse(CodeFormat, "no pixels")
	case int64(h.width)*int64(h.height) > want.MaxPixels:
		return refuse(CodeTooManyPixels, "too many pixels")
	case h.memory > maxMemory:
		return refuse(CodeTooManyPixels, "pixels need too much memory")
	case min(h.width, h.height) < shortestSide:
		return refuse(CodeUnreadable, "too few pixels")
	}
	return nil
}

// reader ends when its context does.
type reader struct {
	ctx context.Context
	in  *bytes.Reader
}

func (r reader) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.in.Read(p)
}

// writer collects at most maxClean bytes, and ends when its context does.
type writer struct {
	ctx context.Context
	buf bytes.Buffer
}

func (w *writer) Write(p []byte) (int, error) {
	if err := w.ctx.Err(); err != nil {
		return 0, err
	}
	if w.buf.Len()+len(p) > maxClean {
		return 0, io.ErrShortWrite
	}
	return w.buf.Write(p)
}
