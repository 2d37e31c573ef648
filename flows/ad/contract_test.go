package ad

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/mat"
)

// stretchOf returns the largest singular value of m.
func stretchOf(m *Mat) float64 {
	var svd mat.SVD
	if !svd.Factorize(mat.NewDense(m.Cols, m.Rows, append([]float64(nil), m.Data...)), mat.SVDNone) {
		return math.NaN()
	}
	return svd.Values(nil)[0]
}

func TestContractBringsTheLargestSingularValueToItsBound(t *testing.T) {
	const seed = 8
	rng := rand.New(rand.NewPCG(seed, 0))
	for _, size := range [][2]int{{1, 1}, {1, 7}, {7, 1}, {5, 5}, {64, 64}, {3, 64}, {64, 2}} {
		for _, scale := range []float64{1e-3, 1, 1e5} {
			w := New(size[0], size[1])
			for i := range w.Data {
				w.Data[i] = scale * rng.NormFloat64()
			}
			before := stretchOf(w)
			got, want := stretchOf(Contract(NewTape(nil, nil).Const(w), 0.9)), min(before, 0.9)
			// Two values that are nearly equal are hard to tell apart, but then
			// either will do.
			if math.Abs(got-want) > 1e-6*want {
				t.Errorf("seed %d: %v of norm %g: %.12g, want %.12g", seed, size, before, got, want)
			}
		}
	}
}

func TestContractLeavesWhatIsSmallAlone(t *testing.T) {
	zero := Contract(NewTape(nil, nil).Const(New(3, 4)), 0.9)
	if stretchOf(zero) != 0 {
		t.Errorf("zero became %v", zero.Data)
	}
	nan := New(2, 2)
	nan.Data[1] = math.NaN()
	if got := Contract(NewTape(nil, nil).Const(nan), 0.9); !math.IsNaN(got.Data[0]) {
		t.Errorf("a matrix that is no number became %v", got.Data)
	}
}
