package chain

import (
	"math"
	"math/rand/v2"

	"bijou/flows"
	"bijou/flows/ad"
)

// A crowd is draws about the flow for every chain of a group, of which each chain takes one
// or stays: sampling importance resampling, iterated, with moves between (Samsonov et al.
// 2022, "Local-global MCMC kernels: the best of both worlds", algorithm 2). Half of them are
// draws of the base, half have one coordinate stretched, so that what lies further out than
// the flow has learnt is met as well: with the base density q₀ in D dimensions they have
//
//	½·q₀(z) + ½·Σⱼ q₀(z with zⱼ/s)/(s·D).
type crowd struct {
	tape  *ad.Tape
	place // without a gradient
	image *ad.Mat
	logw  []float64 // of the draws of one chain, and then of where it is
}

// tries are the draws of a chain at a time: a part of the target in which the flow draws
// hardly ever is met so much sooner.
const (
	tries   = 32
	stretch = 2.0
)

func newCrowd(dim int, theta []float64) crowd {
	return crowd{tape: ad.NewTape(theta, nil), place: newPlace(grouped*tries, dim), image: ad.New(grouped*tries, dim), logw: make([]float64, tries+1)}
}

// replace lets every chain choose among draws of the flow and where it is, by their weights
// over the density of the draws, and returns the share of chains that left.
func (g *group) replace() (left float64) {
	if !g.mixed {
		return 0
	}
	g.gate.Enter(flows.ForPicture)
	defer g.gate.Leave()
	c := &g.crowd
	for i, rng := range g.chains {
		for k := range tries {
			g.base.Draw(rng, g.one)
			if rng.Uint64()&1 == 0 {
				g.one.Data[rng.IntN(g.one.Cols)] *= stretch
			}
			for j := range g.one.Cols {
				c.z.Set(i*tries+k, j, g.one.At(0, j))
			}
		}
	}
	g.weigh(c)
	for i, rng := range g.chains {
		at := c.choose(rng, i, g.now.logp[i]-g.now.wide[i])
		if g.lost[i] = at < 0; g.lost[i] {
			g.next.copyRow(&g.now, i)
			continue
		}
		left += 1 / float64(len(g.chains))
		for j := range c.z.Cols {
			g.next.z.Set(i, j, c.z.At(at, j))
		}
	}
	g.at(&g.next)
	for i, stays := range g.lost {
		if !stays {
			g.now.copyRow(&g.next, i)
		}
	}
	return left
}

// choose returns a row of the crowd for chain i, or −1 for where it is.
func (c *crowd) choose(rng *rand.Rand, i int, own float64) int {
	c.logw[tries] = own
	for k := range tries {
		c.logw[k] = c.logp[i*tries+k] - c.wide[i*tries+k]
	}
	best, at := math.Inf(-1), -1
	for k, w := range c.logw { // the largest of log w plus a number of Gumbel's law is each by its share
		if v := w - math.Log(rng.ExpFloat64()); v > best {
			best, at = v, k
		}
	}
	if at < 0 || at == tries {
		return -1
	}
	return i*tries + at
}

// widen writes the log density that draws of a crowd have at a place.
func (b *pullback) widen(p *place, t *ad.Tape) {
	d := p.z.Cols
	for i, q := range p.logq {
		p.wide[i] = q - math.Ln2
	}
	each := -math.Log(2 * stretch * float64(d))
	for j := range d {
		z := ad.Replace(t.Const(p.z), j, ad.Scale(ad.Cols(t.Const(p.z), j, j+1), 1/stretch))
		for i, q := range b.base.LogProb(z).Data {
			p.wide[i] = logSum(p.wide[i], q+each)
		}
	}
}

// logSum is log(eᵃ + eᵇ).
func logSum(a, b float64) float64 {
	if math.IsInf(a, -1) && math.IsInf(b, -1) {
		return a
	}
	return max(a, b) + math.Log1p(math.Exp(-math.Abs(a-b)))
}
