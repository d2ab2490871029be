package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"shiming/infra/aws/template"
	"shiming/infra/server/issuer"
	"shiming/shared/clock"
)

// answers are the values of the template's parameters, by their names.
type answers map[string]string

// overrides are the answers as sam takes them.
func (a answers) overrides() []string {
	var all []string
	for _, name := range slices.Sorted(maps.Keys(a)) {
		all = append(all, fmt.Sprintf("ParameterKey=%s,ParameterValue=%s", name, quoted(a[name])))
	}
	return all
}

// quoted is a value in the quotes that sam takes off.
func quoted(value string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(value) + `"`
}

// patience is how long the issuer may take.
const patience = 15 * time.Second

// prepare gathers the answers and checks them. The error says everything that is wrong.
func (d *deployment) prepare(ctx context.Context, given []string) error {
	path := filepath.Join(d.root, "template.yaml")
	parameters, err := template.Parameters(path)
	if err != nil {
		return err
	}
	if d.answers, err = d.kept(); err != nil {
		return err
	}
	var wrong []error
	for _, g := range given {
		name, value, ok := strings.Cut(g, "=")
		if !ok || !slices.ContainsFunc(parameters, func(p template.StackParameter) bool { return p.Name == name }) {
			wrong = append(wrong, fmt.Errorf("%q is no parameter of the template with a value, as Sandbox=true", g))
			continue
		}
		d.answers[name] = value
	}
	for _, p := range parameters {
		if err := d.answer(p); err != nil {
			wrong = append(wrong, err)
		}
	}
	if len(wrong) > 0 {
		return errors.Join(wrong...)
	}
	broken, err := template.Broken(path, d.answers)
	if err != nil {
		return err
	}
	for _, text := range broken {
		wrong = append(wrong, errors.New(text))
	}
	if err := d.askIssuer(ctx); err != nil {
		wrong = append(wrong, err)
	}
	if len(wrong) > 0 {
		return errors.Join(wrong...)
	}
	return d.keep()
}

// answer takes the value of a parameter: what was given or kept, or what whoever is there says.
func (d *deployment) answer(p template.StackParameter) error {
	value, known := d.answers[p.Name]
	if d.asks && (d.all || !known && p.Required) {
		return d.ask(p, value, known)
	}
	switch {
	case known:
	case p.Required:
		return fmt.Errorf("%s is missing: %s", p.Name, p.Description)
	default:
		return nil
	}
	if why := p.Refuses(value); why != "" {
		return errors.New(why)
	}
	return nil
}

// ask asks until the answer is one that the template takes. Nothing keeps what it is.
func (d *deployment) ask(p template.StackParameter, value string, known bool) error {
	present := p.Default
	if known {
		present = value
	}
	for {
		fmt.Fprintf(d.out, "\n%s\n  %s\n", p.Name, p.Description)
		if len(p.Allowed) > 0 {
			fmt.Fprintf(d.out, "  one of %s\n", strings.Join(p.Allowed, ", "))
		}
		fmt.Fprintf(d.out, "  [%s] ", present)
		line, err := d.in.ReadString('\n')
		if err != nil && !(errors.Is(err, io.EOF) && line != "") {
			return fmt.Errorf("%s: nobody answered", p.Name)
		}
		said := strings.TrimSpace(line)
		if said == "" {
			said = present
		}
		if why := p.Refuses(said); why != "" {
			fmt.Fprintf(d.out, "  %s\n", why)
			continue
		}
		if known || said != p.Default || p.Required {
			d.answers[p.Name] = said
		}
		return nil
	}
}

// askIssuer asks the issuer for what API Gateway will ask it for, and says what its tokens have to carry.
func (d *deployment) askIssuer(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	name := d.answers["JwtIssuer"]
	if _, err := issuer.Discover(ctx, name, d.answers["JwtAudience"], clock.Now); err != nil {
		return err
	}
	fmt.Fprintf(d.out, `
The issuer %s answers and publishes its keys. Its access tokens have to be signed by RS256 and to carry:
  sub      who it is; for an account's holder any id of yours, at most 128 characters
  aud      the audience (parameter JwtAudience)
  role     holder, platform, reviewer or admin
  account  the account of a holder; of a reviewer the own account, so that nobody reviews what is theirs
`, name)
	return nil
}

func (d *deployment) file() string { return filepath.Join(d.root, ".deploy", d.env+".json") }

// kept reads the answers of the last deployment; none: an empty set.
func (d *deployment) kept() (answers, error) {
	data, err := os.ReadFile(d.file())
	if errors.Is(err, fs.ErrNotExist) {
		return answers{}, nil
	}
	if err != nil {
		return nil, err
	}
	a := answers{}
	if err := json.Unmarshal(data, &a); err != nil {
		return nil, fmt.Errorf("%s: %w", d.file(), err)
	}
	return a, nil
}

// keep writes the answers for the next deployment.
func (d *deployment) keep() error {
	data, err := json.MarshalIndent(d.answers, "", "  ")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(d.file()), 0o755); err != nil {
		return err
	}
	return os.WriteFile(d.file(), append(data, '\n'), 0o644)
}
