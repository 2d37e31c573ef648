package systems

import (
	"math"

	"bijou/flows/ad"
	"bijou/model"
)

var lattice = System{
	Name: "lattice", Title: "Lattice field", Called: "flows for lattice field theory, Boltzmann generators",
	Summary:   "a field with two wells at every site, by reverse KL and importance weights, against the transfer matrix",
	Relatives: "Noé et al. 2019; Albergo, Kanwar and Shanahan 2019",
	Recipes:   []string{"lattice"},
	Measure:   measureLattice,
}

// correlated is a target that knows ⟨φ₀φᵢ⟩ of its sites.
type correlated interface{ Correlation() []float64 }

// measureLattice holds weights, and what they say of the field, against the transfer matrix.
func measureLattice(runs []Trained) ([]model.Figure, error) {
	flow := runs[0].Best
	w, logZ, exact := flow.Weigh(posteriorDraws), flow.Data.Target.LogZ(), flow.Data.Target.(correlated).Correlation()
	z, x := ad.New(posteriorDraws, flow.Stack.Dim), ad.New(posteriorDraws, flow.Stack.Dim)
	flow.Base.Draw(model.DrawStream(1), z)
	logw := flow.LogWeights(x, z)
	square, squareSE := weighted(logw, alongRing(x, 0))
	next, nextSE := weighted(logw, alongRing(x, 1))
	half, halfSE := weighted(logw, alongRing(x, x.Cols/2))
	list := []model.Figure{
		model.NewFigure("elbo_gap", "nats", "of the ELBO below log Z", w.KL).Within(w.KLSE).Against(0),
		model.NewFigure("ess", "share", "effective share of the samples", w.ESS).Should(model.AtLeast, 0.5),
		model.NewFigure("logz_error", "nats", "of log Z by importance weights", math.Abs(w.LogZ-logZ)).Within(w.LogZSE).Against(0).Should(model.AtMost, 0.02),
		model.NewFigure("logz", "nats", "by importance weights", w.LogZ).Within(w.LogZSE).Against(logZ),
		model.NewFigure("phi2", "", "⟨φ²⟩ by importance weights", square).Within(squareSE).Against(exact[0]),
		model.NewFigure("phi2_z", "se", "of ⟨φ²⟩ from the transfer matrix", math.Abs(square-exact[0])/squareSE).Against(0).Should(model.AtMost, 3),
		model.NewFigure("neighbours", "", "⟨φ₀φ₁⟩ by importance weights", next).Within(nextSE).Against(exact[1]),
		model.NewFigure("opposite", "", "⟨φ₀φᵢ⟩ half round the ring", half).Within(halfSE).Against(exact[len(exact)/2]),
	}
	return append(list, chainFigures(flow)...), nil
}

// alongRing returns φⱼφⱼ₊ₖ of every row, its mean over the sites j.
func alongRing(x *ad.Mat, k int) []float64 {
	out := make([]float64, x.Rows)
	for j := range x.Cols {
		a, b := x.Col(j), x.Col((j+k)%x.Cols)
		for i := range out {
			out[i] += a[i] * b[i] / float64(x.Cols)
		}
	}
	return out
}

// weighted is the mean of f under importance weights, with its standard error by the delta
// method.
func weighted(logw, f []float64) (mean, se float64) {
	top := math.Inf(-1)
	for _, v := range logw {
		top = max(top, v)
	}
	total := 0.0
	for i, v := range logw {
		w := math.Exp(v - top)
		total += w
		mean += w * f[i]
	}
	mean /= total
	for i, v := range logw {
		d := math.Exp(v-top) * (f[i] - mean)
		se += d * d
	}
	return mean, math.Sqrt(se) / total
}
