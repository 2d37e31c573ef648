package diagnose

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"bijou/flows/ad"
	"bijou/model"
)

func TestTestsAreCorrectedTogether(t *testing.T) {
	for _, c := range []struct {
		p      []float64
		faults int
	}{
		{[]float64{0.02, 0.5, 0.9, 0.3}, 0},       // one in four is below 0.02 by chance in 8 %
		{[]float64{0.012, 0.5, 0.9, 0.3}, 1},      // 0.05/4
		{[]float64{0.3, 0.016, 0.5, 0.001}, 2},    // then 0.05/3
		{[]float64{0.011, 0.0126, 0.02, 0.04}, 4}, // one after the other
		{[]float64{0.013, 0.001, 0.03, 0.026}, 2}, // the third stops at 0.025
		{[]float64{math.NaN(), 1, 1, 1}, 0},       // no p-value, no fault
		{[]float64{0.0001, 0.0001, 0.0001, 0.04}, 4},
	} {
		var lines []Line
		for _, p := range c.p {
			lines = append(lines, Line{}.tested(p, false, "wrong"))
		}
		judge([]Section{{Lines: lines}})
		faults := 0
		for _, l := range lines {
			if l.Mark == Bad {
				faults++
			}
		}
		if faults != c.faults {
			t.Errorf("%v: %d faults, want %d", c.p, faults, c.faults)
		}
	}
}

// few makes the sample of a flow that is right, or that is off by a shift, from n points
// of a source of its own.
func few(t *testing.T, rng *rand.Rand, n int, off float64) *Diagnosis {
	t.Helper()
	s := untrained(t, source(normal{2, 0}), "affine", nil)
	p := &Sample{Flow: s, X: ad.New(n, 2), Made: ad.New(250, 2), Base: ad.New(250, 2), MadeLog: make([]float64, 250)}
	for i := range p.X.Data {
		p.X.Data[i] = rng.NormFloat64() + off
	}
	for i := range p.Base.Data {
		p.Base.Data[i] = rng.NormFloat64()
	}
	e := s.Stack.Evaluator(s.Base, s.Theta)
	path := e.Inverse(p.X)
	p.Z, p.LogQ = path.At[0], p.logProb(path)
	e.SampleLogProb(p.Made, p.MadeLog, p.Base)
	d := &Diagnosis{}
	for _, part := range []int{0, 2, 3, 4, 5, 6, 7} {
		studies[part](p, d)
	}
	none := model.Number(math.NaN())
	d.KL, d.KLSE, d.Entropy, d.Integral = none, none, none, 1
	return d
}

func TestAFlowThatIsRightSeldomFails(t *testing.T) {
	runs := 200
	if testing.Short() {
		runs = 40
	}
	rng, failed := rand.New(rand.NewPCG(9, 9)), 0
	for range runs {
		if few(t, rng, 100, 0).Checks().Faults > 0 {
			failed++
		}
	}
	t.Logf("%d of %d runs of a flow that is right find a fault", failed, runs)
	// 5 % and three standard errors of a count
	if bound := 0.05*float64(runs) + 3*math.Sqrt(0.05*0.95*float64(runs)); float64(failed) > bound {
		t.Errorf("%d of %d", failed, runs)
	}
}

// Six points and a correlation of 0.97 do not pass.
func TestFewPointsClaimNothing(t *testing.T) {
	rng := rand.New(rand.NewPCG(10, 10))
	for _, n := range []int{2, 3, 6, 10} {
		d := few(t, rng, n, 0)
		for _, s := range d.Sections()[:3] {
			for _, l := range s.Lines {
				if l.Mark == Good {
					t.Errorf("n = %d: %s passes", n, l.Name)
				}
			}
		}
		if c := d.Checks(); c.Powerless < 6 || !strings.Contains(d.Summary(), "more say nothing") {
			t.Errorf("n = %d: %+v, %s", n, c, d.Summary())
		}
	}
	d := &Diagnosis{Points: 6, Correlation: [][]model.Number{{1, 0.9744}, {0.9744, 1}}}
	lines := d.latent()
	judge([]Section{{Lines: lines}})
	last := lines[len(lines)-1]
	if last.Name != "correlation" || last.Mark == Good {
		t.Errorf("six points and a correlation of 0.97: %+v", last)
	}
}

// A fault that even few points show is told.
func TestFewPointsFailWhatIsGross(t *testing.T) {
	rng := rand.New(rand.NewPCG(11, 11))
	if c := few(t, rng, 10, 4).Checks(); c.Faults == 0 {
		t.Errorf("ten points four standard deviations off: %+v", c)
	}
}

func TestKLAboveZeroIsAFault(t *testing.T) {
	for _, c := range []struct {
		kl, se float64
		mark   Mark
	}{{0.02, 0.001, Bad}, {0.001, 0.001, Good}, {-0.001, 0.001, Good}, {1e-16, 1e-18, Good}, {0.5, 0, Bad}, {-0.5, 0.001, Bad}} {
		d := &Diagnosis{Points: 4096}
		d.KL, d.KLSE, d.KLShare = model.Number(c.kl), model.Number(c.se), model.Number(math.NaN())
		lines := d.density()
		judge([]Section{{Lines: lines}})
		if i := slices.IndexFunc(lines, func(l Line) bool { return strings.HasPrefix(l.Name, "KL(data") }); lines[i].Mark != c.mark {
			t.Errorf("KL %g ± %g: %+v", c.kl, c.se, lines[i])
		}
	}
}
