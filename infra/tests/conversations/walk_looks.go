package conversations

import (
	"maps"
	"net/http"
	"slices"
	"strings"

	"shiming/shared/api"
)

// looks asks every question of the API about one case of each kind, and of each way in which it stood at last, in everybody's name: as
// it is, and once more when what it knows of people was erased. None is answered with 5xx, which counting sees.
func (w *walker) looks() {
	for _, one := range slices.Sorted(maps.Keys(w.seen)) {
		w.look(w.seen[one])
		w.play1("as platform")
		w.send(http.MethodPost, w.world.Base+"/v1/cases/"+at(w.seen[one], "id")+"/redact", http.Header{}, "")
		if w.last.status == http.StatusOK {
			w.did.Redacted++
			w.look(w.seen[one])
		}
	}
}

// look asks them about one case.
func (w *walker) look(c any) {
	account := at(c, "account")
	w.play1("as holder " + account)
	w.send(http.MethodGet, w.world.Base+"/v1/cases/"+at(c, "id")+"/documents", http.Header{}, "")
	document := "doc_aaaaaaaaaaaaaaaaaaaaaaaaaa"
	if list := all(w.last.json, "data"); len(list) > 0 {
		document = at(list[0], "id")
	}
	ids := strings.NewReplacer("{case}", at(c, "id"), "{account}", account, "{document}", document, "{check}", "chk_aaaaaaaaaaaaaaaaaaaaaaaaaa", "{agreement}", "give")
	for _, r := range api.Routes() {
		if r.Method != http.MethodGet {
			continue
		}
		for _, who := range []string{"holder " + account, "platform", "reviewer ann", "admin", "auditor"} {
			w.play1("as " + who)
			w.send(r.Method, w.world.Base+ids.Replace(r.Path), http.Header{}, "")
			w.did.Looked++
		}
	}
}
