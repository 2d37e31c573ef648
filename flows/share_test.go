package flows

import (
	"math/rand/v2"
	"runtime"
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

// The scheduler promises no order, but it all but always takes this one.
func TestOnOneProcessorAKeyComesBeforeTheNextTurn(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	const rounds = 200
	first := 0
	for range rounds {
		gate, order := NewGate(1), make(chan string, 2)
		gate.Enter()
		go func() {
			gate.Enter()
			order <- "turn"
			gate.Leave()
		}()
		runtime.Gosched() // it waits at the gate now
		go func() { order <- "key" }()
		gate.Leave()
		if <-order == "key" {
			first++
		}
		<-order
	}
	if first < rounds*3/4 {
		t.Errorf("the key came first in %d of %d rounds", first, rounds)
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
