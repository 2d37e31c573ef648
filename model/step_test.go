package model

import (
	"math"
	"testing"

	"bijou/flows/ad"
)

// The stacks that figures are given for.
var benchmarked = map[string]string{
	"RealNVP": "coupling(act=relu)*8",
	"spline":  "coupling(rqs)*4",
	"MAF":     "autoregressive*5",
	"CNF":     "cnf",
	"single":  "coupling(rqs, single)*2, autoregressive(single), iaf(single)",
}

func TestAStepAllocatesNothing(t *testing.T) {
	for name, stack := range benchmarked {
		for from, src := range sources {
			t.Run(name+"/"+from, func(t *testing.T) {
				f := fit(t, src, stack, "batch=256, steps=0")
				x := f.batches.At(0)
				descend := func() {
					f.gradient.at(x)
					f.descend(norm(f.gradient.sum))
				}
				if n := allocations(descend); n > 0 {
					t.Errorf("gradient and update: %g allocations", n)
				}
				for range keepGood {
					f.guard.keep(f.theta) // the ring of good parameters is full
				}
				if n := allocations(f.Step); n > 0 {
					t.Errorf("a step: %g allocations", n)
				}
			})
		}
	}
}

// allocations is how many f makes once it is warm. Whether a helper of the gradient
// has worked yet, and has memory of its own, is left to chance: the least of some
// measurements counts.
func allocations(f func()) float64 {
	least := math.Inf(1)
	for range 5 {
		least = min(least, testing.AllocsPerRun(5, f))
	}
	return least
}

func BenchmarkStep(b *testing.B) {
	for name, stack := range benchmarked {
		b.Run(name, func(b *testing.B) {
			f := fit(b, points(2000, 2), stack, "batch=256, steps=0")
			f.Step()
			for b.Loop() {
				f.Step()
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "steps/s")
		})
	}
}

func BenchmarkLedger(b *testing.B) {
	s := fit(b, points(2000, 2), benchmarked["RealNVP"], "batch=256").Snapshot()
	for b.Loop() {
		s.Ledger(s.Data.Val)
	}
}

func BenchmarkSnapshot(b *testing.B) {
	f := fit(b, points(2000, 2), "affine, coupling(hidden=4)", "batch=8, steps=0")
	steps(f, historyLen-1) // the longest curve
	for b.Loop() {
		f.Snapshot()
	}
}

// The picture of a density: log p on a grid of 100×100.
func BenchmarkGrid(b *testing.B) {
	for name, stack := range benchmarked {
		b.Run(name, func(b *testing.B) {
			s := fit(b, points(2000, 2), stack, "batch=256").Snapshot()
			grid := ad.New(100*100, 2)
			for i := range grid.Rows {
				grid.Set(i, 0, float64(i%100)/20-2.5)
				grid.Set(i, 1, float64(i/100)/20-2.5)
			}
			logp := make([]float64, grid.Rows)
			for b.Loop() {
				s.LogProb(logp, grid)
			}
		})
	}
}

// The points of both panes: 4,000 samples at every place of the stack.
func BenchmarkPath(b *testing.B) {
	for name, stack := range benchmarked {
		b.Run(name, func(b *testing.B) {
			s := fit(b, points(2000, 2), stack, "batch=256").Snapshot()
			z := ad.New(4000, 2)
			for b.Loop() {
				s.Forward(z)
			}
		})
	}
}
