package api

import (
	"bytes"
	"cmp"
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"html"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"shiming/infra/aws/template"
	"shiming/shared/realname"
	"shiming/shared/steps"
)

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

func read(t *testing.T) answers {
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
	t.Run("it is written as json.Indent writes it", func(t *testing.T) {
		var out bytes.Buffer
		if err := json.Indent(&out, openAPI, "", "  "); err != nil || !bytes.Equal(out.Bytes(), openAPI) {
			t.Error("format it with two spaces", err)
		}
	})
	t.Run("every route is described, and nothing else, with its roles", func(t *testing.T) {
		described := map[string]bool{}
		for path, operations := range read(t).Paths {
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
		a, told := read(t), map[realname.Code]bool{}
		for _, r := range Routes() {
			for status := range a.Paths[r.Path][strings.ToLower(r.Method)].Responses {
				n, err := strconv.Atoi(status)
				if err != nil || a.text(r, n) == "" {
					t.Errorf("%s %s: no description", r.Key(), status)
				}
				for _, w := range word.FindAllString(a.text(r, n), -1) {
					if _, known := realname.Describe(realname.Code(w)); known && n >= 400 {
						told[realname.Code(w)] = true
						if StatusOf(realname.Code(w)) != n {
							t.Errorf("%s: %s stands at %d, is answered with %d", r.Key(), w, n, StatusOf(realname.Code(w)))
						}
					} else if strings.Contains(w, "_") && !known && n >= 400 {
						t.Errorf("%s %s: %q is no code", r.Key(), status, w)
					}
				}
			}
		}
		for code, status := range statuses {
			if !told[code] && status != 405 { // of an address, not of an operation
				t.Errorf("no operation tells of %s", code)
			}
		}
	})
}

func TestDescriptionAndTemplate(t *testing.T) {
	inTemplate := func(t *testing.T, sandbox string) (map[string]template.Route, map[string]string) {
		t.Helper()
		tpl, err := template.Load("../../template.yaml", template.Options{Params: map[string]string{"JwtIssuer": "https://issuer.example", "Sandbox": sandbox}})
		if err != nil {
			t.Fatal(err)
		}
		routes, folders := map[string]template.Route{}, map[string]string{}
		for _, f := range tpl.Functions {
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
		folder := map[string]string{RouteOpenAPI.Key(): "describe", RouteDocs.Key(): "describe", RouteAgreement.Key(): "describe"}
		for _, e := range LookUp(Settings{}, lookUpOfNothing) {
			folder[e.Route.Key()] = "look-up"
		}
		for _, e := range ReviewQueue(Settings{}, steps.ReviewQueue{}) {
			folder[e.Route.Key()] = "review-queue"
		}
		for _, e := range ClaimReview(Settings{}, steps.ClaimReview{}) {
			folder[e.Route.Key()] = "claim-review"
		}
		for _, e := range ShowDocument(Settings{}, steps.ShowDocument{}) {
			folder[e.Route.Key()] = "show-document"
		}
		for _, e := range Quota(steps.SetQuota{}) {
			folder[e.Route.Key()] = "set-quota"
		}
		folder[RoutePayout.Key()], folder[RouteDeclare.Key()], folder[RouteFileTransfer.Key()] = "show-deposit", "fill-form", "file-papers"
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
		if _, ok := routes[phone]; ok || len(routes) != len(Routes()) {
			t.Errorf("%d routes, want %d", len(routes), len(Routes()))
		}
	})
}

func TestSchemas(t *testing.T) {
	schemas := load(t).Components.Schemas
	values := func(t *testing.T, name string) []string {
		t.Helper()
		if schemas[name] == nil {
			t.Fatalf("there is no schema %s", name)
		}
		var all []string
		for _, v := range schemas[name].Value.Enum {
			all = append(all, v.(string))
		}
		return slices.Sorted(slices.Values(all))
	}
	t.Run("Code lists the catalogue", func(t *testing.T) {
		var want []string
		for _, c := range realname.Codes() {
			want = append(want, string(c))
		}
		slices.Sort(want)
		if got := values(t, "Code"); !slices.Equal(got, want) {
			t.Errorf("got %q\nwant %q", got, want)
		}
	})
	for name, dir := range map[string]string{
		"Kind": "realname", "Status": "realname", "Step": "realname", "Turn": "realname", "Method": "realname",
		"EventType": "realname", "Role": "realname", "ReviewReason": "realname", "LicenceKind": "realname", "CodeKind": "identity",
		"Purpose": "realname", "Channel": "realname", "SubjectKind": "realname", "DocumentKind": "identity",
	} {
		t.Run(name+" lists the constants of its type", func(t *testing.T) {
			want := constants(t, filepath.Join("..", dir), name)
			if got := values(t, name); !slices.Equal(got, want) || len(want) == 0 {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	}
	for name, view := range map[string]any{
		"Case": caseView{}, "Bar": barView{}, "Summary": summaryView{}, "NextAction": actionView{}, "Option": optionView{}, "Fault": faultView{}, "Bank": bankView{}, "WayOut": wayView{},
		"Event": eventView{}, "Account": accountView{}, "Identity": identityView{}, "Entitlements": realname.Entitlements{},
		"Site": siteView{}, "Offer": offerView{}, "NameMatch": nameMatchView{}, "Consent": consentView{}, "ConsentInput": consentBody{},
		"Contact": contactView{}, "Message": messageView{}, "Delivery": deliveryView{}, "MessageList": list[messageView]{},
		"Holder": holderView{}, "Problem": Problem{}, "CaseList": list[caseView]{},
		"Party": partyView{}, "ReviewEntry": reviewEntryView{}, "ReviewEntryList": list[reviewEntryView]{}, "Review": reviewView{},
		"Deposit": depositView{}, "Payout": payoutView{}, "Instructions": steps.Instructions{}, "SandboxStatement": statementView{},
		"Document": documentView{}, "DocumentView": lookView{}, "ReviewDocument": documentRefView{}, "ReviewDecision": decisionView{}, "UnmaskedReview": unmaskedView{},
		"Subject": subjectView{}, "Declaration": declarationView{}, "RegisteredName": registeredView{}, "Appeal": appealView{}, "Quota": quotaView{}, "UnmaskedSubject": unmaskedSubject{}, "UnmaskedDeclaration": unmaskedDeclaration{},
	} {
		t.Run(name+" has the fields of its view", func(t *testing.T) {
			var all, always []string
			for field := range fields(reflect.TypeOf(view)) {
				name, options, _ := strings.Cut(field.Tag.Get("json"), ",")
				all = append(all, name)
				if options != "omitempty" {
					always = append(always, name)
				}
			}
			s := schemas[name].Value
			if got := slices.Sorted(maps.Keys(s.Properties)); !slices.Equal(got, slices.Sorted(slices.Values(all))) {
				t.Errorf("properties %q, want %q", got, all)
			}
			if got := slices.Sorted(slices.Values(s.Required)); !slices.Equal(got, slices.Sorted(slices.Values(always))) {
				t.Errorf("required %q, want %q", got, always)
			}
		})
	}
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

// fields lists the fields of a struct.
func fields(s reflect.Type) func(func(reflect.StructField) bool) {
	return func(yield func(reflect.StructField) bool) {
		for i := range s.NumField() {
			if !yield(s.Field(i)) {
				return
			}
		}
	}
}

// constants lists the values of the constants that a package's source gives a type, sorted.
func constants(t *testing.T, dir, kind string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	var values []string
	for _, file := range files {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, source, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(parsed, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if !ok {
				return true
			}
			if name, ok := spec.Type.(*ast.Ident); ok && name.Name == kind {
				for _, v := range spec.Values {
					if literal, ok := v.(*ast.BasicLit); ok {
						value, _ := strconv.Unquote(literal.Value)
						values = append(values, value)
					}
				}
			}
			return true
		})
	}
	return slices.Sorted(slices.Values(values))
}

func TestReferencePage(t *testing.T) {
	page, err := referencePage(openAPI)
	if err != nil {
		t.Fatal(err)
	}
	text := string(page)
	t.Run("it shows every route with its summary, roles, example and answers", func(t *testing.T) {
		a := read(t)
		for path, item := range load(t).Paths.Map() {
			for method, o := range item.Operations() {
				_, section, found := strings.Cut(text, `<section id="`+o.OperationID+`">`)
				section, _, closed := strings.Cut(section, `</section>`)
				if !found || !closed || !strings.Contains(text, `href="#`+o.OperationID+`"`) {
					t.Errorf("%s %s is not shown", method, path)
					continue
				}
				r := Routes()[slices.IndexFunc(Routes(), func(r Route) bool { return r.Name == o.OperationID })]
				want := []string{"<b>" + method + "</b> " + path, o.Summary, o.Description}
				for _, role := range r.Roles {
					want = append(want, "<code>"+string(role)+"</code>")
				}
				for status := range o.Responses.Map() {
					want = append(want, "<code>"+status+"</code>")
				}
				if o.RequestBody != nil {
					want = append(want, "application/json", "<pre>{")
				}
				for _, w := range want {
					if !strings.Contains(html.UnescapeString(section), w) {
						t.Errorf("%s does not show %q", o.OperationID, w)
					}
				}
				if len(a.Paths[path][strings.ToLower(method)].Responses) == 0 {
					t.Errorf("%s has no answers", o.OperationID)
				}
			}
		}
	})
	t.Run("its tags are balanced", func(t *testing.T) {
		var open []string
		for _, tag := range regexp.MustCompile(`<(/?)([a-z][a-z0-9]*)[^>]*>`).FindAllStringSubmatch(text, -1) {
			switch {
			case tag[2] == "meta":
			case tag[1] == "":
				open = append(open, tag[2])
			case len(open) == 0 || open[len(open)-1] != tag[2]:
				t.Fatalf("</%s> closes %v", tag[2], open)
			default:
				open = open[:len(open)-1]
			}
		}
		if len(open) > 0 {
			t.Errorf("%v stay open", open)
		}
		if n := strings.Count(text, "<section "); n != len(Routes()) || n != strings.Count(text, "</section>") {
			t.Errorf("%d sections for %d routes", n, len(Routes()))
		}
	})
	t.Run("it needs nothing from elsewhere", func(t *testing.T) {
		elsewhere := regexp.MustCompile(`(?i)<(script|link|img|iframe|object|embed|base|form)\b|\ssrc=|href="[^#/]|href="//|url\(|@import|\son[a-z]+=`)
		if found := elsewhere.FindString(text); found != "" {
			t.Errorf("%q", found)
		}
	})
	t.Run("it escapes whatever the description says", func(t *testing.T) {
		const evil = `<script>alert(\"1\")</script>&`
		doc := `{"info":{"title":"` + evil + `","version":"` + evil + `","description":"` + evil + `\n\n` + evil + `"},"paths":{"/v1/cases":{"post":{
			"summary":"` + evil + `","description":"` + evil + `","requestBody":{"content":{"` + evil + `":{"example":{"` + evil + `":"` + evil + `"}}}},
			"responses":{"` + evil + `":{"description":"` + evil + `"},"2":{"$ref":"` + evil + `"}}}}}}`
		page, err := referencePage([]byte(doc))
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(page), "<script") || strings.Count(string(page), "&lt;script&gt;") < 11 {
			t.Errorf("%d are escaped: %s", strings.Count(string(page), "&lt;script&gt;"), page)
		}
	})
	t.Run("a description that is no JSON is an error", func(t *testing.T) {
		if _, err := referencePage([]byte("{")); err == nil {
			t.Error("no error")
		}
	})
}
