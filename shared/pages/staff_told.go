package pages

import (
	"net/http"
	"net/url"
	"strconv"
	"time"

	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"shiming/shared/pages/frame"
	"shiming/shared/realname"
	"shiming/shared/texts"
)

// Where who runs the service sees what was told, and what could not be.
const (
	failedPath   = staffPath + "/messages"
	webhooksPath = staffPath + "/webhooks"
)

// delivered is a delivery: to somebody, or to the platform's webhook.
type delivered struct {
	ID, Channel, Case, Account, State, Fault string

	Created       time.Time
	Tries, Resent int
}

// tellings is one of the two lists of deliveries.
type tellings struct {
	path, api          string
	title, lead, empty texts.Sentence
}

func failedMessages() tellings {
	say := texts.Operating
	return tellings{failedPath, "/v1/messages/failed", say.Failed, say.FailedLead, say.FailedNone}
}

func webhookDeliveries() tellings {
	say := texts.Operating
	return tellings{webhooksPath, "/v1/webhooks/deliveries", say.Webhooks, say.WebhooksLead, say.WebhooksNone}
}

// told draws a page of the list.
func (v *visit) told(from tellings) {
	query := url.Values{}
	v.paged(query, "25")
	var all list[delivered]
	if p := v.get(from.api+"?"+query.Encode(), &all); p != nil {
		v.staffFail(p)
		return
	}
	say := texts.Operating
	rows := v.deliveryRows(from, all.Data)
	if len(all.Data) == 0 {
		rows = frame.Card(h.P(g.Text(v.t(from.empty))))
	}
	v.staffPage(from.title, h.Div(h.H1(g.Text(v.t(from.title))), h.P(h.Class("dim"), g.Text(v.t(from.lead)))),
		g.If(v.asked("again"), frame.Note("good", v.t(say.OnItsWay))),
		g.If(v.asked("test"), frame.Note("good", v.t(say.TestOnItsWay))), v.testButton(from), rows, v.pages(from.path, all.NextCursor, texts.Queue.First, texts.Queue.More)).Write(v.w)
}

func (v *visit) deliveryRows(from tellings, all []delivered) g.Node {
	say := texts.Operating
	return h.Table(h.Class("rows"), h.THead(v.columns(say.Happened, say.Status, say.Tried, texts.Queue.Account, say.Again)), h.TBody(g.Map(all, func(d delivered) g.Node {
		kind := map[string]string{"sent": "good", "put_aside": "bad", "waiting": "warn"}[d.State]
		what := v.t(say.States[d.State])
		if d.Channel != "" {
			what = v.t(say.Channels[d.Channel]) + " · " + what
		}
		var about g.Node
		if d.Case != "" {
			about = h.A(h.Href(v.lookAt(d.Case)), h.Data("row", ""), h.Small(g.Text(d.Case)))
		}
		return h.Tr(h.Td(g.Text(v.when(d.Created)), h.Br(), about), h.Td(frame.Badge(kind, what), h.Br(), h.Small(g.Text(d.Fault))),
			h.Td(h.Data("name", v.t(say.Tried)), g.Text(strconv.Itoa(d.Tries))), h.Td(g.If(d.Account != "", h.A(h.Href(v.lookAt(d.Account)), g.Text(d.Account)))),
			h.Td(v.resendButton(from, d)))
	})))
}

// resendButton makes a delivery once more; who audits is not offered it.
func (v *visit) resendButton(from tellings, d delivered) g.Node {
	if v.member.Role != realname.Admin || d.State == "sending" {
		return nil
	}
	say := texts.Operating
	return h.Form(h.Method("post"), h.Action(from.path), key(), frame.Hidden("delivery", d.ID),
		h.Button(h.Class("plain tiny"), h.Aria("label", v.t(say.Again)+" "+d.ID), g.Text(v.t(say.Again))))
}

// testButton sends the platform's webhook an event that tells nothing; who audits is not offered it.
func (v *visit) testButton(from tellings) g.Node {
	if v.member.Role != realname.Admin || from.path != webhooksPath {
		return nil
	}
	say := texts.Operating
	return h.Form(h.Method("post"), h.Action(from.path), key(), frame.Hidden("test", "yes"),
		h.P(h.Class("dim"), g.Text(v.t(say.TestLead))), h.Button(h.Class("plain"), g.Text(v.t(say.Test))))
}

// sendAgain makes a delivery of the list once more, or tries the webhook.
func (v *visit) sendAgain(from tellings) {
	if v.parse() != nil {
		v.nothing()
		return
	}
	if from.path == webhooksPath && v.r.PostForm.Has("test") {
		if p := v.ask(http.MethodPost, "/v1/webhooks/test", nil, v.r.PostForm.Get("_key"), nil); p != nil {
			v.staffFail(p)
			return
		}
		v.turn(from.path + "?show=test")
		return
	}
	p := v.ask(http.MethodPost, from.api+"/"+url.PathEscape(v.r.PostForm.Get("delivery"))+"/resend", nil, v.r.PostForm.Get("_key"), nil)
	if p != nil {
		v.staffFail(p)
		return
	}
	v.turn(from.path + "?show=again")
}
