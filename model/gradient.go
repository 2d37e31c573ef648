package model

import (
	"runtime"
	"sync"

	"bijou/flows"
	"bijou/flows/ad"
	"bijou/flows/ad/kernel"
)

// shardRows is how many samples a shard has. The cut depends on the batch
// alone and shards are summed in their order, so that the loss and its gradient
// have the same bits however many processors work on them.
const shardRows = 128

// A gradient computes the loss of a batch and its derivative by θ, shard by
// shard on as many goroutines as there are processors.
type gradient struct {
	flow      flows.Flow
	objective objective
	shards    []*shard
	sum       []float64 // the derivative of the whole batch

	work chan *shard
	done sync.WaitGroup
}

// A shard is a cut of the batch with a tape of its own.
type shard struct {
	tape     *ad.Tape
	part     *ad.Mat
	rows     int // of the whole batch
	loss     float64
	panicked any
}

// newGradient returns a gradient over θ for batches of the given size. Close
// ends its goroutines.
func newGradient(flow flows.Flow, objective objective, theta []float64, rows, dim int) *gradient {
	g := &gradient{flow: flow, objective: objective, sum: make([]float64, len(theta)), work: make(chan *shard)}
	for lo := 0; lo < rows; lo += shardRows {
		g.shards = append(g.shards, &shard{
			tape: ad.NewTape(theta, make([]float64, len(theta))),
			part: ad.New(min(shardRows, rows-lo), dim),
			rows: rows,
		})
	}
	helpers := min(len(g.shards), runtime.GOMAXPROCS(0)) - 1
	for range helpers {
		go g.help()
	}
	return g
}

// Close ends the helpers. The gradient is of no use afterwards.
func (g *gradient) Close() { close(g.work) }

// at computes the loss of a batch and leaves its derivative in g.sum.
func (g *gradient) at(batch *ad.Mat) float64 {
	for i, s := range g.shards {
		s.part.CopyRows(batch, i*shardRows, i*shardRows+s.part.Rows)
	}
	g.done.Add(len(g.shards))
	for _, s := range g.shards {
		select {
		case g.work <- s:
		default: // every helper is busy
			g.run(s)
		}
	}
	g.done.Wait()
	return g.total()
}

func (g *gradient) total() float64 {
	loss := 0.0
	for i, s := range g.shards {
		if s.panicked != nil {
			panic(s.panicked)
		}
		loss += s.loss
		if i == 0 {
			copy(g.sum, s.tape.Grad())
			continue
		}
		kernel.AddScaled(g.sum, 1, s.tape.Grad())
	}
	return loss
}

func (g *gradient) help() {
	for s := range g.work {
		g.run(s)
	}
}

// run computes one shard. A panic is kept for the goroutine that asked.
func (g *gradient) run(s *shard) {
	defer g.done.Done()
	defer func() { s.panicked = recover() }()
	s.tape.Reset()
	loss := g.objective.loss(g.flow, s.tape.Const(s.part), s.rows)
	s.loss = loss.Data[0]
	s.tape.Backward(loss)
}
