package providertest

import (
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"shiming/shared/realname"
	"shiming/shared/steps"
)

// Push is a provider under test that sends callbacks, with what its suite needs to play the outside world.
type Push struct {
	Harness
	Pusher steps.Pusher // the same provider
	// Callback is what the outside service sends at a moment to say the notice, with the identity that is taken over
	// where there is one. It does not look whether the notice makes sense.
	Callback func(t *testing.T, n realname.Notice, at time.Time) steps.Callback
	// Older are the same by each further secret that the provider still accepts: at least one.
	Older []func(t *testing.T, n realname.Notice, at time.Time) steps.Callback
	// Foreign is what somebody sends who has another secret.
	Foreign func(t *testing.T, n realname.Notice, at time.Time) steps.Callback
	// Both is the genuine callback carrying the signature of the foreign one as well, before its own.
	Both func(genuine, foreign steps.Callback) steps.Callback
	// Sign signs any body as Callback does.
	Sign func(t *testing.T, body []byte, at time.Time) steps.Callback
	// Headers are the names of the headers without which no callback is authentic; their values are all covered by
	// the signature, or are it.
	Headers []string
	// Nonsense are bodies in the provider's own format that mean nothing, by name: no format at all, unknown fields,
	// and what else the format can get wrong.
	Nonsense map[string][]byte
}

// RunPush proves that what open returns keeps the contract of steps.Pusher. Run it with -race.
func RunPush(t *testing.T, open func(t *testing.T) Push) {
	for _, test := range []struct {
		name string
		run  func(*testing.T, Push)
	}{
		{"Begin", func(t *testing.T, h Push) { begin(t, h.Harness) }},
		{"THREATS_L1_the_address_holds_no_personal_data", func(t *testing.T, h Push) { discreet(t, h.Harness) }},
		{"what_a_provider_can_say", says},
		{"RULES_B8_what_an_app_hands_over", handsOver},
		{"THREATS_W1_forged", forged},
		{"THREATS_W1_changed", changed},
		{"THREATS_W1_old_or_early", stale},
		{"THREATS_W1_other_spellings_of_a_genuine_callback", spellings},
		{"THREATS_W1_well_signed_nonsense", nonsense},
		{"THREATS_W1_anything_at_all", anything},
		{"many_at_once", concurrent},
	} {
		t.Run(test.name, func(t *testing.T) { test.run(t, open(t)) })
	}
}

// says proves that everything the rules tell apart arrives as it was said.
func says(t *testing.T, h Push) {
	for _, r := range h.rules() {
		for _, fault := range r.faults {
			t.Run(strings.TrimSuffix(r.rule+"_"+string(r.method)+"_"+string(r.outcome)+"_"+string(fault), "_"), func(t *testing.T) {
				want := saying(r.method, r.outcome, fault)
				got, err := h.Pusher.Authenticate(h.Callback(t, want, now), now)
				if err != nil || got != want {
					t.Errorf("want %+v, got %+v, %v", want, got, err)
				}
			})
		}
	}
}

// handsOver proves that an app's identity arrives whole (RULES B8).
func handsOver(t *testing.T, h Push) {
	for _, m := range h.Methods {
		if !m.TakesOver() {
			continue
		}
		for _, x := range people(t) {
			want := saying(m, realname.Passed, "")
			want.GroupIdentity = &realname.GroupIdentity{Person: realname.Person{Name: x.Name, Document: x.Document, Birth: x.Birth}, Site: "a-site"}
			if born, ok := x.Document.Birth(); ok {
				want.GroupIdentity.Person.Birth = born
			}
			got, err := h.Pusher.Authenticate(h.Callback(t, want, now), now)
			if err != nil || !reflect.DeepEqual(got, want) {
				t.Errorf("the identity did not arrive as it was handed over: %v", err)
			}
		}
	}
}

// mustRefuse fails unless the callback is refused with the code, and with no notice beside it.
func mustRefuse(t *testing.T, p steps.Pusher, c steps.Callback, at time.Time, code realname.Code) {
	t.Helper()
	got, err := p.Authenticate(c, at)
	if !isCode(err, code) || got != (realname.Notice{}) {
		t.Errorf("want %s and no notice, got %+v, %v", code, got, err)
	}
}

// mustAccept fails unless the callback says the notice.
func mustAccept(t *testing.T, p steps.Pusher, c steps.Callback, at time.Time, want realname.Notice) {
	t.Helper()
	got, err := p.Authenticate(c, at)
	if err != nil || got != want {
		t.Errorf("want %+v, got %+v, %v", want, got, err)
	}
}

// concurrent runs everything from many goroutines; the race detector looks on.
func concurrent(t *testing.T, h Push) {
	person := people(t)[0]
	var all sync.WaitGroup
	for i := range 32 {
		all.Go(func() {
			m := h.Methods[i%len(h.Methods)]
			check := newCheck(m)
			begun, err := h.Provider.Begin(t.Context(), steps.CheckRequest{Check: check, Person: person, BaseURL: base})
			if err != nil || h.CheckOf(t, begun.URL) != check.ID {
				t.Errorf("Begin: %v", err)
			}
			n := saying(m, realname.Passed, "")
			mustAccept(t, h.Pusher, h.Callback(t, n, now), now, n)
			mustRefuse(t, h.Pusher, h.Foreign(t, n, now), now, realname.CodeSignatureInvalid)
		})
	}
	all.Wait()
}
