package diagnose

import (
	"math"
	"math/rand/v2"
	"testing"

	"bijou/flows"
	"bijou/flows/ad"
	"bijou/model"
)

// normal is a truth of independent standard normal columns; lie is added to its
// log density.
type normal struct {
	dim int
	lie float64
}

func (n normal) Dim() int { return n.dim }

func (n normal) Sample(rng *rand.Rand, x *ad.Mat) { flows.Normal{}.Draw(rng, x) }

func (n normal) LogProb(dst []float64, x *ad.Mat) {
	for i, r := range squaredLengths(x) {
		dst[i] = n.lie - r/2 - float64(n.dim)/2*math.Log(2*math.Pi)
	}
}

func (n normal) Entropy() float64 {
	return float64(n.dim)/2*math.Log(2*math.Pi*math.E) - n.lie
}

// source draws every batch of a truth fresh.
func source(truth model.Density) model.Source {
	return model.Source{Spec: "test", Columns: make([]string, truth.Dim()), Truth: truth}
}

// untrained returns a flow at its start, the identity but for what bend does to
// its parameters.
func untrained(t testing.TB, src model.Source, stack string, bend func(s *model.Snapshot)) *model.Snapshot {
	t.Helper()
	spec, err := flows.ParseSpec(stack)
	if err != nil {
		t.Fatal(err)
	}
	settings, err := model.ParseSettings("adam")
	if err != nil {
		t.Fatal(err)
	}
	f, err := model.NewFit(model.Config{Source: src, Spec: spec, Settings: settings, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(f.Close)
	s := f.Snapshot()
	if bend != nil {
		bend(s)
	}
	return s
}

// shaken moves every free parameter by a normal number of the given size.
func shaken(size float64) func(s *model.Snapshot) {
	return func(s *model.Snapshot) {
		rng := rand.New(rand.NewPCG(7, 7))
		for _, l := range s.Stack.Layers {
			for _, b := range l.Blocks {
				for i := range b.Len() {
					if b.Mask == nil || b.Mask[i] != 0 {
						s.Theta[b.Offset+i] += size * rng.NormFloat64()
					}
				}
			}
		}
	}
}

// setBlock gives the parameters of a block of layer k.
func setBlock(t testing.TB, s *model.Snapshot, k int, name string, values ...float64) {
	t.Helper()
	for _, b := range s.Stack.Layers[k].Blocks {
		if b.Name == name {
			if copy(b.In(s.Theta), values) != b.Len() {
				t.Fatalf("%s takes %d numbers", name, b.Len())
			}
			return
		}
	}
	t.Fatalf("layer %d has no block %s", k, name)
}

// every is a stack of every sort of layer of the plane.
const every = "actnorm, coupling(hidden=6), coupling(rqs, hidden=6, bins=4), autoregressive(hidden=6), " +
	"iaf(rqs, hidden=6, bins=3), linear, planar, planar(flip), radial, rotate, affine, coupling(additive, hidden=6)"

// normals returns n×d standard normal numbers, times scale, plus shift.
func normals(rng *rand.Rand, n, d int, scale, shift float64) *ad.Mat {
	x := ad.New(n, d)
	for i := range x.Data {
		x.Data[i] = shift + scale*rng.NormFloat64()
	}
	return x
}

// uniformP runs a test on 200 draws from its null and wants p-values that are
// uniform, as a KS test sees it.
func uniformP(t *testing.T, p func(rng *rand.Rand) model.Number) {
	t.Helper()
	all := make([]float64, 200)
	for i := range all {
		all[i] = float64(p(rand.New(rand.NewPCG(uint64(i), 42))))
	}
	test := againstCDF(all, func(v float64) float64 { return min(max(v, 0), 1) })
	if !(test.P > 0.01) {
		t.Errorf("200 p-values under the null are not uniform: D %.3f, p %.2g", test.D, test.P)
	}
}

func near(t *testing.T, what string, got model.Number, want, tolerance float64) {
	t.Helper()
	if !(math.Abs(float64(got)-want) <= tolerance) {
		t.Errorf("%s is %v, want %v ± %v", what, got, want, tolerance)
	}
}
