package tencentface

import (
	"errors"
	"fmt"
	"slices"
	"strconv"

	"shiming/shared/providers/checkref"
	"shiming/shared/realname"
	"shiming/shared/steps"
)

// text is what came of a check, of both services (ADAPTERS A2, A5). Every field may be null.
type text struct {
	ErrCode                                  *int
	IdCard, Name, Extra, Sim, CompareLibType string
	LivenessInfoTag                          []string
	LivenessDetail                           []struct{ Errcode *int }
}

// What an answer can be about besides a fault of the person.
const (
	codePassed   = 0
	codeDone     = 14 // this check is completed: its result is read once more
	codeEnded    = 15 // the token's time is up
	codeTries    = 16 // no tries left in the flow
	codePending  = 17 // not finished
	sameLibrary  = "权威库"
	coveredTag   = "14"
	leastSimilar = 70
)

// attacks are the tags of what is no live face before a camera; a pass with one of them is none.
var attacks = []string{"03", "04", "05", "06", "08", "11", "12", "13"}

// notice says what the answer means for the check. Who was checked has to be whom the check is about, compared with the
// authority's own records: else nothing is said, and the error is for the operator.
func (x text) notice(check realname.Check, ref checkref.Ref) (realname.Notice, error) {
	if x.ErrCode == nil || *x.ErrCode == codeDone || *x.ErrCode == codePending {
		return realname.Notice{}, steps.ErrPending
	}
	code := *x.ErrCode
	if x.Extra != "" && x.Extra != string(check.ID) {
		return realname.Notice{}, errors.New("the answer is about another check")
	}
	n := realname.Notice{ID: string(check.ID) + "." + strconv.Itoa(code), Check: check.ID, Outcome: realname.Failed}
	if code == codePassed {
		return x.passed(n, ref)
	}
	if code == codeTries { // why is said by the last of the tries
		for _, try := range x.LivenessDetail {
			if try.Errcode != nil && *try.Errcode != codePassed {
				code = *try.Errcode
			}
		}
	}
	fault, known := faultOf(code)
	switch {
	case !known:
		return realname.Notice{}, fmt.Errorf("code %d is for the operator, or not known", code)
	case slices.Contains(x.LivenessInfoTag, coveredTag):
		fault = realname.CodeFaceCovered
	}
	n.Fault = fault
	return n, nil
}

// passed holds a pass against whom the check is about.
func (x text) passed(n realname.Notice, ref checkref.Ref) (realname.Notice, error) {
	similar, err := strconv.ParseFloat(x.Sim, 64)
	switch {
	case x.Extra != string(n.Check) || !ref.About(n.Check, x.Name, x.IdCard):
		return realname.Notice{}, errors.New("somebody else passed")
	case x.CompareLibType != sameLibrary:
		return realname.Notice{}, errors.New("the face was not compared with the authority's records")
	case x.Sim != "" && (err != nil || !(similar >= leastSimilar)):
		return realname.Notice{}, errors.New("the pass contradicts the similarity")
	case slices.ContainsFunc(x.LivenessInfoTag, func(tag string) bool { return slices.Contains(attacks, tag) }):
		n.Fault = realname.CodeLivenessFailed
		return n, nil
	case slices.Contains(x.LivenessInfoTag, coveredTag):
		n.Fault = realname.CodeFaceCovered
		return n, nil
	}
	n.Outcome = realname.Passed
	return n, nil
}

// faultOf says what a code means for the person (ADAPTERS A3); false for those that are the operator's, and for what is not
// known. What the service could not find out spends no try.
func faultOf(code int) (realname.Code, bool) {
	if code >= 1100 && code < 1300 { // picture, video, light, distance
		return realname.CodeFaceNotInView, true
	}
	for _, row := range faults {
		if slices.Contains(row.codes, code) {
			return row.fault, true
		}
	}
	return "", false
}

var faults = []struct {
	fault realname.Code
	codes []int
}{
	{realname.CodeSourceUnavailable, []int{4, 8, 10, 12, 13, 1001, 1006, 1007, 1008, 2001, 2017, 201, 202}},
	{realname.CodeQRExpired, []int{codeEnded}},
	{realname.CodeFaceMismatch, []int{codeTries, 2011, 2015, 2016}},
	{realname.CodeNameMismatch, []int{301, 2002, 2003, 2006}},
	{realname.CodeDocumentExpired, []int{302}},
	{realname.CodeIDNotFound, []int{2005, 2007, 2008}},
	{realname.CodeLivenessFailed, []int{1002, 1003, 1004, 1005}},
	{realname.CodeFaceNotInView, []int{303, 2004, 2009, 2010, 2012, 2013, 2014}},
	{realname.CodeCheckDailyLimit, []int{2018}},
}
