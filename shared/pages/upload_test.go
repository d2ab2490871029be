package pages

import (
	"fmt"
	"strings"
	"testing"

	"shiming/shared/realname"
)

// Where a paper is asked for, the page draws how it is to be held or taken, with nothing that is fetched from elsewhere: the
// two sides of a document, a passport and a licence each look different (RULES D12).
func TestFAULT_S8_RULES_D12_each_paper_has_its_drawing(t *testing.T) {
	alike := [][]realname.Purpose{
		{realname.PortraitSide, realname.HolderPortraitSide},
		{realname.EmblemSide, realname.HolderEmblemSide},
		{realname.RepresentativePassport, realname.RepresentativeLicence},
		{realname.IDCopy},
		{realname.LicencePicture, realname.OldLicence, realname.NewLicence},
		{realname.ApplicationForm, realname.StruckOff, realname.NameCertificate, realname.Invoice, realname.Remittance,
			realname.PaymentScreenshot, realname.OwnershipProof},
	}
	first := map[string]realname.Purpose{} // each drawing, by the first paper that has it
	for _, papers := range alike {
		for _, p := range papers {
			_, handler := serve(map[string]string{"GET /v1/cases/case_a": fmt.Sprintf(`{"id":"case_a","kind":"enterprise_to_enterprise",
				"status":"requires_input","turn":"applicant","allowed":["papers"],"next_action":{"type":"hand_in_papers","papers":[[%q]]}}`, p)})
			page := send(handler, "GET", "/cases/case_a", nil).Body.String()
			_, box, asked := strings.Cut(page, "<fieldset>")
			box, _, _ = strings.Cut(box, "</fieldset>")
			_, svg, drawn := strings.Cut(box, "<svg")
			svg, _, closed := strings.Cut(svg, "</svg>")
			if !asked || !drawn || !closed || !strings.Contains(box, fmt.Sprintf("value=%q", p)) {
				t.Errorf("%s is asked for without a drawing:\n%s", p, page)
				continue
			}
			if strings.Contains(svg, "href") || strings.Contains(svg, "url(") {
				t.Errorf("the drawing of %s is fetched from elsewhere: %s", p, svg)
			}
			if _, seen := first[svg]; !seen {
				first[svg] = p
			}
			if first[svg] != papers[0] {
				t.Errorf("%s is drawn like %s, want like %s", p, first[svg], papers[0])
			}
		}
	}
}
