package api

import (
	"math"
	"net/url"
	"time"

	"shiming/shared/measures"
	"shiming/shared/realname"
)

// measuresView are the figures of a time, by steps.
//
//openapi:schema Measures
type measuresView struct {
	head
	Step   string        `json:"step"`
	From   time.Time     `json:"from"`
	Until  time.Time     `json:"until"`
	Series []measureView `json:"series"`
}

// measureView are the figures of one measure with the same labels.
//
//openapi:schema MeasureSeries
type measureView struct {
	Measure string            `json:"measure"`
	Labels  map[string]string `json:"labels"`
	Total   int               `json:"total"`
	Points  []figureView      `json:"points"`
}

// figureView is what was counted within one step, and how long it took.
//
//openapi:schema MeasurePoint
type figureView struct {
	At     time.Time `json:"at"`
	Count  int       `json:"count"`
	Median *int      `json:"median,omitempty"`
	P95    *int      `json:"p95,omitempty"`
}

// steps are the two that figures are read in, with how many of them are read when nobody says from when.
var measureSteps = map[string]struct {
	long  time.Duration
	usual int
}{"hour": {time.Hour, 48}, "day": {measures.Day, 30}}

// Measures serves GET /v1/measures, for who runs the service, and who audits it.
func Measures(s Settings, from measures.Reader) Endpoint {
	return Endpoint{RouteMeasures, func(c *call) (reply, error) {
		step, span, err := measureSpan(c.http.URL.Query(), s.Clock())
		if err != nil {
			return reply{}, err
		}
		all, err := from.Read(c.http.Context(), span)
		if err != nil {
			return reply{}, err
		}
		v := measuresView{head: c.head("measures"), Step: step, From: span.From, Until: span.Until, Series: []measureView{}}
		for _, f := range all {
			v.Series = append(v.Series, viewMeasure(f))
		}
		return reply{body: v}, nil
	}}
}

func viewMeasure(f measures.Figures) measureView {
	v := measureView{Measure: f.Measure.Name, Labels: map[string]string{}}
	for i, value := range f.Labels {
		v.Labels[f.Measure.Labels[i]] = value
	}
	for _, p := range f.Points {
		point := figureView{At: p.At, Count: p.Count}
		if f.Measure.Seconds {
			median, p95 := int(math.Round(p.Median)), int(math.Round(p.P95))
			point.Median, point.P95 = &median, &p95
		}
		v.Total += p.Count
		v.Points = append(v.Points, point)
	}
	return v
}

// measureSpan reads the time that is asked for, in full steps.
func measureSpan(query url.Values, now time.Time) (step string, span measures.Span, err error) {
	step = "day"
	err = filters(query, func(name, value string) (ok bool) {
		switch name {
		case "step":
			_, ok = measureSteps[value]
			step = value
		case "from":
			span.From, ok = timeWithin(value, 1970, 2199)
		case "until":
			span.Until, ok = timeWithin(value, 1970, 2199)
		}
		return ok
	})
	if err != nil {
		return "", span, err
	}
	for _, name := range []string{"limit", "cursor"} { // it is no list
		if query.Has(name) {
			return "", span, realname.RefuseField(realname.CodeFieldInvalid, name)
		}
	}
	one := measureSteps[step]
	span.Step = one.long
	if span.Until.IsZero() {
		span.Until = now
	}
	if span.From.IsZero() {
		span.From = span.Until.Add(-time.Duration(one.usual-1) * one.long)
	}
	if span = span.Steps(); span.Count() < 1 || span.Count() > measures.MostSteps {
		return "", span, realname.RefuseField(realname.CodeFieldInvalid, "from")
	}
	return step, span, nil
}
