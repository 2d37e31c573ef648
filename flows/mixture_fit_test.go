package flows

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/diff/fd"

	"bijou/flows/ad"
)

// clumps draws rows of three normal distributions with covariances.
func clumps(n, d int, scale float64) *ad.Mat {
	rng := rand.New(rand.NewPCG(3, 3))
	x := ad.New(n, d)
	for i := range n {
		k := float64(i % 3)
		first := rng.NormFloat64()
		for j := range d {
			x.Set(i, j, 5*k*float64(1+j%2)+scale*(first+0.5*rng.NormFloat64()))
		}
	}
	return x
}

// fittedTo returns a counted base with its numbers, and the spec.
func fittedTo(t *testing.T, text string, x *ad.Mat) (Base, BaseSpec) {
	t.Helper()
	spec, _, err := ParseStack(text)
	if err != nil {
		t.Fatal(err)
	}
	spec = spec.Counted(x, nil)
	plain, err := NewStack(nil, x.Cols, 0)
	if err != nil {
		t.Fatal(err)
	}
	s, b := plain.WithBase(spec.Build())
	theta := make([]float64, s.Len)
	b.(*FittedMixture).Fit(x, nil, theta)
	return BaseAt(b, theta), spec
}

func TestAFittedMixtureCountsTheComponentsOfItsData(t *testing.T) {
	for _, n := range []int{300, 3000} {
		_, spec := fittedTo(t, "mixture(fit)", clumps(n, 2, 0.3))
		if got := spec.Value("components"); got != "3" {
			t.Errorf("%d rows of three normal distributions: %s components", n, got)
		}
		again, _, err := ParseStack(spec.String())
		if err != nil || again.String() != spec.String() {
			t.Errorf("%s reads back as %s, %v", spec, again, err)
		}
	}
}

// Components of a width of 1e-6 in data of width 1 keep their scale.
func TestAFittedMixtureKeepsASmallScale(t *testing.T) {
	for _, scale := range []float64{1, 1e-3, 1e-6} {
		x := clumps(600, 2, scale)
		b, _ := fittedTo(t, "mixture(fit)", x)
		nll := 0.0
		for _, v := range b.LogProb(ad.NewTape(nil, nil).Const(x)).Data {
			nll -= v / 600
		}
		// Entropy of a component: rows (1, 0.5) and (1, 0, 0.5) have det Σ = 1.25² − 1.
		want := math.Log(3) + 1 + log2Pi + 0.5*math.Log(0.5625) + 2*math.Log(scale)
		if math.Abs(nll-want) > 0.1 {
			t.Errorf("at a scale of %g the NLL is %.3f, want %.3f", scale, nll, want)
		}
	}
}

func TestAFittedMixtureIsADensityThatItDrawsFrom(t *testing.T) {
	b, _ := fittedTo(t, "mixture(fit)", clumps(600, 1, 0.3))
	checkDrawsWide(t, b)
	x := clumps(600, 3, 0.5)
	b, _ = fittedTo(t, "mixture(fit, covariance=full)", x)
	z := ad.New(40000, 3)
	b.Draw(rand.New(rand.NewPCG(8, 8)), z)
	for j := range 3 {
		want, sd, _ := spread(x.Col(j))
		if got, gotSD, _ := spread(z.Col(j)); math.Abs(got-want) > 0.1 || math.Abs(gotSD-sd) > 0.1 {
			t.Errorf("column %d of the draws: mean %.3f, SD %.3f; of the data %.3f, %.3f", j, got, gotSD, want, sd)
		}
	}
}

// checkDrawsWide compares counts with a sum over the density.
func checkDrawsWide(t *testing.T, b Base) {
	t.Helper()
	const n = 40000
	z := ad.New(n, 1)
	b.Draw(rand.New(rand.NewPCG(5, 5)), z)
	for lo := -2.0; lo < 12; lo++ {
		p, count := 0.0, 0
		for i := range 400 {
			p += math.Exp(logProb(b, lo+(float64(i)+0.5)/400)) / 400
		}
		for _, v := range z.Data {
			if v > lo && v <= lo+1 {
				count++
			}
		}
		if sd := math.Sqrt(n*p*(1-p)) + 1; math.Abs(float64(count)-n*p) > 5*sd {
			t.Errorf("%d draws between %g and %g, the density says %.0f", count, lo, lo+1, n*p)
		}
	}
}

func TestTheGradientOfAFittedMixtureIsThatOfItsLogDensity(t *testing.T) {
	b, _ := fittedTo(t, "mixture(fit, covariance=full, components=3, noise=5)", clumps(300, 3, 0.5))
	z := ad.New(5, 3)
	rng := rand.New(rand.NewPCG(2, 2))
	for i := range z.Data {
		z.Data[i] = 4 * rng.Float64()
	}
	tape := ad.NewTape([]float64{0}, make([]float64, 1))
	leaf := tape.Leaf(z)
	tape.Backward(ad.Sum(b.LogProb(leaf)))
	want := fd.Gradient(nil, func(data []float64) float64 {
		return ad.Sum(b.LogProb(ad.NewTape(nil, nil).Const(&ad.Mat{Rows: 5, Cols: 3, Data: data}))).Data[0]
	}, z.Data, &fd.Settings{Formula: fd.Central, Step: 1e-6})
	for i, w := range want {
		if !near(leaf.Grad[i], w, 1e-5) {
			t.Errorf("d/dz[%d] = %g, finite difference %g", i, leaf.Grad[i], w)
		}
	}
	if n := testing.AllocsPerRun(5, func() {
		tape.Reset()
		tape.Backward(ad.Sum(b.LogProb(tape.Leaf(z))))
	}); n > 0 {
		t.Errorf("%g allocations a step", n)
	}
}

// With one component and little shrinking it is the Gaussian of the data.
func TestOneComponentIsTheGaussianOfTheData(t *testing.T) {
	x := clumps(500, 2, 1)
	b, _ := fittedTo(t, "mixture(fit, components=1, covariance=full, shrink=0.001)", x)
	var cov [3]float64
	m0, s0, _ := spread(x.Col(0))
	m1, s1, _ := spread(x.Col(1))
	for i := range 500 {
		cov[1] += (x.At(i, 0) - m0) * (x.At(i, 1) - m1) / 500
	}
	cov[0], cov[2] = s0*s0, s1*s1
	det := cov[0]*cov[2] - cov[1]*cov[1]
	want := 1 + log2Pi + math.Log(det)/2
	nll := 0.0
	for _, v := range b.LogProb(ad.NewTape(nil, nil).Const(x)).Data {
		nll -= v / 500
	}
	if math.Abs(nll-want) > 1e-3 {
		t.Errorf("NLL %.5f, that of the Gaussian is %.5f", nll, want)
	}
}

// A row of noise costs next to nothing where the rows lie, and keeps a row possible that
// is far from all components.
func TestNoiseKeepsAFarRowPossible(t *testing.T) {
	x := clumps(900, 2, 0.05)
	thin, _ := fittedTo(t, "mixture(fit, components=3, covariance=full)", x)
	noisy, _ := fittedTo(t, "mixture(fit, components=3, covariance=full, noise=1)", x)
	mean := func(b Base, x *ad.Mat) (sum float64) {
		for _, v := range b.LogProb(ad.NewTape(nil, nil).Const(x)).Data {
			sum += v / float64(x.Rows)
		}
		return sum
	}
	if off := mean(thin, x) - mean(noisy, x); math.Abs(off) > 0.01 {
		t.Errorf("noise costs %.4f nats a row", off)
	}
	between := ad.New(1, 2)
	between.Set(0, 0, 2.5)
	between.Set(0, 1, 2.5)
	if p, q := mean(thin, between), mean(noisy, between); p > -100 || q < -15 {
		t.Errorf("log p between the components is %.1f, with noise %.1f", p, q)
	}
	line, _ := fittedTo(t, "mixture(fit, noise=30)", clumps(600, 1, 0.3))
	checkDrawsWide(t, line)
}

// Rows that are there seven times count seven times, and are no more rows than before.
func TestCopiesOfRowsAddNoComponents(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 0))
	z := ad.New(120, 2)
	for i := range z.Data {
		z.Data[i] = rng.NormFloat64()
	}
	seven := ad.New(7*z.Rows, 2)
	for j := range 2 {
		for i := range seven.Rows {
			seven.Set(i, j, z.At(i%z.Rows, j))
		}
	}
	spec, _, err := ParseStack("mixture(fit), affine")
	if err != nil {
		t.Fatal(err)
	}
	if once, again := spec.Counted(z, nil).String(), spec.Counted(seven, nil).String(); once != again {
		t.Errorf("%s of rows, and %s of seven copies of each", once, again)
	}
}
