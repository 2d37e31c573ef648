package densities

import (
	"math"
	"math/rand/v2"
	"sync"

	"bijou/flows/ad"
)

// An arc is a smooth curve in the plane with a density along its parameter.
type arc struct {
	from, to float64
	at       func(t float64) (x, y float64)
	density  func(t float64) float64 // of t, integrates to 1 over the arc
	quantile func(u float64) float64 // the t below which a share u of the points lies
}

// evenArc has t uniform between its ends.
func evenArc(from, to float64, at func(t float64) (x, y float64)) arc {
	return arc{
		from: from, to: to, at: at,
		density:  func(float64) float64 { return 1 / (to - from) },
		quantile: func(u float64) float64 { return from + u*(to-from) },
	}
}

// A Curve distribution draws a point on one of several equally likely arcs and
// adds noise N(0, sd² I):
//
//	p(x) = Σ_arcs (1/A) ∫ density(t) N(x; c(t), sd² I) dt.
//
// The integral is a sum over Gauss-Legendre nodes, cut into panels of 16 that
// are at most two standard deviations long: there the rule is exact to about
// 1e-13, and a row needs only the panels near to it.
type Curve struct {
	arcs    []arc
	sd      float64
	nodes   []node
	panels  []panel
	entropy func() float64
}

// A node stands for a piece of curve at x, y with a share weight of the mass.
type node struct{ x, y, weight float64 }

// A panel is the box, centre and half sides, of panelNodes successive nodes.
type panel struct{ x, y, halfX, halfY float64 }

func newCurve(sd float64, arcs ...arc) *Curve {
	c := &Curve{arcs: arcs, sd: sd}
	for _, a := range arcs {
		c.nodes = a.appendNodes(c.nodes, a.from, a.to, 2*sd, 1/float64(len(arcs)))
	}
	for i := 0; i < len(c.nodes); i += panelNodes {
		c.panels = append(c.panels, boxOf(c.nodes[i:i+panelNodes]))
	}
	c.entropy = sync.OnceValue(c.integrateEntropy)
	return c
}

// Dim is the number of columns.
func (c *Curve) Dim() int { return 2 }

// Sample draws every row of x.
func (c *Curve) Sample(rng *rand.Rand, x *ad.Mat) {
	xs, ys := x.Col(0), x.Col(1)
	for i := range xs {
		a := c.arcs[rng.IntN(len(c.arcs))]
		px, py := a.at(a.quantile(rng.Float64()))
		xs[i] = px + c.sd*rng.NormFloat64()
		ys[i] = py + c.sd*rng.NormFloat64()
	}
}

// LogProb writes log p of every row of x, in nats.
func (c *Curve) LogProb(dst []float64, x *ad.Mat) {
	far := make([]float64, len(c.panels))
	xs, ys := x.Col(0), x.Col(1)
	for i := range dst {
		dst[i] = c.logProbAt(far, xs[i], ys[i])
	}
}

// lostShare is −log of the part of p that may be left out, 1e-14.
const lostShare = 32

// logProbAt returns log p of one point; far is scratch, one entry a panel.
//
// The panel with the nearest box comes first. A panel at squared distance q
// adds at most exp(−q/2sd²) times its weight to the sum, and the weights add up
// to one, so panels beyond the limit cannot change the result.
func (c *Curve) logProbAt(far []float64, x, y float64) float64 {
	first := c.nearest(far, x, y)
	scale := -1 / (2 * c.sd * c.sd)
	ref, sum := c.panelSum(first, x, y, scale, math.Inf(1))
	if math.IsInf(ref, 1) {
		return math.Inf(-1)
	}
	limit := ref - (lostShare-math.Log(sum))/scale
	for k, q := range far {
		if q > limit || k == first {
			continue
		}
		d, s := c.panelSum(k, x, y, scale, limit)
		if d < ref {
			sum *= math.Exp((ref - d) * scale)
			ref = d
		} else {
			s *= math.Exp((d - ref) * scale)
		}
		sum += s
	}
	return math.Log(sum) + ref*scale - Ln2Pi - 2*math.Log(c.sd)
}

// nearest fills far with the squared distance to every box and returns the
// index of the least.
func (c *Curve) nearest(far []float64, x, y float64) int {
	best, least := 0, math.Inf(1)
	for k := range c.panels {
		q := c.panels[k].distance2(x, y)
		far[k] = q
		if q < least {
			best, least = k, q
		}
	}
	return best
}

// panelSum returns the least squared distance to a node of panel k, ref, and
// Σ weight·exp(−(d²−ref)/2sd²) over its nodes up to the squared distance limit.
func (c *Curve) panelSum(k int, x, y, scale, limit float64) (ref, sum float64) {
	var d2 [panelNodes]float64
	ref = math.Inf(1)
	nodes := (*[panelNodes]node)(c.nodes[k*panelNodes:])
	for j := range nodes {
		dx, dy := x-nodes[j].x, y-nodes[j].y
		d2[j] = dx*dx + dy*dy
		if d2[j] < ref {
			ref = d2[j]
		}
	}
	for j := range nodes {
		if d2[j] <= limit {
			sum += nodes[j].weight * math.Exp((d2[j]-ref)*scale)
		}
	}
	return ref, sum
}

// Entropy is the mean of −log p over draws, in nats.
func (c *Curve) Entropy() float64 { return c.entropy() }
