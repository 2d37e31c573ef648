package simulators

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"bijou/flows"
	"bijou/flows/ad"
	"bijou/model"
)

// known lists the models whose posterior has a formula.
func known(t *testing.T) map[string]model.Conditional {
	t.Helper()
	list := map[string]model.Conditional{}
	for _, k := range Catalogue() {
		if c, ok := k.Build(flows.Defaults(k.Fields)).Model.(model.Conditional); ok {
			list[k.Name] = c
		}
	}
	return list
}

func draws(m model.Simulator, n int, seed uint64) (theta, x *ad.Mat) {
	theta, x = ad.New(n, m.Dim()), ad.New(n, m.GivenDim())
	m.Sample(rand.New(rand.NewPCG(seed, 0)), theta, x)
	return theta, x
}

// meanSE is a mean with its standard error.
func meanSE(v []float64) (mean, se float64) {
	squares := 0.0
	for _, x := range v {
		mean += x / float64(len(v))
		squares += x * x / float64(len(v))
	}
	return mean, math.Sqrt((squares - mean*mean) / float64(len(v)))
}

func TestTheEntropyOfAPosteriorIsThatOfDraws(t *testing.T) {
	for name, m := range known(t) {
		theta, x := draws(m, 50_000, 3)
		logp := make([]float64, theta.Rows)
		m.LogProb(logp, theta, x)
		mean, se := meanSE(logp)
		if math.Abs(mean+m.Entropy()) > 4*se {
			t.Errorf("%s: −log p of its draws is %.5f ± %.5f, its entropy %.5f", name, -mean, se, m.Entropy())
		}
	}
}

func TestTheGaussianLinearPosteriorIsThatOfTheBenchmark(t *testing.T) {
	m := newGaussianLinear()
	theta, x := draws(m, 3, 1)
	logp := make([]float64, 3)
	m.LogProb(logp, theta, x)
	for i := range logp { // N(x/2, 0.05·I)
		want := 0.0
		for j := range theta.Cols {
			off := theta.At(i, j) - x.At(i, j)/2
			want -= off*off/(2*0.05) + (math.Log(0.05)+math.Log(2*math.Pi))/2
		}
		if math.Abs(logp[i]-want) > 1e-12*math.Abs(want) {
			t.Errorf("log p(θ | x) is %.15g, want %.15g", logp[i], want)
		}
	}
}

func TestTwoMoonsIntegrateToOneUnderEveryX(t *testing.T) {
	m := new(twoMoons)
	for _, x := range [][]float64{{0, 0}, {-0.4, 0.3}, {0.2, -0.5}, {0.3, 0.1}, {-0.6, -0.55}, {-1, 0}} {
		if !m.Possible(x) {
			t.Errorf("%v is said to be impossible", x)
		}
		const n = 1500
		row, under, logp := ad.New(n, 2), ad.New(n, 2), make([]float64, n)
		rng := rand.New(rand.NewPCG(9, 0)) // the crescents end on diagonals, where points in rank and file are all in or all out
		for i := range n {
			under.Set(i, 0, x[0])
			under.Set(i, 1, x[1])
		}
		mass := 0.0
		for r := range n {
			for i := range n {
				row.Set(i, 0, -1+2*(float64(i)+rng.Float64())/n)
				row.Set(i, 1, -1+2*(float64(r)+rng.Float64())/n)
			}
			m.LogProb(logp, row, under)
			for _, v := range logp {
				mass += math.Exp(v) * 4 / (n * n)
			}
		}
		if math.Abs(mass-1) > 2e-3 {
			t.Errorf("∫p(θ | %v) is %.5f", x, mass)
		}
		one := m.At(x)
		theta := ad.New(20_000, 2)
		one.Sample(rand.New(rand.NewPCG(5, 0)), theta)
		logp = make([]float64, theta.Rows)
		one.LogProb(logp, theta)
		if mean, se := meanSE(logp); math.Abs(mean+one.Entropy()) > 4*se+1e-3 {
			t.Errorf("under %v −log p of draws is %.4f ± %.4f, the entropy %.4f", x, -mean, se, one.Entropy())
		}
	}
	if m.Possible([]float64{0.3, 1.6}) {
		t.Error("what no parameters make is said to be possible")
	}
}

func TestPriorsKeepToTheirSupports(t *testing.T) {
	for _, k := range Catalogue() {
		p := k.Build(flows.Defaults(k.Fields))
		theta, x := draws(p.Model, 5000, 4)
		if len(p.Parameters) != theta.Cols || len(p.Measured) != x.Cols {
			t.Errorf("%s names %d parameters and %d measurements of %d and %d", k.Name, len(p.Parameters), len(p.Measured), theta.Cols, x.Cols)
		}
		for j, s := range p.Supports {
			for _, v := range theta.Col(j) {
				if !s.Holds(v) {
					t.Fatalf("%s: %s is %g, outside of %s", k.Name, p.Parameters[j], v, s)
				}
			}
		}
		if slices.ContainsFunc(x.Data, func(v float64) bool { return v-v != 0 }) {
			t.Errorf("%s measures what is no number", k.Name)
		}
	}
}

func TestTheOctilesOfManyDrawsAreThoseOfTheLaw(t *testing.T) {
	g := newGAndK(200_001)
	theta, x := ad.FromRows([][]float64{{3, 1, 2, 0.5}}), ad.New(1, 4)
	g.Simulate(rand.New(rand.NewPCG(2, 0)), theta, x)
	var octile [8]float64
	for k := 1; k < 8; k++ {
		octile[k] = gkQuantile(math.Sqrt2*math.Erfinv(float64(k)/4-1), 3, 1, 2, 0.5)
	}
	for j, want := range summaries(octile) {
		if math.Abs(x.At(0, j)-want) > 0.02 {
			t.Errorf("summary %d is %.4f, that of the law %.4f", j, x.At(0, j), want)
		}
	}
}

func TestPredationKeepsItsIntegral(t *testing.T) {
	rng := rand.New(rand.NewPCG(6, 0))
	for range 200 {
		var r [4]float64
		for j, mean := range lvMean {
			r[j] = math.Exp(mean + lvSD*rng.NormFloat64())
		}
		p := predation{r[0], r[1], r[2], r[3]}
		kept := func(at [2]float64) float64 {
			return p.delta*math.Exp(at[0]) - p.gamma*at[0] + p.beta*math.Exp(at[1]) - p.alpha*at[1]
		}
		at := [2]float64{math.Log(30), 0}
		before := kept(at)
		size := p.delta*30 + p.gamma*at[0] + p.beta
		if at, _ = p.after(at, lvEnd, 0.05); math.Abs(kept(at)-before) > 2e-3*size {
			t.Errorf("rates %.3v: the integral was %.5f and is %.5f", r, before, kept(at))
		}
	}
	// A small orbit about (γ/δ, α/β) turns by √(αγ).
	p := predation{1, 0.1, 1, 0.05}
	at, _ := p.after([2]float64{math.Log(20) + 1e-3, math.Log(10)}, 2*math.Pi, 0.05)
	if math.Abs(at[0]-math.Log(20)-1e-3) > 2e-4 || math.Abs(at[1]-math.Log(10)) > 2e-4 {
		t.Errorf("a period leads to %v", at)
	}
}

func BenchmarkSimulators(b *testing.B) {
	for _, k := range Catalogue() {
		m := k.Build(flows.Defaults(k.Fields)).Model
		theta, x := ad.New(256, m.Dim()), ad.New(256, m.GivenDim())
		rng := rand.New(rand.NewPCG(1, 0))
		b.Run(k.Name, func(b *testing.B) {
			for b.Loop() {
				m.Sample(rng, theta, x)
			}
		})
	}
}
