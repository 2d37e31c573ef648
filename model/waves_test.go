package model

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"bijou/flows"
	"bijou/flows/ad"
)

// recordings are windows of waves that nothing but themselves can tell, with the second
// half as loud again as the first.
func recordings(n, size int) Source {
	src := Source{Spec: "waves.wav", Points: ad.New(n, size), Shape: flows.Shape{Channels: 1, Height: 1, Width: size}}
	rng := rand.New(rand.NewPCG(3, 3))
	for j := range size {
		src.Columns = append(src.Columns, fmt.Sprintf("t%d", j))
		for i := range n {
			src.Points.Set(i, j, float64(1+j*2/size)*rng.NormFloat64())
		}
	}
	return src
}

func TestAllSamplesOfAWaveHaveOneScale(t *testing.T) {
	d, err := Prepare(recordings(400, 16))
	if err != nil {
		t.Fatal(err)
	}
	if slices.Min(d.SD) != slices.Max(d.SD) || math.Abs(d.SD[0]-math.Sqrt(2.5)) > 0.1 {
		t.Errorf("scales %v", d.SD)
	}
	if want := 16 * math.Log(d.SD[0]); math.Abs(d.Units-want) > 1e-9 {
		t.Errorf("units %g, want %g", d.Units, want)
	}
}

func TestARunOfRecordingsGoesOnWithTheSameBits(t *testing.T) {
	f, err := NewFit(Config{Source: recordings(200, 16), Spec: parseSpec(t, "waveglow(hidden=4x4), squeeze(group=4)"), Settings: DefaultSettings(), Seed: 2})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(f.Close)
	steps(f, 20)
	again := restored(t, encoded(t, f))
	if again.Snapshot().Stack.Shape != f.Snapshot().Stack.Shape {
		t.Errorf("shape %v", again.Snapshot().Stack.Shape)
	}
	steps(f, 20)
	steps(again, 20)
	sameBits(t, "after more steps", bits(again), bits(f))
}
