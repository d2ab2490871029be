package connect

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	"shiming/shared/steps"
	"shiming/shared/wire"
)

// secretLife is how long a secret that was read is used before it is read again.
const secretLife = 5 * time.Minute

// Access returns the secrets of the settings, in their order, or nil where one is not set. A setting holds the secret
// itself, or says where it is: "file:" and a path, or the ARN of a secret of Secrets Manager; "#" and a name behind it take
// that field of a secret in JSON. What is elsewhere is read when it is first needed, and again after five minutes, so that
// a rotation needs no deployment. Where it cannot be read again the last one is used on. On AWS, where whoever may
// look at a function reads its settings, one that holds the secret itself is refused (THREATS X18).
func (s *Setup) Access(names ...string) wire.Access {
	values := make([]string, len(names))
	for i, name := range names {
		switch values[i] = s.Get(name); {
		case values[i] == "":
			return nil
		case s.Manager == nil && strings.HasPrefix(values[i], "arn:"):
			s.Refuse(`%s names a secret of AWS Secrets Manager, which only functions read: write "file:" and a path, or the secret`, name)
			return nil
		case s.Manager != nil && !Elsewhere(values[i]) && !slices.Contains(notSecret, name):
			s.Refuse("%s holds the secret itself, which whoever reads the configuration reads too: give the ARN of a secret", name)
		}
	}
	store := s.store()
	return func(ctx context.Context) ([]string, error) {
		all := make([]string, len(values))
		for i, value := range values {
			var err error
			if all[i], err = store.read(ctx, value); err != nil {
				return nil, fmt.Errorf("%w: %s cannot be read: %w", steps.ErrUnavailable, names[i], err)
			}
		}
		return all, nil
	}
}

// notSecret are settings that come with secrets, and are none: ids, users, a key that others publish.
var notSecret = []string{"TENCENT_SECRET_ID", "ALIBABA_ACCESS_KEY_ID", "MAIL_USER", "QICHACHA_KEY", "ESIGN_APP_ID", "WECHATPAY_PUBLIC_KEY"}

// store is what was read elsewhere, of the whole setup.
func (s *Setup) store() *secrets {
	if s.secrets == nil {
		s.secrets = &secrets{clock: s.Signing(), manager: s.Manager, held: map[string]held{}}
	}
	return s.secrets
}

// readWithin bounds a secret that is read while a process starts.
const readWithin = 5 * time.Second

// Secret is what the sandboxes sign with. In the sandbox it must be there: in SANDBOX_SECRET, or elsewhere, from where it is read
// while the process starts.
func (s *Setup) Secret() []byte {
	ctx, cancel := context.WithTimeout(context.Background(), readWithin)
	defer cancel()
	secret, err := s.store().read(ctx, s.Get("SANDBOX_SECRET"))
	if err != nil {
		s.Refuse("SANDBOX_SECRET cannot be read: %v", err)
	} else if len(secret) < 24 {
		s.Refuse("SANDBOX_SECRET must hold at least 24 random characters: the sandbox signs with it")
	}
	return []byte(secret)
}

// Written returns the setting where it holds the secret itself, which can be looked at before anything starts; false where it
// says where the secret is, or is not set.
func (s *Setup) Written(name string) (string, bool) {
	value := s.Get(name)
	return value, value != "" && !Elsewhere(value)
}

// Elsewhere reports whether the value of a setting says where a secret is.
func Elsewhere(value string) bool {
	return strings.HasPrefix(value, "arn:") || strings.HasPrefix(value, "file:")
}

// secrets keeps what was read elsewhere.
type secrets struct {
	clock   steps.Clock
	manager func(ctx context.Context, arn string) (string, error)

	mu   sync.Mutex // held while one is read: one reading serves all who wait
	held map[string]held
}

type held struct {
	text  string
	until time.Time
}

// read returns the secret that the value of a setting is, or names.
func (s *secrets) read(ctx context.Context, value string) (string, error) {
	where, field, _ := strings.Cut(value, "#")
	var fetch func(context.Context, string) (string, error)
	switch {
	case strings.HasPrefix(value, "arn:") && s.manager == nil:
		return "", errors.New("only functions read a secret of AWS Secrets Manager")
	case strings.HasPrefix(value, "arn:"):
		fetch = s.manager
	case strings.HasPrefix(value, "file:"):
		fetch = fromFile
	default:
		return value, nil
	}
	text, err := s.fresh(ctx, where, fetch)
	if err != nil || field == "" {
		return text, err
	}
	var fields map[string]string
	if json.Unmarshal([]byte(text), &fields) != nil || fields[field] == "" {
		return "", errors.New("the secret is no JSON with that field")
	}
	return fields[field], nil
}

// fresh returns what lies there, at most five minutes old where it can be read.
func (s *secrets) fresh(ctx context.Context, where string, fetch func(context.Context, string) (string, error)) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now, last := s.clock(), s.held[where]
	if last.text != "" && now.Before(last.until) {
		return last.text, nil
	}
	text, err := fetch(ctx, where)
	if err != nil && last.text == "" {
		return "", err
	}
	if err != nil {
		text = last.text
	}
	s.held[where] = held{text, now.Add(secretLife)}
	return text, nil
}

func fromFile(_ context.Context, where string) (string, error) {
	text, err := os.ReadFile(strings.TrimPrefix(where, "file:"))
	if err != nil {
		return "", errors.New("the file cannot be read")
	}
	if text = bytes.TrimSpace(text); len(text) == 0 {
		return "", errors.New("the file is empty")
	}
	return string(text), nil
}
