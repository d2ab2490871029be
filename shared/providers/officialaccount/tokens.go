package officialaccount

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"shiming/shared/realname"
	"shiming/shared/steps"
	"shiming/shared/vault"
)

// The one record of the component, by its app id.
const tokensKind = "wechat_component"

const (
	// ticketLife is how long a ticket buys tokens.
	ticketLife = 12 * time.Hour
	// early is how long before its end a token is fetched anew, by one process, while the others use it on.
	early = 10 * time.Minute
	// fetching is how long one process is given to fetch it.
	fetching = 15 * time.Second
)

// tokens are the component's, sealed.
type tokens struct {
	Ticket   []byte    `json:"ticket"`
	TicketAt time.Time `json:"ticket_at"`
	Token    []byte    `json:"token,omitempty"`
	Ends     time.Time `json:"ends,omitzero"`
	// Fetching is since when somebody fetches another token.
	Fetching time.Time `json:"fetching,omitzero"`
}

// kept reads the record; a zero one of revision 0 where there is none.
func (o *OfficialAccount) kept(ctx context.Context) (t tokens, rev int, err error) {
	r, err := o.o.Records.Record(ctx, tokensKind, o.o.AppID)
	switch {
	case errors.Is(err, steps.ErrNotFound):
		return tokens{}, 0, nil
	case err != nil:
		return tokens{}, 0, err
	case json.Unmarshal(r.Doc, &t) != nil:
		return tokens{}, 0, errors.New("the record of the component is something else")
	}
	return t, r.Rev, nil
}

// keep writes the record that was read in the revision, or fails with steps.ErrConflict.
func (o *OfficialAccount) keep(ctx context.Context, t tokens, rev int) error {
	doc, err := json.Marshal(t)
	if err != nil {
		return errors.New("the record of the component cannot be written")
	}
	return o.o.Records.PutRecord(ctx, steps.Record{Kind: tokensKind, ID: o.o.AppID, Rev: rev + 1, Doc: doc})
}

// attempts are how often a change that somebody else was ahead of is made anew.
const attempts = 5

// change changes the record, on top of what others changed.
func (o *OfficialAccount) change(ctx context.Context, f func(*tokens)) error {
	for range attempts {
		t, rev, err := o.kept(ctx)
		if err != nil {
			return err
		}
		f(&t)
		if err = o.keep(ctx, t, rev); !errors.Is(err, steps.ErrConflict) {
			return err
		}
	}
	return fmt.Errorf("%w: others change the record of the component all the time", steps.ErrUnavailable)
}

func (o *OfficialAccount) seal(ctx context.Context, id vault.RecordID, text string) ([]byte, error) {
	return vault.ProviderSecrets.Seal(ctx, o.o.Keys, id, realname.Text(text), "")
}

func (o *OfficialAccount) open(ctx context.Context, id vault.RecordID, sealed []byte) (string, error) {
	text, err := vault.ProviderSecrets.Open(ctx, o.o.Keys, id, sealed)
	return string(text), err
}

// token returns the component's token; ended is one that the platform takes no more. It is fetched by who marks the record
// first; meanwhile the others use the old one, or wait.
func (o *OfficialAccount) token(ctx context.Context, ended string) (string, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for range attempts {
		t, rev, err := o.kept(ctx)
		if err != nil {
			return "", err
		}
		now, token := o.o.Clock(), ""
		if now.Before(t.Ends) {
			if token, err = o.open(ctx, vault.RecordID(o.o.AppID), t.Token); err != nil {
				return "", err
			}
		}
		taken := now.Before(t.Fetching.Add(fetching))
		if token != "" && token != ended && (taken || now.Before(t.Ends.Add(-early))) {
			return token, nil
		}
		if taken {
			if err := pause(ctx); err != nil {
				return "", err
			}
			continue
		}
		if rev == 0 || !now.Before(t.TicketAt.Add(ticketLife)) {
			return "", fmt.Errorf("%w: the platform has sent no ticket for twelve hours", steps.ErrUnavailable)
		}
		t.Fetching = now
		if err = o.keep(ctx, t, rev); errors.Is(err, steps.ErrConflict) {
			continue
		}
		if err != nil {
			return "", err
		}
		return o.fetch(ctx, t.Ticket)
	}
	return "", fmt.Errorf("%w: somebody else fetches the token of the component", steps.ErrUnavailable)
}

// pause waits for who fetches a token.
func pause(ctx context.Context) error {
	timer := time.NewTimer(200 * time.Millisecond)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("%w: %w", steps.ErrUnavailable, ctx.Err())
	}
}

// fetch fetches a token with the ticket and keeps it.
func (o *OfficialAccount) fetch(ctx context.Context, sealed []byte) (string, error) {
	token, life, err := o.buy(ctx, sealed)
	if err != nil {
		unmark := o.change(ctx, func(t *tokens) { t.Fetching = time.Time{} })
		return "", errors.Join(err, unmark)
	}
	envelope, err := o.seal(ctx, vault.RecordID(o.o.AppID), token)
	if err != nil {
		return "", err
	}
	ends := o.o.Clock().Add(life)
	return token, o.change(ctx, func(t *tokens) { t.Token, t.Ends, t.Fetching = envelope, ends, time.Time{} })
}

func (o *OfficialAccount) buy(ctx context.Context, sealed []byte) (token string, life time.Duration, err error) {
	ticket, err := o.open(ctx, vault.RecordID(o.o.AppID), sealed)
	if err != nil {
		return "", 0, err
	}
	secrets, err := o.secrets(ctx)
	if err != nil {
		return "", 0, err
	}
	var answer struct {
		Token   string `json:"component_access_token"`
		Seconds int    `json:"expires_in"`
	}
	err = o.post(ctx, "/cgi-bin/component/api_component_token", "", "", map[string]string{
		"component_appid": o.o.AppID, "component_appsecret": secrets[0], "component_verify_ticket": ticket,
	}, &answer)
	if err == nil && (answer.Token == "" || answer.Seconds <= 0) {
		err = fmt.Errorf("%w: no token", steps.ErrUnavailable)
	}
	return answer.Token, time.Duration(answer.Seconds) * time.Second, err
}

// secrets are the component's secret, the token that signs, and the keys that encrypt.
func (o *OfficialAccount) secrets(ctx context.Context) ([]string, error) {
	all, err := o.o.Access(ctx)
	if err != nil {
		return nil, err
	}
	if len(all) != 3 {
		return nil, errors.New("a secret of the component is missing")
	}
	return all, nil
}
