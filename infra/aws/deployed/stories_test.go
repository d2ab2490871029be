package deployed_test

import (
	"context"
	"net/http"
	"sync"
	"testing"
	"time"

	"shiming/infra/server/asl"
	"shiming/infra/tests/stories"
)

// TestStories tells the demo's stories to the function binaries: whole flows, through queues, streams, state machines and
// the sandbox's bank.
func TestStories(t *testing.T) {
	chapters, err := stories.Chapters()
	if err != nil {
		t.Fatal(err)
	}
	for _, chapter := range chapters {
		t.Run("RULES_H1_"+chapter.Policy.Profile, func(t *testing.T) { tell(t, chapter) })
	}
}

func tell(t *testing.T, chapter stories.Chapter) {
	stack := start(t, chapter.Policy.Profile)
	limit := make(chan struct{}, 3) // at once: as many as the machine can run functions for
	var told sync.WaitGroup
	for _, story := range chapter.Beside {
		told.Go(func() {
			limit <- struct{}{}
			defer func() { <-limit }()
			ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
			defer cancel()
			world := stories.World{Base: stack.URL, HTTP: http.DefaultClient, Issuer: stack.Issuer, Say: func(string, ...any) {}}
			if err := world.Tell(ctx, story); err != nil {
				t.Errorf("%s: %v", story.Title, err)
			}
		})
	}
	told.Wait()
	for _, m := range stack.Template.StateMachines {
		failed, _, err := stack.States.List(t.Context(), asl.Query{Machine: m.Name, Status: asl.Failed, Limit: 10})
		if err != nil || len(failed) > 0 {
			t.Errorf("%s: %d executions failed, %v", m.Name, len(failed), err)
		}
		for _, status := range []asl.Status{asl.Running, asl.Succeeded} {
			all, _, err := stack.States.List(t.Context(), asl.Query{Machine: m.Name, Status: status, Limit: 100})
			if err != nil {
				t.Fatal(err)
			}
			for _, x := range all {
				t.Logf("%s: %s in %s after %d transitions", m.Name, x.Status, x.State, x.Transitions)
			}
		}
	}
}
