package flows

import (
	"math"
	"math/rand/v2"
	"runtime"
	"slices"

	"golang.org/x/sync/errgroup"

	"bijou/flows/ad"
)

// startsFor is from how many starts a mixture is fitted: more from few rows, whose
// likelihood has more tops than one, and one where a round is long and plans are compared.
func startsFor(all, z sampled, p plan) int {
	switch {
	case p.count == 1, p.rough && roundWork(z, p) > float64(p.count)*quickWork:
		return 1
	case all.Rows > crossedRows:
		return manyRowsStarts
	}
	return emStarts
}

// likeliest runs EM from so many starts, each on a processor of its own if there are as
// many, and returns the likeliest mixture, the first of equal ones, and the work of all.
func likeliest(z sampled, p plan, starts int) (best clusters, work float64) {
	ends, logp, noise := make([]clusters, starts), make([]float64, starts), noiseOf(z, p.noise)
	var group errgroup.Group
	group.SetLimit(runtime.GOMAXPROCS(0))
	for k := range starts {
		group.Go(func() error {
			ends[k], logp[k] = runEM(z, p, noise, rand.New(rand.NewPCG(emSeed, uint64(p.count<<8|k))))
			return nil
		})
	}
	group.Wait() //nolint:errcheck // there are none
	top := 0
	for k := range ends {
		work += ends[k].work
		if logp[k] > logp[top] || math.IsNaN(logp[top]) {
			top = k
		}
	}
	return ends[top], work
}

// startShares gives every row to the nearest of centres that are drawn far from each
// other (k-means++, Arthur and Vassilvitskii 2007).
func startShares(z sampled, count int, rng *rand.Rand) *ad.Mat {
	shares := ad.New(z.Rows, count)
	near := slices.Repeat([]float64{math.Inf(1)}, z.Rows)
	owner := make([]int, z.Rows)
	at := rng.IntN(z.Rows)
	for k := range count {
		if k > 0 {
			at = drawBy(near, z.weight, rng)
		}
		for i := range z.Rows {
			gap := 0.0
			for j := range z.Cols {
				by := z.At(i, j) - z.At(at, j)
				gap += by * by
			}
			if gap < near[i] {
				near[i], owner[i] = gap, k
			}
		}
	}
	for i, k := range owner {
		shares.Set(i, k, z.weight[i])
	}
	return shares
}

// drawBy draws a place by its distance and weight.
func drawBy(near, weights []float64, rng *rand.Rand) int {
	total := 0.0
	for i, w := range weights {
		total += w * near[i]
	}
	left := rng.Float64() * total
	for i, w := range weights {
		if left -= w * near[i]; left < 0 {
			return i
		}
	}
	return len(weights) - 1
}
