package main

import (
	"fmt"
	"go/ast"
	"path"
	"slices"
	"strings"
)

const maxLines = 400

// checkLength: DESIGN §9, small files.
func checkLength(t *tree) ([]string, error) {
	var found []string
	for _, s := range t.goSrc {
		if n := lines(s.text); n > maxLines && !s.isTest() && !ast.IsGenerated(s.ast) {
			found = append(found, fmt.Sprintf("%s: %d lines, at most %d", s.file, n, maxLines))
		}
	}
	return found, nil
}

// checkPackageDoc: every package says what lives there. A package of tests only may say it in a test.
func checkPackageDoc(t *tree) ([]string, error) {
	var found []string
	names, files := t.dirs()
	for _, dir := range names {
		onlyTests := !slices.ContainsFunc(files[dir], func(s *source) bool { return !s.isTest() })
		if !slices.ContainsFunc(files[dir], func(s *source) bool {
			return s.ast.Doc.Text() != "" && (onlyTests || !s.isTest())
		}) {
			found = append(found, dir+": package "+files[dir][0].ast.Name.Name+" has no package comment")
		}
	}
	return found, nil
}

// checkNames: nothing is called after what it is not about.
func checkNames(t *tree) ([]string, error) {
	forbidden := []string{"utils", "util", "common", "types", "models"}
	var found []string
	names, files := t.dirs()
	for _, dir := range names {
		pkg := strings.TrimSuffix(files[dir][0].ast.Name.Name, "_test")
		for _, name := range slices.Compact([]string{pkg, path.Base(dir)}) {
			if slices.Contains(forbidden, name) {
				found = append(found, dir+": nothing is called "+name)
			}
		}
	}
	return found, nil
}

// checkExportedDoc: every exported identifier outside commands and tests has a doc comment: functions, types,
// methods of exported types, methods of exported interfaces, constants and variables (a group may share one).
func checkExportedDoc(t *tree) ([]string, error) {
	var found []string
	for _, s := range t.goSrc {
		if s.isTest() || s.isMain() || ast.IsGenerated(s.ast) {
			continue
		}
		for _, decl := range s.ast.Decls {
			switch d := decl.(type) {
			case *ast.FuncDecl:
				if d.Name.IsExported() && d.Doc.Text() == "" && exportedReceiver(d) {
					found = append(found, t.at(d)+": "+d.Name.Name+" has no doc comment")
				}
			case *ast.GenDecl:
				found = append(found, undocumented(t, d)...)
			}
		}
	}
	return found, nil
}

// exportedReceiver tells whether d is a function, or a method of an exported type.
func exportedReceiver(d *ast.FuncDecl) bool {
	if d.Recv == nil {
		return true
	}
	receiver := d.Recv.List[0].Type
	for {
		switch r := receiver.(type) {
		case *ast.StarExpr:
			receiver = r.X
		case *ast.IndexExpr:
			receiver = r.X
		case *ast.IndexListExpr:
			receiver = r.X
		case *ast.Ident:
			return r.IsExported()
		default:
			return false
		}
	}
}

// undocumented lists what a declaration of types, constants or variables exports without a comment.
func undocumented(t *tree, d *ast.GenDecl) []string {
	var found []string
	report := func(name *ast.Ident, docs ...*ast.CommentGroup) {
		if name.IsExported() && !slices.ContainsFunc(docs, func(g *ast.CommentGroup) bool { return g.Text() != "" }) {
			found = append(found, t.at(name)+": "+name.Name+" has no doc comment")
		}
	}
	for _, spec := range d.Specs {
		switch s := spec.(type) {
		case *ast.TypeSpec:
			report(s.Name, d.Doc, s.Doc, s.Comment)
			if methods, ok := s.Type.(*ast.InterfaceType); ok && s.Name.IsExported() {
				for _, m := range methods.Methods.List {
					for _, name := range m.Names {
						report(name, m.Doc, m.Comment)
					}
				}
			}
		case *ast.ValueSpec:
			for _, name := range s.Names {
				report(name, d.Doc, s.Doc, s.Comment)
			}
		}
	}
	return found
}

// checkClock: time is read through the Clock port only (DESIGN §2). Tests, main.go and packages named clock may.
func checkClock(t *tree) ([]string, error) {
	return t.selectors(func(s *source) bool {
		return !s.isTestSupport() && path.Base(s.file) != "main.go" && s.ast.Name.Name != "clock"
	}, func(importPath, name string) string {
		if importPath == "time" && slices.Contains([]string{"Now", "Since", "Until"}, name) {
			return "time." + name + ": ask the Clock"
		}
		return ""
	})
}

// checkSkip: no test is skipped.
func checkSkip(t *tree) ([]string, error) {
	return t.selectors(func(s *source) bool {
		imports := s.imports()
		return imports["testing"] != "" || imports["rapid"] != ""
	}, func(importPath, name string) string {
		if importPath == "" && slices.Contains([]string{"Skip", "Skipf", "SkipNow"}, name) {
			return "a test that is skipped proves nothing: " + name
		}
		return ""
	})
}

// selectors reports every x.Name in the files that look accepts, where judge has something to say about it.
// importPath is what x imports, or empty where x is a variable.
func (t *tree) selectors(look func(*source) bool, judge func(importPath, name string) string) ([]string, error) {
	var found []string
	for _, s := range t.goSrc {
		if !look(s) {
			continue
		}
		imports := s.imports()
		ast.Inspect(s.ast, func(n ast.Node) bool {
			sel, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			if x, ok := sel.X.(*ast.Ident); ok {
				if message := judge(imports[x.Name], sel.Sel.Name); message != "" {
					found = append(found, t.at(sel)+": "+message)
				}
			}
			return true
		})
	}
	return found, nil
}
