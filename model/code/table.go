package code

import "math"

// Numbers are whole: v stands for v/2¹². Functions are tables over −16 to 16 with 128
// values to 1, between which lines run; beyond they are what they tend to.
const (
	one       = 1 << 12
	reach     = 16 * one
	cell      = one / 128
	cells     = 2 * reach / cell
	tableBits = 24 // of a value: 1 is 2²⁴
	whole     = 1 << tableBits
)

type table [cells + 1]int32

func newTable(f func(x float64) float64, unit float64) *table {
	t := new(table)
	for i := range t {
		t[i] = int32(math.Round(unit * f(float64(i-cells/2)/128)))
	}
	return t
}

// at is the value at v, which lies within reach.
func (t *table) at(v int32) int32 {
	i, rest := (v+reach)/cell, (v+reach)%cell
	if i >= cells {
		return t[cells]
	}
	return t[i] + (t[i+1]-t[i])*rest/cell
}

var (
	sigmoids  = newTable(func(x float64) float64 { return 1 / (1 + math.Exp(-x)) }, whole)
	exps      = newTable(func(x float64) float64 { return math.Exp(min(x, 0)) }, whole)
	softplus1 = newTable(func(x float64) float64 { return math.Log1p(math.Exp(x)) }, one)
)

// sigmoid is 1/(1+e⁻ᵛ) in units of 2⁻²⁴. It never falls.
func sigmoid(v int64) int64 {
	switch {
	case v <= -reach:
		return 0
	case v >= reach:
		return whole
	}
	return int64(sigmoids.at(int32(v)))
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
