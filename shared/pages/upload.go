package pages

import (
	"bytes"
	"encoding/json"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"shiming/shared/pages/frame"
	"shiming/shared/realname"
	"shiming/shared/texts"
)

// The names of the fields around a file: the file itself, what it is, and the field of the body that its id goes into.
const (
	fileField    = "_file."
	purposeField = "_purpose."
	intoField    = "_into."
)

// patience is how long a page without script waits for an upload to be looked at, asking every so often.
const (
	patience = 6 * time.Second
	pace     = 150 * time.Millisecond
)

// picture is a place for one paper, one of several kinds: drag and drop, camera, preview and progress by our script, a plain
// file field without (RULES C1, D12).
func (s *sheet) picture(into string, purposes []string, box string) g.Node {
	id := "f-" + box
	title := s.t(texts.Paper(realname.Purpose(purposes[0])))
	first, size := utf8.DecodeRuneInString(title)
	title = string(unicode.ToUpper(first)) + title[size:] // within a sentence it begins small
	held := s.uploadedAs(into, purposes)
	var kinds g.Node = frame.Hidden(purposeField+box, purposes[0])
	if len(purposes) > 1 {
		title = s.t(texts.Upload.OneOf)
		kinds = h.Div(h.Class("field"), h.Label(h.For(id+"-kind"), g.Text(s.t(texts.Upload.Which))), h.Select(h.ID(id+"-kind"), h.Name(purposeField+box),
			g.Map(purposes, func(p string) g.Node { return h.Option(h.Value(p), g.Text(s.t(texts.Paper(realname.Purpose(p))))) })))
	}
	need, _ := realname.RequirementOf(realname.Purpose(purposes[0]))
	accept := strings.Join(need.Types, ",")
	say := g.Node(h.P(h.Data("say", ""), h.Class("dim"), h.Aria("live", "polite"), g.If(held != "", g.Text(s.t(texts.Frame.Accepted)))))
	return h.FieldSet(h.Legend(g.Text(title), h.B(h.Aria("hidden", "true"), g.Text(" *"))), kinds,
		h.Div(h.Class("drop"), h.Data("upload", s.path(s.c.ID)+"/documents"), g.Raw(drawing(purposes[0])),
			h.Label(h.For(id), g.Text(s.t(texts.Upload.Pick))), h.Input(h.Type("file"), h.ID(id), h.Name(fileField+box), h.Accept(accept), h.Aria("describedby", id+"-hint "+id+"-wrong")),
			h.Small(h.ID(id+"-hint"), g.Text(s.t(texts.PaperHint(realname.Kind(s.c.Kind), realname.Channel(s.c.Channel), realname.Purpose(purposes[0]))))), say,
			h.Progress(h.Max("1"), g.Attr("hidden"), h.Aria("label", title)),
			h.Input(h.Type("hidden"), h.Name(into), h.Value(held), h.Data("id", "")), frame.Hidden(intoField+box, into)),
		h.Div(h.Class("row"), s.camera(id, purposes[0]), g.If(realname.Purpose(purposes[0]) == realname.ApplicationForm, h.P(h.A(h.Href("/templates/"+purposes[0]+"?case="+s.c.ID), h.Target("_blank"), g.Text(s.t(texts.Upload.Template))))),
			s.sendPicture(box)), h.P(h.Class("wrong"), h.ID(id+"-wrong"), g.Text(s.faultOf(box))))
}

// byEnter is what the Enter key presses in a field of a form whose first visible button does something else.
func byEnter() g.Node { return h.Button(g.Attr("hidden")) }

// camera opens a phone's camera: its front for whoever holds a document before them, else its back. It is shown where a finger
// points.
func (s *sheet) camera(id, purpose string) g.Node {
	facing := "environment"
	if slices.Contains([]realname.Purpose{realname.PortraitSide, realname.EmblemSide, realname.HolderPortraitSide, realname.HolderEmblemSide}, realname.Purpose(purpose)) {
		facing = "user"
	}
	return h.Button(h.Type("button"), h.Class("plain"), h.Data("camera", facing), h.Aria("controls", id), g.Text(s.t(texts.Upload.Camera)))
}

// uploadedAs is the document of one of the kinds that was uploaded before the form was refused.
func (s *sheet) uploadedAs(into string, purposes []string) string {
	ids := s.entered[into]
	if s.entered == nil {
		ids = s.plain[into]
	}
	for _, id := range filled(ids) {
		var d document
		if s.get("/v1/documents/"+url.PathEscape(id), &d) == nil && slices.Contains(purposes, d.Purpose) {
			return id
		}
	}
	return ""
}

// papers asks for groups of papers, of which one each.
func (s *sheet) papers(groups [][]string, command string) g.Node {
	say := texts.Upload
	rows := []g.Node{h.Method("post"), h.Action(s.path(s.c.ID) + "/" + strings.ReplaceAll(command, "/", "-")), h.EncType("multipart/form-data"), g.Attr("novalidate"), byEnter(), key()}
	boxes := []g.Node{h.Class("duo")}
	for i, group := range groups {
		boxes = append(boxes, s.picture("documents", group, itoa(i)))
	}
	rows = append(rows, h.Div(boxes...), s.wrong("documents"), h.Div(h.Class("field"), h.Button(g.Text(s.t(texts.Case.Next)))))
	code := g.Node(nil)
	if s.c.QueryCode != "" {
		code = frame.Note("good", s.t(texts.Appeal.Keep), frame.Facts(frame.Fact{Name: s.t(texts.Appeal.Code), Value: s.c.QueryCode, Copy: s.t(texts.Frame.Copy)}))
	}
	return frame.Card(h.H2(g.Text(s.t(say.Title))), code, h.P(g.Text(s.t(say.Hint))), h.Form(rows...), h.Div(h.Class("row"), s.other(), s.back()))
}

// byPost says what goes where on paper, and what has come (RULES E6, E7).
func (s *sheet) byPost() g.Node {
	a, say := s.c.NextAction, texts.Upload
	var missing []g.Node
	for _, group := range a.Papers {
		var names []string
		for _, p := range group {
			names = append(names, s.t(texts.Paper(realname.Purpose(p)))+" — "+s.t(texts.PaperHint(realname.Kind(s.c.Kind), realname.Channel(s.c.Channel), realname.Purpose(p))))
		}
		missing = append(missing, h.Li(g.Text(strings.Join(names, s.t(say.Or)))))
	}
	var come []g.Node
	for _, p := range s.c.Posted {
		come = append(come, h.Li(g.Text("✓ "+s.t(texts.Paper(realname.Purpose(p))))))
	}
	return frame.Card(h.H2(g.Text(s.t(say.ByPost))), h.P(g.Text(s.t(say.ByPostHint))),
		frame.Facts(frame.Fact{Name: s.t(say.Address), Value: a.PostAddress, Copy: s.t(texts.Frame.Copy)}, frame.Fact{Name: s.t(texts.Case.Number), Value: s.c.ID, Copy: s.t(texts.Frame.Copy)},
			frame.Fact{Name: s.t(texts.Case.Until), Value: s.when(a.Deadline)}),
		h.H3(g.Text(s.t(say.Missing))), h.Ul(h.Class("list"), g.Group(missing)), g.If(len(come) > 0, h.Div(h.H3(g.Text(s.t(say.Come))), h.Ul(g.Group(come)))),
		h.P(h.A(h.Href("/templates/application_form?case="+s.c.ID), h.Target("_blank"), g.Text(s.t(say.Template)))), s.follow(), h.Div(h.Class("row"), s.back()))
}

// askUpload asks for an address to upload to, for our script.
func (v *visit) askUpload() {
	var want struct {
		Purpose string `json:"purpose"`
		Type    string `json:"content_type"`
		Size    int64  `json:"size"`
	}
	if json.NewDecoder(v.r.Body).Decode(&want) != nil {
		v.nothing()
		return
	}
	var d document
	if p := v.post(v.apiCase("/documents"), want, "", &d); p != nil {
		v.answer(p.Status, map[string]string{"message": p.say(v.lang)})
		return
	}
	v.answer(http.StatusOK, map[string]any{"id": d.ID, "upload": d.Upload})
}

// uploaded says how an upload stands, for our script, and what was read from a licence (RULES C2).
func (v *visit) uploaded() {
	var d document
	if p := v.get("/v1/documents/"+url.PathEscape(v.r.PathValue("document")), &d); p != nil {
		v.answer(p.Status, map[string]string{"message": p.say(v.lang)})
		return
	}
	out := map[string]any{"status": d.Status}
	if d.LastError != nil {
		out["message"] = d.LastError.say(v.lang)
	}
	if d.Reading != nil {
		out["reading"] = map[string]string{"name": d.Reading.Name, "code": d.Reading.Code, "address.detail": d.Reading.Address}
	}
	v.answer(http.StatusOK, out)
}

// takeFiles uploads the files that came with a form, and puts their ids where the body wants them: what the browser does by
// itself where it runs our script.
func (v *visit) takeFiles(entered url.Values) *problem {
	if v.r.MultipartForm == nil {
		return nil
	}
	for name, files := range v.r.MultipartForm.File {
		box, ok := strings.CutPrefix(name, fileField)
		if !ok || len(files) == 0 || files[0].Size == 0 {
			continue
		}
		id, p := v.takeFile(files[0], entered.Get(purposeField+box))
		if p != nil {
			p.Errors = []fieldFault{{Pointer: "/" + box, Message: p.Message, MessageZH: p.MessageZH}}
			return p
		}
		into := entered.Get(intoField + box)
		entered[into] = append([]string{id}, entered[into]...)
	}
	return nil
}

func (v *visit) takeFile(file *multipart.FileHeader, purpose string) (string, *problem) {
	f, err := file.Open()
	if err != nil {
		return "", unreachable()
	}
	defer f.Close()
	content, err := io.ReadAll(f)
	if err != nil {
		return "", unreachable()
	}
	var d document
	if p := v.post(v.apiCase("/documents"), map[string]any{"purpose": purpose, "content_type": file.Header.Get("Content-Type"), "size": len(content)}, "", &d); p != nil {
		return "", p
	}
	if d.Upload != nil && !v.put(*d.Upload, content) {
		return "", unreachable()
	}
	for range patience / pace {
		if p := v.get("/v1/documents/"+url.PathEscape(d.ID), &d); p != nil {
			return "", p
		}
		switch realname.DocumentState(d.Status) {
		case realname.DocumentAccepted:
			return d.ID, nil
		case realname.DocumentRefused:
			return "", &problem{Status: http.StatusUnprocessableEntity, Code: d.LastError.Code, Message: d.LastError.Message, MessageZH: d.LastError.MessageZH}
		case realname.DocumentAwaited, realname.DocumentErased:
		}
		select {
		case <-v.r.Context().Done():
			return "", unreachable()
		case <-time.After(pace):
		}
	}
	s := texts.Frame.Slow
	return "", &problem{Status: http.StatusServiceUnavailable, Message: s.EN, MessageZH: s.ZH}
}

// put sends a file to where it is kept.
func (v *visit) put(to upload, content []byte) bool {
	r, err := http.NewRequestWithContext(v.r.Context(), to.Method, to.URL, bytes.NewReader(content))
	if err != nil {
		return false
	}
	for name, value := range to.Headers {
		r.Header.Set(name, value)
	}
	answer, err := v.site.API.RoundTrip(r)
	if err != nil {
		return false
	}
	defer answer.Body.Close()
	return answer.StatusCode < 300
}

// drawing shows how a paper is to be held or taken (RULES D12): our own work.
func drawing(purpose string) string {
	const open = `<svg viewBox="0 0 150 100" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">`
	// Head and shoulders within the picture's edges, and two hands that hold something before the chest.
	const person = `<path d="M6 18V6h12M132 6h12v12M144 82v12h-12M18 94H6V82" opacity=".5"/><circle cx="75" cy="22" r="14"/><path d="M24 94c2-32 16-50 34-52h34c18 2 32 20 34 52"/>` +
		`<path d="M40 74h-8M40 80h-8M110 74h8M110 80h8"/>`
	switch realname.Purpose(purpose) {
	case realname.PortraitSide, realname.HolderPortraitSide:
		return open + person + `<rect class="in" x="40" y="52" width="70" height="42" rx="4"/><circle cx="94" cy="67" r="7"/><path d="M83 86c2-8 6-10 11-10s9 2 11 10M48 64h22M48 73h22M48 82h16"/></svg>`
	case realname.EmblemSide, realname.HolderEmblemSide:
		return open + person + `<rect class="in" x="40" y="52" width="70" height="42" rx="4"/><path d="M57 61l2.6 5.4 5.9.8-4.3 4.1 1 5.9-5.2-2.8-5.2 2.8 1-5.9-4.3-4.1 5.9-.8zM76 64h26M76 73h26M48 86h54"/></svg>`
	case realname.RepresentativePassport, realname.RepresentativeLicence:
		return open + person + `<rect class="in" x="50" y="46" width="50" height="48" rx="4"/><circle cx="75" cy="66" r="10"/><path d="M65 66h20M75 56c-5 6-5 14 0 20 5-6 5-14 0-20M60 86h30"/></svg>`
	case realname.IDCopy:
		return open + `<rect x="40" y="6" width="70" height="40" rx="4"/><circle cx="92" cy="22" r="7"/><path d="M50 18h20M50 28h20M50 38h48"/><rect x="40" y="54" width="70" height="40" rx="4"/><circle cx="56" cy="68" r="7"/><path d="M70 66h30M50 84h48"/></svg>`
	case realname.LicencePicture, realname.OldLicence, realname.NewLicence:
		return open + `<rect x="30" y="8" width="90" height="84" rx="4"/><path d="M58 26h34M44 44h62M44 56h62M44 68h36"/><circle cx="98" cy="76" r="9"/></svg>`
	case realname.ApplicationForm, realname.StruckOff, realname.NameCertificate, realname.Invoice, realname.Remittance, realname.PaymentScreenshot,
		realname.OwnershipProof:
	}
	return open + `<path d="M44 6h44l20 20v68H44zM88 6v20h20M56 44h40M56 56h40M56 68h26"/></svg>`
}
