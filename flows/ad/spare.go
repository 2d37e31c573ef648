package ad

import "sync"

// spare are tapes that nobody uses. Where many programs take turns, each would keep
// memory for all that it computes otherwise.
var spare = sync.Pool{New: func() any { return new(Tape) }}

// BorrowTape returns a tape as [NewTape] does, in the memory of one that was given back.
func BorrowTape(theta, grad []float64) *Tape {
	t := spare.Get().(*Tape)
	t.theta, t.grad, t.inputs = theta, grad, false
	t.Reset()
	return t
}

// GiveBack lets others have the memory of the tape, which is of no use to the caller any
// more.
func (t *Tape) GiveBack() {
	t.Reset()
	t.theta, t.grad, t.rounded, t.single, t.singleGrads = nil, nil, nil, nil, t.singleGrads[:0]
	t.roundings = 0
	spare.Put(t)
}
