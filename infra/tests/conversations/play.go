package conversations

import (
	"crypto/rand"
	"fmt"
	"maps"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"

	"shiming/shared/realname"
)

// line is a line of a conversation that counts.
type line struct {
	at   int
	text string
}

// part is what stands under one "--- NAME"; the first one has no name.
type part struct {
	name  string
	lines []line
}

func parts(text string) []part {
	all := []part{{}}
	for i, raw := range strings.Split(text, "\n") {
		trimmed := strings.TrimSpace(raw)
		switch {
		case trimmed == "" || strings.HasPrefix(trimmed, "#"):
		case strings.HasPrefix(trimmed, "--- "):
			all = append(all, part{name: strings.TrimPrefix(trimmed, "--- ")})
		default:
			last := &all[len(all)-1]
			last.lines = append(last.lines, line{i + 1, trimmed})
		}
	}
	return all
}

// player plays one file. What it remembers goes on from part to part.
type player struct {
	t           stage
	world       World
	file        string
	here        line
	vars        map[string]string
	people      map[string]person
	enterprises map[string]enterprise
	actor       *realname.Actor // nil: nobody, no token
	session     string          // the token of a session, whose requests go under /me; empty: the actor's
	tokens      map[realname.Actor]string
	clock       bool // the file said that it needs one
	head        bool // the first part is playing
	taking      bool // the case is one that somebody may take an account over by
	last        answer
	called      *callback
	paid        int // payments so far
}

func newPlayer(world World, file string) *player {
	phone := handset()
	return &player{
		world: world, file: file, people: map[string]person{}, enterprises: map[string]enterprise{}, tokens: map[realname.Actor]string{},
		vars: map[string]string{"fresh": strings.ToLower(rand.Text()[:10]), "handset": phone, "handset_masked": phone[:3] + "****" + phone[7:]},
	}
}

func play(t stage, world World, file, text string) {
	p := newPlayer(world, file)
	for i, part := range parts(text) {
		run := func(t stage) {
			p.t, p.head = t, i == 0
			p.play(part.lines)
		}
		if i == 0 {
			run(t)
		} else if !t.part(part.name, run) {
			t.Fatal(file + ": the conversation ends here")
		}
	}
}

// failf ends the test.
func (p *player) failf(format string, args ...any) {
	p.t.Helper()
	p.t.Fatal(p.complaint(format, args...))
}

// complaint is what a failing test prints: the line as it stands in the file, everything else masked (THREATS L1).
func (p *player) complaint(format string, args ...any) string {
	return fmt.Sprintf("%s:%d: %s: %s", p.file, p.here.at, p.here.text, p.mask(fmt.Sprintf(format, args...)))
}

var (
	statusLine = regexp.MustCompile(`^\d{3}$`)
	requestRow = regexp.MustCompile(`^(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS) (/\S*)$`)
	headerRow  = regexp.MustCompile(`^[A-Za-z][A-Za-z-]*:( |$)`)
	expectRow  = regexp.MustCompile(`^(\S+|header \S+) (==|!=|has|lacks|counts|matches|begins|like|->|exists|absent)( .*)?$`)
)

// play plays lines: a command, the lines that belong to it, the next command.
func (p *player) play(lines []line) {
	p.t.Helper()
	for len(lines) > 0 {
		p.here = lines[0]
		p.t.line(p.here.at, p.here.text)
		word, rest, _ := strings.Cut(lines[0].text, " ")
		switch {
		case word == "until", word == http.MethodGet && p.world.Patient:
			lines = p.until(lines)
		case requestRow.MatchString(lines[0].text):
			lines = p.request(lines)
		case word == "somewhere", word == "nowhere":
			p.stored(word, p.fill(rest))
			lines = lines[1:]
		case word == "callback":
			lines = p.callback(lines)
		case word == "repeat":
			lines = p.repeat(rest, lines[1:])
		case expectRow.MatchString(lines[0].text):
			if err := p.expect(lines[0].text); err != nil {
				p.failf("%v\nanswer: %s", err, p.last)
			}
			lines = lines[1:]
		default:
			p.command(word, rest)
			lines = lines[1:]
		}
	}
}

func (p *player) command(word, rest string) {
	p.t.Helper()
	switch word {
	case "clock":
		p.turn(rest)
	case "profile":
		p.inHead() // it was read before the engine was started
	case "person":
		name, description, _ := strings.Cut(rest, " = ")
		who, err := p.meet(description)
		if err != nil {
			p.failf("%v", err)
		}
		p.people[name] = who
		for field, value := range who.fields() {
			p.vars[name+"."+field] = value
		}
	case "enterprise":
		p.introduce(rest)
	case "set":
		name, value, _ := strings.Cut(rest, " = ")
		p.vars[name] = p.fill(value)
	case "as":
		p.as(strings.Fields(p.fill(rest)))
	case "code":
		p.sentCode()
	case "outside":
		p.outside(strings.Fields(p.fill(rest)))
	case "phone":
		p.phone(strings.Fields(p.fill(rest)))
	default:
		if words := strings.Fields(p.fill(rest)); !p.shortChange(word, words) && !p.shortEnterprise(word, words) && !p.shortDeposit(word, words) {
			p.short(word, words)
		}
	}
}

// as says who asks. Holders are named by their account, the others by their role; reviewers may have a name, and an
// account of their own: "as reviewer ann of acct_x".
func (p *player) as(words []string) {
	p.t.Helper()
	p.session = ""
	switch {
	case len(words) == 2 && words[0] == "session":
		p.actor, p.session = nil, words[1]
	case len(words) == 1 && words[0] == "nobody":
		p.actor = nil
	case words[0] == string(realname.Reviewer) && len(words) <= 4:
		name, own := words[0], "acct_staff_"+p.vars["fresh"]
		if len(words) > 1 {
			name = words[1]
		}
		switch {
		case len(words) == 4 && words[2] == "of" && words[3] == "nobody":
			own = ""
		case len(words) == 4 && words[2] == "of":
			own = words[3]
		case len(words) > 2:
			p.failf("there is nobody like that")
		}
		p.actor = &realname.Actor{Role: realname.Reviewer, ID: name + "_" + p.vars["fresh"], Account: realname.AccountID(own)}
	case len(words) == 2 && words[0] == string(realname.Admin):
		p.actor = &realname.Actor{Role: realname.Admin, ID: words[1] + "_" + p.vars["fresh"]}
	case len(words) == 1 && words[0] != string(realname.Holder) && realname.Role(words[0]).Valid():
		p.actor = &realname.Actor{Role: realname.Role(words[0]), ID: words[0] + "_" + p.vars["fresh"]}
	case len(words) == 2 && words[0] == string(realname.Holder):
		p.actor = &realname.Actor{Role: realname.Holder, ID: "user_" + words[1], Account: realname.AccountID(words[1])}
	default:
		p.failf("there is nobody like that")
	}
}

// outside lets the services outside do something, and keeps what they say.
func (p *player) outside(words []string) {
	p.t.Helper()
	if p.world.Outside == nil {
		p.failf("nobody is played outside of this engine")
	}
	said, err := p.world.Outside(words)
	if err != nil {
		p.failf("%v", err)
	}
	maps.Copy(p.vars, said)
}

// inHead fails where a line stands below the first part.
func (p *player) inHead() {
	p.t.Helper()
	if !p.head {
		p.failf("this stands before the first part")
	}
}

func (p *player) turn(by string) {
	p.t.Helper()
	if by == "required" {
		if p.world.Turn == nil {
			p.failf("this engine's clock cannot be turned")
		}
		p.clock = true
		return
	}
	d, err := time.ParseDuration(strings.TrimPrefix(by, "+"))
	if err != nil || d <= 0 || !p.clock {
		p.failf("a clock is turned as in \"clock +11m\", after \"clock required\"")
	}
	if err := p.world.Turn(d); err != nil {
		p.failf("the clock was not turned: %v", err)
	}
	clear(p.tokens)
}

func (p *player) repeat(count string, lines []line) []line {
	p.t.Helper()
	n, err := strconv.Atoi(count)
	end := 0
	for end < len(lines) && lines[end].text != "end" {
		end++
	}
	if err != nil || n < 1 || end == len(lines) {
		p.failf("a repetition is \"repeat 3\", lines, \"end\"")
	}
	for range n {
		p.play(lines[:end])
	}
	return lines[end+1:]
}

var (
	variable = regexp.MustCompile(`\{[a-z][a-z0-9_.]*\}`)
	many     = regexp.MustCompile(`\{(.)\*(\d+)\}`)
)

// fill puts the variables of a line in.
func (p *player) fill(text string) string {
	p.t.Helper()
	text = variable.ReplaceAllStringFunc(text, func(v string) string {
		value, ok := p.vars[strings.Trim(v, "{}")]
		if !ok {
			p.failf("there is no variable %s", v)
		}
		return value
	})
	return many.ReplaceAllStringFunc(text, func(m string) string {
		found := many.FindStringSubmatch(m)
		n, _ := strconv.Atoi(found[2]) // digits
		return strings.Repeat(found[1], n)
	})
}
