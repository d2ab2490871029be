package conversations

import (
	"fmt"
	"net/http"
	"slices"
)

// declaration is what the case asks to be declared.
func (w *walker) declaration(c any) map[string]any {
	fields := listOf(c, "next_action.fields")
	switch {
	case slices.Contains(fields, "document_number"): // an appeal
		p := w.people["p0"]
		return map[string]any{"name": p.name, "document_kind": "resident_id", "document_number": p.number, "phone": "13987651234"}
	case slices.Contains(fields, "phone"): // an enterprise's
		x := w.enterprises["e0"]
		return map[string]any{"name": x.name, "code_kind": x.codeKind, "code": x.code, "phone": "13987651234"}
	case slices.Contains(fields, "representative"):
		w.who.declared = other(w.who.verified)
		x, p := w.enterprises[w.who.declared], w.people["p0"]
		return map[string]any{
			"name": x.name, "code_kind": x.codeKind, "code": x.code, "address": map[string]string{"region": "北京市海淀区", "detail": "云笺路8号"},
			"representative": map[string]string{"name": p.name, "document_number": p.number},
		}
	}
	x := w.enterprises[w.who.verified]
	return map[string]any{"name": fmt.Sprintf("云笺改名%c%c科技（北京）有限公司", 0x4E00+w.rand.IntN(900), 0x4E00+w.rand.IntN(900)), "code": x.code}
}

// other is another enterprise.
func other(name string) string {
	if name == "e1" {
		return "e2"
	}
	return "e1"
}

// groups are the groups of papers of which one each is asked for; asked are those that a reviewer wants again.
func groups(c any) (list [][]any) {
	for _, g := range all(c, "next_action.papers") {
		group, _ := g.([]any)
		list = append(list, group)
	}
	return list
}

func asked(c any) (list [][]any) {
	for _, p := range all(c, "next_action.documents") {
		list = append(list, []any{p})
	}
	return list
}

// handIn uploads one of each group and hands them in.
func (w *walker) handIn(_ any, to string, groups [][]any) func() bool {
	var purposes, ids []string
	for _, g := range groups {
		if p := show(g[w.rand.IntN(len(g))]); !slices.ContainsFunc(g, func(x any) bool { return slices.Contains(purposes, show(x)) }) {
			purposes = append(purposes, p)
		}
	}
	return func() bool {
		if !w.upload1(purposes...) {
			return false
		}
		for _, p := range purposes {
			ids = append(ids, w.vars[p])
		}
		return w.play1("POST "+to, body(map[string]any{"documents": ids}), "200")
	}
}

// transfer files the papers of a corporate transfer, to a bank account that plays one of the sandbox's parts.
func (w *walker) transfer(any) func() bool {
	ending := []string{"1234", "1234", "1234", "0001", "0002", "0003", "0004", "0006", "0008"}[w.rand.IntN(9)]
	return func() bool {
		return w.upload1("representative_portrait_side", "representative_emblem_side") && w.play1("papers by p0 to "+ending)
	}
}

// sayCode enters the code that was sent, or a wrong one.
func (w *walker) sayCode() func() bool {
	return func() bool {
		delete(w.vars, "code.key") // a code can be entered again
		if !w.play1("code") {
			return false
		}
		code := []string{"{code}", "{code}", "{wrong}"}[w.rand.IntN(3)]
		return w.play1("POST /v1/cases/{case}/code", `{"code": "`+code+`"}`, "200")
	}
}

// sayAmount enters the amount that has arrived, or a wrong one.
func (w *walker) sayAmount() func() bool {
	return func() bool {
		if !w.play1("arrives") {
			return false
		}
		amount := []string{"{amount}", "{amount}", "{wrong}"}[w.rand.IntN(3)]
		return w.play1("POST /v1/cases/{case}/amount", `{"amount": "`+amount+`"}`, "200")
	}
}

// payIn pays what the deposit asks for: well, in another's name, or another amount.
func (w *walker) payIn(one string) {
	shown := w.get(one + "/deposit")
	if w.player.last.status != http.StatusOK {
		w.fault("a deposit that is to be paid is answered with %d %s", w.player.last.status, at(shown, "code"))
		return
	}
	payer, amount := w.enterprises[w.who.names[w.vars["case"]]].name, at(shown, "amount")
	switch w.rand.IntN(5) {
	case 0:
		payer = "别家示例有限公司"
	case 1:
		amount = "1.23"
	}
	w.play1(fmt.Sprintf("bank pay %s %s %s", payer, amount, at(shown, "reference")))
}
