package conversations

import (
	"context"
	"errors"
	"fmt"
	"io"
	"testing"
)

// stage is where a conversation is played: a test, or a terminal.
type stage interface {
	// Context ends when the stage is to be left.
	Context() context.Context
	// Helper is testing.T's.
	Helper()
	// Fatal ends the part that is playing, and says why.
	Fatal(args ...any)
	// part plays a part by its name; false when it ended with Fatal.
	part(name string, play func(stage)) bool
	// line is told each line that is played, before it is.
	line(at int, text string)
}

// test plays in a test: parts are its subtests.
type test struct{ *testing.T }

func (s test) line(int, string) {}

func (s test) part(name string, play func(stage)) bool {
	return s.T.Run(name, func(t *testing.T) { play(test{t}) })
}

// terminal prints each line as it is played, and what came instead of what was expected. Not safe for concurrent use.
type terminal struct {
	ctx context.Context
	out io.Writer
	// why is the first complaint.
	why *error
}

// left is thrown by Fatal, and caught where the part began.
type left struct{ why string }

func (s terminal) Context() context.Context { return s.ctx }
func (s terminal) Helper()                  {}
func (s terminal) Fatal(args ...any)        { panic(left{fmt.Sprint(args...)}) }

func (s terminal) line(at int, text string) { fmt.Fprintf(s.out, "%5d  %s\n", at, text) }

func (s terminal) part(name string, play func(stage)) bool {
	fmt.Fprintf(s.out, "\n       — %s\n", name)
	return s.guard(func() { play(s) }) == nil
}

// guard runs a part and returns why it was left, after saying so.
func (s terminal) guard(play func()) (err error) {
	defer func() {
		switch reason := recover().(type) {
		case nil:
		case left:
			fmt.Fprintf(s.out, "\n  ✗  %s\n", reason.why)
			err = errors.New(reason.why)
			if *s.why == nil {
				*s.why = err
			}
		default:
			panic(reason)
		}
	}()
	play()
	return nil
}

// Tell plays a conversation outside a test and prints each line on out. The error is what came instead of what was
// expected; it holds no personal data of the file's people. ctx ends it early.
func Tell(ctx context.Context, out io.Writer, world World, file, text string) error {
	var why error
	s := terminal{ctx, out, &why}
	_ = s.guard(func() { play(s, world.withDefaults(), file, text) })
	return why
}
