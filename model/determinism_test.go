package model

import (
	"runtime"
	"slices"
	"testing"

	"bijou/flows/ad"
)

// The sources that batches come from: points in a new order every epoch, and
// draws that never repeat.
var sources = map[string]Source{"points": points(800, 2), "fresh": fresh(2)}

// Three shards a batch, so that there is something to share out.
const threeShards = "batch=300, steps=60, warmup=5, lr=0.01"

// Nets in single precision; and those of ReLUs that hear one number, which are cut into
// larger shards.
const (
	single            = "coupling(single), coupling(odd, single, relu), autoregressive(single, tanh), iaf(rqs, single, bins=3)"
	hinged            = "coupling(relu)*2, autoregressive(relu), iaf(rqs, relu)"
	threeHingedShards = "batch=600, steps=60, warmup=5, lr=0.01"
)

func TestTheSameConfigGivesTheSameBitsOnAnyNumberOfProcessors(t *testing.T) {
	for _, c := range []struct{ stack, settings string }{{every, threeShards}, {single, threeShards}, {hinged, threeHingedShards}} {
		for name, src := range sources {
			t.Run(name+"/"+c.stack, func(t *testing.T) {
				var first string
				for _, procs := range []int{1, 2, 4} {
					got := onProcessors(procs, func() string {
						f := fit(t, src, c.stack, c.settings)
						if len(f.gradient.shards) != 3 {
							t.Fatalf("%d shards", len(f.gradient.shards))
						}
						steps(f, 30)
						return bits(f)
					})
					if first == "" {
						first = got
					}
					sameBits(t, "another number of processors", got, first)
				}
			})
		}
	}
}

func onProcessors(n int, f func() string) string {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(n))
	return f()
}

func TestADifferentSeedGivesADifferentRun(t *testing.T) {
	f := fit(t, points(100, 2), every, threeShards)
	steps(f, 3)
	first := slices.Clone(f.theta)
	if err := f.Reseed(2); err != nil {
		t.Fatal(err)
	}
	steps(f, 3)
	if slices.Equal(f.theta, first) {
		t.Error("seed 2 gave the parameters of seed 1")
	}
}

func TestLookingAtARunDoesNotChangeIt(t *testing.T) {
	for name, src := range sources {
		t.Run(name, func(t *testing.T) {
			alone, watched := fit(t, src, every, threeShards), fit(t, src, every, threeShards)
			for k := range 30 {
				alone.Step()
				if watched.Step(); k%7 == 0 {
					look(watched)
				}
			}
			sameBits(t, "watched", bits(watched), bits(alone))
		})
	}
}

// look asks a run for all that a screen asks for.
func look(f *Fit) {
	for _, s := range []*Snapshot{f.Snapshot(), f.BestSnapshot()} {
		s.Ledger(f.objective.(*maximumLikelihood).test.X)
		s.NLL(f.objective.(*maximumLikelihood).test.X)
		s.Forward(s.Inverse(f.objective.(*maximumLikelihood).test.X)[0])
		s.Data.Own(f.objective.(*maximumLikelihood).test.X)
		clear(s.Theta) // it is a copy: even this must not reach the run
		clear(s.History.Train)
		clear(s.GradNorm)
	}
}

func TestRewindReplaysTheRunBitForBit(t *testing.T) {
	for name, src := range sources {
		t.Run(name, func(t *testing.T) {
			f := fit(t, src, every, threeShards)
			start := bits(f)
			steps(f, 30)
			end := bits(f)
			if err := f.Rewind(); err != nil {
				t.Fatal(err)
			}
			sameBits(t, "after the rewind", bits(f), start)
			steps(f, 30)
			sameBits(t, "after the replay", bits(f), end)
		})
	}
}

func TestRewindAfterEditsIsARunThatStartedFromThem(t *testing.T) {
	f := fit(t, points(100, 2), "actnorm, coupling(hidden=6)", "batch=32, steps=60")
	steps(f, 10)
	do(t, f.Insert(1, item(t, "linear")))
	do(t, f.Move(2, -1))
	do(t, f.SetLayer(1, "frozen", "yes"))
	do(t, f.Set("lr", "0.02"))
	steps(f, 10)
	do(t, f.Rewind())
	steps(f, 20)
	anew := fit(t, points(100, 2), f.stack.Spec().String(), "lr=0.02, batch=32, steps=60")
	steps(anew, 20)
	sameBits(t, "the rewound run", bits(f), bits(anew))
}

func TestAnEpochUsesEveryPointOnce(t *testing.T) {
	for _, c := range []struct{ size, batches, points int }{
		{32, 5, 160},
		{48, 3, 144}, // the rest fills no batch and waits
		{1, 160, 160},
		{1000, 1, 160},
	} {
		data, err := Prepare(points(200, 2))
		if err != nil {
			t.Fatal(err)
		}
		b := newBatches(data, 1, c.size)
		first, second := epoch(b, 0, c.batches), epoch(b, c.batches, c.batches)
		if len(first) != c.points || len(distinct(first)) != c.points {
			t.Errorf("batches of %d: %d points, %d of them distinct, want %d", c.size, len(first), len(distinct(first)), c.points)
		}
		if slices.Equal(first, second) {
			t.Errorf("batches of %d: the second epoch has the order of the first", c.size)
		}
		for _, x := range first {
			if !slices.Contains(data.Train.Col(0), x) {
				t.Errorf("batches of %d: %g is none of the points", c.size, x)
			}
		}
	}
}

// epoch collects the first column of some batches.
func epoch(b *batches, from, n int) []float64 {
	var x []float64
	for k := range n {
		x = append(x, b.At(from+k).X.Col(0)...)
	}
	return x
}

func distinct(x []float64) []float64 {
	x = slices.Clone(x)
	slices.Sort(x)
	return slices.Compact(x)
}

func TestABatchDependsOnTheSeedAndTheStepAlone(t *testing.T) {
	for name, src := range sources {
		data, err := Prepare(src)
		if err != nil {
			t.Fatal(err)
		}
		inOrder, jumping := newBatches(data, 1, 64), newBatches(data, 1, 64)
		var all []*ad.Mat
		for k := range 12 {
			all = append(all, inOrder.At(k).X.Clone())
		}
		for _, k := range []int{11, 0, 7, 3, 8} {
			sameNumbers(t, name, jumping.At(k).X.Data, all[k].Data)
		}
		other := newBatches(data, 2, 64)
		if slices.Equal(other.At(0).X.Data, all[0].Data) {
			t.Errorf("%s: seeds 1 and 2 give the same batch", name)
		}
		if slices.Equal(all[0].Data, all[1].Data) {
			t.Errorf("%s: steps 0 and 1 give the same batch", name)
		}
	}
}

func TestFreshBatchesNeverRepeatAPoint(t *testing.T) {
	data, err := Prepare(fresh(2))
	if err != nil {
		t.Fatal(err)
	}
	x := epoch(newBatches(data, 1, 64), 0, 50)
	if got := len(distinct(x)); got != 50*64 {
		t.Errorf("%d distinct values in %d points", got, len(x))
	}
}

// Passes over θ that are shared out reach every entry once.
func TestEveryParameterIsPassedOnce(t *testing.T) {
	onProcessors(2, func() string {
		f := fit(t, points(600, 2), "coupling(hidden=128x128)*2", "batch=600")
		if !f.gradient.helped {
			t.Fatal("nobody helps")
		}
		times := make([]int, len(f.theta))
		for range 100 {
			f.gradient.over(func(lo, hi int) {
				for i := lo; i < hi; i++ {
					times[i]++
				}
			})
		}
		for i, n := range times {
			if n != 100 {
				t.Fatalf("entry %d of %d was passed %d times in 100", i, len(times), n)
			}
		}
		return ""
	})
}

func TestShardsAreAboutEquallyLong(t *testing.T) {
	for _, c := range []struct{ rows, most, each int }{
		{100, 128, 128}, {128, 128, 128}, {256, 128, 128}, {300, 128, 104}, {300, 256, 152}, {512, 256, 256}, {600, 256, 200}, {64, 4, 4},
	} {
		if each := even(c.rows, c.most); each != c.each {
			t.Errorf("%d samples, %d in a shard at most: %d, want %d", c.rows, c.most, each, c.each)
		}
	}
}
