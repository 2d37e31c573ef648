package model

import (
	"math"
	"testing"
)

const averaged = "adam(lr=0.02), batch=20, steps=400, schedule=constant, average=0.9"

func TestTheAverageIsThatOfTheWeightsOfTheSteps(t *testing.T) {
	f := fit(t, tableOf(100, 2), "coupling(hidden=4), affine", averaged)
	want := append([]float64(nil), f.theta...)
	for n := range 60 {
		f.Step()
		keep := math.Min(0.9, float64(n+2)/float64(n+11))
		for i, v := range f.theta {
			want[i] = keep*want[i] + (1-keep)*v
		}
	}
	for i, v := range want {
		closeTo(t, "average", f.average[i], v, 1e-12)
	}
	s := f.Snapshot()
	sameNumbers(t, "what is shown", s.Theta, f.average)
	steps(f, 40) // to a look
	nll, _ := f.Snapshot().NLL(f.data.Val)
	closeTo(t, "what is judged", f.testNLL, nll, 1e-12)
}

// The steps go on from the weights themselves, so the average changes nothing that
// is learnt.
func TestAnAverageOnlyLooksOn(t *testing.T) {
	with := fit(t, tableOf(100, 2), every, averaged)
	without := fit(t, tableOf(100, 2), every, "adam(lr=0.02), batch=20, steps=400, schedule=constant")
	steps(with, 60)
	steps(without, 60)
	sameNumbers(t, "weights", with.theta, without.theta)
	if without.average != nil {
		t.Error("there is an average that nobody asked for")
	}
}

func TestAnAverageIsQuieterThanTheWeights(t *testing.T) {
	f := fit(t, tableOf(400, 2), "affine", "adam(lr=0.05), batch=10, steps=0, schedule=constant, average=0.98")
	steps(f, 300)
	var loud, quiet float64
	for range 100 {
		was, mean := f.theta[0], f.average[0]
		f.Step()
		loud, quiet = loud+math.Abs(f.theta[0]-was), quiet+math.Abs(f.average[0]-mean)
	}
	if quiet > loud/5 {
		t.Errorf("in a hundred steps the average moves by %g, the weights by %g", quiet, loud)
	}
}

func TestAnAverageIsKeptUndoneAndRemembered(t *testing.T) {
	f := fit(t, tableOf(100, 2), "coupling(hidden=4), affine", averaged)
	f.Remember(1 << 20)
	steps(f, 30)
	data, err := f.Keep().Encode()
	if err != nil {
		t.Fatal(err)
	}
	again, err := Restore(data, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	shown := f.Snapshot()
	steps(f, 30)
	steps(again, 30)
	sameBits(t, "the run that goes on", bits(again), bits(f))
	past, err := f.Past(30)
	do(t, err)
	sameNumbers(t, "the past", past.Theta, shown.Theta)

	do(t, f.Insert(1, item(t, "coupling(hidden=4)")))
	closeTo(t, "NLL with a new layer", f.testNLL, again.objective.Judge(again.test), 1e-9)
	do(t, f.Set("average", "0"))
	sameNumbers(t, "without an average", f.Snapshot().Theta, f.theta)
	do(t, f.Undo())
	do(t, f.Undo())
	sameBits(t, "after undo", bits(f), bits(again))
	do(t, f.Return(30))
	sameNumbers(t, "average of then", f.average, shown.Theta)
}

func TestAStepWithAnAverageAllocatesNothing(t *testing.T) {
	f := fit(t, tableOf(100, 2), "coupling(hidden=4), affine", averaged)
	steps(f, 60)
	if n := testing.AllocsPerRun(40, f.follow); n > 0 {
		t.Errorf("%g allocations", n)
	}
}

// tableOf is a table of so many rows of a blob, of which no more can be drawn.
func tableOf(n, dim int) Source {
	src := points(n, dim)
	src.Truth = nil
	return src
}
