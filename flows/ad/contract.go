package ad

import (
	"math"

	"bijou/flows/ad/kernel"
)

// Contract returns w·min(1, c/‖w‖), where ‖w‖ is the largest factor by which w
// stretches a vector: its largest singular value (spectral normalisation,
// Miyato et al. 2018; with a bound on the factor, Behrmann et al. 2019).
//
// The singular value is found anew every time, from the same start and until
// it stands still, so that it is a function of w alone.
func Contract(w *Mat, c float64) *Mat {
	o := result(w.Rows, w.Cols, w)
	left, right := o.tape.Value(w.Rows, 1, false), o.tape.Value(w.Cols, 1, false)
	norm := spectralNorm(w, left.Data, right.Data)
	if !(norm > c) && !math.IsNaN(norm) {
		copy(o.Data, w.Data)
		return o.from(node{backward: backScale, a: w, k: 1})
	}
	scale(o.Data, w.Data, c/norm)
	if o.Grad != nil {
		Custom(contraction{}, Call{In: [5]*Mat{w}, Out: [2]*Mat{o}, Saved: [2]*Mat{left, right}})
	}
	return o
}

type contraction struct{}

// Backward differentiates c·w/σ, where dσ = leftᵀ dw right.
func (contraction) Backward(call *Call) {
	w, o, left, right := call.In[0], call.Out[0], call.Saved[0].Data, call.Saved[1].Data
	norm, shrunk := 0.0, 0.0
	for j, r := range right {
		norm += r * kernel.Dot(left, w.Col(j))
		shrunk += r * kernel.Dot(left, o.Col(j))
	}
	k := shrunk / norm
	pull := kernel.Dot(o.Grad, o.Data) / norm
	for j, r := range right {
		kernel.AddScaled(w.grad(j), k, o.grad(j))
		kernel.AddScaled(w.grad(j), -pull*r, left)
	}
}

// spectralNorm returns the largest singular value of w and leaves its vectors
// in left and right: the power method on wᵀw. Where the two largest lie close
// together it is slow to tell their vectors apart, but the value is good long
// before, so the number of rounds has a bound.
func spectralNorm(w *Mat, left, right []float64) float64 {
	for j := range right {
		_, f := math.Modf(float64(j+1) * math.Phi)
		right[j] = 1 + f // in no special position to any matrix that a person makes
	}
	normalise(right)
	norm := 0.0
	for range 500 {
		clear(left)
		for j, r := range right {
			kernel.AddScaled(left, r, w.Col(j))
		}
		before := norm
		norm = normalise(left)
		if norm == 0 || math.IsNaN(norm) || math.Abs(norm-before) <= 1e-15*norm {
			return norm
		}
		for j := range right {
			right[j] = kernel.Dot(left, w.Col(j))
		}
		normalise(right)
	}
	return norm
}

// normalise scales x to length 1 and returns the length that it had.
func normalise(x []float64) float64 {
	norm := math.Sqrt(kernel.Dot(x, x))
	if norm > 0 {
		scale(x, x, 1/norm)
	}
	return norm
}
