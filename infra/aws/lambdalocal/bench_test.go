package lambdalocal

import "testing"

// BenchmarkWarm is the overhead of one invocation of a running process.
func BenchmarkWarm(b *testing.B) {
	s := startBench(b)
	for b.Loop() {
		if r, err := s.Invoke(b.Context(), "Probe", []byte(`{"do":"print"}`)); err != nil || r.FunctionError != "" {
			b.Fatal(err, r.FunctionError)
		}
	}
}

// BenchmarkCold starts a process for every invocation; init-ms is the part from exec to the first poll.
func BenchmarkCold(b *testing.B) {
	s := startBench(b)
	var total float64
	for b.Loop() {
		if err := s.Recycle("Probe"); err != nil {
			b.Fatal(err)
		}
		r, err := s.Invoke(b.Context(), "Probe", []byte(`{"do":"print"}`))
		if err != nil || !r.Cold {
			b.Fatal(err, r.Cold)
		}
		total += r.Init.Seconds() * 1000
	}
	b.ReportMetric(total/float64(b.N), "init-ms/op")
}

func startBench(b *testing.B) *Lambda {
	s, err := Start(b.Context(), Options{Template: testTemplate, BinDir: testBinaries, Keyfunc: testKey})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { s.Close() })
	return s
}
