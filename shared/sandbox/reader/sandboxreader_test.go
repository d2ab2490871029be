package sandboxreader_test

import (
	"bytes"
	"context"
	"image"
	"image/png"
	"testing"

	"shiming/infra/tools/licences/samples"
	"shiming/shared/files/inspect"
	"shiming/shared/realname"
	"shiming/shared/sandbox/reader"
	"shiming/shared/steps"
)

// What the function does with an upload: inspect it, and read the clean copy.
func TestRULES_C2_NameAndCodeAreReadFromTheCleanCopy(t *testing.T) {
	want, _ := realname.RequirementOf(realname.LicencePicture)
	for _, s := range samples.All() {
		media := "image/png"
		if s.File[len(s.File)-4:] == ".jpg" {
			media = "image/jpeg"
		}
		clean, err := inspect.Upload(t.Context(), s.Picture(), media, want)
		if err != nil {
			t.Errorf("%s: %v", s.File, err)
			continue
		}
		got, err := sandboxreader.Reader{}.Read(t.Context(), clean)
		f := s.Fields
		if err != nil || got != (steps.Reading{Name: f.Name, Code: f.Code.Text(), Address: f.Address, Representative: f.Representative.Text()}) {
			t.Errorf("%s: it was read wrongly (%v)", s.File, err)
		}
	}
}

func TestWhatIsNoSampleIsAnEmptyReading(t *testing.T) {
	var plain bytes.Buffer
	if err := png.Encode(&plain, image.NewRGBA(image.Rect(0, 0, 400, 400))); err != nil {
		t.Fatal(err)
	}
	for _, picture := range [][]byte{nil, []byte("no picture"), plain.Bytes()} {
		if got, err := (sandboxreader.Reader{}).Read(t.Context(), picture); err != nil || got != (steps.Reading{}) {
			t.Errorf("got %v, %v", got, err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := (sandboxreader.Reader{}).Read(ctx, plain.Bytes()); err == nil {
		t.Error("who gave up was answered")
	}
}
