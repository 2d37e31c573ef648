package posteriors

import (
	"math"

	"bijou/flows/ad"
)

// halfLog2Pi is ½ log 2π.
const halfLog2Pi = 0.91893853320467274178032973640561764

// normal is log N(x; mean, sd²), entry by entry.
func normal(x *ad.Mat, mean, sd float64) *ad.Mat {
	off := ad.Scale(ad.Shift(x, -mean), 1/sd)
	return ad.Shift(ad.Scale(ad.Square(off), -0.5), -math.Log(sd)-halfLog2Pi)
}

// logNormal is the log density of θ > 0 whose logarithm is N(mean, sd²), of log θ: that
// of the logarithm less log θ.
func logNormal(logTheta *ad.Mat, mean, sd float64) *ad.Mat {
	return ad.Sub(normal(logTheta, mean, sd), logTheta)
}

// logitNormal is the log density of θ in (0, 1) whose log-odds are N(mean, sd²), of these.
func logitNormal(odds *ad.Mat, mean, sd float64) *ad.Mat {
	return ad.Sub(normal(odds, mean, sd), Parameter{Support: Unit}.logSlope(odds))
}

// halfCauchy is the log density of θ > 0 with the given scale.
func halfCauchy(theta *ad.Mat, scale float64) *ad.Mat {
	far := ad.Log1p(ad.Square(ad.Scale(theta, 1/scale)))
	return ad.Shift(ad.Scale(far, -1), math.Log(2/(math.Pi*scale)))
}

// counts are how often something came, and did not, column by column.
type counts struct{ yes, no *ad.Mat }

// countsOf returns those of k[i] times out of n[i].
func countsOf(k, n []float64) counts {
	rest := make([]float64, len(k))
	for i := range rest {
		rest[i] = n[i] - k[i]
	}
	return counts{row(k), row(rest)}
}

// log is k·log p + (n − k)·log(1 − p) over all columns, n×1, of the log-odds of p.
func (c counts) log(odds *ad.Mat) *ad.Mat {
	t := odds.Tape()
	yes, no := ad.Softplus(ad.Scale(odds, -1)), ad.Softplus(odds) // −log p, −log(1 − p)
	sum := ad.Add(ad.Mul(yes, t.Const(c.yes)), ad.Mul(no, t.Const(c.no)))
	return ad.Scale(ad.SumFeatures(sum), -1)
}

// row is one row of numbers, which they are not copied for.
func row(v []float64) *ad.Mat { return &ad.Mat{Rows: 1, Cols: len(v), Data: v} }

// logChoose is the log of n over k.
func logChoose(n, k float64) float64 { return logGamma(n+1) - logGamma(k+1) - logGamma(n-k+1) }

func logGamma(x float64) float64 {
	v, _ := math.Lgamma(x)
	return v
}
