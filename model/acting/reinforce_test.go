package acting

import (
	"math"
	"math/rand/v2"
	"testing"

	"bijou/flows"
	"bijou/flows/ad"
	"bijou/flows/nn"
	"bijou/model"
)

// dart pays −(a − 1)² for each of two throws, of which the second is as good as the
// first; it is told a number that says nothing.
type dart struct{}

func (dart) Shape() Shape {
	return Shape{State: []string{"at"}, Observed: []model.Given{{Name: "at"}}, Actions: []string{"a"}, Horizon: 3, Discount: 0.5}
}

func (dart) Reset(_ *rand.Rand, state *ad.Mat) { clear(state.Data) }

func (dart) Step(_ *rand.Rand, t Turn) {
	for i, a := range t.Action.Data {
		t.State.Data[i]++
		t.Reward[i], t.Over[i] = -(a-1)*(a-1), t.State.Data[i] >= 2
	}
}

func (dart) Observe(observed, state *ad.Mat) { copy(observed.Data, state.Data) }

// throwing is REINFORCE on the dart by a normal policy N(μ, σ²) that hears nothing, and
// a baseline with numbers that are none of a start.
func throwing(t *testing.T, size int) (o *reinforce, theta []float64, f flows.Flow) {
	t.Helper()
	_, spec, err := flows.ParseStack("affine")
	if err != nil {
		t.Fatal(err)
	}
	s, err := flows.NewStack(spec, 1, 1)
	if err != nil {
		t.Fatal(err)
	}
	base, _, _ := flows.ParseStack("normal")
	f = s.Flow(base.Build())
	data := &model.Data{GivenMean: []float64{0}, GivenSD: []float64{1}}
	o = &reinforce{data: data, world: dart{}, shape: dart{}.Shape(), flow: f, base: base.Build(), alpha: 0.3, scale: 0.5, hidden: []int{4}}
	o.rng = rand.New(&o.pcg)
	p := nn.Params{Len: s.Len}
	o.Nets(&p)
	theta = make([]float64, p.Len)
	s.Start(theta[:s.Len], 1)
	rng := stream(6)
	for i := s.Len; i < p.Len; i++ {
		theta[i] = rng.NormFloat64()
	}
	o.Batches(size)
	o.Begin(theta)
	return o, theta, f
}

func TestREINFORCEPullsAsTheReturnAndTheEntropyDo(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds of arithmetic alone")
	}
	o, theta, f := throwing(t, 3*1000)
	const mu, sd = 0.4, 0.8
	theta[0], theta[1] = math.Log(sd), mu
	grad := make([]float64, len(theta))
	var sum, square [2]float64
	const batches = 200
	for step := range batches {
		clear(grad)
		tape := ad.NewTape(theta, grad)
		b := o.At(step)
		part := model.Batch{X: tape.Const(b.X), Given: tape.Const(b.Given)}
		for k := range counts + 1 {
			part.More[k] = tape.Const(b.More[k])
		}
		tape.Backward(o.Loss(f, part, b.X.Rows))
		for k := range sum {
			sum[k] += grad[k] / batches
			square[k] += grad[k] * grad[k] / batches
		}
	}
	// Of the two throws, each counted as often, −∂/∂μ is −2·scale·(1 − μ) and
	// −∂/∂log σ is 2·scale·σ² − α, in a batch of which a third is behind the end.
	for k, want := range [2]float64{2. / 3 * (2*0.5*sd*sd - 0.3), 2. / 3 * -2 * 0.5 * (1 - mu)} {
		se := math.Sqrt((square[k] - sum[k]*sum[k]) / batches)
		near(t, []string{"the pull on log σ", "the pull on μ"}[k], sum[k], want, 4*se)
		if se > 0.02 {
			t.Errorf("the pull is known to ± %g only", se)
		}
	}
}

func TestREINFORCELooksBackFromTheEnd(t *testing.T) {
	o, _, _ := throwing(t, 3)
	b := o.At(0)
	y, adv := b.More[paidAhead].Data, b.More[advantage].Data
	second := o.scale*o.paid[1] - o.alpha*o.logp[1]
	first := o.scale*o.paid[0] - o.alpha*o.logp[0] + 0.5*second
	for k, want := range []float64{first, second, 0} {
		near(t, "what is paid from a step on", y[k], want, 1e-14)
		if k < 2 {
			near(t, "the advantage", adv[k], want-o.value[k], 1e-14)
		}
	}
	if c := b.More[counts].Data; c[0] != 1 || c[1] != 1 || c[2] != 0 || adv[2] != 0 {
		t.Errorf("steps count as %v, the last has an advantage of %g", c, adv[2])
	}
	if at := b.Given.Data; at[0] != 0 || at[1] != 1 {
		t.Errorf("it is told %v", at)
	}
}

func TestWhereTheHorizonCutsTheBaselineSpeaksForTheRest(t *testing.T) {
	o, _, _ := throwing(t, 3)
	o.steps = 1
	o.At(0)
	want := o.scale*o.paid[0] - o.alpha*o.logp[0] + 0.5*o.ends[0]
	near(t, "what is paid from a step on", o.ahead[0], want, 1e-14)
	if o.ends[0] == 0 {
		t.Error("the baseline says nothing")
	}
}
