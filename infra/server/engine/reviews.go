package engine

import (
	"shiming/shared/api"
	"shiming/shared/steps"
	"shiming/shared/store/sqlite"
	"shiming/shared/trail"
)

// reviews puts the steps of human review on the engine's parts, and what else staff decide.
func reviews(s api.Settings, base steps.Base, keys steps.Keys, records *sqlite.Store, archive trail.Archive) []api.Endpoint {
	endpoints := []api.Endpoint{
		api.SupplyPapers(s, steps.SupplyPapers{Base: base, Records: records}),
		api.DecideReview(s, steps.DecideReview{Base: base, Keys: keys, Records: records}),
		api.UnmaskReview(s, steps.UnmaskReview{Base: base, Keys: keys, Records: records}),
	}
	endpoints = append(endpoints,
		api.TrackAppeal(s, steps.TrackAppeal{Base: base, Records: records, Keys: keys}),
		api.AnswerAppeal(steps.AnswerAppeal{Base: base, Records: records, Keys: keys}))
	endpoints = append(endpoints, api.Quota(steps.SetQuota{Base: base, Limits: records})...)
	endpoints = append(endpoints, api.ReviewQueue(s, steps.ReviewQueue{Base: base, Records: records})...)
	endpoints = append(endpoints, api.NoteReview(s, steps.NoteReview{Base: base, Records: records}))
	endpoints = append(endpoints, api.SearchAudit(s, archive)...)
	return append(endpoints, api.ClaimReview(s, steps.ClaimReview{Base: base, Records: records})...)
}
