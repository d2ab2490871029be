// Package tencentpaperstest is the double of Tencent Cloud's OCR of papers of persons: it checks what is asked, and reads what the
// test has put before it. Nothing but tests may import it.
package tencentpaperstest

import (
	"encoding/json"
	"strings"
	"sync"
	"testing"

	"shiming/shared/wire/tencenttest"
)

// Double is the other side. Safe for concurrent use.
type Double struct {
	*tencenttest.Server

	mu   sync.Mutex
	card map[string]map[string]any // by side
	pass map[string]any
}

// New starts a double before which nothing lies. It lives as long as the test.
func New(t *testing.T) *Double {
	t.Helper()
	d := &Double{card: map[string]map[string]any{}}
	d.Server = tencenttest.Serve(t, "ocr", "2018-11-19", map[string]tencenttest.Action{"IDCardOCR": d.readCard, "MainlandPermitOCR": d.readPermit})
	return d
}

// Card puts a side of a resident ID before it: "FRONT" or "BACK".
func (d *Double) Card(side string, fields map[string]any) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.card[side] = fields
}

// Permit puts a permit before it.
func (d *Double) Permit(fields map[string]any) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.pass = fields
}

func (d *Double) readCard(body []byte) (int, string) {
	var a struct {
		ImageBase64      []byte
		CardSide, Config string
	}
	var config map[string]bool
	decoder := json.NewDecoder(strings.NewReader(string(body)))
	decoder.DisallowUnknownFields()
	if decoder.Decode(&a) != nil || len(a.ImageBase64) == 0 || a.CardSide != "FRONT" && a.CardSide != "BACK" ||
		json.Unmarshal([]byte(a.Config), &config) != nil || config["CropIdCard"] || config["CropPortrait"] { // nobody here may have a face
		return 200, tencenttest.Refused("InvalidParameter")
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.card[a.CardSide] == nil {
		return 200, tencenttest.Refused("FailedOperation.ImageNoIdCard")
	}
	return tencenttest.Said(d.card[a.CardSide])
}

func (d *Double) readPermit(body []byte) (int, string) {
	var a struct{ ImageBase64 []byte }
	decoder := json.NewDecoder(strings.NewReader(string(body)))
	decoder.DisallowUnknownFields()
	if decoder.Decode(&a) != nil || len(a.ImageBase64) == 0 {
		return 200, tencenttest.Refused("InvalidParameter")
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.pass == nil {
		return 200, tencenttest.Refused("FailedOperation.OcrFailed")
	}
	return tencenttest.Said(d.pass)
}
