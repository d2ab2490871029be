package inspect

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// filesOf tells the test binary, started again, to inspect the files of a folder and print its largest memory.
const filesOf = "INSPECT_FILES_OF"

// mustPass ends the name of a file that must be accepted, lest little memory is needed because nothing was done.
const mustPass = "must_pass"

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
		if err != nil && (!errors.As(err, new(*Refused)) || strings.HasSuffix(name, mustPass)) {
			return fmt.Errorf("%s: %w", name, err)
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
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	measure := func(t *testing.T, uploads []upload, most int) {
		dir := t.TempDir()
		for i, u := range uploads {
			if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("%03d-%s", i, u.name)), u.data, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		run := exec.Command(binary)
		run.Env = append(os.Environ(), filesOf+"="+dir, "GOGC=100") // as a function collects
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
		large := largest(t)
		measure(t, slices.Concat(corpus(), large, large), 256)
	})
}

// largest are pictures close to the bounds, which are inspected twice, so that what one leaves behind meets the next.
func largest(t *testing.T) []upload {
	t.Helper()
	cmyk, long := input(t, "a4_300dpi_cmyk.jpg"), input(t, "20mp_progressive.jpg")
	const grey, three = "\x01", "\x01\x02\x03"
	return []upload{
		{name: mustPass, data: cmyk},
		{name: mustPass, data: long},
		{name: mustPass, data: withSegments(cmyk, exifSegment(6))},
		{name: mustPass, data: withSegments(long, exifSegment(6))},
		{name: mustPass, data: progressive(5000, 5000, 64)},
		{name: mustPass, data: asJPEG(photo(6000, 4000))},
		{name: mustPass, data: withSegments(byHand(0xC0, 8, 5900, 3000, three, nil, sequential(5900, 3000, three)), exifSegment(6))},
		{name: mustPass, data: byHand(0xC2, 8, 5400, 5400, grey, nil, scan{grey, 0, 0, make([]byte, 400_000)})},
		{name: mustPass, data: byHand(0xC2, 8, 3100, 3100, three, nil, scan{three, 0, 0, make([]byte, 200_000)})},
		{name: mustPass, data: zeros(6100, 6100, 8, 6, 4)},
		{name: mustPass, data: withChunks(zeros(3900, 4000, 8, 2, 3), chunk("eXIf", exif(binary.LittleEndian, 6, nil)))},
		{name: mustPass, data: zeros(3300, 3300, 16, 6, 8)},
		{name: mustPass, data: withChunks(zeros(5000, 5000, 8, 3, 1), chunk("PLTE", []byte{9, 9, 9}))},
		{name: mustPass, data: byHand(0xC0, 8, 4300, 4300, "\x01\x02\x03\x04", seg(0xEE, []byte("Adobe\x00\x64\x00\x00\x00\x00\x00")), sequential(4300, 4300, "\x01\x02\x03\x04"))},
	}
}
