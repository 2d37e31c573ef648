package flows

import (
	"math/rand/v2"
	"sync/atomic"
	"testing"

	"bijou/flows/ad"
)

func TestEveryPartOfAnEvaluationPassesTheGate(t *testing.T) {
	spec, err := ParseSpec("affine, coupling*2")
	if err != nil {
		t.Fatal(err)
	}
	stack, err := NewStack(spec, 2, 0)
	if err != nil {
		t.Fatal(err)
	}
	theta := make([]float64, stack.Len)
	stack.Start(theta, 1)
	gate := NewGate(1)
	stack.Share = Share{Workers: 4, Gate: gate.Seat()}
	var inside, most atomic.Int32
	e := stack.Evaluator(Normal{}, theta)
	x := ad.New(20*evalRows, 2)
	Normal{}.Draw(rand.New(rand.NewPCG(1, 1)), x)
	e.each(x, func(*worker, int) {
		most.Store(max(most.Load(), inside.Add(1)))
		inside.Add(-1)
	})
	if most.Load() != 1 || gate.free != 1 {
		t.Errorf("%d computed at a time; %d turns were not given back", most.Load(), 1-gate.free)
	}
}
