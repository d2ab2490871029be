package s3local

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"strconv"

	"shiming/shared/sealed"
	"shiming/shared/steps"
)

// object is one version of an object.
type object struct {
	Media   string `json:"media"`
	Version string `json:"version"`
	ETag    string `json:"etag"`
	Parts   int    `json:"parts"`
	body    []byte
}

var errDamaged = errors.New("s3local: a stored object is damaged")

// seal writes the object as what a file holds: what is known of it, then its parts, each sealed by itself because the
// keys seal no more at once, and bound to its key, its version and its place. Before each stands its length.
func (o object) seal(ctx context.Context, k steps.Keys, key string) ([]byte, error) {
	o.Parts = (len(o.body) + sealed.MaxPlain - 1) / sealed.MaxPlain
	head, err := json.Marshal(o)
	if err != nil {
		return nil, err
	}
	var file []byte
	add := func(purpose string, plain []byte) error {
		envelope, err := k.Seal(ctx, purpose, plain)
		if err != nil {
			return err
		}
		file = binary.BigEndian.AppendUint32(file, uint32(len(envelope)))
		file = append(file, envelope...)
		return nil
	}
	if err := add(headPurpose(key), head); err != nil {
		return nil, err
	}
	for i := range o.Parts {
		part := o.body[i*sealed.MaxPlain : min((i+1)*sealed.MaxPlain, len(o.body))]
		if err := add(o.partPurpose(key, i), part); err != nil {
			return nil, err
		}
	}
	return file, nil
}

// openObject reads what seal wrote for the key.
func openObject(ctx context.Context, k steps.Keys, key string, file []byte) (object, error) {
	next := func(purpose string) ([]byte, error) {
		if len(file) < 4 {
			return nil, errDamaged
		}
		n := int64(binary.BigEndian.Uint32(file))
		if n > int64(len(file)-4) {
			return nil, errDamaged
		}
		plain, err := k.Open(ctx, purpose, file[4:4+n])
		file = file[4+n:]
		return plain, err
	}
	head, err := next(headPurpose(key))
	if err != nil {
		return object{}, err
	}
	var o object
	if err := json.Unmarshal(head, &o); err != nil {
		return object{}, errDamaged
	}
	for i := range o.Parts {
		part, err := next(o.partPurpose(key, i))
		if err != nil {
			return object{}, err
		}
		o.body = append(o.body, part...)
	}
	return o, nil
}

func headPurpose(key string) string { return "object:" + key }

func (o object) partPurpose(key string, i int) string {
	return "part:" + key + ":" + o.Version + ":" + strconv.Itoa(i)
}
