package posteriors

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/diff/fd"
	"gonum.org/v1/gonum/stat/distuv"

	"bijou/flows/ad"
)

// lineOf carries a number of a support to the line.
func lineOf(on Support, v float64) float64 { return numbersOn(on, []float64{v}).numbers.Data[0] }

// density evaluates a family at x, given its arguments in their own supports.
func (f *family) density(x float64, args ...float64) float64 {
	t := ad.NewTape(nil, nil)
	var on arguments
	for i, a := range args {
		on[i] = t.Const(row([]float64{lineOf(f.args[i].on, a)}))
	}
	v := value{own: t.Const(row([]float64{x})), line: t.Const(row([]float64{lineOf(f.of, x)}))}
	return f.log(v, on).Data[0]
}

func familyCalled(t *testing.T, name string) *family {
	t.Helper()
	for i := range families {
		if families[i].name == name {
			return &families[i]
		}
	}
	t.Fatalf("no %s", name)
	return nil
}

// The densities of gonum.
func TestFamiliesAreThoseOfAnotherLibrary(t *testing.T) {
	for _, c := range []struct {
		name string
		x    float64
		args []float64
		want float64
	}{
		{"normal", 1.3, []float64{-0.4, 2.5}, distuv.Normal{Mu: -0.4, Sigma: 2.5}.LogProb(1.3)},
		{"student", 1.3, []float64{3.5, -0.4, 2.5}, distuv.StudentsT{Nu: 3.5, Mu: -0.4, Sigma: 2.5}.LogProb(1.3)},
		{"cauchy", -3, []float64{1, 2}, distuv.StudentsT{Nu: 1, Mu: 1, Sigma: 2}.LogProb(-3)},
		{"lognormal", 2.2, []float64{0.3, 0.7}, distuv.LogNormal{Mu: 0.3, Sigma: 0.7}.LogProb(2.2)},
		{"halfnormal", 1.7, []float64{2}, math.Ln2 + distuv.Normal{Mu: 0, Sigma: 2}.LogProb(1.7)},
		{"halfcauchy", 1.7, []float64{2}, math.Ln2 + distuv.StudentsT{Nu: 1, Mu: 0, Sigma: 2}.LogProb(1.7)},
		{"exponential", 0.8, []float64{3}, distuv.Exponential{Rate: 3}.LogProb(0.8)},
		{"gamma", 0.8, []float64{2.5, 3}, distuv.Gamma{Alpha: 2.5, Beta: 3}.LogProb(0.8)},
		{"beta", 0.2, []float64{2.5, 3}, distuv.Beta{Alpha: 2.5, Beta: 3}.LogProb(0.2)},
		{"bernoulli", 1, []float64{0.3}, math.Log(0.3)},
		{"bernoulli", 0, []float64{0.3}, math.Log(0.7)},
		{"binomial", 3, []float64{7, 0.3}, distuv.Binomial{N: 7, P: 0.3}.LogProb(3)},
		{"poisson", 4, []float64{2.2}, distuv.Poisson{Lambda: 2.2}.LogProb(4)},
		{"negbinomial", 2, []float64{3, 1}, math.Log(0.25 * 0.75 * 0.75)}, // of size 1: geometric
	} {
		if got := familyCalled(t, c.name).density(c.x, c.args...); math.Abs(got-c.want) > 1e-12*(1+math.Abs(c.want)) {
			t.Errorf("%s(%v) at %g: log p = %.15g, want %.15g", c.name, c.args, c.x, got, c.want)
		}
	}
}

func TestNegativeBinomialCountsHaveTheirMeanAndVariance(t *testing.T) {
	f := familyCalled(t, "negbinomial")
	total, mean, square := 0.0, 0.0, 0.0
	for k := range 400 {
		p := math.Exp(f.density(float64(k), 6, 2.5))
		total, mean, square = total+p, mean+p*float64(k), square+p*float64(k*k)
	}
	if variance := square - mean*mean; math.Abs(total-1) > 1e-9 || math.Abs(mean-6) > 1e-8 || math.Abs(variance-(6+36/2.5)) > 1e-6 {
		t.Errorf("mass %g, mean %g, variance %g, want 1, 6 and %g", total, mean, variance, 6+36/2.5)
	}
}

// Every argument and what is drawn has its derivative, by finite differences.
func TestFamiliesHaveTheirDerivatives(t *testing.T) {
	at := map[Support]float64{Line: 0.4, Positive: 1.7, Unit: 0.3}
	for i := range families {
		f := &families[i]
		u := []float64{lineOf(f.of, at[f.of])}
		if f.counts {
			u[0] = 1
		}
		for _, a := range f.args {
			u = append(u, lineOf(a.on, at[a.on]))
			if a.whole {
				u[len(u)-1] = 3
			}
		}
		log := func(t *ad.Tape, x *ad.Mat) *ad.Mat {
			drawn := ad.Cols(x, 0, 1)
			var args arguments
			for k := range f.args {
				args[k] = ad.Cols(x, k+1, k+2)
			}
			return f.log(value{own: Parameter{Support: f.of}.own(drawn), line: drawn}, args)
		}
		tape := ad.NewInputTape(nil)
		leaf := tape.Leaf(ad.FromRows([][]float64{u}))
		tape.Backward(ad.Sum(log(tape, leaf)))
		want := fd.Gradient(nil, func(v []float64) float64 {
			t := ad.NewTape(nil, nil)
			return log(t, t.Const(ad.FromRows([][]float64{v}))).Data[0]
		}, u, &fd.Settings{Formula: fd.Central, Step: 1e-5})
		for k, w := range want {
			if got := leaf.Grad[k]; math.Abs(got-w) > 1e-7*(1+math.Abs(w)) {
				t.Errorf("%s: derivative %d is %g, finite difference %g", f.name, k, got, w)
			}
		}
	}
}

// A prior is a density over its support, and its middle and spread are about right.
func TestPriorsIntegrateToOne(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds of arithmetic alone")
	}
	args := map[Support]float64{Line: -0.7, Positive: 1.6}
	for i := range families {
		f := &families[i]
		if f.counts {
			continue
		}
		var own []float64
		for _, a := range f.args {
			own = append(own, args[a.on])
		}
		middle, spread := f.about(own)
		p := Parameter{Support: f.of}
		total, mean := 0.0, 0.0
		const cells = 6000
		lo, width := middle-60*spread, 120*spread/cells
		for k := range cells {
			u := lo + (float64(k)+0.5)*width
			x := p.Own(u)
			if x == 0 || f.of == Unit && x == 1 {
				continue
			}
			slope := 0.0
			if f.of != Line {
				slope = p.logSlope(ad.NewTape(nil, nil).Const(row([]float64{u}))).Data[0]
			}
			mass := math.Exp(f.density(x, own...)+slope) * width
			total, mean = total+mass, mean+mass*u
		}
		heavy := f.name == "cauchy" || f.name == "student" // which have mass beyond
		if math.Abs(total-1) > 1e-4 && !(heavy && total > 0.97 && total < 1) {
			t.Errorf("%s integrates to %g", f.name, total)
		}
		if math.Abs(mean-middle) > 0.2*spread {
			t.Errorf("%s: mean on the line %g, told %g ± %g", f.name, mean, middle, spread)
		}
	}
}
