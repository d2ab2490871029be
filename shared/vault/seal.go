package vault

import (
	"context"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"

	"shiming/shared/realname"
	"shiming/shared/vault/sealed"
)

// Row says of a kind of sealed thing, or of a kind of digest, what an auditor wants to know.
type Row struct {
	Purpose string // its name under the keys, unique
	What    string // what is in it
	Bound   string // what it is bound to: "account", "case", "check", "record"; "everywhere": of a digest that must be equal anywhere
	Opened  string // the steps that open it, sorted, with blanks between
	For     string // whom it is opened for, or what it is compared for
	Kept    string // how long it is needed
}

// SealedKind is a kind of sealed thing: T is what is sealed, B the id that it is bound to. T prints, logs and marshals as
// redacted or masked; its plaintext exists only inside Seal and Open. Safe for concurrent use.
type SealedKind[T any, B ~string] struct {
	row   Row
	write func(T) ([]byte, error)
	read  func([]byte) (T, error)
}

// RecordID is the id of a record that is about no account, case or check.
type RecordID string

// plain is a thing as JSON writes it into the envelope.
type plain[T any] interface{ typed() (T, error) }

func kind[B ~string, T any, P plain[T]](purpose string, of func(T) P, row Row) SealedKind[T, B] {
	row.Purpose, row.Bound = purpose, boundTo[B]()
	return SealedKind[T, B]{row, func(v T) ([]byte, error) { return json.Marshal(of(v)) }, func(text []byte) (v T, err error) {
		var p P
		if err := json.Unmarshal(text, &p); err != nil {
			return v, errors.New("it is something else") // and not err, which may say what
		}
		return p.typed()
	}}
}

// Row returns the row of the table.
func (k SealedKind[T, B]) Row() Row { return k.row }

// Seal seals v, bound to the id, together with the digest of the request that brought it; no request: nobody repeats it.
// The errors are those of sealed.Keys. It calls the keys once.
func (k SealedKind[T, B]) Seal(ctx context.Context, keys sealed.Keys, bound B, v T, by RequestDigest) ([]byte, error) {
	text, err := k.write(v)
	if err != nil {
		return nil, fmt.Errorf("seal %s: it cannot be written", k.row.Purpose)
	}
	if bound == "" || len(by) > maxRequest {
		return nil, fmt.Errorf("seal %s: %w", k.row.Purpose, sealed.ErrArgument)
	}
	content := make([]byte, 0, 1+len(by)+len(text))
	content = append(content, byte(len(by)))
	content = append(content, by...)
	envelope, err := keys.Seal(ctx, k.row.Purpose+":"+string(bound), append(content, text...))
	if err != nil {
		return nil, fmt.Errorf("seal %s: %w", k.row.Purpose, err)
	}
	return envelope, nil
}

// Open opens what was sealed as this kind, bound to the same id. The errors are those of sealed.Keys, and what identity
// refuses; none of them repeats what was sealed. It calls the keys once.
func (k SealedKind[T, B]) Open(ctx context.Context, keys sealed.Keys, bound B, envelope []byte) (v T, err error) {
	_, text, err := k.open(ctx, keys, bound, envelope)
	if err != nil {
		return v, err
	}
	if v, err = k.read(text); err != nil {
		var none T
		return none, fmt.Errorf("open %s: %w", k.row.Purpose, err)
	}
	return v, nil
}

// Same says whether the request is the one that brought what was sealed; what it brought is not read. Refused:
// idempotency_key_reused, also where it was sealed for no request. It calls the keys once, and takes as long for any two
// requests.
func (k SealedKind[T, B]) Same(ctx context.Context, keys sealed.Keys, bound B, envelope []byte, r RequestDigest) error {
	by, _, err := k.open(ctx, keys, bound, envelope)
	if err != nil {
		return err
	}
	if r == "" || subtle.ConstantTimeCompare(by, []byte(r)) != 1 {
		return realname.Refuse(realname.CodeIdempotencyReused)
	}
	return nil
}

// open takes apart what the envelope holds: a byte that counts the bytes of the digest, the digest, the text.
func (k SealedKind[T, B]) open(ctx context.Context, keys sealed.Keys, bound B, envelope []byte) (by, text []byte, err error) {
	content, err := keys.Open(ctx, k.row.Purpose+":"+string(bound), envelope)
	if err != nil {
		return nil, nil, fmt.Errorf("open %s: %w", k.row.Purpose, err)
	}
	if len(content) == 0 || int(content[0]) > min(maxRequest, len(content)-1) {
		return nil, nil, fmt.Errorf("open %s: it is something else", k.row.Purpose)
	}
	end := 1 + int(content[0])
	return content[1:end], content[end:], nil
}

// boundTo names the id that B is.
func boundTo[B ~string]() string {
	switch any(B("")).(type) {
	case realname.AccountID:
		return "account"
	case realname.CaseID:
		return "case"
	case realname.CheckID:
		return "check"
	case RecordID:
		return "record"
	}
	return "everywhere"
}
