package chain

import (
	"math"

	"bijou/flows"
	"bijou/flows/ad"
	"bijou/model"
)

// A pullback is the target in the base space of a flow f: log p̃(f(z)) + log|det ∂f/∂z|,
// with its gradient.
//
// Of a mirrored target it is only the part that is the flow's, p̃(x)·q(x)/(q(x) + q(Mx)) for
// the mirror M, so that no chain strays into the other mode, where the flow is of no use:
// that part and its mirror image add up to p̃. The gradient leaves the share out, as any
// gradient will do for proposals; Metropolis' rule has it.
type pullback struct {
	base   flows.Base
	flow   flows.Bijection
	target model.Target
	tape   *ad.Tape
	score  *ad.Mat
	mirror []bool  // columns that change sign, of a mirrored target; else nil
	image  *ad.Mat // of x in the mirror
}

// A place is where every chain of a group is.
type place struct {
	z, x, grad *ad.Mat
	logp       []float64 // of the pullback; −Inf where it is no number
	logq       []float64 // of the base
	wide       []float64 // log density of the proposals, which have wider tails
}

func newPlace(rows, dim int) place {
	return place{ad.New(rows, dim), ad.New(rows, dim), ad.New(rows, dim), make([]float64, rows), make([]float64, rows), make([]float64, rows)}
}

// copyRow takes row i of another place.
func (p *place) copyRow(from *place, i int) {
	for j := range p.z.Cols {
		p.z.Set(i, j, from.z.At(i, j))
		p.x.Set(i, j, from.x.At(i, j))
		p.grad.Set(i, j, from.grad.At(i, j))
	}
	p.logp[i], p.logq[i], p.wide[i] = from.logp[i], from.logq[i], from.wide[i]
}

// at completes a place of which z is set.
func (b *pullback) at(p *place) {
	b.tape.Reset()
	leaf := b.tape.Leaf(p.z)
	x, ladj := b.carry(p, leaf, b.image)
	b.target.Score(b.score, p.x)
	b.tape.Backward(ad.Add(ad.Sum(ad.Mul(x, b.tape.Const(b.score))), ad.Sum(ladj)))
	copy(p.grad.Data, leaf.Grad)
}

// weigh completes a crowd of which z is set.
func (b *pullback) weigh(c *crowd) {
	c.tape.Reset()
	b.carry(&c.place, c.tape.Const(c.z), c.image)
}

// carry takes z, on a tape, to x and writes the densities of both.
func (b *pullback) carry(p *place, z, image *ad.Mat) (x, ladj *ad.Mat) {
	x, ladj = b.flow.Forward(z, nil)
	copy(p.x.Data, x.Data)
	copy(p.logq, b.base.LogProb(z.Tape().Const(p.z)).Data)
	b.widen(p, z.Tape())
	b.target.LogWeight(p.logp, p.x)
	for i, v := range ladj.Data {
		if p.logp[i] += v; math.IsNaN(p.logp[i]) || p.logp[i] > math.MaxFloat64 {
			p.logp[i] = math.Inf(-1)
		}
	}
	if b.mirror != nil {
		b.share(p, z.Tape(), ladj.Data, image)
	}
	return x, ladj
}

// share takes the share that is not the flow's off the target: −log(1 + q(Mx)/q(x)).
func (b *pullback) share(p *place, t *ad.Tape, ladj []float64, image *ad.Mat) {
	copy(image.Data, p.x.Data)
	for j, turns := range b.mirror {
		if turns {
			for i, v := range image.Col(j) {
				image.Set(i, j, -v)
			}
		}
	}
	z, back := b.flow.Inverse(t.Const(image), nil)
	other := ad.Add(b.base.LogProb(z), back)
	for i, v := range other.Data {
		if more := v - (p.logq[i] - ladj[i]); more > -40 { // else, and where it is no number, nothing is the other's
			p.logp[i] -= max(more, 0) + math.Log1p(math.Exp(-math.Abs(more)))
		}
	}
}
