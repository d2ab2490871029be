package tencentcards_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"shiming/shared/identity"
	"shiming/shared/providers/cardstest"
	"shiming/shared/providers/tencentcards"
	"shiming/shared/realname"
	"shiming/shared/steps"
	"shiming/shared/wire"
	"shiming/shared/wire/tencenttest"
)

// open returns the checker, and the other side that it asks.
func open(t *testing.T, answer func() (int, string), change ...func(*tencentcards.Config)) (*tencentcards.Cards, *tencenttest.Server) {
	t.Helper()
	s := tencenttest.New(t, "faceid", "2018-03-01", "BankCard4EVerification", answer)
	c := tencentcards.Config{
		Access: tencenttest.Access(), Endpoint: s.URL, Clock: func() time.Time { return tencenttest.Now },
	}
	for _, f := range change {
		f(&c)
	}
	cards, err := tencentcards.New(c)
	if err != nil {
		t.Fatal(err)
	}
	return cards, s
}

// result is an answer with the result; its description is in words that nobody may repeat.
func result(code string) string {
	return fmt.Sprintf(`{"Response":{"Result":%q,"Description":"个人信息不应出现","RequestId":"r-7"}}`, code)
}

func question(t *testing.T) cardstest.Question {
	return cardstest.Ask(t, "欧阳修", "11010119900307803X", "6217000000000000004", "13800138000")
}

func match(ctx context.Context, c *tencentcards.Cards, q cardstest.Question) error {
	return c.Match(ctx, q.Name, q.Document, q.Card, q.Phone)
}

func TestConformance(t *testing.T) {
	cardstest.Run(t, func(t *testing.T) cardstest.Harness {
		answer := tencenttest.Always(200, result("0"))
		cards, _ := open(t, func() (int, string) { return answer() })
		when := func(body string) func(*testing.T) cardstest.Question {
			return func(t *testing.T) cardstest.Question {
				answer = tencenttest.Always(200, body)
				return question(t)
			}
		}
		return cardstest.Harness{
			Cards: cards, Match: when(result("0")), Away: when(result("-18")),
			Refusals: map[realname.Code]func(*testing.T) cardstest.Question{
				realname.CodeCardHolder: when(result("-6")), realname.CodeCardPhone: when(result("-5")), realname.CodeCardInvalid: when(result("-9")),
				realname.CodeCardFrozen: when(result("-13")), realname.CodeCardNotSupported: when(result("-17")),
				realname.CodeCardDailyLimit: when(result("-19")), realname.CodeMethodNotForDoc: when(result("-20")),
			},
		}
	})
}

// The table of FIELD-NOTES §4.2.
func TestRULES_B7_EveryResultHasItsMeaning(t *testing.T) {
	for code, results := range map[realname.Code]string{
		realname.CodeCardHolder:       "-1 -2 -3 -6",
		realname.CodeCardPhone:        "-5",
		realname.CodeCardInvalid:      "-4 -9 -10",
		realname.CodeCardFrozen:       "-8 -11 -12 -13 -14 -15 -16 -21",
		realname.CodeCardNotSupported: "-7 -17",
		realname.CodeCardDailyLimit:   "-19",
		realname.CodeMethodNotForDoc:  "-20",
		"":                            "0",
	} {
		for r := range strings.FieldsSeq(results) {
			t.Run("RULES_B7_result_"+r, func(t *testing.T) {
				c, _ := open(t, tencenttest.Always(200, result(r)))
				err := match(t.Context(), c, question(t))
				if code == "" && err == nil {
					return
				}
				var refused *realname.Error
				if !errors.As(err, &refused) || refused.Code != code || errors.Is(err, steps.ErrUnavailable) {
					t.Fatalf("want %s, got %v", code, err)
				}
				if got := fmt.Sprint(refused.Cause); got != "tencentcards: result "+r+" (r-7)" {
					t.Errorf("the cause is %s", got)
				}
				tomorrow := time.Date(2025, 11, 21, 16, 0, 0, 0, time.UTC) // midnight of the mainland
				if want := code == realname.CodeCardDailyLimit; refused.RetryAfter.Equal(tomorrow) != want {
					t.Errorf("again at %s", refused.RetryAfter)
				}
			})
		}
	}
}

func TestRULES_B7_WhatIsAsked(t *testing.T) {
	c, s := open(t, tencenttest.Always(200, result("0")))
	if err := match(t.Context(), c, question(t)); err != nil {
		t.Fatal(err)
	}
	var asked map[string]any
	if len(s.Bodies()) != 1 || json.Unmarshal(s.Bodies()[0], &asked) != nil {
		t.Fatalf("%d requests", len(s.Bodies()))
	}
	for field, want := range map[string]any{
		"Name": "欧阳修", "IdCard": "11010119900307803X", "BankCard": "6217000000000000004", "Phone": "13800138000", "CertType": 0.0,
	} {
		if asked[field] != want {
			t.Errorf("%s is not what it should be", field)
		}
	}
	if len(asked) != 5 {
		t.Errorf("%d fields", len(asked))
	}
}

func TestRULES_B6_PermitsAreNotAsked(t *testing.T) {
	c, s := open(t, tencenttest.Always(200, result("0")))
	for kind, number := range map[identity.DocumentKind]string{identity.HKMacaoPermit: "H99000008", identity.TaiwanPermit: "99000008"} {
		q := question(t)
		var err error
		if q.Document, err = identity.ParseDocument(kind, number); err != nil {
			t.Fatal(err)
		}
		if err := match(t.Context(), c, q); !errors.Is(err, realname.Refuse(realname.CodeMethodNotForDoc)) || len(s.Bodies()) != 0 {
			t.Errorf("%s: %v", kind, err)
		}
	}
}

func TestFaults(t *testing.T) {
	for _, row := range []struct {
		what   string
		status int
		text   string
		passes bool
	}{
		{"busy", 200, result("-18"), true},
		{"a result of tomorrow", 200, result("-22"), true},
		{"a result that is a text", 200, result("个人信息不应出现"), true},
		{"no result", 200, `{"Response":{"RequestId":"r-3"}}`, true},
		{"a result that is a number", 200, `{"Response":{"Result":0,"RequestId":"r-3"}}`, true},
		{"too many requests", 200, tencenttest.Refused("RequestLimitExceeded"), true},
		{"too many of this service", 200, tencenttest.Refused("FailedOperation.RequestLimitExceeded"), true},
		{"an internal error", 200, tencenttest.Refused("InternalError.UnKnown"), true},
		{"an unknown error", 200, tencenttest.Refused("FailedOperation.UnKnown"), true},
		{"a code that is a text", 200, tencenttest.Refused("个人信息不应出现"), false},
		{"a wrong secret", 200, tencenttest.Refused("AuthFailure.SignatureFailure"), false},
		{"arrears", 200, tencenttest.Refused("UnauthorizedOperation.Arrears"), false},
		{"not opened", 200, tencenttest.Refused("UnauthorizedOperation.Nonactivated"), false},
		{"a parameter", 200, tencenttest.Refused("InvalidParameter"), false},
		{"a gateway that is down", 502, result("0"), true},
		{"no JSON", 200, "<html>", true},
		{"another JSON", 200, `{"Result":"0"}`, true},
		{"half an answer", 200, result("0")[:30], true},
		{"an endless answer", 200, strings.Repeat(" ", 2<<20) + result("0"), true},
	} {
		t.Run(row.what, func(t *testing.T) {
			c, _ := open(t, tencenttest.Always(row.status, row.text))
			err := match(t.Context(), c, question(t))
			var refused *realname.Error
			if err == nil || errors.As(err, &refused) || errors.Is(err, steps.ErrUnavailable) != row.passes {
				t.Errorf("%v", err)
			}
			if strings.Contains(fmt.Sprint(err), "个人信息") {
				t.Error("the error repeats the other side's words")
			}
		})
	}
}

func TestSignaturesThatAreWrong(t *testing.T) {
	for what, change := range map[string]func(*tencentcards.Config){
		"another key": func(c *tencentcards.Config) { c.Access = wire.Fixed(tencenttest.SecretID, tencenttest.SecretKey+"x") },
		"another id":  func(c *tencentcards.Config) { c.Access = wire.Fixed(tencenttest.SecretID+"x", tencenttest.SecretKey) },
		"a late clock": func(c *tencentcards.Config) {
			c.Clock = func() time.Time { return tencenttest.Now.Add(-6 * time.Minute) }
		},
	} {
		c, s := open(t, tencenttest.Always(200, result("0")), change)
		if err := match(t.Context(), c, question(t)); err == nil || errors.Is(err, steps.ErrUnavailable) || len(s.Bodies()) != 0 {
			t.Errorf("%s: %v", what, err)
		}
	}
	if _, err := tencentcards.New(tencentcards.Config{}); err == nil {
		t.Error("made without what it needs")
	}
}

func TestTHREATS_L1_NothingIsSentAnywhereElse(t *testing.T) {
	followed := false
	elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { followed = true }))
	defer elsewhere.Close()
	for _, status := range []int{301, 302, 307, 308} {
		c, _ := open(t, tencenttest.Always(status, "Location: "+elsewhere.URL))
		if err := match(t.Context(), c, question(t)); !errors.Is(err, steps.ErrUnavailable) || followed {
			t.Errorf("%d: %v", status, err)
		}
	}
}

func TestTimeouts(t *testing.T) {
	release := make(chan struct{})
	defer close(release)
	c, _ := open(t, func() (int, string) { <-release; return 200, result("0") }, func(c *tencentcards.Config) {
		c.Client = &http.Client{Timeout: 50 * time.Millisecond}
	})
	if err := match(t.Context(), c, question(t)); !errors.Is(err, steps.ErrUnavailable) {
		t.Errorf("%v", err)
	}
}
