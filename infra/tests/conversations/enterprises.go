package conversations

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"shiming/shared/identity"
	"shiming/shared/realname"
	"shiming/shared/sandbox/phone"
)

// enterprise is one of a conversation, with its contact.
type enterprise struct {
	name, kind, codeKind, code string
	contact                    person
}

// found makes an enterprise of a description, as in "enterprise lan = 91 by zhou": the first two characters of its code,
// and its contact. Also "registration_number by zhou", "other by zhou", and "magic account_passed by zhou" for the
// sandbox's enterprise of that scenario, "code 91110101MA00010186 by zhou" for any. Codes are new; those of magic ones are the
// sandbox's. After a comma may follow
// "called 云杉示例科技（北京）有限公司".
func (p *player) found(description string) (enterprise, error) {
	description, name, called := strings.Cut(description, ", called ")
	if !called {
		name = "云笺示例" + string([]rune{rune(0x4E00 + below(0x5000)), rune(0x4E00 + below(0x5000))}) + "科技（北京）有限公司"
	}
	what, contact, _ := strings.Cut(description, " by ")
	x := enterprise{name: name, kind: "business_licence", codeKind: "uscc", contact: p.people[contact]}
	if x.contact.label == "" {
		return x, errors.New("nobody was introduced by that name")
	}
	if x.contact.phone == "" {
		x.contact.phone = "13800138000"
	}
	key, magic := strings.CutPrefix(what, "magic ")
	switch {
	case magic:
		all := sandbox.MagicEnterprises()
		i := slices.IndexFunc(all, func(s sandbox.Scenario) bool { return s.Key == key })
		if i < 0 {
			return x, fmt.Errorf("no enterprise is called %q", what)
		}
		x.name, x.code = all[i].Name, all[i].Number
	case strings.HasPrefix(what, "code "):
		x.code = strings.TrimPrefix(what, "code ")
	case what == "registration_number":
		x.codeKind, x.code = what, fmt.Sprintf("91%013d", below(10_000_000_000_000))
	case what == "other":
		x.kind, x.codeKind, x.code = "non_business_licence", what, fmt.Sprintf("XC%010d", below(10_000_000_000))
	case len(what) == 2:
		x.code = freshCode(what)
		if what[0] != '9' {
			x.kind = "non_business_licence"
		}
	default:
		return x, fmt.Errorf("no enterprise is %q", what)
	}
	return x, nil
}

// freshCode makes a unified social credit code that nobody is likely to have had before.
func freshCode(register string) string {
	const characters = "0123456789ABCDEFGHJKLMNPQRTUWXY"
	first := fmt.Sprintf("%s%06dMA%06d", register, 110000+below(800_000), below(1_000_000))
	for _, organisation := range characters {
		for _, last := range characters {
			if _, err := identity.ParseUSCC(first + string(organisation) + string(last)); err == nil {
				return first + string(organisation) + string(last)
			}
		}
	}
	return first
}

// form is the form with the licence, or what stands for it.
func (x enterprise) form(licence string) string {
	data, _ := json.Marshal(map[string]any{ // texts only
		"licence_kind": x.kind, "licence": licence, "name": x.name, "code_kind": x.codeKind, "code": x.code,
		"address": map[string]string{"region": "北京市海淀区", "detail": "云笺路8号"},
		"contact": map[string]string{"name": x.contact.name, "document_number": x.contact.number, "phone": x.contact.phone},
	})
	return string(data)
}

// party is the body of somebody who acts for an enterprise.
func (w person) party() string {
	data, _ := json.Marshal(map[string]string{"name": w.name, "document_number": w.number}) // texts only
	return string(data)
}

// introduce plays "enterprise lan = 91 by zhou".
func (p *player) introduce(rest string) {
	p.t.Helper()
	name, description, _ := strings.Cut(rest, " = ")
	x, err := p.found(description)
	if err != nil {
		p.failf("%v", err)
	}
	p.enterprises[name] = x
	code := []rune(x.code)
	p.vars[name+".name"], p.vars[name+".code"] = x.name, x.code
	if len(code) == 18 {
		p.vars[name+".organisation"] = x.code[8:17] // its organisation code alone (FAULT Q1)
	}
	p.vars[name+".code_masked"] = string(code[:1]) + strings.Repeat("*", len(code)-2) + string(code[len(code)-1:])
}

// shortEnterprise plays the short forms of enterprises; false for a word that is none.
func (p *player) shortEnterprise(word string, words []string) bool {
	p.t.Helper()
	one := "/v1/cases/" + p.vars["case"]
	switch {
	case word == "open" && len(words) > 0 && words[0] == "enterprise":
		p.post("/v1/cases", `{"kind": "enterprise_verification"}`, 201, words)
		p.keep("case", "id")
		p.taking = false
	case word == "fill" && len(words) > 0 && p.enterprises[words[0]].code != "":
		p.vars["filled"] = words[0]
		p.post(one+"/form", p.taken(p.enterprises[words[0]].form(p.vars["licence"])), 200, words)
	case word == "choose" && len(words) > 2 && words[1] == "by":
		p.post(one+"/method", `{"method": "`+words[0]+`", "representative": `+p.somebody(words[2]).party()+`}`, 200, words)
	case word == "upload" && len(words) == 1:
		p.upload(one, words[0], "picture.png", "accepted")
	case word == "upload" && len(words) == 3 && words[1] == "as":
		p.upload(one, words[0], words[2], "accepted")
	case word == "upload" && len(words) == 4 && words[1] == "as" && words[3] == "refused":
		p.upload(one, words[0], words[2], "refused")
	case word == "papers" && len(words) > 1 && words[0] == "by":
		p.post(one+"/transfer", `{"bank_account": {"number": "`+bankAccount(words)+`", "bank": "示例银行", "place": "北京市", "branch": "海淀支行"}, "representative": `+
			p.somebody(words[1]).party()+`, "documents": ["`+p.vars["representative_portrait_side"]+`", "`+p.vars["representative_emblem_side"]+`"]}`, 200, words)
	case word == "handler" && len(words) > 0:
		p.post(one+"/handler", p.somebody(words[0]).party(), 200, words)
	case word == "decide" && len(words) > 0:
		p.decide(words)
	default:
		return false
	}
	return true
}

// bankAccount is the account that "papers by lin to 6222…" names, or one that ends as "to 0006" says; the ending is what the sandbox bank plays by.
func bankAccount(words []string) string {
	ending := "1234" // or the last four of one by which the sandbox's bank plays
	if len(words) > 3 && words[2] == "to" {
		if len(words[3]) > len(ending) {
			return words[3]
		}
		ending = words[3]
	}
	return "6222 02" + fmt.Sprintf("%06d", below(1_000_000)) + ending // one bank account is sent one amount a day (THREATS X12)
}

func (p *player) somebody(name string) person {
	p.t.Helper()
	if p.people[name].label == "" {
		p.failf("nobody was introduced by that name")
	}
	return p.people[name]
}

// upload uploads a file for the purpose, as what its name says it is, and waits until it is accepted, or refused; its id is kept
// under the purpose's name.
func (p *player) upload(one, purpose, file, wanted string) {
	p.t.Helper()
	data := p.sample(file)
	media := http.DetectContentType(data)
	if strings.HasSuffix(file, ".pdf") { // also where its first bytes are others (FAULT F5)
		media = "application/pdf"
	}
	p.post(one+"/documents", fmt.Sprintf(`{"purpose": %q, "content_type": %q, "size": %d}`, purpose, media, len(data)), 201, nil)
	p.keep(purpose, "id")
	address, _ := find(p.last.json, "upload.url")
	headers, _ := find(p.last.json, "upload.headers")
	r, err := http.NewRequestWithContext(p.t.Context(), http.MethodPut, show(address), bytes.NewReader(data))
	if err != nil {
		p.failf("there is no address to upload to")
	}
	all, _ := headers.(map[string]any)
	for name, value := range all {
		r.Header.Set(name, show(value))
	}
	p.do(r)
	p.hold(200)
	ctx, cancel := context.WithTimeout(p.t.Context(), time.Minute) // the largest are 20 million pixels
	defer cancel()
	for {
		p.send(http.MethodGet, p.world.Base+"/v1/documents/"+p.vars[purpose], http.Header{}, "")
		if status, _ := find(p.last.json, "status"); status == wanted {
			return
		}
		select {
		case <-ctx.Done():
			p.failf("the document was not %s\nanswer: %s", wanted, p.last)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// picture is a small picture in colour, drawn once.
var picture = sync.OnceValue(func() []byte { return drawn(640, 480, true) })

// drawn is a picture in colour, or black and white.
func drawn(width, height int, coloured bool) []byte {
	img := image.NewRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			if dark := uint8(x/3 + y/5); !coloured {
				img.Set(x, y, color.Gray{dark})
			} else {
				img.Set(x, y, color.RGBA{uint8(x / 3), uint8(y / 2), 90, 255})
			}
		}
	}
	var b bytes.Buffer
	_ = png.Encode(&b, img) // into memory: cannot fail
	return b.Bytes()
}

// decide decides a review having claimed it and opened all its documents: "decide approve", "decide refuse REASON",
// "decide ask_again REASON PURPOSE"; then the status. Where an approval takes two, a colleague approves it too.
func (p *player) decide(words []string) {
	p.t.Helper()
	p.decideOnce(words)
	decisions, _ := find(p.last.json, "decisions")
	list, _ := decisions.([]any)
	if len(list) == 0 || p.last.status != http.StatusOK {
		return
	}
	if last, _ := find(list[len(list)-1], "type"); last == string(realname.ReviewSeconded) {
		first := p.actor
		p.as([]string{string(realname.Reviewer), "colleague"})
		p.decideOnce(words)
		p.actor = first
	}
}

// decideOnce decides as one reviewer. Who is told that somebody changed the case at the same moment, as its timers do, reads it
// again and then decides, as the refusal says.
func (p *player) decideOnce(words []string) {
	p.t.Helper()
	success, said := http.StatusOK, words
	if n := len(words); statusLine.MatchString(words[n-1]) {
		success, _ = strconv.Atoi(words[n-1]) // digits
		said = words[:n-1]
	}
	p.readAndDecide(said)
	if code, _ := find(p.last.json, "code"); code == string(realname.CodeConflict) {
		p.readAndDecide(said)
	}
	p.hold(success)
}

func (p *player) readAndDecide(said []string) {
	p.t.Helper()
	review := "/v1/reviews/" + p.vars["case"]
	if said[0] == string(realname.Approve) {
		p.send(http.MethodPost, p.world.Base+review+"/claim", http.Header{}, "")
	}
	p.send(http.MethodGet, p.world.Base+review, http.Header{}, "")
	documents, _ := find(p.last.json, "documents")
	list, _ := documents.([]any)
	saw := []map[string]string{}
	for _, d := range list {
		id, _ := find(d, "document")
		sum, _ := find(d, "sha256")
		saw = append(saw, map[string]string{"document": show(id), "sha256": show(sum)})
		if said[0] == string(realname.Approve) {
			p.send(http.MethodPost, p.world.Base+"/v1/documents/"+show(id)+"/view", http.Header{}, "")
		}
	}
	body := map[string]any{"decision": said[0], "saw": saw, "comment": "请查看说明", "note": "仅供内部查看"}
	switch {
	case len(said) == 3 && said[1] == "against":
		body["against"] = said[2]
	case len(said) > 2:
		body["asked"] = said[2:3]
		fallthrough
	case len(said) > 1:
		body["reason"] = said[1]
	}
	data, _ := json.Marshal(body) // texts only
	p.send(http.MethodPost, p.world.Base+review+"/decision", http.Header{}, string(data))
}
