// Package officialaccount proves enterprises by their verified WeChat official account (RULES C3), as a component of the
// WeChat Open Platform (第三方平台; ADAPTERS B4). The administrator scans, and grants on the platform's page; the platform
// tells us by an event that it signs and encrypts (event.go), and is asked then who the account belongs to: the name and the
// code have to be those of the form.
//
// Coming back from the page proves nothing, for the address is not signed: what counts is the event. Nothing of a person
// goes there, and nothing of one comes back. The grant stands until the enterprise takes it back at mp.weixin.qq.com, for
// there is no call that ends it; its refresh token is never kept, and its access token for half an hour, sealed.
//
// Tokens of the component are in one record for all processes, changed by compare-and-swap (tokens.go): fetched by each
// process they would end each other.
//
// No document says: whether the page opens from a QR code, without a page of ours before it; whether the code of a grant is
// refused with 61010 when it was used; whether annual_review_end_time has seconds. Nothing tells that somebody declined, or
// was no administrator: the page refuses them, and the check just ends.
package officialaccount

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"sync"
	"time"

	"shiming/shared/providers/checkref"
	"shiming/shared/realname"
	"shiming/shared/steps"
	"shiming/shared/wire"
)

// Options say as which component the platform is asked. All but BaseURL and Client are required.
type Options struct {
	AppID string
	// Access returns the component's secret, the token that signs events, and the key that encrypts them: one of 43 letters,
	// or two with a space between while they are rotated.
	Access  wire.Access
	Keys    steps.Keys
	Records steps.Records
	Clock   steps.Clock
	// BaseURL is where the API is; empty: https://api.weixin.qq.com.
	BaseURL string
	// Client makes the calls; nil: one that gives up after eight seconds.
	Client *http.Client
}

// Format writes no secret, whatever the verb.
func (Options) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "officialaccount") }

// OfficialAccount is a steps.Puller, and takes the platform's events. It is safe for concurrent use.
type OfficialAccount struct {
	o    Options
	wire *wire.Client
	mu   sync.Mutex // held while a token is fetched: one fetch serves all who wait
}

var (
	_ steps.Puller   = (*OfficialAccount)(nil)
	_ steps.Listener = (*OfficialAccount)(nil)
)

// New returns the provider. It calls nothing.
func New(o Options) (*OfficialAccount, error) {
	if o.AppID == "" || o.Access == nil || o.Clock == nil {
		return nil, errors.New("officialaccount: an app id, an access and a clock are needed")
	}
	if o.BaseURL == "" {
		o.BaseURL = "https://api.weixin.qq.com"
	}
	return &OfficialAccount{o: o, wire: wire.New(o.Client)}, nil
}

// Methods are the methods that it proves by.
func Methods() []realname.Method { return []realname.Method{realname.OfficialAccount} }

// page is where the administrator grants, in WeChat.
const page = "https://mp.weixin.qq.com/safe/bindcomponent"

// Begin implements steps.Provider. It is refused with method_not_offered for another method. Begun again it is another
// grant of the same check. One call, and one more where the component's token is old.
func (o *OfficialAccount) Begin(ctx context.Context, r steps.CheckRequest) (steps.Begun, error) {
	if r.Check.Method != realname.OfficialAccount {
		return steps.Begun{}, realname.RefuseField(realname.CodeMethodNotOffered, "method")
	}
	var answer struct {
		Code string `json:"pre_auth_code"`
	}
	err := o.asComponent(ctx, "api_create_preauthcode", map[string]string{"component_appid": o.o.AppID}, &answer)
	if err != nil {
		return steps.Begun{}, faultOf(err)
	}
	ref, err := checkref.Make(r.Check.ID, answer.Code, r.Enterprise.Name.Text(), r.Enterprise.Code.Text())
	if err != nil {
		return steps.Begun{}, fmt.Errorf("officialaccount: %w: %w", steps.ErrUnavailable, err)
	}
	query := url.Values{
		"action": {"bindcomponent"}, "auth_type": {"1"}, "no_scan": {"1"}, "component_appid": {o.o.AppID},
		"pre_auth_code": {answer.Code}, "redirect_uri": {r.ReturnURL},
	}
	return steps.Begun{URL: page + "?" + query.Encode() + "#wechat_redirect", Ref: ref}, nil
}

// Ask implements steps.Puller. Nothing before the platform told of the grant; then three calls.
func (o *OfficialAccount) Ask(ctx context.Context, check realname.Check, ref string, now time.Time) (realname.Notice, error) {
	known, err := checkref.Open(check.ID, ref)
	if err != nil {
		return realname.Notice{}, fmt.Errorf("officialaccount: %w", err)
	}
	g, err := o.granted(ctx, known.Token)
	if err != nil {
		return realname.Notice{}, err
	}
	fault, err := o.look(ctx, g, now, func(name, code string) bool { return known.About(check.ID, name, code) })
	if err != nil {
		return realname.Notice{}, faultOf(err)
	}
	if fault != "" {
		return realname.Notice{ID: string(check.ID) + "." + string(fault), Check: check.ID, Outcome: realname.Failed, Fault: fault}, nil
	}
	return realname.Notice{ID: string(check.ID) + ".passed", Check: check.ID, Outcome: realname.Passed}, nil
}

// Codes of the platform that matter.
const (
	codeBusy         = -1
	codeTokenInvalid = 40001
	codeTokenWrong   = 40014
	codeTokenExpired = 42001
	codeTooOften     = 45009
	codeNotGranted   = 61003 // the account's administrator took it back
	codeUsed         = 61010 // the code of a grant
)

// Refusal is an answer that says that the call was not carried out.
type Refusal struct{ Code int }

// Error returns the code.
func (r *Refusal) Error() string { return fmt.Sprintf("refused: %d", r.Code) }

// tokenEnded reports whether the refusal is of the token.
func (r *Refusal) tokenEnded() bool {
	return r.Code == codeTokenInvalid || r.Code == codeTokenWrong || r.Code == codeTokenExpired
}

// refusedAs reports whether the call was refused with one of the codes.
func refusedAs(err error, code int) bool {
	var refused *Refusal
	return errors.As(err, &refused) && refused.Code == code
}

// faultOf says of a call that failed whether it may pass; any other refusal is for the operator.
func faultOf(err error) error {
	var refused *Refusal
	if errors.As(err, &refused) && (refused.Code == codeBusy || refused.Code == codeTooOften || refused.tokenEnded()) {
		return fmt.Errorf("officialaccount: %w: %w", steps.ErrUnavailable, err)
	}
	return fmt.Errorf("officialaccount: %w", err)
}

// asComponent makes a call with the component's token; one that the platform takes no more is fetched anew, once.
func (o *OfficialAccount) asComponent(ctx context.Context, call string, ask, answer any) error {
	ended := ""
	for {
		token, err := o.token(ctx, ended)
		if err != nil {
			return err
		}
		err = o.post(ctx, "/cgi-bin/component/"+call, "component_access_token", token, ask, answer)
		var refused *Refusal
		if !errors.As(err, &refused) || !refused.tokenEnded() || ended != "" {
			return err
		}
		ended = token
	}
}

// post makes one call. A token stands in the address, for the platform takes it nowhere else; no error holds it.
func (o *OfficialAccount) post(ctx context.Context, path, parameter, token string, ask, answer any) error {
	text, err := json.Marshal(ask)
	if err != nil {
		return errors.New("the request cannot be written")
	}
	if parameter != "" {
		path += "?" + parameter + "=" + url.QueryEscape(token)
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, o.o.BaseURL+path, bytes.NewReader(text))
	if err != nil {
		return errors.New("the request cannot be made")
	}
	r.Header.Set("Content-Type", "application/json")
	got, err := o.wire.Do(r)
	if err != nil {
		return err
	}
	var said struct {
		Code int `json:"errcode"`
	}
	if got.Status != http.StatusOK || json.Unmarshal(got.Body, &said) != nil {
		return fmt.Errorf("%w: status %d", steps.ErrUnavailable, got.Status)
	}
	if said.Code != 0 {
		return &Refusal{said.Code}
	}
	if json.Unmarshal(got.Body, answer) != nil {
		return fmt.Errorf("%w: the answer is not one of the API", steps.ErrUnavailable)
	}
	return nil
}
