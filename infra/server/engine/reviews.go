package engine

import (
	"shiming/shared/api"
	"shiming/shared/steps"
	"shiming/shared/store/sqlite"
)

// reviews puts the steps of human review on the engine's parts, and what else staff decide.
func reviews(s api.Settings, desk steps.Desk, keys steps.Keys, records *sqlite.Store) []api.Endpoint {
	endpoints := []api.Endpoint{
		api.SupplyPapers(s, steps.SupplyPapers{Desk: desk, Records: records}),
		api.DecideReview(s, steps.DecideReview{Desk: desk, Keys: keys}),
		api.UnmaskReview(s, steps.UnmaskReview{Desk: desk, Keys: keys, Records: records}),
	}
	endpoints = append(endpoints, api.TrackAppeal(s, steps.TrackAppeal{Desk: desk, Records: records, Keys: keys}))
	endpoints = append(endpoints, api.Quota(steps.SetQuota{Desk: desk, Limits: records})...)
	endpoints = append(endpoints, api.ReviewQueue(s, steps.ReviewQueue{Desk: desk, Records: records})...)
	return append(endpoints, api.ClaimReview(s, steps.ClaimReview{Desk: desk})...)
}
