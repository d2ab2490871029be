package steps_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"shiming/shared/realname"
	"shiming/shared/sandbox/messages"
	"shiming/shared/steps"
	"shiming/shared/telling"
)

// coded prepares a scene on which a code is out, by the method; used says that the document is in use in the group.
func coded(group *directory, m realname.Method, used, out bool) func(w *world, s *scene) {
	return func(w *world, s *scene) {
		by := w.card(cardNumber)
		if m == realname.Binding {
			group.bind(w, string(s.account), s.person)
			by = steps.Means{Account: string(s.account)}
		}
		if used {
			group.mu.Lock()
			group.used = append(group.used, s.person.Document)
			group.mu.Unlock()
		}
		if s.before = w.picked(s.account, s.person, m, by); out {
			s.before = w.must(w.parts().starts(group).Do(background, holder(s.account), s.before.ID, baseURL))
		}
	}
}

// groupDeeds are the steps by which a code goes out and is said.
func groupDeeds(w *world) []deed {
	group := &directory{}
	send := func(p parts, ask steps.Ask, s *scene) (realname.Case, error) {
		return p.starts(group).Do(background, ask, s.before.ID, baseURL)
	}
	say := func(right bool) func(p parts, ask steps.Ask, s *scene) (realname.Case, error) {
		return func(p parts, ask steps.Ask, s *scene) (realname.Case, error) {
			code := w.codeOf(s.before)
			if !right {
				code = not(code)
			}
			return p.confirmsCode().Do(background, ask, s.before.ID, code)
		}
	}
	full := func(w *world, s *scene) { // another account has the one place
		c := w.coded(group, newAccount(), s.person, realname.BankCard, w.card(cardNumber))
		w.must(w.entersCode(c, w.codeOf(c)))
		coded(group, realname.BankCard, false, true)(w, s)
	}
	return []deed{
		{name: "RULES_B7_send", to: realname.AwaitingCode, reads: 1, writes: 1, do: send, prepare: coded(group, realname.BankCard, false, false)},
		{name: "RULES_B9_send", to: realname.AwaitingCode, reads: 1, writes: 1, do: send, prepare: coded(group, realname.Binding, false, false)},
		{name: "RULES_B7_right", to: realname.Verified, reads: 1, writes: 1, do: say(true), prepare: coded(group, realname.BankCard, false, true)},
		{name: "RULES_B7_wrong", to: realname.AwaitingCode, reads: 1, writes: 1, do: say(false), prepare: coded(group, realname.BankCard, false, true)},
		{name: "RULES_B9_right", to: realname.Verified, reads: 1, writes: 1, do: say(true), prepare: coded(group, realname.Binding, false, true)},
		{name: "RULES_B10_right_of_a_document_in_use", to: realname.Ready, reads: 1, writes: 1, do: say(true), prepare: coded(group, realname.BankCard, true, true)},
		{name: "RULES_B11_right_beyond_the_quota", to: realname.Refused, reads: 1, writes: 2, do: say(true), prepare: full},
	}
}

// TestEverySideEffectOfCodesFailsTwice breaks each call of the steps of codes as TestEverySideEffectFailsTwice does, those
// to banks and to the group among them.
func TestEverySideEffectOfCodesFailsTwice(t *testing.T) {
	for i, name := range []string{"send_by_card", "send_by_binding", "right", "wrong", "bound", "in_use", "quota"} {
		t.Run(name, func(t *testing.T) {
			w := newGroupWorld(t, "jdcloud")
			d := groupDeeds(w)[i]
			sound := &calls{}
			s := w.scene(d)
			if _, err := d.do(w.parts().through(sound), w.asks(s, true), s); err != nil {
				t.Fatalf("nothing is broken, and %v", err)
			}
			writes := sound.count("Store.Commit")
			if reads := sound.count("Store.") - writes; reads != d.reads || writes != d.writes {
				t.Errorf("%d reads and %d writes: %v", reads, writes, sound.made)
			}
			again := &calls{}
			if _, err := d.do(w.parts().through(again), w.asks(s, true), s); err != nil || again.count("Store.") != 1 || again.count("Cards.")+again.count("Group.") != 0 {
				t.Errorf("repeated with its key: %v, %v; want one read", again.made, err)
			}
			for k, call := range sound.made {
				for _, how := range failures {
					if !strings.HasPrefix(call, how.only) {
						continue
					}
					for _, withKey := range []bool{true, false} {
						t.Run(fmt.Sprintf("%s_%d_%s_%s_key_%t", d.name, k+1, call, how.name, withKey), func(t *testing.T) {
							w.t = t
							w.breakAt(d, &calls{fail: k + 1, how: how}, withKey)
						})
					}
				}
			}
		})
	}
}

// TestCodesGoOut follows a code from the commit to the phone.
func TestCodesGoOut(t *testing.T) {
	w := newGroupWorld(t, "jdcloud")
	group := &directory{}
	out := func(t *testing.T) realname.Case {
		w.t = t
		account := newAccount()
		w.contact(account, toldPhone, toldEmail, toldOpenID, telling.Chinese)
		return w.coded(group, account, w.person("欧阳修"), realname.BankCard, w.card(cardNumber))
	}
	t.Run("RULES_B7_by_SMS_to_the_phone_of_the_card_and_to_nobody_else", func(t *testing.T) {
		c := out(t)
		sms, mail, chat, hook := &letters{}, &letters{}, &letters{}, &letters{}
		k := w.teller(&calls{}, sms, mail, chat, hook)
		for range 3 {
			k.dispatch(w, c)
			k.drain(w)
		}
		if len(sms.all) != 1 || len(mail.all)+len(chat.all) != 0 || len(hook.all) != 1 || len(w.messagesOf(c.Account)) != 0 {
			t.Fatalf("%d by SMS, %d by mail, %d by WeChat, %d webhooks, %d on the site", len(sms.all), len(mail.all), len(chat.all), len(hook.all), len(w.messagesOf(c.Account)))
		}
		m, code := sms.all[0], w.codeOf(c)
		_, text := m.Written()
		if m.To != bankPhone || m.Key != string(c.Last().ID)+":sms" || !strings.HasPrefix(text, "【"+w.policy.Title+"】") {
			t.Errorf("to %s, key %s: %s", m.To, m.Key, text)
		}
		for _, part := range []string{"验证码 " + code + "，", code + " is the code", "5 分钟", "5 minutes", "请勿告诉他人"} {
			if !strings.Contains(text, part) {
				t.Errorf("%q does not say %q", text, part)
			}
		}
		for _, secret := range []string{code, bankPhone, "5678"} {
			if strings.Contains(hook.all[0].Body, secret) {
				t.Errorf("THREATS L1: the webhook holds %s: %s", secret, hook.all[0].Body)
			}
		}
	})
	t.Run("RULES_B9_to_the_phone_of_the_account_that_is_bound", func(t *testing.T) {
		w.t = t
		account, x, sms := newAccount(), w.person("欧阳修"), &letters{}
		group.bind(w, "u", x)
		c := w.coded(group, account, x, realname.Binding, steps.Means{Account: "u"})
		k := w.teller(&calls{}, sms, sms, sms, &letters{})
		k.dispatch(w, c)
		k.drain(w)
		if len(sms.all) != 1 || sms.all[0].To != boundPhone {
			t.Errorf("%d messages", len(sms.all))
		}
	})
	t.Run("RULES_B7_also_where_people_are_told_by_nothing", func(t *testing.T) {
		c, sms := out(t), &letters{}
		k := w.teller(&calls{}, sms, sms, sms, sms)
		k.effects = []steps.Effect{telling.Tell(w.store, w.store, k.queue, w.policy)}
		k.dispatch(w, c)
		k.drain(w)
		if len(sms.all) != 1 {
			t.Errorf("%d messages", len(sms.all))
		}
	})
	for name, row := range map[string]func(c realname.Case){
		"expired":   func(realname.Case) { w.wait(w.policy.CodeLife()) },
		"said":      func(c realname.Case) { w.must(w.entersCode(c, w.codeOf(c))) },
		"withdrawn": func(c realname.Case) { w.must(w.parts().cancel().Do(background, holder(c.Account), c.ID)) },
		"replaced": func(c realname.Case) {
			w.must(w.parts().starts(group).Do(background, holder(c.Account), c.ID, baseURL))
		},
		"of_another_card": func(c realname.Case) {
			w.must(w.parts().choose().Do(background, holder(c.Account), c.ID, realname.BankCard, w.card(cardNumber)))
		},
	} {
		t.Run("RULES_B7_not_when_it_is_dead_"+name, func(t *testing.T) {
			c, sms := out(t), &letters{}
			k := w.teller(&calls{}, sms, sms, sms, &letters{})
			k.dispatch(w, c)
			row(c)
			k.drain(w)
			if len(sms.all) != 0 {
				t.Errorf("%d messages", len(sms.all))
			}
		})
	}
	t.Run("RULES_B7_still_after_a_wrong_try", func(t *testing.T) {
		c, sms := out(t), &letters{}
		k := w.teller(&calls{}, sms, sms, sms, &letters{})
		k.dispatch(w, c)
		w.must(w.entersCode(c, not(w.codeOf(c))))
		k.drain(w)
		if len(sms.all) != 1 {
			t.Errorf("%d messages", len(sms.all))
		}
	})
	run := func(t *testing.T, c *calls) {
		sent := out(t)
		box := sandbox.New(w.store, w.now)
		began := w.now()
		k := w.teller(c, box, box, box, &outbox{})
		wrong := append(k.dispatch(w, sent), k.drain(w)...)
		all, _, err := box.Of(background, sent.Account, "", 100)
		if err != nil || len(all) != 1 || all[0].To != sent.SentCode().Phone || !strings.Contains(all[0].Text, w.codeOf(sent)) {
			t.Errorf("%d messages came, %v", len(all), err)
		} else if late := all[0].At.Sub(began); late >= w.policy.CodeLife()/2 {
			t.Errorf("it came %s late", late)
		}
		for _, err := range wrong {
			if strings.Contains(err.Error(), bankPhone) || strings.Contains(err.Error(), w.codeOf(sent)) {
				t.Errorf("THREATS L1: %v", err)
			}
		}
	}
	sound := &calls{}
	run(t, sound)
	for i, call := range sound.made {
		for _, how := range failures {
			if strings.HasPrefix(call, how.only) {
				t.Run(fmt.Sprintf("RULES_B7_once_%d_%s_%s", i+1, strings.ReplaceAll(call, " ", "_"), how.name), func(t *testing.T) {
					run(t, &calls{fail: i + 1, how: how})
				})
			}
		}
	}
}

// TestForeignCallbacks lets a provider that may sign for itself speak about a check of another.
func TestForeignCallbacks(t *testing.T) {
	w := newGroupWorld(t, "jdcloud")
	account := newAccount()
	p := w.parts()
	c := w.must(p.open().Do(background, holder(account), account, realname.Opening{Kind: realname.PersonalVerification}))
	w.must(p.choose().Do(background, holder(account), c.ID, realname.AppScan, steps.Means{}))
	c = w.must(p.starts(&directory{}).Do(background, holder(account), c.ID, baseURL))
	settle := p.takes()
	settle.Providers["other"] = w.box // with a secret of its own, or the same: its word is genuine
	word := func(id string, o realname.Outcome, fault realname.Code) steps.Callback {
		return w.word(c, id, o, fault)
	}
	for name, cb := range map[string]steps.Callback{
		"failed": word("msg_1", realname.Failed, realname.CodeConsentDeclined), "passed": word("msg_2", realname.Passed, ""),
		"noted": word("msg_3", realname.Noted, realname.CodeBankCardRequired),
	} {
		t.Run("THREATS_W1_RULES_B8_genuine_and_of_another_provider_"+name, func(t *testing.T) {
			got, err := settle.Do(background, "other", cb)
			if err != nil || got.Counted || got.Ignored != realname.CodeWrongState || !same(w.load(c.ID), c) {
				t.Errorf("%+v, %v", got, err)
			}
		})
	}
	t.Run("RULES_B8_its_own_counts", func(t *testing.T) {
		got, err := settle.Do(background, sandboxName, word("msg_4", realname.Failed, realname.CodeAppNotVerified))
		if err != nil || !got.Counted || got.Case.Last().Fault != realname.CodeAppNotVerified {
			t.Errorf("%+v, %v", got, err)
		}
	})
}

// TestGroupEnterprises verifies an enterprise by its account of the group.
func TestGroupEnterprises(t *testing.T) {
	w := newGroupWorld(t, "aliyun")
	p := w.parts()
	start := func(c realname.Case) realname.Case {
		return w.must(p.starts(&directory{}).Do(background, holder(c.Account), c.ID, baseURL))
	}
	says := func(c realname.Case, id string, o realname.Outcome, fault realname.Code) realname.Case {
		w.t.Helper()
		settled, err := p.takes().Do(background, sandboxName, w.word(c, id, o, fault))
		if err != nil || !settled.Counted {
			w.t.Fatalf("%+v, %v", settled, err)
		}
		return settled.Case
	}
	t.Run("RULES_E5_an_enterprise_is_verified_by_its_account_of_the_group", func(t *testing.T) {
		w.t = t
		c := start(w.chosen(p, newAccount(), w.company(), realname.GroupEnterprise))
		for i, fault := range []realname.Code{realname.CodeGroupUnverified, realname.CodeEnterpriseMismatch, realname.CodeNotAdministrator} {
			if c = says(c, fmt.Sprint("msg_", i), realname.Failed, fault); c.Last().State != realname.Ready {
				t.Errorf("%s", c.Last().State)
			}
			c = start(c)
		}
		if c = says(c, "msg_passed", realname.Passed, ""); c.Last().State != realname.Verified {
			t.Errorf("%s", c.Last().State)
		}
	})
	t.Run("RULES_E5_a_persons_account_becomes_the_enterprises_directly_and_by_nothing_else", func(t *testing.T) {
		w.t = t
		account, x := newAccount(), w.person("欧阳修")
		c := w.picked(account, x, realname.Face, steps.Means{})
		started := w.must(p.start().Do(background, holder(account), c.ID, baseURL))
		says(started, "msg_person", realname.Passed, "")
		consent := func(id string) []realname.Consent {
			a, _ := w.policy.Agreement(id)
			return []realname.Consent{{Agreement: a.ID, Version: a.Version, SHA256: a.SHA256}}
		}
		c = w.must(p.open().Do(background, holder(account), account, realname.Opening{Kind: realname.PersonToEnterprise, Consents: consent("give")}))
		c = says(w.must(p.start().Do(background, holder(account), c.ID, baseURL)), "msg_present", realname.Passed, "")
		company := w.company()
		entry := steps.EnterpriseEntry{Enterprise: company, Picture: w.upload(c, realname.LicencePicture), Consents: consent("take_over")}
		c = w.must(p.fill().Do(background, holder(account), c.ID, func(realname.Case) (steps.Entry, error) { return entry, nil }))
		_, err := p.choose().Do(background, holder(account), c.ID, realname.CorporateTransfer, steps.Means{})
		refused(t, err, realname.CodeMethodNotOffered) // by transfer only after a release
		c = start(w.must(p.choose().Do(background, holder(account), c.ID, realname.GroupEnterprise, steps.Means{})))
		says(c, "msg_company", realname.Passed, "")
		a, err := w.store.Account(background, account)
		if err != nil || a.Identity == nil || a.Identity.Kind != realname.EnterpriseSubject || a.Identity.Method != realname.GroupEnterprise || len(w.holders(x)) != 0 {
			t.Errorf("%+v, %v", a.Identity, err)
		}
	})
}

const sandboxName = "sandbox"

// TestCodesAreTimed holds the life of a code to the policy.
func TestCodesAreTimed(t *testing.T) {
	t.Run("RULES_B7_a_code_is_dead_to_the_second", func(t *testing.T) {
		w := newGroupWorld(t, "jdcloud")
		c := w.coded(&directory{}, newAccount(), w.person("欧阳修"), realname.BankCard, w.card(cardNumber))
		code := w.codeOf(c)
		w.wait(w.policy.CodeLife() - time.Second)
		if c = w.must(w.entersCode(c, not(code))); c.Last().Fault != realname.CodeCodeWrong {
			t.Errorf("%s", c.Last().Fault)
		}
		w.wait(time.Second)
		_, err := w.entersCode(c, not(code))
		refused(t, err, realname.CodeCodeExpired)
		if w.load(c.ID).Version() != c.Version() {
			t.Error("a try of a dead code was counted")
		}
	})
}
