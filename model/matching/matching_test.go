package matching

import (
	"math"
	"math/rand/v2"
	"testing"

	"bijou/flows"
	"bijou/flows/ad"
	"bijou/model"
)

// pair is two normal blobs in the plane.
type pair struct{}

func (pair) Dim() int { return 2 }

func (pair) Sample(rng *rand.Rand, x *ad.Mat) {
	for i := range x.Rows {
		side := float64(2*rng.IntN(2) - 1)
		x.Set(i, 0, 2*side+0.5*rng.NormFloat64())
		x.Set(i, 1, rng.NormFloat64())
	}
}

func (pair) LogProb(dst []float64, x *ad.Mat) {
	for i := range dst {
		a, b, y := (x.At(i, 0)-2)/0.5, (x.At(i, 0)+2)/0.5, x.At(i, 1)
		dst[i] = math.Log((math.Exp(-a*a/2)+math.Exp(-b*b/2))/2/0.5) - y*y/2 - math.Log(2*math.Pi)
	}
}

func (pair) Entropy() float64 { return math.NaN() }

func fit(t testing.TB, stack, settings string) *model.Fit {
	t.Helper()
	base, spec, err := flows.ParseStack(stack)
	if err != nil {
		t.Fatal(err)
	}
	s, err := model.ParseSettings(settings)
	if err != nil {
		t.Fatal(err)
	}
	f, err := model.NewFit(model.Config{Source: model.Source{Spec: "pair", Columns: []string{"x", "y"}, Truth: pair{}}, Base: base, Spec: spec, Settings: s, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(f.Close)
	return f
}

func TestAFieldThatIsMatchedBecomesTheFlow(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds of arithmetic alone")
	}
	for _, pairs := range []string{"independent", "transport"} {
		f := fit(t, "cnf(hidden=32x32)", "adam(lr=0.01), batch=128, steps=500, objective=matching, pairs="+pairs)
		before, _ := f.Snapshot().KL(2000)
		for range 500 {
			f.Step()
		}
		after, _ := f.BestSnapshot().KL(2000)
		if !(after < 0.25 && after < before/3) {
			t.Errorf("%s: KL %.3f, before %.3f", pairs, after, before)
		}
	}
}

func TestTheLastStepsGoByLikelihood(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds of arithmetic alone")
	}
	f := fit(t, "cnf(hidden=16x16)", "adam(lr=0.01), batch=64, steps=60, objective=matching, likelihood=10")
	for range 50 {
		f.Step()
	}
	if s := f.Snapshot(); len(s.History.Train) > 0 {
		t.Errorf("%d losses that are no NLL are shown as such", len(s.History.Train))
	}
	for range 10 {
		f.Step()
	}
	if s := f.Snapshot(); len(s.History.Train) != 10 {
		t.Errorf("%d steps by likelihood", len(s.History.Train))
	}
}

// unit are two normal blobs carried to the unit square.
type unit struct{ pair }

func (u unit) Sample(rng *rand.Rand, x *ad.Mat) {
	u.pair.Sample(rng, x)
	for i, v := range x.Data {
		x.Data[i] = 1 / (1 + math.Exp(-v))
	}
}

// A layer without parameters at the data side carries the points to where the field meets
// them, and the flow becomes that of the data.
func TestAFieldIsMatchedBehindALayerWithoutParameters(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds of arithmetic alone")
	}
	base, spec, err := flows.ParseStack("cnf(hidden=32x32), sigmoid")
	if err != nil {
		t.Fatal(err)
	}
	settings, err := model.ParseSettings("adam(lr=0.01), batch=128, steps=500, objective=matching")
	if err != nil {
		t.Fatal(err)
	}
	f, err := model.NewFit(model.Config{Source: model.Source{Spec: "unit", Columns: []string{"x", "y"}, Truth: unit{}, AsIs: true}, Base: base, Spec: spec, Settings: settings, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	before := f.Snapshot().Val
	for range 500 {
		f.Step()
	}
	const exact = -1.0549 // nats: the entropy of the blobs and the mean log-slope of the sigmoid, by quadrature
	if after := f.BestSnapshot().Val; !(after < before-0.1) || after-exact > 0.4 {
		t.Errorf("NLL %.3f after, %.3f before", after, before)
	}
	least := math.Inf(1)
	for range 5 {
		least = min(least, testing.AllocsPerRun(5, f.Learn))
	}
	if least > 0 {
		t.Errorf("%g allocations", least)
	}
}

func TestMatchingRefusesWhatItCannotTrain(t *testing.T) {
	f := fit(t, "cnf(hidden=8), actnorm", "adam, steps=10")
	if err := f.Set("objective", "matching"); err == nil {
		t.Error("it took a second layer")
	}
	if err := f.SetLayer(2, "off", "yes"); err != nil {
		t.Fatal(err)
	}
	if err := f.Set("objective", "matching"); err != nil {
		t.Error(err)
	}
	if err := f.Delete(1); err == nil {
		t.Error("the cnf could be deleted under it")
	}
}

// By brute force over all orders of a few rows.
func TestAnAssignmentIsTheCheapest(t *testing.T) {
	const n = 6
	for seed := range uint64(30) {
		rng := rand.New(rand.NewPCG(seed, 0))
		z, x := ad.New(n, 2), ad.New(n, 2)
		for i := range z.Data {
			z.Data[i], x.Data[i] = rng.NormFloat64(), rng.NormFloat64()
		}
		best := cheapest(z, x, make([]bool, n), 0)
		a := newAssignment(2)
		a.match(z, x)
		got := 0.0
		for i := range n {
			got += apart(z, x, i, i)
		}
		if math.Abs(got-best) > 1e-9 {
			t.Errorf("seed %d: cost %g, least %g", seed, got, best)
		}
	}
}

func cheapest(z, x *ad.Mat, used []bool, i int) float64 {
	if i == x.Rows {
		return 0
	}
	best := math.Inf(1)
	for j := range used {
		if !used[j] {
			used[j] = true
			best = min(best, apart(z, x, j, i)+cheapest(z, x, used, i+1))
			used[j] = false
		}
	}
	return best
}

func apart(z, x *ad.Mat, j, i int) float64 {
	a, b := z.At(j, 0)-x.At(i, 0), z.At(j, 1)-x.At(i, 1)
	return a*a + b*b
}

func TestAStepOfMatchingAllocatesNothing(t *testing.T) {
	f := fit(t, "cnf(hidden=16x16)", "adam, batch=300, steps=0, objective=matching, pairs=transport")
	least := math.Inf(1)
	for range 5 {
		least = min(least, testing.AllocsPerRun(5, f.Learn))
	}
	if least > 0 {
		t.Errorf("%g allocations", least)
	}
}
