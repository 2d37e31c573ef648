package model

import (
	"bijou/flows"
	"bijou/flows/ad"
	"bijou/flows/ad/kernel"
)

// shardRows is how many samples a shard has, hingedRows how many where the flow
// takes time to prepare a shard, and convPositions how many positions of samples
// where nets go through one after the other. The cut depends on the batch and the flow
// alone and shards are summed in their order, so that the loss and its gradient
// have the same bits however many processors work on them.
const (
	shardRows     = 128
	hingedRows    = 256
	convPositions = 256
)

// rowsOf is how many samples a shard of a flow has.
func rowsOf(flow flows.Flow) int {
	switch p := flow.Positions(); {
	case p > 1:
		return max(1, convPositions/p)
	case flow.Hinged():
		return hingedRows
	}
	return shardRows
}

// A gradient computes the loss of a batch and its derivative by θ, shard by
// shard on as many goroutines as its share of the machine allows.
type gradient struct {
	flow      flows.Flow
	share     flows.Share
	objective Objective
	shards    []*shard
	sum       []float64 // the derivative of the whole batch, in the memory of the first shard's

	own  *ad.Tape // of whoever calls at
	crew *crew
}

// A shard is a cut of the batch. Its tape is that of the goroutine that happens
// to work on it, so that the memory which one shard warmed serves the next.
type shard struct {
	from     int // the row of the batch at which it begins
	part     Batch
	grad     []float64
	rows     int // of the whole batch
	loss     float64
	panicked any
}

// worthHelp is the size of a step, parameters times samples, from which waking
// another goroutine takes less time than it saves.
const worthHelp = 1 << 18

// newGradient returns a gradient over θ for batches of the shape of that one. Close
// ends its goroutines.
func newGradient(flow flows.Flow, share flows.Share, objective Objective, theta []float64, batch Batch) *gradient {
	g := &gradient{flow: flow, share: share, objective: objective}
	each, rows := rowsOf(flow), batch.X.Rows
	for lo := 0; lo < rows; lo += each {
		g.shards = append(g.shards, &shard{
			from: lo,
			part: batch.like(min(each, rows-lo)),
			grad: make([]float64, len(theta)),
			rows: rows,
		})
	}
	g.sum = g.shards[0].grad
	g.own = ad.NewTape(theta, g.sum)
	var tapes []*ad.Tape
	if len(theta)*rows >= worthHelp {
		for range g.share.Count(len(g.shards)) - 1 {
			tapes = append(tapes, ad.NewTape(theta, g.sum))
		}
	}
	g.crew = newCrew(len(g.shards), g.run, tapes)
	return g
}

// Close ends the helpers. The gradient is of no use afterwards.
func (g *gradient) Close() { g.crew.Close() }

// at computes the loss of a batch and leaves its derivative in g.sum.
func (g *gradient) at(batch Batch) float64 {
	for _, s := range g.shards {
		s.part.copyRows(batch, s.from, s.from+s.part.X.Rows)
	}
	g.crew.run(g.own)
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

// run computes one shard. A panic is kept for the goroutine that asked.
func (g *gradient) run(i int, tape *ad.Tape) {
	s := g.shards[i]
	g.share.Gate.Enter()
	defer g.share.Gate.Leave()
	defer func() { s.panicked = recover() }()
	tape.Into(s.grad)
	loss := g.objective.Loss(g.flow, onTape(tape, s.part), s.rows)
	s.loss = loss.Data[0]
	tape.Backward(loss)
	tape.Grad()
}

// onTape puts a part on a tape.
func onTape(t *ad.Tape, part Batch) Batch {
	b := Batch{X: t.Const(part.X)}
	if part.Given != nil {
		b.Given = t.Const(part.Given)
	}
	for i, m := range part.More {
		if m != nil {
			b.More[i] = t.Const(m)
		}
	}
	return b
}
