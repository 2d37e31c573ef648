package latent

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/diff/fd"

	"bijou/flows/ad"
	"bijou/flows/nn"
	"bijou/model"
)

// ring is a distribution of points about a circle.
type ring struct{}

func (ring) Dim() int { return 2 }

func (ring) Sample(rng *rand.Rand, x *ad.Mat) {
	for i := range x.Rows {
		sin, cos := math.Sincos(2 * math.Pi * rng.Float64())
		x.Set(i, 0, 2*cos+0.2*rng.NormFloat64())
		x.Set(i, 1, 2*sin+0.2*rng.NormFloat64())
	}
}

func (ring) LogProb(dst []float64, _ *ad.Mat) {
	for i := range dst {
		dst[i] = math.NaN()
	}
}

func (ring) Entropy() float64 { return math.NaN() }

const fourTraining = "adam(lr=0.005), batch=64, steps=300, objective=autoencoders, clip=0, anneal=100, latent=1"

func four(t testing.TB, steps int) *model.Fit {
	f := fit(t, model.Source{Spec: "ring", Columns: []string{"x", "y"}, Truth: ring{}}, "coupling(hidden=24x24)*2", fourTraining)
	for range steps {
		f.Step()
	}
	return f
}

func TestRivalsHaveAsManyParametersAsTheFlow(t *testing.T) {
	all := NewFour(four(t, 0).Snapshot()).Parameters()
	for i, n := range all {
		flow := all[0]
		if math.Abs(float64(n-flow)) > 0.1*float64(flow) {
			t.Errorf("model %d has %d parameters, the flow %d", i, n, flow)
		}
	}
}

// The density of the VAE, summed over its latent variables, is a density over the plane.
func TestTheEvidenceOfAVAEIntegratesToOne(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds of arithmetic alone")
	}
	f := NewFour(four(t, 250).Snapshot())
	const side, reach = 60, 5.0
	x := GridNodes(2, side, reach)
	sum := 0.0
	for _, v := range f.evidence(x) {
		sum += math.Exp(v) * (2 * reach / side) * (2 * reach / side)
	}
	if math.Abs(sum-1) > 0.01 {
		t.Errorf("it integrates to %.4f", sum)
	}
}

func TestTheFourLearnAndTheBoundsLieInOrder(t *testing.T) {
	before, after := NewFour(four(t, 0).Snapshot()), NewFour(four(t, 300).Snapshot())
	x := before.Held(200)
	if miss := rootMeanSquare(after.Held(200), after.Back(after.Held(200))[2]); !(miss < 0.8*rootMeanSquare(x, before.Back(x)[2])) {
		t.Errorf("the autoencoder is %.3f off", miss)
	}
	first, last := before.Likelihoods(x), after.Likelihoods(after.Held(200))
	if gain, se := below(last.ELBO, first.ELBO); !(gain > 4*se) {
		t.Errorf("the ELBO rose by %.3f ± %.3f", gain, se)
	}
	if gain, se := below(last.Flow, first.Flow); !(gain > 4*se) {
		t.Errorf("log p of the flow rose by %.3f ± %.3f", gain, se)
	}
	if last.order() != 1 || first.order() != 1 {
		for _, l := range []Likelihoods{first, last} {
			one, oneSE := below(l.IWAE, l.ELBO)
			two, twoSE := below(l.Exact, l.IWAE)
			t.Errorf("the ELBO lies %g ± %g below the bound by more draws, that %g ± %g below log p(x)", one, oneSE, two, twoSE)
		}
	}
	back := after.Back(x)[0]
	if off := furthest(x, back); off > 1e-9 {
		t.Errorf("the flow gives points back %.1g off", off)
	}
}

// The gradient of the discriminator is that of telling points from draws, with the
// generator held, and the other way round.
func TestEachHalfOfAGANLearnsByItsOwnLoss(t *testing.T) {
	var p nn.Params
	g := newGAN(&p, 2, 2, 5)
	theta, rng := make([]float64, p.Len), rand.New(rand.NewPCG(testSeed, 0))
	for i := range theta {
		theta[i] = 0.4 * rng.NormFloat64()
	}
	x, z := ad.New(7, 2), ad.New(7, 2)
	for i := range x.Data {
		x.Data[i], z.Data[i] = rng.NormFloat64(), rng.NormFloat64()
	}
	softplus := func(v float64) float64 { return math.Log1p(math.Exp(v)) }
	losses := func(theta []float64) (tells, fools float64) {
		tape := ad.NewTape(theta, nil)
		real, fake := g.discriminator.Apply(tape.Const(x)), g.discriminator.Apply(g.generator.Apply(tape.Const(z)))
		for i := range real.Data {
			tells += softplus(-real.Data[i]) + softplus(fake.Data[i])
			fools += softplus(-fake.Data[i])
		}
		return tells, fools
	}
	grad := make([]float64, p.Len)
	tape := ad.NewTape(theta, grad)
	tape.Backward(g.loss(tape.Const(x), tape.Const(z)))
	tape.Grad()
	tells := fd.Gradient(nil, func(at []float64) float64 { v, _ := losses(at); return v }, theta, &fd.Settings{Formula: fd.Central})
	fools := fd.Gradient(nil, func(at []float64) float64 { _, v := losses(at); return v }, theta, &fd.Settings{Formula: fd.Central})
	for _, b := range p.Blocks {
		want := fools
		if b.Name[:len("gan.there")] == "gan.there" {
			want = tells
		}
		for i, v := range b.In(grad) {
			if w := b.In(want)[i]; math.Abs(v-w) > 1e-6*(1+math.Abs(w)) {
				t.Errorf("%s: gradient %g, finite differences give %g", b.Name, v, w)
			}
		}
	}
}

func TestAStepOfFourModelsAllocatesNothing(t *testing.T) {
	f := four(t, 5)
	least := math.Inf(1)
	for range 10 {
		least = min(least, testing.AllocsPerRun(5, f.Learn))
	}
	if least > 0 {
		t.Errorf("a step makes %g allocations", least)
	}
}
