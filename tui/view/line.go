package view

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"

	"bijou/flows/ad"
	"bijou/model"
	"bijou/tui/plot"
	"bijou/tui/theme"
)

// A Line is what a flow of one column makes of its base: the densities on the
// way, exact at every node. A node is a number z of the base carried forward;
// the density behind layer k is log p(z) less the log|det| of the layers up to
// there (the change of variables). Nothing lies between nodes but the straight
// lines that are drawn, so nodes are close where it matters. It never changes.
type Line struct {
	Version Version
	Asked   int         // how many points of the data
	At      []Profile   // behind layer k; the last one in the data's own units
	Data    [][]float64 // brought back to there, in the same units
	Hue     []uint8     // of each node, by the share of the base below it
	Mark    int         // a node to write out: that below which lie 84 % of the base
}

// A Profile is a density along a line, node by node.
type Profile struct {
	X, P  []float64
	Logp  []float64 // nats
	Ladj  []float64 // Σ log|det| of the way from the base
	Truth []float64 // of the data, brought back to here; nil where it is not known
	Area  float64   // ∫p dx by trapezoids: 1 if log|det| is that of the map
}

// A node is a number of the base on its way through K layers.
type node struct {
	z, Logp float64
	At      []float64 // K+1 places
	Ladj    []float64 // K+1 sums of log|det| since the base
}

const (
	LineNodes = 400  // evenly over the base, and as many over the data
	MostNodes = 3000 // with those put between where trapezoids miss
	// lineError is how far the mass between two nodes may differ from that of
	// the base before a node is put between.
	lineError = 2e-6
	leastStep = 1e-9 // between nodes on the base
)

// MakeLine carries nodes that cover the base samples z and the data x, both
// MakeLine×1 and standardised.
func MakeLine(s *model.Snapshot, z, x []float64) *Line {
	c := carrier{s}
	nodes := c.carry(append(over(z, 1), c.back(over(x, 0.25))...))
	nodes = c.refine(nodes)
	if z, ok := quantile(nodes, Marked); ok { // so that there is a node right there
		nodes = join(nodes, c.carry([]float64{z}))
	}
	l := &Line{Version: VersionOf(s)}
	back := s.Inverse(Column(x)) // under the one condition of the picture
	for k := range len(s.Stack.Layers) + 1 {
		l.At = append(l.At, c.profile(nodes, k))
		values, _ := OwnUnits(s, k).Points(Points{X: back[k].Data})
		l.Data = append(l.Data, values)
	}
	l.rank(nodes)
	return l
}

// LineData is how many points a histogram of one column is made of: fewer leave
// neighbouring bars apart by more than the curve above them.
const LineData = 20000

// LineSample returns up to n points of data of one column for a picture of a snapshot,
// and n of data that is drawn fresh.
func LineSample(s *model.Snapshot, n int) []float64 {
	d := s.Data
	if s.Given != nil {
		return DataUnder(s, n).X.Data
	}
	x := DataSample(d, n).X.Data
	if d.Train != nil || d.Truth == nil || len(x) == n {
		return x
	}
	more := ad.New(n-len(x), 1)
	d.Truth.Sample(rand.New(rand.NewPCG(0, Stream)), more)
	for _, v := range more.Data {
		x = append(x, (v-d.Mean[0])/d.SD[0])
	}
	return x
}

// over returns numbers at even distances over the range of values and a part
// of its size beyond either end.
func over(values []float64, beyond float64) []float64 {
	lo, hi := math.Inf(1), math.Inf(-1)
	for _, v := range values {
		if v-v == 0 {
			lo, hi = min(lo, v), max(hi, v)
		}
	}
	margin := beyond * (hi - lo)
	if !(hi-lo+2*margin < math.Inf(1)) {
		return nil
	}
	at := make([]float64, LineNodes)
	for i := range at { // half a step off the ends: 0 is where a power has no slope
		at[i] = lo - margin + (float64(i)+0.5)/LineNodes*(hi-lo+2*margin)
	}
	return at
}

// A carrier carries nodes through the flow of a snapshot.
type carrier struct{ *model.Snapshot }

// carry makes nodes of numbers of the base. What is not finite on the way, or
// outside of what a layer takes, is left out.
func (c carrier) carry(z []float64) []node {
	slices.Sort(z)
	z = slices.Compact(z)
	m := Column(z)
	path := c.Stack.Evaluator(c.Base, c.Theta).Under(c.Given).Forward(m)
	t := ad.NewTape(c.Theta, nil)
	logp := c.Base.LogProb(t.Const(m)).Data
	var nodes []node
	for i := range z {
		n := node{z: z[i], Logp: logp[i], At: make([]float64, len(path.At)), Ladj: make([]float64, len(path.At))}
		fine := z[i]-z[i] == 0 && !math.IsNaN(logp[i])
		for k, at := range path.At {
			n.At[k] = at.Data[i]
			if k > 0 {
				n.Ladj[k] = n.Ladj[k-1] + path.Ladj[k-1].Data[i]
			}
			fine = fine && n.At[k]-n.At[k] == 0 && !math.IsNaN(n.Ladj[k])
		}
		if fine {
			nodes = append(nodes, n)
		}
	}
	return nodes
}

// back returns the numbers of the base that data x come from, as far as there
// are any.
func (c carrier) back(x []float64) []float64 {
	if len(x) == 0 {
		return nil
	}
	z := c.Inverse(Column(x))[0].Data
	return slices.DeleteFunc(slices.Clone(z), func(v float64) bool { return v-v != 0 })
}

func Column(values []float64) *ad.Mat {
	m := ad.New(len(values), 1)
	copy(m.Data, values)
	return m
}

// refine puts nodes between those whose trapezoid does not hold the mass of the
// base between them, at any depth, until all do or there are enough.
func (c carrier) refine(nodes []node) []node {
	const rounds = 24
	for range rounds {
		var between []float64
		for i := 1; i < len(nodes); i++ {
			if a, b := &nodes[i-1], &nodes[i]; b.z-a.z > leastStep && misses(a, b) {
				between = append(between, a.z+(b.z-a.z)/2)
			}
		}
		if room := MostNodes - len(nodes); len(between) == 0 || room <= 0 {
			break
		} else if len(between) > room {
			between = between[:room]
		}
		nodes = join(nodes, c.carry(between))
	}
	return nodes
}

// join returns all nodes in their order on the base.
func join(a, b []node) []node {
	all := append(a, b...)
	slices.SortFunc(all, func(a, b node) int { return cmp.Compare(a.z, b.z) })
	return all
}

// misses tells whether a trapezoid between two nodes is off, at any depth, or
// the base ends between them.
func misses(a, b *node) bool {
	if math.IsInf(a.Logp, -1) != math.IsInf(b.Logp, -1) {
		return true
	}
	mass := trapezoid(a, b, 0)
	for k := range a.At {
		if math.Abs(trapezoid(a, b, k)-mass) > lineError {
			return true
		}
	}
	return false
}

// trapezoid is the mass between two nodes behind layer k.
func trapezoid(a, b *node, k int) float64 {
	return (math.Exp(a.Logp-a.Ladj[k]) + math.Exp(b.Logp-b.Ladj[k])) / 2 * math.Abs(b.At[k]-a.At[k])
}

// profile is the density behind layer k.
func (c carrier) profile(nodes []node, k int) Profile {
	n := len(nodes)
	p := Profile{X: make([]float64, n), P: make([]float64, n), Logp: make([]float64, n), Ladj: make([]float64, n)}
	own := OwnUnits(c.Snapshot, k) // behind the last layer they are one more
	for i := range nodes {
		p.X[i] = own.Own(nodes[i].At[k])
		p.Ladj[i] = nodes[i].Ladj[k] + own.LogSlope(nodes[i].At[k])
		p.Logp[i] = nodes[i].Logp - p.Ladj[i]
		p.P[i] = math.Exp(p.Logp[i])
		if i > 0 {
			if mass := (p.P[i] + p.P[i-1]) / 2 * math.Abs(p.X[i]-p.X[i-1]); mass-mass == 0 {
				p.Area += mass
			}
		}
	}
	units := 0.0
	if k == len(c.Stack.Layers) { // a truth has no supports
		units = c.Data.Units
	}
	p.Truth = c.TrueDensity(nodes, k, units)
	return p
}

// TrueDensity brings the density of the data back to behind layer k: there it is that
// of the data times the slope of the rest of the way.
func (c carrier) TrueDensity(nodes []node, k int, units float64) []float64 {
	if c.Data.Truth == nil && c.Data.Family == nil {
		return nil
	}
	x, last := ad.New(len(nodes), 1), len(c.Stack.Layers)
	for i := range nodes {
		x.Data[i] = c.Data.Mean[0] + c.Data.SD[0]*nodes[i].At[last]
	}
	p := make([]float64, len(nodes))
	if c.Data.Family != nil {
		c.Data.Family.LogProb(p, x, c.Data.OwnGiven(c.Conditions(x.Rows)))
	} else {
		c.Data.Truth.LogProb(p, x)
	}
	for i := range p {
		p[i] = math.Exp(p[i] + c.Data.Units + nodes[i].Ladj[last] - nodes[i].Ladj[k] - units)
	}
	return p
}

// Marked is the share of the base below the node that is written out: Φ(1),
// where every term of the formula is of interest.
const Marked = 0.841344746

// quantile returns the number below which a share of the base lies.
func quantile(nodes []node, share float64) (z float64, ok bool) {
	below := 0.0
	for i := 1; i < len(nodes); i++ {
		a, b := &nodes[i-1], &nodes[i]
		mass := trapezoid(a, b, 0)
		if below+mass >= share {
			return a.z + (share-below)/mass*(b.z-a.z), true
		}
		below += mass
	}
	return 0, false
}

// rank finds the share of the base below every node.
func (l *Line) rank(nodes []node) {
	l.Hue = make([]uint8, len(nodes))
	below, nearest := 0.0, math.Inf(1)
	for i := range nodes {
		if i > 0 {
			below += trapezoid(&nodes[i-1], &nodes[i], 0)
		}
		l.Hue[i] = uint8(plot.Clamp(int(below*theme.Hues), 0, theme.Hues-1))
		if d := math.Abs(below - Marked); d < nearest {
			l.Mark, nearest = i, d
		}
	}
}
