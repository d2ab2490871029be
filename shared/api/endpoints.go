package api

import (
	"context"
	"net/http"
	"strconv"

	"shiming/shared/realname"
	"shiming/shared/steps"
)

// An endpoint is a value: the row of the table of routes, how the body is read, the step, and the view of what came of it.
// onCase, about, aboutWith and listed make them all; what is asked by no actor, as a callback, is made by hand. They are not inlined, for
// every copy would be one more closure in the functions.

// onCase makes an endpoint of a step that changes something of a case: a request that carries its identity.
//
//go:noinline
func onCase[T any](route Route, body reading[T], step func(context.Context, steps.Ask, realname.CaseID, T) (realname.Case, error),
	view func(c *call, after realname.Case) (reply, error)) Endpoint {
	return Endpoint{route, func(c *call) (reply, error) {
		ask, err := c.ask()
		if err != nil {
			return reply{}, err
		}
		said, err := body(c)
		if err != nil {
			return reply{}, err
		}
		ask.Wrong = c.wrong
		after, err := step(c.http.Context(), ask, realname.CaseID(c.http.PathValue("case")), said)
		if err != nil {
			return reply{}, err
		}
		return view(c, after)
	}}
}

// bare is a step that takes nothing beside who asks, and about which case.
func bare(step func(context.Context, steps.Ask, realname.CaseID) (realname.Case, error)) func(context.Context, steps.Ask, realname.CaseID, struct{}) (realname.Case, error) {
	return func(ctx context.Context, ask steps.Ask, id realname.CaseID, _ struct{}) (realname.Case, error) {
		return step(ctx, ask, id)
	}
}

// about makes an endpoint of a step that an actor asks about one thing, which the path names: a case, an account, a document.
// Nothing more is said; a POST may carry an empty object.
//
//go:noinline
func about[I ~string, R any](route Route, path string, step func(context.Context, realname.Actor, I) (R, error), view func(c *call, id I, found R) (reply, error)) Endpoint {
	return Endpoint{route, func(c *call) (reply, error) {
		if _, err := noBody(c); err != nil && route.Method != http.MethodGet {
			return reply{}, err
		}
		id := I(c.http.PathValue(path))
		found, err := step(c.http.Context(), c.actor, id)
		if err != nil {
			return reply{}, err
		}
		return view(c, id, found)
	}}
}

// aboutWith is about, of a step to which more is said.
//
//go:noinline
func aboutWith[I ~string, T, R any](route Route, path string, body reading[T], step func(context.Context, realname.Actor, I, T) (R, error),
	view func(c *call, id I, found R) (reply, error)) Endpoint {
	return Endpoint{route, func(c *call) (reply, error) {
		said, err := body(c)
		if err != nil {
			return reply{}, err
		}
		id := I(c.http.PathValue(path))
		found, err := step(c.http.Context(), c.actor, id, said)
		if err != nil {
			return reply{}, err
		}
		return view(c, id, found)
	}}
}

// showCase is the view of a case that a step changed, as it was then: a repeated request gets the same bytes.
func (s Settings) showCase(c *call, after realname.Case) (reply, error) {
	return c.of(after, c.seen(viewCase(s, after, after.UpdatedAt()))).as(after), nil
}

// showReview is showCase for a reviewer.
func (s Settings) showReview(c *call, after realname.Case) (reply, error) {
	return c.of(after, viewReview(s, c.actor, after, after.UpdatedAt())).as(after), nil
}

// list is one page of things; NextCursor is empty on the last one.
type list[T any] struct {
	head
	Data       []T    `json:"data"`
	NextCursor string `json:"next_cursor,omitempty"`
}

// listed makes an endpoint of a list, a page at a time.
//
//go:noinline
func listed[T, V any](route Route, read func(ctx context.Context, c *call, cursor string, limit int) ([]T, string, error), view func(*call, T) V) Endpoint {
	return Endpoint{route, func(c *call) (reply, error) {
		query := c.http.URL.Query()
		limit, err := pageLimit(query["limit"])
		if err != nil {
			return reply{}, err
		}
		all, next, err := read(c.http.Context(), c, query.Get("cursor"), limit)
		if err != nil {
			return reply{}, err
		}
		page := list[V]{head: c.head("list"), Data: []V{}, NextCursor: next}
		for _, one := range all {
			page.Data = append(page.Data, view(c, one))
		}
		return reply{body: page}, nil
	}}
}

// List makes an endpoint of a list that is no part of the API, as the sandbox's messages. It passes the gate like every
// other. id is what the path names, as the route has it.
func List[T any](route Route, path string, read func(ctx context.Context, by realname.Actor, id, cursor string, limit int) ([]T, string, error)) Endpoint {
	return listed(route, func(ctx context.Context, c *call, cursor string, limit int) ([]T, string, error) {
		return read(ctx, c.actor, c.http.PathValue(path), cursor, limit)
	}, func(_ *call, one T) T { return one })
}

// The rows of a page, of every list: unless the query says how many, and at most.
const (
	pageRows = 20
	mostRows = 100
)

// pageLimit reads how many rows a page may have.
func pageLimit(said []string) (int, error) {
	if len(said) == 0 {
		return pageRows, nil
	}
	n, err := strconv.Atoi(said[0])
	if err != nil || len(said) > 1 || n < 1 || n > mostRows {
		return 0, realname.RefuseField(realname.CodeFieldInvalid, "limit")
	}
	return n, nil
}
