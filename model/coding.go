package model

import (
	"math"
	"math/rand/v2"
	"slices"

	"gonum.org/v1/gonum/mathext"

	"bijou/flows/ad"
)

// Columns that are not continuous have no density: a likelihood could grow without end
// at each of their values. They are learnt by their probabilities in place of it.
//
// A whole number is learnt with uniform noise above it, as levels are: the mean log p of
// x + u is a lower bound of log P(x) (Theis et al. 2016, section 3.1). A value that many
// rows share, an atom, makes a two-part model: it becomes normal noise on the line below
// all other values. What the flow puts there is P(atom), of which log p less the log
// density of the noise is a bound of the same kind, and the density above is that of the
// others.

// An Atom is a value with a probability of its own in a column of others that have a
// density.
type Atom struct {
	Is    bool
	Value float64
}

// A coding is how the values of a column are carried to the line.
type coding struct {
	support Support
	whole   bool
	atom    Atom
	// An atom is normal with this middle and spread, and is all that is below the cut.
	middle, spread, cut float64
}

// noisy tells whether noise takes part.
func (c coding) noisy() bool { return c.whole || c.atom.Is }

// toLine carries a value to the line, with noise u from 0 to 1.
func (c coding) toLine(v, u float64) float64 {
	switch {
	case c.atom.Is && v == c.atom.Value:
		return c.middle + c.spread*mathext.NormalQuantile(atomTail+u*(1-2*atomTail))
	case c.whole:
		return c.support.ToLine(v + u)
	}
	return c.support.ToLine(v)
}

// fromLine is the way back.
func (c coding) fromLine(at float64) float64 {
	switch {
	case c.atom.Is && at < c.cut:
		return c.atom.Value
	case c.whole:
		return math.Floor(c.support.FromLine(at))
	}
	return c.support.FromLine(at)
}

// logSlope is what the way from the line adds to an NLL there.
func (c coding) logSlope(at float64) float64 {
	if c.atom.Is && at < c.cut {
		off := (at - c.middle) / c.spread
		return -math.Log(c.spread) - off*off/2 - math.Log(2*math.Pi)/2
	}
	return c.support.LogSlope(at)
}

// holds tells whether the column can have a value.
func (c coding) holds(v float64) bool {
	switch {
	case c.atom.Is && v == c.atom.Value:
		return true
	case c.whole:
		return v == math.Trunc(v) && c.support.Holds(v+0.5)
	case c.spread > 0 && !(c.support.ToLine(v) >= c.cut):
		return false // it would come back as the atom
	}
	return c.support.Holds(v)
}

// IsWhole tells whether a column is learnt as whole numbers.
func (s Source) IsWhole(j int) bool { return j < len(s.Whole) && s.Whole[j] }

// Atom is the value of a column that has a probability of its own, if there is one.
func (s Source) Atom(j int) Atom {
	if j < len(s.Atoms) {
		return s.Atoms[j]
	}
	return Atom{}
}

// noisy tells whether a column is learnt with noise.
func (s Source) noisy() bool {
	return slices.Contains(s.Whole, true) || slices.ContainsFunc(s.Atoms, func(a Atom) bool { return a.Is })
}

// bends tells whether a column is more than shifted and scaled.
func (s Source) bends() bool { return s.noisy() || slices.ContainsFunc(s.Supports, Support.bends) }

// codingOf is how a column is carried to the line, but for the place of an atom.
func (s Source) codingOf(j int) coding {
	return coding{support: s.Support(j), whole: s.IsWhole(j), atom: s.Atom(j)}
}

// Bent tells whether columns are bent on their way to the flow, by their support or for
// noise and atoms, and not only shifted and scaled.
func (d *Data) Bent() bool { return d.codings != nil }

// code settles how so many columns are carried to the line; points, nil where all are drawn
// fresh, say where atoms go.
func (d *Data) code(columns int, points *ad.Mat) {
	d.codings = make([]coding, columns)
	for j := range d.codings {
		c := d.codingOf(j)
		if c.atom.Is {
			c.place(points.Col(j))
		}
		d.codings[j] = c
	}
}

// Where an atom is put, in standard deviations of the other values: how far below the least
// of them its middle is, how wide it is, and how far below them it begins.
const (
	atomBelow  = 2.5
	atomSpread = 0.25
	atomCut    = 1
	atomTail   = 1e-5 // on either side, that no noise takes: what is left is within the cut
)

// place puts an atom below the other values.
func (c *coding) place(values []float64) {
	var others []float64
	for _, v := range values {
		if v != c.atom.Value {
			others = append(others, c.toLine(v, 0.5))
		}
	}
	least, sd := 0.0, 1.0
	if len(others) > 1 {
		least = slices.Min(others)
		if _, spread := meanSD(others); spread > 0 {
			sd = spread
		}
	}
	c.middle, c.spread, c.cut = least-atomBelow*sd, atomSpread*sd, least-atomCut*sd
}

// AtomPlace is where on the line an atom of a column is: normal with this middle and
// spread, and all that is below the cut; is tells whether there is one.
func (d *Data) AtomPlace(j int) (middle, spread, cut float64, is bool) {
	if d.codings == nil {
		return 0, 0, 0, false
	}
	c := d.codings[j]
	return c.middle, c.spread, c.cut, c.atom.Is
}

// AtomTail is the share on either side of the noise of an atom that is left out.
const AtomTail = atomTail

// scatterInto standardises points in the data's own units, with noise where columns are
// learnt with it.
func (d *Data) scatterInto(rng *rand.Rand, dst, x *ad.Mat) {
	for j, c := range d.codings {
		to := dst.Col(j)
		for i, v := range x.Col(j) {
			u := 0.5
			if c.noisy() {
				u = rng.Float64()
			}
			to[i] = (c.toLine(v, u) - d.Mean[j]) / d.SD[j]
		}
	}
}

// scattered is scatterInto a new batch.
func (d *Data) scattered(rng *rand.Rand, x *ad.Mat) *ad.Mat {
	s := ad.New(x.Rows, x.Cols)
	d.scatterInto(rng, s, x)
	return s
}

// measureCoded sets mean and standard deviation of points on the line.
func (d *Data) measureCoded(look *ad.Mat, weights []float64) error {
	d.code(look.Cols, d.Points) // also of the other parts: none of their values is on the side of an atom
	line := d.scattering(look)
	return d.measure(line, weights)
}

// scattering returns points on the line, with noise, before they are standardised.
func (d *Data) scattering(x *ad.Mat) *ad.Mat {
	mean, sd := d.Mean, d.SD
	d.Mean, d.SD = make([]float64, x.Cols), slices.Repeat([]float64{1}, x.Cols)
	line := d.scattered(newStream(splitSeed, streamNoise), x)
	d.Mean, d.SD = mean, sd
	return line
}

// repeated returns so many copies of a batch, one behind the other.
func repeated(b Batch, copies int) Batch {
	if b.X == nil {
		return b
	}
	rows := make([]int, 0, copies*b.X.Rows)
	for range copies {
		for i := range b.X.Rows {
			rows = append(rows, i)
		}
	}
	return b.Pick(rows)
}

// scoreNoise is at how many places of the noise a row is scored.
const scoreNoise = 32

// scoreCoded writes log p of points under their conditions: the mean over the noise of
// the flow's density, as log P of what is not continuous. The places of the noise are
// the same for every row, evenly spread (a Kronecker lattice by the golden ratio of as
// many dimensions, Roberts 2018), and so is its score wherever it stands.
func (s *Snapshot) scoreCoded(dst []float64, x *ad.Mat) {
	d, n := s.Data, x.Rows
	each, at := make([]float64, n), ad.New(n, x.Cols)
	steps := evenSteps(x.Cols)
	for i := range dst[:n] {
		dst[i] = math.Inf(-1)
	}
	for k := range scoreNoise {
		for j, c := range d.codings {
			_, u := math.Modf((float64(k) + 0.5) * steps[j])
			to := at.Col(j)
			for i, v := range x.Col(j) {
				if to[i] = 0; c.holds(v) {
					to[i] = (c.toLine(v, u) - d.Mean[j]) / d.SD[j]
				}
			}
		}
		s.LogProb(each, at)
		for i, v := range each {
			dst[i] = logAdd(dst[i], v)
		}
	}
	for i := range dst[:n] {
		dst[i] -= math.Log(scoreNoise)
	}
}

// evenSteps are the steps of the lattice: powers of 1/g with g the root of x^(n+1) = x + 1.
func evenSteps(n int) []float64 {
	g := 1.5
	for range 60 {
		g = math.Pow(1+g, 1/float64(n+1))
	}
	steps := make([]float64, n)
	for j := range steps {
		steps[j] = math.Pow(1/g, float64(j+1))
	}
	return steps
}

// logAdd is log(eᵃ + eᵇ); what is no number counts for nothing.
func logAdd(a, b float64) float64 {
	switch {
	case math.IsNaN(b) || math.IsInf(b, -1):
		return a
	case math.IsInf(a, -1):
		return b
	}
	return max(a, b) + math.Log1p(math.Exp(-math.Abs(a-b)))
}
