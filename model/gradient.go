package model

import (
	"slices"

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
	convPositions = 512
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
	sum       []float64   // the derivative of the whole batch, in the memory of the first shard's
	singles   [][]float32 // what the shards have in single precision

	theta   []float64
	rounded []float32 // θ for nets in single precision; nil where there are none

	own   *ad.Tape   // of whoever calls at
	tapes []*ad.Tape // that one and those of the crew
	crew  *crew

	// What the crew does is set before it is called, and each kind of work is made
	// once, so that a step allocates nothing.
	task        func(i int, tape *ad.Tape)
	shard, slab func(i int, tape *ad.Tape)
	each        func(lo, hi int) // what slab does
	add, round  func(lo, hi int)
	helped      bool // there are helpers, and θ is long enough for them
}

// A shard is a cut of the batch. Its tape is that of the goroutine that happens
// to work on it, so that the memory which one shard warmed serves the next.
type shard struct {
	from     int // the row of the batch at which it begins
	part     Batch
	grad     []float64
	single   []float32       // what grad leaves out, of nets in single precision; nil where there are none
	parts    []ad.SingleGrad // where that is
	rows     int             // of the whole batch
	loss     float64
	panicked any
}

// worthHelp is the size of a step, parameters times samples, from which waking
// another goroutine takes less time than it saves.
const worthHelp = 1 << 18

// worthSlabs is how many parameters it takes for passes over all of them to be shared
// out: a crew that is awake begins and ends in two microseconds or so, in which one
// processor updates as many.
const worthSlabs = 1 << 13

// newGradient returns a gradient over θ for batches of the shape of that one. Close
// ends its goroutines.
func newGradient(flow flows.Flow, share flows.Share, objective Objective, theta []float64, batch Batch) *gradient {
	g := &gradient{flow: flow, share: share, objective: objective, theta: theta}
	if flow.Single() {
		g.rounded = make([]float32, len(theta))
	}
	rows := batch.X.Rows
	each := even(rows, rowsOf(flow))
	for lo := 0; lo < rows; lo += each {
		g.shards = append(g.shards, &shard{
			from: lo,
			part: batch.like(min(each, rows-lo)),
			grad: make([]float64, len(theta)),
			rows: rows,
		})
	}
	for _, s := range g.shards {
		if g.rounded != nil {
			s.single = make([]float32, len(theta))
			g.singles = append(g.singles, s.single)
		}
	}
	g.sum = g.shards[0].grad
	g.own = g.newTape()
	var tapes []*ad.Tape
	if len(theta)*rows >= worthHelp {
		for range g.share.Count(len(g.shards)) - 1 {
			tapes = append(tapes, g.newTape())
		}
	}
	g.tapes = append([]*ad.Tape{g.own}, tapes...)
	g.shard, g.slab, g.add, g.round = g.run, g.pass, g.addShards, g.roundSome
	g.helped = len(tapes) > 0 && len(theta) >= worthSlabs
	g.crew = newCrew(len(g.shards), func(i int, tape *ad.Tape) { g.task(i, tape) }, tapes)
	return g
}

func (g *gradient) newTape() *ad.Tape {
	t := ad.NewTape(g.theta, g.sum)
	t.Rounded(g.rounded)
	return t
}

// roundSome rounds some entries of θ, once for all shards of a step.
func (g *gradient) roundSome(lo, hi int) { kernel.Narrow(g.rounded[lo:hi], g.theta[lo:hi]) }

// even returns how many samples each shard gets where a shard has so many at most:
// no more than it takes for the last one to be about as long as the others.
func even(rows, most int) int {
	if rows <= most || most < lanes {
		return most
	}
	shards := (rows + most - 1) / most
	each := (rows + shards - 1) / shards
	return (each + lanes - 1) / lanes * lanes
}

// lanes is how many samples the vector kernels take at a time, at most.
const lanes = 8

// Close ends the helpers. The gradient is of no use afterwards.
func (g *gradient) Close() { g.crew.Close() }

// at computes the loss of a batch and leaves its derivative in g.sum.
func (g *gradient) at(batch Batch) float64 {
	for _, s := range g.shards {
		s.part.copyRows(batch, s.from, s.from+s.part.X.Rows)
	}
	if g.rounded != nil {
		g.over(g.round)
		for _, t := range g.tapes {
			t.RoundedAnew()
		}
	}
	g.task = g.shard
	g.crew.run(g.own)
	return g.total()
}

// over does something to all entries of θ, slab by slab: on the goroutines of the
// crew where that is worth it. What is done to an entry must not depend on others.
func (g *gradient) over(do func(lo, hi int)) {
	if !g.helped {
		do(0, len(g.sum))
		return
	}
	g.task, g.each = g.slab, do
	g.crew.run(nil)
}

// pass does a slab, one of as many as there are shards.
func (g *gradient) pass(i int, _ *ad.Tape) {
	n := len(g.shards)
	lo, hi := i*len(g.sum)/n, (i+1)*len(g.sum)/n
	g.each(lo, hi)
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
	g.over(g.add)
	return loss
}

// addShards adds up the gradients of the shards in some of their entries.
func (g *gradient) addShards(lo, hi int) {
	for _, part := range g.shards[0].parts {
		from, to := max(lo, part.Lo), min(hi, part.Hi)
		if from >= to {
			continue
		}
		g.addDouble(lo, from)
		if lo = to; part.Sorted() {
			part.AddUp(g.sum, g.singles, from, to)
			continue
		}
		g.addSingle(from, to)
		part.Withhold(g.sum, from, to)
	}
	g.addDouble(lo, hi)
}

// addDouble adds up what is in double precision.
func (g *gradient) addDouble(lo, hi int) {
	for ; lo < hi; lo += sumAtOnce {
		end := min(lo+sumAtOnce, hi)
		for _, s := range g.shards[1:] {
			kernel.AddScaled(g.sum[lo:end], 1, s.grad[lo:end])
		}
	}
}

// addSingle adds up what is in single precision, in double.
func (g *gradient) addSingle(lo, hi int) {
	for ; lo < hi; lo += sumAtOnce {
		end := min(lo+sumAtOnce, hi)
		kernel.Widen(g.sum[lo:end], g.shards[0].single[lo:end])
		for _, s := range g.shards[1:] {
			kernel.AddWidened(g.sum[lo:end], s.single[lo:end])
		}
	}
}

// run computes one shard. A panic is kept for the goroutine that asked.
func (g *gradient) run(i int, tape *ad.Tape) {
	s := g.shards[i]
	g.share.Gate.Enter(flows.ForTraining)
	defer g.share.Gate.Leave()
	defer func() { s.panicked = recover() }()
	if g.share.Gate != nil { // others who take their turns use the same memory
		tape = ad.BorrowTape(g.theta, g.sum)
		tape.Rounded(g.rounded)
		defer tape.GiveBack()
	}
	tape.IntoSingle(s.grad, s.single)
	loss := g.objective.Loss(g.flow, onTape(tape, s.part), s.rows)
	s.loss = loss.Data[0]
	tape.Backward(loss)
	tape.Grad()
	if s.parts = tape.SingleGrads(s.parts[:0]); len(s.parts) > 1 {
		slices.SortFunc(s.parts, func(a, b ad.SingleGrad) int { return a.Lo - b.Lo })
	}
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
