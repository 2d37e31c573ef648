package densities

import (
	"math"
	"math/rand/v2"
	"sync"

	"gonum.org/v1/gonum/floats"

	"bijou/flows/ad"
)

// A Pinwheel is K Gaussian spokes, (a, b) ~ N(1, radial²)×N(0, tangential²)
// rotated by 2πk/K, that are twisted by the angle rate·exp(ρ), ρ = |(a, b)|,
// and scaled. It follows the pinwheel of Johnson et al. 2016 (structured VAEs)
// with one change: theirs twists by rate·exp(a), which stretches areas unevenly;
// a twist by the distance from the centre keeps them, so the density is exact.
type Pinwheel struct {
	spokes             [][2]float64 // cosine and sine of each spoke's angle
	radial, tangential float64
	rate, scale        float64
	entropy            func() float64
}

// NewPinwheel returns spokes with deviations along and across them, twisted by rate and then
// scaled.
func NewPinwheel(spokes int, radial, tangential, rate, scale float64) *Pinwheel {
	p := &Pinwheel{radial: radial, tangential: tangential, rate: rate, scale: scale}
	for k := range spokes {
		sin, cos := math.Sincos(2 * math.Pi * float64(k) / float64(spokes))
		p.spokes = append(p.spokes, [2]float64{cos, sin})
	}
	p.entropy = sync.OnceValue(p.integrateEntropy)
	return p
}

// Dim is the number of columns.
func (p *Pinwheel) Dim() int { return 2 }

// Sample draws every row of x.
func (p *Pinwheel) Sample(rng *rand.Rand, x *ad.Mat) {
	xs, ys := x.Col(0), x.Col(1)
	for i := range xs {
		k := rng.IntN(len(p.spokes))
		xs[i], ys[i] = p.place(k, 1+p.radial*rng.NormFloat64(), p.tangential*rng.NormFloat64())
	}
}

// place turns the point (a, b) of a straight spoke into the k-th twisted one.
func (p *Pinwheel) place(k int, a, b float64) (x, y float64) {
	spoke := p.spokes[k]
	a, b = a*spoke[0]+b*spoke[1], b*spoke[0]-a*spoke[1]
	sin, cos := p.twist(math.Hypot(a, b))
	return p.scale * (a*cos + b*sin), p.scale * (b*cos - a*sin)
}

// twist returns sine and cosine of the angle at a distance from the centre;
// where exp would overflow nothing is left to be seen.
func (p *Pinwheel) twist(distance float64) (sin, cos float64) {
	return math.Sincos(p.rate * math.Exp(min(distance, 700)))
}

// LogProb writes log p of every row of x, in nats.
func (p *Pinwheel) LogProb(dst []float64, x *ad.Mat) {
	norm := math.Log(float64(len(p.spokes))*p.radial*p.tangential*p.scale*p.scale) + Ln2Pi
	terms := make([]float64, len(p.spokes))
	xs, ys := x.Col(0), x.Col(1)
	for i := range dst {
		a, b := xs[i]/p.scale, ys[i]/p.scale
		distance := math.Hypot(a, b)
		if math.IsInf(distance, 1) {
			dst[i] = math.Inf(-1)
			continue
		}
		sin, cos := p.twist(distance)
		a, b = a*cos-b*sin, b*cos+a*sin
		for k, spoke := range p.spokes {
			u := (a*spoke[0] - b*spoke[1] - 1) / p.radial
			v := (b*spoke[0] + a*spoke[1]) / p.tangential
			terms[k] = -(u*u + v*v) / 2
		}
		dst[i] = floats.LogSumExp(terms) - norm
	}
}

// Entropy is the mean of −log p over draws, in nats.
func (p *Pinwheel) Entropy() float64 { return p.entropy() }

// integrateEntropy averages −log p over one spoke; the others are alike. The
// steps resolve a spoke's narrow side along its wide one, where spokes cross.
func (p *Pinwheel) integrateEntropy() float64 {
	step := gaussStep * min(p.radial, p.tangential)
	return -meanUnderNormal(p, step/p.radial, step/p.tangential, func(u, v float64) (x, y float64) {
		return p.place(0, 1+p.radial*u, p.tangential*v)
	})
}
