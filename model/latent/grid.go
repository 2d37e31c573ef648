package latent

import (
	"math"

	"gonum.org/v1/gonum/floats"

	"bijou/flows/ad"
)

// A grid is a likelihood over latent variables, of which there are one or two.
type grid struct {
	l      *Look
	z      *ad.Mat
	prior  []float64   // log p(z)·dz of every node
	logits [][]float64 // by node, of a decoder; nil where the model is known
	silent []float64   // log p of numbers that are all 0
}

const (
	gridSide  = 160 // nodes each way
	gridReach = 5.5 // beyond lies less than a millionth of the prior
	gridStep  = 2 * gridReach / gridSide
)

// grid decodes the nodes, once for a look.
func (l *Look) grid() *grid {
	if l.nodes != nil {
		return l.nodes
	}
	q := l.Snap.Stack.Dim
	g := &grid{l: l, z: GridNodes(q, gridSide, gridReach)}
	g.prior, g.silent = make([]float64, g.z.Rows), make([]float64, g.z.Rows)
	d, learnt := l.like.(*decoder)
	for lo := 0; lo < g.z.Rows; lo += jointRows {
		l.tape.Reset()
		some := l.tape.Const(rowsOf(g.z, lo, min(lo+jointRows, g.z.Rows)))
		for i, v := range logPrior(some).Data {
			g.prior[lo+i] = v + float64(q)*math.Log(gridStep)
		}
		if !learnt {
			continue
		}
		logits := d.logits(some)
		copy(g.silent[lo:], ad.Scale(ad.SumFeatures(ad.Softplus(logits)), -1).Data)
		for i := range some.Rows {
			g.logits = append(g.logits, logits.Row(nil, i))
		}
	}
	l.nodes = g
	return g
}

// joint writes log p(x, z)·dz of every node.
func (g *grid) joint(dst, x []float64) {
	for k, logits := range g.logits {
		dst[k] = g.prior[k] + g.silent[k] + floats.Dot(logits, x)
	}
	if g.logits != nil {
		return
	}
	g.l.LogJointUnder(dst, g.z, x)
	floats.AddConst(float64(g.z.Cols)*math.Log(gridStep), dst)
}

// GridNodes are the middles of side parts each way of the cube from −reach to reach, in one
// or two dimensions; rows go from the top left to the right.
func GridNodes(q, side int, reach float64) *ad.Mat {
	at := func(i int) float64 { return reach * (2*(float64(i)+0.5)/float64(side) - 1) }
	if q == 1 {
		z := ad.New(side, 1)
		for i := range z.Data {
			z.Data[i] = at(i)
		}
		return z
	}
	z := ad.New(side*side, 2)
	for i := range z.Rows {
		z.Set(i, 0, at(i%side))
		z.Set(i, 1, -at(i/side))
	}
	return z
}
