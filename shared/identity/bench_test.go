package identity

import (
	"fmt"
	"testing"
)

// BenchmarkParseDocument parses a number seen before, and ever new ones (which are interned and collected again).
func BenchmarkParseDocument(b *testing.B) {
	b.Run("same", func(b *testing.B) {
		keep, err := ParseDocument(ResidentID, "11010119900307803X")
		b.ReportAllocs()
		for b.Loop() {
			d, again := ParseDocument(ResidentID, "11010119900307803X")
			if again != nil || d != keep {
				b.Fatal(err, again)
			}
		}
	})
	b.Run("new", func(b *testing.B) {
		numbers := make([]string, 1<<16)
		for i := range numbers {
			body := fmt.Sprintf("%06d19900307%03d", 110000+i/1000, i%1000)
			numbers[i] = body + checkMod112(body)
		}
		b.ReportAllocs()
		for i := 0; b.Loop(); i++ {
			if _, err := ParseDocument(ResidentID, numbers[i%len(numbers)]); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("refused", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := ParseDocument(ResidentID, "110101199003078030"); err == nil {
				b.Fatal("passes")
			}
		}
	})
}

func TestParseDocumentAllocations(t *testing.T) {
	t.Run("parsing a known number allocates at most twice", func(t *testing.T) {
		const number = "11010119900307803X"
		keep, err := ParseDocument(ResidentID, number)
		if err != nil {
			t.Fatal(err)
		}
		got := testing.AllocsPerRun(1000, func() { _, _ = ParseDocument(ResidentID, number) })
		if got > 2 {
			t.Errorf("got %v allocations", got)
		}
		if keep.Number() != number {
			t.Error("the number has changed")
		}
	})
}
