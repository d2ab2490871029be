package agree

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"shiming/shared/realname"
)

// upload is an accepted document of the case.
func (w *world) upload(c realname.Case, p realname.Purpose) realname.Document {
	id := realname.DocumentIDFor(c.ID, fmt.Sprint(w.serial, p))
	return realname.Document{
		ID: id, Rev: 2, Case: c.ID, Account: c.Account, Purpose: p, Type: "image/png", Size: 1000, State: realname.DocumentAccepted,
		Version: "v-" + string(id), SHA256: strings.Repeat("0", 38) + string(id[4:]), Asked: w.now, Seen: w.now,
	}
}

func (w *world) uploads(c realname.Case, purposes ...realname.Purpose) []realname.Document {
	var all []realname.Document
	for _, p := range purposes {
		all = append(all, w.upload(c, p))
	}
	return all
}

// The people behind the commands. The third reviewer holds an account of the first number.
func (w *world) reviewers() []realname.Actor {
	return []realname.Actor{
		{Role: realname.Reviewer, ID: "reviewer-1"}, {Role: realname.Reviewer, ID: "reviewer-2"},
		{Role: realname.Reviewer, ID: "reviewer-3", Account: w.accounts[0]},
	}
}

var (
	system   = realname.Actor{Role: realname.System, ID: "machine"}
	provider = realname.Actor{Role: realname.Provider, ID: "sandbox"}
)

func party() realname.SealedParty {
	return realname.SealedParty{Name: "*", Number: "*", Sealed: []byte("sealed")}
}

// sensible is what brings the case on from where it is, well or badly.
func (w *world) sensible(r *rand.Rand, c realname.Case) (realname.Command, realname.Actor) {
	holder := realname.Actor{Role: realname.Holder, ID: "user", Account: c.Account}
	switch c.Last().State {
	case realname.Declaring:
		return w.declare(r, c), holder
	case realname.Filling:
		return w.fill(r, c), holder
	case realname.Choosing:
		return w.choose(r, c), holder
	case realname.Ready:
		return w.prove(r, c), holder
	case realname.Identifying, realname.HandlerReady:
		return w.start(c), holder
	case realname.IdentityChecking, realname.Checking, realname.HandlerChecking:
		return w.settle(r, c), provider
	case realname.Gathering:
		var purposes []realname.Purpose
		for _, group := range c.Needed(w.policy) {
			if p := group[r.IntN(len(group))]; !contains(purposes, p) {
				purposes = append(purposes, p)
			}
		}
		return realname.FileProof{Documents: w.uploads(c, purposes...), ReviewBy: w.now.AddDate(0, 0, 3)}, holder
	case realname.Posting:
		return w.book(r, c), w.reviewers()[1]
	case realname.AwaitingCode:
		return w.confirmCode(r, c), holder
	case realname.AwaitingPayment:
		if r.IntN(4) == 0 {
			return realname.NotePayment{Payment: realname.Payment{ID: fmt.Sprint("pay", w.serial)}}, system
		}
		w := realname.ReceivePayment{Payment: realname.Payment{ID: fmt.Sprint("pay", w.serial)}, Right: r.IntN(3) > 0, ReviewBy: w.now.AddDate(0, 0, 3)}
		return w, system
	case realname.NamingHandler:
		return realname.SetHandler{Handler: party()}, holder
	case realname.Reviewing:
		by := w.reviewers()[r.IntN(3)]
		who, held := c.ClaimedBy(w.now)
		for _, claimant := range w.reviewers() {
			if held && who == claimant.ID && r.IntN(8) > 0 {
				by = claimant // anybody else is turned away
			}
		}
		if held && who == by.ID && r.IntN(8) == 0 {
			return realname.GiveBack{Reviewer: by}, by
		}
		if !held && r.IntN(8) > 0 || r.IntN(8) == 0 {
			return realname.Claim{Reviewer: by, Until: w.now.Add(30 * time.Minute)}, by
		}
		if !w.now.Before(c.StepDeadline()) && r.IntN(2) == 0 {
			return realname.Escalate{}, system
		}
		decisions := []realname.Decision{realname.Approve, realname.Approve, realname.Approve, realname.Approve, realname.AskAgain, realname.RefuseCase}
		return w.review(r, c, decisions[r.IntN(len(decisions))], by), by
	case realname.Supplementing:
		return realname.Supply{Documents: w.uploads(c, c.Asked()...)}, holder
	case realname.Paying:
		news := realname.PayoutSent
		if c.Last().Type == realname.PayoutSent && r.IntN(3) == 0 {
			if at := c.PayoutAskAt(); at.After(w.now) && at.Before(c.Deadline()) {
				w.now = at
			}
			news = realname.PayoutLate
		} else if c.Last().Type != realname.ReviewApproved {
			news = []realname.EventType{realname.PayoutArrived, realname.PayoutArrived, realname.PayoutFailed}[r.IntN(3)]
		}
		return realname.ReportPayout{Type: news, Deadline: w.now.AddDate(0, 0, 7)}, system
	case realname.Confirming:
		return realname.CompareAmount{Right: r.IntN(3) > 0}, holder
	case realname.Verified, realname.Released, realname.Upheld, realname.Expired, realname.Refused, realname.Canceled:
	}
	return realname.Cancel{}, holder
}

// ending is how a case ends that is not finished.
func (w *world) ending(r *rand.Rand, c realname.Case) (realname.Command, realname.Actor) {
	if now := r.IntN(4); now == 0 {
		return realname.Cancel{By: realname.Platform}, realname.Actor{Role: realname.Platform, ID: "platform"}
	} else if (now == 1 || c.Kind == realname.Reverification) && c.Deadline().After(w.now) {
		w.now = c.Deadline()
	}
	if !w.now.Before(c.Deadline()) {
		return realname.Expire{}, system
	}
	return realname.Cancel{By: realname.Holder}, realname.Actor{Role: realname.Holder, ID: "user", Account: c.Account}
}

// anyCommand is any command, in the name of who could give it.
func (w *world) anyCommand(r *rand.Rand, c realname.Case) (realname.Command, realname.Actor) {
	holder := realname.Actor{Role: realname.Holder, ID: "user", Account: c.Account}
	by := w.reviewers()[r.IntN(3)]
	if _, paid := c.TopUpPaid(); paid && w.ended[c.ID] && r.IntN(2) == 0 {
		return realname.Withdraw{}, holder
	}
	switch r.IntN(24) {
	case 0:
		return w.declare(r, c), holder
	case 1:
		return w.fill(r, c), holder
	case 2:
		return w.choose(r, c), holder
	case 3:
		return w.start(c), holder
	case 4:
		return w.settle(r, c), provider
	case 5:
		return realname.FileProof{Documents: w.uploads(c, realname.ApplicationForm, realname.OwnershipProof)}, holder
	case 6:
		return w.book(r, c), by
	case 7:
		return w.confirmCode(r, c), holder
	case 8:
		return realname.ReceivePayment{Payment: realname.Payment{ID: "pay"}, Right: r.IntN(2) == 0, ReviewBy: w.now.AddDate(0, 0, 3)}, system
	case 9:
		return realname.SetHandler{Handler: party()}, holder
	case 10:
		return w.review(r, c, []realname.Decision{realname.Approve, realname.AskAgain, realname.RefuseCase, "hm"}[r.IntN(4)], by), by
	case 11:
		return realname.Supply{Documents: w.uploads(c, realname.PortraitSide)}, holder
	case 12:
		return realname.ReportPayout{Type: []realname.EventType{realname.PayoutSent, realname.PayoutArrived, realname.PayoutFailed}[r.IntN(3)]}, system
	case 13:
		return realname.CompareAmount{Right: r.IntN(2) == 0}, holder
	case 14:
		return realname.Claim{Reviewer: by, Until: w.now.Add(30 * time.Minute)}, by
	case 15:
		return realname.GiveBack{Reviewer: by}, by
	case 16:
		return realname.Escalate{}, system
	case 17:
		return realname.CloseDeposit{}, system
	case 18:
		return realname.Expire{}, system
	case 19:
		return realname.Back{}, holder
	case 20:
		platform := realname.Actor{Role: realname.Platform, ID: "platform"}
		return realname.Cancel{By: realname.Platform}, platform
	case 21:
		return w.prove(r, c), holder
	case 22:
		return realname.Issue{Deposit: realname.Deposit{Sealed: []byte("s"), Reference: c.NextReference()}, Deadline: w.now.AddDate(0, 0, 9)}, holder
	}
	return realname.Cancel{By: realname.Holder}, holder
}

func (w *world) declare(r *rand.Rand, c realname.Case) realname.Command {
	s := w.of(r, c.Kind == realname.EnterpriseToEnterprise || c.Kind == realname.EnterpriseAppeal)
	d := realname.Declare{Declaration: realname.Declaration{Name: "*", Number: "*", Sealed: []byte("sealed")}}
	if present := c.Present(); c.Kind == realname.EnterpriseName && present != nil {
		name := fmt.Sprint("name", r.IntN(3))
		d.Form = present.Renamed(s.enterprise.Name, []string{"v2:" + name, "v1:" + name}, []byte(name))
		d.Confirmed = c.AtOnce(w.policy) && r.IntN(4) > 0
		return d
	}
	d.Declaration.Subjects, d.Declaration.NameDigest, d.Declaration.Abroad = s.keys, s.names, r.IntN(4) == 0
	representative := party()
	d.Declaration.Representative = &representative
	return d
}

func (w *world) fill(r *rand.Rand, c realname.Case) realname.Command {
	if (len(c.Steps) > 0 && len(c.Options(w.policy, w.now)) > 0 || c.Last().State == realname.Ready) && r.IntN(3) == 0 {
		return w.choose(r, c) // where the app's identity is taken over, no form is needed
	}
	if others := c.KindsToChoose(w.policy, w.now); len(others) > 0 && r.IntN(3) == 0 {
		return realname.TurnInto{Kind: others[r.IntN(len(others))]}
	}
	s, consents := w.of(r, c.Kind.Subject() == realname.EnterpriseSubject), accept(c.FormConsents(w.policy))
	if s.firm {
		return realname.FillEnterprise{Enterprise: s.enterprise, Licence: w.upload(c, realname.LicencePicture), Form: w.form(s), Consents: consents}
	}
	return realname.FillPerson{Person: s.person, Form: w.form(s), Consents: consents}
}

func (w *world) choose(r *rand.Rand, c realname.Case) realname.Command {
	choose := realname.Choose{Method: realname.Face, Evidence: []realname.Evidence{"", realname.ByRegister}[w.serial%2]}
	if options := c.Options(w.policy, w.now); len(options) > 0 {
		choose.Method = options[r.IntN(len(options))].Method
	}
	if choose.Method.Needs() != "" {
		p := party()
		choose.Party = &p
	}
	return choose
}

// prove begins what the method of the case asks for.
func (w *world) prove(r *rand.Rand, c realname.Case) realname.Command {
	deposit := realname.Deposit{Sealed: []byte("s"), Reference: c.NextReference()}
	switch m := c.Method(); {
	case m == realname.TopUp:
		return realname.Issue{Deposit: deposit, Deadline: w.now.AddDate(0, 0, 9)}
	case m == realname.CorporateTransfer:
		return realname.HandIn{Papers: realname.Papers{Account: "****", Representative: party()}, Documents: w.uploads(c, realname.PortraitSide, realname.EmblemSide)}
	case m.ByCode() && r.IntN(6) == 0:
		return realname.SendCode{Person: w.of(r, false).person, Fault: realname.CodeCardHolder}
	case m.ByCode():
		return realname.SendCode{Person: w.of(r, false).person, Code: realname.SentCode{Phone: "*", Sealed: []byte("code"), ExpiresAt: w.now.Add(w.policy.CodeLife())}}
	}
	return w.start(c)
}

func (w *world) start(c realname.Case) realname.Command {
	check := c.NextCheck(w.policy, w.now)
	check.URL = "https://phone.example/"
	w.checks = append(w.checks, check.ID)
	return realname.BeginCheck{Person: w.of(rand.New(rand.NewPCG(1, 1)), false).person, Check: check}
}

func (w *world) settle(r *rand.Rand, c realname.Case) realname.Command {
	n := realname.Notice{ID: "msg", Outcome: []realname.Outcome{realname.Passed, realname.Passed, realname.Passed, realname.Failed, realname.Noted}[r.IntN(5)]}
	if n.Outcome != realname.Passed {
		n.Fault = realname.CodeNameMismatch
	}
	check := c.Check()
	if check == nil || r.IntN(10) == 0 {
		if len(w.checks) > 0 {
			n.Check = w.checks[r.IntN(min(len(w.checks), 5))]
		}
		return realname.Settle{Notice: n}
	}
	n.Check = check.ID
	settle := realname.Settle{Notice: n, ReviewBy: w.now.AddDate(0, 0, 2)}
	if check.Method.TakesOver() {
		s := w.of(r, false)
		form := w.form(s)
		settle.Notice.GroupIdentity, settle.Form = &realname.GroupIdentity{Person: s.person, Site: w.site(r)}, &form
	}
	return settle
}

func (w *world) site(r *rand.Rand) string {
	if len(w.policy.Sites) == 0 {
		return ""
	}
	return w.policy.Sites[r.IntN(len(w.policy.Sites))].Site
}

func (w *world) confirmCode(r *rand.Rand, c realname.Case) realname.Command {
	confirm := realname.CompareCode{Right: r.IntN(2) == 0}
	if confirm.Right && c.Method() == realname.Binding {
		confirm.Form, confirm.Site = c.Form(), w.site(r)
	} else if confirm.Right && r.IntN(4) == 0 {
		confirm.Fault = realname.CodeDocumentInUse
	}
	return confirm
}

// book books in some of the papers that are still missing, or all.
func (w *world) book(r *rand.Rand, c realname.Case) realname.Command {
	var pieces []realname.Purpose
	for _, group := range c.PostMissing(w.policy) {
		if p := group[r.IntN(len(group))]; r.IntN(4) > 0 && !contains(pieces, p) {
			pieces = append(pieces, p)
		}
	}
	complete := len(c.PostMissing(w.policy, pieces...)) == 0
	return realname.BookIn{Staff: w.reviewers()[1], Pieces: pieces, Complete: complete, ReviewBy: w.now.AddDate(0, 0, 3)}
}

func (w *world) review(r *rand.Rand, c realname.Case, d realname.Decision, by realname.Actor) realname.Command {
	cmd := realname.Decide{
		Decision: d, Reviewer: by, PayoutBy: w.now.AddDate(0, 0, 3), Deposit: &realname.Deposit{Sealed: []byte("s"), Reference: c.NextReference()},
		Review: realname.Review{Reason: realname.ReasonPapersUnclear, Saw: c.Documents()},
	}
	if all := c.Documents(); d == realname.AskAgain && len(all) > 0 {
		cmd.Review.Asked = []realname.Purpose{all[len(all)-1].Purpose}
	}
	if r.IntN(10) == 0 {
		cmd.Review.Saw = nil
	}
	return cmd
}

func contains(all []realname.Purpose, p realname.Purpose) bool {
	for _, x := range all {
		if x == p {
			return true
		}
	}
	return false
}
