package code

import "math"

// Numbers are whole: v stands for v/2¹². Functions are tables over −16 to 16 with 128
// values to 1, between which lines run; beyond they are what they tend to.
const (
	one       = 1 << 12
	reach     = 16 * one
	gap       = one / 128
	gaps      = 2 * reach / gap
	tableBits = 24 // of a value: 1 is 2²⁴
	whole     = 1 << tableBits
)

type curve [gaps + 1]int32

func newCurve(f func(x float64) float64, unit float64) *curve {
	t := new(curve)
	for i := range t {
		t[i] = int32(math.Round(unit * f(float64(i-gaps/2)/128)))
	}
	return t
}

// at is the value at v, which lies within reach.
func (t *curve) at(v int32) int32 {
	i, rest := (v+reach)/gap, (v+reach)%gap
	if i >= gaps {
		return t[gaps]
	}
	return t[i] + (t[i+1]-t[i])*rest/gap
}

var (
	sigmoids  = newCurve(func(x float64) float64 { return 1 / (1 + math.Exp(-x)) }, whole)
	exps      = newCurve(func(x float64) float64 { return math.Exp(min(x, 0)) }, whole)
	softplus1 = newCurve(func(x float64) float64 { return math.Log1p(math.Exp(x)) }, one)
)

// A distribution function takes numbers in units of 2⁻²⁰ and says 2⁻³² of 1, so that narrow
// levels differ: between values of the curve it rises by lines that are finer.
const (
	fine     = 20
	fineGap  = gap << (fine - 12)
	fineBits = 32
)

// sigmoid is 1/(1+e⁻ᵛ) of v/2²⁰ in units of 2⁻³². It never falls.
func sigmoid(v int64) int64 {
	const reach = reach << (fine - 12)
	switch {
	case v <= -reach:
		return 0
	case v >= reach:
		return 1 << fineBits
	}
	const finer = fineBits - tableBits
	i, rest := (v+reach)/fineGap, (v+reach)%fineGap
	low, high := int64(sigmoids[i])<<finer, int64(sigmoids[i+1])<<finer
	return low + (high-low)*rest/fineGap
}

// softplus is log(1+eᵛ).
func softplus(v int32) int64 {
	switch {
	case v <= -reach:
		return 0
	case v >= reach:
		return int64(v)
	}
	return int64(softplus1.at(v))
}

// exp is eᵛ for v ≤ 0, in units of 2⁻²⁴.
func exp(v int64) int64 {
	if v <= -reach {
		return 0
	}
	return int64(exps.at(int32(v)))
}
