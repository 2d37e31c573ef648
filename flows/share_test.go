package flows

import (
	"math/rand/v2"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"bijou/flows/ad"
)

func TestAGateLetsPassInOrderAndNeverMoreThanItsNumber(t *testing.T) {
	gate := NewGate(1)
	gate.Enter()
	var order []int
	var group sync.WaitGroup
	for i := range 5 {
		group.Go(func() {
			gate.Enter()
			order = append(order, i) // the race detector watches
			gate.Leave()
		})
		time.Sleep(5 * time.Millisecond) // so that they queue up in this order
	}
	gate.Leave()
	group.Wait()
	if !slices.IsSorted(order) || len(order) != 5 {
		t.Errorf("they went through in the order %v", order)
	}
}

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
	stack.Share = Share{Workers: 4, Gate: NewGate(1)}
	var inside, most atomic.Int32
	e := stack.Evaluator(Normal{}, theta)
	x := ad.New(20*evalRows, 2)
	Normal{}.Draw(rand.New(rand.NewPCG(1, 1)), x)
	e.each(x, func(*worker, int) {
		most.Store(max(most.Load(), inside.Add(1)))
		inside.Add(-1)
	})
	if most.Load() != 1 || len(stack.Share.Gate) != 0 {
		t.Errorf("%d computed at a time; %d turns were not given back", most.Load(), len(stack.Share.Gate))
	}
}
