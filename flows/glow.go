package flows

import (
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"

	"bijou/flows/ad"
	"bijou/flows/nn"
)

// A Glow layer is a step of Glow (Kingma and Dhariwal 2018, section 3): on the way
// to the base every channel is normalised, the channels of a position are mixed,
// and the first half of them steers an affine transform of the second by a
// convolution.
type Glow struct{ Chain }

func newGlow(b builder) *Glow {
	coupling := newConvCoupling(b.Params, b.shape, "first", b.given, b.net(), b.transform(blocked))
	g := &Glow{Chain{coupling, nil, nil}}
	b.Params.Named("mix", func(*nn.Params) { g.Chain[1] = pixelwise(newMixing(b), b.shape) })
	b.Params.Named("norm", func(p *nn.Params) { g.Chain[2] = pixelwise(newActNorm(p, b.shape.Channels), b.shape) })
	return g
}

// A WaveGlow layer is a step of WaveGlow (Prenger et al. 2018, section 2): on the way to
// the base the channels of a position are mixed, and the first half of them steers an
// affine transform of the second by a net of gates.
type WaveGlow struct{ Chain }

func newWaveGlow(b builder) *WaveGlow {
	coupling := newWaveCoupling(b.Params, b.shape, "first", b.given, b.Widths("hidden"), newScaleShift(b.Float("clamp"), blocked))
	g := &WaveGlow{Chain{coupling, nil}}
	b.Params.Named("mix", func(*nn.Params) { g.Chain[1] = pixelwise(newMixing(b), b.shape) })
	return g
}

// StartFrom normalises the channels of the batch.
func (g *Glow) StartFrom(x *ad.Mat, theta []float64) { g.Chain[2].(FromData).StartFrom(x, theta) }

// Mixing says what is fixed in how channels are mixed: x = W z at every position with
// the rows of W in an order, and for a matrix that is learnt the signs of its
// pivots; nil for an order alone. See [Linear] and [Permute].
func (g *Glow) Mixing() (order, sign []int) { return mixingOf(g.Chain[1]) }

// Mixing says the same of a step of WaveGlow.
func (g *WaveGlow) Mixing() (order, sign []int) { return mixingOf(g.Chain[1]) }

func mixingOf(b Bijection) (order, sign []int) {
	if p, ok := b.(Pixelwise); ok {
		b = p.Bijection
	}
	l, ok := b.(*Linear)
	if !ok {
		return b.(*Permute).perm, nil
	}
	for _, s := range l.sign.Data {
		sign = append(sign, int(s))
	}
	return l.perm, sign
}

// newMixing returns what mixes the channels of a position.
func newMixing(b builder) Bijection {
	c := b.shape.Channels
	switch b.Text("mix") {
	case "rotation":
		return newRotation(b.Params, c)
	case "linear":
		return newLinear(b.Params, c, nil, nil)
	}
	return newPermute(permutation(b.Text("mix"), c, 0))
}

// newRotation returns a [Linear] layer that starts as a rotation, the same for
// every layer of as many columns: channels that are mixed from the start learn
// sooner (Kingma and Dhariwal 2018, section 3.2).
func newRotation(p *nn.Params, d int) *Linear {
	w := mat.NewDense(d, d, nil)
	randomRotation(w, rand.New(rand.NewPCG(uint64(d), 1)))
	var f mat.LU
	var lower, upper mat.TriDense
	f.Factorize(w)
	f.LTo(&lower)
	f.UTo(&upper)
	sign, starts := make([]float64, d), map[string][]float64{"lower": make([]float64, d*d), "upper": make([]float64, d*d), "log_s": make([]float64, d)}
	for r := range d {
		for c := range r {
			starts["lower"][r*d+c], starts["upper"][c*d+r] = lower.At(r, c), upper.At(c, r)
		}
		sign[r], starts["log_s"][r] = math.Copysign(1, upper.At(r, r)), math.Log(math.Abs(upper.At(r, r)))
	}
	first := len(p.Blocks)
	l := newLinear(p, d, invert(f.RowPivots(nil)), sign)
	for i := first; i < len(p.Blocks); i++ {
		if numbers, ok := starts[p.Blocks[i].Name]; ok {
			p.Blocks[i].Start = func(_ *rand.Rand, dst []float64) { copy(dst, numbers) }
		}
	}
	return l
}
