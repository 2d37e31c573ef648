package chain

import (
	"math"

	"bijou/flows"
	"bijou/flows/ad"
	"bijou/model"
)

// A pullback is the target in the base space of a flow f: log p̃(f(z)) + log|det ∂f/∂z|,
// with its gradient.
type pullback struct {
	base   flows.Base
	flow   flows.Bijection
	target model.Target
	tape   *ad.Tape
	score  *ad.Mat
}

// A place is where every chain of a group is.
type place struct {
	z, x, grad *ad.Mat
	logp       []float64 // of the pullback; −Inf where it is no number
	logq       []float64 // of the base
}

func newPlace(rows, dim int) place {
	return place{ad.New(rows, dim), ad.New(rows, dim), ad.New(rows, dim), make([]float64, rows), make([]float64, rows)}
}

// copyRow takes row i of another place.
func (p *place) copyRow(from *place, i int) {
	for j := range p.z.Cols {
		p.z.Set(i, j, from.z.At(i, j))
		p.x.Set(i, j, from.x.At(i, j))
		p.grad.Set(i, j, from.grad.At(i, j))
	}
	p.logp[i], p.logq[i] = from.logp[i], from.logq[i]
}

// at completes a place of which z is set.
func (b *pullback) at(p *place) {
	b.tape.Reset()
	leaf := b.tape.Leaf(p.z)
	x, ladj := b.flow.Forward(leaf, nil)
	copy(p.x.Data, x.Data)
	copy(p.logq, b.base.LogProb(b.tape.Const(p.z)).Data)
	b.target.LogWeight(p.logp, p.x)
	b.target.Score(b.score, p.x)
	for i, v := range ladj.Data {
		if p.logp[i] += v; math.IsNaN(p.logp[i]) || p.logp[i] > math.MaxFloat64 {
			p.logp[i] = math.Inf(-1)
		}
	}
	b.tape.Backward(ad.Add(ad.Sum(ad.Mul(x, b.tape.Const(b.score))), ad.Sum(ladj)))
	copy(p.grad.Data, leaf.Grad)
}
