package presets

import (
	"math"
	"math/rand/v2"
	"testing"

	"bijou/flows/ad"
	"bijou/model"
)

func TestTheEntropyOfAFamilyIsThatOfItsDraws(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds of arithmetic alone")
	}
	for _, f := range families() {
		truth := f.truth()
		const n = 200_000
		x, given := ad.New(n, truth.Dim()), ad.New(n, truth.GivenDim())
		truth.Sample(rand.New(rand.NewPCG(3, 0)), x, given)
		logp := make([]float64, n)
		truth.LogProb(logp, x, given)
		sum, squares := 0.0, 0.0
		for _, v := range logp {
			sum -= v
			squares += v * v
		}
		mean := sum / n
		se := math.Sqrt((squares/n - mean*mean) / n)
		if math.Abs(mean-truth.Entropy()) > 5*se {
			t.Errorf("%s: −log p of its draws is %.5f ± %.5f, its entropy %.5f", f.Name, mean, se, truth.Entropy())
		}
	}
}

func TestADensityUnderEveryConditionIntegratesToOne(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds of arithmetic alone")
	}
	for _, f := range families() {
		truth := f.truth()
		if truth.Dim() > 2 {
			continue // too many cells; its entropy says as much
		}
		given := ad.New(1, truth.GivenDim())
		for _, c := range []float64{0.7, 1.9} {
			given.Data[0] = c
			if truth.GivenDim() > 1 {
				given.Data[0] = 1
			}
			if mass := massOf(truth, given); math.Abs(mass-1) > 2e-3 {
				t.Errorf("%s under %v: ∫p is %.5f", f.Name, given.Data, mass)
			}
		}
	}
}

// massOf sums a density over a fine grid.
func massOf(truth model.Conditional, given *ad.Mat) float64 {
	const reach, step = 6.0, 0.03
	n := int(2 * reach / step)
	rows := n
	if truth.Dim() == 1 {
		rows = 1
	}
	x, under, logp := ad.New(n, truth.Dim()), ad.New(n, given.Cols), make([]float64, n)
	for j := range given.Cols {
		for i := range n {
			under.Set(i, j, given.Data[j])
		}
	}
	sum := 0.0
	for r := range rows {
		for i := range n {
			x.Set(i, 0, -reach+(float64(i)+0.5)*step)
			if truth.Dim() == 2 {
				x.Set(i, 1, -reach+(float64(r)+0.5)*step)
			}
		}
		truth.LogProb(logp, x, under)
		for _, v := range logp {
			sum += math.Exp(v)
		}
	}
	return sum * math.Pow(step, float64(truth.Dim()))
}

func TestAFamilyUnderOneConditionIsItsPart(t *testing.T) {
	for _, f := range families() {
		truth := f.truth()
		const n = 20_000
		given := make([]float64, truth.GivenDim())
		given[0] = 1
		one := truth.At(given)
		x, under := ad.New(n, truth.Dim()), ad.New(n, truth.GivenDim())
		one.Sample(rand.New(rand.NewPCG(8, 0)), x)
		for i := range n {
			under.Set(i, 0, 1)
		}
		logp, want := make([]float64, n), make([]float64, n)
		one.LogProb(logp, x)
		truth.LogProb(want, x, under)
		sum, squares := 0.0, 0.0
		for i, v := range logp {
			if math.Abs(v-want[i]) > 1e-12*(1+math.Abs(v)) {
				t.Fatalf("%s: log p is %g under one condition and %g in the family", f.Name, v, want[i])
			}
			sum -= v
			squares += v * v
		}
		mean := sum / n
		if se := math.Sqrt((squares/n - mean*mean) / n); math.Abs(mean-one.Entropy()) > 5*se {
			t.Errorf("%s: −log p of its draws is %.4f ± %.4f, its entropy %.4f", f.Name, mean, se, one.Entropy())
		}
	}
}
