package filestest

import (
	"net/http"
	"testing"

	"shiming/shared/steps"
)

func erased(t *testing.T, d steps.Documents) {
	upload, clean, other, body := newKey(), "clean/"+newKey(), "clean/"+newKey(), random(1000)
	mustPut(t, ask(t, d, upload, len(body), life), body)
	for _, key := range []string{clean, other} {
		if err := d.Keep(t.Context(), key, media, body); err != nil {
			t.Fatal(err)
		}
	}
	view, err := d.View(t.Context(), clean, life)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 { // twice is once
		for _, key := range []string{upload, clean} {
			if err := d.Drop(t.Context(), key); err != nil {
				t.Fatalf("Drop: %v", err)
			}
			mustBeMissing(t, d, key)
		}
	}
	if status, _, err := send(t.Context(), http.MethodGet, view, nil, nil); err != nil || status == http.StatusOK {
		t.Errorf("a view of what was erased: status %d, %v", status, err)
	}
	mustFetch(t, d, other, body)
}
