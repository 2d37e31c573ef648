package densities

import (
	"math"
	"math/rand/v2"

	"bijou/flows/ad"
)

// A Checkerboard is uniform on every second cell of a square board about the
// origin: p = 1/(2·half²) where |x|, |y| < half and ⌊x/cell⌋ + ⌊y/cell⌋ is
// even. half must be a whole number of cells.
type Checkerboard struct{ Half, Cell float64 }

// Dim is the number of columns.
func (c Checkerboard) Dim() int { return 2 }

// Sample draws every row of x.
func (c Checkerboard) Sample(rng *rand.Rand, x *ad.Mat) {
	xs, ys := x.Col(0), x.Col(1)
	for i := range xs {
		for {
			xs[i] = c.Half * (2*rng.Float64() - 1)
			ys[i] = c.Half * (2*rng.Float64() - 1)
			if c.covers(xs[i], ys[i]) {
				break
			}
		}
	}
}

func (c Checkerboard) covers(x, y float64) bool {
	if !(math.Abs(x) < c.Half && math.Abs(y) < c.Half) {
		return false
	}
	return math.Mod(math.Floor(x/c.Cell)+math.Floor(y/c.Cell), 2) == 0
}

// LogProb writes log p of every row of x, in nats.
func (c Checkerboard) LogProb(dst []float64, x *ad.Mat) {
	inside := -c.Entropy()
	xs, ys := x.Col(0), x.Col(1)
	for i := range dst {
		dst[i] = math.Inf(-1)
		if c.covers(xs[i], ys[i]) {
			dst[i] = inside
		}
	}
}

// Entropy is the mean of −log p over draws, in nats.
func (c Checkerboard) Entropy() float64 { return math.Log(2 * c.Half * c.Half) }
