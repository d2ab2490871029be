// Package a exports without a word.
package a

type T struct{}

func (*T) M() {}

func F() {}

const C = 1

var V = 2

// I is a contract without words.
type I interface {
	Take()
}

type G[E any] struct{}

func (g *G[E]) M() {}
