// Command audit verifies an audit trail (THREATS X14): it finds lines that were taken out, changed, moved or put in.
//
//	audit [-data FOLDER] [-heads FILE] [-keep FILE] [FILE...]
//
// The lines are those of the files, in their order; of a server's folder with -data, whose kept heads it reads beside them, also
// while the server runs; else those of the standard input, such as what was read of the log group. -heads names heads that
// were kept elsewhere, JSON after JSON: the records of kind "trail" of a table, or what -keep wrote at an earlier run. It prints
// what it finds, a line each, and ends with 1 when it finds anything, with 2 when it cannot read. -keep writes where each chain
// ends: kept where who may write the trail may not, it proves the trail as it is now for ever.
package main

import (
	"database/sql"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"

	_ "modernc.org/sqlite" // the driver of the server's store

	"shiming/shared/trail"
)

func main() {
	found, err := run(os.Args[1:], os.Stdin, os.Stdout)
	switch {
	case err != nil:
		fmt.Fprintln(os.Stderr, "audit:", err)
		os.Exit(2)
	case found > 0:
		os.Exit(1)
	}
}

// run verifies what the arguments name, and says how much it found.
func run(args []string, in io.Reader, out io.Writer) (int, error) {
	flags := flag.NewFlagSet("audit", flag.ContinueOnError)
	data := flags.String("data", "", "a server's `folder`")
	known := flags.String("heads", "", "`file` of heads that were kept elsewhere")
	keep := flags.String("keep", "", "`file` to write the heads to")
	if err := flags.Parse(args); err != nil {
		return 0, err
	}
	var heads []trail.Head
	var err error
	paths := flags.Args()
	if *data != "" {
		if heads, err = headsOfServer(filepath.Join(*data, "shiming.db")); err != nil {
			return 0, err
		}
		paths = append(paths, filepath.Join(*data, "audit.jsonl"))
	}
	if *known != "" {
		more, err := readHeads(*known)
		if err != nil {
			return 0, err
		}
		heads = append(heads, more...)
	}
	lines := in
	if len(paths) > 0 {
		var files []io.Reader
		for _, path := range paths {
			f, err := os.Open(path)
			if err != nil {
				return 0, err
			}
			defer f.Close()
			files = append(files, f)
		}
		lines = io.MultiReader(files...)
	}
	ends, found, err := trail.Verify(lines, heads)
	if err != nil {
		return 0, err
	}
	total := 0
	for _, end := range ends {
		total += end.Seq
	}
	for _, f := range found {
		fmt.Fprintln(out, f)
	}
	fmt.Fprintf(out, "%d chains, %d lines, %d findings\n", len(ends), total, len(found))
	if *keep != "" {
		return len(found), writeHeads(*keep, ends)
	}
	return len(found), nil
}

// headsOfServer reads the heads that a server keeps in its store. They come before the lines are read, so that a server may go
// on writing.
func headsOfServer(path string) (heads []trail.Head, err error) {
	if _, err := os.Stat(path); err != nil {
		return nil, err
	}
	db, err := sql.Open("sqlite", (&url.URL{Scheme: "file", Opaque: path, RawQuery: "mode=ro&_pragma=busy_timeout(5000)"}).String())
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	rows, err := db.Query("SELECT doc FROM records WHERE kind = ? ORDER BY place", trail.HeadKind)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var doc []byte
		var h trail.Head
		if err := rows.Scan(&doc); err != nil {
			return nil, err
		}
		if err := json.Unmarshal(doc, &h); err != nil {
			return nil, err
		}
		heads = append(heads, h)
	}
	return heads, rows.Err()
}

// readHeads reads heads, JSON after JSON.
func readHeads(path string) (heads []trail.Head, err error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	for in := json.NewDecoder(f); ; {
		var h trail.Head
		if err := in.Decode(&h); errors.Is(err, io.EOF) {
			return heads, nil
		} else if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		heads = append(heads, h)
	}
}

func writeHeads(path string, heads []trail.Head) (err error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	out := json.NewEncoder(f)
	for _, h := range heads {
		if err := out.Encode(h); err != nil {
			return err
		}
	}
	return nil
}
