package chain

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"
)

// RHat is the split R̂ of ranks: of the chains themselves or of how far they are from the
// middle, whichever is larger (Vehtari et al. 2021, sections 3.1 and 3.2). It nears 1 as
// chains mix.
func RHat(chains [][]float64) float64 {
	halves := split(chains)
	middle := median(halves)
	return max(plainRHat(normalScores(halves)), plainRHat(normalScores(each(halves, func(v float64) float64 { return math.Abs(v - middle) }))))
}

// BulkSize is the effective number of draws of the ranks, which tells how well the middle
// of the distribution is known (their section 3.3).
func BulkSize(chains [][]float64) float64 { return effectiveSize(normalScores(split(chains))) }

// TailSize is the smaller effective number of draws of the two 5 % quantiles (their
// section 3.3).
func TailSize(chains [][]float64) float64 {
	halves := split(chains)
	all := slices.Sorted(slices.Values(slices.Concat(halves...)))
	size := math.Inf(1)
	for _, share := range []float64{0.05, 0.95} {
		at := stat.Quantile(share, stat.LinInterp, all, nil)
		size = min(size, effectiveSize(each(halves, func(v float64) float64 {
			if v <= at {
				return 1
			}
			return 0
		})))
	}
	return size
}

// MeanSize is the effective number of draws of the mean.
func MeanSize(chains [][]float64) float64 { return effectiveSize(split(chains)) }

// split cuts every chain into two of the same length; of an odd one the middle is left
// out.
func split(chains [][]float64) [][]float64 {
	var halves [][]float64
	for _, c := range chains {
		half := len(c) / 2
		halves = append(halves, c[:half], c[len(c)-half:])
	}
	return halves
}

// each returns a function of every draw.
func each(chains [][]float64, of func(v float64) float64) [][]float64 {
	out := make([][]float64, len(chains))
	for k, c := range chains {
		out[k] = make([]float64, len(c))
		for i, v := range c {
			out[k][i] = of(v)
		}
	}
	return out
}

func median(chains [][]float64) float64 {
	all := slices.Sorted(slices.Values(slices.Concat(chains...)))
	n := len(all)
	return (all[(n-1)/2] + all[n/2]) / 2
}

// normalScores replaces every draw by the quantile of the normal distribution that its
// rank r among all S stands for, Φ⁻¹((r − 3/8)/(S + 1/4)); equal draws share their mean
// rank (their equation 14).
func normalScores(chains [][]float64) [][]float64 {
	all := slices.Sorted(slices.Values(slices.Concat(chains...)))
	return each(chains, func(v float64) float64 {
		below, _ := slices.BinarySearch(all, v)
		upTo := below
		for upTo < len(all) && all[upTo] == v {
			upTo++
		}
		rank := float64(below+upTo+1) / 2
		return distuv.UnitNormal.Quantile((rank - 0.375) / (float64(len(all)) + 0.25))
	})
}

// plainRHat is √(V/W): the variance of all chains together against the mean within
// (Gelman and Rubin 1992; their equations 1 to 4).
func plainRHat(chains [][]float64) float64 {
	total, within := variances(chains)
	return math.Sqrt(total / within)
}

// variances returns the estimate of the variance of the target from between and within
// chains, and the mean variance within.
func variances(chains [][]float64) (total, within float64) {
	n := float64(len(chains[0]))
	means := make([]float64, len(chains))
	for k, c := range chains {
		mean, variance := stat.MeanVariance(c, nil)
		means[k] = mean
		within += variance / float64(len(chains))
	}
	return within*(n-1)/n + stat.Variance(means, nil), within
}
