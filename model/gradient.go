package model

import (
	"runtime"
	"sync"
	"sync/atomic"

	"bijou/flows"
	"bijou/flows/ad"
	"bijou/flows/ad/kernel"
)

// shardRows is how many samples a shard has, and hingedRows how many where the
// flow takes time to prepare a shard. The cut depends on the batch and the flow
// alone and shards are summed in their order, so that the loss and its gradient
// have the same bits however many processors work on them.
const (
	shardRows  = 128
	hingedRows = 256
)

// A gradient computes the loss of a batch and its derivative by θ, shard by
// shard on as many goroutines as there are processors.
type gradient struct {
	flow      flows.Flow
	objective objective
	shards    []*shard
	sum       []float64 // the derivative of the whole batch, in the memory of the first shard's

	own     *ad.Tape // of whoever calls at
	helpers int
	work    chan *shard  // the first one of every helper
	next    atomic.Int64 // the shard that is begun next
	done    sync.WaitGroup
}

// A shard is a cut of the batch. Its tape is that of the goroutine that happens
// to work on it, so that the memory which one shard warmed serves the next.
type shard struct {
	from     int // the row of the batch at which it begins
	part     *ad.Mat
	grad     []float64
	rows     int // of the whole batch
	loss     float64
	panicked any
}

// worthHelp is the size of a step, parameters times samples, from which waking
// another goroutine takes less time than it saves.
const worthHelp = 1 << 18

// newGradient returns a gradient over θ for batches of the given size. Close
// ends its goroutines.
func newGradient(flow flows.Flow, objective objective, theta []float64, rows, dim int) *gradient {
	g := &gradient{flow: flow, objective: objective, work: make(chan *shard)}
	each := shardRows
	if flow.Hinged() {
		each = hingedRows
	}
	for lo := 0; lo < rows; lo += each {
		g.shards = append(g.shards, &shard{
			from: lo,
			part: ad.New(min(each, rows-lo), dim),
			grad: make([]float64, len(theta)),
			rows: rows,
		})
	}
	g.sum = g.shards[0].grad
	g.own = ad.NewTape(theta, g.sum)
	if len(theta)*rows < worthHelp {
		return g
	}
	g.helpers = min(len(g.shards), runtime.GOMAXPROCS(0)) - 1
	for range g.helpers {
		go g.help(ad.NewTape(theta, g.sum))
	}
	return g
}

// Close ends the helpers. The gradient is of no use afterwards.
func (g *gradient) Close() { close(g.work) }

// at computes the loss of a batch and leaves its derivative in g.sum.
func (g *gradient) at(batch *ad.Mat) float64 {
	for _, s := range g.shards {
		s.part.CopyRows(batch, s.from, s.from+s.part.Rows)
	}
	g.done.Add(g.helpers)
	g.next.Store(int64(g.helpers))
	for _, s := range g.shards[:g.helpers] {
		g.work <- s
	}
	g.rest(g.own)
	g.done.Wait()
	return g.total()
}

// sumAtOnce is how many entries of the gradients are added up at a time: few
// enough for the sum to stay in the nearest cache.
const sumAtOnce = 1024

func (g *gradient) total() float64 {
	loss := 0.0
	for _, s := range g.shards {
		if s.panicked != nil {
			panic(s.panicked)
		}
		loss += s.loss
	}
	for lo := 0; lo < len(g.sum); lo += sumAtOnce {
		hi := min(lo+sumAtOnce, len(g.sum))
		for _, s := range g.shards[1:] {
			kernel.AddScaled(g.sum[lo:hi], 1, s.grad[lo:hi])
		}
	}
	return loss
}

// help begins with the shard that it is given, and goes on with what is left.
func (g *gradient) help(tape *ad.Tape) {
	for s := range g.work {
		g.run(s, tape)
		g.rest(tape)
		g.done.Done()
	}
}

// rest works on the shards that nobody has begun.
func (g *gradient) rest(tape *ad.Tape) {
	for i := g.next.Add(1) - 1; i < int64(len(g.shards)); i = g.next.Add(1) - 1 {
		g.run(g.shards[i], tape)
	}
}

// run computes one shard. A panic is kept for the goroutine that asked.
func (g *gradient) run(s *shard, tape *ad.Tape) {
	defer func() { s.panicked = recover() }()
	tape.Into(s.grad)
	loss := g.objective.loss(g.flow, tape.Const(s.part), s.rows)
	s.loss = loss.Data[0]
	tape.Backward(loss)
	tape.Grad()
}
