package bench

import (
	"fmt"
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distmv"

	"bijou/flows"
	"bijou/flows/ad"
)

// The rivals of the default run are what people use for the density of a table. Each
// learns from seen rows and returns the mean of −log p over held ones, in nats.

// dense shows rows as gonum has them.
func dense(x *ad.Mat) *mat.Dense {
	m := mat.NewDense(x.Rows, x.Cols, nil)
	for j := range x.Cols {
		m.SetCol(j, x.Col(j))
	}
	return m
}

// gaussianNLL is that of the normal distribution with mean and covariance of the rows.
func gaussianNLL(seen, held *ad.Mat) float64 {
	var cov mat.SymDense
	stat.CovarianceMatrix(&cov, dense(seen), nil)
	centre := make([]float64, seen.Cols)
	for j := range centre {
		centre[j] = stat.Mean(seen.Col(j), nil)
	}
	normal, ok := distmv.NewNormal(centre, &cov, nil)
	if !ok {
		return math.Inf(1)
	}
	sum := 0.0
	for i := range held.Rows {
		sum -= normal.LogProb(held.Row(nil, i))
	}
	return sum / float64(held.Rows)
}

// standard returns both by mean and deviation of the rows seen, and Σ log SD.
func standard(seen, held *ad.Mat) (a, b *ad.Mat, units float64) {
	a, b = seen.Clone(), held.Clone()
	for j := range seen.Cols {
		mean, sd := stat.MeanStdDev(seen.Col(j), nil)
		for _, m := range []*ad.Mat{a, b} {
			col := m.Col(j)
			for i := range col {
				col[i] = (col[i] - mean) / sd
			}
		}
		units += math.Log(sd)
	}
	return a, b, units
}

const mostComponents = 12

// mixtureNLL is that of normal distributions with full covariances by EM, as many as BIC
// says (Schwarz 1978).
func mixtureNLL(seen, held *ad.Mat) float64 {
	a, b, units := standard(seen, held)
	n, d := float64(a.Rows), float64(a.Cols)
	best, nll := math.Inf(1), math.Inf(1)
	for count := 1; count <= mostComponents && count*(a.Cols+1) <= a.Rows; count++ {
		base := FittedMixture(a, count, 0.01)
		free := float64(count)*(d+d*(d+1)/2+1) - 1
		if bic := 2*n*meanNLL(base, a) + free*math.Log(n); bic < best {
			best, nll = bic, meanNLL(base, b)
		}
	}
	return nll + units
}

// FittedMixture fits so many normal distributions by EM, with full covariances that are
// shrunk towards the one of all points by a share.
func FittedMixture(x *ad.Mat, count int, shrink float64) flows.Base {
	spec, _, err := flows.ParseStack(fmt.Sprintf("mixture(fit, components=%d, covariance=full, shrink=%g)", count, shrink))
	if err != nil {
		panic("bench: " + err.Error())
	}
	plain, err := flows.NewStack(nil, x.Cols, 0)
	if err != nil {
		panic("bench: " + err.Error())
	}
	s, base := plain.WithBase(spec.Build())
	theta := make([]float64, s.Len)
	base.(*flows.FittedMixture).Fit(x, nil, theta)
	return flows.BaseAt(base, theta)
}

func meanNLL(base flows.Base, x *ad.Mat) float64 {
	return -stat.Mean(base.LogProb(ad.NewTape(nil, nil).Const(x)).Data, nil)
}

const (
	chosenRows = 1000 // rows that choose the width of a kernel
	kernelSeed = 12
)

// kernelNLL is that of a normal kernel at every row (Parzen 1962), with the covariance of
// all rows times the factor by which rows are likeliest when each is left out.
func kernelNLL(seen, held *ad.Mat) float64 {
	a, b, units := whitened(seen, held)
	widths := make([]float64, 0, 16)
	for h := 0.08; h < 1.6; h *= 1.22 {
		widths = append(widths, h)
	}
	look := rand.New(rand.NewPCG(kernelSeed, 0)).Perm(a.Rows)
	look = look[:min(chosenRows, a.Rows)]
	best, width := math.Inf(1), 0.0
	for k, nll := range kernelMeans(a, a, look, widths, true) {
		if nll < best {
			best, width = nll, widths[k]
		}
	}
	all := make([]int, b.Rows)
	for i := range all {
		all[i] = i
	}
	return kernelMeans(a, b, all, []float64{width}, false)[0] + units
}

// whitened returns both with the covariance of the rows seen taken off, and the half of
// its log determinant.
func whitened(seen, held *ad.Mat) (a, b *ad.Mat, units float64) {
	a, b, units = standard(seen, held)
	var cov mat.SymDense
	stat.CovarianceMatrix(&cov, dense(a), nil)
	var chol mat.Cholesky
	if !chol.Factorize(&cov) {
		return a, b, units
	}
	var lower mat.TriDense
	chol.LTo(&lower)
	for _, m := range []*ad.Mat{a, b} {
		for i := range m.Rows {
			for j := range m.Cols {
				v := m.At(i, j)
				for k := range j {
					v -= lower.At(j, k) * m.At(i, k)
				}
				m.Set(i, j, v/lower.At(j, j))
			}
		}
	}
	return a, b, units + chol.LogDet()/2
}

// kernelMeans is the mean of −log p over the listed rows of x for each width of a kernel
// at the rows; without leaves out the row itself.
func kernelMeans(rows, x *ad.Mat, list []int, widths []float64, without bool) []float64 {
	means, square := make([]float64, len(widths)), make([]float64, rows.Rows)
	for _, i := range list {
		clear(square)
		for j := range x.Cols {
			at := x.At(i, j)
			for r, v := range rows.Col(j) {
				square[r] += (v - at) * (v - at)
			}
		}
		n := float64(rows.Rows)
		if without {
			square[i] = math.Inf(1)
			n--
		}
		for k, h := range widths {
			means[k] -= (logSum(square, -0.5/(h*h)) - math.Log(n) - float64(x.Cols)*(math.Log(h)+math.Log(2*math.Pi)/2)) / float64(len(list))
		}
	}
	return means
}

// logSum is log Σ exp(scale·x), of which scale is below 0.
func logSum(x []float64, scale float64) float64 {
	least := math.Inf(1)
	for _, v := range x {
		least = min(least, v)
	}
	sum := 0.0
	for _, v := range x {
		sum += math.Exp(scale * (v - least))
	}
	return scale*least + math.Log(sum)
}
