package main

import (
	"fmt"
	"go/ast"
	"slices"
)

// keepers may call the keys: those who make them, the vault, stores of files, which seal what they keep, and the canary,
// which seals nothing of anybody.
var keepers = []string{"shared/vault", "shared/files", "shared/store/canary", "infra/aws"}

// checkVault: personal data is sealed, opened and digested by the rows of the vault only (DESIGN §8). A call of the keys is
// told from others of the name by its three arguments.
func checkVault(t *tree) ([]string, error) {
	var found []string
	for _, s := range t.goSrc {
		if s.isTestSupport() || slices.ContainsFunc(keepers, func(k string) bool { return under(s.dir, k) }) {
			continue
		}
		ast.Inspect(s.ast, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || len(call.Args) != 3 {
				return true
			}
			sel, ok := call.Fun.(*ast.SelectorExpr)
			if ok && slices.Contains([]string{"Seal", "Open", "Digests"}, sel.Sel.Name) {
				found = append(found, fmt.Sprintf("%s: %s by the keys themselves: add a row to shared/vault", t.at(sel), sel.Sel.Name))
			}
			return true
		})
	}
	return found, nil
}
