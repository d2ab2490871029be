package inspect

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// filesOf tells the test binary, started again, to inspect the files of a folder and print its largest memory.
const filesOf = "INSPECT_FILES_OF"

func TestMain(m *testing.M) {
	dir := os.Getenv(filesOf)
	if dir == "" {
		os.Exit(m.Run())
	}
	if err := inspectFolder(dir); err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
}

// inspectFolder is what a function does, once for each file: its size from the store, its bytes from there.
func inspectFolder(dir string) error {
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil {
		return err
	}
	for _, name := range files {
		f, err := os.Open(name)
		if err != nil {
			return err
		}
		info, err := f.Stat()
		if err != nil {
			return err
		}
		_, err = Inspect(context.Background(), f, info.Size(), form)
		if err != nil && !errors.As(err, new(*Refused)) {
			return err
		}
		if err := f.Close(); err != nil {
			return err
		}
	}
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return err
	}
	_, after, _ := strings.Cut(string(status), "VmHWM:")
	fmt.Println(strings.Fields(after)[0])
	return nil
}

// TestMemory starts a binary without the race detector, which has a memory of its own, and lets it inspect.
func TestMemory(t *testing.T) {
	binary := filepath.Join(t.TempDir(), "inspect")
	build := exec.Command("go", "test", "-race=false", "-c", "-o", binary, ".")
	build.Env = append(os.Environ(), "GOFLAGS=")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	measure := func(t *testing.T, uploads []upload, most int) {
		dir := t.TempDir()
		for i, u := range uploads {
			if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("%03d", i)), u.data, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		run := exec.Command(binary)
		run.Env = append(os.Environ(), filesOf+"="+dir)
		out, err := run.Output()
		if err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		kB, err := strconv.Atoi(string(bytes.TrimSpace(out)))
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("%d files: %d MB at most", len(uploads), kB>>10)
		if kB>>10 >= most {
			t.Errorf("%d MB in use, less than %d are allowed", kB>>10, most)
		}
	}
	t.Run("THREATS_U1_U2_bombs_below_64_MB", func(t *testing.T) {
		var list []upload
		for _, u := range bombs() {
			if u.code == CodeTooManyPixels {
				list = append(list, u)
			}
		}
		measure(t, list, 64)
	})
	t.Run("THREATS_U6_corpus_below_256_MB", func(t *testing.T) {
		measure(t, append(corpus(), largest()...), 256)
	})
}

// largest are pictures close to the bounds, three times each, so that what one leaves behind meets the next.
func largest() []upload {
	const grey, three = "\x01", "\x01\x02\x03"
	var list []upload
	for range 3 {
		list = append(list,
			upload{data: asJPEG(photo(6000, 4000))},
			upload{data: withSegments(byHand(0xC0, 8, 5900, 3000, three, nil, sequential(5900, 3000, three)), exifSegment(6))},
			upload{data: byHand(0xC2, 8, 5000, 4900, grey, nil, scan{grey, 0, 0, make([]byte, 400_000)})},
			upload{data: byHand(0xC2, 8, 3000, 2800, three, nil, scan{three, 0, 0, make([]byte, 200_000)})},
			upload{data: pngOf(ihdr(5500, 5900, 8, 6, 0), chunk("IDAT", deflatedZeros((4*5500+1)*5900/1_000_000+1)))},
			upload{data: pngOf(ihdr(3300, 3300, 16, 6, 0), chunk("IDAT", deflatedZeros((8*3300+1)*3300/1_000_000+1)))},
			upload{data: pngOf(ihdr(3300, 2900, 16, 2, 1), chunk("IDAT", deflatedZeros((6*3300+1)*2900/1_000_000+1)))},
			upload{data: byHand(0xC0, 8, 2500, 2400, "\x01\x02\x03\x04", seg(0xEE, []byte("Adobe\x00\x64\x00\x00\x00\x00\x00")), sequential(2500, 2400, "\x01\x02\x03\x04"))},
		)
	}
	return list
}
