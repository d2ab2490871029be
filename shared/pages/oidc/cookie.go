package oidc

import (
	"crypto/sha256"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/go-jose/go-jose/v4"
)

// What a browser keeps of staff: who is signed in, the ID token that signs out at the provider, and the sign-in that is under way.
const (
	sessionCookie = "shiming-staff"
	hintCookie    = "shiming-staff-id"
	startCookie   = "shiming-staff-start"
)

// ShortestSecret is how many characters the secret of the cookies has at least.
const ShortestSecret = 32

// longest is what browsers keep of a cookie, with its name.
const longest = 4000

var errTooLong = errors.New("the token is longer than a cookie may be: have the provider put fewer claims into it")

// name has the prefix with which browsers take the cookie from nobody but this host, where they know it as secure.
func (d *Desk) name(r *http.Request, name string) string {
	if d.secure(r) {
		return "__Host-" + name
	}
	return name
}

func (d *Desk) secure(r *http.Request) bool {
	return !strings.HasPrefix(d.base(r), "http:")
}

// key is made of the secret, one for each cookie: none can be passed off as another.
func (d *Desk) key(r *http.Request, name string) ([]byte, error) {
	_, secret, err := d.Secrets(r.Context())
	if err != nil {
		return nil, err
	}
	if len(secret) < ShortestSecret {
		return nil, errors.New("the secret of the cookies is too short")
	}
	key := sha256.Sum256([]byte(name + "\x00" + secret))
	return key[:], nil
}

// write seals a value into its cookie (RFC 7516: direct, A256GCM, deflated, for tokens are long).
func (d *Desk) write(w http.ResponseWriter, r *http.Request, name string, value any, life time.Duration) error {
	key, err := d.key(r, name)
	if err != nil {
		return err
	}
	text, err := json.Marshal(value)
	if err != nil {
		return err
	}
	sealer, err := jose.NewEncrypter(jose.A256GCM, jose.Recipient{Algorithm: jose.DIRECT, Key: key}, &jose.EncrypterOptions{Compression: jose.DEFLATE})
	if err != nil {
		return err
	}
	box, err := sealer.Encrypt(text)
	if err != nil {
		return err
	}
	compact, err := box.CompactSerialize()
	if err != nil {
		return err
	}
	if len(compact) > longest {
		return errTooLong
	}
	http.SetCookie(w, &http.Cookie{Name: d.name(r, name), Value: compact, Path: "/", MaxAge: max(1, int(life.Seconds())), HttpOnly: true, Secure: d.secure(r), SameSite: http.SameSiteLaxMode})
	return nil
}

// read opens a cookie. What the browser made up does not open.
func (d *Desk) read(r *http.Request, name string, into any) error {
	c, err := r.Cookie(d.name(r, name))
	if err != nil {
		return err
	}
	key, err := d.key(r, name)
	if err != nil {
		return err
	}
	box, err := jose.ParseEncryptedCompact(c.Value, []jose.KeyAlgorithm{jose.DIRECT}, []jose.ContentEncryption{jose.A256GCM})
	if err != nil {
		return err
	}
	text, err := box.Decrypt(key)
	if err != nil {
		return err
	}
	return json.Unmarshal(text, into)
}

func (d *Desk) forget(w http.ResponseWriter, r *http.Request, name string) {
	http.SetCookie(w, &http.Cookie{Name: d.name(r, name), Path: "/", MaxAge: -1, HttpOnly: true, Secure: d.secure(r), SameSite: http.SameSiteLaxMode})
}
