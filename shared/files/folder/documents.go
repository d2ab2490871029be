package folder

import (
	"bytes"
	"context"
	"crypto/hmac"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"shiming/shared/steps"
)

// Path is where the addresses begin, under the address of the service.
const Path = "/files/"

// permission is what an address allows: one method on one key until a time, and for an upload of exactly which type and
// length (THREATS P1). Its address says all of it, and carries a signature over all of it.
type permission struct {
	method, key, media string
	size               int64
	until              time.Time
}

// query is the address's query without its signature.
func (p permission) query() url.Values {
	q := url.Values{"expires": {strconv.FormatInt(p.until.Unix(), 10)}}
	if p.method == http.MethodPut {
		q.Set("type", p.media)
		q.Set("length", strconv.FormatInt(p.size, 10))
	}
	return q
}

// signatures are what a good address carries one of: the first is the present key's, the others are of keys before it.
func (p permission) signatures(ctx context.Context, k steps.Keys) ([]string, error) {
	return k.Digests(ctx, "address of a file", []byte(p.method+" "+p.key+"?"+p.query().Encode()))
}

func (f *Folder) address(ctx context.Context, p permission) (string, error) {
	signatures, err := p.signatures(ctx, f.Keys)
	if err != nil {
		return "", fmt.Errorf("folder: sign an address: %w", err)
	}
	q := p.query()
	q.Set("signature", signatures[0])
	return Path + p.key + "?" + q.Encode(), nil
}

// permission reads what the request's address allows; false where it is not one that was signed for it, or has ended. One
// parameter more than were signed is a forgery too.
func (f *Folder) permission(r *http.Request) (permission, bool) {
	key, ours := strings.CutPrefix(r.URL.Path, Path)
	q, err := url.ParseQuery(r.URL.RawQuery)
	seconds, unreadable := strconv.ParseInt(q.Get("expires"), 10, 64)
	if !ours || err != nil || unreadable != nil {
		return permission{}, false
	}
	p := permission{method: r.Method, key: key, until: time.Unix(seconds, 0)}
	if r.Method == http.MethodPut {
		p.media = q.Get("type")
		if p.size, err = strconv.ParseInt(q.Get("length"), 10, 64); err != nil {
			return permission{}, false
		}
	}
	signed := q.Get("signature")
	q.Del("signature")
	good, err := p.signatures(r.Context(), f.Keys)
	if err != nil || q.Encode() != p.query().Encode() || !f.Clock().Before(p.until) {
		return permission{}, false
	}
	for _, signature := range good {
		if hmac.Equal([]byte(signature), []byte(signed)) {
			return p, true
		}
	}
	return permission{}, false
}

// Upload signs a PUT of exactly size bytes of the media type to the key, which must not be there yet: the address is good
// for one upload (THREATS P2). It reads no file.
func (f *Folder) Upload(ctx context.Context, key, media string, size int64, life time.Duration) (steps.Upload, error) {
	address, err := f.address(ctx, permission{method: http.MethodPut, key: key, media: media, size: size, until: f.Clock().Add(life)})
	return steps.Upload{URL: address, Header: map[string]string{"Content-Type": media, "If-None-Match": "*"}}, err
}

// View signs a GET of a clean copy. It reads no file.
func (f *Folder) View(ctx context.Context, key string, life time.Duration) (string, error) {
	return f.address(ctx, permission{method: http.MethodGet, key: key, until: f.Clock().Add(life)})
}

// Fetch reads an upload of at most limit bytes.
func (f *Folder) Fetch(ctx context.Context, key string, limit int64) (steps.Object, error) {
	if err := gaveUp(ctx); err != nil {
		return steps.Object{}, err
	}
	o, err := f.Read(ctx, key)
	if errors.Is(err, fs.ErrNotExist) {
		return steps.Object{}, steps.ErrNotFound
	}
	if err != nil {
		return steps.Object{}, err
	}
	defer o.Close()
	if o.Size > limit {
		return steps.Object{}, steps.ErrTooLarge
	}
	body := make([]byte, o.Size)
	if _, err := io.ReadFull(o, body); err != nil {
		return steps.Object{}, err
	}
	return steps.Object{Version: o.Version, Size: o.Size, Body: body}, nil
}

// Keep writes a clean copy. Writing it again is the same.
func (f *Folder) Keep(ctx context.Context, key, media string, data []byte) error {
	if err := gaveUp(ctx); err != nil {
		return err
	}
	_, err := f.Write(ctx, key, media, int64(len(data)), bytes.NewReader(data), false)
	return err
}

// Drop erases the file of the key.
func (f *Folder) Drop(ctx context.Context, key string) error {
	if err := gaveUp(ctx); err != nil {
		return err
	}
	return f.Remove(key)
}

func gaveUp(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("folder: %w: %w", steps.ErrUnavailable, err)
	}
	return nil
}
