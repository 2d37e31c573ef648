package flows

import (
	"math"
	"math/rand/v2"
	"testing"

	"bijou/flows/ad"
	"bijou/flows/nn"
)

const destructorSeed = 5

// destroyed is a stack over a uniform base that was fitted to data.
func destroyed(t *testing.T, text string, data *ad.Mat) (*Stack, Base, []float64) {
	t.Helper()
	base, spec, err := ParseStack(text)
	if err != nil {
		t.Fatal(err)
	}
	s, err := NewStack(spec, data.Cols, 0)
	if err != nil {
		t.Fatal(err)
	}
	theta := make([]float64, s.Len)
	s.Start(theta, 1)
	s.StartFrom(data, nil, theta)
	return s, base.Build(), theta
}

// Independent histograms leave the total correlation of the crescent, 0.5810 nats;
// a tree takes most of that, and composite destructors no less.
func TestDestructorsLeaveTheTotalCorrelationAndThenLittle(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds of arithmetic alone")
	}
	rng := rand.New(rand.NewPCG(destructorSeed, 0))
	var c crescent
	train, fresh := c.draw(rng, 20000), c.draw(rng, 20000)
	for _, step := range []struct {
		stack     string
		low, high float64
	}{
		{"uniform, histogram(bins=64), cdf", 0.56, 0.61},
		{"uniform, histogram(bins=64)*2, cdf", 0.56, 0.61},
		{"uniform, tree(leaves=256), histogram(bins=64), cdf", 0, 0.12},
		{"uniform, cdf, rbig*20", 0, 0.12},
	} {
		s, base, theta := destroyed(t, step.stack, train)
		logq := make([]float64, fresh.Rows)
		s.Evaluator(base, theta).LogProb(logq, fresh)
		kl := 0.0
		for i, q := range logq {
			kl += (c.logProb(fresh.At(i, 0), fresh.At(i, 1)) - q) / float64(fresh.Rows)
		}
		if !(kl >= step.low && kl <= step.high) {
			t.Errorf("seed %d: %s leaves KL %.4f, expected %g to %g", destructorSeed, step.stack, kl, step.low, step.high)
		}
	}
}

// The density of a destructor is constant on cells of the cube that the midpoint
// rule sums exactly: it has the mass 1.
func TestDestructorsHaveMassOne(t *testing.T) {
	rng := rand.New(rand.NewPCG(destructorSeed, 1))
	data := crescent{}.draw(rng, 5000)
	for i, v := range data.Data {
		data.Data[i] = math.Erfc(-v/math.Sqrt2) / 2
	}
	const side = 512
	cells := ad.New(side*side, 2)
	for i := range cells.Rows {
		cells.Set(i, 0, (float64(i%side)+0.5)/side)
		cells.Set(i, 1, (float64(i/side)+0.5)/side)
	}
	for _, text := range []string{"uniform, histogram(bins=32)", "uniform, tree(leaves=500)"} {
		s, base, theta := destroyed(t, text, data)
		logq := make([]float64, cells.Rows)
		s.Evaluator(base, theta).LogProb(logq, cells)
		mass := 0.0
		for _, q := range logq {
			mass += math.Exp(q) / side / side
		}
		if math.Abs(mass-1) > 1e-9 {
			t.Errorf("seed %d: %s has the mass %.12f", destructorSeed, text, mass)
		}
	}
}

// A tree of even data finds nothing that is worth a parameter.
func TestATreeLeavesEvenDataAlone(t *testing.T) {
	rng := rand.New(rand.NewPCG(destructorSeed, 2))
	data := ad.New(3000, 2)
	for i := range data.Data {
		data.Data[i] = rng.Float64()
	}
	s, _, theta := destroyed(t, "uniform, tree(leaves=100)", data)
	cuts := 0
	for _, c := range s.Layers[0].Map.(*Tree).column.In(theta) {
		if c != 0 {
			cuts++
		}
	}
	if cuts > 8 {
		t.Errorf("seed %d: %d cuts through even data", destructorSeed, cuts)
	}
}

// log p of a distribution function is right where the function itself has no digits.
func TestTheNormalDestructorIsRightFarOut(t *testing.T) {
	for _, x := range []float64{-40, -12, -9, 0, 9, 12, 40} {
		z, logSlope, _ := normalCDFCurve{}.at(x)
		if want := -x*x/2 - log2Pi/2; logSlope != want || !(z > 0 && z < 1) {
			t.Errorf("at %g: z = %g, log slope %g, want %g", x, z, logSlope, want)
		}
	}
}

// Cuts at a quarter leave sides that no power of two divides: those are cut on all the
// same, at the nearest multiples.
func TestABoxOfAnyLengthIsCut(t *testing.T) {
	const side = 81.0 / 512
	rng, x := rand.New(rand.NewPCG(destructorSeed, 7)), ad.New(100, 1)
	b := &box{points: 100, low: []float64{0}, high: []float64{side}}
	for i := range x.Rows {
		x.Set(i, 0, side*rng.Float64())
		b.rows = append(b.rows, i)
	}
	var params nn.Params
	var cuts []float64
	newTree(&params, 64, 1).everyCut(x, b, func(_ int, split, share, _ float64) {
		cuts = append(cuts, split)
		if below := share * 100; split/finest != math.Trunc(split/finest) || below < 1 || below > 99 {
			t.Errorf("a cut at %g, with %g points below", split, below)
		}
	})
	if len(cuts) != 3 {
		t.Errorf("cuts at %v", cuts)
	}
}
