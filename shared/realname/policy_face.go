package realname

import (
	"fmt"
	"slices"

	"shiming/shared/identity"
)

// validateFaceAlone refuses a list in which people with some document have no way but their face, unless one of those rows says why
// (L9): who cannot or does not want to show their face is to have another way, or to be told why there is none.
func validateFaceAlone(list string, methods []MethodPolicy) error {
	documents := []identity.DocumentKind{""} // of enterprises: whatever their representative has
	for _, m := range methods {
		documents = append(documents, m.Documents...)
	}
	slices.Sort(documents)
	explains := map[Method]bool{}
	for _, d := range slices.Compact(documents) {
		of := slices.DeleteFunc(slices.Clone(methods), func(m MethodPolicy) bool {
			return d == "" && len(m.Documents) > 0 || d != "" && !slices.Contains(m.Documents, d)
		})
		if len(of) == 0 || slices.ContainsFunc(of, func(m MethodPolicy) bool { return !m.Method.row().face }) {
			continue
		}
		why := false
		for _, m := range of {
			why, explains[m.Method] = why || m.FaceAlone != "", true
		}
		if !why {
			return fmt.Errorf("%s: there is no way but a face (document %q): list another, or say why in face_alone", list, d)
		}
	}
	for _, m := range methods {
		if m.FaceAlone != "" && !explains[m.Method] {
			return fmt.Errorf("%s: face_alone of %q explains nothing: there are other ways", list, m.Method)
		}
	}
	return nil
}
