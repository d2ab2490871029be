package sandbox

import (
	"os"
	"strings"
	"testing"
)

// The guide shows the magic names as they are.
func TestReadmeShowsTheMagicNames(t *testing.T) {
	readme, err := os.ReadFile("../../../infra/guides/sandbox.md")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(readme), MagicTable()) {
		t.Errorf("infra/guides/sandbox.md does not hold the table of magic names as it is:\n%s", MagicTable())
	}
}
