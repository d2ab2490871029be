// Package wiretest makes the double of a service fail in the ways in which services and networks do: before the effect,
// after it, in the middle of the answer, twice. Nothing but tests may import it.
package wiretest

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
	"time"
)

// Failure is a way to fail.
type Failure string

const (
	// RequestLost never reaches the service: the line is cut before the effect.
	RequestLost Failure = "request_lost"
	// AnswerLost has its effect, and the line is cut.
	AnswerLost Failure = "answer_lost"
	// Slow has its effect, and is not answered while anybody waits.
	Slow Failure = "slow"
	// HalfAnswered has its effect, and its answer ends in the middle.
	HalfAnswered Failure = "half_answered"
	// Twice reaches the service twice, and the second answer is told.
	Twice Failure = "twice"
	// Down is answered by a gateway with 502, without an effect.
	Down Failure = "down"
	// Foreign has its effect and is answered with 200 by something that is not the service.
	Foreign Failure = "foreign"
)

// Faults lists them all.
func Faults() []Failure {
	return []Failure{RequestLost, AnswerLost, Slow, HalfAnswered, Twice, Down, Foreign}
}

// Connection is the line to a double. Safe for concurrent use.
type Connection struct {
	// URL is where the double is.
	URL string

	name func(*http.Request, []byte) string
	to   http.Handler

	mu    sync.Mutex
	next  map[string]Failure
	said  map[string]said
	urls  []string
	calls map[string]int
}

// Connect starts a server that passes every request on to the double. name tells which call a request is, from the request
// and its body. It lives as long as the test.
func Connect(t *testing.T, to http.Handler, name func(r *http.Request, body []byte) string) *Connection {
	t.Helper()
	l := &Connection{name: name, to: to, next: map[string]Failure{}, said: map[string]said{}, calls: map[string]int{}}
	server := httptest.NewServer(l)
	t.Cleanup(server.Close)
	l.URL = server.URL
	return l
}

// Fail makes the next request of the call fail.
func (l *Connection) Fail(call string, f Failure) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.next[call] = f
}

// said is an answer in the service's place.
type said struct {
	status int
	text   string
}

// Answer answers the next request of the call in the service's place, which does not hear of it: a refusal of whatever kind.
func (l *Connection) Answer(call string, status int, text string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.said[call] = said{status, text}
}

// Addresses are the paths and queries of all requests that came: nothing of a person may stand there.
func (l *Connection) Addresses() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.urls)
}

// Calls counts the requests of the call that came.
func (l *Connection) Calls(call string) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.calls[call]
}

// ServeHTTP implements http.Handler.
func (l *Connection) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return // the other side has gone
	}
	call := l.name(r, body)
	l.mu.Lock()
	fault, instead := l.next[call], l.said[call]
	delete(l.next, call)
	delete(l.said, call)
	l.urls = append(l.urls, r.URL.RequestURI())
	l.calls[call]++
	l.mu.Unlock()
	if instead.status != 0 {
		w.WriteHeader(instead.status)
		_, _ = io.WriteString(w, instead.text)
		return
	}
	pass := func() *httptest.ResponseRecorder {
		said := httptest.NewRecorder()
		r.Body = io.NopCloser(bytes.NewReader(body))
		l.to.ServeHTTP(said, r)
		return said
	}
	switch fault {
	case RequestLost:
		panic(http.ErrAbortHandler)
	case AnswerLost:
		pass()
		panic(http.ErrAbortHandler)
	case Slow:
		pass()
		<-r.Context().Done()
		return
	case Down:
		http.Error(w, "<html>502</html>", http.StatusBadGateway)
		return
	case Foreign:
		pass()
		_, _ = io.WriteString(w, "<html>welcome</html>")
		return
	case Twice:
		pass()
	case HalfAnswered:
	}
	said := pass()
	for name, values := range said.Header() {
		w.Header()[name] = values
	}
	text := said.Body.Bytes()
	if fault == HalfAnswered {
		text = text[:len(text)/2]
	}
	w.WriteHeader(said.Code)
	_, _ = w.Write(text)
}

// Waiting is a client that waits for answers as long as a test can; a second for one that never comes.
func Waiting(f Failure) *http.Client {
	if f == Slow {
		return &http.Client{Timeout: time.Second}
	}
	return &http.Client{Timeout: 20 * time.Second}
}
