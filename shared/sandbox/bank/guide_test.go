package sandboxbank

import (
	"os"
	"strings"
	"testing"
)

// The guide shows the magic account numbers as they are.
func TestReadmeShowsTheMagicAccounts(t *testing.T) {
	readme, err := os.ReadFile("../../../infra/guides/sandbox.md")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(readme), OutcomesTable()) {
		t.Errorf("infra/guides/sandbox.md does not hold the table of magic account numbers as it is:\n%s", OutcomesTable())
	}
}
