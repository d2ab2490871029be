// Package conversations plays tests that are written as text: what somebody asks of the API over HTTP, and what must
// come back. The files in testdata hold for every engine; those in testdata/embedded and testdata/clock say in their
// first lines why they hold for some only. Here live the format and its player, nothing of any engine.
//
// A file is one conversation, and named for the rules that it proves. Lines that begin with # are comments, empty
// lines count for nothing, and "--- NAME" begins the next part, a subtest of its own. Variables stand in braces:
//
//	person zhou = adult 3, fresh number   somebody of infra/tests/pii, with a document number that is new; see people.go
//	as holder acct_zhou_{fresh}           who asks from here on; {fresh} is new for every run of the file
//	as platform                           also: reviewer, admin, nobody (no token)
//	as session {token}                    by a link: short forms then go under /me, other requests are written so
//	set word = value                      a variable
//
// A request is its line, headers, a body, and the status that must come back; what follows are expectations:
//
//	POST /v1/cases/{case}/method
//	Idempotency-Key: key_{fresh}
//	{"method": "face"}
//	200
//	status == requires_input              a path into the JSON answer; lists by index or [name=value]
//	last_error absent                     ==  !=  has  lacks  counts  matches  begins  exists  absent  like
//	next_action.url -> phone              keeps the value in a variable
//	header etag == "4"
//	body lacks {zhou.number}
//	body like {first}                     the same but for the request id
//
// A body is JSON unless a Content-Type says otherwise (an empty one sends none); {a*1000} stands for a thousand a.
// "until GET path" asks again until all expectations hold, for at most ten seconds. Short forms of what most
// conversations need, each with an optional status where another than success is expected:
//
//	open                                  POST /v1/cases; keeps {case}
//	fill zhou                             POST …/form with all that is asked; {zhou.form} is that body
//	choose face                           POST …/method
//	check                                 POST …/check; keeps {phone} and {check}, the check's id: {checks}_version
//	back                                  POST …/back
//	cancel                                POST …/cancel
//	phone {phone} press passed            picks an outcome on the phone, with consent; also: refuse, bind, bound, look
//	phone {phone} leave passed            picks it, and never comes back from there
//	phone {phone} press app_passed as wu  with whom the app's account is verified as
//	code                                  waits for the next code by SMS; keeps {code}, a {wrong} one, and {sent_to}, masked
//	repeat 3 … end                        the lines between, three times
//
// Of enterprises, each with an optional status too:
//
//	enterprise lan = 91 by zhou           an enterprise with a new code of that register, and its contact; see enterprises.go
//	as reviewer ann                       a reviewer by name; "as reviewer ann of acct_x" says which account is hers, "of nobody" none
//	open enterprise                       POST /v1/cases; keeps {case}
//	upload licence                        uploads a picture for the purpose and waits until it is accepted; keeps {licence}
//	fill lan                              POST …/form with {licence}
//	choose representative_face by zhou    POST …/method, naming the legal representative
//	bank arrived                          lets the payout arrive that is on its way; "bank refused" sends it back
//	bank pay 某某公司 0.42 SM…            pays in on the statement's page, with any words as the reference
//	papers by zhou                        POST …/transfer with the two pictures uploaded before; "papers by zhou to 6222…0006"
//	handler wu                            POST …/handler
//	decide ask_again papers_unclear representative_emblem_side   as a reviewer who looked at every document; also: refuse, and approve, which claims it first, and has a colleague approve too where it takes two
//	decide approve against acct_x         of an appeal: the account to release
//	upload licence as company.png         one of infra/tools/licences/samples, which can be read, or of infra/tests/inputs; a last
//	                                      word "refused" waits until it is that
//	deposit                               POST …/deposit; keeps {amount} and {reference}
//	pay                                   pays the top-up in the name of the form; "pay by 某某公司" in another's
//	arrives                               waits for the amount of a transfer and reads it on the bank's statement; keeps
//	                                      {amount} and a {wrong} one
//
// Of changes; what has to be agreed to is read from the account and from the case:
//
//	verify zhou by face                   a whole verification; "verify lan by representative_face of zhou"
//	open person_to_person                 POST /v1/cases with all consents; "open release by ticket 409"
//	fill wu                               with the consents of who takes over
//	agree person_to_person                keeps {consents}, what opening it needs
//
// "somewhere {zhou.number}" and "nowhere {zhou.number}" say what can be found by who has the engine's disk and its keys; an engine
// into which nobody can look that way is not asked.
//
// In live mode there is no phone of the sandbox: "outside WORDS" lets the services outside do something, as the engine's test
// understands it; what they say is kept in variables.
//
// A callback is signed like the provider's, unless a line says what is wrong with it:
//
//	callback failed face_covered on {check}
//	Id: msg_{fresh}                       otherwise a new one
//	At: -301s                             stamped that far from now
//	Change: body                          also: signature, id, timestamp — after it was signed
//	Without: signature                    also: id, timestamp
//	To: elsewhere                         another provider's address
//	200
//	callback again                        the same bytes once more
//	200
//
// "clock +11m" turns the clock forward; a file that does so says "clock required" first. "profile NAME" before the first
// part says under which policy profile the file holds; without that it is policies.Default.
//
// What a failing test prints holds no personal data: lines are shown as they stand in the file, and answers with
// everything that is known of the file's people masked (THREATS L1).
package conversations

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"shiming/shared/realname"
	"shiming/shared/realname/policies"
)

// ReturnOrigin is where the conversations are sent back to: the engine has to list it (RETURN_ORIGINS).
const ReturnOrigin = "https://console.example.com"

// World is a running engine as a conversation reaches it. Everything in it is safe for concurrent use.
type World struct {
	// Base is the address of the API, without a trailing slash.
	Base string
	// Client calls it; nil means http.DefaultClient. It follows redirects.
	Client *http.Client
	// Token mints a token that the engine accepts, good for a minute at least.
	Token func(realname.Actor) (string, error)
	// Secret signs the sandbox's callbacks.
	Secret []byte
	// Now is the engine's time.
	Now func() time.Time
	// Patient says that answers may be late: what is read is asked again until it holds what is expected, for three minutes.
	Patient bool
	// Turn turns the engine's clock forward; nil where it cannot be turned.
	Turn func(time.Duration) error
	// Stored returns everything that is kept, with what is sealed in plaintext; nil where nobody can look into it.
	Stored func() (string, error)
	// Outside lets the services outside do what the words say, and returns variables; nil where none are played.
	Outside func(words []string) (map[string]string, error)
}

// LookAgain lets whoever waits for a time on a server look at its clock again, after it was turned in the process.
func LookAgain(base string) error {
	answer, err := http.Post(base+"/sandbox/clock", "application/json", strings.NewReader(`{"advance": "0s"}`))
	if err != nil {
		return err
	}
	return answer.Body.Close()
}

// withDefaults fills in what may be left out.
func (w World) withDefaults() World {
	if w.Client == nil {
		w.Client = http.DefaultClient
	}
	return w
}

// Start returns a running engine under the policy profile. What it starts ends with the test.
type Start func(t *testing.T, profile string) World

// Run plays every conversation of the directory, each as a subtest, one after another, grouped by the profiles that they
// hold under: each is started once, and only when a file asks for it. A directory without any, a line that is not
// understood, and a conversation that needs a clock where there is none, fail the test.
func Run(t *testing.T, start Start, dir string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.txt"))
	if err != nil || len(files) == 0 {
		t.Fatalf("%s holds no conversations (%v)", dir, err)
	}
	texts := map[string]string{}
	under := map[string][]string{} // files by their profile
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		profile, err := ProfileOf(string(text))
		if err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		texts[file] = string(text)
		under[profile] = append(under[profile], file)
	}
	for _, profile := range policies.Names() {
		if len(under[profile]) == 0 {
			continue
		}
		t.Run(profile, func(t *testing.T) {
			world := start(t, profile).withDefaults()
			for _, file := range under[profile] {
				t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
					play(test{t}, world, filepath.Base(file), texts[file])
				})
			}
		})
	}
}

// ProfileOf is the profile that a conversation holds under. It has to be one that is shipped.
func ProfileOf(text string) (string, error) {
	profile := policies.Default
	for _, l := range parts(text)[0].lines {
		if name, ok := strings.CutPrefix(l.text, "profile "); ok {
			profile = name
		}
	}
	if !slices.Contains(policies.Names(), profile) {
		return "", fmt.Errorf("no profile %q is shipped", profile)
	}
	return profile, nil
}
