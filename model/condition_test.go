package model

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"bijou/flows/ad"
)

// slope is y = 2c + e with e of deviation 0.5: a family whose entropy is known.
type slope struct{}

const slopeSD = 0.5

func (slope) Dim() int      { return 1 }
func (slope) GivenDim() int { return 1 }

func (slope) Sample(rng *rand.Rand, x, given *ad.Mat) {
	for i := range x.Rows {
		c := rng.NormFloat64()
		given.Set(i, 0, c)
		x.Set(i, 0, 2*c+slopeSD*rng.NormFloat64())
	}
}

func (slope) LogProb(dst []float64, x, given *ad.Mat) {
	for i := range dst {
		d := (x.At(i, 0) - 2*given.At(i, 0)) / slopeSD
		dst[i] = -d*d/2 - math.Log(slopeSD*math.Sqrt(2*math.Pi))
	}
}

func (slope) Entropy() float64 { return 0.5 + math.Log(slopeSD*math.Sqrt(2*math.Pi)) }

func (slope) At(c []float64) Density { return slopeAt(c[0]) }

// slopeAt is slope under one condition.
type slopeAt float64

func (slopeAt) Dim() int         { return 1 }
func (slopeAt) Entropy() float64 { return slope{}.Entropy() }

func (c slopeAt) Sample(rng *rand.Rand, x *ad.Mat) {
	for i := range x.Rows {
		x.Set(i, 0, 2*float64(c)+slopeSD*rng.NormFloat64())
	}
}

func (c slopeAt) LogProb(dst []float64, x *ad.Mat) {
	for i := range dst {
		d := (x.At(i, 0) - 2*float64(c)) / slopeSD
		dst[i] = -d*d/2 - math.Log(slopeSD*math.Sqrt(2*math.Pi))
	}
}

// slopeSource is the family as fresh draws, or as n measured points.
func slopeSource(n int) Source {
	src := Source{Spec: "slope", Columns: []string{"y"}, Given: []Given{{Name: "c"}}, Family: slope{}}
	if n == 0 {
		return src
	}
	x, given := ad.New(n, 1), ad.New(n, 1)
	slope{}.Sample(rand.New(rand.NewPCG(5, 0)), x, given)
	src.Points, src.Family = ad.New(n, 2), nil
	copy(src.Points.Col(0), x.Data)
	copy(src.Points.Col(1), given.Data)
	return src
}

const slopeStack = "affine, autoregressive(hidden=16)"

func TestAFlowLearnsADensityUnderConditions(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds of arithmetic alone")
	}
	for name, src := range map[string]Source{"fresh": slopeSource(0), "measured": slopeSource(2000)} {
		f := fit(t, src, slopeStack, "adam(lr=0.02), batch=256, steps=400")
		without := f.testNLL
		for range 400 {
			f.Step()
		}
		if floor := (slope{}).Entropy(); f.best.nll > floor+0.06 || without < floor+0.5 {
			t.Errorf("%s: the NLL falls from %.3f to %.3f; the entropy is %.3f", name, without, f.best.nll, floor)
		}
	}
}

func TestKLIsAveragedOverTheConditions(t *testing.T) {
	f := fit(t, slopeSource(0), "affine", "adam, steps=10")
	// An affine layer that hears nothing: the normal distribution of y.
	marginal := 0.5 + math.Log(math.Sqrt(4+slopeSD*slopeSD)*math.Sqrt(2*math.Pi))
	kl, se := f.Snapshot().KL(20000)
	if want := marginal - (slope{}).Entropy(); math.Abs(kl-want) > 5*se+0.01 {
		t.Errorf("KL is %.4f ± %.4f, want %.4f", kl, se, want)
	}
}

func TestARowIsScoredUnderItsOwnConditions(t *testing.T) {
	f := fit(t, slopeSource(500), slopeStack, "adam(lr=0.02), batch=64, steps=30")
	stir(f, 7, 0.3)
	s, test := f.Snapshot(), f.data.ValBatch()
	all := make([]float64, test.X.Rows)
	s.Under(test.Given).LogProb(all, test.X)
	for _, i := range []int{0, 1, test.X.Rows - 1} {
		one := make([]float64, 1)
		row := test.Rows(i, i+1)
		s.Under(row.Given).LogProb(one, row.X)
		closeTo(t, "log p", one[0], all[i], 1e-12)
	}
	if ledger, nll := s.Under(test.Given).Ledger(test.X), -mean(all); math.Abs(ledger.NLL-nll) > 1e-9 || ledger.Residual > 1e-9 {
		t.Errorf("the ledger comes to %.12f with a residual of %g, the NLL is %.12f", ledger.NLL, ledger.Residual, nll)
	}
}

func TestARunUnderConditionsGoesOnWithTheSameBits(t *testing.T) {
	for _, n := range []int{0, 300} {
		f := fit(t, slopeSource(n), slopeStack, "adam(lr=0.02), batch=32, steps=60")
		for range 20 {
			f.Step()
		}
		kept := encoded(t, f)
		again, err := Restore(kept, func(_, _ string) (Source, error) { return slopeSource(0), nil })
		if err != nil {
			t.Fatal(err)
		}
		defer again.Close()
		for range 40 {
			f.Step()
			again.Step()
		}
		if !slices.Equal(f.theta, again.theta) || f.testNLL != again.testNLL {
			t.Errorf("%d points: the run that was kept learns other bits", n)
		}
	}
}

func TestALevelThatWasNeverSeenIsRefused(t *testing.T) {
	g := Given{Name: "kind", Levels: []string{"a", "b"}}
	dst := make([]float64, g.Width())
	if err := g.Put(dst, "b"); err != nil || !slices.Equal(dst, []float64{0, 1}) {
		t.Errorf("b is %v, %v", dst, err)
	}
	if err := g.Put(dst, "c"); err == nil {
		t.Error("a level that training never saw is taken")
	}
}

func TestAStepUnderConditionsAllocatesNothing(t *testing.T) {
	f := fit(t, slopeSource(2000), slopeStack, "adam(lr=0.02), batch=256, steps=100000")
	for range 20 {
		f.Learn()
	}
	if n := testing.AllocsPerRun(20, f.Learn); n > 0 {
		t.Errorf("a step makes %g allocations", n)
	}
}

func TestASnapshotAtOneConditionIsJudgedThere(t *testing.T) {
	f := fit(t, slopeSource(0), slopeStack, "adam(lr=0.02), batch=256, steps=400")
	for range 400 {
		f.Step()
	}
	s := f.Snapshot()
	near, far := ad.New(1, 1), ad.New(1, 1)
	near.Data[0], far.Data[0] = 0, 9 // standardised: no training has been out there
	at := s.Under(near).AtCondition()
	if kl, _ := at.KL(4000); !(kl < 0.1) {
		t.Errorf("in the middle KL is %.3f", kl)
	}
	if kl, _ := s.Under(far).AtCondition().KL(4000); !(kl > 0.4) {
		t.Errorf("far outside KL is %.3f", kl)
	}
	if got, want := at.Data.Entropy(), (slope{}).Entropy(); got != want {
		t.Errorf("entropy %g, want %g", got, want)
	}
	if nll, se := at.Under(at.Data.Test.Given).NLL(at.Data.Test.X); math.Abs(nll-(slope{}).Entropy()) > 0.1+4*se {
		t.Errorf("NLL at the condition is %.3f", nll)
	}
	if all := s.Under(s.Data.ValGiven); all.AtCondition() != all {
		t.Error("a snapshot over all is another")
	}
}
