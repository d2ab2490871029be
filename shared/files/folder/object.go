package folder

import (
	"bufio"
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"io"
	"os"
	"strconv"
	"time"

	"shiming/shared/steps"
	"shiming/shared/vault/sealed"
)

// head is what is known of an object before its body. Its JSON is the first of the envelopes that a file consists of; the
// body follows in parts, because the keys seal no more than that at once. Each envelope stands behind its length, and is
// bound to its key, its version and its place: parts that were swapped, cut off or changed do not open.
type head struct {
	Media   string `json:"media"`
	Version string `json:"version"`
	Size    int64  `json:"size"`
}

// maxEnvelope bounds what is read at once of a file that somebody else may have written.
const maxEnvelope = sealed.MaxPlain + 16<<10

var errDamaged = errors.New("folder: a stored file is damaged")

func headPurpose(key string) string { return "file:" + key }

func (h head) partPurpose(key string, i int64) string {
	return "file:" + key + ":" + h.Version + ":" + strconv.FormatInt(i, 10)
}

// part is how many bytes part i of the body has; 0 beyond its end.
func (h head) part(i int64) int64 { return max(0, min(sealed.MaxPlain, h.Size-i*sealed.MaxPlain)) }

// seal writes the object as a file. The body is read to its end, so that whoever hands it over can judge it as a whole.
func (h head) seal(ctx context.Context, k steps.Keys, key string, body io.Reader, to io.Writer) error {
	put := func(purpose string, plain []byte) error {
		envelope, err := k.Seal(ctx, purpose, plain)
		if err != nil {
			return err
		}
		_, err = to.Write(append(binary.BigEndian.AppendUint32(nil, uint32(len(envelope))), envelope...))
		return err
	}
	about, err := json.Marshal(h)
	if err != nil {
		return err
	}
	if err := put(headPurpose(key), about); err != nil {
		return err
	}
	buffer := make([]byte, max(1, h.part(0)))
	for i := int64(0); h.part(i) > 0; i++ {
		plain := buffer[:h.part(i)]
		switch _, err := io.ReadFull(body, plain); {
		case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
			return bodyFault{ErrLength}
		case err != nil:
			return bodyFault{err}
		}
		if err := put(h.partPurpose(key, i), plain); err != nil {
			return err
		}
	}
	switch n, err := io.ReadFull(body, buffer[:1]); {
	case n > 0:
		return bodyFault{ErrLength}
	case !errors.Is(err, io.EOF):
		return bodyFault{err}
	}
	return nil
}

// StoredObject is one version of an object, open for reading from its beginning. It is for one goroutine.
type StoredObject struct {
	Media, Version string
	Size           int64
	Modified       time.Time

	head   head
	key    string
	keys   steps.Keys
	ctx    context.Context //nolint:containedctx // of the call that reads it to its end
	file   *os.File
	sealed *bufio.Reader
	next   int64  // the part that is read next
	rest   []byte // of the part before
}

func openObject(ctx context.Context, k steps.Keys, key string, file *os.File) (*StoredObject, error) {
	o := &StoredObject{key: key, keys: k, ctx: ctx, file: file, sealed: bufio.NewReader(file)}
	about, err := o.open(headPurpose(key))
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(about, &o.head); err != nil {
		return nil, errDamaged
	}
	o.Media, o.Version, o.Size = o.head.Media, o.head.Version, o.head.Size
	return o, nil
}

// open opens the next envelope.
func (o *StoredObject) open(purpose string) ([]byte, error) {
	var length [4]byte
	if _, err := io.ReadFull(o.sealed, length[:]); err != nil {
		return nil, errors.Join(errDamaged, err)
	}
	n := binary.BigEndian.Uint32(length[:])
	if n > maxEnvelope {
		return nil, errDamaged
	}
	envelope := make([]byte, n)
	if _, err := io.ReadFull(o.sealed, envelope); err != nil {
		return nil, errors.Join(errDamaged, err)
	}
	return o.keys.Open(o.ctx, purpose, envelope)
}

// Read reads the body. What it returns was authenticated; a file that was cut short ends in an error, never in io.EOF.
func (o *StoredObject) Read(p []byte) (int, error) {
	if len(o.rest) == 0 {
		if o.head.part(o.next) == 0 {
			return 0, io.EOF
		}
		plain, err := o.open(o.head.partPurpose(o.key, o.next))
		if err != nil {
			return 0, err
		}
		if int64(len(plain)) != o.head.part(o.next) {
			return 0, errDamaged
		}
		o.rest = plain
		o.next++
	}
	n := copy(p, o.rest)
	o.rest = o.rest[n:]
	return n, nil
}

// Close closes the file.
func (o *StoredObject) Close() error { return o.file.Close() }
