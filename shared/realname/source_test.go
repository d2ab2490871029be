package realname

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"strconv"
	"strings"
	"testing"
)

// source reads this package's own files, without its tests.
func source(t testing.TB) (*token.FileSet, []*ast.File) {
	t.Helper()
	entries, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	fset := token.NewFileSet()
	var files []*ast.File
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), ".go") || strings.HasSuffix(e.Name(), "_test.go") {
			continue
		}
		f, err := parser.ParseFile(fset, e.Name(), nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, f)
	}
	return fset, files
}

// constants lists the typed constants of this package: by the name of their type, name and value.
func constants(t testing.TB) map[string]map[string]string {
	t.Helper()
	all := map[string]map[string]string{}
	_, files := source(t)
	for _, f := range files {
		ast.Inspect(f, func(n ast.Node) bool {
			d, ok := n.(*ast.GenDecl)
			if !ok || d.Tok != token.CONST {
				return true
			}
			for _, spec := range d.Specs {
				v := spec.(*ast.ValueSpec)
				typ, ok := v.Type.(*ast.Ident)
				if !ok {
					continue
				}
				if all[typ.Name] == nil {
					all[typ.Name] = map[string]string{}
				}
				for i, name := range v.Names {
					literal, ok := v.Values[i].(*ast.BasicLit)
					if !ok {
						continue
					}
					value, err := strconv.Unquote(literal.Value)
					if err != nil {
						t.Fatal(err)
					}
					all[typ.Name][name.Name] = value
				}
			}
			return true
		})
	}
	return all
}

// TestSwitchesAreExhaustive holds every switch over one of the closed sets to naming all of its members.
func TestSwitchesAreExhaustive(t *testing.T) {
	typeOf, members := map[string]string{}, constants(t)
	delete(members["State"], "Next") // no case is ever there
	for typ, names := range members {
		for name := range names {
			typeOf[name] = typ
		}
	}
	fset, files := source(t)
	switches := 0
	for _, f := range files {
		ast.Inspect(f, func(n ast.Node) bool {
			s, ok := n.(*ast.SwitchStmt)
			if !ok || s.Tag == nil {
				return true
			}
			named := map[string]map[string]bool{}
			for _, clause := range s.Body.List {
				for _, expr := range clause.(*ast.CaseClause).List {
					if name, ok := expr.(*ast.Ident); ok && typeOf[name.Name] != "" {
						typ := typeOf[name.Name]
						if named[typ] == nil {
							named[typ] = map[string]bool{}
						}
						named[typ][name.Name] = true
					}
				}
			}
			for typ := range named {
				switches++
				for name := range members[typ] {
					if !named[typ][name] {
						t.Errorf("%s: a switch over %s leaves out %s", fset.Position(s.Pos()), typ, name)
					}
				}
			}
			return true
		})
	}
	if switches < 6 {
		t.Errorf("only %d switches were looked at", switches)
	}
}
