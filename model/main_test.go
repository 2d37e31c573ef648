package model

import (
	"fmt"
	"hash/fnv"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"bijou/flows"
	"bijou/flows/ad"
)

// No test may leave a goroutine behind.
func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// A blob is a Gaussian: x_j = j + 2·n_j + slope·n_{j−1} for standard normal n.
type blob struct {
	dim   int
	slope float64
}

func (b blob) Dim() int { return b.dim }

func (b blob) Sample(rng *rand.Rand, x *ad.Mat) {
	for i := range x.Rows {
		before := 0.0
		for j := range b.dim {
			n := rng.NormFloat64()
			x.Set(i, j, float64(j)+2*n+b.slope*before)
			before = n
		}
	}
}

func (b blob) LogProb(dst []float64, x *ad.Mat) {
	for i := range x.Rows {
		before, logp := 0.0, 0.0
		for j := range b.dim {
			n := (x.At(i, j) - float64(j) - b.slope*before) / 2
			logp -= n*n/2 + math.Log(2*math.Sqrt(2*math.Pi))
			before = n
		}
		dst[i] = logp
	}
}

func (b blob) Entropy() float64 {
	return float64(b.dim) * (0.5*math.Log(2*math.Pi*math.E) + math.Ln2)
}

func columns(d int) []string {
	names := make([]string, d)
	for j := range names {
		names[j] = fmt.Sprintf("x%d", j+1)
	}
	return names
}

// points is a data set of n draws of a blob.
func points(n, dim int) Source {
	b := blob{dim, 1.5}
	x := ad.New(n, dim)
	b.Sample(rand.New(rand.NewPCG(99, 0)), x)
	return Source{Spec: fmt.Sprintf("blob(n=%d)", n), Columns: columns(dim), Points: x, Truth: b}
}

// fresh is a blob of which every batch is drawn anew.
func fresh(dim int) Source {
	return Source{Spec: "blob", Columns: columns(dim), Truth: blob{dim, 1.5}}
}

// every is a stack that holds every sort of layer that data of any dimension
// from 2 on can have.
const every = "actnorm, coupling(hidden=6), coupling(rqs, hidden=6, bins=4), autoregressive(hidden=6), " +
	"iaf(rqs, hidden=6, bins=3), linear, planar, planar(flip), radial, permute, affine, coupling(additive, hidden=6)"

// A tester is a *testing.T or a *rapid.T.
type tester interface {
	Helper()
	Fatal(args ...any)
	Fatalf(format string, args ...any)
	Errorf(format string, args ...any)
	Cleanup(func())
}

func parseSpec(t tester, text string) flows.Spec {
	t.Helper()
	spec, err := flows.ParseSpec(text)
	if err != nil {
		t.Fatal(err)
	}
	return spec
}

func parseSettings(t tester, text string) Settings {
	t.Helper()
	s, err := ParseSettings(text)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// fit returns a run over src that ends with the test.
func fit(t tester, src Source, stack, settings string) *Fit {
	t.Helper()
	base, spec, err := flows.ParseStack(stack)
	if err != nil {
		t.Fatal(err)
	}
	f, err := NewFit(Config{Source: src, Base: base, Spec: spec, Settings: parseSettings(t, settings), Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(f.Close)
	return f
}

func steps(f *Fit, n int) {
	for range n {
		f.Step()
	}
}

// stir moves every free parameter by a normal number of the given size.
func stir(f *Fit, seed uint64, size float64) {
	rng := rand.New(rand.NewPCG(seed, 0))
	for _, l := range f.stack.Layers {
		for _, b := range l.Blocks {
			for i := range b.In(f.theta) {
				if b.Mask == nil || b.Mask[i] != 0 {
					b.In(f.theta)[i] += size * rng.NormFloat64()
				}
			}
		}
	}
}

// bits sums up what an edit, an undo or another run must give back: every
// number of a run that training goes on from or that the screen shows, to the
// last bit.
func bits(f *Fit) string {
	var b strings.Builder
	part := func(name string, x ...float64) {
		h := fnv.New64a()
		for _, v := range x {
			fmt.Fprintf(h, "%016x", math.Float64bits(v))
		}
		fmt.Fprintf(&b, "%s %d:%016x\n", name, len(x), h.Sum64())
	}
	part("theta", f.theta...)
	part("average", f.average...)
	part("mean", f.moments.mean...)
	part("square", f.moments.square...)
	part("train", flat(f.trainCurve.points)...)
	part("test", flat(f.testCurve.points)...)
	part("now", f.testNLL, f.train.value(), f.clipped.value(), f.best.nll, f.guard.slow)
	part("best", f.best.theta...)
	fmt.Fprintf(&b, "ages %v step %d ended %v %q best at %d\n", f.ages, f.step, f.ended, f.reason, f.best.step)
	fmt.Fprintf(&b, "skipped %d rollbacks %d marks %v\n", f.guard.skipped, f.guard.rollbacks, f.marks)
	fmt.Fprintf(&b, "data %s base %s seed %d %s\n", f.config.Source.Spec, f.config.Base, f.config.Seed, f.config.Settings)
	for _, l := range f.stack.Layers {
		fmt.Fprintf(&b, "layer %d %v\n", l.ID, flows.Spec{l.Item})
	}
	return b.String()
}

func flat(points []Point) []float64 {
	var x []float64
	for _, p := range points {
		x = append(x, float64(p.Step), p.NLL)
	}
	return x
}

func sameBits(t tester, what, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("%s:\n%swant\n%s", what, got, want)
	}
}

func sameNumbers(t tester, what string, got, want []float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Errorf("%s has %d entries, want %d", what, len(got), len(want))
		return
	}
	for i, w := range want {
		if math.Float64bits(got[i]) != math.Float64bits(w) {
			t.Errorf("%s[%d] = %v, want %v", what, i, got[i], w)
			return
		}
	}
}

func closeTo(t tester, what string, got, want, tol float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tol) {
		t.Errorf("%s = %.17g, want %.17g: off by %.2g, allowed %.2g", what, got, want, math.Abs(got-want), tol)
	}
}
