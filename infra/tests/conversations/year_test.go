package conversations

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"shiming/infra/server/engine"
	"shiming/shared/identity"
	"shiming/shared/realname"
	"shiming/shared/realname/policies"
)

// The days of the year, and for how many of them what has ended is kept under the profile (L2).
const (
	yearDays   = 365
	leftDays   = 30
	failedDays = 180
	formerDays = 180
	coolDays   = 31 // before an account may go to somebody else
)

// kept is a case of the year, with whom it knows.
type kept struct {
	script  string
	id      realname.CaseID
	account string
	// goes and stays are the numbers of whom it knows, and who of them is erased with it, days after its end; 0: nobody ever is.
	goes, stays string
	days        int
	// former is the case by which the account belonged to who goes, of a change.
	former realname.CaseID
}

// The ways in which cases of the year go, in turn; changes are made of those that were verified.
var scripts = []struct {
	name, text string
	days       int // after which it is erased; 0: it stands
}{
	{"withdrawn", "open\nfill who\ncancel", leftDays},
	{"verified", "verify who by face", 0},
	{"abandoned", "open\nfill who", leftDays},
	{"withdrawn at the phone", "open\nfill who\nchoose face\ncheck\ncancel", leftDays},
}

const (
	changed = "open person_to_person\ncheck\nphone {phone} press passed\nperson next = adult 2, fresh number\nfill next\nchoose face\ncheck\nphone {phone} press passed"
	refused = "open appeal\nPOST /v1/cases/{case}/declaration\n" +
		`{"name": "{who.name}", "document_kind": "resident_id", "document_number": "{who.number}", "phone": "13987651234"}` + "\n200\n" +
		"upload holder_portrait_side\nupload holder_emblem_side\nupload ownership_proof\nPOST /v1/cases/{case}/papers\n" +
		`{"documents": ["{holder_portrait_side}", "{holder_emblem_side}", "{ownership_proof}"]}` + "\n200\n" +
		"as reviewer ann\nuntil GET /v1/reviews/{case}\n200\nPOST /v1/reviews/{case}/notes\n" + `{"text": "looked at twice"}` + "\n200\ndecide refuse forgery"
)

// year is an engine whose clock is turned day by day.
type year struct {
	t     *testing.T
	world World
	e     *engine.Engine
	cases []kept
}

// play plays a script.
func (y *year) play(script string) *player {
	p := newPlayer(y.world, "the year")
	p.t, p.head, p.clock = test{y.t}, true, true
	p.play(parts(script)[0].lines)
	return p
}

// begin plays the case for a new person on a new account.
func (y *year) begin(n int, name, text string, days int) {
	who := fmt.Sprintf("person who = adult %d, fresh number\nas holder acct_y%d_{fresh}\n", n%12, n)
	p := y.play(who + text)
	k := kept{script: name, id: realname.CaseID(p.vars["case"]), account: fmt.Sprintf("acct_y%d_%s", n, p.vars["fresh"]), days: days}
	if k.goes = p.vars["who.number"]; days == 0 {
		k.goes, k.stays = "", k.goes
	}
	y.cases = append(y.cases, k)
}

// change gives the account of a verified case to somebody else.
func (y *year) change(i int) {
	old := y.cases[i]
	p := y.play("as holder " + old.account + "\n" + changed)
	y.cases = append(y.cases, kept{script: "changed", id: realname.CaseID(p.vars["case"]), account: old.account, goes: old.stays,
		stays: p.vars["next.number"], days: formerDays, former: old.id})
	y.cases[i] = kept{script: "given away", id: old.id, account: old.account}
}

// settled waits until everything is carried out that follows what was committed.
func (y *year) settled() {
	y.t.Helper()
	for until := time.Now().Add(time.Minute); ; time.Sleep(2 * time.Millisecond) {
		pending, err := y.e.Store.Pending(y.t.Context(), 0, 1)
		if err != nil || time.Now().After(until) {
			y.t.Fatalf("something waits still, %v", err)
		}
		if len(pending) == 0 {
			return
		}
	}
}

// A year of cases, with the clock turned day by day: what is due goes on its day, once; and of the people nothing is found afterwards in
// any file, with the keys, but of those whose time is not over.
func TestRULES_L1_L2_THREATS_D1_a_year(t *testing.T) {
	t.Parallel()
	world, e := openEmbedded(t, policies.Default)
	y := &year{t: t, world: world.withDefaults(), e: e}
	day := func(d time.Duration) {
		if err := world.Turn(d); err != nil {
			t.Fatal(err)
		}
		y.settled()
	}
	morning := time.Date(2000, 1, 1, 2, 0, 0, 0, time.UTC) // ten in Shanghai: no day ends while its cases are played
	day(24*time.Hour - world.Now().Sub(morning)%(24*time.Hour))
	var verified []int
	for d := range yearDays {
		for n := len(y.cases); n < casesOfAYear*(d+1)/yearDays; n = len(y.cases) {
			s := scripts[n%len(scripts)]
			switch {
			case n%50 == 7:
				y.begin(n, "refused", refused, failedDays)
			case n%25 == 3 && len(verified) > 0 && y.since(verified[0]) >= coolDays:
				y.change(verified[0])
				verified = verified[1:]
			default:
				y.begin(n, s.name, s.text, s.days)
				if s.days == 0 {
					verified = append(verified, n)
				}
			}
		}
		y.settled()
		day(24 * time.Hour)
	}
	y.onTheirDays()
	y.remains()
}

// since is for how many days the account of the case has belonged to who was verified.
func (y *year) since(i int) int {
	c := y.read(y.cases[i].id)
	return int(y.world.Now().Sub(c.UpdatedAt()).Hours() / 24)
}

func (y *year) read(id realname.CaseID) realname.Case {
	y.t.Helper()
	c, err := y.e.Store.Case(y.t.Context(), id)
	if err != nil {
		y.t.Fatal(err)
	}
	return c
}

// onTheirDays compares when each case was erased with when it was due.
func (y *year) onTheirDays() {
	today, counted := identity.DateIn(y.world.Now()), map[string]int{}
	for _, k := range y.cases {
		c := y.read(k.id)
		var end, gone time.Time
		times := 0
		for _, e := range c.Events {
			if e.Ends() {
				end = e.At
			}
			if e.Type == realname.CaseRedacted || e.Type == realname.FormerErased {
				gone, times = e.At, times+1
			}
		}
		due := identity.DateIn(end.AddDate(0, 0, k.days))
		switch over := k.days > 0 && !end.IsZero() && !due.After(today); {
		case k.script == "given away": // its day is that of the change
		case over && (times != 1 || identity.DateIn(gone) != due):
			y.t.Errorf("%s %s: erased %d times, on %s, due on %s", k.script, k.id, times, identity.DateIn(gone), due)
		case !over && times != 0:
			y.t.Errorf("%s %s: erased on %s, due on %s", k.script, k.id, identity.DateIn(gone), due)
		case over:
			counted[k.script]++
			if k.former != "" && y.read(k.former).RedactedAt().IsZero() {
				y.t.Errorf("%s: by which the account belonged to somebody before, is there still", k.former)
			}
		default:
			counted[k.script+", not due"]++
		}
	}
	y.t.Logf("erased on their days: %v", counted)
	for _, s := range []string{"withdrawn", "abandoned", "withdrawn at the phone"} {
		if counted[s] == 0 {
			y.t.Errorf("none was %s", s)
		}
	}
}

// remains looks for the people in everything that is kept, and asks for those who stay.
func (y *year) remains() {
	all, err := y.world.Stored()
	if err != nil {
		y.t.Fatal(err)
	}
	today, looked, found := identity.DateIn(y.world.Now()), 0, 0
	for i, k := range y.cases {
		if i%(casesOfAYear/min(200, casesOfAYear)) != 0 && k.former == "" && k.script != "refused" {
			continue
		}
		c := y.read(k.id)
		end, _ := lastEnd(c)
		over := k.days > 0 && !end.IsZero() && !identity.DateIn(end.AddDate(0, 0, k.days)).After(today)
		for number, stays := range map[string]bool{k.goes: !over, k.stays: true} {
			if number == "" {
				continue
			}
			looked++
			if strings.Contains(all, number) != stays {
				y.t.Errorf("%s %s: of somebody whose time is over (%t) something is found (%t)", k.script, k.id, !stays, !stays)
			} else if stays {
				found++
			}
		}
		if k.script == "verified" || k.script == "changed" {
			y.play("as holder " + k.account + "\nGET /v1/accounts/" + k.account + "\n200\nstatus == verified")
		}
	}
	if looked < min(200, casesOfAYear) || found == 0 {
		y.t.Errorf("%d people were looked for, %d found", looked, found)
	}
	y.t.Logf("%d people were looked for, %d found", looked, found)
}

// lastEnd is when the case ended.
func lastEnd(c realname.Case) (time.Time, bool) {
	for _, e := range c.Events {
		if e.Ends() {
			return e.At, true
		}
	}
	return time.Time{}, false
}
