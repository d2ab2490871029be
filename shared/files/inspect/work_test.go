package inspect

import (
	"fmt"
	"strings"
	"testing"
)

// brokenStreams are object streams that unfold to much and then prove damaged.
func brokenStreams() []byte {
	damaged := deflatedZeros(maxInflated - 1)
	damaged[len(damaged)-1] ^= 1
	var many []string
	for range 40 {
		many = append(many, objectStream("", "/Filter /FlateDecode", damaged))
	}
	return pdfWith("", many...)
}

// sameObject is an object stream of which every entry is the same large object.
func sameObject() []byte {
	object := "<< " + strings.Repeat("/A (b) ", 100_000) + ">>"
	numbers := strings.Repeat("9 0 ", 20_000)
	return pdfWith("", stream(fmt.Sprintf("/Type /ObjStm /N 20000 /First %d /Filter /FlateDecode", len(numbers)), deflated([]byte(numbers+object))))
}

// TestTHREATS_U6_the_work_on_a_paper_is_bounded: what was unfolded and read counts, also where it proves damaged, and
// nothing is begun beyond the bounds. The last piece may pass them by its own size.
func TestTHREATS_U6_the_work_on_a_paper_is_bounded(t *testing.T) {
	for name, data := range map[string][]byte{"streams_that_prove_damaged": brokenStreams(), "one_large_object_many_times": sameObject()} {
		t.Run(name, func(t *testing.T) {
			s := pdfScan{data: data, views: map[int]bool{}}
			if err := s.objects(); code(err) != CodeFormat {
				t.Errorf("got %v", err)
			}
			if s.inflated > maxInflated+1 || s.read > pdfWork+maxInflated {
				t.Errorf("%d bytes unfolded, %d read", s.inflated, s.read)
			}
			if s.inflated < maxInflated/2 && s.read < pdfWork {
				t.Errorf("%d bytes unfolded, %d read: the work was not counted", s.inflated, s.read)
			}
		})
	}
}
