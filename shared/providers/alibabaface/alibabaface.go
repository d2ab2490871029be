// Package alibabaface proves people by Alibaba Cloud's face verification (cloudauth, version 2019-03-07; FIELD-NOTES 4.5,
// ADAPTERS F): InitFaceVerify opens a page for the phone's browser, where liveness is checked and the face compared with the
// authority's records; DescribeFaceVerify is asked for the result (RULES B5, C5, the handler's of C7).
//
// Name and number leave for Alibaba Cloud over TLS, in the body. Of the result only the verdict and its code are read: no
// face, no picture and no video ever comes here. Its callback is unsigned, so none is asked for.
//
// No document says: that a form in the body is taken as a query is; that MetaInfo may be made here, for the service would
// have its script on our page write it in the phone's browser (Options.Meta replaces it); what stands in SubCode but for 200
// and 201: 202 to 209 are from memory; how declining shows.
package alibabaface

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"shiming/shared/identity"
	"shiming/shared/providers/checkref"
	"shiming/shared/realname"
	"shiming/shared/steps"
	"shiming/shared/wire/alibabacloud"
)

// Options say whom to ask, as whom. Meta may be empty.
type Options struct {
	alibabacloud.Config
	// Scene is the SceneId of the console.
	Scene string
	// Meta is the MetaInfo of the phone's browser; empty: that of one of Android.
	Meta string
}

// browser is a MetaInfo as the service's script writes it in a browser of a phone.
const browser = `{"bioMetaInfo":"4.1.0:2916352,0","deviceType":"h5","ua":"Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 ` +
	`(KHTML, like Gecko) Chrome/124.0.0.0 Mobile Safari/537.36"}`

// FaceVerify is a steps.Puller. It is safe for concurrent use.
type FaceVerify struct {
	client *alibabacloud.Client
	o      Options
}

var _ steps.Puller = (*FaceVerify)(nil)

// New returns the provider. It calls nothing.
func New(o Options) (*FaceVerify, error) {
	client, err := alibabacloud.New("cloudauth.aliyuncs.com", "2019-03-07", o.Config)
	if err != nil || o.Scene == "" {
		return nil, errors.Join(errors.New("alibabaface: an access and a scene are needed"), err)
	}
	if o.Meta == "" {
		o.Meta = browser
	}
	return &FaceVerify{client, o}, nil
}

// Methods are the methods that it proves by.
func Methods() []realname.Method {
	return []realname.Method{realname.Face, realname.RepresentativeFace}
}

// ok is the Code of an answer.
const ok = "200"

// Begin implements steps.Provider. It is refused with method_not_allowed_for_document to who has no resident ID, and with
// method_not_offered for another method. Begun again it is another flow of the same check. One call.
func (f *FaceVerify) Begin(ctx context.Context, r steps.CheckRequest) (steps.Begun, error) {
	name, document := r.Person.Name, r.Person.Document
	if !r.Party.Name.IsZero() { // who acts for an enterprise
		name, document = r.Party.Name, r.Party.Document
	}
	switch {
	case !slices.Contains(Methods(), r.Check.Method):
		return steps.Begun{}, realname.RefuseField(realname.CodeMethodNotOffered, "method")
	case document.Kind() != identity.ResidentID:
		return steps.Begun{}, realname.Refuse(realname.CodeMethodNotForDoc)
	}
	var order [16]byte
	_, _ = rand.Read(order[:]) // never fails, by the contract of crypto/rand
	var a struct {
		ResultObject struct{ CertifyId, CertifyUrl string }
	}
	err := f.client.Call(ctx, "InitFaceVerify", ok, map[string]string{
		"SceneId": f.o.Scene, "OuterOrderNo": hex.EncodeToString(order[:]), "ProductCode": "ID_PRO", "CertType": "IDENTITY_CARD",
		"CertName": name.Text(), "CertNo": document.Number(), "MetaInfo": f.o.Meta, "ReturnUrl": r.ReturnURL, "CertifyUrlType": "H5",
	}, &a)
	if err != nil {
		return steps.Begun{}, faultOf(err)
	}
	ref, err := checkref.Make(r.Check.ID, a.ResultObject.CertifyId, name.Text(), document.Number())
	if err != nil || !strings.HasPrefix(a.ResultObject.CertifyUrl, "https://") {
		return steps.Begun{}, fmt.Errorf("alibabaface: %w: the check that was begun has no address, or no id", steps.ErrUnavailable)
	}
	return steps.Begun{URL: a.ResultObject.CertifyUrl, Ref: ref}, nil
}

// Ask implements steps.Puller. One call.
func (f *FaceVerify) Ask(ctx context.Context, check realname.Check, ref string, _ time.Time) (realname.Notice, error) {
	known, err := checkref.Open(check.ID, ref)
	if err != nil {
		return realname.Notice{}, fmt.Errorf("alibabaface: %w", err)
	}
	var a struct {
		ResultObject *struct{ Passed, SubCode string }
	}
	err = f.client.Call(ctx, "DescribeFaceVerify", ok, map[string]string{"SceneId": f.o.Scene, "CertifyId": known.Token}, &a)
	var refused *alibabacloud.Refusal
	switch {
	case errors.As(err, &refused):
		if refused.Code == notDone || refused.Code == noRecord {
			return realname.Notice{}, steps.ErrPending
		}
		if fault, says := answers[refused.Code]; says {
			return failed(check.ID, refused.Code, fault), nil
		}
		return realname.Notice{}, faultOf(err)
	case err != nil:
		return realname.Notice{}, faultOf(err)
	case a.ResultObject == nil || a.ResultObject.Passed == "":
		return realname.Notice{}, steps.ErrPending
	}
	verdict := *a.ResultObject
	fault, says := subCodes[verdict.SubCode]
	switch {
	case verdict.Passed == "T" && verdict.SubCode == ok:
		return realname.Notice{ID: string(check.ID) + ".200", Check: check.ID, Outcome: realname.Passed}, nil
	case verdict.Passed == "F" && says:
		return failed(check.ID, verdict.SubCode, fault), nil
	}
	return realname.Notice{}, errors.New("alibabaface: the verdict contradicts its code, or is not known")
}

func failed(check realname.CheckID, code string, fault realname.Code) realname.Notice {
	return realname.Notice{ID: string(check) + "." + code, Check: check, Outcome: realname.Failed, Fault: fault}
}

// Codes of an answer before there is a result.
const (
	notDone  = "403"
	noRecord = "424"
)

// answers are codes of an answer that end a check.
var answers = map[string]realname.Code{
	"417": realname.CodeSourceUnavailable,
	"418": realname.CodeCheckDailyLimit,
	"427": realname.CodeLivenessFailed, // a risk
}

// subCodes are those of a verdict that somebody did not pass.
var subCodes = map[string]realname.Code{
	"201": realname.CodeNameMismatch,
	"202": realname.CodeIDNotFound, // no record
	"203": realname.CodeIDNotFound, // no photograph
	"204": realname.CodeFaceMismatch,
	"205": realname.CodeLivenessFailed,
	"206": realname.CodeLivenessFailed, // by the operator's own policy
	"207": realname.CodeFaceMismatch,
	"209": realname.CodeSourceUnavailable,
}

func faultOf(err error) error { return alibabacloud.Fault("alibabaface", err, "500") }
