package acting

import (
	"math/rand/v2"
	"testing"

	"bijou/flows/ad"
	"bijou/model"
)

// stairs pays 1 a step and ends once a state, which counts them, comes to its goal;
// row i starts at i.
type stairs struct{ top float64 }

func (stairs) Shape() Shape {
	return Shape{State: []string{"at"}, Observed: []model.Given{{Name: "at"}}, Actions: []string{"up"}, Discount: 0.5}
}

func (stairs) Reset(_ *rand.Rand, state *ad.Mat) {
	for i := range state.Data {
		state.Data[i] = float64(i)
	}
}

func (s stairs) Step(_ *rand.Rand, t Turn) {
	for i := range t.Reward {
		t.State.Data[i] += t.Action.Data[i]
		t.Reward[i], t.Over[i] = 1, t.State.Data[i] >= s.top
	}
}

func (stairs) Observe(observed, state *ad.Mat) { copy(observed.Data, state.Data) }

func climb(_, action *ad.Mat) {
	for i := range action.Data {
		action.Data[i] = 1
	}
}

func TestAnEpisodeIsPaidUntilItIsOver(t *testing.T) {
	e := NewEpisodes(stairs{top: 4}, 3)
	e.Run(nil, climb, 3, 0.5)
	for i, want := range []struct {
		paid   float64
		length int
		ended  bool
	}{{1.75, 3, false}, {1.75, 3, true}, {1.5, 2, true}} {
		if e.Return[i] != want.paid || e.Length[i] != want.length || e.Ended[i] != want.ended {
			t.Errorf("row %d: paid %g in %d steps, ended %t; want %+v", i, e.Return[i], e.Length[i], e.Ended[i], want)
		}
	}
	if mean, se := e.Mean(); mean != 5.0/3 || se < 0.083 || se > 0.084 {
		t.Errorf("mean %g ± %g", mean, se)
	}
}

func TestEpisodesAllocateNothing(t *testing.T) {
	e := NewEpisodes(stairs{top: 9}, 64)
	if n := testing.AllocsPerRun(20, func() { e.Run(nil, climb, 8, 1) }); n > 0 {
		t.Errorf("%g allocations", n)
	}
}
