package worlds

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"bijou/flows"
	"bijou/flows/ad"
	"bijou/model/acting"
)

func near(t *testing.T, what string, got, want, within float64) {
	t.Helper()
	if !(math.Abs(got-want) <= within) {
		t.Errorf("%s is %.6g, want %.6g ± %.2g", what, got, want, within)
	}
}

func stream(k uint64) *rand.Rand { return rand.New(rand.NewPCG(7, k)) }

func each(t *testing.T, check func(t *testing.T, w acting.World)) {
	for _, k := range Catalogue() {
		t.Run(k.Name, func(t *testing.T) { check(t, k.Build(flows.Defaults(k.Fields))) })
	}
}

// anything acts at random, by a stream of its own.
func anything(w acting.World, rng *rand.Rand) acting.Policy {
	k := len(w.Shape().Choices)
	return func(_, action *ad.Mat) {
		for i := range action.Data {
			if k > 0 {
				action.Data[i] = float64(rng.IntN(k))
			} else {
				action.Data[i] = 2*rng.Float64() - 1
			}
		}
	}
}

func TestEveryWorldIsWhatItsShapeSays(t *testing.T) {
	each(t, func(t *testing.T, w acting.World) {
		s := w.Shape()
		if len(s.Low) != len(s.State) || len(s.High) != len(s.State) || s.Discount <= 0 || s.Discount > 1 {
			t.Errorf("%+v", s)
		}
		e := acting.NewEpisodes(w, 50)
		e.Run(stream(1), anything(w, stream(2)), 40, s.Discount)
		for _, x := range [][]float64{e.Return, e.Turn.State.Data} {
			for _, v := range x {
				if math.IsNaN(v) || math.IsInf(v, 0) {
					t.Fatalf("%g after 40 steps", v)
				}
			}
		}
	})
}

func TestTheSameSeedIsTheSameWorld(t *testing.T) {
	each(t, func(t *testing.T, w acting.World) {
		run := func() []float64 {
			e := acting.NewEpisodes(w, 20)
			e.Run(stream(1), anything(w, stream(2)), 30, 1)
			return append(slices.Clone(e.Return), e.Turn.State.Data...)
		}
		if !slices.Equal(run(), run()) {
			t.Error("another run of the same seed went another way")
		}
	})
}

func TestAStepOfAWorldAllocatesNothing(t *testing.T) {
	each(t, func(t *testing.T, w acting.World) {
		e, act := acting.NewEpisodes(w, 64), anything(w, stream(2))
		rng := stream(1)
		if n := testing.AllocsPerRun(20, func() { e.Run(rng, act, 10, 1) }); n > 0 {
			t.Errorf("%g allocations", n)
		}
	})
}

func TestTheReturnOfTheCoinIsUniform(t *testing.T) {
	e := acting.NewEpisodes(Coin{}, 20000)
	e.Run(stream(3), func(_, _ *ad.Mat) {}, 50, Coin{}.Shape().Discount)
	slices.Sort(e.Return)
	worst := 0.0
	for i, r := range e.Return {
		worst = max(worst, math.Abs(r/2-(float64(i)+0.5)/20000))
	}
	near(t, "the distance of Kolmogorov", worst, 0, 1.63/math.Sqrt(20000)) // p = 0.01
}

func TestTheArmsPayByTheirLaws(t *testing.T) {
	a := NewArms()
	near(t, "the mean of safe", a.Mean(Safe), 1, 1e-12)
	near(t, "the mean of risky", a.Mean(Risky), 1.05, 1e-12)
	near(t, "the worst tenth of safe", a.CVaR(Safe, 0.1), 0.8245, 5e-5)
	near(t, "the worst tenth of risky", a.CVaR(Risky, 0.1), -1.28, 5e-5)
	near(t, "the whole of risky", a.CVaR(Risky, 1), 1.05, 1e-9)
	x, given, logp := ad.New(20000, 1), ad.New(20000, 2), make([]float64, 20000)
	a.Sample(stream(4), x, given)
	a.LogProb(logp, x, given)
	mean := 0.0
	for _, l := range logp {
		mean -= l / 20000
	}
	near(t, "the entropy", mean, a.Entropy(), 0.03)
	safe := 0.5 * math.Log(2*math.Pi*math.E*0.01)
	near(t, "the entropy by the formula", a.Entropy(), (safe+0.5*math.Log(2*math.Pi*math.E*0.04)+math.Ln2)/2, 1e-6)
}

func TestRiccatiKnowsTheBestGain(t *testing.T) {
	l := NewLQR()
	for _, c := range []struct {
		what      string
		got, want float64
	}{{"P₁₁", l.P[0][0], 12.9991}, {"P₁₂", l.P[0][1], 3.6245}, {"P₂₁", l.P[1][0], 3.6245}, {"P₂₂", l.P[1][1], 4.8479},
		{"K₁", l.K[0], 2.4246}, {"K₂", l.K[1], 3.4854}, {"the mean", l.Mean(), -17.847}} {
		near(t, c.what, c.got, c.want, 5e-4)
	}
}

func TestActingByRiccatiGetsWhatItSays(t *testing.T) {
	l := NewLQR()
	e := acting.NewEpisodes(l, 200)
	l.Reset(stream(5), e.Turn.State)
	want := make([]float64, 200)
	for i := range want {
		want[i] = l.Value(e.Turn.State.At(i, 0), e.Turn.State.At(i, 1))
	}
	gain := func(off float64) acting.Policy {
		return func(observed, action *ad.Mat) {
			for i := range action.Data {
				action.Data[i] = (1 + off) * l.Best(observed.At(i, 0), observed.At(i, 1)) / pushUnit
			}
		}
	}
	start := e.Turn.State.Clone()
	e.Go(nil, gain(0), 1500, l.Shape().Discount)
	for i, r := range e.Return {
		near(t, "a return", r, want[i], 1e-4)
	}
	best, _ := e.Mean()
	for _, off := range []float64{-0.1, 0.1} {
		copy(e.Turn.State.Data, start.Data)
		e.Go(nil, gain(off), 1500, l.Shape().Discount)
		if other, _ := e.Mean(); other >= best {
			t.Errorf("another gain gets %g, the best %g", other, best)
		}
	}
}

func TestTheStraightWayToAGoalGetsWhatIsKnown(t *testing.T) {
	near(t, "the best from the origin", MultiGoal{}.Best(1401, 201), -110.01, 0.1)
	e := acting.NewEpisodes(MultiGoal{}, 4)
	e.Run(stream(6), func(_, action *ad.Mat) { clear(action.Data) }, goalSteps, 1)
	for i, r := range e.Return {
		near(t, "doing nothing", r, -750, 100)
		if e.Length[i] != goalSteps || !e.Ended[i] {
			t.Errorf("%d steps", e.Length[i])
		}
	}
}

func TestAPlanForThePendulumGetsWhatIsKnown(t *testing.T) {
	mean, se := NewSwing(121, 81, 9).Play(stream(7), 500)
	t.Logf("%.1f ± %.1f", mean, se)
	near(t, "the mean return of the plan", mean, -135.9, 3*math.Hypot(se, 2.4)) // 241×161 points in NumPy
}

func TestValueIterationSolvesTheMaze(t *testing.T) {
	g := NewGrid(0.2, 2)
	q := g.Solve()
	best := Greedy(q)
	for cell := range q {
		if g.Ends(cell) {
			continue
		}
		for move := range moves {
			paid := g.Draw(stream(uint64(8+4*cell+move)), best, cell, move, 4000)
			mean, square := 0.0, 0.0
			for _, r := range paid {
				mean += r / 4000
				square += r * r / 4000
			}
			near(t, g.names[cell]+" "+moves[move], mean, q[cell][move], 5*math.Sqrt((square-mean*mean)/4000))
		}
	}
}

func TestWindChangesTheWayThroughTheMaze(t *testing.T) {
	if slices.Equal(Greedy(NewGrid(0.2, 2).Solve()), Greedy(NewGrid(0.5, 0).Solve())) {
		t.Error("the best moves are the same under another wind")
	}
}
