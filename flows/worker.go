package flows

import (
	"bijou/flows/ad"
	"bijou/flows/ad/kernel"
)

// A worker carries one part of a batch through a stack. Its tape starts anew at
// every layer, so that all layers use the same memory, which stays in the cache.
type worker struct {
	tape *ad.Tape
	at   *ad.Mat   // where the part is
	cond *ad.Mat   // its conditions; nil for none
	ladj []float64 // log|det| of the way that it has come
}

// stand moves the worker to rows lo to hi−1 of a batch and of its conditions.
func (w *worker) stand(batch, given *ad.Mat, lo, hi int) {
	if w.at == nil || w.at.Rows != hi-lo || w.at.Cols != batch.Cols {
		w.at, w.ladj = ad.New(hi-lo, batch.Cols), make([]float64, hi-lo)
	}
	w.at.CopyRows(batch, lo, hi)
	clear(w.ladj)
	w.setCondition(given, lo, hi)
}

// setCondition takes the rows of the conditions.
func (w *worker) setCondition(given *ad.Mat, lo, hi int) {
	if given == nil {
		w.cond = nil
		return
	}
	if w.cond == nil || w.cond.Rows != hi-lo || w.cond.Cols != given.Cols {
		w.cond = ad.New(hi-lo, given.Cols)
	}
	if given.Rows >= hi {
		w.cond.CopyRows(given, lo, hi)
		return
	}
	for j := range given.Cols { // fewer conditions than samples start over
		from, to := given.Col(j), w.cond.Col(j)
		for i := range to {
			to[i] = from[(lo+i)%len(from)]
		}
	}
}

// condition puts the conditions on the tape, behind what start put there; nil for
// none.
func (w *worker) condition() *ad.Mat {
	if w.cond == nil {
		return nil
	}
	return w.tape.Const(w.cond)
}

// start returns the part as a value of a tape that is empty otherwise.
func (w *worker) start() *ad.Mat {
	w.tape.Reset()
	return w.tape.Const(w.at)
}

// take moves the worker to what a layer made of the part.
func (w *worker) take(out, ladj *ad.Mat) {
	copy(w.at.Data, out.Data)
	if ladj != nil {
		kernel.AddScaled(w.ladj, 1, ladj.Data)
	}
}

// forward goes through the layers from base to data and tells passed of each,
// with its log|det|; nil where it is off.
func (w *worker) forward(layers []Layer, passed func(k int, ladj []float64)) {
	for k := range layers {
		passed(k, w.pass(layers[k], Bijection.Forward))
	}
}

// inverse goes through the layers from data to base.
func (w *worker) inverse(layers []Layer, passed func(k int, ladj []float64)) {
	for k := len(layers) - 1; k >= 0; k-- {
		passed(k, w.pass(layers[k], Bijection.Inverse))
	}
}

func (w *worker) pass(l Layer, way func(b Bijection, v, given *ad.Mat) (out, ladj *ad.Mat)) []float64 {
	if l.Off {
		return nil
	}
	out, ladj := way(l.Map, w.start(), w.condition())
	w.take(out, ladj)
	return ladj.Data
}

// A mover can carry a batch without telling how volume changes, at less cost.
type mover interface {
	moveForward(z, given *ad.Mat) *ad.Mat
	moveInverse(x, given *ad.Mat) *ad.Mat
}

// carry is Forward without the log|det|.
func carry(b Bijection, z, given *ad.Mat) *ad.Mat {
	if m, ok := b.(mover); ok {
		return m.moveForward(z, given)
	}
	if t, ok := b.(Told); ok {
		return carry(t.Bijection, z, t.by.tell(given))
	}
	if v, ok := b.(Inverted); ok {
		if m, ok := v.Bijection.(mover); ok {
			return m.moveInverse(z, given)
		}
	}
	x, _ := b.Forward(z, given)
	return x
}
