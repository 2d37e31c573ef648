package flows

import (
	"math"

	"bijou/flows/ad"
)

// exactDim is the largest dimension in which a trace or a determinant is
// computed with all unit tangents; above it is estimated with one probe, whose
// cost does not grow with the dimension.
const exactDim = 8

// probe returns a random sign for every entry of v, n×d: the ε with E[εεᵀ] = I
// of Hutchinson's estimate tr J ≈ εᵀJε (Hutchinson 1990; Grathwohl et al. 2019).
//
// The signs are a hash of the sample's own numbers and of some parameters. So
// they are independent from sample to sample, the same for the whole solve and
// for the same sample in any batch, however that is cut, and new after every
// training step, which leaves nothing to fit to. The price is that the two
// directions of a layer, which start from different numbers, estimate
// independently: their log|det| agree on average only.
func probe(v *ad.Mat, salt []float64) *ad.Mat {
	p := v.Tape().Value(v.Rows, v.Cols, false)
	seed := uint64(0)
	for _, s := range salt {
		seed = scramble(seed ^ math.Float64bits(s))
	}
	for i := range v.Rows {
		h := seed
		for j := range v.Cols {
			h = scramble(h ^ math.Float64bits(v.Data[j*v.Rows+i]))
		}
		for j := range v.Cols {
			h = scramble(h)
			p.Data[j*v.Rows+i] = float64(int(h>>63)*2 - 1)
		}
	}
	return p
}

// scramble mixes 64 bits so that each depends on all (the finaliser of
// SplitMix64, Steele et al. 2014).
func scramble(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}
