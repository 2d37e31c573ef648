package diagnose

import (
	"bijou/flows/ad"
	"bijou/model"
)

// A Distance is how far the flow's samples are from the points, with a test of
// whether they differ at all.
type Distance struct {
	// Value is the distance in standard deviations of the data's columns. Two
	// samples of one distribution have a distance above 0 as well.
	Value model.Number `json:"value"`
	// P is the share of 500 random exchanges between the two samples, the
	// actual one among them, whose distance is as large: exact for any number
	// of points, in steps of 0.002, so that it can fail among many tests.
	P model.Number `json:"p"`
}

// shuffles is how many random exchanges a test makes.
const shuffles = 499

// weights returns shuffles+1 ways to tell n points from m: 1/n for a point of
// the first sample and −1/m for one of the second. The first way is the actual
// one, in which the n points come first.
func weights(n, m int) [][]float64 {
	rng := newRand(streamShuffle)
	ways := make([][]float64, shuffles+1)
	for k := range ways {
		w := make([]float64, n+m)
		for i := range w {
			if w[i] = -1 / float64(m); i < n {
				w[i] = 1 / float64(n)
			}
		}
		if k > 0 {
			rng.Shuffle(n+m, func(i, j int) { w[i], w[j] = w[j], w[i] })
		}
		ways[k] = w
	}
	return ways
}

// distance reads the outcome of a test from the distances of all ways, the
// actual one first.
func distance(all []float64) Distance {
	if hasNaN(all) {
		return Distance{none, none}
	}
	atLeast := 0
	for _, v := range all {
		// Exchanges of equal points differ by rounding alone.
		if v >= all[0]*(1-1e-12) {
			atLeast++
		}
	}
	return Distance{model.Number(all[0]), model.Number(float64(atLeast) / float64(len(all)))}
}

// pool puts at most n rows of x and of y under each other, and says how many
// each gave.
func pool(x, y *ad.Mat, n int) (both *ad.Mat, nx, ny int) {
	nx, ny = min(n, x.Rows), min(n, y.Rows)
	both = ad.New(nx+ny, x.Cols)
	for j := range x.Cols {
		copy(both.Col(j), x.Col(j)[:nx])
		copy(both.Col(j)[nx:], y.Col(j)[:ny])
	}
	return both, nx, ny
}
