package engine

import (
	"shiming/shared/api"
	"shiming/shared/steps"
)

// reviews puts the steps of human review on the engine's parts.
func reviews(s api.Settings, desk steps.Desk, keys steps.Keys, records steps.Records) []api.Endpoint {
	endpoints := []api.Endpoint{
		api.SupplyPapers(s, steps.SupplyPapers{Desk: desk, Records: records}),
		api.DecideReview(s, steps.DecideReview{Desk: desk, Keys: keys}),
		api.UnmaskReview(s, steps.UnmaskReview{Desk: desk, Keys: keys, Records: records}),
	}
	endpoints = append(endpoints, api.ReviewQueue(s, steps.ReviewQueue{Desk: desk, Records: records})...)
	return append(endpoints, api.ClaimReview(s, steps.ClaimReview{Desk: desk})...)
}
