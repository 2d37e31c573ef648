package latent

import (
	"math"
	"math/rand/v2"
	"sort"

	"gonum.org/v1/gonum/floats"

	"bijou/flows/ad"
	"bijou/model"
)

// A Posterior is p(z|x) of one x, by a grid of one or two latent variables.
type Posterior struct {
	LogP     float64 // log p(x)
	Mean, SD []float64
	z        *ad.Mat   // nodes
	share    []float64 // of the posterior, by node
}

// Exact sums p(x, z) over a grid, x being in its own units; ok is false for more than two
// latent variables.
func (l *Look) Exact(x []float64) (p Posterior, ok bool) {
	q := l.Snap.Stack.Dim
	if q > 2 {
		return p, false
	}
	g := l.grid()
	p.z, p.share = g.z, make([]float64, g.z.Rows)
	g.joint(p.share, x)
	p.LogP = floats.LogSumExp(p.share)
	for i, v := range p.share {
		p.share[i] = math.Exp(v - p.LogP)
	}
	for j := range q {
		mean, square := floats.Dot(p.share, p.z.Col(j)), 0.0
		for i, v := range p.z.Col(j) {
			square += p.share[i] * (v - mean) * (v - mean)
		}
		p.Mean, p.SD = append(p.Mean, mean), append(p.SD, math.Sqrt(square))
	}
	return p, true
}

// draw writes a draw of the posterior into z, even within a part of the grid.
func (p Posterior) draw(rng *rand.Rand, z []float64) {
	at, left := 0, rng.Float64()
	for left -= p.share[0]; left > 0 && at+1 < len(p.share); left -= p.share[at] {
		at++
	}
	for j := range z {
		z[j] = p.z.At(at, j) + gridStep*(rng.Float64()-0.5)
	}
}

// Judged is a snapshot whose latent variables can be judged as if they had been seen: where
// p(x|z) is learnt, the part that nobody learnt from gets draws of the exact posterior
// under every x of it, by a grid, and for more than two latent variables draws of the flow
// that are drawn again by their weights (Rubin 1988). Any other is returned as it is.
func Judged(s *model.Snapshot) *model.Snapshot {
	if !Learns(s) || s.Data.Family != nil {
		return s
	}
	l, at, data := NewLook(s), *s, *s.Data
	given := data.Test.Given
	z, rng := ad.New(given.Rows, s.Stack.Dim), rand.New(rand.NewPCG(0, streamFigure))
	x, row := l.Own(given), make([]float64, z.Cols)
	again := l.weighed(given, rng)
	for i := range z.Rows {
		if p, ok := l.Exact(x.Row(nil, i)); ok {
			p.draw(rng, row)
		} else {
			again(row, i)
		}
		for j, v := range row {
			z.Set(i, j, v)
		}
	}
	data.Test = model.Batch{X: z, Given: given}
	at.Data = &data
	return &at
}

// weighed draws again, by their weights, from draws of the flow under every condition.
func (l *Look) weighed(given *ad.Mat, rng *rand.Rand) func(dst []float64, i int) {
	if l.Snap.Stack.Dim <= 2 {
		return nil
	}
	z, logq := l.Draw(given, figureDraws)
	joint := make([]float64, len(logq))
	l.LogJoint(joint, z, repeated(l.Own(given), figureDraws))
	return func(dst []float64, i int) {
		var weights []float64
		for k := range figureDraws {
			weights = append(weights, joint[k*given.Rows+i]-logq[k*given.Rows+i])
		}
		total, up := floats.LogSumExp(weights), 0.0
		for k, w := range weights {
			up += math.Exp(w - total)
			weights[k] = up
		}
		k := min(sort.SearchFloat64s(weights, rng.Float64()), figureDraws-1)
		z.Row(dst, k*given.Rows+i)
	}
}
