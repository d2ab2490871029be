package pages

import (
	"time"

	"shiming/shared/pages/frame"
)

// The views are what pages read of the API's answers, and no more.

type caseView struct {
	ID, Kind, Channel, Account, Status, Step, Turn, Method string

	Steps       []bar
	Present     *subject
	Declaration *declared
	Posted      []string
	Summary     *summary
	NextAction  *action    `json:"next_action"`
	LastError   *sentence  `json:"last_error"`
	WaysOut     []wayOut   `json:"ways_out"`
	Warnings    []sentence `json:"warnings"`
	Allowed     []string
	QueryCode   string `json:"query_code"`
	ReturnURL   string `json:"return_url"`
	History     []event
	Version     int
	OpenedAt    time.Time `json:"opened_at"`
	UpdatedAt   time.Time `json:"updated_at"`
	Deadline    time.Time
}

type bar struct {
	Title   string
	TitleZH string `json:"title_zh"`
	State   string
}

type subject struct{ Kind, Document, Name, Number string }

type declared struct {
	Name, Number, Phone, Holder string
	Representative              *party
}

type party struct{ Name, Number string }

type summary struct {
	Document, Name, Number, Industry, Address, Contact, Licence string

	Party *party
}

type action struct {
	Type        string
	Fields      []string
	Kinds       []kindOffer
	Methods     []option
	Documents   []string
	URL         string
	Papers      [][]string
	PostAddress string `json:"post_address"`
	Consents    []agreement
	Phone       string
	TriesLeft   *int `json:"tries_left"`
	Deadline    time.Time
}

// kindOffer is what else a change can be made.
type kindOffer struct {
	Kind    string
	Title   string
	TitleZH string `json:"title_zh"`
	Advice  []said
}

type option struct {
	Method      string
	Name        string
	NameZH      string `json:"name_zh"`
	Duration    string
	DurationZH  string `json:"duration_zh"`
	Hint        string
	HintZH      string `json:"hint_zh"`
	Available   bool
	Recommended bool
	Reason      *sentence
	Warnings    []said
	Banks       []bank
}

type said struct {
	Text   string
	TextZH string `json:"text_zh"`
}

func (s said) say(l frame.Lang) string { return l.Pick(s.Text, s.TextZH) }

type bank struct {
	Code, Name string
	NameZH     string `json:"name_zh"`
}

type agreement struct {
	Agreement, Title, Version, SHA256 string

	TitleZH string `json:"title_zh"`
}

type sentence struct {
	Code, Message string
	MessageZH     string `json:"message_zh"`
	Retryable     bool
}

func (s *sentence) say(l frame.Lang) string {
	if s == nil {
		return ""
	}
	return l.Pick(s.Message, s.MessageZH)
}

type wayOut struct {
	Way, Title, Hint, Kind, Method string

	TitleZH string `json:"title_zh"`
	HintZH  string `json:"hint_zh"`
}

type event struct {
	Version                           int
	Type, By, Method, Reason, Comment string
	Code                              string
	At                                time.Time
	Asked                             []string
}

type site struct {
	Site, Title, URL string

	TitleZH string `json:"title_zh"`
}

type account struct {
	ID, Status      string
	VerifiedAs      *verified  `json:"verified_as"`
	OpenCase        string     `json:"open_case"`
	Restricted      bool       `json:"restricted"`
	RestrictedSince *time.Time `json:"restricted_since"`
	ReverifyBy      *time.Time `json:"reverify_until"`
	Entitlements    map[string]any
	Changes         []offer
}

type verified struct {
	Kind, Document, Name, Number, Method, Case string

	RepresentativeKnown *bool `json:"representative_known"`
	Site                *site
	VerifiedAt          time.Time `json:"verified_at"`
}

type offer struct {
	Kind, Channel string
	Available     bool
	From          *time.Time
	Reason        *sentence
	Site          *site
	Advice        []said
	Consents      []agreement
}

type deposit struct {
	Amount, Reference string

	PayTo        map[string]any `json:"pay_to"`
	Deadline     time.Time
	PaymentsLeft int `json:"payments_left"`
	Sandbox      *statement
}

type payout struct {
	Status      string
	BankAccount string     `json:"bank_account"`
	ApprovedAt  time.Time  `json:"approved_at"`
	SentAt      *time.Time `json:"sent_at"`
	ArrivedAt   *time.Time `json:"arrived_at"`
	Deadline    *time.Time
	TriesLeft   *int `json:"tries_left"`
	Sandbox     *statement
}

type statement struct {
	URL string `json:"statement_url"`
}

type document struct {
	ID, Purpose, Status string

	LastError *sentence `json:"last_error"`
	Reading   *reading
	Upload    *upload
}

type reading struct{ Name, Code, Address string }

type upload struct {
	Method  string            `json:"method"`
	URL     string            `json:"url"`
	Headers map[string]string `json:"headers"`
}

type list[T any] struct {
	Data       []T
	NextCursor string `json:"next_cursor"`
}

type message struct {
	ID, Case, Kind, Title, Text string

	TitleZH string     `json:"title_zh"`
	TextZH  string     `json:"text_zh"`
	At      time.Time  `json:"at"`
	ReadAt  *time.Time `json:"read_at"`
}

type access struct {
	Case, By, What, Purpose, Reason string

	At time.Time
}

type contact struct {
	Phone, Email, Language string

	OpenID  string `json:"wechat_openid"`
	Waiting string `json:"waiting_phone"`
}
