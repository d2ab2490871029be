package main

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// tree is the project as the checks see it: the files that are, or would be, committed.
type tree struct {
	root  string
	files []string // slash-separated, relative to root, sorted
	fset  *token.FileSet
	goSrc []*source
	built map[string]binary // see functions.go
}

// source is one parsed Go file outside testdata.
type source struct {
	file string // relative to root
	dir  string // "." for the root itself
	text []byte
	ast  *ast.File
}

// bad are lint's own samples of what it finds; nothing looks at them but its tests.
const bad = "infra/tools/lint/testdata/"

// readTree lists and parses the files under root: those git tracks or would add, or all where there is no git.
func readTree(root string) (*tree, error) {
	files, err := listFiles(root)
	if err != nil {
		return nil, err
	}
	t := &tree{root: root, files: files, fset: token.NewFileSet()}
	for _, file := range files {
		if path.Ext(file) != ".go" || strings.Contains("/"+file, "/testdata/") {
			continue
		}
		text, err := t.read(file)
		if err != nil {
			return nil, err
		}
		parsed, err := parser.ParseFile(t.fset, file, text, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		t.goSrc = append(t.goSrc, &source{file: file, dir: path.Dir(file), text: text, ast: parsed})
	}
	return t, nil
}

func listFiles(root string) ([]string, error) {
	var files []string
	keep := func(file string) {
		info, err := os.Stat(filepath.Join(root, file))
		if err == nil && info.Mode().IsRegular() && !strings.HasPrefix(file, bad) {
			files = append(files, file)
		}
	}
	if _, err := os.Stat(filepath.Join(root, ".git")); err == nil {
		cmd := exec.Command("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
		cmd.Dir = root
		out, err := cmd.Output()
		if err != nil {
			return nil, err
		}
		for file := range strings.SplitSeq(string(out), "\x00") {
			keep(file)
		}
	} else if err := filepath.WalkDir(root, func(name string, _ fs.DirEntry, err error) error {
		if rel, relErr := filepath.Rel(root, name); relErr == nil {
			keep(filepath.ToSlash(rel))
		}
		return err
	}); err != nil {
		return nil, err
	}
	slices.Sort(files)
	return slices.Compact(files), nil
}

func (t *tree) read(file string) ([]byte, error) {
	return os.ReadFile(filepath.Join(t.root, filepath.FromSlash(file)))
}

// at returns "file:line" of a node.
func (t *tree) at(node ast.Node) string {
	p := t.fset.Position(node.Pos())
	return p.Filename + ":" + strconv.Itoa(p.Line)
}

// dirs returns the folders that hold Go files, with their files, in order.
func (t *tree) dirs() (names []string, files map[string][]*source) {
	files = map[string][]*source{}
	for _, s := range t.goSrc {
		if files[s.dir] == nil {
			names = append(names, s.dir)
		}
		files[s.dir] = append(files[s.dir], s)
	}
	return names, files
}

// isTest tells whether the file is compiled by go test only.
func (s *source) isTest() bool { return strings.HasSuffix(s.file, "_test.go") }

// isMain tells whether the file belongs to a command.
func (s *source) isMain() bool { return s.ast.Name.Name == "main" }

// isTestSupport tells whether the file is a test or of a package for tests, such as storetest.
func (s *source) isTestSupport() bool {
	return s.isTest() || strings.HasSuffix(s.ast.Name.Name, "test")
}

// imports maps the names under which the file knows its imports to their paths.
func (s *source) imports() map[string]string {
	names := map[string]string{}
	for _, spec := range s.ast.Imports {
		importPath, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			continue
		}
		name := path.Base(importPath)
		if spec.Name != nil {
			name = spec.Name.Name
		}
		names[name] = importPath
	}
	return names
}

// lines counts the lines of text.
func lines(text []byte) int {
	n := bytes.Count(text, []byte("\n"))
	if len(text) > 0 && text[len(text)-1] != '\n' {
		n++
	}
	return n
}

// under tells whether dir is folder or lies within it.
func under(dir, folder string) bool {
	return dir == folder || strings.HasPrefix(dir, folder+"/")
}
