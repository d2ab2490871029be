package kmskeys

import (
	"container/list"
	"context"
	"errors"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/aws-sdk-go-v2/service/kms/types"

	"shiming/shared/vault/sealed"
)

// sealings are the data keys that seal now, one for each class of purposes. The zero value has none.
type sealings struct {
	mu sync.Mutex
	of map[string]*sealing
}

// in returns the one of a class.
func (s *sealings) in(class string) *sealing {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.of == nil {
		s.of = make(map[string]*sealing)
	}
	if s.of[class] == nil {
		s.of[class] = &sealing{}
	}
	return s.of[class]
}

// sealing is the data key that seals now. The zero value has none.
type sealing struct {
	mu     sync.Mutex
	sealer *sealed.Sealer
	born   time.Time
	seals  int
}

// take returns the data key and counts n more seals (0 or 1), or nil where there is none that may seal once more.
func (s *sealing) take(now time.Time, n int) *sealed.Sealer {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.sealer == nil || expired(s.born, now) || s.seals >= MaxSeals {
		return nil
	}
	s.seals += n
	return s.sealer
}

func (s *sealing) put(sealer *sealed.Sealer, now time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sealer, s.born, s.seals = sealer, now, 0
}

// expired also says so of a time to come: a clock that was put back must not prolong a key's life.
func expired(born, now time.Time) bool {
	age := now.Sub(born)
	return age < 0 || age >= KeyLifetime
}

// sealer returns a data key of the class for n seals, asking KMS for a fresh one where needed.
func (k *Keys) sealer(ctx context.Context, class string, n int) (*sealed.Sealer, error) {
	for {
		if s := k.sealing.in(class).take(k.now(), n); s != nil {
			return s, nil
		}
		// Whoever comes while the call is under way waits for it, then takes from its key.
		_, err := k.share(ctx, "GenerateDataKey "+class, func(ctx context.Context) (*sealed.Sealer, error) { return k.freshDataKey(ctx, class) })
		if err != nil {
			return nil, err
		}
	}
}

func (k *Keys) freshDataKey(ctx context.Context, class string) (*sealed.Sealer, error) {
	if s := k.sealing.in(class).take(k.now(), 0); s != nil {
		return s, nil // another call ended between the look and the flight
	}
	current := k.data[0]
	out, err := k.api.GenerateDataKey(ctx, &kms.GenerateDataKeyInput{
		KeyId:             aws.String(current.ID),
		KeySpec:           types.DataKeySpecAes256,
		EncryptionContext: contextOf(class),
	})
	if err != nil {
		return nil, fault("GenerateDataKey", err)
	}
	header := sealed.Header{KeyID: current.ID, Version: current.Version, Wrapped: out.CiphertextBlob}
	s, err := sealed.NewSealer(header, out.Plaintext)
	clear(out.Plaintext)
	if err != nil {
		return nil, err
	}
	now := k.now()
	k.sealing.in(class).put(s, now)
	k.opened.put(s.RawHeader(), s, now) // what this container seals it opens without a call
	return s, nil
}

// opener returns the data key of e, asking KMS to unwrap it where it is not at hand. One of a version that had no classes is
// unwrapped without, by a second call: KMS does not say why it refused the first.
func (k *Keys) opener(ctx context.Context, class string, e sealed.Envelope) (*sealed.Sealer, error) {
	if s := k.opened.get(e.RawHeader(), k.now()); s != nil {
		return s, nil
	}
	return k.share(ctx, "Decrypt "+class+" "+string(e.RawHeader()), func(ctx context.Context) (*sealed.Sealer, error) {
		if s := k.opened.get(e.RawHeader(), k.now()); s != nil {
			return s, nil
		}
		s, err := k.unwrap(ctx, contextOf(class), e)
		if errors.Is(err, sealed.ErrSealed) {
			if s, err = k.unwrap(ctx, contextOf(""), e); denied(err) { // the key opens nothing so old any more
				err = sealed.ErrSealed
			}
		}
		if err != nil {
			return nil, err
		}
		k.opened.put(s.RawHeader(), s, k.now())
		return s, nil
	})
}

// unwrap asks KMS.
func (k *Keys) unwrap(ctx context.Context, in map[string]string, e sealed.Envelope) (*sealed.Sealer, error) {
	out, err := k.api.Decrypt(ctx, &kms.DecryptInput{KeyId: aws.String(e.KeyID), CiphertextBlob: e.Wrapped, EncryptionContext: in})
	if err != nil {
		return nil, fault("Decrypt", err)
	}
	s, err := sealed.NewSealer(e.Header, out.Plaintext)
	clear(out.Plaintext)
	if err != nil { // KMS unwrapped something that is not a data key of ours
		return nil, sealed.ErrSealed
	}
	return s, nil
}

// share runs call once for all that ask for name at the same time. The call does not end with the ctx of whoever came
// first: the others still wait for it. Each waits only as long as its own ctx.
func (k *Keys) share(ctx context.Context, name string, call func(context.Context) (*sealed.Sealer, error)) (*sealed.Sealer, error) {
	result := k.flights.DoChan(name, func() (any, error) {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), CallTimeout)
		defer cancel()
		return call(ctx)
	})
	select {
	case <-ctx.Done():
		return nil, fault("waiting", ctx.Err())
	case r := <-result:
		if r.Err != nil {
			return nil, r.Err
		}
		return r.Val.(*sealed.Sealer), nil
	}
}

// opened keeps unwrapped data keys by the raw header of their envelopes, MaxOpened of them. The zero value is empty.
type opened struct {
	mu    sync.Mutex
	keys  map[string]*list.Element // of *openedKey
	order list.List                // most recently used first
}

type openedKey struct {
	header string
	sealer *sealed.Sealer
	born   time.Time
}

func (o *opened) get(header []byte, now time.Time) *sealed.Sealer {
	o.mu.Lock()
	defer o.mu.Unlock()
	element, there := o.keys[string(header)]
	if !there {
		return nil
	}
	key := element.Value.(*openedKey)
	if expired(key.born, now) {
		o.remove(element)
		return nil
	}
	o.order.MoveToFront(element)
	return key.sealer
}

func (o *opened) put(header []byte, s *sealed.Sealer, now time.Time) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if element, there := o.keys[string(header)]; there {
		o.remove(element)
	}
	if o.keys == nil {
		o.keys = make(map[string]*list.Element)
	}
	o.keys[string(header)] = o.order.PushFront(&openedKey{string(header), s, now})
	if o.order.Len() > MaxOpened {
		o.remove(o.order.Back())
	}
}

// remove forgets one key. The mutex must be held.
func (o *opened) remove(element *list.Element) {
	o.order.Remove(element)
	delete(o.keys, element.Value.(*openedKey).header)
}
