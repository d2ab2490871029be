// Package statemachines holds the definitions of the state machines, in the Amazon States Language, for programs that run
// them themselves. Deployed, they are read by template.yaml as they stand. Nothing else lives here.
package statemachines

import (
	"embed"
	"strings"
)

//go:embed *.asl.json
var files embed.FS

const suffix = ".asl.json"

// Definitions returns the text of each machine by its name, which is that of its file without ".asl.json".
func Definitions() (map[string][]byte, error) {
	entries, err := files.ReadDir(".")
	if err != nil {
		return nil, err
	}
	all := map[string][]byte{}
	for _, e := range entries {
		text, err := files.ReadFile(e.Name())
		if err != nil {
			return nil, err
		}
		all[strings.TrimSuffix(e.Name(), suffix)] = text
	}
	return all, nil
}
