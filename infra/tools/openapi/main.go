// Command openapi writes the OpenAPI description. Schemas and enumerations come from the Go types: a struct that says
// "//openapi:schema NAME" in its comment is a schema, with its fields as they are marshalled; a closed set of texts is an
// enumeration. Sentences, patterns, examples and operations are kept by hand in shared/api/openapi, a file per tag, and
// are laid over what was generated: nobody can say by hand what the types say. It also writes the routes of sessions into
// template.yaml, which follow from the table of routes, and the Go types of shared/api/client. "go generate ./shared/api/reference" runs it, and a test fails when
// that was forgotten.
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
)

// Where the sentences are, and where the description goes.
const (
	sentences = "shared/api/openapi"
	written   = "shared/api/reference/openapi.json"
	deployed  = "template.yaml"
)

func main() {
	root := "."
	if len(os.Args) > 1 {
		root = os.Args[1]
	}
	doc, err := describe(root)
	if err == nil {
		err = os.WriteFile(filepath.Join(root, written), doc, 0o644)
	}
	if err == nil {
		err = deploy(filepath.Join(root, deployed))
	}
	if err == nil {
		err = writeClient(root, doc)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "openapi:", err)
		os.Exit(1)
	}
}

// deploy writes the routes of sessions into the template.
func deploy(path string) error {
	template, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	return os.WriteFile(path, []byte(sessions(string(template))), 0o644)
}

// describe makes the description of the module at root.
func describe(root string) ([]byte, error) {
	src := source{root: root, packages: map[string]*pack{}}
	schemas, err := src.schemas("shared/api", "shared/steps", "shared/telling", "shared/realname")
	if err != nil {
		return nil, err
	}
	doc := object(member{"components", object(member{"schemas", schemas})})
	for _, name := range []string{"common", "cases", "links", "documents", "reviews", "audit", "measures", "accounts", "messages", "webhooks", "callbacks", "reference"} {
		text, err := os.ReadFile(filepath.Join(root, sentences, name+".json"))
		if err != nil {
			return nil, err
		}
		part, err := parse(text)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		if err := doc.lay(part, ""); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	doc.first("openapi", "info", "servers", "security", "tags", "paths", "webhooks", "components")
	plain, err := json.Marshal(doc)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	if err := json.Indent(&out, plain, "", "  "); err != nil {
		return nil, err
	}
	return append(out.Bytes(), '\n'), nil
}
