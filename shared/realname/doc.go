// Package realname holds the rules of real-name verification (实名认证): accounts, subjects, cases, flows, seats
// and deadlines, as /RULES numbers them. It decides and never acts: a [Case], a [Policy], a command and a moment go
// in; a [Commit] or an [*Error] comes out. Nothing here reads a clock, a network or a disk, and nothing here imports
// more than the standard library and the identity numbers of shared/identity.
//
// What is true of a code, a state, a method or a kind stands in its row: codes.go, states.go, methods.go, kinds.go. The
// one table of transitions is in machine.go; every number that an operator may set is in policies/*.json. Files are laid
// in layers: ids, codes and rows; what events hold (facts.go); the case and its history; the policy; what decides.
package realname
