package flows

import (
	"sync"
	"sync/atomic"

	"bijou/flows/ad"
	"bijou/flows/ad/kernel"
)

// An Evaluator runs a stack with fixed parameters and no gradients. It cuts a
// batch into parts that stay in the cache of a processor and spreads them over
// all processors in use, so that its memory does not grow with the batch; what it
// finds does not depend on how many processors there are.
//
// An Evaluator must not be used by two goroutines at the same time, as its
// workers keep the memory of the call before. Goroutines may each have one over
// the same θ.
type Evaluator struct {
	stack   *Stack
	base    Base
	theta   []float64
	given   *ad.Mat // conditions: sample i is under row i mod r; nil for none
	rows    int     // that pass at a time
	purpose Purpose // of its turns at the gate
	workers []*worker
	rounded []float32 // θ for nets in single precision; nil where there are none
}

// evalRows is how many samples pass at a time, or twice that many positions of
// samples: enough to keep the products busy, few enough for the cache.
const evalRows = 256

// Evaluator returns an evaluator over θ, which must not change while it is in
// use.
func (s *Stack) Evaluator(base Base, theta []float64) *Evaluator {
	e := &Evaluator{stack: s, base: base, theta: theta, rows: evalRows}
	flow := Flow{Map: s.Chain()}
	if p := flow.Positions(); p > 1 {
		e.rows = max(1, 2*evalRows/p)
	}
	if flow.Single() {
		e.rounded = make([]float32, len(theta))
	}
	return e
}

// Theta are the parameters that it computes with.
func (e *Evaluator) Theta() []float64 { return e.theta }

// Under sets the conditions of the calls that follow, r×C: sample i is under row
// i mod r, so that one row is for all samples; nil for a stack without conditions.
// It returns the evaluator.
func (e *Evaluator) Under(given *ad.Mat) *Evaluator {
	e.given = given
	return e
}

// For sets what the calls that follow are for; pictures if nobody says. It returns the
// evaluator.
func (e *Evaluator) For(p Purpose) *Evaluator {
	e.purpose = p
	return e
}

// LogProb writes log p of every row of x (n×D) into dst, in nats: log p(x | c)
// under the conditions.
func (e *Evaluator) LogProb(dst []float64, x *ad.Mat) {
	e.each(x, func(w *worker, lo int) {
		w.inverse(e.stack.Layers, func(int, []float64) {})
		logp := dst[lo : lo+w.at.Rows]
		copy(logp, e.base.LogProb(w.start()).Data)
		kernel.AddScaled(logp, 1, w.ladj)
	})
}

// Sample writes forward(z) into x; both are n×D.
func (e *Evaluator) Sample(x, z *ad.Mat) {
	e.each(z, func(w *worker, lo int) {
		for _, l := range e.stack.Layers {
			if !l.Off {
				w.take(carry(l.Map, w.start(), w.condition()), nil)
			}
		}
		paste(x, lo, w.at)
	})
}

// SampleLogProb writes forward(z) into x, both n×D, and log p of it into dst.
func (e *Evaluator) SampleLogProb(x *ad.Mat, dst []float64, z *ad.Mat) {
	e.each(z, func(w *worker, lo int) {
		logp := dst[lo : lo+w.at.Rows]
		copy(logp, e.base.LogProb(w.start()).Data)
		w.forward(e.stack.Layers, func(int, []float64) {})
		kernel.AddScaled(logp, -1, w.ladj)
		paste(x, lo, w.at)
	})
}

// A Path is a batch on its way through a stack of K layers.
type Path struct {
	At   []*ad.Mat // K+1 batches n×D: At[k] lies between layer k and layer k+1, At[0] on the base, At[K] on the data
	Ladj []*ad.Mat // K vectors n×1: log|det| of every layer in the direction of travel; 0 where it is off
}

// Forward carries z (n×D) from base to data.
func (e *Evaluator) Forward(z *ad.Mat) Path {
	p := e.newPath(z.Rows)
	e.each(z, func(w *worker, lo int) {
		paste(p.At[0], lo, w.at)
		w.forward(e.stack.Layers, func(k int, ladj []float64) {
			copy(p.Ladj[k].Data[lo:], ladj)
			paste(p.At[k+1], lo, w.at)
		})
	})
	return p
}

// Inverse carries x (n×D) from data to base.
func (e *Evaluator) Inverse(x *ad.Mat) Path {
	p := e.newPath(x.Rows)
	e.each(x, func(w *worker, lo int) {
		paste(p.At[len(e.stack.Layers)], lo, w.at)
		w.inverse(e.stack.Layers, func(k int, ladj []float64) {
			copy(p.Ladj[k].Data[lo:], ladj)
			paste(p.At[k], lo, w.at)
		})
	})
	return p
}

func (e *Evaluator) newPath(n int) Path {
	var p Path
	for range e.stack.Layers {
		p.At, p.Ladj = append(p.At, ad.New(n, e.stack.Dim)), append(p.Ladj, ad.New(n, 1))
	}
	p.At = append(p.At, ad.New(n, e.stack.Dim))
	return p
}

// each calls f for every part of a batch, with a worker that stands at it, and
// the row at which it begins. Parts are handed out one after the other to as many
// goroutines as the stack has for it; f must write to its own rows only.
func (e *Evaluator) each(batch *ad.Mat, f func(w *worker, lo int)) {
	parts := (batch.Rows + e.rows - 1) / e.rows
	count := e.stack.Share.Count(parts)
	for len(e.workers) < count {
		e.workers = append(e.workers, e.newWorker())
	}
	if e.rounded != nil {
		kernel.Narrow(e.rounded, e.theta)
	}
	var next atomic.Int64
	one := func(w *worker, lo int) {
		gate := e.stack.Share.Gate
		gate.Enter(e.purpose)
		defer gate.Leave()
		if gate != nil { // others who take their turns use the same memory
			w.tape = ad.BorrowTape(e.theta, nil)
			w.tape.Rounded(e.rounded)
			defer w.tape.GiveBack()
		}
		w.stand(batch, e.given, lo, min(lo+e.rows, batch.Rows))
		f(w, lo)
	}
	work := func(w *worker) {
		for part := int(next.Add(1)) - 1; part < parts; part = int(next.Add(1)) - 1 {
			one(w, part*e.rows)
		}
	}
	if count <= 1 {
		for _, w := range e.workers[:count] {
			work(w)
		}
		return
	}
	together(e.workers[:count], work)
}

func (e *Evaluator) newWorker() *worker {
	w := &worker{tape: ad.NewTape(e.theta, nil)}
	w.tape.Rounded(e.rounded)
	return w
}

// together runs work with every worker at once. A panic is passed on once all
// have stopped.
func together(workers []*worker, work func(*worker)) {
	var done sync.WaitGroup
	var panicked atomic.Pointer[any]
	for _, w := range workers {
		done.Go(func() {
			defer func() {
				if r := recover(); r != nil {
					panicked.Store(&r)
				}
			}()
			work(w)
		})
	}
	done.Wait()
	if r := panicked.Load(); r != nil {
		panic(*r)
	}
}

// paste copies part over the rows of dst from lo on.
func paste(dst *ad.Mat, lo int, part *ad.Mat) {
	for j := range part.Cols {
		copy(dst.Col(j)[lo:], part.Col(j))
	}
}
