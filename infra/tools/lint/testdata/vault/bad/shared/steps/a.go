// Package steps seals by itself.
package steps

import "context"

type keys interface {
	Seal(ctx context.Context, purpose string, text []byte) ([]byte, error)
	Open(ctx context.Context, purpose string, envelope []byte) ([]byte, error)
	Digests(ctx context.Context, purpose string, value []byte) ([]string, error)
}

type step struct{ Keys keys }

func (s step) do(ctx context.Context, k keys) {
	envelope, _ := s.Keys.Seal(ctx, "a", nil)
	_, _ = k.Open(ctx, "a", envelope)
	_, _ = k.Digests(ctx, "a", nil)
}
