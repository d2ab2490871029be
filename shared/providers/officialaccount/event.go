package officialaccount

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"shiming/shared/realname"
	"shiming/shared/steps"
	"shiming/shared/vault"
)

// tolerance is how old an event may be, or how far ahead.
const tolerance = 5 * time.Minute

// event is what the platform tells.
type event struct {
	AppID   string `xml:"AppId"`
	At      int64  `xml:"CreateTime"`
	Type    string `xml:"InfoType"`
	Ticket  string `xml:"ComponentVerifyTicket"`
	Account string `xml:"AuthorizerAppid"`
	Code    string `xml:"AuthorizationCode"`
	PreAuth string `xml:"PreAuthCode"`
}

// Hear implements steps.Listener: it takes the ticket that buys tokens, and grants. An event that comes again changes
// nothing; of one that is not used here nothing is kept. The address carries timestamp, nonce and msg_signature. Two reads
// and one write at most.
func (o *OfficialAccount) Hear(ctx context.Context, cb steps.Callback, now time.Time) error {
	e, err := o.authentic(ctx, cb, now)
	if err != nil {
		return err
	}
	at := time.Unix(e.At, 0).UTC()
	switch {
	case e.Type == "component_verify_ticket" && e.Ticket != "":
		return o.takeTicket(ctx, e.Ticket, at)
	case (e.Type == "authorized" || e.Type == "updateauthorized") && e.Code != "" && e.PreAuth != "" && e.Account != "":
		return o.takeGrant(ctx, e, now)
	}
	return nil
}

// authentic reads an event that the platform signed a moment ago, with the keys that we share.
func (o *OfficialAccount) authentic(ctx context.Context, cb steps.Callback, now time.Time) (e event, err error) {
	forged := realname.Refuse(realname.CodeSignatureInvalid)
	var outer struct {
		AppID     string `xml:"AppId"`
		Encrypted string `xml:"Encrypt"`
	}
	if xml.Unmarshal(cb.Body, &outer) != nil || outer.Encrypted == "" {
		return event{}, forged
	}
	secrets, err := o.secrets(ctx)
	if err != nil {
		return event{}, err
	}
	timestamp := cb.Query.Get("timestamp")
	if !signed(secrets[1], timestamp, cb.Query.Get("nonce"), outer.Encrypted, cb.Query.Get("msg_signature")) {
		return event{}, forged
	}
	seconds, err := strconv.ParseInt(timestamp, 10, 64)
	if err != nil || now.Sub(time.Unix(seconds, 0)).Abs() > tolerance {
		return event{}, forged
	}
	for key := range strings.FieldsSeq(secrets[2]) {
		text, err := opened(key, o.o.AppID, outer.Encrypted)
		if err != nil {
			continue
		}
		if xml.Unmarshal(text, &e) != nil || e.AppID != o.o.AppID {
			return event{}, forged
		}
		return e, nil
	}
	return event{}, forged
}

// takeTicket keeps the newest ticket.
func (o *OfficialAccount) takeTicket(ctx context.Context, ticket string, at time.Time) error {
	sealed, err := o.seal(ctx, vault.RecordID(o.o.AppID), ticket)
	if err != nil {
		return err
	}
	return o.change(ctx, func(t *tokens) {
		if at.After(t.TicketAt) {
			t.Ticket, t.TicketAt = sealed, at
		}
	})
}

// Grants are records of their own, by what the check began with.
const grantKind = "wechat_grant"

// grantLife is how long a grant is kept: longer than any check lasts, no longer than its code counts.
const grantLife = 30 * time.Minute

// grant is what an administrator granted.
type grant struct {
	ID      vault.RecordID `json:"-"`
	Rev     int            `json:"-"`
	Sealed  []byte         `json:"sealed"`
	Account string         `json:"account"` // whose; its app id, which is public
	// Redeeming is since when somebody asks for a token with the code, which counts once.
	Redeeming time.Time `json:"redeeming,omitzero"`
	Redeemed  bool      `json:"redeemed,omitempty"` // what is sealed is the account's token, else the code
	Until     time.Time `json:"until"`
	// Withheld says that the grant does not let us see whose the account is.
	Withheld bool `json:"withheld,omitempty"`
}

// grantID names the grant of a pre-authorisation code.
func (o *OfficialAccount) grantID(code string) vault.RecordID {
	sum := sha256.Sum256([]byte(o.o.AppID + "\x00" + code))
	return vault.RecordID(hex.EncodeToString(sum[:]))
}

// takeGrant keeps a grant; the first of a check counts.
func (o *OfficialAccount) takeGrant(ctx context.Context, e event, now time.Time) error {
	g := grant{ID: o.grantID(e.PreAuth), Account: e.Account, Until: now.Add(grantLife)}
	var err error
	if g.Sealed, err = o.seal(ctx, g.ID, e.Code); err != nil {
		return err
	}
	if err = o.keepGrant(ctx, g); errors.Is(err, steps.ErrConflict) {
		return nil
	}
	return err
}

func (o *OfficialAccount) keepGrant(ctx context.Context, g grant) error {
	doc, err := json.Marshal(g)
	if err != nil {
		return errors.New("officialaccount: the grant cannot be written")
	}
	return o.o.Records.PutRecord(ctx, steps.Record{Kind: grantKind, ID: string(g.ID), Rev: g.Rev + 1, Doc: doc, Until: g.Until})
}

// granted finds the grant of the code that a check began with: steps.ErrPending before the platform told of it.
func (o *OfficialAccount) granted(ctx context.Context, code string) (grant, error) {
	g := grant{ID: o.grantID(code)}
	r, err := o.o.Records.Record(ctx, grantKind, string(g.ID))
	if errors.Is(err, steps.ErrNotFound) {
		return grant{}, steps.ErrPending
	}
	if err != nil {
		return grant{}, err
	}
	if json.Unmarshal(r.Doc, &g) != nil {
		return grant{}, errors.New("officialaccount: the grant is something else")
	}
	if g.Rev = r.Rev; !o.o.Clock().Before(g.Until) {
		return grant{}, fmt.Errorf("officialaccount: %w", steps.ErrPending)
	}
	return g, nil
}
