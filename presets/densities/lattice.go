package densities

import (
	"math"
	"math/rand/v2"
	"sort"
	"sync"

	"gonum.org/v1/gonum/mat"

	"bijou/flows/ad"
)

// Lattice is a scalar field φ on a ring of sites, with the action
//
//	S(φ) = Σᵢ ½(φᵢ₊₁ − φᵢ)² + ½m²·φᵢ² + λ·φᵢ⁴,  p̃ = exp(−S)
//
// (Albergo, Kanwar and Shanahan 2019, in one dimension of space). On a ring the partition
// function is the trace of a power of the transfer matrix
//
//	T(φ, φ′) = exp(−½(φ − φ′)² − ½v(φ) − ½v(φ′)),  v(φ) = ½m²·φ² + λ·φ⁴,
//
// which a sum over nodes gives to more digits than are shown, as T is smooth and dies out.
type Lattice struct {
	sites        int
	mass, lambda float64 // m² and λ
	table        func() *latticeTable
}

// A latticeTable is what the transfer matrix says.
type latticeTable struct {
	nodes   []float64
	step    float64
	powers  []*mat.Dense // T, T², …, T^N, each divided by its scale
	logZ    float64
	entropy float64
	moments []float64 // ⟨φ₀φᵢ⟩
	first   []float64 // running mass of φ₀
}

// NewLattice returns a ring of so many sites with the mass m², below 0 for two wells, and the
// coupling λ of φ⁴.
func NewLattice(sites int, mass, lambda float64) *Lattice {
	l := &Lattice{sites: sites, mass: mass, lambda: lambda}
	l.table = sync.OnceValue(l.tabulate)
	return l
}

// What the transfer matrix is summed over.
const (
	latticeNodes = 241
	latticeDepth = 45.0 // nats of v above its lowest at the ends
)

// v is the potential of a site.
func (l *Lattice) v(x float64) float64 { return l.mass*x*x/2 + l.lambda*x*x*x*x }

// reach is where the potential is far above its lowest.
func (l *Lattice) reach() float64 {
	lowest := 0.0
	if l.mass < 0 {
		lowest = -l.mass * l.mass / (16 * l.lambda)
	}
	r := 1.0
	for l.v(r) < lowest+latticeDepth {
		r += 0.05
	}
	return r
}

func (l *Lattice) tabulate() *latticeTable {
	t := &latticeTable{nodes: make([]float64, latticeNodes)}
	r, n := l.reach(), latticeNodes
	t.step = 2 * r / float64(n-1)
	one := mat.NewDense(n, n, nil)
	for i := range n {
		t.nodes[i] = -r + float64(i)*t.step
	}
	for i, x := range t.nodes {
		for j, y := range t.nodes {
			one.Set(i, j, t.step*math.Exp(-(x-y)*(x-y)/2-(l.v(x)+l.v(y))/2))
		}
	}
	logScale := t.raise(one, l.sites)
	trace := mat.Trace(t.powers[l.sites-1])
	t.logZ = logScale + math.Log(trace)
	t.correlate(l, trace)
	return t
}

// raise keeps the powers of T and returns the logarithm of what the last was divided by.
func (t *latticeTable) raise(one *mat.Dense, times int) (logScale float64) {
	last, total := one, 0.0
	for range times {
		scaled := new(mat.Dense)
		scale := mat.Max(last)
		scaled.Scale(1/scale, last)
		t.powers, total = append(t.powers, scaled), total+math.Log(scale)
		logScale = total
		next := new(mat.Dense)
		next.Mul(scaled, one)
		last = next
	}
	return logScale
}

// correlate sums up ⟨φ₀φᵢ⟩ = tr(φ Tⁱ φ Tᴺ⁻ⁱ)/tr Tᴺ, the entropy log Z + ⟨S⟩, and the law of
// one site.
func (t *latticeTable) correlate(l *Lattice, trace float64) {
	n, all := latticeNodes, t.powers[l.sites-1]
	potential, square, sum := 0.0, 0.0, 0.0
	for i, x := range t.nodes {
		p := all.At(i, i) / trace
		potential += p * l.v(x)
		square += p * x * x
		sum += p
		t.first = append(t.first, sum)
	}
	t.moments = []float64{square}
	for k := 1; k < l.sites; k++ {
		a, b, pair, mass := t.powers[k-1], t.powers[l.sites-k-1], 0.0, 0.0
		for i := range n {
			for j := range n {
				w := a.At(i, j) * b.At(j, i)
				mass += w
				pair += w * t.nodes[i] * t.nodes[j]
			}
		}
		t.moments = append(t.moments, pair/mass)
	}
	next := 1 % l.sites
	slope := square - t.moments[next] // ½⟨(φ₁ − φ₀)²⟩
	t.entropy = t.logZ + float64(l.sites)*(potential+slope)
}

// Dim is the number of columns.
func (l *Lattice) Dim() int { return l.sites }

// LogZ is the logarithm of the normaliser, in nats.
func (l *Lattice) LogZ() float64 { return l.table().logZ }

// Entropy is the mean of −log p over draws, in nats.
func (l *Lattice) Entropy() float64 { return l.table().entropy }

// Correlation is ⟨φ₀φᵢ⟩ for every i.
func (l *Lattice) Correlation() []float64 { return l.table().moments }

// Moments are 0 and √⟨φ²⟩ at every site.
func (l *Lattice) Moments() (mean, sd []float64) {
	for range l.sites {
		mean, sd = append(mean, 0), append(sd, math.Sqrt(l.table().moments[0]))
	}
	return mean, sd
}

// Mirror marks all sites: the action is that of −φ.
func (l *Lattice) Mirror() []bool {
	all := make([]bool, l.sites)
	for i := range all {
		all[i] = true
	}
	return all
}

// LogWeight writes −S of every row of x into dst.
func (l *Lattice) LogWeight(dst []float64, x *ad.Mat) {
	clear(dst)
	for j := range l.sites {
		here, next := x.Col(j), x.Col((j+1)%l.sites)
		for i, a := range here {
			dst[i] -= (next[i]-a)*(next[i]-a)/2 + l.v(a)
		}
	}
}

// Score writes the derivative of −S into grad.
func (l *Lattice) Score(grad, x *ad.Mat) {
	for j := range l.sites {
		before, here, next := x.Col((j+l.sites-1)%l.sites), x.Col(j), x.Col((j+1)%l.sites)
		to := grad.Col(j)
		for i, a := range here {
			to[i] = before[i] + next[i] - 2*a - l.mass*a - 4*l.lambda*a*a*a
		}
	}
}

// LogProb writes log p of every row of x into dst.
func (l *Lattice) LogProb(dst []float64, x *ad.Mat) { logProbOf(l, dst, x) }

// Sample draws site after site, each by the transfer matrices to the site before and round
// to the first: nodes, and points of their cells evenly, corrected for the slope inside a
// cell by rejection of the whole row.
func (l *Lattice) Sample(rng *rand.Rand, x *ad.Mat) {
	t := l.table()
	at, sums := make([]int, l.sites), make([]float64, latticeNodes)
	try, node := ad.New(1, l.sites), ad.New(1, l.sites)
	var fine, rough [1]float64
	for i := range x.Rows {
		for kept := false; !kept; {
			at[0] = pickNode(t.first, rng.Float64())
			for k := 1; k < l.sites; k++ {
				at[k] = t.next(rng, sums, at[k-1], at[0], l.sites-k)
			}
			for k, a := range at {
				node.Data[k] = t.nodes[a]
				try.Data[k] = t.nodes[a] + (rng.Float64()-0.5)*t.step
			}
			l.LogWeight(fine[:], try)
			l.LogWeight(rough[:], node)
			kept = math.Log(rng.Float64()*latticeRoom) < fine[0]-rough[0]
		}
		for k := range l.sites {
			x.Set(i, k, try.Data[k])
		}
	}
}

// latticeRoom bounds how much denser a point may be than the nodes of its cells.
const latticeRoom = 4

// next draws a site whose left neighbour is at node a and from which it is so many steps
// round to node home.
func (t *latticeTable) next(rng *rand.Rand, sums []float64, a, home, left int) int {
	total := 0.0
	one, round := t.powers[0], t.powers[left-1]
	for j := range sums {
		total += one.At(a, j) * round.At(j, home)
		sums[j] = total
	}
	return pickNode(sums, rng.Float64()*total)
}

// pickNode is where a running sum passes u.
func pickNode(sums []float64, u float64) int {
	return min(sort.SearchFloat64s(sums, u), len(sums)-1)
}
