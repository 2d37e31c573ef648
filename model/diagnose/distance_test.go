package diagnose

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/stat"

	"bijou/flows/ad"
	"bijou/model"
)

func column(v ...float64) *ad.Mat { return &ad.Mat{Rows: len(v), Cols: 1, Data: v} }

func TestEnergyDistanceByHand(t *testing.T) {
	d := energyDistance(ad.FromRows([][]float64{{0, 0}}), ad.FromRows([][]float64{{3, 4}}))
	near(t, "of two points", d.Value, 10, 1e-12)
	near(t, "their p", d.P, 1, 0) // an exchange changes nothing
	// 2·(1+3+1+1)/4 − (0+2+2+0)/4 − (0+2+2+0)/4
	near(t, "of two pairs", energyDistance(column(0, 2), column(1, 3)).Value, 1, 1e-12)
	near(t, "of a sample to itself", energyDistance(column(0, 2, 5), column(5, 0, 2)).Value, 0, 1e-12)
	// 2·(4+1)/2 − (0+3+3+0)/4 − 0
	near(t, "of two points to one", energyDistance(column(0, 3), column(4)).Value, 3.5, 1e-12)
}

func TestWassersteinOnALineIsThatOfGonum(t *testing.T) {
	rng := rand.New(rand.NewPCG(8, 8))
	x, y := normals(rng, 70, 1, 1, 0), normals(rng, 40, 1, 2, 0.5)
	near(t, "W1", slicedWasserstein(x, y).Value, stat.WassersteinDistance(x.Data, y.Data, nil, nil), 1e-12)
}

// The projection of a shift by c is c·cos of the angle; the mean of its
// magnitude over the circle is 2c/π.
func TestSlicedWassersteinOfAShift(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds of arithmetic alone")
	}
	rng := rand.New(rand.NewPCG(9, 9))
	x := normals(rng, 200, 2, 1, 0)
	y := x.Clone()
	for i := range y.Rows {
		y.Set(i, 0, y.At(i, 0)+10)
	}
	near(t, "W1", slicedWasserstein(x, y).Value, 20/math.Pi, 1) // 32 directions
}

var distances = map[string]func(x, y *ad.Mat) Distance{"sliced": slicedWasserstein, "energy": energyDistance}

func TestDistancesUnderTheNullHaveUniformP(t *testing.T) {
	for name, d := range distances {
		t.Run(name, func(t *testing.T) {
			uniformP(t, func(rng *rand.Rand) model.Number {
				return d(normals(rng, 30, 2, 1, 0), normals(rng, 20, 2, 1, 0)).P
			})
		})
	}
}

func TestDistancesSeeAShiftAScaleAndARotation(t *testing.T) {
	rng := rand.New(rand.NewPCG(10, 10))
	x, leaning := normals(rng, 300, 2, 1, 0), normals(rng, 300, 2, 1, 0)
	for i, v := range leaning.Col(0) {
		leaning.Set(i, 1, 0.8*v+0.6*leaning.At(i, 1)) // normal along both axes
	}
	others := map[string]*ad.Mat{"shift": normals(rng, 300, 2, 1, 0.4), "scale": normals(rng, 300, 2, 1.5, 0), "lean": leaning}
	for name, d := range distances {
		for what, y := range others {
			if p := d(x, y).P; !(p <= 0.01) {
				t.Errorf("%s: p %v for a %s", name, p, what)
			}
		}
	}
}

func TestDistancesOfNothingOrOfNaNHaveNoValue(t *testing.T) {
	for name, d := range distances {
		for _, x := range []*ad.Mat{ad.New(0, 1), column(1, math.NaN()), column(1, math.Inf(1))} {
			if got := d(x, column(1, 2)); known(got.Value) || known(got.P) {
				t.Errorf("%s of %v gives %v", name, x.Data, got)
			}
		}
	}
}
