package chain

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"gonum.org/v1/gonum/diff/fd"

	"bijou/flows"
	"bijou/flows/ad"
	"bijou/model"
)

// A banana is x ~ N(1, 4), y | x ~ N(x²/4, 1): means 1 and (1 + 4)/4, variances 4 and
// 1 + Var(x²)/16, where Var(x²) = 4·1²·4 + 2·4² = 48.
type banana struct{}

func (banana) Dim() int      { return 2 }
func (banana) LogZ() float64 { return math.Log(4 * math.Pi) }

func (banana) LogWeight(dst []float64, x *ad.Mat) {
	for i := range dst {
		a, b := (x.At(i, 0)-1)/2, x.At(i, 1)-x.At(i, 0)*x.At(i, 0)/4
		dst[i] = -(a*a + b*b) / 2
	}
}

func (banana) Score(grad, x *ad.Mat) {
	for i := range x.Rows {
		at := x.At(i, 0)
		b := x.At(i, 1) - at*at/4
		grad.Set(i, 0, -(at-1)/4+b*at/2)
		grad.Set(i, 1, -b)
	}
}

func (banana) Moments() (mean, sd []float64) { return []float64{1, 1.25}, []float64{2, 2} }

func (b banana) Sample(rng *rand.Rand, x *ad.Mat) {
	for i := range x.Rows {
		at := 1 + 2*rng.NormFloat64()
		x.Set(i, 0, at)
		x.Set(i, 1, at*at/4+rng.NormFloat64())
	}
}

func (b banana) LogProb(dst []float64, x *ad.Mat) {
	b.LogWeight(dst, x)
	for i := range dst {
		dst[i] -= b.LogZ()
	}
}

func (banana) Entropy() float64 { return 1 + math.Log(4*math.Pi) }

// snapshot returns a run towards a target after some steps, on some processors.
func snapshot(t *testing.T, target interface {
	model.Target
	model.Density
}, stack string, steps, workers int) *model.Snapshot {
	t.Helper()
	base, spec, err := flows.ParseStack(stack)
	if err != nil {
		t.Fatal(err)
	}
	settings, err := model.ParseSettings("adam(lr=0.01), objective=reverse-kl")
	if err != nil {
		t.Fatal(err)
	}
	src := model.Source{Spec: "banana", Columns: []string{"x", "y"}, Truth: target, Target: target}
	f, err := model.NewFit(model.Config{Source: src, Base: base, Spec: spec, Settings: settings, Seed: 1, Share: flows.Share{Workers: workers}})
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for range steps {
		f.Step()
	}
	return f.Snapshot()
}

// Metropolis' rule is exact under any flow: one that was trained a little, one that bends
// space before it was trained at all.
func TestChainsHaveTheMomentsOfTheTarget(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds of arithmetic alone")
	}
	for _, c := range []struct {
		stack string
		steps int
		by    []Kernel
	}{
		{"affine", 0, []Kernel{Hamiltonian, Mixed}},
		{"linear, affine(scale=2, shift=1)", 200, []Kernel{Hamiltonian}},
		{"coupling(rqs, hidden=8)*2, affine(scale=3)", 600, []Kernel{Hamiltonian, Independence, Mixed}},
	} {
		s := snapshot(t, banana{}, c.stack, c.steps, 0)
		for _, k := range c.by {
			r := Judge(s, k)
			trained := c.steps > 300
			if trained && !r.Mixed() || !(r.Error <= 3) {
				t.Errorf("%s by %s: R̂ %.4f, means off by %.2f standard errors", c.stack, k, r.RHat, r.Error)
			}
			for _, p := range r.Columns {
				if trained && math.Abs(float64(p.SD/p.KnownSD)-1) > 0.1 {
					t.Errorf("%s by %s: standard deviation of %s %.3f, want %.3f", c.stack, k, p.Name, p.SD, p.KnownSD)
				}
			}
		}
	}
}

func TestThePullbackHasTheGradientOfItsLogarithm(t *testing.T) {
	s := snapshot(t, banana{}, "coupling(rqs, hidden=8)*2, iaf(hidden=8), affine(scale=2)", 30, 0)
	g := newGroup(under(s), 0)
	g.at(&g.now)
	one := newGroup(under(s), 1)
	for i := range grouped {
		want := fd.Gradient(nil, func(z []float64) float64 {
			for j, v := range z {
				one.next.z.Set(0, j, v)
			}
			one.at(&one.next)
			return one.next.logp[0]
		}, g.now.z.Row(nil, i), &fd.Settings{Formula: fd.Central, Step: 1e-5})
		for j, w := range want {
			if got := g.now.grad.At(i, j); math.Abs(got-w) > 1e-5*(1+math.Abs(w)) {
				t.Errorf("chain %d: slope %d is %g, finite difference %g", i, j, got, w)
			}
		}
	}
}

func TestDrawsAreTheSameBitsOnAnyNumberOfCores(t *testing.T) {
	for _, k := range []Kernel{Independence, Mixed} {
		var first *Chains
		for _, workers := range []int{1, 2, 3} {
			c := Run(snapshot(t, banana{}, "coupling(rqs, hidden=8)*2", 20, workers), k)
			if first == nil {
				first = c
			} else if !slices.Equal(c.Draws.Data, first.Draws.Data) {
				t.Errorf("%s: %d workers draw other numbers than one", k, workers)
			}
		}
	}
}

// ridges are two modes at ±(2, 2), which a flow that starts at one of them never leaves.
type ridges struct{ banana }

func (ridges) LogWeight(dst []float64, x *ad.Mat) {
	for i := range dst {
		far := func(sign float64) float64 {
			a, b := x.At(i, 0)-2*sign, x.At(i, 1)-2*sign
			return -(a*a + b*b) / (2 * 0.01)
		}
		p, m := far(1), far(-1)
		dst[i] = max(p, m) + math.Log1p(math.Exp(-math.Abs(p-m)))
	}
}

func (ridges) Score(grad, x *ad.Mat) {
	for i := range x.Rows {
		sign := 1.0
		if x.At(i, 0)+x.At(i, 1) < 0 {
			sign = -1
		}
		grad.Set(i, 0, -(x.At(i, 0)-2*sign)/0.01)
		grad.Set(i, 1, -(x.At(i, 1)-2*sign)/0.01)
	}
}

func (ridges) Moments() (mean, sd []float64) { return []float64{0, 0}, []float64{2, 2} }

type mirrored struct{ ridges }

func (mirrored) Mirror() []bool { return []bool{true, true} }

func TestAMirroredTargetKeepsBothModes(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds of arithmetic alone")
	}
	const stack = "affine(scale=0.1, shift=2)"
	if r := Judge(snapshot(t, ridges{}, stack, 0, 0), Hamiltonian); r.Error <= 3 {
		t.Errorf("chains that know one of two modes have its mean %.3f, and nothing tells", r.Columns[0].Mean)
	}
	if r := Judge(snapshot(t, mirrored{}, stack, 0, 0), Hamiltonian); !(r.Error <= 3) || !r.Mixed() {
		t.Errorf("R̂ %.4f, means off by %.2f standard errors", r.RHat, r.Error)
	}
}
