package texts

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"shiming/shared/realname"
)

// What a sentence is judged by in both languages: it says what happened and what to do next, where that is something, by when,
// and where. The words of doing are listed, so that a new text is held to them too; what is read by programs' authors alone is exempt
// from words for people, and what leaves nothing to do says that.
var (
	doesEN = regexp.MustCompile(`(?m)(^|[.;:,] |[.;:,] (then|or|else|and|to) )(please )?(Add|Ask|Appeal|Begin|Bind|Cancel|Change|Check|Choose|Claim|Complete|Continue|` +
		`Copy|Correct|Decide|Fill|Finish|Get|Give|Go|Have|Keep|Leave|Look|Open|Pay|Put|Read|Release|Remove|Save|Scan|See|Send|Sign|Start|Take|Top|Try|Upload|Use|Verify|Wait|Write|` +
		`add|ask|appeal|begin|bind|cancel|change|check|choose|claim|complete|continue|copy|decide|fill|finish|get|give|go|have|keep|leave|look|open|pay|put|read|` +
		`release|remove|save|scan|see|send|sign|start|take|top|try|use|verify|wait|write|contact|withdraw|confirm|tell|follow|ignore|hand) |you can |Another [a-z]+ has to|has to |` +
		`need (not|do nothing)|nothing to do|No need|comes? (to you )?by itself|[Pp]ay |Sign in`)
	doesZH = regexp.MustCompile(`请|可(在|以|登录|查看|变更|使用|联系)|您可|无需|无须|须`)
	whenEN = regexp.MustCompile(`midnight|time that is shown|tomorrow|hour|little|from when|moment|shortly|next one|later|\{by\}|\{days\}|\{day\}|\{minutes\}`)
	whenZH = regexp.MustCompile(`零点|所示时间|明天|次日|小时|稍后|稍候|日期|时间|\{by\}|\{days\}|\{day\}|\{minutes\}`)
	// programs are words that only who writes a program knows.
	programs = regexp.MustCompile(`next_action|retry_after|content_types|code_kind|message_zh|[a-z]+_[a-z]+|JSON|HTTP|Idempotency|token|the comment$|see the comment`)
)

// forPrograms are the codes that only a program's author reads, or staff at the API: they may name fields, headers and places of it.
var forPrograms = []realname.Code{
	realname.CodeMalformedJSON, realname.CodeUnknownField, realname.CodeWrongType, realname.CodeBodyTooLarge, realname.CodeUnsupportedMedia,
	realname.CodeMethodNotAllowed, realname.CodeUnauthenticated, realname.CodeReviewerAccount, realname.CodeIdempotencyInvalid,
	realname.CodeIdempotencyReused, realname.CodeReturnURL, realname.CodeSignatureInvalid, realname.CodeNoticeInvalid,
}

// later are the refusals that end by themselves: each says when.
var later = []realname.Code{
	realname.CodeTooManyRequests, realname.CodeUnavailable, realname.CodeSourceUnavailable, realname.CodeHostUnavailable, realname.CodeTooManyCases,
	realname.CodeMessageDailyLimit, realname.CodeCheckDailyLimit, realname.CodePayoutCap, realname.CodeCardDailyLimit, realname.CodeChangeTooSoon,
	realname.CodeTooManyViews, realname.CodeAnswerAwaited, realname.CodeQueueEmpty, realname.CodeDocumentAwaited,
}

// awaited are the messages after which somebody has to do something by a day; asked for says where.
var awaited = []MessageKind{
	PapersApproved, PapersAsked, PostBooked, DepositIssued, PaymentRefunded, PayoutArrived, AmountWrong, AppealBegan, ReverifyAsked, ChangeStarted,
}

// sentence says what is wrong with a text as a sentence.
func sentence(s Sentence) (faults []string) {
	for _, row := range []struct {
		bad  bool
		what string
	}{
		{!strings.HasSuffix(s.EN, "."), "the English does not end"},
		{!strings.HasSuffix(s.ZH, "。"), "the Chinese does not end"},
		{!doesEN.MatchString(s.EN), "the English leaves one alone: what to do next?"},
		{!doesZH.MatchString(s.ZH), "the Chinese leaves one alone: what to do next?"},
		{strings.Contains(s.EN, "  ") || strings.Contains(s.ZH, " 。"), "blanks"},
	} {
		if row.bad {
			faults = append(faults, row.what)
		}
	}
	return faults
}

func TestFAULT_S5_S6_every_refusal_is_a_sentence_that_says_what_to_do(t *testing.T) {
	for _, code := range realname.Codes() {
		s := Refusal(code)
		faults := sentence(s)
		if !slices.Contains(forPrograms, code) && (programs.MatchString(s.EN) || programs.MatchString(s.ZH)) {
			faults = append(faults, "it is written for programs, and people read it")
		}
		if slices.Contains(later, code) && (!whenEN.MatchString(s.EN) || !whenZH.MatchString(s.ZH)) {
			faults = append(faults, "it ends by itself, and does not say when")
		}
		for _, what := range faults {
			t.Errorf("%s: %s\n%s\n%s", code, what, s.EN, s.ZH)
		}
	}
}

func TestFAULT_S13_RULES_G3_every_message_is_a_sentence_that_says_what_comes_next(t *testing.T) {
	for _, k := range slices.Sorted(maps.Keys(table)) {
		row := table[k]
		body := Sentence{EN: row.EN.Body, ZH: row.ZH.Body}
		faults := sentence(body)
		if strings.HasSuffix(body.EN, "{reason}") || body.EN == "{reason}" { // which is a refusal's sentence, held to the same
			faults = nil
		}
		if row.EN.Title == "" || row.ZH.Title == "" || row.EN.Title == body.EN {
			faults = append(faults, "nothing says what happened")
		}
		if programs.MatchString(strings.NewReplacer("{", "", "}", "").Replace(body.EN + body.ZH)) {
			faults = append(faults, "it is written for programs")
		}
		if slices.Contains(awaited, k) {
			if !strings.Contains(body.EN, "{by}") || !strings.Contains(body.ZH, "{by}") {
				faults = append(faults, "it does not say by when")
			}
			if !strings.Contains(body.EN+row.EN.Title, "ign in") && !strings.Contains(body.EN, "ay ") && !strings.Contains(body.EN, "{reason}") && !strings.Contains(body.EN, "post") {
				faults = append(faults, "it does not say where")
			}
		}
		for _, what := range faults {
			t.Errorf("%s: %s\n%s\n%s", k, what, body.EN, body.ZH)
		}
	}
}

// The test can fail: each of these lacks one thing.
func TestASentenceIsHeldToItsParts(t *testing.T) {
	good := Sentence{"The code has expired. Have a new one sent.", "验证码已过期，请重新获取。"}
	if faults := sentence(good); faults != nil {
		t.Error(faults)
	}
	for _, bad := range []Sentence{
		{"The code has expired. Have a new one sent", good.ZH}, {good.EN, "验证码已过期，请重新获取"}, {"The code has expired.", good.ZH}, {good.EN, "验证码已过期。"},
	} {
		if len(sentence(bad)) != 1 {
			t.Errorf("%+v passes, or fails for more than one reason: %v", bad, sentence(bad))
		}
	}
	if !programs.MatchString("See next_action.") || !programs.MatchString("papers again; see the comment.") || programs.MatchString(good.EN) {
		t.Error("words of programs are not told from words of people")
	}
}
