package chain

import (
	"math"

	"gonum.org/v1/gonum/stat"
)

// effectiveSize is how many independent draws tell a mean as well as all draws of some
// chains do, by their autocorrelations ρₜ up to where the sums of two no longer fall
// (Geyer 1992; Vehtari et al. 2021, equations 10 to 13, and at most S·log₁₀ S). It is NaN
// for chains that never move.
func effectiveSize(chains [][]float64) float64 {
	total, within := variances(chains)
	if !(total > 0) {
		return math.NaN()
	}
	lags := newLags(chains)
	draws := float64(len(chains) * lags.length)
	rho := func(t int) float64 { return 1 - (within-lags.covariance(t))/total }
	sum, last := 0.0, math.Inf(1)
	for t := 0; ; t += 2 {
		even, odd := 1.0, rho(t+1)
		if t > 0 {
			even = rho(t)
		}
		pair := even + odd
		if !(pair > 0) || t+2 >= lags.length-2 {
			sum += max(0, even) // of the last pair, once
			break
		}
		pair = min(pair, last)
		sum, last = sum+2*pair, pair
	}
	return draws / max(sum-1, 1/math.Log10(draws))
}

// lags are the autocovariances of chains, of which only the first few are asked for.
type lags struct {
	chains [][]float64
	means  []float64
	length int
}

func newLags(chains [][]float64) *lags {
	l := &lags{chains: chains, length: len(chains[0])}
	for _, c := range chains {
		l.means = append(l.means, stat.Mean(c, nil))
	}
	return l
}

// covariance is the mean autocovariance at lag t, divided by n for any lag, so that those
// at large lags, which few draws tell, are small (Geyer 1992).
func (l *lags) covariance(t int) float64 {
	sum := 0.0
	for k, c := range l.chains {
		m := l.means[k]
		for i := t; i < len(c); i++ {
			sum += (c[i] - m) * (c[i-t] - m)
		}
	}
	return sum / float64(len(l.chains)*l.length)
}
