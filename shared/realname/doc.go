// Package realname holds the rules of real-name verification (实名认证): accounts, subjects, cases, flows, seats
// and deadlines, as /RULES numbers them. It decides and never acts: a [Case], a [Policy], a command and a moment go
// in; a [Commit] or an [*Error] comes out. Nothing here reads a clock, a network or a disk, and nothing here imports
// more than the standard library and the identity numbers of shared/identity.
//
// The one table of transitions is in machine.go. What a person sees of it (step bars, whose turn, what is asked) is
// derived in view-free form by flow.go and methods.go; every number that an operator may set is in policies/*.json.
package realname
