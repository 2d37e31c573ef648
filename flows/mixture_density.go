package flows

import (
	"math"

	"bijou/flows/ad"
)

// logMixture returns log p of every sample of z, n×d to n×1, for K modes, each a
// column of modes, (d+2)×K: centre μ, log σ and raw weight, w by softmax.
//
//	log p(z) = log Σ w_k·N(z; μ_k, σ_k²·I)
func logMixture(z, modes *ad.Mat) *ad.Mat {
	t, n, d, count := z.Tape(), z.Rows, z.Cols, modes.Cols
	logp := t.Value(n, 1, z.Grad != nil || modes.Grad != nil)
	shares, logW := t.Value(count, n, false), t.Value(count, 1, false)
	for k := range count {
		logW.Data[k] = modes.At(d+1, k)
	}
	logShares(logW.Data, count, 1, 0)
	for i := range n {
		s := shares.Col(i)
		for k := range s {
			s[k] = logW.Data[k] - farAway(z, modes, i, k)/2 - float64(d)*(modes.At(d, k)+log2Pi/2)
		}
		logp.Data[i] = logShares(s, count, 1, 0)
	}
	ad.Custom(mixtureDensity{}, ad.Call{In: [5]*ad.Mat{z, modes}, Out: [2]*ad.Mat{logp}, Saved: [2]*ad.Mat{shares, logW}})
	return logp
}

// farAway returns |z − μ|²/σ² for a sample and a mode.
func farAway(z, modes *ad.Mat, i, k int) float64 {
	total, narrow := 0.0, math.Exp(-modes.At(z.Cols, k))
	for j := range z.Cols {
		by := (z.At(i, j) - modes.At(j, k)) * narrow
		total += by * by
	}
	return total
}

type mixtureDensity struct{}

// Backward adds the gradients of the modes' log densities, each by the share of
// its mode in the density.
func (mixtureDensity) Backward(c *ad.Call) {
	z, modes, logp, shares, logW := c.In[0], c.In[1], c.Out[0], c.Saved[0], c.Saved[1]
	n, d := z.Rows, z.Cols
	for k := range modes.Cols {
		w, narrow := math.Exp(logW.Data[k]), math.Exp(-2*modes.At(d, k))
		for i, g := range logp.Grad {
			pull := g * math.Exp(shares.At(k, i))
			for j := range d {
				by := pull * (z.At(i, j) - modes.At(j, k)) * narrow
				if z.Grad != nil {
					z.Grad[j*n+i] -= by
				}
				if modes.Grad != nil {
					modes.Grad[k*modes.Rows+j] += by
				}
			}
			if modes.Grad != nil {
				modes.Grad[k*modes.Rows+d] += pull * (farAway(z, modes, i, k) - float64(d))
				modes.Grad[k*modes.Rows+d+1] += pull - g*w
			}
		}
	}
}
