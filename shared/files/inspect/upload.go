package inspect

import (
	"bytes"
	"context"
	"errors"

	"shiming/shared/realname"
)

// Upload judges an upload that says it is of the media type, as a steps.Inspector. What is no picture has no clean copy
// of its own: it is kept as it is, to be downloaded and never shown.
func Upload(ctx context.Context, body []byte, media string, want realname.Requirement) ([]byte, error) {
	result, err := Inspect(ctx, bytes.NewReader(body), int64(len(body)), Want{
		Types: []Type{Type(media)}, MaxBytes: want.MaxBytes, Colour: want.Colour,
	})
	var refused *Refused
	if errors.As(err, &refused) {
		return nil, realname.Refuse(realname.Code(refused.Code)).Because(refused)
	}
	if err != nil {
		return nil, err
	}
	if result.Clean == nil {
		return body, nil
	}
	return result.Clean, nil
}
