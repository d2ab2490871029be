// Package qrcode draws the QR code (ISO/IEC 18004) of an address that a phone is to open, as SVG and as PNG. It knows
// nothing of checks and cases: what is worth a code, and for how long, is decided elsewhere.
package qrcode

import (
	"errors"
	"strconv"

	"rsc.io/qr"
)

// MaxURL is the longest address in bytes that is drawn: a code of more does not scan well from a screen.
const MaxURL = 512

// ErrURL refuses an address that is empty or longer than MaxURL.
var ErrURL = errors.New("qrcode: the address is empty or too long")

// quiet is the white border that readers need, in modules (ISO/IEC 18004, 9.1).
const quiet = 4

// encode picks error correction level M: up to 15 % of the code may be unreadable.
func encode(url string) (*qr.Code, error) {
	if url == "" || len(url) > MaxURL {
		return nil, ErrURL
	}
	return qr.Encode(url, qr.M)
}

// QRSVG returns the code of the address as an SVG document (image/svg+xml): one unit per module, black on white, with
// the quiet zone, in any size its surroundings give it. The only error is ErrURL.
func QRSVG(url string) ([]byte, error) {
	code, err := encode(url)
	if err != nil {
		return nil, err
	}
	side := strconv.Itoa(code.Size + 2*quiet)
	svg := make([]byte, 0, 16<<10)
	svg = append(svg, `<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="二维码 QR code" viewBox="0 0 `+side+` `+side+
		`" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h`+side+`v`+side+`H0z"/><path d="`...)
	for y := range code.Size {
		for x := 0; x < code.Size; {
			run := 0
			for code.Black(x+run, y) {
				run++
			}
			if run > 0 {
				svg = append(svg, 'M')
				svg = strconv.AppendInt(svg, int64(x+quiet), 10)
				svg = append(svg, ' ')
				svg = strconv.AppendInt(svg, int64(y+quiet), 10)
				svg = append(svg, 'h')
				svg = strconv.AppendInt(svg, int64(run), 10)
				svg = append(svg, "v1h-"...)
				svg = strconv.AppendInt(svg, int64(run), 10)
				svg = append(svg, 'z')
			}
			x += run + 1
		}
	}
	return append(svg, `"/></svg>`...), nil
}

// QRPNG returns the code of the address as a PNG picture of 8 pixels per module, with the quiet zone. The only error
// is ErrURL.
func QRPNG(url string) ([]byte, error) {
	code, err := encode(url)
	if err != nil {
		return nil, err
	}
	return code.PNG(), nil
}
