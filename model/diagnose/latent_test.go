package diagnose

import (
	"math"
	"math/rand/v2"
	"testing"

	"bijou/flows"
	"bijou/flows/ad"
	"bijou/model"
	"bijou/presets"
)

// latent is a sample of a normal base that holds z alone.
func latent(z *ad.Mat) *Sample {
	return &Sample{Flow: &model.Snapshot{Base: flows.Normal{}}, Z: z, Base: ad.New(0, z.Cols)}
}

func TestRadiusOfNormalPointsHasUniformP(t *testing.T) {
	uniformP(t, func(rng *rand.Rand) model.Number { return latent(normals(rng, 100, 3, 1, 0)).Radius().P })
}

// A shell has normal looks from no side, and yet mean 0 and covariance I.
func TestRadiusSeesAShell(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 3))
	z := normals(rng, 500, 3, 1, 0)
	for i, r := range squaredLengths(z) {
		for j := range z.Cols {
			z.Set(i, j, z.At(i, j)*math.Sqrt(3/r))
		}
	}
	if p := latent(z).Radius().P; !(p < 1e-6) {
		t.Errorf("p %v", p)
	}
}

func TestHenzeZirklerByHand(t *testing.T) {
	// Both are their own standardised selves. For −1, 1: β² = 1.5^0.4/2 and
	// n·((2+2e^{−2β²})/4 − 2(1+β²)^{−1/2} e^{−β²/(2(1+β²))} + (1+2β²)^{−1/2}).
	near(t, "two points", henzeZirkler(ad.FromRows([][]float64{{-1}, {1}})).Stat, 0.026601630094495343, 1e-12)
	square := ad.FromRows([][]float64{{-1, -1}, {-1, 1}, {1, -1}, {1, 1}})
	near(t, "a square", henzeZirkler(square).Stat, 0.1504318306074537, 1e-12)
}

// The figures are those of the R package MVN: HZ 0.9488453, p 0.04995356 for
// the four columns, 0.286 and 0.915 for the first two.
func TestHenzeZirklerOfSetosaIsAsPublished(t *testing.T) {
	src, err := presets.ParseSource("iris", nil)
	if err != nil {
		t.Fatal(err)
	}
	setosa := head(src.Points, 50)
	test := henzeZirkler(setosa)
	near(t, "HZ of four columns", test.Stat, 0.9488453, 1e-6)
	near(t, "p of four columns", test.P, 0.04995356, 1e-6)
	test = henzeZirkler(&ad.Mat{Rows: 50, Cols: 2, Data: setosa.Data[:100]})
	near(t, "HZ of two columns", test.Stat, 0.286, 5e-4)
	near(t, "p of two columns", test.P, 0.915, 5e-4)
}

func TestHenzeZirklerOfNormalPointsHasUniformP(t *testing.T) {
	uniformP(t, func(rng *rand.Rand) model.Number {
		z := normals(rng, 100, 2, 3, 5)
		for i, v := range z.Col(0) {
			z.Set(i, 1, z.At(i, 1)+2*v) // mean and covariance must not matter
		}
		return henzeZirkler(z).P
	})
}

// Two axes can be normal and uncorrelated and yet determine each other (Melnick
// and Tenenbein 1982).
func TestHenzeZirklerSeesDependenceThatIsNoCorrelation(t *testing.T) {
	z := normals(rand.New(rand.NewPCG(4, 4)), 200, 2, 1, 0)
	for i, v := range z.Col(0) {
		if math.Abs(v) > 1.538 {
			v = -v
		}
		z.Set(i, 1, v)
	}
	if p := henzeZirkler(z).P; !(p < 1e-6) {
		t.Errorf("p %v", p)
	}
}

func TestHenzeZirklerOfDegeneratePointsHasNoValue(t *testing.T) {
	for name, x := range map[string]*ad.Mat{
		"a line":    ad.FromRows([][]float64{{1, 2}, {2, 4}, {3, 6}, {4, 8}}),
		"too few":   ad.FromRows([][]float64{{1, 2}, {2, 5}}),
		"no number": ad.FromRows([][]float64{{1, 2}, {2, 5}, {math.NaN(), 1}, {0, 1}}),
	} {
		if test := henzeZirkler(x); known(test.Stat) || known(test.P) {
			t.Errorf("%s gives %v", name, test)
		}
	}
}

func TestQuantilesOfAScaledAxisLieOnALineOfItsSlope(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 5))
	plots := latent(normals(rng, 100000, 2, 2, 1)).Quantiles()
	if len(plots) != 2 || len(plots[0].Base) != 25 || len(plots[0].Z) != 25 {
		t.Fatalf("%d plots of %d points", len(plots), len(plots[0].Base))
	}
	for i, base := range plots[1].Base {
		near(t, "quantile", plots[1].Z[i], 1+2*float64(base), 0.12)
	}
	few := latent(normals(rng, 30, 1, 1, 0)).Quantiles()[0]
	if len(few.Base) != 15 || few.Base[0] != -1.75 {
		t.Errorf("30 points reach from %v in %d steps", few.Base[0], len(few.Base))
	}
}

func TestCorrelationIsThatOfTheAxes(t *testing.T) {
	c := latent(ad.FromRows([][]float64{{1, -1, 1}, {2, -2, -1}, {3, -3, -1}, {4, -4, 1}})).Correlation()
	near(t, "r of 1 and 2", c[0][1], -1, 1e-12)
	near(t, "r of 3 and 1", c[2][0], 0, 1e-12)
	if i, j, r := furthestPair(c); i != 1 || j != 2 || math.Abs(r+1) > 1e-12 {
		t.Errorf("the furthest pair is %d and %d with %v", i, j, r)
	}
}

// logistic is a base other than the normal.
type logistic struct{}

func (logistic) Name() string { return "logistic" }

func (logistic) LogProb(z *ad.Mat) *ad.Mat {
	out := ad.New(z.Rows, 1)
	for j := range z.Cols {
		for i, v := range z.Col(j) {
			out.Data[i] -= v + 2*math.Log1p(math.Exp(-v))
		}
	}
	return out
}

func (logistic) Draw(rng *rand.Rand, z *ad.Mat) {
	for i := range z.Data {
		u := rng.Float64()
		z.Data[i] = math.Log(u / (1 - u))
	}
}

func TestZIsHeldAgainstTheBaseThatTheFlowHas(t *testing.T) {
	s := untrained(t, source(normal{2, 0}), "rotate", nil)
	s.Base = logistic{}
	p := Draw(s)
	logistic{}.Draw(rand.New(rand.NewPCG(6, 6)), p.Z)
	for _, test := range p.Marginals() {
		if !(test.P > 0.01) {
			t.Errorf("axis %d: logistic z differs from a logistic base: p %v", test.Axis, test.P)
		}
	}
	if test := p.Radius(); !(test.P > 0.01) {
		t.Errorf("|z|² differs: p %v", test.P)
	}
	if known(p.HenzeZirkler().P) {
		t.Error("a test of normality has a value for another base")
	}
	flows.Normal{}.Draw(rand.New(rand.NewPCG(6, 6)), p.Z)
	if p := p.Marginals()[0].P; !(p < 1e-6) {
		t.Errorf("normal z passes for logistic: p %v", p)
	}
}
