package flows

import (
	"math"
	"testing"

	"bijou/flows/ad"
)

var logisticBase = &Independent{"logistic", logistic{}}

// codedSubject is a naf layer with a scale behind it, with parameters away from their
// start, over two columns of four levels.
func codedSubject(t *testing.T) (*Coded, subject, Levels, *Stack) {
	t.Helper()
	stack, theta, s := stirred(t, "naf(hidden=7x5, components=3), affine(scale=0.5, shift=0.2)", Row(2))
	c, err := stack.Code(logisticBase)
	if err != nil {
		t.Fatal(err)
	}
	s.theta = theta
	return c, s, Levels{4, -1, 0.5}, stack
}

// both are the levels of two columns that have the same.
func both(l Levels) []Levels { return []Levels{l, l} }

func TestTheProbabilitiesOfAllLevelsAddUpToOne(t *testing.T) {
	c, s, l, _ := codedSubject(t)
	x := ad.New(16, 2)
	for i := range 16 {
		x.Set(i, 0, l.Low+l.Step*(float64(i%4)+0.3))
		x.Set(i, 1, l.Low+l.Step*(float64(i/4)+0.9))
	}
	total := 0.0
	for _, v := range c.LogMass(ad.NewTape(s.theta, nil).Const(x), nil, both(l)).Data {
		total += math.Exp(v)
	}
	if math.Abs(total-1) > 1e-12 {
		t.Errorf("all probabilities together are %.15g", total)
	}
}

// The mass of a level of the first column is the integral of the flow's density over it.
func TestTheMassOfALevelIsTheIntegralOfTheDensity(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds of arithmetic alone")
	}
	c, s, l, stack := codedSubject(t)
	tape := ad.NewTape(s.theta, nil)
	for _, k := range []int{1, 2} {
		const n, reach = 400, 40
		x := ad.New(n*n, 2) // the first column in its level, the second anywhere
		width := l.Step / n
		for i := range x.Rows {
			x.Set(i, 0, l.Low+float64(k)*l.Step+width*(float64(i%n)+0.5))
			x.Set(i, 1, reach*(2*(float64(i/n)+0.5)/n-1)/8)
		}
		sum := 0.0
		for _, v := range stack.Flow(logisticBase).LogProb(tape.Const(x), nil).Data {
			sum += math.Exp(v) * width * (2 * reach / 8.0 / n)
		}
		want := 0.0
		for other := range 4 {
			at := ad.FromRows([][]float64{{l.Low + l.Step*(float64(k)+0.5), l.Low + l.Step*(float64(other)+0.5)}})
			want += math.Exp(c.LogMass(tape.Const(at), nil, both(l)).Data[0])
		}
		want = (want - dust/4) / (1 - dust)
		if math.Abs(sum-want) > 0.02 {
			t.Errorf("level %d has the mass %.4f, and the density integrates to %.4f", k, want, sum)
		}
		tape.Reset()
	}
}

func TestTheGradientOfLevelsMatchesFiniteDifferences(t *testing.T) {
	c, s, l, _ := codedSubject(t)
	x := s.batch(5, 0.6)
	tape := ad.NewTape(s.theta, make([]float64, len(s.theta)))
	tape.Backward(ad.Sum(c.LogMass(tape.Const(x), nil, both(l))))
	got, h := tape.Grad(), 1e-6
	for i := range s.theta {
		at := func(v float64) float64 {
			old := s.theta[i]
			s.theta[i] = v
			defer func() { s.theta[i] = old }()
			return ad.Sum(c.LogMass(ad.NewTape(s.theta, nil).Const(x), nil, both(l))).Data[0]
		}
		want := (at(s.theta[i]+h) - at(s.theta[i]-h)) / (2 * h)
		if got[i] != 0 && math.Abs(got[i]-want) > 1e-6*(1+math.Abs(want)) {
			t.Errorf("d/dθ[%d] is %g, finite difference %g", i, got[i], want)
		}
	}
}

func TestAStackThatCannotCodeSaysWhy(t *testing.T) {
	for text, base := range map[string]Base{
		"naf": Normal{}, "coupling": logisticBase, "affine, naf": logisticBase, "naf*2": logisticBase, "affine": logisticBase, "naf(flip)": logisticBase, "autoregressive(rqs)": logisticBase,
	} {
		stack, err := NewStack(parsed(t, text), 2, 0)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := stack.Code(base); err == nil {
			t.Errorf("%s codes", text)
		}
	}
}

// Columns of different levels have probabilities that add up to one, too, and rulers that
// say where they lie for the net.
func TestColumnsMayHaveLevelsOfTheirOwn(t *testing.T) {
	c, s, _, stack := codedSubject(t)
	levels := []Levels{{3, -1, 0.5}, {7, 10, 0.25}}
	x := ad.New(21, 2)
	for i := range 21 {
		x.Set(i, 0, -1+0.5*(float64(i%3)+0.5))
		x.Set(i, 1, 10+0.25*(float64(i/3)+0.5))
	}
	total := 0.0
	for _, v := range c.LogMass(ad.NewTape(s.theta, nil).Const(x), nil, levels).Data {
		total += math.Exp(v)
	}
	if math.Abs(total-1) > 1e-12 {
		t.Errorf("all probabilities together are %.15g", total)
	}
	affine := stack.Layers[1].Map.(*Affine)
	for j, r := range c.Rulers(s.theta, levels) {
		scale := math.Exp(affine.logScale.In(s.theta)[j])
		if step := levels[j].Step / scale; math.Abs(r.Step-step) > 1e-12*step {
			t.Errorf("a level of column %d is %g wide, want %g", j, r.Step, step)
		}
		if low := (levels[j].Low - affine.shift.In(s.theta)[j]) / scale; math.Abs(r.Low-low) > 1e-12*math.Abs(low) {
			t.Errorf("column %d begins at %g, want %g", j, r.Low, low)
		}
	}
}
