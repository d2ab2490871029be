package api

import (
	"context"
	"errors"
	"strings"
	"time"

	"shiming/shared/identity"
	"shiming/shared/realname"
	"shiming/shared/steps"
	"shiming/shared/vault"
)

// appealBody is what an appeal begins with (RULES F1). Its fields are plain only until they are parsed.
//
//openapi:schema AppealDeclaration
type appealBody struct {
	Name   string                `json:"name"`
	Kind   identity.DocumentKind `json:"document_kind"`
	Number string                `json:"document_number"`
	Phone  string                `json:"phone"`
	Holder string                `json:"holder,omitempty"`
}

// isMasked reports whether s is an account as the holders of an identity are shown (RULES B11).
func isMasked(s string) bool {
	s, number, _ := strings.Cut(s, realname.HolderMark)
	if strings.Trim(number, "0123456789") != "" || len(number) > 3 {
		return false
	}
	head, tail, masked := strings.Cut(s, "***")
	return masked && len(head) <= len("acct_")+4 && len(tail) <= 4 && realname.AccountID(head+tail).Valid()
}

// entry parses the appeal, and says all that is wrong with it at once (FAULT S4).
func (b appealBody) entry() (steps.Entry, error) {
	var e steps.AppealEntry
	b.Kind = identity.DocumentKind(strings.ToLower(identity.Clean(string(b.Kind))))
	wrong := required("name", b.Name, "document_kind", string(b.Kind), "document_number", b.Number, "phone", b.Phone)
	if b.Kind != "" && !b.Kind.Valid() {
		return nil, errors.Join(wrong, realname.RefuseField(realname.CodeDocNotSupported, "document_kind"))
	}
	add := func(given string, err error, code realname.Code, field string) {
		if given != "" && err != nil {
			wrong = errors.Join(wrong, realname.RefuseField(code, field).Because(err))
		}
	}
	var err error
	if e.Document, err = identity.ParseDocument(b.Kind, b.Number); b.Kind != "" {
		add(b.Number, err, realname.CodeNumberInvalid, "document_number")
	}
	e.Name, err = identity.ParseNameOn(e.Document, b.Name)
	add(b.Name, err, realname.CodeNameInvalid, "name")
	return e, errors.Join(wrong, readPhoneAndHolder(&e.Appeal, b.Phone, b.Holder))
}

// readPhoneAndHolder reads where who appeals is reached, and the account that they appeal against, of whoever it is.
func readPhoneAndHolder(a *vault.Appeal, phone, holder string) error {
	var wrong realname.AllWrong
	a.Holder = holder
	var err error
	if a.Phone, err = identity.ParsePhone(phone); err != nil && phone != "" {
		wrong.Err = realname.RefuseField(realname.CodePhoneInvalid, "phone").Because(err)
	}
	wrong.When(holder != "" && !isMasked(holder), realname.CodeFieldInvalid, "holder")
	return wrong.Err
}

// enterpriseAppealBody is what the appeal of an enterprise begins with (RULES F1, THREATS X1).
//
//openapi:schema EnterpriseAppealDeclaration
type enterpriseAppealBody struct {
	Name     string            `json:"name"`
	CodeKind identity.CodeKind `json:"code_kind"`
	Code     string            `json:"code"`
	Phone    string            `json:"phone"`
	Holder   string            `json:"holder,omitempty"`
}

// entry parses the appeal, and says all that is wrong with it at once (FAULT S4).
func (b enterpriseAppealBody) entry() (steps.Entry, error) {
	var e steps.AppealEntry
	wrong := required("name", b.Name, "code_kind", string(b.CodeKind), "code", b.Code, "phone", b.Phone)
	var err error
	if e.Enterprise, err = identity.ParseEnterpriseName(b.Name); b.Name != "" {
		wrong = errors.Join(wrong, err)
	}
	if b.CodeKind != "" && b.Code != "" {
		e.Code, err = enterpriseBody{CodeKind: b.CodeKind, Code: b.Code}.code()
		wrong = errors.Join(wrong, err)
	}
	return e, errors.Join(wrong, readPhoneAndHolder(&e.Appeal, b.Phone, b.Holder))
}

// appealView is what somebody sees of an appeal who has its code and phone, and may be anybody: how it stands, and no id.
//
//openapi:schema Appeal
type appealView struct {
	head
	Status     realname.Status `json:"status"`
	Steps      []barView       `json:"steps"`
	Turn       realname.Turn   `json:"turn"`
	NextAction *actionView     `json:"next_action,omitempty"`
	LastError  *faultView      `json:"last_error,omitempty"`
	// Reason and Comment are of the reviewer's last word to the applicant.
	Reason    realname.ReviewReason `json:"reason,omitempty"`
	Comment   string                `json:"comment,omitempty"`
	OpenedAt  time.Time             `json:"opened_at"`
	UpdatedAt time.Time             `json:"updated_at"`
	Deadline  time.Time             `json:"deadline"`
}

func viewAppeal(s Settings, c realname.Case, now time.Time) appealView {
	v := appealView{
		head: head{"appeal", c.Livemode}, Status: c.Status(now), Steps: viewBars(c), Turn: c.WhoseTurn(now), LastError: lastError(c, c.Fault(now)),
		OpenedAt: c.OpenedAt().UTC(), UpdatedAt: c.UpdatedAt().UTC(), Deadline: c.Deadline().UTC(),
	}
	v.NextAction = viewAction(s, c, now)
	for _, e := range c.Events {
		if r := e.Review; r != nil && e.Type != realname.ReviewSeconded {
			v.Reason, v.Comment = r.Reason, r.Comment
		}
	}
	return v
}

// trackBody is what follows an appeal without signing in (RULES F1).
//
//openapi:schema TrackAppealRequest
type trackBody struct {
	Code  string `json:"query_code"`
	Phone string `json:"phone"`
}

// said is the code with the phone, as they were entered.
func (b trackBody) said() (trackBody, error) {
	return b, required("query_code", b.Code, "phone", b.Phone)
}

// TrackAppeal serves POST /v1/appeals/track: a POST, for addresses are logged on their way. It needs no token; what it
// refuses is one and the same answer, and refused in the audit trail. It changes nothing: an idempotency key has only to be one.
func TrackAppeal(s Settings, step steps.TrackAppeal) Endpoint {
	track := func(ctx context.Context, _ steps.Ask, _ realname.CaseID, b trackBody) (realname.Case, error) {
		return step.Do(ctx, b.Code, b.Phone)
	}
	return onCase(RouteTrackAppeal, read(trackBody.said), track, func(c *call, found realname.Case) (reply, error) {
		return c.of(found, viewAppeal(s, found, s.Clock())), nil
	})
}

// answerBody is what the holder of an account says to an appeal about it (THREATS X9). It is plain only until it is sealed.
//
//openapi:schema AppealAnswerRequest
type answerBody struct {
	Statement string `json:"statement"`
}

// answerView is an answer, without what it says.
//
//openapi:schema AppealAnswer
type answerView struct {
	head
	Case    realname.CaseID    `json:"case"` // the appeal
	Account realname.AccountID `json:"account"`
	At      time.Time          `json:"at"`
}

func viewAnswer(c *call, a steps.Answered) answerView {
	return answerView{head: c.head("appeal_answer"), Case: a.Appeal, Account: a.Account, At: a.At.UTC()}
}

// AnswerAppeal serves POST /v1/accounts/{account}/appeals/{case}/answer. A later answer takes the place of an earlier one: an
// idempotency key has only to be one.
func AnswerAppeal(step steps.AnswerAppeal) Endpoint {
	said := func(c *call) (steps.Answer, error) {
		if _, err := c.ask(); err != nil {
			return steps.Answer{}, err
		}
		b, err := read(func(b answerBody) (answerBody, error) { return b, nil })(c)
		return steps.Answer{Appeal: realname.CaseID(c.http.PathValue("case")), Statement: realname.Text(b.Statement)}, err
	}
	return aboutWith(RouteAnswerAppeal, "account", said, step.Do, func(c *call, account realname.AccountID, a steps.Answered) (reply, error) {
		c.audit.Case, c.audit.Account = a.Appeal, account
		return reply{body: viewAnswer(c, a)}, nil
	})
}
