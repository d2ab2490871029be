package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// source is the module's source, parsed as it is needed.
type source struct {
	root     string
	packages map[string]*pack // by folder
}

// pack is a package: its types in the order of its files, and the values of its constants by their type.
type pack struct {
	dir    string
	types  []*declared
	values map[string][]any
}

// declared is a type with what its comment says of schemas.
type declared struct {
	name    string
	schema  string // "" when it is none
	list    string // the schema of a list of it
	expr    ast.Expr
	imports map[string]string // folders of the file's imports, by name
}

// open parses the package in the folder.
func (s source) open(dir string) (*pack, error) {
	if p := s.packages[dir]; p != nil {
		return p, nil
	}
	p := &pack{dir: dir, values: map[string][]any{}}
	s.packages[dir] = p
	entries, err := os.ReadDir(filepath.Join(s.root, dir)) // sorted
	if err != nil {
		return nil, err
	}
	for _, entry := range entries {
		if name := entry.Name(); !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(s.root, dir, entry.Name()), nil, parser.ParseComments)
		if err != nil {
			return nil, err
		}
		p.read(file)
	}
	return p, nil
}

// find returns the type of a name.
func (p *pack) find(name string) *declared {
	for _, d := range p.types {
		if d.name == name {
			return d
		}
	}
	return nil
}

func (p *pack) read(file *ast.File) {
	imports := map[string]string{}
	for _, i := range file.Imports {
		path, _ := strconv.Unquote(i.Path.Value) // the parser has
		if i.Name != nil {
			imports[i.Name.Name] = strings.TrimPrefix(path, "shiming/")
			continue
		}
		imports[path[strings.LastIndex(path, "/")+1:]] = strings.TrimPrefix(path, "shiming/")
	}
	for _, d := range file.Decls {
		general, ok := d.(*ast.GenDecl)
		if !ok {
			continue
		}
		for _, spec := range general.Specs {
			switch spec := spec.(type) {
			case *ast.TypeSpec:
				one := &declared{name: spec.Name.Name, expr: spec.Type, imports: imports}
				for _, doc := range []*ast.CommentGroup{general.Doc, spec.Doc} {
					one.directive(doc)
				}
				p.types = append(p.types, one)
			case *ast.ValueSpec:
				p.constant(spec)
			}
		}
	}
}

// directive reads "//openapi:schema NAME LIST".
func (d *declared) directive(doc *ast.CommentGroup) {
	if doc == nil {
		return
	}
	for _, c := range doc.List {
		if words, ok := strings.CutPrefix(c.Text, "//openapi:schema "); ok {
			d.schema, d.list, _ = strings.Cut(words, " ")
		}
	}
}

// constant keeps the text of a constant under its type.
func (p *pack) constant(spec *ast.ValueSpec) {
	kind, ok := spec.Type.(*ast.Ident)
	if !ok || len(spec.Values) != 1 {
		return
	}
	if text, ok := spec.Values[0].(*ast.BasicLit); ok && text.Kind == token.STRING {
		value, _ := strconv.Unquote(text.Value) // the parser has
		p.values[kind.Name] = append(p.values[kind.Name], value)
	}
}

// resolve returns the type that an identifier or a selector names in the file of d, and its package.
func (s source) resolve(p *pack, d *declared, expr ast.Expr) (*pack, *declared, error) {
	switch e := expr.(type) {
	case *ast.Ident:
		if found := p.find(e.Name); found != nil {
			return p, found, nil
		}
	case *ast.SelectorExpr:
		name, _ := e.X.(*ast.Ident)
		if name == nil || !strings.HasPrefix(d.imports[name.Name], "shared/") {
			break
		}
		other, err := s.open(d.imports[name.Name])
		if err != nil {
			return nil, nil, err
		}
		if found := other.find(e.Sel.Name); found != nil {
			return other, found, nil
		}
	}
	return nil, nil, fmt.Errorf("%s: a field's type cannot be told", d.name)
}
