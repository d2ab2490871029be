package conversations

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"shiming/shared/api"
	"shiming/shared/realname"
	"shiming/shared/sandbox/phone"
)

// unknowable are the refusals whose reason nobody could know when something was offered: what the outside says, and what is
// counted beside the case, across cases and accounts (THREATS X8, X12).
var unknowable = map[string]bool{
	"check check_daily_limit": true, "check card_holder_mismatch": true, "check card_phone_mismatch": true,
	"check bind_target_not_verified": true, "check bind_target_no_phone": true,
}

// goOn does something about the open case: presses what it offers, or is whom it waits for.
func (w *walker) goOn(c any) {
	w.holds(c)
	allowed := listOf(c, "allowed")
	turn := realname.Turn(at(c, "turn"))
	next := realname.Action(at(c, "next_action.type"))
	waits := turn != realname.TurnApplicant || next == realname.ActionPost || next == realname.ActionPayDeposit
	if waits && w.rand.IntN(5) > 0 || len(allowed) == 0 {
		w.outside(c, turn)
		return
	}
	if ways := all(c, "ways_out"); len(ways) > 0 && w.rand.IntN(3) == 0 {
		w.wayOut(c, ways[w.rand.IntN(len(ways))])
		return
	}
	what := allowed[w.rand.IntN(len(allowed))]
	if i := slices.IndexFunc(allowed, func(order string) bool { return w.leads([]string{order}) }); i >= 0 && w.rand.IntN(2) == 0 {
		what = allowed[i]
	} else if order := orderOf[next]; order != "" && w.rand.IntN(3) > 0 {
		what = order
	} else if (what == "cancel" || what == "back") && w.rand.IntN(5) > 0 {
		return
	}
	w.order(c, what)
}

// orderOf is what each action asks for, by the last part of the address; those that are not here have the applicant wait, or
// look elsewhere.
var orderOf = map[realname.Action]string{
	realname.ActionDeclare: "declaration", realname.ActionStartCheck: "check", realname.ActionHandInPapers: "papers",
	realname.ActionFillForm: "form", realname.ActionChooseMethod: "method", realname.ActionConfirmCode: "code",
	realname.ActionIssueDeposit: "deposit", realname.ActionFilePapers: "transfer", realname.ActionNameHandler: "handler",
	realname.ActionSupplyPapers: "papers/supply", realname.ActionConfirmAmount: "amount",
}

// holds holds an open case to what each has: somebody's turn, an action that is among what is allowed, and a deadline to come.
func (w *walker) holds(c any) {
	action, turn := at(c, "next_action.type"), at(c, "turn")
	where := at(c, "kind") + " at " + at(c, "step") + ", " + action
	if action == "" || turn == "" || turn == string(realname.TurnNobody) {
		w.fault("an open %s has no action (%s's turn)", where, turn)
	}
	if order := orderOf[realname.Action(action)]; order != "" && !slices.Contains(listOf(c, "allowed"), order) && at(c, "next_action.from") == "" {
		w.fault("an open %s asks for what is not allowed: %v", where, listOf(c, "allowed"))
	}
	by, err1 := time.Parse(time.RFC3339, at(c, "next_action.deadline"))
	end, err2 := time.Parse(time.RFC3339, at(c, "deadline"))
	if now := w.world.Now(); err1 != nil || err2 != nil || by.Before(now) || by.After(end) {
		w.fault("an open %s is to be done by %s; it is %s, and the case ends %s", where, by, now, end)
	}
}

// order presses one of the orders that the case allows.
func (w *walker) order(c any, what string) {
	one := "/v1/cases/" + w.vars["case"] + "/" + what
	post := func(v any) func() bool {
		return func() bool {
			text := ""
			if v != nil {
				text = body(v)
			}
			return w.play1("POST "+one, text, "200")
		}
	}
	do := post(nil) // back, cancel, deposit
	switch what {
	case "form":
		do = w.fillIn(c)
	case "kind":
		kinds := all(c, "next_action.kinds")
		do = post(map[string]any{"kind": at(kinds[w.rand.IntN(len(kinds))], "kind")})
	case "method":
		do = w.chooseOne(c)
	case "check":
		do = func() bool { return w.play1("check") }
	case "declaration":
		do = post(w.declaration(c))
	case "handler":
		do = func() bool { return w.play1("handler p0") }
	case "papers":
		do = w.handIn(c, one, groups(c))
	case "papers/supply":
		do = w.handIn(c, one, asked(c))
	case "transfer":
		do = w.transfer(c)
	case "code":
		do = w.sayCode()
	case "amount":
		do = w.sayAmount()
	}
	w.press(at(c, "kind")+" at "+at(c, "step"), what, c, do)
	if w.refused == nil && w.player.last.status == http.StatusOK {
		w.note(w.player.last.json)
	}
}

// wayOut goes a way out: what is to be asked of the case first, then what it leads to (RULES B10).
func (w *walker) wayOut(c, way any) {
	if first := at(way, "first"); first != "" {
		w.order(c, first)
		c = nil
	}
	if method := at(way, "method"); method != "" {
		w.press("open "+at(c, "kind"), at(way, "way"), c, func() bool {
			return w.play1("POST /v1/cases/"+at(c, "id")+"/method", body(w.means(realname.Method(method))), "200")
		})
		return
	}
	w.who.uploads, w.who.count, w.who.declared = map[string]string{}, 0, ""
	w.open(at(way, "kind"), "", c, at(way, "way"))
}

// fillIn fills in the form, in the name of who was declared, or of anybody who is not the present subject.
func (w *walker) fillIn(c any) func() bool {
	names := []string{"p0", "p0", "p0", "p0", "p1", "p2", "p3"}
	firm := slices.Contains(listOf(c, "next_action.documents"), "licence") || strings.Contains(at(c, "kind"), "_enterprise") || strings.HasPrefix(at(c, "kind"), "enterprise_v")
	if firm {
		names = []string{"e0", "e0", "e1", "e2"}
	}
	name := names[w.rand.IntN(len(names))]
	for name == w.who.verified && at(c, "present.name") != "" {
		name = names[w.rand.IntN(len(names))]
	}
	if w.who.declared != "" {
		name = w.who.declared
	}
	return func() bool {
		if firm && !w.upload1("licence", "licence") {
			return false
		}
		w.who.names[w.vars["case"]] = name
		w.taking = true
		return w.play1("fill " + name)
	}
}

// upload1 uploads something for the purpose, unless enough was, and keeps it.
func (w *walker) upload1(purposes ...string) bool {
	for _, p := range purposes {
		if w.who.uploads[p] != "" && w.who.count > 12 {
			w.vars[p] = w.who.uploads[p]
			continue
		}
		if !w.play1("upload " + p) {
			return false
		}
		w.who.uploads[p] = w.vars[p]
		w.who.count++
	}
	return true
}

// chooseOne chooses one of the methods that are offered as available.
func (w *walker) chooseOne(c any) func() bool {
	var methods []string
	list := w.get("/v1/cases/" + w.vars["case"] + "/methods")
	for _, m := range all(list, "data") {
		method := at(m, "method")
		if at(m, "available") == "true" {
			methods = append(methods, method)
		}
		if at(m, "available") == "true" && w.leads(ordersOf(realname.Method(method))) {
			methods = append(methods, method, method, method)
		}
	}
	return func() bool {
		if len(methods) == 0 {
			w.fault("%s allows that a method is chosen, and none is available", at(c, "kind"))
			return true
		}
		return w.play1("POST /v1/cases/"+w.vars["case"]+"/method", body(w.means(realname.Method(methods[w.rand.IntN(len(methods))]))), "200")
	}
}

// means is the body that chooses a method, with whom or what it needs.
func (w *walker) means(m realname.Method) map[string]any {
	choice := map[string]any{"method": m}
	switch m.Needs() {
	case "representative":
		choice["representative"] = map[string]string{"name": w.people["p0"].name, "document_number": w.people["p0"].number}
	case "card":
		numbers := []string{"6222000000002005", "6222000000001007", "6222000000001015", fmt.Sprintf("62220200000%05d", w.rand.IntN(100000))}
		choice["card"] = map[string]string{"bank": "icbc", "number": numbers[w.rand.IntN(len(numbers))], "phone": "13912345678"}
	case "group_account":
		users := []string{"group-verified", "group-no-phone", "group-in-use", "nobody"}
		choice["group_account"] = users[w.rand.IntN(len(users))]
	}
	return choice
}

// outside is whom the case waits for: a phone, a reviewer, a bank, the post; or it just takes time.
func (w *walker) outside(c any, turn realname.Turn) {
	one := "/v1/cases/" + w.vars["case"]
	switch {
	case turn == realname.TurnProvider:
		w.onPhone(at(c, "next_action.url"))
	case turn == realname.TurnReviewer:
		w.review()
	case turn == realname.TurnBank:
		w.play1("bank " + []string{"arrived", "arrived", "refused"}[w.rand.IntN(3)])
	case at(c, "next_action.type") == string(realname.ActionPost):
		var pieces []string
		for _, group := range all(c, "next_action.papers") {
			if w.rand.IntN(3) > 0 {
				pieces = append(pieces, show(group.([]any)[0]))
			}
		}
		w.play1("as reviewer post", "POST "+one+"/post", body(map[string]any{"pieces": pieces}), "200")
	case at(c, "next_action.type") == string(realname.ActionPayDeposit):
		w.payIn(one)
	}
}

// onPhone does something with the QR code that is out.
func (w *walker) onPhone(address string) {
	if address == "" {
		return
	}
	w.vars["phone"] = strings.Replace(address, "http://walk.test", w.world.Base, 1)
	keys := []string{"passed", "account_passed", "app_passed as p0", "app_passed as p1"}
	if w.rand.IntN(3) == 0 {
		for _, s := range slices.Concat(sandbox.Magic(), sandbox.MagicEnterprises()) {
			keys = append(keys, s.Key)
		}
	}
	w.rand.Shuffle(len(keys), func(i, j int) { keys[i], keys[j] = keys[j], keys[i] })
	if w.rand.IntN(12) == 0 {
		w.play1("phone {phone} refuse")
	}
	for _, key := range keys { // the first that the phone can do
		if w.play1("phone {phone} " + []string{"press ", "press ", "press ", "leave "}[w.rand.IntN(4)] + key) {
			if _, app, ok := strings.Cut(key, " as "); ok {
				w.who.names[w.vars["case"]] = app
			}
			return
		}
	}
}

// review has one of three reviewers do something about the case.
func (w *walker) review() {
	who := "as reviewer " + []string{"ann", "ann", "ben", "ben", "cat"}[w.rand.IntN(5)]
	line := "decide approve"
	switch w.rand.IntN(8) {
	case 0:
		line = "decide refuse papers_contradict"
	case 1, 2:
		line = "decide ask_again papers_unclear licence"
	}
	w.play1(who)
	seen := w.reviewed()
	if list := all(seen, "holders"); len(list) > 0 && strings.HasSuffix(line, "approve") {
		line += " against " + show(list[0])
	}
	if list := all(seen, "documents"); len(list) > 0 && strings.Contains(line, "ask_again") {
		line = "decide ask_again papers_unclear " + at(list[w.rand.IntN(len(list))], "purpose")
	}
	w.play1(line)
	code := at(w.player.last.json, "code")
	if code != "" {
		w.did.Codes["review ← "+code]++
	}
	if code == string(realname.CodeAnswerAwaited) {
		w.wait()
	}
}

func (w *walker) reviewed() any {
	w.send(http.MethodGet, w.world.Base+"/v1/reviews/"+w.vars["case"], http.Header{}, "")
	return w.player.last.json
}

// nonsense is a request that makes no sense, by anybody: it may be refused, and breaks nothing.
func (w *walker) nonsense() {
	routes := api.Routes()
	r := routes[w.rand.IntN(len(routes))]
	actors := []string{"as holder " + string(w.who.id), "as holder " + string(w.accounts[0].id), "as platform", "as reviewer ann", "as admin", "as nobody"}
	bodies := []string{"", "{}", "null", "[]", `{"kind":"appeal"}`, w.people["p0"].form(), `{"method":"face"}`, `{"decision":"approve"}`, `{"amount":"0.01"}`, `{"documents":["doc_aaaaaaaaaaaaaaaaaaaaaaaaaa"]}`}
	path := strings.NewReplacer("{case}", w.vars["case"], "{account}", string(w.who.id), "{provider}", "sandbox", "{document}", w.vars["licence"]).Replace(r.Path)
	w.play1(actors[w.rand.IntN(len(actors))])
	w.send(r.Method, w.world.Base+path, http.Header{}, bodies[w.rand.IntN(len(bodies))])
}
