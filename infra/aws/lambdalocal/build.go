package lambdalocal

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"

	"shiming/infra/aws/template"
)

// BuildFlags are the flags of every function's build, the same ones as in a deployment.
var BuildFlags = []string{"-tags", "lambda.norpc", "-ldflags", "-s -w", "-trimpath",
	"-gcflags", "shiming/shared/pages/...=-l", "-gcflags", "shiming/shared/sandbox/...=-l"}

// Build builds functions of a template for this machine with one `go build`, as <outDir>/<function folder
// name>/bootstrap; all functions, or those with the given logical ids. CodeUri is taken relative to t.Dir. What is
// up to date is not built again. outDir belongs to one caller at a time.
func Build(ctx context.Context, t *template.Template, outDir string, ids ...string) error {
	outDir, err := filepath.Abs(outDir)
	if err != nil {
		return err
	}
	source := map[string]string{} // folder name -> CodeUri
	var folders, packages []string
	for _, f := range t.Functions {
		if len(ids) > 0 && !slices.Contains(ids, f.ID) {
			continue
		}
		if other, ok := source[f.Folder()]; ok {
			if filepath.Clean(other) != filepath.Clean(f.CodeURI) {
				return fmt.Errorf("functions in %s and %s would build the same file", other, f.CodeURI)
			}
			continue
		}
		source[f.Folder()] = f.CodeURI
		folders = append(folders, f.Folder())
		packages = append(packages, "./"+filepath.ToSlash(filepath.Clean(f.CodeURI)))
	}
	for _, id := range ids {
		if _, ok := t.Function(id); !ok {
			return fmt.Errorf("%w: %s", ErrUnknownFunction, id)
		}
	}
	if len(packages) == 0 {
		return nil
	}
	binaries := filepath.Join(outDir, ".build")
	if err := os.MkdirAll(binaries, 0o755); err != nil {
		return err
	}
	args := append([]string{"build"}, BuildFlags...)
	args = append(args, "-o", binaries+string(filepath.Separator))
	cmd := exec.CommandContext(ctx, "go", append(args, packages...)...)
	cmd.Dir = t.Dir
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOFLAGS=", "GOOS=", "GOARCH=")
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("go build of the functions: %w\n%s", err, out)
	}
	for _, folder := range folders {
		if err := place(filepath.Join(binaries, folder), filepath.Join(outDir, folder, "bootstrap")); err != nil {
			return err
		}
	}
	return nil
}

// place copies a binary unless the copy is the same already. The copy appears at once, so that a running one is not
// disturbed.
func place(from, to string) error {
	src, err := os.Stat(from)
	if err != nil {
		return err
	}
	if dst, err := os.Stat(to); err == nil && dst.Size() == src.Size() && dst.ModTime().Equal(src.ModTime()) {
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		return err
	}
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	fresh := to + ".new"
	out, err := os.OpenFile(fresh, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o755)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	if closeErr := out.Close(); err == nil {
		err = closeErr
	}
	if err != nil {
		return err
	}
	if err := os.Chtimes(fresh, src.ModTime(), src.ModTime()); err != nil {
		return err
	}
	return os.Rename(fresh, to)
}
