package flows

import "bijou/flows/ad"

// An Evaluator runs a stack with fixed parameters and no gradients, a few
// hundred samples at a time, so that its memory does not grow with the batch.
// It belongs to one goroutine; others may have their own over the same θ.
type Evaluator struct {
	stack *Stack
	base  Base
	tape  *ad.Tape
	chunk *ad.Mat
}

// evalRows is how many samples pass at a time: enough to keep the products
// busy, few enough for the cache.
const evalRows = 256

// Evaluator returns an evaluator over θ, which must not change while it is in
// use.
func (s *Stack) Evaluator(base Base, theta []float64) *Evaluator {
	return &Evaluator{stack: s, base: base, tape: ad.NewTape(theta, nil), chunk: ad.New(evalRows, s.Dim)}
}

// LogProb writes log p of every row of x (n×D) into dst, in nats.
func (e *Evaluator) LogProb(dst []float64, x *ad.Mat) {
	flow := e.stack.Flow(e.base)
	e.each(x, func(lo int, part *ad.Mat) {
		copy(dst[lo:], flow.LogProb(part, nil).Data)
	})
}

// Sample writes forward(z) into x; both are n×D.
func (e *Evaluator) Sample(x, z *ad.Mat) {
	chain := e.stack.Chain()
	e.each(z, func(lo int, part *ad.Mat) {
		out, _ := chain.Forward(part, nil)
		paste(x, lo, out)
	})
}

// SampleLogProb writes forward(z) into x, both n×D, and log p of it into dst.
func (e *Evaluator) SampleLogProb(x *ad.Mat, dst []float64, z *ad.Mat) {
	flow := e.stack.Flow(e.base)
	e.each(z, func(lo int, part *ad.Mat) {
		out, logp := flow.Sample(part, nil)
		paste(x, lo, out)
		copy(dst[lo:], logp.Data)
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
	e.each(z, func(lo int, at *ad.Mat) {
		paste(p.At[0], lo, at)
		for k, l := range e.stack.Layers {
			if !l.Off {
				var ladj *ad.Mat
				at, ladj = l.Map.Forward(at, nil)
				paste(p.Ladj[k], lo, ladj)
			}
			paste(p.At[k+1], lo, at)
		}
	})
	return p
}

// Inverse carries x (n×D) from data to base.
func (e *Evaluator) Inverse(x *ad.Mat) Path {
	p := e.newPath(x.Rows)
	k := len(e.stack.Layers)
	e.each(x, func(lo int, at *ad.Mat) {
		paste(p.At[k], lo, at)
		for k := k - 1; k >= 0; k-- {
			if l := e.stack.Layers[k]; !l.Off {
				var ladj *ad.Mat
				at, ladj = l.Map.Inverse(at, nil)
				paste(p.Ladj[k], lo, ladj)
			}
			paste(p.At[k], lo, at)
		}
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

// each calls f with the batch in parts, each a value of the tape, and the row
// at which the part begins.
func (e *Evaluator) each(batch *ad.Mat, f func(lo int, part *ad.Mat)) {
	for lo := 0; lo < batch.Rows; lo += evalRows {
		hi := min(lo+evalRows, batch.Rows)
		if e.chunk.Rows != hi-lo {
			e.chunk = ad.New(hi-lo, batch.Cols)
		}
		e.chunk.CopyRows(batch, lo, hi)
		e.tape.Reset()
		f(lo, e.tape.Const(e.chunk))
	}
}

// paste copies part over the rows of dst from lo on.
func paste(dst *ad.Mat, lo int, part *ad.Mat) {
	for j := range part.Cols {
		copy(dst.Col(j)[lo:], part.Col(j))
	}
}
