package main

import (
	"fmt"
	"go/ast"
	"go/token"
	"maps"
	"slices"
	"strings"
)

// ports are the packages whose exported interfaces are ports: an adapter bears the name of the port that it implements.
var ports = []string{"shared/steps", "shared/telling"}

// twiceAllowed lists the names that more than one package may still use, one a line. It is to get shorter (at most six).
const twiceAllowed = "infra/tools/lint/twice.txt"

// checkTwice: an exported type name says one thing in the whole project (DESIGN §10). Ports with their adapters and
// aliases, which are the type that is there, are not counted, nor are commands, nor what is generated: its words are the API's.
func checkTwice(t *tree) ([]string, error) {
	places, port := map[string]map[string]bool{}, map[string]bool{}
	for _, s := range t.goSrc {
		if s.isTest() || s.ast.Name.Name == "main" || ast.IsGenerated(s.ast) {
			continue
		}
		for _, d := range s.ast.Decls {
			decl, ok := d.(*ast.GenDecl)
			if !ok || decl.Tok != token.TYPE {
				continue
			}
			for _, spec := range decl.Specs {
				typ := spec.(*ast.TypeSpec)
				name := typ.Name.Name
				if !typ.Name.IsExported() || typ.Assign.IsValid() {
					continue
				}
				if places[name] == nil {
					places[name] = map[string]bool{}
				}
				places[name][s.dir] = true
				_, isInterface := typ.Type.(*ast.InterfaceType)
				port[name] = port[name] || isInterface && slices.Contains(ports, s.dir)
			}
		}
	}
	var allowed []string
	if slices.Contains(t.files, twiceAllowed) {
		list, err := t.read(twiceAllowed)
		if err != nil {
			return nil, err
		}
		allowed = strings.Fields(string(list))
	}
	var found []string
	for _, name := range slices.Sorted(maps.Keys(places)) {
		twice := len(places[name]) > 1 && !port[name]
		if listed := slices.Contains(allowed, name); twice && !listed {
			found = append(found, fmt.Sprintf("%s is a type of %s: find a word that says more, or use the type that is there",
				name, strings.Join(slices.Sorted(maps.Keys(places[name])), " and ")))
		} else if listed && !twice {
			found = append(found, name+" is in "+twiceAllowed+" and in one package only: take it out of the list")
		}
	}
	return found, nil
}
