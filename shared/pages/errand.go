package pages

import (
	"encoding/base64"
	"net/url"
	"slices"

	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"shiming/shared/pages/frame"
	"shiming/shared/pages/qrcode"
	"shiming/shared/realname"
	"shiming/shared/texts"
)

// errandPath is where somebody does the one thing that they were sent for. Its pages know one case, and no account.
const errandPath = "/errand"

// errand is the page of who is not at the desk: the check, or the pictures, and nothing else of the case.
func (v *visit) errand() {
	var c caseView
	if p := v.get(v.apiCase(""), &c); p != nil {
		v.fail(p)
		return
	}
	(&sheet{visit: v, c: c}).drawErrand()
}

func (s *sheet) drawErrand() {
	say := texts.Errand
	title, body := say.Check, s.checkErrand
	if realname.ErrandTask(s.session.Errand.Task) == realname.TaskUpload {
		title, body = say.Upload, s.uploadErrand
	}
	page := s.page(s.t(title), h.H1(g.Text(s.t(title))), h.P(h.Class("dim"), g.Text(s.t(say.Lead))), s.fault(s.p), body())
	if s.p != nil {
		page.Status = s.p.Status
	}
	page.Write(s.w)
}

// checkErrand begins the check, and says when it is over: the result is told at the desk.
func (s *sheet) checkErrand() g.Node {
	next := ""
	if s.c.NextAction != nil {
		next = s.c.NextAction.Type
	}
	switch action := realname.Action(next); {
	case action == realname.ActionStartCheck:
		say := texts.Case
		return frame.Card(h.H2(g.Text(s.t(say.Identify))), h.P(g.Text(s.t(say.IdentifyHint))), s.command("check", h.Button(h.Class("wide"), g.Text(s.t(say.Start)))))
	case action == realname.ActionScan:
		return s.scan()
	}
	return frame.Note("good", s.t(texts.Errand.Done), h.P(g.Text(s.t(texts.Errand.DoneHint))))
}

// uploadErrand takes the pictures that were asked for.
func (s *sheet) uploadErrand() g.Node {
	rows := []g.Node{h.Method("post"), h.Action(errandPath + "/pictures"), h.EncType("multipart/form-data"), g.Attr("novalidate"), key()}
	for _, purpose := range s.session.Errand.Purposes {
		rows = append(rows, s.picture("documents", []string{purpose}, purpose))
	}
	rows = append(rows, h.Div(h.Class("field"), h.Button(g.Text(s.t(texts.Errand.Finish)))))
	return g.Group{g.If(s.asked("sent"), frame.Note("good", s.t(texts.Errand.Done), h.P(g.Text(s.t(texts.Errand.DoneHint))))), frame.Card(h.Form(rows...))}
}

// check begins the check on the phone that was sent for.
func (v *visit) check() {
	if v.parse() != nil {
		v.nothing()
		return
	}
	if p := v.post(v.apiCase("/check"), nil, v.r.PostForm.Get("_key"), nil); p != nil {
		v.fail(p)
		return
	}
	v.turn(errandPath)
}

// pictures takes what a browser without script sends.
func (v *visit) pictures() {
	if v.parse() != nil {
		v.nothing()
		return
	}
	if p := v.takeFiles(v.r.PostForm); p != nil {
		var c caseView
		if q := v.get(v.apiCase(""), &c); q != nil {
			v.fail(q)
			return
		}
		(&sheet{visit: v, c: c, p: p, entered: v.r.PostForm}).drawErrand()
		return
	}
	v.turn(errandPath + "?show=sent")
}

// sendField names the box whose picture somebody else takes, sentField carries it on.
const (
	sendField = "_send"
	sentField = "_sent"
)

// sendAway lets somebody else do the check, who is not at the desk.
func (s *sheet) sendAway() g.Node {
	if s.session.Errand != nil || !s.can("check") {
		return nil
	}
	return s.command("send", h.Button(h.Class("plain"), g.Text(s.t(texts.Errand.SendCheck))))
}

// sendPicture lets a phone take the picture of a box; what was entered beside it comes along and back.
func (s *sheet) sendPicture(box string) g.Node {
	if s.session.Errand != nil {
		return nil
	}
	return h.Button(h.Class("link"), h.Name(sendField), h.Value(box), g.Attr("formaction", casePath(s.c.ID)+"/send"), g.Attr("formnovalidate"), g.Text(s.t(texts.Errand.SendPicture)))
}

// send makes a link for one errand and shows it as a code. The page goes on by itself when the errand is done.
func (v *visit) send() {
	if v.parse() != nil {
		v.nothing()
		return
	}
	entered, say := v.r.PostForm, texts.Errand
	box := entered.Get(sendField)
	body := map[string]any{"task": string(realname.TaskCheck), "language": string(v.lang)}
	title, hint := say.SendCheck, say.CheckHint
	if box != "" {
		body["task"], body["purposes"] = string(realname.TaskUpload), []string{entered.Get(purposeField + box)}
		title, hint = say.SendPicture, say.PictureHint
	}
	var c caseView
	if p := v.get(v.apiCase(""), &c); p != nil {
		v.fail(p)
		return
	}
	s := &sheet{visit: v, c: c, entered: entered}
	var link struct{ URL string }
	if s.p = v.post(v.apiCase("/links"), body, entered.Get("_key")+"."+box, &link); s.p != nil {
		s.draw()
		return
	}
	entered.Del(sendField)
	entered.Set(sentField, box)
	code, err := qrcode.QRSVG(link.URL)
	if err != nil {
		v.fail(unreachable())
		return
	}
	page := v.page(v.t(title), h.Section(h.Class("card center"), h.H1(g.Text(v.t(title))), h.P(g.Text(v.t(hint))),
		h.Img(h.Class("qr"), h.Src("data:image/svg+xml;base64,"+base64.StdEncoding.EncodeToString(code)), h.Alt(v.t(texts.Case.QR)), h.Width("208"), h.Height("208")),
		frame.Facts(frame.Fact{Name: v.t(say.Address), Value: link.URL, Copy: v.t(texts.Frame.Copy)}),
		s.followSent(box), h.Form(h.Method("post"), h.Action(casePath(c.ID)+"/resume"), h.Data("then", ""), hiddenAll(entered), h.Button(h.Class("plain"), g.Text(v.t(say.Resume))))))
	page.Write(v.w)
}

// followSent looks whether the errand is done.
func (s *sheet) followSent(box string) g.Node {
	at, version := casePath(s.c.ID)+"/state", mark(s.c)
	if box != "" {
		purpose := s.entered.Get(purposeField + box)
		at, version = at+"?purpose="+url.QueryEscape(purpose), version+"."+s.newest(purpose).ID
	}
	return h.Span(h.Data("follow", at), h.Data("version", version), g.Attr("hidden"))
}

// newest is the document of the purpose that was accepted last; the zero document: there is none.
func (v *visit) newest(purpose string) (found document) {
	var all list[document]
	if v.get(v.apiCase("/documents"), &all) != nil {
		return found
	}
	for _, d := range all.Data {
		if d.Purpose == purpose && realname.DocumentState(d.Status) == realname.DocumentAccepted {
			found = d
		}
	}
	return found
}

// resume comes back from an errand to the form as it was left, with the picture in it and what was read from it.
func (v *visit) resume() {
	if v.parse() != nil {
		v.nothing()
		return
	}
	entered := v.r.PostForm
	box := entered.Get(sentField)
	var c caseView
	if p := v.get(v.apiCase(""), &c); p != nil {
		v.fail(p)
		return
	}
	if box == "" {
		v.turn(casePath(c.ID))
		return
	}
	entered.Del(sentField)
	if d := v.newest(entered.Get(purposeField + box)); d.ID != "" {
		into := entered.Get(intoField + box)
		entered[into] = slices.Insert(entered[into], 0, d.ID)
		if d.Reading != nil {
			for name, value := range map[string]string{"name": d.Reading.Name, "code": d.Reading.Code, "address.detail": d.Reading.Address} {
				if entered.Get(name) == "" {
					entered.Set(name, value)
				}
			}
		}
	}
	(&sheet{visit: v, c: c, entered: entered}).draw()
}
