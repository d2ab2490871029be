package stories

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io"
	"net/http"
	"regexp"
	"strings"
	"time"

	"shiming/infra/tests/client"
	"shiming/infra/tools/licences/samples"
	"shiming/shared/clock"
	"shiming/shared/realname"
)

// firm is the enterprise that a story is at.
type firm struct {
	company
	sample     samples.Sample
	name, code string // as in the form
	licence    string // the document
	reading    client.Answer
	amount     string // what came, or is to be paid
	payments   int
}

// as is a client in the name of somebody, with a token of this moment: tokens live by the real time, however
// the server's clock was turned.
func (t *teller) as(a realname.Actor) (client.Client, error) {
	token, err := t.Issuer.Token(a, clock.Now(), time.Hour)
	return client.Client{Base: t.Base, Token: token, HTTP: t.HTTP}, err
}

func (t *teller) openCompany(account string, c company) step {
	return func() error { return t.all(t.of(c), t.opens(account, "enterprise_verification")) }
}

// upload uploads a file to the case and waits for its inspection.
func (t *teller) upload(purpose, media string, data []byte) (string, error) {
	if err := t.post(t.path+"/documents", map[string]any{"purpose": purpose, "content_type": media, "size": len(data)}, 201); err != nil {
		return "", err
	}
	asked := t.last
	r, err := http.NewRequestWithContext(t.ctx, http.MethodPut, asked.Text("upload.url"), bytes.NewReader(data))
	if err != nil {
		return "", err
	}
	upload, _ := asked.Body["upload"].(map[string]any)
	headers, _ := upload["headers"].(map[string]any)
	for name, value := range headers {
		r.Header.Set(name, fmt.Sprint(value))
	}
	answer, err := t.HTTP.Do(r)
	if err != nil {
		return "", err
	}
	_, _ = io.Copy(io.Discard, answer.Body)
	if err := answer.Body.Close(); err != nil {
		return "", err
	}
	if answer.StatusCode != http.StatusOK && answer.StatusCode != http.StatusPreconditionFailed { // 412: it is there already
		return "", fmt.Errorf("the upload was answered with %d", answer.StatusCode)
	}
	id := asked.Text("id")
	seen, err := t.client.Until(t.ctx, "/v1/documents/"+id, func(a client.Answer) bool { return a.Text("status") != "awaited" })
	if err != nil {
		return "", err
	}
	if seen.Text("status") != "accepted" {
		return "", fmt.Errorf("the upload was refused: %s", seen.Text("last_error.code"))
	}
	t.last = seen
	return id, nil
}

// licence uploads the picture of the licence, which is read.
func (t *teller) licence() step {
	return func() error {
		media := "image/png"
		if strings.HasSuffix(t.firm.sample.File, ".jpg") {
			media = "image/jpeg"
		}
		id, err := t.upload("licence", media, t.firm.sample.Picture())
		if err != nil {
			return err
		}
		t.firm.licence, t.firm.reading = id, t.last
		t.firm.name, t.firm.code = t.last.Text("reading.name"), t.number(t.last.Text("reading.code"))
		if t.firm.name != t.firm.sample.Fields.Name {
			return fmt.Errorf("the licence was read as %q", t.firm.name)
		}
		t.say("uploads the licence %s; it is inspected and read: %s", t.firm.sample.File, t.firm.name)
		return nil
	}
}

func (t *teller) party(p person) map[string]string {
	return map[string]string{"name": p.name, "document_number": t.number(p.number)}
}

func (t *teller) fillCompany() step {
	return func() error {
		contact := map[string]string{"phone": "13800138000"}
		for key, value := range t.party(t.firm.handler) {
			contact[key] = value
		}
		kind := "business_licence"
		if strings.HasPrefix(t.firm.sample.Fields.Code.Text(), "12") {
			kind = "non_business_licence"
		}
		form, err := t.consenting(map[string]any{
			"licence_kind": kind, "licence": t.firm.licence, "name": t.firm.name, "code_kind": "uscc", "code": t.firm.code,
			"address": map[string]string{"region": "北京市东城区", "detail": "演示路1号"}, "contact": contact,
		})
		if err != nil {
			return err
		}
		if err := t.post(t.path+"/form", form, 200); err != nil {
			return err
		}
		t.say("fills in the form; shown back: %s %s", t.last.Text("summary.name"), t.last.Text("summary.number"))
		return nil
	}
}

// chooseBy chooses a method of the legal representative.
func (t *teller) chooseBy(method string) step {
	return func() error {
		if err := t.post(t.path+"/method", map[string]any{"method": method, "representative": t.party(t.firm.representative)}, 200); err != nil {
			return err
		}
		t.say("chooses %s, naming the legal representative %s", method, t.last.Text("summary.party.name"))
		return nil
	}
}

func (t *teller) refusedMethod(method, code string) step {
	return func() error {
		if err := t.post(t.path+"/method", map[string]any{"method": method, "representative": t.party(t.firm.representative)}, 422); err != nil {
			return err
		}
		return t.hears(t.last.Text("code"), t.last.Text("message_zh"), code)
	}
}

func (t *teller) companyMatches() step {
	return func() error { return t.nameMatches(t.firm.name, true)() }
}

// issue asks for the amount of a top-up.
func (t *teller) issue() step {
	return func() error {
		if err := t.post(t.path+"/deposit", nil, 200); err != nil {
			return err
		}
		a, err := t.client.Call(t.ctx, http.MethodGet, t.path+"/deposit", nil)
		if err != nil {
			return err
		}
		t.last, t.firm.amount = a, a.Text("amount")
		t.say("is to pay %s yuan with the reference %s, until %s", t.firm.amount, a.Text("reference"), a.Text("deadline"))
		return nil
	}
}

// pay pays the amount in the name of a payer; empty: the enterprise.
func (t *teller) pay(payer string) step {
	return func() error {
		if payer == "" {
			payer = t.firm.name
		}
		a, err := t.client.Call(t.ctx, http.MethodGet, t.path+"/deposit", nil)
		if err != nil {
			return err
		}
		t.firm.payments++
		// The payment's own id: paid again because an answer was lost, it is the same payment.
		id := fmt.Sprintf("pay_%s_%d", strings.ToLower(strings.ReplaceAll(a.Text("reference"), "-", "")), t.firm.payments)
		if err := t.post("/sandbox/bank/payments", map[string]string{"id": id, "reference": a.Text("reference"), "payer_name": payer, "amount": t.firm.amount}, 200); err != nil {
			return err
		}
		t.say("%s yuan are paid by %s", t.firm.amount, payer)
		return nil
	}
}

// told waits until the case says the code.
func (t *teller) told(code string) step {
	return func() error {
		a, err := t.client.Until(t.ctx, t.path, func(a client.Answer) bool { return a.Text("last_error.code") == code })
		if err != nil {
			return err
		}
		return t.hears(a.Text("last_error.code"), a.Text("last_error.message_zh"), code)
	}
}

// ends waits until the case has ended so.
func (t *teller) ends(status string) step {
	return func() error {
		if _, err := t.client.Until(t.ctx, t.path, func(a client.Answer) bool { return a.Text("status") == status }); err != nil {
			return err
		}
		return t.status(status)()
	}
}

// transfer takes a company to where a reviewer is asked.
func (t *teller) transfer(account string, c company) step {
	return func() error {
		return t.all(t.openCompany(account, c), t.licence(), t.fillCompany(), t.choose("corporate_transfer"), t.papers(),
			t.handler(), t.check(), t.press("passed"), t.awaitsReview())
	}
}

func (t *teller) papers() step {
	return func() error {
		var pictures []string
		for _, purpose := range []string{"representative_portrait_side", "representative_emblem_side"} {
			id, err := t.upload(purpose, "image/png", photograph(len(pictures)))
			if err != nil {
				return err
			}
			pictures = append(pictures, id)
		}
		err := t.post(t.path+"/transfer", map[string]any{
			"bank_account":   map[string]string{"number": t.firm.bankAccount, "bank": "示例银行", "place": "北京市", "branch": "示例银行东城支行"},
			"representative": t.party(t.firm.representative), "documents": pictures,
		}, 200)
		if err != nil {
			return err
		}
		t.say("files the bank account and two pictures of the representative holding the ID")
		return nil
	}
}

// photograph is a picture in colour that stands for a photograph.
func photograph(tint int) []byte {
	img := image.NewRGBA(image.Rect(0, 0, 640, 480))
	for y := range 480 {
		for x := range 640 {
			img.Set(x, y, color.RGBA{uint8(x / 3), uint8(y / 2), uint8(60 + 90*tint), 255})
		}
	}
	var b bytes.Buffer
	_ = png.Encode(&b, img) // into memory: cannot fail
	return b.Bytes()
}

func (t *teller) handler() step {
	return func() error {
		if err := t.post(t.path+"/handler", t.party(t.firm.handler), 200); err != nil {
			return err
		}
		t.say("names the handler %s, who proves it by face", t.last.Text("summary.party.name"))
		return nil
	}
}

var amount = regexp.MustCompile(`class="amount">\+(0\.\d\d)`)

// arrives waits until the amount has arrived, and reads it on the statement.
func (t *teller) arrives() step {
	return func() error {
		if _, err := t.client.Until(t.ctx, t.path, func(a client.Answer) bool { return a.Text("next_action.type") == "confirm_amount" }); err != nil {
			return err
		}
		payout, err := t.client.Call(t.ctx, http.MethodGet, t.path+"/payout", nil)
		if err != nil {
			return err
		}
		t.say("the amount has %s at %s; to be confirmed until %s", payout.Text("status"), payout.Text("bank_account"), payout.Text("deadline"))
		page, err := t.HTTP.Get(payout.Text("sandbox.statement_url"))
		if err != nil {
			return err
		}
		defer page.Body.Close()
		text, err := io.ReadAll(page.Body)
		if err != nil {
			return err
		}
		found := amount.FindSubmatch(text)
		if found == nil {
			return fmt.Errorf("the statement shows no amount")
		}
		t.firm.amount = string(found[1])
		return nil
	}
}

// Which amount is confirmed.
const (
	right = true
	wrong = false
)

func (t *teller) confirms(isRight bool) step {
	return func() error {
		said := t.firm.amount
		if !isRight {
			said = map[bool]string{true: "0.42", false: "0.43"}[t.firm.amount != "0.42"]
		}
		if err := t.post(t.path+"/amount", map[string]string{"amount": said}, 200); err != nil {
			return err
		}
		t.say("confirms %s yuan", said)
		return nil
	}
}

// passes lets time pass on the server.
func (t *teller) passes(d time.Duration) step {
	return func() error {
		if err := t.post("/sandbox/clock", map[string]string{"advance": d.String()}, 200); err != nil {
			return err
		}
		t.say("%.0f days pass", d.Hours()/24)
		return nil
	}
}
