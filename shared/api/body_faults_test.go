package api

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"shiming/shared/realname"
	"shiming/shared/realname/policies"
	"shiming/shared/steps"
)

// wrongBody is a body with several faults, and where each of them is.
type wrongBody struct {
	read     func(*call) error
	body     string
	pointers string
}

// in reads a body for its faults.
func in[T any](body reading[T]) func(*call) error {
	return func(c *call) error { _, err := body(c); return err }
}

// wrongBodies are of every body that the API takes, by the name of its schema. What is one field alone has one fault.
func wrongBodies(t *testing.T) map[string]wrongBody {
	p, err := policies.Load(policies.Default)
	if err != nil {
		t.Fatal(err)
	}
	link := in(read(linkBody.said))
	upload := func(c *call) error {
		w, err := read(uploadBody.said)(c)
		if err != nil {
			return err
		}
		return realname.CheckUpload(w.Purpose, w.Type, w.Size)
	}
	statement := func(c *call) error {
		b, err := read(func(b answerBody) (answerBody, error) { return b, nil })(c)
		if err != nil {
			return err
		}
		return steps.Answer{Statement: realname.Text(b.Statement)}.Check()
	}
	amount := in(read(func(b amountBody) (int, error) { return b.in(p) }))
	return map[string]wrongBody{
		"PersonForm": {in(read(func(b personBody) (steps.Entry, error) { return b.entry(nil) })),
			`{"name":"9","document_kind":"resident_id","document_number":"1","industry":"Z","address":{"region":"x","detail":""}}`,
			"/document_number /name /industry /address/region /address/detail"},
		"EnterpriseForm": {in(read(enterpriseBody.entry)), `{"name":"x","code_kind":"uscc","code":"1","contact":{"phone":"1"}}`,
			"/licence_kind /licence /name /code /contact/name /contact/document_number /contact/phone /address/region /address/detail"},
		"EnterpriseDeclaration": {in(read(enterpriseDeclarationBody.entry)), `{"representative":{"document_number":"1"},"name":"x","address":{}}`,
			"/code_kind /code /representative/name /representative/document_number /name /address/region /address/detail"},
		"NameDeclaration":             {in(read(nameDeclarationBody.entry)), `{"code":""}`, "/name /code"},
		"AppealDeclaration":           {in(read(appealBody.entry)), `{"document_kind":"resident_id","document_number":"1","phone":"1","holder":"x"}`, "/name /document_number /phone /holder"},
		"EnterpriseAppealDeclaration": {in(read(enterpriseAppealBody.entry)), `{"name":"x","code_kind":"uscc","code":"1","phone":"1","holder":"x"}`, "/name /code /phone /holder"},
		"OpenCaseRequest":             {in(read(openCaseBody.said)), `{"channel":"pigeon"}`, "/kind /channel"},
		"ChooseKindRequest":           {in(read(kindBody.said)), `{}`, "/kind"},
		"ChooseMethodRequest": {in(read(methodBody.said)), `{"representative":{"name":"9"},"card":{"number":"1","phone":"1"},"group_account":"` + strings.Repeat("a", 65) + `"}`,
			"/method /group_account /representative/document_number /representative/name /card/bank /card/number /card/phone"},
		"TransferRequest": {in(read(transferBody.papers)), `{"bank_account":{"number":"x","bank":"x"},"representative":{"document_number":"1"}}`,
			"/bank_account/number /bank_account/bank /bank_account/place /bank_account/branch /representative/name /representative/document_number /documents"},
		"PartyInput": {in(read(partyBody.handler)), `{"name":"9","document_number":"1"}`, "/name /document_number"},
		"DecisionRequest": {in(read(decisionBody.said)), `{"decision":"perhaps","reason":"mood","asked":["licence"],"comment":"13800138000","note":"13800138000","saw":[{"document":"x"}]}`,
			"/decision /reason /asked /saw /comment /note"},
		"ContactRequest":      {in(read(contactPutBody.said)), `{"phone":"1","email":"x","wechat_openid":"?","language":"xx"}`, "/phone /email /wechat_openid /language"},
		"UploadRequest":       {upload, `{"size":0}`, "/purpose /content_type /size"},
		"LinkRequest":         {link, `{"subject":" ","expires_in":-1}`, "/subject /expires_in"},
		"TrackAppealRequest":  {in(read(trackBody.said)), `{}`, "/query_code /phone"},
		"StatementRequest":    {in(read(statementBody.file)), `{"format":"pdf"}`, "/format /content"},
		"AppealAnswerRequest": {statement, `{}`, "/statement"},
		"ErrandRequest":       {in(read(errandBody.said)), `{}`, "/task"},
		"AmountRequest":       {amount, `{"amount":"x"}`, "/amount"},
		"CodeRequest":         {in(read(codeBody.said)), `{"code":"x"}`, "/code"},
		"PostRequest":         {in(read(postBody.said)), `{}`, "/pieces"},
		"PapersRequest":       {in(documents(2)), `{}`, "/documents"},
		"NameMatchRequest":    {in(read(nameMatchBody.said)), `{}`, "/name"},
		"SubjectSearch":       {in(read(subjectBody.said)), `{"kind":"passport"}`, "/kind /number"},
		"NextReviewRequest":   {in(read(nextBody.said)), `{"kind":"x"}`, "/kind"},
		"HandOverRequest":     {in(read(handOverBody.said)), `{}`, "/to"},
		"NoteRequest":         {in(read(noteBody.said)), `{}`, "/text"},
		"UnmaskRequest":       {in(read(unmaskBody.said)), `{}`, "/reason"},
		"HoldRequest":         {in(read(holdBody.said)), `{"reference":"甄通过"}`, "/reason /days /reference"},
		"QuotaRequest":        {in(read(quotaBody.said)), `{}`, "/limit"},
		"OpenLinkRequest":     {in(read(openLinkBody.said)), `{}`, "/link"},
		"SessionRequest":      {in(read(sessionBody.said)), `{}`, "/session_secret"},
	}
}

func TestFAULT_S4_all_faults_of_every_body_at_once(t *testing.T) {
	doc, table := load(t), wrongBodies(t)
	seen := map[string]bool{}
	for path, item := range doc.Paths.Map() {
		for method, o := range item.Operations() {
			signed := path == RouteTakePayment.Path || path == RouteSettleCheck.Path // programs sign those bodies, and nobody types them
			if o.RequestBody == nil || signed {
				continue
			}
			media := o.RequestBody.Value.Content["application/json"]
			if media == nil || media.Schema == nil {
				continue
			}
			names := []string{media.Schema.Ref}
			for _, one := range slices.Concat(media.Schema.Value.OneOf, media.Schema.Value.AnyOf) {
				names = append(names, one.Ref)
			}
			for _, name := range names {
				if name = name[strings.LastIndex(name, "/")+1:]; name == "" {
					continue
				}
				seen[name] = true
				if _, ok := table[name]; !ok && len(media.Schema.Value.Properties) > 0 {
					t.Errorf("%s %s: nobody looked at what is wrong with %s", method, path, name)
				}
			}
		}
	}
	for name, b := range table {
		t.Run(name, func(t *testing.T) {
			if !seen[name] {
				t.Error("no route takes it")
			}
			r := httptest.NewRequest(http.MethodPost, "/", nil)
			r.Header.Set("Content-Type", "application/json")
			var got []string
			for _, f := range fieldFaults(b.read(&call{http: r, body: []byte(b.body), audit: &AuditEntry{}})) {
				got = append(got, f.Pointer)
			}
			if want := strings.Fields(b.pointers); !slices.Equal(slices.Sorted(slices.Values(got)), slices.Sorted(slices.Values(want))) {
				t.Errorf("got %v, want %v", got, want)
			}
		})
	}
}
