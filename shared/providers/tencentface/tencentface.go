// Package tencentface proves people by Tencent Cloud's FaceID (API 3.0, service "faceid", version 2018-03-01; ADAPTERS A1 to
// A3, A5), in two ways, both of which are asked for their results:
//
//   - Face: DetectAuth opens a page in WeChat's browser, where liveness is checked and the face compared with the authority's
//     records (RULES B5, C5, the handler's of C7);
//   - Scan: GetEidToken opens E证通 in WeChat, which proves the same by the person's electronic identity (RULES B3, C4).
//
// Name and number leave for Tencent Cloud over TLS, in the body. Only the text of a result is asked for (InfoType 1): no
// face, no picture and no video ever comes here. Coming back from the page proves nothing, for the address is not signed.
//
// No document says: what GetDetectInfoEnhanced answers before the page was opened (an ErrCode of null is taken as pending);
// how long the address is; whether Alipay's or another browser opens it; what is answered while the tries of one flow last,
// so the flow's own number of tries is to be set to one. Nothing tells that somebody declined: the check just ends.
package tencentface

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"shiming/shared/identity"
	"shiming/shared/providers/checkref"
	"shiming/shared/realname"
	"shiming/shared/steps"
	"shiming/shared/wire/tencentcloud"
)

const (
	service = "faceid"
	version = "2018-03-01"
	// onlyText is the InfoType without faces, pictures and videos.
	onlyText = "1"
)

// Config says whom to ask, as whom.
type Config = tencentcloud.Config

// Face is a steps.Puller of face checks. It is safe for concurrent use.
type Face struct {
	client *tencentcloud.Client
	rule   string
}

var _ steps.Puller = (*Face)(nil)

// NewFace returns the provider of a rule (RuleId) that the console gave out. It calls nothing.
func NewFace(c Config, rule string) (*Face, error) {
	client, err := tencentcloud.New(service, version, c)
	if err != nil || rule == "" {
		return nil, errors.Join(errors.New("tencentface: an access and a rule are needed"), err)
	}
	return &Face{client, rule}, nil
}

// FaceMethods are the methods that Face proves by.
func FaceMethods() []realname.Method {
	return []realname.Method{realname.Face, realname.RepresentativeFace}
}

// Begin implements steps.Provider, by DetectAuth. It is refused with method_not_allowed_for_document to who has no resident
// ID, and with method_not_offered for another method. One call, which is not billed.
func (f *Face) Begin(ctx context.Context, r steps.CheckRequest) (steps.Begun, error) {
	name, number, err := whom(r, FaceMethods())
	if err != nil {
		return steps.Begun{}, err
	}
	var answer struct{ Url, BizToken string }
	_, err = f.client.Call(ctx, "DetectAuth", map[string]string{
		"RuleId": f.rule, "IdCard": number, "Name": name, "RedirectUrl": r.ReturnURL, "Extra": string(r.Check.ID),
	}, &answer)
	if err != nil {
		return steps.Begun{}, fault(err)
	}
	return begun(r.Check.ID, answer.Url, answer.BizToken, name, number)
}

// Ask implements steps.Puller, by GetDetectInfoEnhanced. One call, which is not billed.
func (f *Face) Ask(ctx context.Context, check realname.Check, ref string, _ time.Time) (realname.Notice, error) {
	known, err := checkref.Open(check.ID, ref)
	if err != nil {
		return realname.Notice{}, fmt.Errorf("tencentface: %w", err)
	}
	var answer struct{ Text text }
	_, err = f.client.Call(ctx, "GetDetectInfoEnhanced", map[string]string{
		"BizToken": known.Token, "RuleId": f.rule, "InfoType": onlyText,
	}, &answer)
	return said(answer.Text, check, known, err)
}

// whom returns who is checked: who acts for an enterprise, else the person.
func whom(r steps.CheckRequest, methods []realname.Method) (name, number string, err error) {
	who, document := r.Person.Name, r.Person.Document
	if !r.Party.Name.IsZero() {
		who, document = r.Party.Name, r.Party.Document
	}
	switch {
	case !slices.Contains(methods, r.Check.Method):
		return "", "", realname.RefuseField(realname.CodeMethodNotOffered, "method")
	case document.Kind() != identity.ResidentID:
		return "", "", realname.Refuse(realname.CodeMethodNotForDoc)
	}
	return who.Text(), document.Number(), nil
}

// begun checks what was begun and writes its reference.
func begun(check realname.CheckID, url, token, name, number string) (steps.Begun, error) {
	ref, err := checkref.Make(check, token, name, number)
	if err != nil || url == "" {
		return steps.Begun{}, fmt.Errorf("tencentface: %w: the check that was begun has no address, or no token", steps.ErrUnavailable)
	}
	return steps.Begun{URL: url, Ref: ref}, nil
}

// said makes a notice of an answer. A token whose time is up ends the check; one that is not known is the operator's fault.
func said(x text, check realname.Check, ref checkref.Ref, err error) (realname.Notice, error) {
	var refused *tencentcloud.Refusal
	if errors.As(err, &refused) && refused.Code == "InvalidParameterValue.BizTokenExpired" {
		ended := codeEnded
		x, err = text{ErrCode: &ended}, nil
	}
	if errors.As(err, &refused) && refused.Code == "FailedOperation.CoveredFace" {
		return realname.Notice{
			ID: string(check.ID) + ".covered", Check: check.ID, Outcome: realname.Failed, Fault: realname.CodeFaceCovered,
		}, nil
	}
	if err != nil {
		return realname.Notice{}, fault(err)
	}
	n, err := x.notice(check, ref)
	if err != nil && !errors.Is(err, steps.ErrPending) {
		err = fmt.Errorf("tencentface: %w", err)
	}
	return n, err
}

func fault(err error) error {
	return tencentcloud.Fault("tencentface", err, "FailedOperation.UnKnown", "FailedOperation.DecryptSystemError")
}
