// Package policies holds the policy profiles: a file each, with the numbers and flows of one cloud's documents, and the
// agreements that they ask consent to. What the files mean is shared/realname; no other package knows a profile by name.
package policies

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"shiming/shared/realname"
)

//go:embed *.json agreements/*.md
var files embed.FS

// Default is the profile of who does not choose one.
const Default = "tencent"

// Load returns the shipped profile of that name, or the default one when name is empty. The error says which there are,
// or what is wrong with the file.
func Load(name string) (*realname.Policy, error) {
	if name == "" {
		name = Default
	}
	data, err := files.ReadFile(name + ".json")
	if err != nil {
		return nil, fmt.Errorf("policy profile %q is not shipped; there are %s", name, strings.Join(Names(), ", "))
	}
	return Parse(data)
}

// Parse reads a policy that is not shipped, with the shipped agreements.
func Parse(data []byte) (*realname.Policy, error) {
	return realname.ParsePolicy(data, func(agreement string) (string, error) {
		text, err := files.ReadFile(path.Join("agreements", agreement+".md"))
		return string(text), err
	})
}

// Names lists the shipped profiles, the default one first.
func Names() []string {
	names := []string{Default}
	entries, _ := fs.Glob(files, "*.json") // the pattern is well formed
	for _, e := range entries {
		if name := strings.TrimSuffix(e, ".json"); name != Default {
			names = append(names, name)
		}
	}
	return names
}
