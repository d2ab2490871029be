// Command licences draws the sample licences: made-up enterprises with valid codes, each picture marked as a sample,
// with its fields in a QR code (the form is in shared/files/licence).
//
//	go run ./infra/tools/licences -out infra/tools/licences/samples
//
// The same list gives the same bytes. A new sample is added to infra/tools/licences/samples.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"image/jpeg"
	"image/png"
	"os"
	"path/filepath"

	"shiming/infra/tools/licences/press"
	"shiming/infra/tools/licences/samples"
)

func main() {
	out := flag.String("out", "infra/tools/licences/samples", "folder for the pictures")
	flag.Parse()
	for _, s := range samples.All() {
		data, err := picture(s)
		if err == nil {
			err = os.WriteFile(filepath.Join(*out, s.File), data, 0o644)
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, "licences:", s.File+":", err)
			os.Exit(1)
		}
	}
}

// picture draws the sample in the format of its file.
func picture(s samples.Sample) ([]byte, error) {
	img, err := press.Draw(s.Fields)
	if err != nil {
		return nil, err
	}
	var buf bytes.Buffer
	if filepath.Ext(s.File) == ".jpg" {
		err = jpeg.Encode(&buf, img, &jpeg.Options{Quality: 27})
	} else {
		err = (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&buf, img)
	}
	return buf.Bytes(), err
}
