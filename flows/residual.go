package flows

import (
	"math"

	"bijou/flows/ad"
	"bijou/flows/nn"
)

// A Residual layer adds a net to the identity (i-ResNet, Behrmann et al. 2019;
// Residual Flow, Chen et al. 2019). The net brings points closer by a factor
// below 1, so no two of them can fall together:
//
//	z = x + net(x),  |net(x) − net(y)| ≤ L·|x − y|,  L < 1
//
// The formula runs from data to base, where training needs it; the other
// direction is found numerically. Up to 8 dimensions log|det(I + J)| is exact;
// above it is the sum of the first terms of its power series, each with the
// same probe ε. The terms left out bias it by at most D·Lᵏ⁺¹/((k+1)(1−L)) after
// k terms.
//
//	log|det(I + J)| = Σ (−1)ᵏ⁺¹·tr(Jᵏ)/k,  tr(Jᵏ) ≈ εᵀJᵏε
type Residual struct {
	net   *nn.MLP
	terms int
}

// newResidual returns the layer with the bound L on its net, 0 for a net whose
// weights are known to be small enough.
func newResidual(p *nn.Params, d int, n net, bound float64, terms int) *Residual {
	return &Residual{nn.NewContraction(p, d, n.hidden, d, n.act, bound), terms}
}

// Forward finds the x with x + net(x) = z, and returns −log|det(I + J)| there.
func (r *Residual) Forward(z, _ *ad.Mat) (x, ladj *ad.Mat) {
	w := r.net.On(z.Tape())
	x, jacobian := r.root(w, z)
	residual := ad.Sub(ad.Add(x, w.Pass(x).Out()), z)
	x = newtonSystem(x, residual, jacobian)
	return x, ad.Scale(r.ladj(w.Pass(x), x), -1)
}

// Inverse returns x + net(x) and log|det(I + J)|.
func (r *Residual) Inverse(x, _ *ad.Mat) (z, ladj *ad.Mat) {
	pass := r.net.On(x.Tape()).Pass(x)
	return ad.Add(x, pass.Out()), r.ladj(pass, x)
}

// ladj returns log|det(I + J)| at the samples that the net just passed.
func (r *Residual) ladj(pass nn.Pass, x *ad.Mat) *ad.Mat {
	if x.Cols <= exactDim {
		return ad.LogDet(jacobian(pass, x))
	}
	e := probe(x, pass.LastBias().Data)
	ladj, v := zeros(x), e
	for k := 1; k <= r.terms; k++ {
		v = pass.Push(v)
		sign := float64(2*(k%2) - 1)
		ladj = ad.AddScaled(ladj, sign/float64(k), ad.SumFeatures(ad.Mul(e, v)))
	}
	return ladj
}

// jacobian returns what becomes of the unit tangents under x + net(x), dn×d.
func jacobian(pass nn.Pass, x *ad.Mat) *ad.Mat {
	units := ad.Units(x.Tape(), x.Rows, x.Cols, x.Cols)
	return ad.Add(units, pass.Push(units))
}

// A solution counts when the equation holds to this share of its numbers; the
// step on the tape that follows makes the rest of the digits right.
const residualTolerance = 1e-13

// root solves x + net(x) = z off the tape and returns the Jacobian there. Newton
// steps are fast but promise nothing where the net has kinks; after a few of
// them come the steps x ← z − net(x), which bring every point closer by the
// factor L. Samples do not wait for each other: each stops when it is there, and
// one that never is comes out as no number.
func (r *Residual) root(w nn.Weights, z *ad.Mat) (x, slopes *ad.Mat) {
	t, n, d := z.Tape(), z.Rows, z.Cols
	x, slopes = t.Value(n, d, false), t.Value(d*n, d, false)
	far := t.Value(n, 1, false) // whether a sample still has some way to go
	copy(x.Data, z.Data)
	const newton, rounds = 12, 2000
	for round := range rounds {
		mark := t.Pause()
		pass := w.Pass(x)
		step := ad.Sub(ad.Add(x, pass.Out()), z)
		left := unsolved(far, step, z)
		if left == 0 || round == rounds-1 {
			copy(slopes.Data, jacobian(pass, x).Data)
			t.Resume(mark)
			break
		}
		if round < newton {
			step = ad.SolveRows(jacobian(pass, x), step)
		}
		for j := range d {
			for i, v := range step.Col(j) {
				if far.Data[i] != 0 {
					x.Data[j*n+i] -= v
				}
			}
		}
		t.Resume(mark)
	}
	for j := range d {
		for i, f := range far.Data {
			if f != 0 {
				x.Data[j*n+i] = math.NaN()
			}
		}
	}
	return x, slopes
}

// unsolved marks the samples whose residual is too large, and counts them. One
// that is no number is as good as it will get.
func unsolved(far, residual, z *ad.Mat) int {
	left := 0
	for i := range far.Data {
		worst, size := 0.0, 1.0
		for j := range z.Cols {
			worst = max(worst, math.Abs(residual.At(i, j)))
			size = max(size, math.Abs(z.At(i, j)))
		}
		far.Data[i] = 0
		if worst > residualTolerance*size {
			far.Data[i] = 1
			left++
		}
	}
	return left
}
