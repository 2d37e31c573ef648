package diagnose

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"

	"bijou/flows/ad"
	"bijou/model"
)

// A Condition says how unevenly the flow stretches space: the ratio of the
// largest to the smallest singular value of dx/dz, both standardised, over
// draws from the base. Digits are lost in proportion to it.
type Condition struct {
	Median model.Number `json:"median"`
	P95    model.Number `json:"p95"`
	Max    model.Number `json:"max"`
	// Alarm tells that Max is beyond 10⁴, or no number.
	Alarm bool `json:"alarm"`
}

// A Stretch is the range of the singular values of dx/dz, both standardised,
// over draws from the base: how much the flow squeezes and expands at most.
type Stretch struct {
	Min model.Number `json:"min"`
	Max model.Number `json:"max"`
}

// A Volume is log|det dx/dz|, both standardised, over draws from the base.
type Volume struct {
	Mean model.Number `json:"mean"` // nats
	SD   model.Number `json:"sd"`   // nats
	// Error is the largest difference between the sum of the logarithms of the
	// singular values and what the layers said their log|det| was: a check of
	// every layer by a way of its own.
	Error model.Number `json:"error"`
}

const (
	conditionAlarm = 1e4
	jacobianRows   = 256  // that pass the flow at a time
	jacobians      = 2048 // rows in all: D of them make the Jacobian of a draw
)

// Jacobian measures the derivative of the flow at draws from the base.
func (p *Sample) Jacobian() (Condition, Stretch, Volume) {
	z := head(p.Base, min(1024, max(32, jacobians/p.Base.Cols)))
	values, ladj := SingularValues(p.Flow, z)
	ratios, logs := make([]float64, z.Rows), make([]float64, z.Rows)
	wrong := 0.0
	for i := range z.Rows {
		ratios[i] = values.At(i, 0) / values.At(i, z.Cols-1)
		for j := range z.Cols {
			logs[i] += math.Log(values.At(i, j))
		}
		wrong = max(wrong, math.Abs(logs[i]-ladj[i]))
	}
	mean, sd := stat.PopMeanStdDev(logs, nil)
	least, most := slices.Min(values.Col(z.Cols-1)), slices.Max(values.Col(0)) // NaN if there is one
	return newCondition(ratios), Stretch{model.Number(least), model.Number(most)},
		Volume{model.Number(mean), model.Number(sd), model.Number(wrong)}
}

func newCondition(ratios []float64) Condition {
	if hasNaN(ratios) || len(ratios) == 0 {
		return Condition{none, none, none, len(ratios) > 0}
	}
	slices.Sort(ratios)
	largest := ratios[len(ratios)-1]
	return Condition{
		Median: model.Number(stat.Quantile(0.5, stat.Empirical, ratios, nil)),
		P95:    model.Number(stat.Quantile(0.95, stat.Empirical, ratios, nil)),
		Max:    model.Number(largest),
		Alarm:  largest > conditionAlarm,
	}
}

// SingularValues returns those of dx/dz at every z (n×D), the largest first,
// n×D, and log|det dx/dz| as the layers have it. The derivatives are exact, by
// the tape. Those of a Jacobian that is not finite are NaN.
func SingularValues(s *model.Snapshot, z *ad.Mat) (values *ad.Mat, ladj []float64) {
	values, ladj = ad.New(z.Rows, z.Cols), make([]float64, z.Rows)
	tape := ad.NewTape(s.Theta, make([]float64, len(s.Theta)))
	step := max(1, jacobianRows/z.Cols)
	var svd mat.SVD
	for lo := 0; lo < z.Rows; lo += step {
		part := ad.New(min(step, z.Rows-lo), z.Cols)
		part.CopyRows(z, lo, lo+part.Rows)
		all, l := jacobian(tape, s, part, lo)
		copy(ladj[lo:], l)
		for i := range part.Rows {
			for k, v := range singular(&svd, all, i) {
				values.Set(lo+i, k, v)
			}
		}
	}
	return values, ladj
}

// jacobian returns dx/dz of n samples as a Dn×D batch, in which row c·n+i is
// the derivative of entry c of sample i, and log|det dx/dz|, n. D copies of the
// samples pass the flow at once, and from copy c only entry c is wanted, so one
// backward pass finds all. The samples are rows from on of those that the conditions
// of the snapshot belong to.
func jacobian(t *ad.Tape, s *model.Snapshot, z *ad.Mat, from int) (all *ad.Mat, ladj []float64) {
	n, d := z.Rows, z.Cols
	copies, wanted := ad.New(d*n, d), ad.New(d*n, d)
	for c := range d {
		for j := range d {
			copy(copies.Col(j)[c*n:], z.Col(j))
		}
		for i := range n {
			wanted.Set(c*n+i, c, 1)
		}
	}
	t.Reset()
	leaf := t.Leaf(copies)
	x, l := s.Stack.Chain().Forward(leaf, copiedConditions(t, s.Given, from, n, d))
	t.Backward(ad.Sum(ad.Mul(x, t.Const(wanted))))
	return &ad.Mat{Rows: d * n, Cols: d, Data: leaf.Grad}, l.Data[:n]
}

// copiedConditions puts the conditions of n samples on the tape, d times over; nil
// for a flow without.
func copiedConditions(t *ad.Tape, given *ad.Mat, from, n, d int) *ad.Mat {
	if given == nil {
		return nil
	}
	copies := ad.New(d*n, given.Cols)
	for j := range given.Cols {
		col := given.Col(j)
		for i := range copies.Rows {
			copies.Set(i, j, col[min(from+i%n, len(col)-1)])
		}
	}
	return t.Const(copies)
}

// singular returns the singular values of the Jacobian of sample i.
func singular(svd *mat.SVD, all *ad.Mat, i int) []float64 {
	d := all.Cols
	n := all.Rows / d
	values := make([]float64, d*d)
	for c := range d {
		for k := range d {
			values[c*d+k] = all.At(c*n+i, k)
		}
	}
	if finite(values) && svd.Factorize(mat.NewDense(d, d, values), mat.SVDNone) {
		return svd.Values(nil)
	}
	for k := range d {
		values[k] = math.NaN()
	}
	return values[:d]
}
