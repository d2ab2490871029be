package api

import (
	"bytes"
	"cmp"
	"encoding/json"
	"maps"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"shiming/infra/aws/template"
	"shiming/shared/realname"
	"shiming/shared/steps"
	"shiming/shared/telling"
)

// openAPI is the description as it is served.
var openAPI = func() []byte {
	doc, err := os.ReadFile("reference/openapi.json")
	if err != nil {
		panic(err)
	}
	return doc
}()

// load reads the description.
func load(t *testing.T) *openapi3.T {
	t.Helper()
	doc, err := openapi3.NewLoader().LoadFromData(openAPI)
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// strict makes the schemas refuse what they do not name, so that a view cannot have a field that nobody described.
func strict(doc *openapi3.T) *openapi3.T {
	no := false
	for _, s := range doc.Components.Schemas {
		if s.Value.Type.Is("object") {
			s.Value.AdditionalProperties.Has = &no
		}
	}
	return doc
}

// valid holds a value against a schema, by the rules of JSON Schema 2020-12.
func valid(doc *openapi3.T, s *openapi3.Schema, value any) error {
	return doc.ValidateSchemaJSON(s, value, openapi3.EnableJSONSchema2020())
}

// answers are the parts of the description that the library resolves away.
type answers struct {
	Paths map[string]map[string]struct {
		OperationID string `json:"operationId"`
		Security    *[]map[string][]string
		Roles       *[]realname.Role `json:"x-roles"`
		Responses   map[string]answerText
	}
	Components struct{ Responses map[string]answerText }
}

type answerText struct {
	Ref         string `json:"$ref"`
	Description string
}

func describedAnswers(t *testing.T) answers {
	t.Helper()
	var a answers
	if err := json.Unmarshal(openAPI, &a); err != nil {
		t.Fatal(err)
	}
	return a
}

// text is what the description says about an answer; "" when it does not know it.
func (a answers) text(r Route, status int) string {
	answer := a.Paths[r.Path][strings.ToLower(r.Method)].Responses[strconv.Itoa(status)]
	return cmp.Or(answer.Description, a.Components.Responses[strings.TrimPrefix(answer.Ref, "#/components/responses/")].Description)
}

var word = regexp.MustCompile(`[a-z_]+`)

func TestDescription(t *testing.T) {
	t.Run("it is valid OpenAPI 3.1, and so is each example", func(t *testing.T) {
		doc := load(t)
		if err := doc.Validate(t.Context(), openapi3.EnableExamplesValidation()); err != nil || !doc.IsOpenAPI31OrLater() {
			t.Fatal(doc.OpenAPI, err)
		}
		broken := bytes.Replace(openAPI, []byte(`"document_number": "1101`), []byte(`"document_nr": "1101`), 1)
		if doc, err := openapi3.NewLoader().LoadFromData(broken); err != nil || doc.Validate(t.Context(), openapi3.EnableExamplesValidation()) == nil {
			t.Error("a form of another shape passes for an example", err)
		}
	})
	t.Run("every route is described, and nothing else, with its roles", func(t *testing.T) {
		described := map[string]bool{}
		for path, operations := range describedAnswers(t).Paths {
			for method, o := range operations {
				key := strings.ToUpper(method) + " " + path
				described[key] = true
				i := slices.IndexFunc(Routes(), func(r Route) bool { return r.Key() == key })
				if i < 0 {
					t.Errorf("%s is no route", key)
					continue
				}
				r := Routes()[i]
				if o.OperationID != r.Name {
					t.Errorf("%s: operationId %q, want %q", key, o.OperationID, r.Name)
				}
				if o.Roles == nil || !slices.Equal(*o.Roles, r.Roles) {
					t.Errorf("%s: x-roles %v, want %v", key, o.Roles, r.Roles)
				}
				secured := o.Security != nil && len(*o.Security) == 1 && (*o.Security)[0]["bearer"] != nil
				public := o.Security != nil && len(*o.Security) == 0
				if secured != (len(r.Roles) > 0) || public != (len(r.Roles) == 0) {
					t.Errorf("%s: security %v, roles %v", key, o.Security, r.Roles)
				}
			}
		}
		for _, r := range Routes() {
			if !described[r.Key()] {
				t.Errorf("%s is not described", r.Key())
			}
		}
	})
	t.Run("RULES G1 every type of event is described as a webhook", func(t *testing.T) {
		want := []string{"case.opened", "case.updated", "webhook.test"}
		for _, end := range []realname.State{realname.Verified, realname.Released, realname.Upheld, realname.Refused, realname.Canceled, realname.Expired} {
			want = append(want, "case."+string(end))
		}
		var d struct{ Webhooks map[string]any }
		if err := json.Unmarshal(openAPI, &d); err != nil {
			t.Fatal(err)
		}
		slices.Sort(want)
		if got := slices.Sorted(maps.Keys(d.Webhooks)); !slices.Equal(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
	})
	t.Run("every operation is explained in both languages and names its rules", func(t *testing.T) {
		for path, item := range load(t).Paths.Map() {
			for method, o := range item.Operations() {
				if en, zh, both := strings.Cut(o.Summary, " · "); !both || en == "" || zh == "" {
					t.Errorf("%s %s: summary %q", method, path, o.Summary)
				}
				if len(o.Tags) == 1 && o.Tags[0] != "Reference" && !strings.Contains(o.Description, "RULES ") {
					t.Errorf("%s %s names no rule", method, path)
				}
			}
		}
	})
	t.Run("codes stand with the status that they are answered with", func(t *testing.T) {
		a, told := describedAnswers(t), map[realname.Code]bool{}
		for _, r := range Routes() {
			for status := range a.Paths[r.Path][strings.ToLower(r.Method)].Responses {
				n, err := strconv.Atoi(status)
				if err != nil || a.text(r, n) == "" {
					t.Errorf("%s %s: no description", r.Key(), status)
				}
				for _, w := range word.FindAllString(a.text(r, n), -1) {
					code := realname.Code(w)
					if code.Valid() && n >= 400 {
						told[code] = true
						if code.Status() != n {
							t.Errorf("%s: %s stands at %d, is answered with %d", r.Key(), w, n, code.Status())
						}
					} else if strings.Contains(w, "_") && !code.Valid() && n >= 400 {
						t.Errorf("%s %s: %q is no code", r.Key(), status, w)
					}
				}
			}
		}
		for _, code := range realname.Codes() {
			if status := code.Status(); !told[code] && status != 422 && status != 405 { // of an address, not of an operation
				t.Errorf("no operation tells of %s", code)
			}
		}
	})
}

func TestDescriptionAndTemplate(t *testing.T) {
	inTemplate := func(t *testing.T, sandbox string) (map[string]template.HTTPRoute, map[string]string) {
		t.Helper()
		tpl, err := template.Load("../../template.yaml", template.Options{Params: map[string]string{"JwtIssuer": "https://issuer.example", "Sandbox": sandbox}})
		if err != nil {
			t.Fatal(err)
		}
		routes, folders := map[string]template.HTTPRoute{}, map[string]string{}
		for _, f := range tpl.Functions {
			if f.Folder() == "pages" { // is no part of the API: shared/pages holds its routes
				continue
			}
			for _, r := range f.Routes {
				routes[r.Key()], folders[r.Key()] = r, f.Folder()
			}
		}
		return routes, folders
	}
	const phone = "ANY /sandbox/phone/{proxy+}"
	bank := []string{"ANY /sandbox/bank/{token}", "POST /sandbox/bank/payments"}
	t.Run("every route ends at its function, and only public ones need no token", func(t *testing.T) {
		routes, folders := inTemplate(t, "true")
		folder := map[string]string{RouteOpenAPI.Key(): "describe", RouteFindOpenAPI.Key(): "describe", RouteDocs.Key(): "describe", RouteAgreement.Key(): "describe", RoutePrivacy.Key(): "describe"}
		for _, e := range append(LookUp(Settings{}, lookUpOfNothing, telling.Told{}), FindCases(Settings{}, steps.FindCases{})...) {
			folder[e.Route.Key()] = "look-up"
		}
		for _, e := range ReviewQueue(Settings{}, steps.ReviewQueue{}) {
			folder[e.Route.Key()] = "review-queue"
		}
		for _, e := range ClaimReview(Settings{}, steps.ClaimReview{}) {
			folder[e.Route.Key()] = "claim-review"
		}
		folder[RouteNoteReview.Key()] = "claim-review"
		for _, e := range ShowDocument(Settings{}, steps.ShowDocument{}) {
			folder[e.Route.Key()] = "show-document"
		}
		for _, e := range Quota(steps.SetQuota{}) {
			folder[e.Route.Key()] = "set-quota"
		}
		for _, e := range Holds(steps.HoldCase{}) {
			folder[e.Route.Key()] = "hold-case"
		}
		for _, e := range append(Statements(steps.ImportStatement{}), Orders(steps.ListOrders{})...) {
			folder[e.Route.Key()] = "take-payment"
		}
		for _, e := range MakeLink(Settings{}, steps.MakeLink{}) {
			folder[e.Route.Key()] = "make-link"
		}
		for _, e := range Sessions(Settings{}, steps.Sessions{}) {
			folder[e.Route.Key()] = "open-link"
		}
		for _, e := range SearchAudit(Settings{}, nil) {
			folder[e.Route.Key()] = "search-audit"
		}
		folder[RouteProveContact.Key()], folder[RouteResendMessage.Key()] = "keep-contact", "resend-webhook"
		folder[RouteTestWebhook.Key()] = "resend-webhook"
		for _, e := range PublishKeys(nil) {
			folder[e.Route.Key()] = "publish-keys"
		}
		folder[RoutePayout.Key()], folder[RouteDeclare.Key()], folder[RouteFileTransfer.Key()] = "show-deposit", "fill-form", "file-papers"
		folder[RouteChooseKind.Key()] = RouteFillForm.Name
		folder[RouteWithdrawDeposit.Key()] = RouteIssueDeposit.Name
		folder[RouteReturn.Key()], folder[RouteHearWeChat.Key()], folder[RouteForm.Key()] = "settle-check", "settle-check", "fill-form"
		for _, r := range Routes() {
			event, ok := routes[r.Key()]
			if !ok {
				t.Errorf("%s is not in the template", r.Key())
				continue
			}
			if want := cmp.Or(folder[r.Key()], r.Name); folders[r.Key()] != want {
				t.Errorf("%s ends at %s, want %s", r.Key(), folders[r.Key()], want)
			}
			if (event.Authorizer == "") != (len(r.Roles) == 0) {
				t.Errorf("%s: authorizer %q, roles %v", r.Key(), event.Authorizer, r.Roles)
			}
			delete(routes, r.Key())
			if in, ok := r.InSession(); ok {
				if event, there := routes[in.Key()]; !there || event.Authorizer != "Sessions" || folders[in.Key()] != folders[r.Key()] {
					t.Errorf("%s is not the same for sessions: run go generate ./shared/api/reference", in.Key())
				}
				delete(routes, in.Key())
			}
			if len(r.Roles) > 0 && event.Authorizer != "Tokens" {
				t.Errorf("%s takes the tokens of %s", r.Key(), event.Authorizer)
			}
		}
		for _, key := range bank {
			if event, ok := routes[key]; !ok || event.Authorizer != "" || folders[key] != "sandbox-bank" {
				t.Errorf("%s is not the sandbox bank's", key)
			}
			delete(routes, key)
		}
		const messages = "GET /sandbox/messages/{account}"
		if event, ok := routes[messages]; !ok || event.Authorizer == "" || folders[messages] != "sandbox-messages" {
			t.Errorf("%s is not the sandbox's, or needs no token", messages)
		}
		delete(routes, messages)
		if len(routes) != 1 || routes[phone].Authorizer != "" || folders[phone] != "sandbox-phone" {
			t.Errorf("beside the routes, the template has %v", slices.Collect(maps.Keys(routes)))
		}
	})
	t.Run("without the sandbox there is no phone", func(t *testing.T) {
		routes, _ := inTemplate(t, "false")
		want := len(Routes())
		for _, r := range Routes() {
			if _, ok := r.InSession(); ok {
				want++
			}
		}
		if _, ok := routes[phone]; ok || len(routes) != want {
			t.Errorf("%d routes, want %d", len(routes), want)
		}
	})
}

func TestSchemas(t *testing.T) {
	schemas := load(t).Components.Schemas
	t.Run("RULES B1 PersonForm has the fields that are asked for", func(t *testing.T) {
		if got := slices.Sorted(maps.Keys(schemas["PersonForm"].Value.Properties)); !slices.Equal(got, slices.Sorted(slices.Values(append(slices.Clone(formFields), "consents")))) {
			t.Errorf("got %q, want %q", got, formFields)
		}
	})
	t.Run("RULES C1 EnterpriseForm has the fields that are asked for", func(t *testing.T) {
		if got := slices.Sorted(maps.Keys(schemas["EnterpriseForm"].Value.Properties)); !slices.Equal(got, slices.Sorted(slices.Values(append(slices.Clone(enterpriseFields), "consents")))) {
			t.Errorf("got %q, want %q", got, enterpriseFields)
		}
	})
	t.Run("RULES B1 PersonForm takes forms and nothing else", func(t *testing.T) {
		const address = `,"address":{"region":"北京市","detail":"示例路"}`
		const resident = `"name":"甄通过","document_kind":"resident_id","document_number":"110101190001019019"`
		const permit = `"name":"甄通过","document_kind":"taiwan_permit","document_number":"00000000"`
		doc := load(t)
		for form, want := range map[string]bool{
			`{` + resident + `,"industry":"I"` + address + `}`:                                                                true,
			`{` + permit + `,"birth_date":"1990-01-01"` + address + `}`:                                                       true,
			`{` + resident + address + `}`:                                                                                    false, // industry
			`{` + permit + address + `}`:                                                                                      false, // birth date
			`{` + permit + `,"birth_date":"1990"` + address + `}`:                                                             false,
			`{` + resident + `,"industry":"U"` + address + `}`:                                                                false,
			`{` + resident + `,"industry":"I"}`:                                                                               false,
			`{` + resident + `,"industry":"I","phone":""` + address + `}`:                                                     false,
			`{` + resident + `,"industry":"I","region":"HK"` + address + `}`:                                                  false,
			`{` + resident + `,"industry":"I","address":{"region":"北京市"}}`:                                                    false,
			`{"name":"甄","document_kind":"resident_id","document_number":"110101190001019019","industry":"I"` + address + `}`: false,
		} {
			var value any
			err := json.Unmarshal([]byte(form), &value)
			if err == nil {
				err = valid(doc, schemas["PersonForm"].Value, value)
			}
			if (err == nil) != want {
				t.Errorf("%s: %v", form, err)
			}
		}
	})
}
