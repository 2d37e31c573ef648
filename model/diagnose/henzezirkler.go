package diagnose

import (
	"math"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"

	"bijou/flows/ad"
	"bijou/model"
)

// An HZTest is a test of joint normality.
type HZTest struct {
	// Stat is the weighted squared distance between the characteristic function
	// of the points, after they were given mean 0 and covariance I, and that of
	// the normal distribution. It is 0 at best.
	Stat model.Number `json:"stat"`
	// P is the chance of a Stat as large for normal points.
	P model.Number `json:"p"`
}

// hzPoints bounds the pairs that are looked at.
const hzPoints = 1000

// HenzeZirkler tests whether z is jointly normal, whatever its mean and
// covariance: it sees the dependence between axes that is no correlation. It
// has no value for a base other than the standard normal.
func (p *Sample) HenzeZirkler() HZTest {
	if !p.standardNormal() {
		return HZTest{none, none}
	}
	return henzeZirkler(head(p.Z, hzPoints))
}

// henzeZirkler follows Henze and Zirkler 1990, "A class of invariant consistent
// tests for multivariate normality", with their choice of the width β and their
// log-normal approximation of the null distribution.
func henzeZirkler(x *ad.Mat) HZTest {
	y, ok := whiten(x)
	if !ok {
		return HZTest{none, none}
	}
	n, d := float64(x.Rows), float64(x.Cols)
	b2 := math.Pow(n*(2*d+1)/4, 2/(d+4)) / 2 // β²
	pairs, centre := n, 0.0                  // a point and itself give exp(0) each
	for k := range x.Rows {
		for i := range k {
			pairs += 2 * math.Exp(-b2/2*squaredDistance(y, i, k))
		}
		centre += math.Exp(-b2 / (2 * (1 + b2)) * squaredLength(y, k))
	}
	hz := pairs/n - 2*math.Pow(1+b2, -d/2)*centre + n*math.Pow(1+2*b2, -d/2)
	return HZTest{model.Number(hz), model.Number(hzSurvival(hz, b2, d))}
}

// hzSurvival is the chance that the statistic exceeds hz: the log-normal
// distribution with the mean and variance that it has under the null.
func hzSurvival(hz, b2, d float64) float64 {
	a, b4 := 1+2*b2, b2*b2
	w := (1 + b2) * (1 + 3*b2)
	m := 1 - math.Pow(a, -d/2)*(1+d*b2/a+d*(d+2)*b4/(2*a*a))
	v := 2*math.Pow(1+4*b2, -d/2) +
		2*math.Pow(a, -d)*(1+2*d*b4/(a*a)+3*d*(d+2)*b4*b4/(4*a*a*a*a)) -
		4*math.Pow(w, -d/2)*(1+3*d*b4/(2*w)+d*(d+2)*b4*b4/(2*w*w))
	spread := math.Log1p(v / (m * m))
	return distuv.LogNormal{Mu: math.Log(m) - spread/2, Sigma: math.Sqrt(spread)}.Survival(hz)
}

// whiten gives x mean 0 and covariance I, divided by n; ok is false where its
// columns depend on each other.
func whiten(x *ad.Mat) (y *mat.Dense, ok bool) {
	n := float64(x.Rows)
	if x.Rows <= x.Cols || hasNaN(x.Data) {
		return nil, false
	}
	var cov mat.SymDense
	stat.CovarianceMatrix(&cov, columns(x).T(), nil)
	cov.ScaleSym((n-1)/n, &cov)
	var chol mat.Cholesky
	if !chol.Factorize(&cov) {
		return nil, false
	}
	y = mat.DenseCopyOf(columns(x))
	for j := range x.Cols {
		row, m := y.RawRowView(j), stat.Mean(x.Col(j), nil)
		for i := range row {
			row[i] -= m
		}
	}
	var l mat.TriDense
	chol.LTo(&l)
	return y, y.Solve(&l, y) == nil
}

// squaredDistance is that of columns i and k of y.
func squaredDistance(y *mat.Dense, i, k int) float64 {
	raw, sum := y.RawMatrix(), 0.0
	for at := 0; at < len(raw.Data); at += raw.Stride {
		d := raw.Data[at+i] - raw.Data[at+k]
		sum += d * d
	}
	return sum
}

func squaredLength(y *mat.Dense, k int) float64 {
	raw, sum := y.RawMatrix(), 0.0
	for at := 0; at < len(raw.Data); at += raw.Stride {
		sum += raw.Data[at+k] * raw.Data[at+k]
	}
	return sum
}
