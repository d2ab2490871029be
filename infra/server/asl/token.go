package asl

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"database/sql"
	"encoding/base64"
	"encoding/binary"
	"errors"
)

// A task token is the execution's id and the number of the try, under a MAC with a key of this file. So it is the same
// after a restart, stands nowhere, cannot be guessed, and one that this engine never gave out is known at once.

const tokenBody = 16 // bytes before the MAC

func (e *Engine) token(id, try int64) string {
	var body [tokenBody]byte
	binary.BigEndian.PutUint64(body[:8], uint64(id))
	binary.BigEndian.PutUint64(body[8:], uint64(try))
	return base64.RawURLEncoding.EncodeToString(append(body[:], e.mac(body[:])...))
}

func (e *Engine) mac(body []byte) []byte {
	h := hmac.New(sha256.New, e.key)
	h.Write([]byte("task token\n"))
	h.Write(body)
	return h.Sum(nil)
}

func (e *Engine) readToken(token string) (id, try int64, err error) {
	raw, err := base64.RawURLEncoding.DecodeString(token)
	// Decoding overlooks line ends and loose bits: one task has one token.
	if err != nil || base64.RawURLEncoding.EncodeToString(raw) != token || len(raw) != tokenBody+sha256.Size || !hmac.Equal(raw[tokenBody:], e.mac(raw[:tokenBody])) {
		return 0, 0, refuse("InvalidToken", "Invalid Token: 'Invalid token'")
	}
	return int64(binary.BigEndian.Uint64(raw[:8])), int64(binary.BigEndian.Uint64(raw[8:])), nil
}

// SendTaskSuccess answers a task token with the Task's result, JSON. Errors: InvalidToken for one that was never given
// out, TaskDoesNotExist for one whose execution is no longer kept, TaskTimedOut for one that was answered before, whose
// deadline has passed, that another try has replaced or whose execution is over; InvalidOutput. THREATS W2.
func (e *Engine) SendTaskSuccess(ctx context.Context, token string, output []byte) error {
	result, bad := decode(output)
	return e.answerToken(ctx, token, func(r *run, s *state) error {
		if bad != nil || len(output) > maxData {
			return refuse("InvalidOutput", "Invalid Output: it is not one JSON document of at most %d bytes", maxData)
		}
		r.succeeded(s, result)
		return nil
	})
}

// SendTaskFailure answers a task token with an error, for the Task's Retry and Catch, and its cause. Errors as
// SendTaskSuccess, without InvalidOutput.
func (e *Engine) SendTaskFailure(ctx context.Context, token, name, cause string) error {
	return e.answerToken(ctx, token, func(r *run, s *state) error {
		r.failed(s, name, cause)
		return nil
	})
}

// SendTaskHeartbeat says that whoever has the token is still at it: the next heartbeat is due HeartbeatSeconds from
// now. It moves no deadline, and does nothing to a Task without HeartbeatSeconds. Errors as SendTaskFailure.
func (e *Engine) SendTaskHeartbeat(ctx context.Context, token string) error {
	return e.answerToken(ctx, token, func(r *run, s *state) error {
		r.beat(s)
		return nil
	})
}

func (e *Engine) answerToken(ctx context.Context, token string, answer func(*run, *state) error) error {
	id, try, err := e.readToken(token)
	if err != nil {
		return err
	}
	return e.step(ctx, func(tx *sql.Tx, touch func(*execution) (*run, error)) error {
		x, err := load(ctx, tx, id)
		if errors.Is(err, sql.ErrNoRows) {
			return refuse("TaskDoesNotExist", "Task Does Not Exist")
		}
		if err != nil {
			return err
		}
		r, err := touch(x)
		if err != nil {
			return err
		}
		// Late by the clock is late, even where the timer has not come round to it.
		if x.Phase != holding || x.Try != try || x.due > 0 && x.due <= nanos(r.now) {
			return refuse("TaskTimedOut", "Task Timed Out: 'Provided task does not exist anymore'")
		}
		return answer(r, r.def.states[r.State])
	})
}
