package main

import (
	"fmt"
	"slices"
	"strings"
)

// module is the name that go.mod gives the project.
const module = "shiming/"

// adapters talk to AWS and the real world; each stands alone (DESIGN §1).
var adapters = []string{
	"shared/store/dynamo", "shared/store/sqlite", "shared/vault/sealed/kms", "shared/files/s3", "shared/files/folder",
	"shared/workflow/sfn", "shared/workflow/sqs", "shared/providers", "shared/notify", "shared/sandbox",
}

// signatures is the format in which notices are signed, which whoever sends or takes one speaks.
const signatures = "shared/providers/standardhook"

// wires is how adapters send requests to the services outside, and sign them.
const wires = "shared/wire"

// normalForms are what the standard library lacks to compare names.
const normalForms = "golang.org/x/text/unicode/norm"

// outside are the adapters of the ports to the real world, and the sandboxes that stand in for them.
var outside = []string{"shared/providers", "shared/notify", "shared/sandbox"}

// chooser is the one room that knows both kinds, and chooses (DESIGN §4).
const chooser = "shared/connect"

// direction is a rule of the picture in DESIGN §1: the packages under from import nothing that never forbids,
// also not through other packages of the project unless it is about what they name themselves. Tests may import what
// they like.
type direction struct {
	from  string
	never func(importPath string) bool
	why   string
	named bool // only what a package itself imports counts
}

func directions() []direction {
	list := []direction{
		{"shared/identity", notIn("shared/identity"), "it imports the standard library, and Unicode's normal forms, only", false},
		{"shared/realname", notIn("shared/realname", "shared/identity"), "it imports the standard library and shared/identity only", false},
		{"shared/steps", func(p string) bool { return isAWS(p) || local(p, adapters...) || local(p, wires) }, "steps know neither AWS nor adapters", false},
		{"shared/steps", func(p string) bool { return local(p, "shared/telling") }, "who is told follows what steps commit", false},
		{"shared/telling", func(p string) bool { return isAWS(p) || local(p, adapters...) || local(p, wires) }, "it knows neither AWS nor adapters", false},
		{"shared", func(p string) bool { return local(p, "functions", "infra") && p != module+"infra/tests/pii" }, "arrows point down only", false},
		{"functions", func(p string) bool { return p == "github.com/aws/aws-sdk-go-v2/config" }, "the AWS config is built by hand (DESIGN §8)", false},
		{"functions", func(p string) bool { return local(p, "infra") }, "functions are wired from shared only", false},
	}
	for _, adapter := range adapters {
		others := slices.DeleteFunc(slices.Clone(adapters), func(a string) bool { return a == adapter })
		other := func(p string) bool { return local(p, others...) && !local(p, signatures) }
		list = append(list, direction{adapter, other, "an adapter never imports another", false})
	}
	choice := func(p string) bool { return local(p, outside...) && !local(p, signatures) }
	for _, from := range []string{"functions", "infra/server", "shared"} {
		list = append(list, direction{from, choice, "only " + chooser + " chooses who answers at a port", true})
	}
	return list
}

// isAWS tells whether the import is Amazon's.
func isAWS(importPath string) bool { return strings.HasPrefix(importPath, "github.com/aws/") }

// local tells whether the import is one of the project's folders, or lies within one.
func local(importPath string, folders ...string) bool {
	dir, ok := strings.CutPrefix(importPath, module)
	return ok && slices.ContainsFunc(folders, func(f string) bool { return under(dir, f) })
}

// notIn forbids everything but the standard library and some of the project's folders.
func notIn(folders ...string) func(string) bool {
	return func(p string) bool {
		first, _, _ := strings.Cut(p, "/")
		standard := !strings.Contains(first, ".") && !strings.HasPrefix(p, module)
		return !standard && p != normalForms && !local(p, folders...)
	}
}

// checkImports follows the imports of each package against every direction.
func checkImports(t *tree) ([]string, error) {
	graph := map[string][]string{} // folder → what its files outside tests import, sorted
	names, files := t.dirs()
	for _, dir := range names {
		for _, s := range files[dir] {
			if s.isTest() {
				continue
			}
			for _, spec := range s.ast.Imports {
				graph[dir] = append(graph[dir], strings.Trim(spec.Path.Value, "\"`"))
			}
		}
		slices.Sort(graph[dir])
		graph[dir] = slices.Compact(graph[dir])
	}
	var found []string
	for _, d := range directions() {
		for _, dir := range names {
			if !under(dir, d.from) || d.named && (under(dir, chooser) || local(module+dir, outside...)) {
				continue
			}
			if chain := forbidden(graph, dir, d.never, d.named, map[string]bool{}); chain != nil {
				found = append(found, fmt.Sprintf("%s imports %s: %s", dir, strings.Join(chain, ", which imports "), d.why))
			}
		}
	}
	return found, nil
}

// forbidden returns the first chain of imports from dir to something that never forbids, or nil; with named, a chain of
// one.
func forbidden(graph map[string][]string, dir string, never func(string) bool, named bool, seen map[string]bool) []string {
	seen[dir] = true
	for _, importPath := range graph[dir] {
		if never(importPath) {
			return []string{importPath}
		}
	}
	if named {
		return nil
	}
	for _, importPath := range graph[dir] {
		next, ok := strings.CutPrefix(importPath, module)
		if !ok || seen[next] {
			continue
		}
		if chain := forbidden(graph, next, never, named, seen); chain != nil {
			return append([]string{importPath}, chain...)
		}
	}
	return nil
}
