package flows

import (
	"math"
	"math/rand/v2"
	"testing"

	"bijou/flows/ad"
)

// With many rows the shrinkage is next to nothing, and what leaves the layer has mean
// 0 and covariance 1.
func TestALinearLayerThatWhitensStartsFromTheCovariance(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	const n, d = 20000, 4
	x := ad.New(n, d)
	for i := range n {
		common := rng.NormFloat64()
		for j := range d {
			x.Set(i, j, float64(j)+(1+float64(j))*(common+0.5*rng.NormFloat64()))
		}
	}
	spec, err := ParseSpec("linear(whitening)")
	if err != nil {
		t.Fatal(err)
	}
	s, err := NewStack(spec, d, 0)
	if err != nil {
		t.Fatal(err)
	}
	theta := make([]float64, s.Len)
	s.Start(theta, 1)
	s.StartFrom(x, nil, theta)
	z := s.Evaluator(Normal{}, theta).Inverse(x).At[0]
	for i := range d {
		for j := range d {
			cov := 0.0
			for k := range n {
				cov += z.At(k, i) * z.At(k, j) / n
			}
			want := 0.0
			if i == j {
				want = 1
			}
			if math.Abs(cov-want) > 2e-3 {
				t.Errorf("covariance of %d and %d is %.4f", i, j, cov)
			}
		}
	}
}

// Few rows of many columns show correlations that are not there; shrunk, the density
// of further rows is the better for it, and a column that is a copy does no harm.
func TestWhiteningShrinksWhatFewRowsShow(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	draw := func(n int) *ad.Mat {
		x := ad.New(n, 12)
		for i := range x.Data {
			x.Data[i] = rng.NormFloat64()
		}
		return x
	}
	few, more := draw(20), draw(2000)
	mean, sd := make([]float64, 12), make([]float64, 12)
	for j := range mean {
		mean[j], sd[j] = moments(few.Col(j))
	}
	far := 0.0
	r := shrunkCorrelation(few, mean, sd)
	for i := range 12 {
		for j := range i {
			far = max(far, math.Abs(r.At(i, j)))
		}
	}
	if far > 0.25 {
		t.Errorf("a correlation of %.2f is left", far)
	}
	copy(few.Col(1), few.Col(0))
	l := newLinearOf(t, "linear(whitening)", 12)
	theta := make([]float64, l.Len)
	l.StartFrom(few, nil, theta)
	logp := make([]float64, more.Rows)
	l.Evaluator(Normal{}, theta).LogProb(logp, more)
	for _, v := range logp {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			t.Fatal("a copied column leaves no density")
		}
	}
}

func newLinearOf(t *testing.T, text string, dim int) *Stack {
	t.Helper()
	spec, err := ParseSpec(text)
	if err != nil {
		t.Fatal(err)
	}
	s, err := NewStack(spec, dim, 0)
	if err != nil {
		t.Fatal(err)
	}
	return s
}
