package presets

import (
	"fmt"
	"math"
	"slices"

	"bijou/flows"
	"bijou/flows/ad"
	"bijou/model"
)

// Targets returns the densities that are known up to a constant and need no
// data: a flow learns them by reverse KL, or from samples like any data set.
func Targets() []Dataset {
	var sets []Dataset
	for _, t := range slices.Concat(energies(), exacts()) {
		sets = append(sets, t.dataset())
	}
	return append(sets, posteriorTargets()...)
}

// A target is an entry of the catalogue.
type target struct {
	Name, Title, Summary, Origin string
	fields                       []flows.Field
	density                      func(flows.Values) targetDensity
}

// A targetDensity can be drawn from, and be learnt without that.
type targetDensity interface {
	model.Density
	model.Target
}

// logProbOf writes log p of every row by log p̃ and its normaliser. Where numbers end far out
// there is no density.
func logProbOf(t targetDensity, dst []float64, x *ad.Mat) {
	t.LogWeight(dst, x)
	for i := range dst {
		if dst[i] -= t.LogZ(); math.IsNaN(dst[i]) {
			dst[i] = math.Inf(-1)
		}
	}
}

func (t target) dataset() Dataset {
	d := Dataset{Name: t.Name, Title: t.Title, Summary: t.Summary, Origin: t.Origin, Fields: t.fields}
	d.Build = func(v flows.Values) (model.Source, error) {
		e := t.density(v)
		return model.Source{Spec: d.spec(v), Columns: columnsOf(e.Dim()), Truth: e, Target: e}, nil
	}
	return d
}

// columnsOf names the columns of a target.
func columnsOf(dim int) []string {
	if dim <= 2 {
		return []string{"x", "y"}[:dim]
	}
	names := make([]string, dim)
	for j := range names {
		names[j] = fmt.Sprintf("x%d", j+1)
	}
	return names
}

// exacts lists the targets whose normaliser is known by a formula.
func exacts() []target {
	return []target{
		{"modes", "Modes", "blobs apart: does reverse KL find them all? forward KL covers them", "equal normal distributions on a circle",
			[]flows.Field{
				{Name: "modes", Help: "number of blobs", Type: flows.Int, Default: "2", Min: 1, Max: 12, Step: 1},
				{Name: "radius", Help: "of the circle", Type: flows.Float, Default: "2.5", Min: 0, Max: 20, Step: 0.5},
				{Name: "sd", Help: "deviation of a blob", Type: flows.Float, Default: "0.6", Min: 0.05, Max: 5, Step: 0.1},
			},
			func(v flows.Values) targetDensity {
				return exact{ringOfGaussians(v.Int("modes"), v.Float("radius"), v.Float("sd"))}
			}},
		{"funnel", "Neal's funnel", "the width of all other columns changes by orders of magnitude with the first",
			"Neal 2003, Slice sampling: x ~ N(0, 9), the others | x ~ N(0, eˣ)",
			[]flows.Field{{Name: "dim", Help: "columns", Type: flows.Int, Default: "2", Min: 2, Max: 20, Step: 1}},
			func(v flows.Values) targetDensity { return exact{funnel{dim: v.Int("dim"), sigma: 3, variance: 1}} }},
		{"lattice", "Lattice field", "a field on a ring of sites with two wells at each: the partition function is known by the transfer matrix",
			"scalar φ⁴ theory; Albergo, Kanwar and Shanahan 2019",
			[]flows.Field{
				{Name: "sites", Help: "of the ring", Type: flows.Int, Default: "16", Min: 2, Max: 32, Step: 1},
				{Name: "mass", Help: "m², below 0 for two wells at every site", Type: flows.Float, Default: "-1", Min: -3, Max: 5, Step: 0.5},
				{Name: "lambda", Help: "of φ⁴", Type: flows.Float, Default: "0.5", Min: 0.1, Max: 5, Step: 0.1},
			},
			func(v flows.Values) targetDensity {
				return newLattice(v.Int("sites"), v.Float("mass"), v.Float("lambda"))
			}},
		{"double-well", "Double well", "two wells along one column, which springs in the others follow: how do their free energies differ?",
			"after Noé et al. 2019",
			[]flows.Field{
				{Name: "dim", Help: "columns", Type: flows.Int, Default: "2", Min: 1, Max: 16, Step: 1},
				{Name: "tilt", Help: "slope along the first column, in kT; 0 for wells alike", Type: flows.Float, Default: "1", Min: -3, Max: 3, Step: 0.25},
			},
			func(v flows.Values) targetDensity { return newDoubleWell(v.Int("dim"), v.Float("tilt")) }},
		{"pushed", "Pushed normal", "a normal number through y = z + 2, 2z, eᶻ, z³ or tanh z: the change of variables on a line", "change of variables",
			[]flows.Field{{Name: "by", Help: "the function", Type: flows.Choice, Choices: functionNames(), Default: functions[0].name}},
			func(v flows.Values) targetDensity { return exact{pushedBy(v.Text("by"))} }},
	}
}

func energies() []target {
	const paper = "Rezende and Mohamed 2015, table 1"
	// U2 to U4 repeat along x for ever; exp(−x²/8) makes them proper.
	const soft = paper + ", times exp(−x²/8)"
	wide := box{-14, 14, -8, 6}
	fixed := func(b box, at func(x, y float64) (v, dx, dy float64)) func(flows.Values) targetDensity {
		return func(flows.Values) targetDensity { return newEnergy(b, at) }
	}
	return []target{
		{"u1", "U1", "two crescents face to face", paper, nil, fixed(box{-6, 6, -6, 6}, u1)},
		{"u2", "U2", "a wave", soft, nil, fixed(wide, softened(u2))},
		{"u3", "U3", "a wave that splits at a bump", soft, nil, fixed(wide, softened(u3))},
		{"u4", "U4", "a wave that splits for good", soft, nil, fixed(wide, softened(u4))},
		{"ringmix", "Ring mixture", "concentric rings of equal height", "RingMixture of normflows",
			[]flows.Field{{Name: "rings", Help: "number of rings", Type: flows.Int, Default: "2", Min: 1, Max: 4, Step: 1}},
			func(v flows.Values) targetDensity { return newEnergy(box{-5, 5, -5, 5}, ringMixture(v.Int("rings"))) }},
		{"muller-brown", "Müller–Brown", "three wells behind two passes: a toy of chemistry", "Müller and Brown 1979",
			[]flows.Field{{Name: "kt", Help: "temperature; the lower, the deeper the wells", Type: flows.Float, Default: "15", Min: 8, Max: 40, Step: 1}},
			func(v flows.Values) targetDensity {
				return mullerWells{newEnergy(box{-3.4, 3, -2.2, 3.8}, mullerBrown(v.Float("kt")))}
			}},
		{"frequency", "Frequency of a sine", "a posterior on a line with three peaks and a half", "Huang et al. 2018, section 6.1; f between 0 and 2",
			[]flows.Field{{Name: "sigma", Help: "deviation of the noise", Type: flows.Float, Default: "0.125", Min: 0.05, Max: 2, Step: 0.025}},
			func(v flows.Values) targetDensity { return newFrequency(v.Float("sigma")) }},
	}
}

// bell is −(d/s)²/2 and its derivative by d.
func bell(d, s float64) (v, slope float64) { return -d * d / (2 * s * s), -d / (s * s) }

// U1: a ring of radius 2, and of it what is near x = ±2.
func u1(x, y float64) (v, dx, dy float64) {
	r := math.Hypot(x, y)
	ring, byR := bell(r-2, 0.4)
	right, byRight := bell(x-2, 0.6)
	left, byLeft := bell(x+2, 0.6)
	ends, share := logAddExp(right, left)
	if r > 0 {
		dx, dy = byR*x/r, byR*y/r
	}
	return ring + ends, dx + share*byRight + (1-share)*byLeft, dy
}

// wave is w₁ of the paper, sin(2πx/4), and its derivative.
func wave(x float64) (v, slope float64) {
	sin, cos := math.Sincos(math.Pi * x / 2)
	return sin, math.Pi / 2 * cos
}

func u2(x, y float64) (v, dx, dy float64) {
	w, dw := wave(x)
	v, by := bell(y-w, 0.4)
	return v, -by * dw, by
}

func u3(x, y float64) (v, dx, dy float64) {
	b, _ := bell(x-1, 0.6)
	w2 := 3 * math.Exp(b)
	return fork(x, y, 0.35, w2, -w2*(x-1)/0.36)
}

func u4(x, y float64) (v, dx, dy float64) {
	s := 1 / (1 + math.Exp(-(x-1)/0.3))
	return fork(x, y, 0.4, 3*s, 3*s*(1-s)/0.3)
}

// fork is a wave of width s beside one that lies lower by w, of width 0.35.
func fork(x, y, s, w, dw float64) (v, dx, dy float64) {
	w1, dw1 := wave(x)
	a, byA := bell(y-w1, s)
	b, byB := bell(y-w1+w, 0.35)
	v, share := logAddExp(a, b)
	return v, -share*byA*dw1 + (1-share)*byB*(dw-dw1), share*byA + (1-share)*byB
}

func softened(at func(x, y float64) (v, dx, dy float64)) func(x, y float64) (v, dx, dy float64) {
	return func(x, y float64) (v, dx, dy float64) {
		v, dx, dy = at(x, y)
		return v - x*x/8, dx - x/4, dy
	}
}

// ringMixture adds n rings of radius 2k/n and width 1/(4n).
func ringMixture(n int) func(x, y float64) (v, dx, dy float64) {
	s := 1 / (4 * float64(n))
	return func(x, y float64) (v, dx, dy float64) {
		r := math.Hypot(x, y)
		v = math.Inf(-1)
		slope := 0.0
		for k := 1; k <= n; k++ {
			ring, by := bell(r-2*float64(k)/float64(n), s)
			next, share := logAddExp(v, ring)
			v, slope = next, share*slope+(1-share)*by
		}
		if r > 0 {
			dx, dy = slope*x/r, slope*y/r
		}
		return v, dx, dy
	}
}

// mullerBrown is −V/kT of the standard four terms.
func mullerBrown(kT float64) func(x, y float64) (v, dx, dy float64) {
	terms := [4]struct{ A, a, b, c, x, y float64 }{
		{-200, -1, 0, -10, 1, 0}, {-100, -1, 0, -10, 0, 0.5}, {-170, -6.5, 11, -6.5, -0.5, 1.5}, {15, 0.7, 0.6, 0.7, -1, 1},
	}
	return func(x, y float64) (v, dx, dy float64) {
		for _, t := range terms {
			p, q := x-t.x, y-t.y
			e := -t.A * math.Exp(t.a*p*p+t.b*p*q+t.c*q*q) / kT
			v += e
			dx += e * (2*t.a*p + t.b*q)
			dy += e * (t.b*p + 2*t.c*q)
		}
		return v, dx, dy
	}
}
