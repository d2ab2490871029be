package vault_test

import (
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"shiming/shared/vault"
)

// entry is a row of the table as vault.go writes it, with the name of its variable.
type entry struct {
	vault.Row
	name   string
	sealed bool // a kind; false: a digest
}

// table reads the two tables from vault.go.
func table(t *testing.T) []entry {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "vault.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var rows []entry
	for _, d := range file.Decls {
		vars, ok := d.(*ast.GenDecl)
		if !ok || vars.Tok != token.VAR {
			continue
		}
		for _, spec := range vars.Specs {
			v := spec.(*ast.ValueSpec)
			call := v.Values[0].(*ast.CallExpr)
			made := call.Fun.(*ast.IndexExpr).X.(*ast.Ident).Name
			e := entry{name: v.Names[0].Name, sealed: made == "kind"}
			e.Purpose = text(call.Args[0])
			for _, field := range call.Args[len(call.Args)-1].(*ast.CompositeLit).Elts {
				kv := field.(*ast.KeyValueExpr)
				switch kv.Key.(*ast.Ident).Name {
				case "What":
					e.What = text(kv.Value)
				case "Opened":
					e.Opened = text(kv.Value)
				case "For":
					e.For = text(kv.Value)
				case "Kept":
					e.Kept = text(kv.Value)
				}
			}
			rows = append(rows, e)
		}
	}
	return rows
}

func text(e ast.Expr) string {
	s, _ := strconv.Unquote(e.(*ast.BasicLit).Value)
	return s
}

// TestTable holds the table to itself and to the program: every row says all there is to say, and who opens a kind is who
// the row says, as the calls of the program have it.
func TestTable(t *testing.T) {
	rows := table(t)
	opened := openers(t, "..", "../../functions", "../../infra/server")
	seen := map[string]bool{}
	for _, row := range rows {
		if row.Purpose == "" || row.What == "" || row.For == "" || row.Kept == "" || seen[row.Purpose] {
			t.Errorf("%s: something is missing, or its purpose is taken", row.name)
		}
		seen[row.Purpose] = true
		if got := strings.Join(opened[row.name], " "); row.sealed && got != row.Opened {
			t.Errorf("%s is opened by: %s\nthe table has: %s", row.name, got, row.Opened)
		}
	}
	if len(rows) < 20 {
		t.Errorf("%d rows were found", len(rows))
	}
}

// openers finds, in every package under the folders, the steps from which a call of Open on a kind is reached: exported
// types with an exported method, and exported functions. By the name of the kind, sorted.
func openers(t *testing.T, folders ...string) map[string][]string {
	t.Helper()
	packages := map[string][]*ast.File{}
	fset := token.NewFileSet()
	for _, folder := range folders {
		err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go") {
				return err
			}
			file, err := parser.ParseFile(fset, path, nil, parser.SkipObjectResolution)
			packages[filepath.Dir(path)] = append(packages[filepath.Dir(path)], file)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	found := map[string][]string{}
	for dir, files := range packages {
		if !slices.ContainsFunc(files, importsVault) {
			continue
		}
		for kind, names := range openersIn(fset, dir, files) {
			found[kind] = append(found[kind], slices.Collect(maps.Keys(names))...)
		}
	}
	for _, names := range found {
		slices.Sort(names)
	}
	return found
}

func importsVault(f *ast.File) bool {
	return slices.ContainsFunc(f.Imports, func(i *ast.ImportSpec) bool { return text(i.Path) == "shiming/shared/vault" })
}

// nothing imports nothing: what a package calls within itself is known without.
type nothing struct{}

func (nothing) Import(string) (*types.Package, error) { return nil, errors.New("not looked at") }

// openersIn does so in one package: from each call of Open back to whatever calls it.
func openersIn(fset *token.FileSet, dir string, files []*ast.File) map[string]map[string]bool {
	info := &types.Info{Uses: map[*ast.Ident]types.Object{}, Defs: map[*ast.Ident]types.Object{}}
	checker := types.Config{Importer: nothing{}, Error: func(error) {}}
	_, _ = checker.Check(dir, fset, files, info) // which fails: nothing is imported
	callers, opens := map[string]map[*types.Func]bool{}, map[string]map[*types.Func]bool{}
	add := func(to map[string]map[*types.Func]bool, key string, f *types.Func) {
		if to[key] == nil {
			to[key] = map[*types.Func]bool{}
		}
		to[key][f] = true
	}
	for _, file := range files {
		for _, d := range file.Decls {
			decl, ok := d.(*ast.FuncDecl)
			if !ok || decl.Body == nil {
				continue
			}
			here := info.Defs[decl.Name].(*types.Func)
			ast.Inspect(decl.Body, func(n ast.Node) bool {
				switch n := n.(type) {
				case *ast.Ident:
					if f, ok := info.Uses[n].(*types.Func); ok {
						add(callers, key(f), here)
					}
				case *ast.SelectorExpr:
					if kind, ok := n.X.(*ast.SelectorExpr); ok && n.Sel.Name == "Open" {
						if p, ok := kind.X.(*ast.Ident); ok && p.Name == "vault" {
							add(opens, kind.Sel.Name, here)
						}
					}
				}
				return true
			})
		}
	}
	found := map[string]map[string]bool{}
	for kind, direct := range opens {
		found[kind] = map[string]bool{}
		seen, next := map[*types.Func]bool{}, slices.Collect(maps.Keys(direct))
		for len(next) > 0 {
			f := next[len(next)-1]
			next = next[:len(next)-1]
			if seen[f] {
				continue
			}
			seen[f] = true
			if name, ok := step(f); ok {
				found[kind][name] = true
			}
			next = slices.AppendSeq(next, maps.Keys(callers[key(f)]))
			next = slices.AppendSeq(next, maps.Keys(callers["interface."+f.Name()]))
		}
	}
	return found
}

// key names a function; a method of an interface is whoever has a method of its name.
func key(f *types.Func) string {
	recv := f.Signature().Recv()
	switch {
	case recv == nil:
		return f.Name()
	case types.IsInterface(recv.Type()):
		return "interface." + f.Name()
	}
	return receiver(f) + "." + f.Name()
}

func receiver(f *types.Func) string {
	t := f.Signature().Recv().Type()
	if p, ok := t.(*types.Pointer); ok {
		t = p.Elem()
	}
	return t.(*types.Named).Obj().Name()
}

// step is the name of an exported function, or of the type of an exported method.
func step(f *types.Func) (string, bool) {
	if !f.Exported() {
		return "", false
	}
	if f.Signature().Recv() == nil {
		return f.Name(), true
	}
	name := receiver(f)
	return name, token.IsExported(name)
}
