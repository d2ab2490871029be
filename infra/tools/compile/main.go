// Command compile builds a program and tells every few seconds how far it is; `make run` calls it, so that the first start on
// a fresh machine is no silence.
//
//	go run ./infra/tools/compile -o .cache/shiming ./infra/server
//
// It imports little, so that it is itself there at once. Exit code: that of go build.
package main

import (
	"bufio"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// every is how often a line is printed.
const every = 5 * time.Second

func main() {
	out := flag.String("o", "", "the program")
	flag.Parse()
	err := build(*out, flag.Arg(0))
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		os.Exit(exit.ExitCode())
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "compile:", err)
		os.Exit(1)
	}
}

// build runs go build, whose -v names each package that it compiles, and counts them against those that there are.
func build(out, pkg string) error {
	if err := os.MkdirAll(filepath.Dir(out), 0o755); err != nil {
		return err
	}
	cmd := exec.Command("go", "build", "-v", "-o", out, pkg)
	lines, err := cmd.StderrPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	names := make(chan string)
	go func() {
		defer close(names)
		for scan := bufio.NewScanner(lines); scan.Scan(); {
			names <- scan.Text()
		}
	}()
	ticks, seconds, done, total := time.NewTicker(every), 0, 0, 0
	defer ticks.Stop()
	for {
		select {
		case name, more := <-names:
			switch {
			case !more:
				return cmd.Wait()
			case isPackage(name):
				done++
			default:
				fmt.Fprintln(os.Stderr, name) // a fault, or a download
			}
		case <-ticks.C:
			if seconds += int(every.Seconds()); total == 0 {
				total = packages(pkg)
			}
			fmt.Fprintf(os.Stderr, "compiling, %d s: %d packages of at most %d 正在编译，首次启动需要一两分钟\n", seconds, done, total)
		}
	}
}

// isPackage tells a package's name from what else go build says.
func isPackage(line string) bool {
	return !strings.ContainsAny(line, " :") && !strings.HasPrefix(line, "#")
}

// packages counts what the program is made of; 0 when nobody can say.
func packages(pkg string) int {
	list, err := exec.Command("go", "list", "-deps", pkg).Output()
	if err != nil {
		return 0
	}
	return strings.Count(string(list), "\n")
}
