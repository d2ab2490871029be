package stream

import (
	"errors"
	"strings"
	"testing"
	"testing/iotest"
)

func TestRead(t *testing.T) {
	long := strings.Repeat("x", 200_000)
	in := `{"Action":"run","Package":"p","Test":"T"}` + "\n" +
		"not an event\n" +
		"{}\n" +
		`{"Action":"output","Package":"p","Test":"T","Output":"` + long + `"}` + "\n" +
		`{"Action":"pass","Package":"p","Test":"T","Elapsed":0.5}`
	var got []TestEvent
	var raws int
	err := Read(strings.NewReader(in), func(raw []byte, e TestEvent) error {
		got = append(got, e)
		if raw != nil {
			raws++
		}
		return nil
	})
	if err != nil || len(got) != 5 || raws != 3 {
		t.Fatalf("got %d events, %d raw lines, error %v; want 5, 3, nil", len(got), raws, err)
	}
	if got[1].Output != "not an event\n" || got[3].Output != long || !got[4].Ended() || got[0].Ended() {
		t.Error("an event was changed on its way")
	}
}

func TestReadStopsAtErrors(t *testing.T) {
	broken := errors.New("broken")
	if err := Read(iotest.ErrReader(broken), nil); !errors.Is(err, broken) {
		t.Errorf("reader's error: got %v", err)
	}
	if err := Read(strings.NewReader("x\ny\n"), func([]byte, TestEvent) error { return broken }); !errors.Is(err, broken) {
		t.Errorf("callback's error: got %v", err)
	}
}
