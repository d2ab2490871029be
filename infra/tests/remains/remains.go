// Package remains looks for what an embedded engine still knows of people: in every row of its databases, in what lies
// unused in their files, in its trail, and in everything sealed, which it opens with the folder's own keys without asking
// what it is bound to. It is for tests of RULES L: what is erased is not to be found by who has the folder and its keys.
package remains

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"database/sql"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	_ "modernc.org/sqlite" // reads beside the engine

	"shiming/shared/vault/sealed"
)

const (
	keysFile  = "keys.json"  // says nothing of people
	storeFile = "shiming.db" // its rows are read one by one; the state machines' file is locked while they run
)

// In reads everything that the folder holds, as one text: rows, files, and what is sealed in either, in plaintext. The engine may be
// running; who commits meanwhile may be in it or not.
func In(dir string) (string, error) {
	keys, err := openKeys(filepath.Join(dir, keysFile))
	if err != nil {
		return "", err
	}
	var all strings.Builder
	take := func(data []byte) {
		all.Write(data)
		all.WriteByte('\n')
		for _, plain := range keys.opened(data) {
			all.Write(plain)
			all.WriteByte('\n')
		}
	}
	err = filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || entry.Name() == keysFile {
			return ignoreGone(err)
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return ignoreGone(err)
		}
		take(data)
		if entry.Name() == storeFile {
			return rows(path, take)
		}
		return nil
	})
	return all.String(), err
}

// ignoreGone leaves out what went while the folder was read.
func ignoreGone(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// rows hands over every row of every table: a long one lies in pieces in the file.
func rows(path string, take func([]byte)) error {
	db, err := sql.Open("sqlite", "file:"+path+"?_pragma=query_only(1)&_pragma=busy_timeout(5000)")
	if err != nil {
		return err
	}
	defer db.Close()
	var tables string
	if err := db.QueryRow("SELECT coalesce(group_concat(name), '') FROM sqlite_master WHERE type = 'table'").Scan(&tables); err != nil {
		return fmt.Errorf("%s: %w", filepath.Base(path), err)
	}
	for table := range strings.SplitSeq(tables, ",") {
		if table == "" {
			continue
		}
		if err := rowsOf(db, table, take); err != nil {
			return fmt.Errorf("%s, %s: %w", filepath.Base(path), table, err)
		}
	}
	return nil
}

func rowsOf(db *sql.DB, table string, take func([]byte)) error {
	found, err := db.Query(`SELECT * FROM "` + table + `"`)
	if err != nil {
		return err
	}
	defer found.Close()
	columns, err := found.Columns()
	if err != nil {
		return err
	}
	values, into := make([]any, len(columns)), make([]any, len(columns))
	for i := range values {
		into[i] = &values[i]
	}
	for found.Next() {
		if err := found.Scan(into...); err != nil {
			return err
		}
		var row bytes.Buffer
		for _, v := range values {
			if b, ok := v.([]byte); ok {
				v = string(b)
			}
			fmt.Fprintf(&row, "%v\t", v)
		}
		take(row.Bytes())
	}
	return found.Err()
}

// keys are data keys by what envelopes call them.
type keys map[string][]byte

func openKeys(path string) (keys, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var file struct {
		Data struct {
			Keys []struct {
				ID  string `json:"id"`
				Key []byte `json:"key"`
			} `json:"keys"`
		} `json:"data"`
	}
	if err := json.Unmarshal(text, &file); err != nil || len(file.Data.Keys) == 0 {
		return nil, fmt.Errorf("%s holds no data keys, %w", filepath.Base(path), err)
	}
	known := keys{}
	for _, k := range file.Data.Keys {
		known[k.ID] = k.Key
	}
	return known, nil
}

// inText is an envelope as JSON has it; its first three bytes are always the same.
var inText = regexp.MustCompile(`U01T[A-Za-z0-9+/]{20,}={0,2}`)

// opened opens what is sealed in the data.
func (k keys) opened(data []byte) (all [][]byte) {
	for _, text := range inText.FindAll(data, -1) {
		envelope := make([]byte, base64.StdEncoding.DecodedLen(len(text)))
		if n, err := base64.StdEncoding.Decode(envelope, text); err == nil {
			all = append(all, k.open(envelope[:n]))
		}
	}
	return all
}

// open deciphers an envelope without its tag, which would ask for what it is bound to; nil for what is none of these keys.
func (k keys) open(envelope []byte) []byte {
	const nonceSize, tagSize = 12, 16
	e, err := sealed.Parse(envelope)
	if err != nil || k[e.KeyID] == nil {
		return nil
	}
	block, err := aes.NewCipher(k[e.KeyID])
	if err != nil {
		return nil
	}
	body := envelope[len(e.RawHeader()):]
	plain := make([]byte, len(body)-nonceSize-tagSize)
	counter := append(bytes.Clone(body[:nonceSize]), 0, 0, 0, 2) // the first is the tag's
	cipher.NewCTR(block, counter).XORKeyStream(plain, body[nonceSize:len(body)-tagSize])
	return plain
}
