package steps_test

import (
	"context"
	"errors"
	"regexp"
	"sync"
	"testing"

	"shiming/shared/identity"
	"shiming/shared/realname"
	"shiming/shared/realname/policies"
	"shiming/shared/sandbox/cards"
	"shiming/shared/sandbox/phone"
	"shiming/shared/steps"
	"shiming/shared/telling"
	"shiming/shared/vault"
)

// newGroupWorld is a world with a policy of a group of sites.
func newGroupWorld(t testing.TB, profile string) *world {
	t.Helper()
	w := newWorld(t)
	var err error
	if w.policy, err = policies.Load(profile); err != nil {
		t.Fatal(err)
	}
	w.policy.Review.AnswerDays = 0                                 // the test of THREATS X9 sets it
	w.policy.Codes.PerTarget, w.policy.Codes.PerAsker = 1000, 1000 // one card and one phone serve many tests
	w.policy.ChecksPerSubject, w.policy.Deliveries.PerAddress, w.policy.Deliveries.PerAccount = 1000, 1000, 1000
	w.box, err = sandbox.New(sandbox.Options{Secret: secret, Clock: w.now, Site: w.policy.Sites[0].Site, Deliver: func(ctx context.Context, cb steps.Callback) error {
		_, err := w.parts().takes().Do(ctx, sandbox.Name, cb)
		return err
	}})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// takes settles checks, also of apps.
func (p parts) takes() steps.SettleCheck {
	step := p.settle()
	step.Keys = p.keys
	return step
}

// through returns what the calls of the parts go through; nothing when they are sound.
func (p parts) calls() *calls {
	if s, ok := p.Store.(store); ok {
		return s.calls
	}
	return &calls{}
}

// starts starts checks with everybody whom there is to ask.
func (p parts) starts(group steps.Group) steps.StartCheck {
	step := p.start()
	step.Providers[realname.AppScan], step.Providers[realname.GroupEnterprise] = p.provider, p.provider
	step.Names = map[realname.Method]string{realname.AppScan: sandbox.Name, realname.GroupEnterprise: sandbox.Name}
	step.Cards, step.Group = banks{p.calls()}, sites{group, p.calls()}
	return step
}

func (p parts) confirmsCode() steps.ConfirmCode {
	return steps.ConfirmCode{Base: p.Base, Keys: p.keys}
}

// banks are the sandbox's, sites a group, with every call going through calls.
type banks struct{ calls *calls }

func (b banks) Match(ctx context.Context, name identity.Name, document identity.IDDocument, card identity.BankCard, phone identity.Phone) error {
	return b.calls.pass("Cards.Match", func() error { return sandboxcards.Cards{}.Match(ctx, name, document, card, phone) })
}

type sites struct {
	steps.Group
	calls *calls
}

func (s sites) Account(ctx context.Context, user string) (a steps.GroupAccount, err error) {
	err = s.calls.pass("Group.Account", func() error { a, err = s.Group.Account(ctx, user); return err })
	return a, err
}

func (s sites) InUse(ctx context.Context, document identity.IDDocument) (used bool, err error) {
	err = s.calls.pass("Group.InUse", func() error { used, err = s.Group.InUse(ctx, document); return err })
	return used, err
}

// directory is a group of whoever is put into it.
type directory struct {
	mu    sync.Mutex
	users map[string]steps.GroupAccount
	used  []identity.IDDocument
}

func (d *directory) Account(_ context.Context, user string) (steps.GroupAccount, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	a, ok := d.users[user]
	if !ok {
		return a, steps.ErrNotFound
	}
	return a, nil
}

func (d *directory) InUse(_ context.Context, document identity.IDDocument) (bool, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, used := range d.used {
		if used.Equal(document) {
			return true, nil
		}
	}
	return false, nil
}

const boundPhone, bankPhone, cardNumber = "19912345678", "13912345678", "6222000000002005"

// bind puts the person into the directory, as the account of the user at the policy's first site.
func (d *directory) bind(w *world, user string, x realname.Person) {
	w.t.Helper()
	phone, err := identity.ParsePhone(boundPhone)
	if err != nil {
		w.t.Fatal(err)
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.users == nil {
		d.users = map[string]steps.GroupAccount{}
	}
	d.users[user] = steps.GroupAccount{Verified: true, Site: w.policy.Sites[0].Site, Name: x.Name, Document: x.Document, Birth: x.Birth, Phone: phone}
}

// card is a card of a bank that is on the list.
func (w *world) card(number string) steps.Means {
	w.t.Helper()
	c := vault.Card{Bank: "icbc"}
	var err1, err2 error
	c.Number, err1 = identity.ParseBankCard(number)
	c.Phone, err2 = identity.ParsePhone(bankPhone)
	if err := errors.Join(err1, err2); err != nil {
		w.t.Fatal(err)
	}
	return steps.Means{Card: &c}
}

// picked takes the person on the account to the method.
func (w *world) picked(account realname.AccountID, x realname.Person, m realname.Method, by steps.Means) realname.Case {
	w.t.Helper()
	ask, p := holder(account), w.parts()
	c := w.must(p.open().Do(background, ask, account, realname.Opening{Kind: realname.PersonalVerification}))
	w.must(p.fill().Do(background, ask, c.ID, entered(x)))
	return w.must(p.choose().Do(background, ask, c.ID, m, by))
}

// coded is the same, with a code out.
func (w *world) coded(group steps.Group, account realname.AccountID, x realname.Person, m realname.Method, by steps.Means) realname.Case {
	w.t.Helper()
	c := w.picked(account, x, m, by)
	return w.must(w.parts().starts(group).Do(background, holder(account), c.ID, baseURL))
}

// codeOf opens the code that is out, which only its phone should see.
func (w *world) codeOf(c realname.Case) string {
	w.t.Helper()
	code, err := vault.Codes.Open(background, w.keys, c.ID, c.SentCode().Sealed)
	if err != nil {
		w.t.Fatal(err)
	}
	if !regexp.MustCompile(`^\d{6}$`).MatchString(string(code.Digits)) {
		w.t.Fatal("not six digits")
	}
	return string(code.Digits)
}

// not is another code.
func not(code string) string {
	return string('0'+(code[0]-'0'+1)%10) + code[1:]
}

func (w *world) entersCode(c realname.Case, code string) (realname.Case, error) {
	return w.parts().confirmsCode().Do(background, holder(c.Account), c.ID, code)
}

// letters is a service that keeps whole messages.
type letters struct {
	outbox
	all []telling.Message
}

func (l *letters) Send(ctx context.Context, m telling.Message) error {
	if err := l.outbox.Send(ctx, m); err != nil {
		return err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.all = append(l.all, m)
	return nil
}
