// Package inputs holds the files that people had trouble with (FAULT F1–F5), and one that attackers had none with (THREATS X4),
// for the tests that upload or inspect them. No function imports it.
package inputs

import "embed"

//go:embed *.jpg *.png *.pdf
var files embed.FS

// File returns the bytes of a file by its name. The error is fs.ErrNotExist where there is none. It is safe for concurrent use.
func File(name string) ([]byte, error) { return files.ReadFile(name) }
