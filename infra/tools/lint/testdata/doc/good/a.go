// Package a says what it exports.
package a

// T is a type.
type T struct{ Field int }

// M does nothing.
func (T) M() {}

type hidden struct{}

func (hidden) String() string { return "" }

func f() {}

// The constants share a comment.
const (
	C = 1
	D = 2
)

// I is a contract.
type I interface {
	// Take takes.
	Take()
	Give() // gives
	hidden()
}
