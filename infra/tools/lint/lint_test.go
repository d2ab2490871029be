package main

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// find runs one check on the tree under root.
func find(t *testing.T, name, root string) ([]string, error) {
	t.Helper()
	chosen, err := choose(name)
	if err != nil {
		t.Fatal(err)
	}
	tree, err := readTree(root)
	if err != nil {
		t.Fatal(err)
	}
	return chosen[0].run(tree)
}

// TestChecksOnSamples runs each check on testdata/<check>/bad, where it finds what stands here, and on
// testdata/<check>/good, where it finds nothing.
func TestChecksOnSamples(t *testing.T) {
	want := map[string][]string{
		"gofmt":  {"a.go: not formatted, run gofmt -w"},
		"pkgdoc": {".: package a has no package comment"},
		"doc": {
			"a.go:4: T has no doc comment", "a.go:6: M has no doc comment", "a.go:8: F has no doc comment",
			"a.go:10: C has no doc comment", "a.go:12: V has no doc comment", "a.go:16: Take has no doc comment",
			"a.go:19: G has no doc comment", "a.go:21: M has no doc comment",
		},
		"twice": {
			"Case is a type of a and b: find a word that says more, or use the type that is there",
			"Seat is in infra/tools/lint/twice.txt and in one package only: take it out of the list",
		},
		"names": {"cases: nothing is called types", "models: nothing is called models", "utils: nothing is called utils"},
		"clock": {"a.go:8: time.Now: ask the Clock", "a.go:11: time.Since: ask the Clock", "a.go:11: time.Until: ask the Clock"},
		"imports": {
			"shared/identity imports golang.org/x/text/width: it imports the standard library, and Unicode's normal forms, only",
			"shared/realname imports shiming/shared/vault/sealed: it imports the standard library and shared/identity only",
			"shared/steps imports shiming/shared/vault/sealed, which imports shiming/shared/vault/sealed/kms: steps know neither AWS nor adapters",
			"shared/notify/mail imports shiming/infra/server: arrows point down only",
			"shared/store/dynamo imports shiming/shared/notify/mail, which imports shiming/infra/server: arrows point down only",
			"functions/api imports github.com/aws/aws-sdk-go-v2/config: the AWS config is built by hand (DESIGN §8)",
			"shared/store/dynamo imports shiming/shared/notify/mail: an adapter never imports another",
			"functions/api imports shiming/shared/sandbox/bank: only shared/connect chooses who answers at a port",
			"shared/store/dynamo imports shiming/shared/notify/mail: only shared/connect chooses who answers at a port",
		},
		"vault": {
			"shared/steps/a.go:15: Seal by the keys themselves: add a row to shared/vault",
			"shared/steps/a.go:16: Open by the keys themselves: add a row to shared/vault",
			"shared/steps/a.go:17: Digests by the keys themselves: add a row to shared/vault",
		},
		"mains": {
			"functions/api/main.go: 26 lines, at most 25",
			"functions/api/more.go: a function is its main.go; what it does lives in shared/steps",
		},
	}
	for name, findings := range want {
		t.Run(name+" bad", func(t *testing.T) {
			got, err := find(t, name, filepath.Join("testdata", name, "bad"))
			if err != nil || !slices.Equal(got, findings) {
				t.Errorf("error %v, got:\n%s\nwant:\n%s", err, strings.Join(got, "\n"), strings.Join(findings, "\n"))
			}
		})
		t.Run(name+" good", func(t *testing.T) {
			got, err := find(t, name, filepath.Join("testdata", name, "good"))
			if err != nil || len(got) > 0 {
				t.Errorf("error %v, got:\n%s", err, strings.Join(got, "\n"))
			}
		})
	}
}

// TestChecksOnWords holds the checks whose samples would be findings of any other search of the project: they are
// written in pieces.
func TestChecksOnWords(t *testing.T) {
	const test = "package a\n\nimport \"testing\"\n\nfunc TestA(t *testing.T) { t.%() }\n"
	cases := []struct {
		check, file, text string
		found             int
	}{
		{"words", "a.go", "package a // TO" + "DO: more\n", 1},
		{"words", "a.md", "This is enough for" + " now.\nnot " + "implemented\n", 2},
		{"words", "a.yaml", "a: Place" + "holder # FIX" + "ME\n", 1},
		{"words", "a.html", "<input place" + "holder=x>\n", 0},
		{"words", "a.md", "for nowhere; forenow; mastodo\n", 0},
		{"hosts", "Makefile", "GOPROXY=https://proxy.golang" + ".org\n", 1},
		{"hosts", "package-lock.json", "https://registry.npm" + "js.org/x\nhttp://deb.deb" + "ian.org/\n", 2},
		{"hosts", "a.go", "package a // golang.org/x/mod, npmjs.com\n", 0},
		{"hosts", "picture.png", "\x00registry.npm" + "js.org", 0},
		{"paths", "a.go", "package a\n\nconst dir = \"/wo" + "rk/main\"\n", 1},
		{"paths", "a.md", "/ro" + "ot/x\ncd /ho" + "me/me\nfile:///ho" + "me/me\n", 3},
		{"paths", "a.md", "https://example.com/ho" + "me/ $HOME/wo" + "rk/ ./ro" + "ot/ /homes/ /workflow/\n", 0},
		{"skip", "a_test.go", strings.ReplaceAll(test, "%", "Sk"+"ip"), 1},
		{"skip", "a_test.go", strings.ReplaceAll(test, "%", "Sk"+"ipNow"), 1},
		{"skip", "a_test.go", strings.ReplaceAll(test, "%", "Fail"), 0},
		{"length", "a.go", "package a\n" + strings.Repeat("\n", 400), 1},
		{"length", "a.go", "package a\n" + strings.Repeat("\n", 399), 0},
		{"length", "a_test.go", "package a\n" + strings.Repeat("\n", 400), 0},
		{"length", "a.go", "// Code generated by x. DO NOT EDIT.\n\npackage a\n" + strings.Repeat("\n", 400), 0},
	}
	for _, c := range cases {
		t.Run(c.check+" "+c.file, func(t *testing.T) {
			root := t.TempDir()
			put(t, root, c.file, c.text)
			got, err := find(t, c.check, root)
			if err != nil || len(got) != c.found {
				t.Errorf("error %v, got %d findings, want %d: %q", err, len(got), c.found, got)
			}
		})
	}
}

// TestProfiles holds the names of policy profiles to the files that have them.
func TestProfiles(t *testing.T) {
	for line, want := range map[string]int{
		`const p = "north"`: 1, `var s = "by north, then"`: 1, "// as north has it": 1, "// says north.": 1, "north := 1": 1, "func North() {}": 1,
		`case "north-east", "north":`: 1, "x.North = 1": 1, `import "a/northcloud"`: 0, `const u = "https://north.example/"`: 0,
		`const u = "https://cloud.north.example"`: 0, "// Package northocr asks North Cloud": 0, "var northocr int": 0, `const p = "northern"`: 0,
	} {
		root := t.TempDir()
		put(t, root, "shared/realname/policies/north.json", "{}")
		put(t, root, "shared/realname/policies/policies.go", "package policies\n\nconst Default = \"north\"\n")
		put(t, root, "a/a_test.go", "package a\n\nconst Default = \"north\"\n")
		text := "package a\n\n" + line + "\n"
		if strings.HasPrefix(line, "north") || strings.HasPrefix(line, "case") || strings.HasPrefix(line, "x.") {
			text = "package a\n\nvar x struct{ N int }\n\nfunc f() {\n" + line + "\n}\n"
		}
		if strings.HasPrefix(line, "case") {
			text = "package a\n\nfunc f(s string) {\nswitch s {\n" + line + "\n}\n}\n"
		}
		put(t, root, "a/a.go", text)
		if got, err := find(t, "profiles", root); err != nil || len(got) != want {
			t.Errorf("%s: error %v, got %q, want %d", line, err, got, want)
		}
	}
	if _, err := find(t, "profiles", t.TempDir()); !errors.Is(err, errNothing) {
		t.Errorf("without profiles: %v", err)
	}
}

// TestBinaries links two small functions for real: one looks a method up by name.
func TestBinaries(t *testing.T) {
	root := t.TempDir()
	put(t, root, "go.mod", "module shiming\n\ngo 1.26\n")
	put(t, root, "functions/lean/main.go", "// Command lean does little.\npackage main\n\nfunc main() { println(1) }\n")
	reflecting := "package main\n\nimport (\n\t\"os\"\n\t\"reflect\"\n)\n\nfunc main() { reflect.ValueOf(os.Stdout).MethodByName(os.Args[0]) }\n"
	put(t, root, "functions/looks/main.go", reflecting)
	put(t, root, "functions/console/main.go", reflecting)
	got, err := find(t, "reflect", root)
	if err != nil || len(got) != 1 || !strings.HasPrefix(got[0], "functions/looks: the linker sees <ReflectMethod>") {
		t.Errorf("reflect: error %v, got %q", err, got)
	}
	got, err = find(t, "size", root)
	if err != nil || len(got) != 0 {
		t.Errorf("size: error %v, got %q", err, got)
	}
	big := &tree{goSrc: []*source{{file: "functions/big/main.go", dir: "functions/big"}}}
	big.built = map[string]binary{"functions/big": {bytes: maxBinaryBytes + 100_000}}
	if got, err := checkSize(big); err != nil || len(got) != 1 || got[0] != "functions/big: 11.1 MB, at most 11" {
		t.Errorf("size of a big one: error %v, got %q", err, got)
	}
	put(t, root, "functions/broken/main.go", "package main\n\nfunc main() { undefined() }\n")
	if _, err := find(t, "size", root); err == nil || !strings.Contains(err.Error(), "undefined: undefined") {
		t.Errorf("a function that does not compile: %v", err)
	}
}

func TestRun(t *testing.T) {
	root := t.TempDir()
	put(t, root, "a.go", "// Package a is fine.\npackage a\n")
	put(t, root, "infra/tools/lint/testdata/x/b.md", "TO"+"DO\n")
	const house = "gofmt,length,pkgdoc,doc,names,imports,clock,skip,words,hosts,paths,mains,reflect,size,cfn-lint"
	cases := []struct {
		name, only string
		good       bool
		prints     string
	}{
		{"a good tree, some things missing", house, true, "none  mains        nothing to look at yet"},
		{"unknown check", "gofmt,nonsense", false, `no check is called "nonsense"`},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			var out bytes.Buffer
			if run(&out, root, c.only, time.Now) != c.good || !strings.Contains(out.String(), c.prints) {
				t.Errorf("want good %v and %q, got:\n%s", c.good, c.prints, out.String())
			}
		})
	}
	put(t, root, "bad.md", "TO"+"DO\n")
	var out bytes.Buffer
	if run(&out, root, house, time.Now) || !strings.Contains(out.String(), "bad.md:1: says") {
		t.Errorf("a bad tree passes:\n%s", out.String())
	}
}

func TestTemplateWithoutCfnLint(t *testing.T) {
	root := t.TempDir()
	put(t, root, "template.yaml", "Resources: {}\n")
	t.Setenv("PATH", t.TempDir())
	var out bytes.Buffer
	if !run(&out, root, "cfn-lint", time.Now) || !strings.Contains(out.String(), "cfn-lint: not installed, template not linted") {
		t.Errorf("got:\n%s", out.String())
	}
}

func put(t *testing.T, root, file, text string) {
	t.Helper()
	name := filepath.Join(root, filepath.FromSlash(file))
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
