package inspect

import (
	"testing"

	"shiming/infra/tests/inputs"
)

// input reads a file that a user had trouble with.
func input(t *testing.T, name string) []byte {
	t.Helper()
	data, err := inputs.File(name)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// judged wants each of the files judged so.
func judged(t *testing.T, want Want, as string, names ...string) {
	t.Helper()
	for _, name := range names {
		t.Run(name, func(t *testing.T) {
			got, err := inspectBytes(input(t, name), want)
			if code(err) != as {
				t.Fatalf("got %v, want %q", err, as)
			}
			if err == nil && got.Type != PDF {
				checkClean(t, got)
			}
		})
	}
}

func TestFAULT_F3_pictures_of_printers_and_of_the_web(t *testing.T) {
	judged(t, either, "", "a4_300dpi_cmyk.jpg", "a4_300dpi_rgb.jpg", "20mp_progressive.jpg")
}

func TestFAULT_F4_a_damaged_chunk_that_makes_no_pixels(t *testing.T) {
	judged(t, either, "", "badcrc_text_chunk.png")
}

func TestFAULT_F5_a_picture_without_its_end(t *testing.T) {
	judged(t, either, "", "no_eoi.jpg")
}

// TestFAULT_F5_papers_stay_strict: a PDF is kept byte for byte, so what is in doubt in it is not accepted.
func TestFAULT_F5_papers_stay_strict(t *testing.T) {
	judged(t, form, CodeFormat, "leading_bom.pdf", "trailing_ctrlz.pdf", "startxref_off_by_one.pdf")
}
