package diagnose

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/diff/fd"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat/distuv"

	"bijou/flows"
	"bijou/flows/ad"
	"bijou/model"
)

func TestCoverageOfTheSameSamplesIsNominal(t *testing.T) {
	logq := normals(rand.New(rand.NewPCG(11, 11)), 1000, 1, 1, 0).Data
	c := (&Sample{LogQ: logq, MadeLog: logq}).Coverage()
	for _, l := range c.Levels {
		near(t, "covered", l.Covered, float64(l.Nominal), 1.5e-3)
	}
	near(t, "D", c.Test.D, 0, 0)
}

// Of points that spread half as wide as the flow thinks, the share within ±r of
// a normal flow is that within ±2r of the points' own units.
func TestCoverageOfNarrowPointsIsAboveTheDiagonal(t *testing.T) {
	rng := rand.New(rand.NewPCG(12, 12))
	logq := func(x *ad.Mat) []float64 {
		l := make([]float64, x.Rows)
		normal{1, 0}.LogProb(l, x)
		return l
	}
	p := &Sample{LogQ: logq(normals(rng, 20000, 1, 0.5, 0)), MadeLog: logq(normals(rng, 20000, 1, 1, 0))}
	for _, l := range p.Coverage().Levels {
		r := distuv.UnitNormal.Quantile((1 + float64(l.Nominal)) / 2)
		near(t, "covered", l.Covered, 2*distuv.UnitNormal.CDF(2*r)-1, 0.015)
	}
}

func TestRoundTripLosesWhatTheDirectionsDiffer(t *testing.T) {
	s := untrained(t, source(normal{2, 0}), "affine", nil)
	p := Draw(s)
	if r := p.RoundTrip(); r.Max != 0 || r.P95 != 0 {
		t.Errorf("the identity loses %v", r)
	}
	for i := range p.Z.Rows / 10 {
		p.Z.Set(i, 1, p.Z.At(i, 1)+0.25) // an inverse that is wrong for one point in ten
	}
	r := p.RoundTrip()
	near(t, "the largest loss", r.Max, 0.25, 1e-12)
	near(t, "that of 95 %", r.P95, 0.25, 1e-12)
}

func TestConditionOfALinearFlowIsThatOfItsMatrix(t *testing.T) {
	s := untrained(t, source(normal{2, 0}), "affine, rotate", nil)
	setBlock(t, s, 0, "log_scale", math.Log(50), math.Log(0.2))
	c, stretch, v := Draw(s).Jacobian()
	for _, got := range []model.Number{c.Median, c.P95, c.Max} {
		near(t, "condition", got, 250, 1e-9)
	}
	near(t, "the smallest singular value", stretch.Min, 0.2, 1e-12)
	near(t, "the largest", stretch.Max, 50, 1e-12)
	near(t, "log|det|", v.Mean, math.Log(10), 1e-12)
	near(t, "its spread", v.SD, 0, 1e-7)
	if c.Alarm {
		t.Error("250 raises an alarm")
	}
	setBlock(t, s, 0, "log_scale", math.Log(500), math.Log(0.02))
	if c, _, _ := Draw(s).Jacobian(); !c.Alarm {
		t.Errorf("%v raises no alarm", c.Max)
	}
}

func TestSingularValuesAreThoseOfFiniteDifferences(t *testing.T) {
	s := untrained(t, source(normal{2, 0}), every, shaken(0.3))
	z := normals(rand.New(rand.NewPCG(13, 13)), 40, 2, 1, 0)
	values, ladj := SingularValues(s, z)
	for i := range z.Rows {
		j := mat.NewDense(2, 2, nil)
		fd.Jacobian(j, func(x, at []float64) {
			path := s.Forward(ad.FromRows([][]float64{at}))
			path[len(path)-1].Row(x, 0)
		}, z.Row(nil, i), &fd.JacobianSettings{Formula: fd.Central})
		var svd mat.SVD
		svd.Factorize(j, mat.SVDNone)
		for k, want := range svd.Values(nil) {
			near(t, "singular value", model.Number(values.At(i, k)), want, 1e-5*max(1, want))
		}
		near(t, "log|det|", model.Number(ladj[i]), math.Log(values.At(i, 0)*values.At(i, 1)), 1e-9)
	}
}

// A seeing layer is autoregressive but for its numbers, which depend on the
// entry that they transform and on those after it:
//
//	z_i = (x_i − t)·e⁻ˢ,  s = 2·tanh(t/2),  t = 0.3·Σ_j x_j
type seeing struct{}

func (seeing) Inverse(x, _ *ad.Mat) (z, ladj *ad.Mat) {
	shift := ad.Scale(ad.SumFeatures(x), 0.3)
	scale := ad.Scale(ad.Tanh(ad.Scale(shift, 0.5)), 2)
	return ad.Mul(ad.Sub(x, shift), ad.Exp(ad.Scale(scale, -1))), ad.Scale(scale, -float64(x.Cols))
}

// Forward finds entry after entry, as if each depended on those before it alone.
func (seeing) Forward(z, _ *ad.Mat) (x, ladj *ad.Mat) {
	x = ad.Scale(z, 0)
	for i := range z.Cols {
		shift := ad.Scale(ad.SumFeatures(x), 0.3)
		scale := ad.Scale(ad.Tanh(ad.Scale(shift, 0.5)), 2)
		x = ad.Replace(x, i, ad.Add(ad.Mul(ad.Cols(z, i, i+1), ad.Exp(scale)), shift))
		if i == 0 {
			ladj = scale
		} else {
			ladj = ad.Add(ladj, scale)
		}
	}
	return x, ladj
}

// The net of an autoregressive layer must not see the entry that it transforms,
// nor those after it. What breaks if it does depends on which direction is the
// one pass.
func TestANetThatSeesWhatItMustNotRaisesTheAlarm(t *testing.T) {
	for _, c := range []struct {
		name   string
		layer  flows.Bijection
		alarms []string
	}{
		{"x to z in one pass", seeing{}, []string{"impossible: a bug", "the inverse is none", "from that of the way back", "integrates to"}},
		{"z to x in one pass", flows.Inverted{Bijection: seeing{}}, []string{"differs from that of the Jacobian", "the inverse is none", "from that of the way back"}},
	} {
		s := untrained(t, source(normal{2, 0}), "autoregressive(hidden=0)", nil)
		s.Stack.Layers[0].Map = c.layer
		d := Of(s)
		for _, words := range c.alarms {
			if !alarmed(d, words) {
				t.Errorf("%s: no alarm that something %q in %q", c.name, words, d.Alarms)
			}
		}
	}
}

func TestJacobianThatIsNotFiniteRaisesTheAlarm(t *testing.T) {
	s := untrained(t, source(normal{2, 0}), "affine", nil)
	setBlock(t, s, 0, "log_scale", math.NaN(), 0)
	if c, _, _ := Draw(s).Jacobian(); !c.Alarm || known(c.Max) {
		t.Errorf("%v", c)
	}
}

func TestMassOfAFlowIsOne(t *testing.T) {
	for name, p := range map[string]*Sample{
		"a normal line":  Draw(untrained(t, source(normal{1, 0}), "affine", nil)),
		"a normal plane": Draw(untrained(t, source(normal{2, 0}), "rotate", nil)),
		"every layer":    Draw(untrained(t, source(normal{2, 0}), every, shaken(0.3))),
		"heavy tails":    heavy(t),
	} {
		t.Run(name, func(t *testing.T) {
			m := p.Mass()
			near(t, "∫ density", m.Integral, 1, 1e-3)
			if !(m.Error <= massGoal) {
				t.Errorf("the error is %v after all evaluations", m.Error)
			}
		})
	}
}

// heavy returns a sample of a flow whose tails fall off like those of a
// logistic distribution in each direction.
func heavy(t *testing.T) *Sample {
	s := untrained(t, source(normal{2, 0}), "rotate", nil)
	s.Base = logistic{}
	return Draw(s)
}

func TestMassOfWhatIsNoDensityIsNot(t *testing.T) {
	s := untrained(t, source(normal{2, 0}), "rotate", nil)
	s.Base = louder{s.Base.(baseOf), math.Log(1.1)}
	d := Of(s)
	near(t, "∫ density", d.Integral, 1.1, 2e-3)
	if !alarmed(d, "integrates to 1.1") {
		t.Errorf("the alarms are %q", d.Alarms)
	}
}

type baseOf interface {
	Name() string
	LogProb(z *ad.Mat) *ad.Mat
	Draw(rng *rand.Rand, z *ad.Mat)
}

// louder is a base that claims more than all probability.
type louder struct {
	baseOf
	by float64
}

func (l louder) LogProb(z *ad.Mat) *ad.Mat { return ad.Shift(l.baseOf.LogProb(z), l.by) }

func TestMassHasNoValueAboveThePlane(t *testing.T) {
	if m := Draw(untrained(t, source(normal{3, 0}), "affine", nil)).Mass(); known(m.Integral) {
		t.Errorf("∫ density is %v in three dimensions", m.Integral)
	}
}
