package steps_test

import (
	"bytes"
	"fmt"
	"slices"
	"testing"

	"shiming/shared/files/inspect"
	"shiming/shared/realname"
	"shiming/shared/steps"
)

// uploadable are the purposes for which a document can be added to the case.
func (w *world) uploadable(c realname.Case) []realname.Purpose {
	w.t.Helper()
	var taken []realname.Purpose
	for _, p := range append(slices.Concat(allPurposes...), "selfie") {
		want, _ := realname.RequirementOf(p)
		media := "image/png"
		if len(want.Types) > 0 {
			media = want.Types[0]
		}
		asked := steps.AskUpload{Base: w.parts().Base, Records: w.store, Documents: anyDocuments{}}
		if _, err := asked.Do(background, holder(c.Account), c.ID, steps.Wanted{Purpose: p, Type: media, Size: 1000}); err == nil {
			taken = append(taken, p)
		} else {
			code := realname.CodeFieldInvalid
			if c.Kind == realname.PersonalVerification {
				code = realname.CodeWrongState
			}
			if want.Types != nil {
				refused(w.t, err, code)
			}
		}
	}
	return taken
}

var allPurposes = [][]realname.Purpose{
	{realname.LicencePicture}, {realname.PortraitSide, realname.EmblemSide, realname.RepresentativePassport, realname.RepresentativeLicence},
	{realname.ApplicationForm, realname.OldLicence, realname.StruckOff, realname.NameCertificate, realname.NewLicence},
	{realname.HolderPortraitSide, realname.HolderEmblemSide, realname.Invoice, realname.Remittance, realname.PaymentScreenshot},
	{realname.OwnershipProof, realname.IDCopy},
}

func TestAFlowTakesTheDocumentsThatItAsksFor(t *testing.T) {
	w, ali := newWorld(t), newWorldOf(t, "aliyun")
	who := partyOf(w.person("陆云笺"))
	person := newAccount()
	w.at(w.parts(), person, w.person("欧阳修"), realname.Verified)
	company, renamed := w.companyAccount(w.company(), &who), w.companyAccount(w.company(), &who)
	w.cool()
	changed := w.turned(company, realname.EnterpriseToEnterprise, "")
	sides := []realname.Purpose{realname.PortraitSide, realname.EmblemSide}
	for name, row := range map[string]struct {
		w    *world
		c    realname.Case
		want []realname.Purpose
	}{
		"RULES_B1_a_person_shows_none":             {w, w.must(w.parts().open().Do(background, holder("acct_nobody"), "acct_nobody", realname.Opening{Kind: realname.PersonalVerification})), nil},
		"RULES_C1_RULES_C7_an_enterprise":          {w, w.opened(w.parts(), newAccount()), append([]realname.Purpose{realname.LicencePicture}, sides...)},
		"RULES_D5_a_person_to_an_enterprise":       {w, w.turned(person, realname.PersonToEnterprise, ""), append([]realname.Purpose{realname.LicencePicture}, sides...)},
		"RULES_D7_an_enterprise_declared":          {w, w.declares(changed, entry(declaresTo(w.company(), &who))), append([]realname.Purpose{realname.LicencePicture, realname.StruckOff}, sidesOfID...)},
		"RULES_D8_a_new_name":                      {w, w.turned(renamed, realname.EnterpriseName, ""), namePapers},
		"RULES_E2_a_release":                       {ali, ali.turned(ali.byFace(ali.person("欧阳修")), realname.Release, ""), append(slices.Clone(releasePapers), realname.Invoice, realname.Remittance, realname.PaymentScreenshot)},
		"RULES_E6_by_post_and_what_is_asked_again": {ali, ali.turned(ali.byItsFace(ali.company()), realname.EnterpriseToPerson, ""), []realname.Purpose{realname.ApplicationForm, realname.OldLicence, realname.IDCopy}},
	} {
		t.Run(name, func(t *testing.T) {
			row.w.t = t
			got, want := slices.Sorted(slices.Values(row.w.uploadable(row.c))), slices.Sorted(slices.Values(row.want))
			if !slices.Equal(got, want) {
				t.Errorf("got %v, want %v", got, want)
			}
		})
	}
}

// paper is a PDF of one page, with something more in its catalogue.
func paper(more string) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n")
	at := []int{}
	for i, o := range []string{"<< /Type /Catalog /Pages 2 0 R " + more + " >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>", "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>"} {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 4\n0000000000 65535 f \n%010d 00000 n \n%010d 00000 n \n%010d 00000 n \n", at[0], at[1], at[2])
	fmt.Fprintf(&b, "trailer\n<< /Size 4 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", start)
	return b.Bytes()
}

func TestPapersAsPDF(t *testing.T) {
	form, _ := realname.RequirementOf(realname.ApplicationForm)
	picture, _ := realname.RequirementOf(realname.OldLicence)
	for name, row := range map[string]struct {
		body  []byte
		media string
		want  realname.Requirement
		code  realname.Code
	}{
		"RULES_D7_a_form":                     {paper(""), "application/pdf", form, ""},
		"THREATS_U4_a_script":                 {paper("/OpenAction << /S /JavaScript /JS (app.alert(1)) >>"), "application/pdf", form, realname.CodeDocumentActive},
		"THREATS_U4_a_script_spelt_otherwise": {paper("/Names << /#4aavaScript 4 0 R >>"), "application/pdf", form, realname.CodeDocumentActive},
		"THREATS_U4_a_program_to_launch":      {paper("/AA << /O << /S /Launch /F (x.exe) >> >>"), "application/pdf", form, realname.CodeDocumentActive},
		"THREATS_U4_a_file_within":            {paper("/Names << /EmbeddedFiles 4 0 R >>"), "application/pdf", form, realname.CodeDocumentActive},
		"THREATS_U3_a_paper_called_a_picture": {paper(""), "image/png", form, realname.CodeDocumentFormat},
		"THREATS_U3_no_paper_called_one":      {[]byte("%PDF-1.7 and nothing else"), "application/pdf", form, realname.CodeDocumentFormat},
		"RULES_D7_a_licence_is_a_picture":     {paper(""), "application/pdf", picture, ""},
		"RULES_D7_more_than_five_megabytes":   {append(paper(""), make([]byte, 5<<20)...), "application/pdf", form, realname.CodeDocumentTooLarge},
	} {
		t.Run(name, func(t *testing.T) {
			if row.want.Types[0] != "application/pdf" { // it is refused before anything is uploaded
				refused(t, realname.CheckUpload(realname.OldLicence, row.media, 1000), realname.CodeDocumentFormat)
				return
			}
			clean, err := inspect.Upload(t.Context(), row.body, row.media, row.want)
			if row.code != "" {
				refused(t, err, row.code)
			} else if err != nil || !bytes.Equal(clean, row.body) {
				t.Errorf("%v", err)
			}
		})
	}
}
