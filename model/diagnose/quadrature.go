package diagnose

import (
	"cmp"
	"math"
	"slices"

	"gonum.org/v1/gonum/integrate/quad"

	"bijou/flows/ad"
)

// A quadrature integrates exp(log q) over cells, each by two products of
// Gauss–Legendre rules, whose difference estimates the error.
type quadrature struct {
	sample      *Sample
	dim         int
	rough, fine []node
	cells       []cell
	evaluations int
}

// A node is a place in the unit cell with its weight.
type node struct {
	at     [2]float64
	weight float64
}

func newQuadrature(p *Sample) *quadrature {
	d := p.Made.Cols
	return &quadrature{sample: p, dim: d, rough: nodes(3, d), fine: nodes(4, d)}
}

// nodes returns the product rule of n nodes along each of d axes.
func nodes(n, d int) []node {
	at, weight := make([]float64, n), make([]float64, n)
	quad.Legendre{}.FixedLocations(at, weight, 0, 1)
	var all []node
	for i := range n {
		if d == 1 {
			all = append(all, node{[2]float64{at[i]}, weight[i]})
			continue
		}
		for k := range n {
			all = append(all, node{[2]float64{at[i], at[k]}, weight[i] * weight[k]})
		}
	}
	return all
}

// measure integrates over the cells and keeps them.
func (q *quadrature) measure(cells []cell) {
	rough, _ := q.apply(q.rough, cells)
	fine, top := q.apply(q.fine, cells)
	for i, c := range cells {
		c.mass, c.err = fine[i], math.Abs(fine[i]-rough[i])+q.missed(c, top[i])
		q.cells = append(q.cells, c)
	}
}

// missed is the mass of the samples in a cell that lie far higher than all of
// its nodes: they tell of a ridge between the nodes.
func (q *quadrature) missed(c cell, top float64) float64 {
	n := 0
	for _, i := range c.inside {
		if q.sample.MadeLog[i] > top+math.Ln2 {
			n++
		}
	}
	return float64(n) / float64(q.sample.Made.Rows)
}

// apply integrates over every cell by one rule, and returns the largest log q
// at its nodes with it.
func (q *quadrature) apply(rule []node, cells []cell) (mass, top []float64) {
	logq, units := q.logProb(rule, cells)
	mass, top = make([]float64, len(cells)), make([]float64, len(cells))
	for i, c := range cells {
		volume := 1.0
		for j := range q.dim {
			volume *= c.hi[j] - c.lo[j]
		}
		top[i] = math.Inf(-1)
		for k, n := range rule {
			// Outside of the support of some layers there is no log q: no mass.
			if v := logq[i*len(rule)+k]; !math.IsNaN(v) {
				mass[i] += volume * n.weight * math.Exp(v+units[i*len(rule)+k]) // cells are standardised, q is over the data's own units
				top[i] = max(top[i], v)
			}
		}
	}
	return mass, top
}

// logProb returns log q at the nodes of one cell after the other, over the data's own
// units, and log|det| of the way into these.
func (q *quadrature) logProb(rule []node, cells []cell) (logq, units []float64) {
	x := ad.New(len(cells)*len(rule), q.dim)
	for i, c := range cells {
		for k, n := range rule {
			for j := range q.dim {
				x.Set(i*len(rule)+k, j, c.lo[j]+n.at[j]*(c.hi[j]-c.lo[j]))
			}
		}
	}
	logq, units = make([]float64, x.Rows), make([]float64, x.Rows)
	q.sample.Flow.LogProb(logq, x)
	q.sample.Flow.Data.LogUnits(units, x)
	q.evaluations += x.Rows
	return logq, units
}

// refine cuts the worst cells, so many that the errors of the others sum to
// half of the goal. It returns false when the budget is spent.
func (q *quadrature) refine() bool {
	slices.SortStableFunc(q.cells, func(a, b cell) int { return cmp.Compare(a.err, b.err) })
	keep, sum := 0, 0.0
	for ; keep < len(q.cells) && sum+q.cells[keep].err <= massGoal/2; keep++ {
		sum += q.cells[keep].err
	}
	cost := (len(q.rough) + len(q.fine)) << q.dim
	keep = max(keep, len(q.cells)-(massBudget-q.evaluations)/cost)
	var parts []cell
	for _, c := range q.cells[keep:] {
		parts = append(parts, c.parts(q.sample.Made)...)
	}
	q.cells = q.cells[:keep]
	q.measure(parts)
	return len(parts) > 0
}

func (q *quadrature) sum() float64 {
	s := 0.0
	for _, c := range q.cells {
		s += c.mass
	}
	return s
}

func (q *quadrature) err() float64 {
	s := 0.0
	for _, c := range q.cells {
		s += c.err
	}
	return s
}
