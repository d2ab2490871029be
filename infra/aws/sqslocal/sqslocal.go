// Package sqslocal is a small stand-in for Amazon SQS, for local runs and tests only: standard queues in memory, with
// visibility timeouts, receive counts and dead letters, behind the protocol that the AWS SDK speaks (AWS JSON 1.0,
// Signature Version 4) for the two operations that Shiming's functions call, SendMessageBatch and
// ChangeMessageVisibility. Receiving and deleting, which Lambda does by itself, are methods.
//
// What must not live here: anything a deployed function needs, and what is done with the messages.
package sqslocal

import (
	"crypto/md5"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"

	"shiming/infra/aws/sigv4"
)

// Spec is one queue.
type Spec struct {
	Name string
	// Visibility is how long a received message is hidden, unless it is deleted or hidden otherwise.
	Visibility time.Duration
	// MaxReceives is how often a message is received before it goes to DeadLetters; 0: without end.
	MaxReceives int
	DeadLetters string // the name of another queue
}

// QueuedMessage is a message as it is received.
type QueuedMessage struct {
	ID, Receipt, Body string
	Receives          int // this one included
	Sent              time.Time
}

// SQS is the stand-in, an http.Handler. Safe for concurrent use.
type SQS struct {
	verify sigv4.SignatureVerifier
	specs  map[string]Spec

	mu     sync.Mutex
	queues map[string][]*message
}

type message struct {
	QueuedMessage
	visible time.Time
}

// New makes a server with empty queues. The verifier says who may call; its clock is the server's.
func New(verify sigv4.SignatureVerifier, specs ...Spec) *SQS {
	s := &SQS{verify: verify, specs: map[string]Spec{}, queues: map[string][]*message{}}
	for _, q := range specs {
		s.specs[q.Name] = q
	}
	return s
}

// Receive takes at most limit messages that are visible, and hides them. One that was received too often moves to the
// dead letters instead.
func (s *SQS) Receive(queue string, limit int) []QueuedMessage {
	s.mu.Lock()
	defer s.mu.Unlock()
	spec, now := s.specs[queue], s.verify.Now()
	var got []QueuedMessage
	kept := s.queues[queue][:0:0]
	for _, m := range s.queues[queue] {
		if now.Before(m.visible) || len(got) == limit {
			kept = append(kept, m)
			continue
		}
		if m.Receives++; spec.MaxReceives > 0 && m.Receives > spec.MaxReceives {
			m.visible = now
			s.queues[spec.DeadLetters] = append(s.queues[spec.DeadLetters], m)
			continue
		}
		m.visible, m.Receipt = now.Add(spec.Visibility), rand.Text()
		got, kept = append(got, m.QueuedMessage), append(kept, m)
	}
	s.queues[queue] = kept
	return got
}

// Put queues a message, whatever it says, as an operator may.
func (s *SQS) Put(queue, body string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.put(queue, body)
}

func (s *SQS) put(queue, body string) *message {
	now := s.verify.Now()
	m := &message{QueuedMessage{ID: rand.Text(), Body: body, Sent: now}, now}
	s.queues[queue] = append(s.queues[queue], m)
	return m
}

// Hide hides a received message for that long from now, and says whether there is one.
func (s *SQS) Hide(queue, receipt string, pause time.Duration) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, m := range s.queues[queue] {
		if m.Receipt == receipt && receipt != "" {
			m.visible = s.verify.Now().Add(pause)
			return true
		}
	}
	return false
}

// Delete removes a received message. Deleting it by an older receipt, or again, does nothing.
func (s *SQS) Delete(queue, receipt string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	kept := s.queues[queue][:0:0]
	for _, m := range s.queues[queue] {
		if m.Receipt != receipt {
			kept = append(kept, m)
		}
	}
	s.queues[queue] = kept
}

// Len returns how many messages the queue holds, hidden ones included.
func (s *SQS) Len(queue string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.queues[queue])
}

const (
	contentType = "application/x-amz-json-1.0"
	maxBody     = 1 << 20
	maxMessage  = 256 << 10
	maxEntries  = 10
	maxHidden   = 12 * 3600 // seconds
	maxDelay    = 900       // seconds
)

// fault is an error as SQS sends it.
type fault struct {
	status  int
	code    string
	message string
}

func (f *fault) Error() string { return f.code + ": " + f.message }

// ServeHTTP answers one request of the SDK.
func (s *SQS) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", contentType)
	answer, err := s.answer(r)
	if err != nil {
		var refusal *sigv4.Rejection
		var f *fault
		switch {
		case errors.As(err, &refusal):
			f = &fault{http.StatusForbidden, refusal.Code, refusal.Message}
		case !errors.As(err, &f):
			f = &fault{http.StatusInternalServerError, "InternalFailure", err.Error()}
		}
		w.WriteHeader(f.status)
		answer = map[string]string{"__type": "com.amazonaws.sqs#" + f.code, "message": f.message}
	}
	_ = json.NewEncoder(w).Encode(answer) // fails only where the client is gone
}

func (s *SQS) answer(r *http.Request) (any, error) {
	body, err := io.ReadAll(io.LimitReader(r.Body, maxBody+1))
	if err != nil || len(body) > maxBody {
		return nil, &fault{http.StatusBadRequest, "BatchRequestTooLong", "the body is too large or was cut"}
	}
	if err := s.verify.Check(r, body); err != nil {
		return nil, err
	}
	var in request
	if err := json.Unmarshal(body, &in); err != nil {
		return nil, &fault{http.StatusBadRequest, "SerializationException", "not JSON"}
	}
	name := in.QueueURL[strings.LastIndex(in.QueueURL, "/")+1:]
	if _, ok := s.specs[name]; !ok {
		return nil, &fault{http.StatusBadRequest, "QueueDoesNotExist", "The specified queue does not exist."}
	}
	switch r.Header.Get("X-Amz-Target") {
	case "AmazonSQS.SendMessageBatch":
		return s.send(name, in)
	case "AmazonSQS.ChangeMessageVisibility":
		return struct{}{}, s.change(name, in)
	}
	return nil, &fault{http.StatusBadRequest, "UnknownOperationException", "the stand-in does not know this operation"}
}

type request struct {
	QueueURL          string `json:"QueueUrl"`
	Entries           []entry
	ReceiptHandle     string
	VisibilityTimeout *int
}

type entry struct {
	ID           string `json:"Id"`
	MessageBody  string
	DelaySeconds int
}

type sent struct {
	ID        string `json:"Id"`
	MessageID string `json:"MessageId"`
	MD5       string `json:"MD5OfMessageBody"`
}

func (s *SQS) send(queue string, in request) (any, error) {
	if len(in.Entries) < 1 || len(in.Entries) > maxEntries {
		return nil, &fault{http.StatusBadRequest, "TooManyEntriesInBatchRequest", fmt.Sprintf("1 to %d entries", maxEntries)}
	}
	seen := map[string]bool{}
	for _, e := range in.Entries {
		if e.ID == "" || seen[e.ID] || e.MessageBody == "" || len(e.MessageBody) > maxMessage {
			return nil, &fault{http.StatusBadRequest, "InvalidParameterValue", "an entry has no id of its own, or no body"}
		}
		if e.DelaySeconds < 0 || e.DelaySeconds > maxDelay {
			return nil, &fault{http.StatusBadRequest, "InvalidParameterValue", "DelaySeconds is 0 to 900"}
		}
		seen[e.ID] = true
	}
	var out struct {
		Successful []sent
		Failed     []struct{}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, e := range in.Entries {
		m := s.put(queue, e.MessageBody)
		m.visible = m.visible.Add(time.Duration(e.DelaySeconds) * time.Second)
		sum := md5.Sum([]byte(e.MessageBody)) // which the SDK compares
		out.Successful = append(out.Successful, sent{e.ID, m.ID, hex.EncodeToString(sum[:])})
	}
	return out, nil
}

func (s *SQS) change(queue string, in request) error {
	if in.VisibilityTimeout == nil || *in.VisibilityTimeout < 0 || *in.VisibilityTimeout > maxHidden {
		return &fault{http.StatusBadRequest, "InvalidParameterValue", "VisibilityTimeout is 0 to 43200"}
	}
	if s.Hide(queue, in.ReceiptHandle, time.Duration(*in.VisibilityTimeout)*time.Second) {
		return nil
	}
	return &fault{http.StatusBadRequest, "ReceiptHandleIsInvalid", "The input receipt handle is invalid."}
}
