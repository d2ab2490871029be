package sfnlocal

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"shiming/infra/server/asl"
)

type historyInput struct {
	ExecutionArn, NextToken string
	MaxResults              int
	ReverseOrder            bool
	IncludeExecutionData    *bool // nil: yes
}

type historyOutput struct {
	Events    []map[string]any `json:"events"`
	NextToken string           `json:"nextToken,omitempty"`
}

func (s *StepFunctions) getExecutionHistory(ctx context.Context, in historyInput) (historyOutput, error) {
	limit, from, err := page(in.MaxResults, in.NextToken)
	if err != nil {
		return historyOutput{}, err
	}
	events, err := s.o.Engine.History(ctx, in.ExecutionArn)
	if err != nil {
		return historyOutput{}, err
	}
	if in.ReverseOrder {
		slices.Reverse(events)
	}
	out := historyOutput{Events: []map[string]any{}}
	rest := events[min(from, int64(len(events))):]
	for _, e := range rest[:min(limit, len(rest))] {
		out.Events = append(out.Events, s.event(e, in.IncludeExecutionData == nil || *in.IncludeExecutionData))
	}
	if len(rest) > limit {
		out.NextToken = strconv.FormatInt(from+int64(limit), 10)
	}
	return out, nil
}

// event words an event as AWS does: what it is about stands under a name that its type gives.
func (s *StepFunctions) event(e asl.HistoryEvent, data bool) map[string]any {
	details := map[string]any{}
	put := func(name, value string) {
		if value != "" {
			details[name] = value
		}
	}
	put("name", e.State)
	put("error", e.Error)
	put("cause", e.Cause)
	if e.Resource != "" {
		_, integration, ok := strings.Cut(e.Resource, ":states:::")
		service, call, _ := strings.Cut(integration, ":")
		if ok && strings.HasPrefix(e.Type, "Task") {
			put("resourceType", service)
			put("resource", call)
		} else if strings.HasSuffix(e.Type, "Scheduled") {
			put("resource", e.Resource) // of functions only this event says it
		}
	}
	if e.Type == "TaskScheduled" {
		put("region", s.o.Region)
	}
	if data {
		put("input", string(e.Input))
		put("output", string(e.Output))
	}
	out := map[string]any{"id": e.ID, "previousEventId": e.Previous, "timestamp": seconds(e.At), "type": e.Type}
	if len(details) > 0 {
		out[detailsName(e.Type)] = details
	}
	return out
}

func detailsName(kind string) string {
	for _, about := range []string{"StateEntered", "StateExited"} {
		if strings.HasSuffix(kind, about) {
			kind = about
		}
	}
	return strings.ToLower(kind[:1]) + kind[1:] + "EventDetails"
}
