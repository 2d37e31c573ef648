package model

import (
	"bytes"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"bijou/flows"
	"bijou/flows/ad"
)

// importance draws n points of two normals, .7 at 0 and .3 at 3, with the weights that
// make them points of .5 and .5.
func importance(n int) (src Source, truth func(x float64) float64) {
	normal := func(x, mean, sd float64) float64 {
		return math.Exp(-(x-mean)*(x-mean)/(2*sd*sd)) / (sd * math.Sqrt(2*math.Pi))
	}
	truth = func(x float64) float64 { return .5*normal(x, 0, 1) + .5*normal(x, 3, .5) }
	rng := rand.New(rand.NewPCG(3, 4))
	src = Source{Spec: "w.csv", Columns: []string{"x"}, Points: ad.New(n, 1)}
	for i := range n {
		x := rng.NormFloat64()
		if rng.Float64() < .3 {
			x = 3 + .5*x
		}
		src.Points.Set(i, 0, x)
		src.Weights = append(src.Weights, 7*truth(x)/(.7*normal(x, 0, 1)+.3*normal(x, 3, .5)))
	}
	return src, truth
}

func trainedOn(t tester, src Source, stack, settings string) *Fit {
	t.Helper()
	base, spec, err := flows.ParseStack(stack)
	if err != nil {
		t.Fatal(err)
	}
	s, err := ParseSettings(settings)
	if err != nil {
		t.Fatal(err)
	}
	f, err := NewFit(Config{Source: src, Base: base, Spec: spec, Settings: s, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(f.Close)
	return f
}

// above is how much of the density of a run lies above a value.
func above(f *Fit, at float64) (share float64) {
	x := f.BestSnapshot().Draw(rand.New(rand.NewPCG(1, 1)), 20000)
	for _, v := range x.Data {
		if v > at {
			share += 1 / float64(x.Rows)
		}
	}
	return share
}

func TestWeightedRowsGiveTheWeightedDensity(t *testing.T) {
	src, truth := importance(3000)
	for _, c := range []struct{ stack, settings string }{
		{"mixture(fit)", "adam, steps=1"},
		{"actnorm, spline(bins=8)*2", "adam(lr=0.01), steps=1500"},
		{"rbig", "adam, steps=1"},
	} {
		f := trainedOn(t, src, c.stack, c.settings)
		for range f.config.Settings.Int("steps") {
			f.Step()
		}
		if share := above(f, 1.5); math.Abs(share-.53) > .035 { // by the truth .5333
			t.Errorf("%s: %.3f of the samples above 1.5, the weights say .53", c.stack, share)
		}
		d, s := f.data, f.BestSnapshot()
		x := d.Own(d.Test.X)
		sum, total := 0.0, 0.0
		for i, w := range d.Test.Weight {
			sum, total = sum-w*math.Log(truth(x.Data[i])), total+w
		}
		if nll, se := s.TestNLL(); math.Abs(nll-sum/total) > .04 || !(se > .01 && se < .08) {
			t.Errorf("%s: test NLL %.4f ± %.4f, the truth has %.4f", c.stack, nll, se, sum/total)
		}
	}
}

func TestEqualWeightsChangeNothing(t *testing.T) {
	src := measured(200)
	even := trainedOn(t, src, "mixture(fit), actnorm, coupling", "adam, steps=100")
	src.Weights = slices.Repeat([]float64{5}, 200)
	weighted := trainedOn(t, src, "mixture(fit), actnorm, coupling", "adam, steps=100")
	for range 100 {
		even.Step()
		weighted.Step()
	}
	a, b := even.Done(), weighted.Done()
	if math.Abs(float64(a.TestNLLRaw-b.TestNLLRaw)) > 1e-9 || math.Abs(float64(a.TestSE-b.TestSE)) > 1e-9 {
		t.Errorf("%v ± %v without weights, %v ± %v with equal ones", a.TestNLLRaw, a.TestSE, b.TestNLLRaw, b.TestSE)
	}
}

func TestAStepSeesRowsAsOftenAsTheyWeigh(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		weights := rapid.SliceOfN(rapid.Float64Range(1e-6, 9), 1, 40).Draw(t, "weights")
		rows := make([]int, len(weights))
		for i := range rows {
			rows[i] = i
		}
		weights = weightsOf(weights, rows)
		places := make([]int, len(weights))
		asOftenAs(weights, places, rapid.Float64Range(0, 0.999).Draw(t, "u"))
		times := make([]float64, len(weights))
		for _, at := range places {
			times[at]++
		}
		for i, w := range weights {
			if times[i] < math.Floor(w-1e-9) || times[i] > math.Ceil(w+1e-9) {
				t.Errorf("a row of weight %v comes %v times", w, times[i])
			}
		}
	})
}

func TestARunKeepsItsWeights(t *testing.T) {
	src := measured(120)
	for i := range 120 {
		src.Weights = append(src.Weights, 1+float64(i%7))
	}
	f := trainedOn(t, src, "actnorm, coupling", "adam, steps=60")
	for range 20 {
		f.Step()
	}
	again := restored(t, encoded(t, f))
	for range 30 {
		f.Step()
		again.Step()
	}
	if !slices.Equal(again.data.Weights, src.Weights) || !bytes.Equal(encoded(t, f), encoded(t, again)) {
		t.Error("a run that was kept with weights goes on otherwise")
	}
}

func TestWeightsThatAreNoneAreRefused(t *testing.T) {
	for _, bad := range []float64{0, -1, math.NaN(), math.Inf(1), 1e-13} {
		src := measured(30)
		src.Weights = slices.Repeat([]float64{1}, 30)
		src.Weights[7] = bad
		if _, err := Prepare(src); err == nil {
			t.Errorf("a weight of %v is taken", bad)
		}
	}
}
