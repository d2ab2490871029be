package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
)

// axe is the version of axe-core that looks at the pages, as npm brings it.
const axe = "axe-core@4.14.1"

// axeAt is where it is kept, axeFile what of it is used.
var (
	axeAt   = filepath.Join(".cache", "axe")
	axeFile = filepath.Join(axeAt, "package", "axe.min.js")
)

var (
	errNoBrowser = errors.New("the tests of the pages need Chromium: apt-get install -y chromium fonts-wqy-microhei, or set CHROMIUM to its path")
	errNoNpm     = errors.New("the tests of the pages need npm to fetch axe-core: apt-get install -y npm")
)

// setUpBrowser fetches what the tests of the pages need: Chromium by apt where it is missing and this may install, and axe-core
// from npm.
func setUpBrowser(ctx context.Context, progress io.Writer) error {
	if !hasBrowser() {
		if _, err := exec.LookPath("apt-get"); err != nil || os.Geteuid() != 0 {
			return errNoBrowser
		}
		fmt.Fprintln(progress, "installing Chromium by apt")
		if exec.CommandContext(ctx, "apt-get", "install", "-y", "-q", "chromium", "fonts-wqy-microhei").Run() != nil || !hasBrowser() {
			return errNoBrowser
		}
	}
	if _, err := os.Stat(axeFile); err == nil {
		return nil
	}
	if _, err := exec.LookPath("npm"); err != nil {
		return errNoNpm
	}
	if err := os.MkdirAll(axeAt, 0o755); err != nil {
		return err
	}
	pack := exec.CommandContext(ctx, "npm", "pack", "--silent", axe)
	pack.Dir = axeAt
	if err := pack.Run(); err != nil {
		return fmt.Errorf("npm pack %s: %w", axe, err)
	}
	unpack := exec.CommandContext(ctx, "tar", "xzf", "axe-core-4.14.1.tgz", "package/axe.min.js")
	unpack.Dir = axeAt
	return unpack.Run()
}

func hasBrowser() bool {
	if os.Getenv("CHROMIUM") != "" {
		return true
	}
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if _, err := exec.LookPath(name); err == nil {
			return true
		}
	}
	return false
}
