package inspect

import (
	"fmt"
	"testing"
)

func TestFAULT_F1_a_view_that_is_shown_first_is_no_action(t *testing.T) {
	judged(t, form, "", "openaction_dest_array.pdf")
	const script, view = "<< /S /JavaScript >>", "<< /S /GoTo /D [3 0 R /Fit] >>"
	for name, row := range map[string]struct {
		data []byte
		code string
	}{
		"FitH":                       {pdfWith("/OpenAction [3 0 R /FitH 842]"), ""},
		"GoTo":                       {pdfWith("/OpenAction << /Type /Action /S /GoTo /D [3 0 R /FitH null] >>"), ""},
		"GoTo_in_hex":                {pdfWith("/Open#41ction << /S /G#6fTo /D (top) >>"), ""},
		"in_an_object_stream":        {modern("/OpenAction [3 0 R /XYZ null null 0]"), ""},
		"of_another_object":          {pdfWith("/OpenAction 5 0 R", view), ""},
		"of_an_object_in_a_stream":   {pdfWith("/OpenAction 9 0 R", objectStream(view, "/Filter /FlateDecode", nil)), ""},
		"of_an_object_that_is_none":  {pdfWith("/OpenAction 5 0 R", "<< /S /URI /URI (https://example.com) >>"), CodeActive},
		"of_an_object_changed_later": {revised(pdfWith("/OpenAction 1 0 R", view), view), CodeActive},
		"of_nothing":                 {pdfWith("/OpenAction 77 0 R"), CodeActive},
		"JavaScript":                 {pdfWith("/OpenAction " + script), CodeActive},
		"URI":                        {pdfWith("/OpenAction << /S /URI /URI (https://example.com) >>"), CodeActive},
		"GoTo_and_URI":               {pdfWith("/OpenAction << /S /GoTo /S /URI >>"), CodeActive},
		"GoTo_and_then_URI":          {pdfWith("/OpenAction << /S /GoTo /Next << /S /URI >> >>"), CodeActive},
		"array_of_an_action":         {pdfWith("/OpenAction [ << /S /URI >> ]"), CodeActive},
		"of_a_page":                  {pdfWith("", "<< /Type /Page /AA << /O << /S /GoTo >> >> >>"), CodeActive},
		"of_an_annotation":           {pdfWith("", "<< /Type /Annot /AA << /E 9 0 R >> >>"), CodeActive},
		"Launch_in_an_object_stream": {pdfWith("", objectStream("<< /S /Launch >>", "/Filter /FlateDecode", nil)), CodeActive},
		"SubmitForm_in_one":          {pdfWith("", objectStream("<< /S /SubmitForm >>", "/Filter /FlateDecode", nil)), CodeActive},
		"ImportData_in_one":          {pdfWith("", objectStream("<< /S /ImportData >>", "/Filter /FlateDecode", nil)), CodeActive},
		"AA_in_one":                  {pdfWith("", objectStream("<< /Type /Annot /AA 8 0 R >>", "/Filter /FlateDecode", nil)), CodeActive},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := inspectBytes(row.data, form); code(err) != row.code {
				t.Errorf("got %v, want %q", err, row.code)
			}
		})
	}
}

func TestFAULT_F2_text_is_no_action(t *testing.T) {
	judged(t, form, "", "uri_with_slash_JavaScript.pdf", "title_slash_Launch.pdf", "text_javascript_uncompressed.pdf")
	t.Run("title in an object stream", func(t *testing.T) {
		data := pdfWith("", objectStream("<< /Title (Start/Launch << /S /JavaScript >> plan) >>", "/Filter /FlateDecode", nil))
		if _, err := inspectBytes(data, form); err != nil {
			t.Error(err)
		}
	})
}

// TestTHREATS_X4_what_can_hold_objects_is_unfolded: readers take objects from a stream whatever it calls itself.
func TestTHREATS_X4_what_can_hold_objects_is_unfolded(t *testing.T) {
	script := []byte("9 0 << /S /JavaScript /JS (app.alert(1)) >>")
	for _, row := range []struct {
		dictionary string
		data       []byte
		code       string
	}{
		{"/N 1 /First 4 /Filter /FlateDecode", deflated(script), CodeActive},
		{"/Type /XObject /N 1 /First 4 /Filter /FlateDecode", deflated(script), CodeActive},
		{"/N 8 0 R /First 4 /Filter /FlateDecode", deflated(script), CodeActive},
		{"/First 4 /N 1", script, CodeActive},
		{"/N 1 /Filter /FlateDecode", deflated([]byte("9 4 << /S /JavaScript >>")), CodeActive},
		{"/N 1 /First 4 /Filter /FlateDecode", deflated([]byte("9 2 ( << /S /JavaScript >> ")), CodeActive},
		{"/N 1 /First 8 0 R /Filter /FlateDecode", deflated(script), CodeFormat},
		{"/N 1 /First 4 /First 9 /Filter /FlateDecode", deflated(script), CodeFormat},
		{"/N 1 /First 4 /Filter /LZWDecode", []byte("\x80\x0b\x60"), CodeFormat},
		{"/N 1 /First 4 /Filter /FlateDecode /DP 8 0 R", deflated(script), CodeFormat},
		{"/N 1 /First 4 /Filter /FlateDecode", deflated([]byte("9 999 << >>")), CodeFormat},
	} {
		t.Run(row.dictionary, func(t *testing.T) {
			data := pdfWith("", stream(row.dictionary, row.data))
			if _, err := inspectBytes(data, form); code(err) != row.code {
				t.Errorf("got %v, want %q", err, row.code)
			}
		})
	}
	t.Run("length that is not the end", func(t *testing.T) {
		object := fmt.Sprintf("<< /N 1 /First 4 /Length 60 >>\nstream\n9 0 << >> endstream %s\nendstream", "<< /S /JavaScript >>")
		if _, err := inspectBytes(pdfWith("", object), form); code(err) != CodeFormat {
			t.Errorf("got %v", err)
		}
	})
}
