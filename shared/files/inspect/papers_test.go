package inspect

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
)

// pdfs are papers as they should be, and all that could be hidden in one (THREATS U3, X4).
func pdfs() []upload {
	plain := pdfWith("")
	hidden := func(filter string, data []byte) []byte {
		return pdfWith("", objectStream("<< /S /JavaScript /JS (app.alert(1)) >>", filter, data))
	}
	accepted := map[string][]byte{
		"minimal": plain, "2.0": pdfOf("2.0", fmt.Sprintf(pdfBody[0], ""), pdfBody[1], pdfBody[2]), "with_object_streams": modern(""),
		"with_form_fields": pdfWith("/AcroForm << /Fields [] >>"), "with_blanks_behind": append(bytes.Clone(plain), "\r\n\x00\x00"...),
		"revised": revised(plain, fmt.Sprintf(pdfBody[0], "")), "that_writes_about_scripts": pdfWith("/Title (how to /JS in \\( /AA) % /XFA, /JavaScript (\n"),
		"with_a_profile_of_colours":   pdfWith("", stream("/N 3 /Alternate /DeviceRGB /Filter /FlateDecode", deflated([]byte("\x00\x00\x0cHLino")))),
		"with_innocent_object_stream": pdfWith("", objectStream("<< /Font /Helvetica >>", "/Filter [ /FlateDecode ]", nil)),
	}
	refused := map[string][]byte{
		"JavaScript": pdfWith("/Names << /JavaScript 9 0 R >>"), "JS": pdfWith("/X << /JS (1) >>"), "OpenAction": pdfWith("/OpenAction 9 0 R"),
		"Launch": pdfWith("", "<< /S /Launch /F (cmd.exe) >>"), "AA": pdfWith("/AA << /WC 9 0 R >>"), "RichMedia": pdfWith("", "<< /Subtype /RichMedia >>"),
		"EmbeddedFile": pdfWith("", stream("/Type /EmbeddedFile", []byte(zip))), "XFA": pdfWith("/AcroForm << /XFA 9 0 R >>"),
		"SubmitForm": pdfWith("", "<< /S /SubmitForm /F (https://example.com) >>"), "GoToE": pdfWith("", "<< /S /GoToE >>"),
		"name_in_hex": pdfWith("", "<< /S /J#61v#61Script >>"), "name_all_in_hex": pdfWith("", "<< /S /#4a#61#76#61#53#63#72#69#70#74 >>"),
		"JS_in_hex": pdfWith("/X << /#4AS (1) >>"), "encrypted": bytes.Replace(plain, []byte("/Root"), []byte("/Encrypt 9 0 R /Root"), 1),
		"script_in_object_stream": hidden("/Filter /FlateDecode", nil), "script_in_object_stream_short_names": hidden("/Filter /Fl", nil),
		"script_in_object_stream_array": hidden("/Filter [/FlateDecode]", nil), "script_in_object_stream_in_hex": hidden("/F#69lter /Fl#61teDecode", nil),
		"script_in_raw_object_stream": hidden("", []byte("9 0 << /S /J#61vaScript >>")), "JS_in_raw_object_stream": hidden("", []byte("9 0 << /JS 8 0 R >>")),
		"OpenAction_in_object_stream": modern("/OpenAction 9 0 R"), "AA_in_object_stream": modern("/AA 9 0 R"),
		"script_in_later_revision":     revised(plain, "<< /S /JavaScript >>"),
		"script_behind_false_stream":   pdfWith("", "null\nendobj\n% >>\nstream\n8 0 obj << /S /JavaScript >>\n% endstream"),
		"script_behind_false_string":   pdfWith("/X ( 8 0 obj << /S /JavaScript >> "),
		"script_in_false_comment":      pdfWith("% 8 0 obj << /S /JavaScript >>"),
		"script_behind_a_false_end":    pdfWith("/X [ >> endobj ]", "<< /S /JavaScript >>"),
		"object_stream_of_false_names": pdfWith("", strings.Replace(objectStream("<< /S /JavaScript >>", "/Filter /FlateDecode", nil), "/ObjStm", "/Obj#53tm", 1)),
	}
	broken := map[string][]byte{
		"half": plain[:len(plain)/2], "without_end": plain[:len(plain)-8], "with_ZIP_behind": append(bytes.Clone(plain), zip...),
		"with_bytes_before": append([]byte("%PDF-1.7\n<?php"), plain...), "version_9": bytes.Replace(plain, []byte("1.7"), []byte("9.7"), 1),
		"without_pages": pdfOf("1.7", "<< /Type /Catalog >>"), "without_page": pdfOf("1.7", fmt.Sprintf(pdfBody[0], ""), pdfBody[1]), "only_magic": []byte("%PDF-1.7\n%%EOF"),
		"reference_to_nowhere": []byte("%PDF-1.7\nstartxref\n999999\n%%EOF"), "reference_to_text": []byte("%PDF-1.7\n" + html + "\nstartxref\n9\n%%EOF"),
		"object_stream_in_ASCIIHex": hidden("/Filter [/ASCIIHexDecode /FlateDecode]", []byte("789c")), "object_stream_in_LZW": hidden("/Filter /LZWDecode", []byte{1, 2, 3}),
		"object_stream_with_predictor": hidden("/Filter /FlateDecode /DecodeParms << /Predictor 12 >>", nil), "object_stream_filter_elsewhere": hidden("/Filter 8 0 R", nil),
		"object_stream_twice_deflated": hidden("/Filter [/FlateDecode /FlateDecode]", nil), "object_stream_broken": hidden("/Filter /FlateDecode", []byte("x\x9cgarbage")),
		"object_with_a_false_end": pdfWith("/X [ >> endobj ]"), "comment_before_obj": pdfWith("", "null\nendobj\n8 0 %\n% x\nobj << /S /JavaScript >>"),
		"comment_in_the_numbers": pdfWith("", "null\nendobj\n8 % 9 % x\n0 obj << /S /JavaScript >>"),
		"deep_values":            pdfWith("/X " + strings.Repeat("[", 100_000)),
		"objects_in_each_other":  pdfWith("", strings.Repeat("1 0 obj 1 %", 300_000)), "strings_in_each_other": pdfWith("", strings.Repeat("1 0 obj (", 300_000)),
		"hex_in_each_other": pdfWith("", strings.Repeat("1 0 obj <", 300_000)), "trailers_in_each_other": pdfWith("", strings.Repeat("trailer %", 300_000)),
		"object_stream_bomb": hidden("/Filter /FlateDecode", deflatedZeros(300_000_000)), "object_stream_in_a_file": hidden("/F (other.bin)", nil),
		"object_streams_without_end": append([]byte("%PDF-1.7\n1 0 obj\n"), append(bytes.Repeat([]byte("/ObjStm stream "), 300_000), "\nstartxref\n9\n%%EOF"...)...),
	}
	list := []upload{}
	for code, group := range map[string]map[string][]byte{"": accepted, CodeActive: refused, CodeFormat: broken} {
		for name, data := range group {
			list = append(list, upload{"THREATS_U3_PDF_" + name, form, data, code, nil})
		}
	}
	slices.SortFunc(list, func(a, b upload) int { return strings.Compare(a.name, b.name) })
	return list
}
