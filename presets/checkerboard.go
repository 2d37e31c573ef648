package presets

import (
	"math"
	"math/rand/v2"

	"bijou/flows/ad"
)

// A checkerboard is uniform on every second cell of a square board about the
// origin: p = 1/(2·half²) where |x|, |y| < half and ⌊x/cell⌋ + ⌊y/cell⌋ is
// even. half must be a whole number of cells.
type checkerboard struct{ half, cell float64 }

func (c checkerboard) Dim() int { return 2 }

func (c checkerboard) Sample(rng *rand.Rand, x *ad.Mat) {
	xs, ys := x.Col(0), x.Col(1)
	for i := range xs {
		for {
			xs[i] = c.half * (2*rng.Float64() - 1)
			ys[i] = c.half * (2*rng.Float64() - 1)
			if c.covers(xs[i], ys[i]) {
				break
			}
		}
	}
}

func (c checkerboard) covers(x, y float64) bool {
	if !(math.Abs(x) < c.half && math.Abs(y) < c.half) {
		return false
	}
	return math.Mod(math.Floor(x/c.cell)+math.Floor(y/c.cell), 2) == 0
}

func (c checkerboard) LogProb(dst []float64, x *ad.Mat) {
	inside := -c.Entropy()
	xs, ys := x.Col(0), x.Col(1)
	for i := range dst {
		dst[i] = math.Inf(-1)
		if c.covers(xs[i], ys[i]) {
			dst[i] = inside
		}
	}
}

func (c checkerboard) Entropy() float64 { return math.Log(2 * c.half * c.half) }
