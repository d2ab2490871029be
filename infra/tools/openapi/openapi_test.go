package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const root = "../../.."

func TestDescriptionIsUpToDate(t *testing.T) {
	want, err := describe(root)
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(filepath.Join(root, written))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Error("run: go generate ./shared/api/reference")
	}
	types, err := goTypes(want, clientRoots...)
	if err != nil {
		t.Fatal(err)
	}
	if got, err = os.ReadFile(filepath.Join(root, clientTypes)); err != nil || !bytes.Equal(got, types) {
		t.Errorf("%s: run go generate ./shared/api/reference (%v)", clientTypes, err)
	}
}

func TestSentencesSayWhatTypesDoNot(t *testing.T) {
	for name, row := range map[string]struct{ generated, hand, want, fault string }{
		"laid over":           {`{"a":{"type":"string"}}`, `{"a":{"description":"A."},"b":{}}`, `{"a":{"type":"string","description":"A."},"b":{}}`, ""},
		"a type said by hand": {`{"a":{"type":"string"}}`, `{"a":{"type":"string"}}`, "", "/a/type is said twice"},
	} {
		t.Run(name, func(t *testing.T) {
			tree, err := parse([]byte(row.generated))
			if err != nil {
				t.Fatal(err)
			}
			over, err := parse([]byte(row.hand))
			if err != nil {
				t.Fatal(err)
			}
			err = tree.lay(over, "")
			if row.fault != "" {
				if err == nil || err.Error() != row.fault {
					t.Fatalf("%v", err)
				}
				return
			}
			if got, _ := tree.MarshalJSON(); err != nil || strings.ReplaceAll(string(got), "\n", "") != row.want {
				t.Errorf("%s %v", got, err)
			}
		})
	}
	for name, text := range map[string]string{"no object": `[]`, "a name twice": `{"a":1,"a":2}`, "cut short": `{"a":`} {
		t.Run(name, func(t *testing.T) {
			if _, err := parse([]byte(text)); err == nil {
				t.Error("it was read")
			}
		})
	}
}

func TestSchemas(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"shared/other/other.go": "package other\n\n// Colour is one.\ntype Colour string\n\nconst (\n\tRed Colour = \"red\"\n\tBlue Colour = \"blue\"\n)\n",
		"shared/x/x.go": `package x

import (
	"time"

	"shiming/shared/other"
)

// ThingID is an id.
type ThingID string

type inner struct {
	Deep int ` + "`json:\"deep\"`" + `
}

// thingBody is a thing.
//
//openapi:schema Thing Things
type thingBody struct {
	inner
	ID     ThingID           ` + "`json:\"id\"`" + `
	Colour other.Colour      ` + "`json:\"colour,omitempty\"`" + `
	At     *time.Time        ` + "`json:\"at\"`" + `
	Texts  []string          ` + "`json:\"texts,omitempty\"`" + `
	By     map[string]inner  ` + "`json:\"by,omitempty\"`" + `
}
`} {
		if err := os.MkdirAll(filepath.Join(dir, filepath.Dir(name)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	all, err := source{root: dir, packages: map[string]*pack{}}.schemas("shared/x")
	if err != nil {
		t.Fatal(err)
	}
	got, err := all.MarshalJSON()
	if err != nil {
		t.Fatal(err)
	}
	const want = `{"Colour":{"type":"string","enum":["red","blue"]},"Thing":{"type":"object","additionalProperties":false,` +
		`"required":["deep","id","at"],"properties":{"deep":{"type":"integer"},"id":{"$ref":"#/components/schemas/ThingID"},` +
		`"colour":{"$ref":"#/components/schemas/Colour"},"at":{"type":"string","format":"date-time"},` +
		`"texts":{"type":"array","items":{"type":"string"}},"by":{"type":"object","additionalProperties":{"type":"object",` +
		`"required":["deep"],"properties":{"deep":{"type":"integer"}}}}}},"Things":{"type":"object","required":["object","livemode","data"],` +
		`"properties":{"object":{"type":"string","const":"list"},"livemode":{"type":"boolean"},"data":{"type":"array","items":{"$ref":"#/components/schemas/Thing"}},` +
		`"next_cursor":{"type":"string"}}}}`
	if s := strings.ReplaceAll(string(got), "\n", ""); s != want {
		t.Errorf("got  %s\nwant %s", s, want)
	}
}
