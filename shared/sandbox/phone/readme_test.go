package sandbox

import (
	"os"
	"strings"
	"testing"
)

// The README shows the magic names as they are.
func TestReadmeShowsTheMagicNames(t *testing.T) {
	readme, err := os.ReadFile("../../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(readme), MagicTable()) {
		t.Errorf("README.md does not hold the table of magic names as it is:\n%s", MagicTable())
	}
}
