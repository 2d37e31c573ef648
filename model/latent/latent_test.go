package latent

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/diff/fd"

	"bijou/flows"
	"bijou/flows/ad"
	"bijou/model"
)

const testSeed = 20261128

// marks are three binary numbers under latent variables that nobody saw.
func marks(latents int) model.Source {
	rng := rand.New(rand.NewPCG(testSeed, 0))
	src := model.Source{Spec: "marks", Carried: true, Latent: true, AsIs: true, Points: ad.New(400, latents+3)}
	for j := range latents {
		src.Columns = append(src.Columns, string(rune('a'+j)))
	}
	for _, name := range []string{"x", "y", "z"} {
		src.Given = append(src.Given, model.Given{Name: name, Binary: true})
	}
	for i := range src.Points.Rows {
		src.Parts = append(src.Parts, []model.Part{model.Learn, model.Learn, model.Choose, model.Hold}[i%4])
		for j := range latents {
			src.Points.Set(i, j, rng.NormFloat64())
		}
		on := float64(rng.IntN(2))
		for j := range 3 {
			src.Points.Set(i, latents+j, on)
			if rng.IntN(8) == 0 {
				src.Points.Set(i, latents+j, 1-on)
			}
		}
	}
	return src
}

func fit(t testing.TB, src model.Source, stack, settings string) *model.Fit {
	t.Helper()
	base, spec, err := flows.ParseStack(stack)
	if err != nil {
		t.Fatal(err)
	}
	s, err := model.ParseSettings(settings)
	if err != nil {
		t.Fatal(err)
	}
	f, err := model.NewFit(model.Config{Source: src, Base: base, Spec: spec, Settings: s, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(f.Close)
	return f
}

const (
	marksStack    = "encoder(hidden=8, context=3), iaf(hidden=6)"
	marksTraining = "adam(lr=0.01), batch=40, steps=400, objective=elbo, decoder=8, anneal=150"
)

// All that can be observed has a probability, and they add up to 1.
func TestTheEvidenceOfADecoderIsADistribution(t *testing.T) {
	for _, latents := range []int{1, 2} {
		f := fit(t, marks(latents), marksStack, marksTraining)
		for range 30 {
			f.Step()
		}
		x := ad.New(8, 3)
		for i := range 8 {
			for j := range 3 {
				x.Set(i, j, float64(i>>j&1))
			}
		}
		logp, ok := NewLook(f.Snapshot()).Evidence(x)
		if !ok {
			t.Fatal("no evidence")
		}
		sum := 0.0
		for _, v := range logp {
			sum += math.Exp(v)
		}
		if math.Abs(sum-1) > 1e-6 {
			t.Errorf("%d latent: the probabilities of all that can be seen add up to %.9f", latents, sum)
		}
	}
	f := fit(t, marks(3), marksStack, marksTraining)
	if _, ok := NewLook(f.Snapshot()).Evidence(ad.New(1, 3)); ok {
		t.Error("a grid of three latent variables")
	}
}

func TestTheBoundsLieBelowTheEvidenceAndComeNearer(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds of arithmetic alone")
	}
	f := fit(t, marks(2), marksStack, marksTraining)
	gap := func() float64 {
		l := NewLook(f.Snapshot())
		given := l.Data(40)
		b := l.Bound(given)
		exact, _ := l.Evidence(l.Own(given))
		g, se := below(exact, b.ELBO)
		tight, tightSE := below(exact, b.IWAE)
		if g < -4*se || tight < -4*tightSE || tight > g+4*se {
			t.Errorf("ELBO %.4f and IWAE %.4f below log p(x)", g, tight)
		}
		return g
	}
	for range 50 {
		f.Step()
	}
	before := gap()
	for range 350 {
		f.Step()
	}
	if after := gap(); !(after < 0.2 && after < before+0.2) {
		t.Errorf("the ELBO lies %.3f below log p(x), %.3f before", after, before)
	}
	first, last := f.Snapshot().History.Test[0].NLL, f.Snapshot().Best
	if !(last < first-0.3) {
		t.Errorf("−ELBO fell from %.3f to %.3f only", first, last)
	}
}

func TestTheGradientOfTheBoundIsThatOfFiniteDifferences(t *testing.T) {
	f := fit(t, marks(2), "encoder(hidden=5, context=2, precision=double), iaf(hidden=4)", "adam(lr=0.01), batch=12, steps=9, objective=elbo, decoder=6, anneal=8")
	for range 4 {
		f.Step()
	}
	s := f.Snapshot()
	made, err := Kind.Build(model.Run{Settings: s.Settings, Seed: 1, Data: s.Data, Stack: s.Stack, Base: s.Base})
	if err != nil {
		t.Fatal(err)
	}
	o := made.(*objective)
	s.Stack.WithNets(o.Nets)
	batch := o.Batches(12).At(3)
	o.Prepare(4) // half of the way
	flow := s.Stack.Flow(s.Base)
	loss := func(theta, grad []float64) float64 {
		tape := ad.NewTape(theta, grad)
		b := model.Batch{X: tape.Const(batch.X), Given: tape.Const(batch.Given)}
		b.More[seen] = tape.Const(batch.More[seen])
		l := o.Loss(flow, b, 12)
		if grad != nil {
			tape.Backward(l)
			tape.Grad()
		}
		return l.Data[0]
	}
	grad := make([]float64, len(s.Theta))
	loss(s.Theta, grad)
	want := fd.Gradient(nil, func(theta []float64) float64 { return loss(theta, nil) }, s.Theta, &fd.Settings{Formula: fd.Central})
	blocks := s.Stack.NetBlocks
	for _, l := range s.Stack.Layers {
		blocks = append(blocks, l.Blocks...)
	}
	for _, b := range blocks {
		for i, g := range b.In(grad) {
			if w := b.In(want)[i]; (b.Mask == nil || b.Mask[i] != 0) && math.Abs(g-w) > 1e-6*(1+math.Abs(w)) {
				t.Errorf("%s: gradient %g, finite differences give %g", b.Name, g, w)
			}
		}
	}
}

func TestAStepOfTheBoundAllocatesNothing(t *testing.T) {
	f := fit(t, marks(2), marksStack, marksTraining)
	for range 5 {
		f.Learn()
	}
	least := math.Inf(1)
	for range 10 {
		least = min(least, testing.AllocsPerRun(5, f.Learn))
	}
	if least > 0 {
		t.Errorf("a step makes %g allocations", least)
	}
}

func TestARunOfLatentVariablesGoesOnWithTheSameBits(t *testing.T) {
	f := fit(t, marks(2), marksStack, marksTraining)
	for range 60 {
		f.Step()
	}
	data, err := f.Keep().Encode()
	if err != nil {
		t.Fatal(err)
	}
	again, err := model.Restore(data, func(_, _ string) (model.Source, error) { return marks(2), nil })
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	for range 40 {
		f.Step()
		again.Step()
	}
	if a, b := f.Snapshot(), again.Snapshot(); !slices.Equal(a.Theta, b.Theta) || a.Val != b.Val {
		t.Error("the run that was kept learns other bits")
	}
	if err := f.SetLayer(2, "off", "yes"); err != nil {
		t.Fatal(err)
	}
	before := again.Snapshot().Theta
	if err := f.Undo(); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(f.Snapshot().Theta, before) {
		t.Error("what was undone is not what it was")
	}
}

func TestLatentVariablesThatSayNothingAreInactive(t *testing.T) {
	f := fit(t, marks(2), "encoder(hidden=8)", marksTraining)
	b := NewLook(f.Snapshot()).Bound(NewLook(f.Snapshot()).Data(30))
	if b.Active != 0 {
		t.Errorf("%d are active before anything was learnt", b.Active)
	}
	for j, v := range b.Each {
		if v > 0.05 {
			t.Errorf("latent variable %d says %.3f nats", j+1, v)
		}
	}
	if nats, se := NewLook(f.Snapshot()).Mutual(NewLook(f.Snapshot()).Data(30)); math.Abs(nats) > 4*se+1e-9 {
		t.Errorf("x and z share %.3f ± %.3f nats", nats, se)
	}
}

func TestABoundWantsLatentVariables(t *testing.T) {
	src := marks(2)
	src.Latent = false
	f := fit(t, src, marksStack, "adam")
	if err := f.Set("objective", "elbo"); err == nil || !strings.Contains(err.Error(), "latent") {
		t.Errorf("the error is %v", err)
	}
}

// No product of normal distributions nearby does better than the one that was found.
func TestTheClosestProductIsTheBestNearby(t *testing.T) {
	f := fit(t, marks(2), marksStack, marksTraining)
	for range 300 {
		f.Step()
	}
	l := NewLook(f.Snapshot())
	x := []float64{1, 1, 0}
	p, ok := l.ClosestProduct(x, []float64{0, 0}, []float64{1, 1})
	if !ok {
		t.Fatal("there is none")
	}
	if exact, _ := l.Evidence(ad.FromRows([][]float64{x})); p.ELBO > exact[0]+1e-6 {
		t.Errorf("its ELBO is %.6f, above log p(x) %.6f", p.ELBO, exact[0])
	}
	e := l.newExpectation(x, 2)
	for j := range 2 {
		for _, by := range []float64{-0.05, 0.05} {
			mean, sd := slices.Clone(p.Mean), slices.Clone(p.SD)
			mean[j] += by
			sd[1-j] *= 1 + by
			if other := e.elbo(mean, sd); other > p.ELBO+1e-5 {
				t.Errorf("another product has %.6f, the one found %.6f", other, p.ELBO)
			}
		}
	}
}
