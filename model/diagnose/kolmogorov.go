package diagnose

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/stat"

	"bijou/model"
)

// A KSTest is a Kolmogorov–Smirnov test.
type KSTest struct {
	// D is the largest distance between the two distribution functions, from 0
	// to 1.
	D model.Number `json:"d"`
	// P is the chance of a D as large if they are the same.
	P model.Number `json:"p"`
}

// againstCDF tests whether x was drawn from a continuous distribution. It sorts
// x.
func againstCDF(x []float64, cdf func(float64) float64) KSTest {
	if len(x) == 0 || hasNaN(x) {
		return KSTest{none, none}
	}
	slices.Sort(x)
	n, d := float64(len(x)), 0.0
	for i, v := range x {
		f := cdf(v)
		d = max(d, f-float64(i)/n, float64(i+1)/n-f)
	}
	t := math.Sqrt(n) * d
	return KSTest{model.Number(d), model.Number(kolmogorov(smallSample(t, n)))}
}

// againstSample tests whether x and y were drawn from the same distribution. It
// sorts both.
func againstSample(x, y []float64) KSTest {
	if len(x) == 0 || len(y) == 0 || hasNaN(x) || hasNaN(y) {
		return KSTest{none, none}
	}
	slices.Sort(x)
	slices.Sort(y)
	d := stat.KolmogorovSmirnov(x, nil, y, nil)
	n, m := float64(len(x)), float64(len(y))
	return KSTest{model.Number(d), model.Number(kolmogorov(math.Sqrt(n*m/(n+m)) * d))}
}

// smallSample moves t = √n·D so that the limiting distribution holds for few
// points: to 3·10⁻⁴ from n = 100 on (Vrbik 2020, "Deriving CDF of
// Kolmogorov–Smirnov test statistic").
func smallSample(t, n float64) float64 { return t + 1/(6*math.Sqrt(n)) + (t-1)/(4*n) }

// kolmogorov is the chance that √n·D exceeds t in the limit of many points
// (Kolmogorov 1933). Of its two series each converges within a few terms on its
// side of 1.
func kolmogorov(t float64) float64 {
	if !(t > 0.04) { // below, the other terms of the series are beyond the range of numbers
		return 1
	}
	sum := 0.0
	if t < 1 {
		for k := 1.0; k < 8; k += 2 {
			sum += math.Exp(-k * k * math.Pi * math.Pi / (8 * t * t))
		}
		return 1 - math.Sqrt(2*math.Pi)/t*sum
	}
	for k, sign := 1.0, 1.0; k < 8; k, sign = k+1, -sign {
		sum += sign * math.Exp(-2*k*k*t*t)
	}
	return 2 * sum
}

// none is the number of what has no value.
var none = model.Number(math.NaN())

func hasNaN(x []float64) bool { return slices.ContainsFunc(x, math.IsNaN) }

func finite(x []float64) bool {
	return !slices.ContainsFunc(x, func(v float64) bool { return math.IsNaN(v) || math.IsInf(v, 0) })
}

func known(n model.Number) bool { return !math.IsNaN(float64(n)) }
