package flows

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/diff/fd"

	"bijou/flows/ad"
)

// amortised is a stack with an encoder whose context two layers hear, with numbers that
// are not those of the start, and batches for it.
type amortised struct {
	stack    *Stack
	theta    []float64
	z, given *ad.Mat
}

func newAmortised(t *testing.T, text string) amortised {
	t.Helper()
	const seed = 20261128
	t.Logf("seed %d", seed)
	rng := rand.New(rand.NewPCG(seed, 0))
	stack, err := NewStack(parsed(t, text), 2, 3)
	if err != nil {
		t.Fatal(err)
	}
	a := amortised{stack, make([]float64, stack.Len), ad.New(5, 2), ad.New(5, 3)}
	stack.Start(a.theta, seed)
	for _, l := range stack.Layers {
		for _, b := range l.Blocks {
			for i := range b.In(a.theta) {
				if b.Mask == nil || b.Mask[i] != 0 {
					b.In(a.theta)[i] += 0.4 * rng.NormFloat64()
				}
			}
		}
	}
	for _, m := range []*ad.Mat{a.z, a.given} {
		for i := range m.Data {
			m.Data[i] = rng.NormFloat64()
		}
	}
	return a
}

const amortisedText = "encoder(hidden=7, context=4, precision=double), iaf(hidden=6), iaf(reverse, hidden=6, flip)"

// run carries the batch forward, or another backward.
func (a amortised) run(inverse bool, v *ad.Mat) (out, ladj *ad.Mat) {
	tape := ad.NewTape(a.theta, nil)
	way := a.stack.Chain().Forward
	if inverse {
		way = a.stack.Chain().Inverse
	}
	out, ladj = way(tape.Const(v), tape.Const(a.given))
	return out.Clone(), ladj.Clone()
}

func TestLayersHearTheContextInAChainAndAlone(t *testing.T) {
	for _, text := range []string{amortisedText, "linear, encoder(hidden=7, context=4), coupling(hidden=6), encoder(hidden=3, context=2), iaf(hidden=6)", "encoder(hidden=7, context=0), iaf(hidden=6)"} {
		a := newAmortised(t, text)
		x, ladj := a.run(false, a.z)
		path := a.stack.Evaluator(nil, a.theta).Under(a.given).Forward(a.z)
		sum := make([]float64, a.z.Rows)
		for _, l := range path.Ladj {
			for i, v := range l.Data {
				sum[i] += v
			}
		}
		last := path.At[len(path.At)-1]
		for i, v := range x.Data {
			if !near(last.Data[i], v, 1e-12) {
				t.Errorf("%s: the chain makes %g, its layers %g", text, v, last.Data[i])
			}
		}
		for i, v := range ladj.Data {
			if !near(sum[i], v, 1e-12) {
				t.Errorf("%s: log|det| %g of the chain, %g of its layers", text, v, sum[i])
			}
		}
		z, back := a.run(true, x)
		for i, v := range a.z.Data {
			if !near(z.Data[i], v, 1e-9) {
				t.Errorf("%s: z = %g came back as %g", text, v, z.Data[i])
			}
		}
		for i, v := range ladj.Data {
			if !near(-back.Data[i], v, 1e-9) {
				t.Errorf("%s: log|det| %g forward, %g inverse", text, v, back.Data[i])
			}
		}
	}
}

func TestTheGradientGoesThroughTheContextIntoTheEncoder(t *testing.T) {
	a := newAmortised(t, amortisedText)
	loss := func(theta, grad []float64) float64 {
		tape := ad.NewTape(theta, grad)
		x, ladj := a.stack.Chain().Forward(tape.Const(a.z), tape.Const(a.given))
		l := ad.Add(ad.Sum(ad.Square(x)), ad.Sum(ladj))
		if grad != nil {
			tape.Backward(l)
			tape.Grad()
		}
		return l.Data[0]
	}
	grad := make([]float64, len(a.theta))
	loss(a.theta, grad)
	want := fd.Gradient(nil, func(theta []float64) float64 { return loss(theta, nil) }, a.theta, &fd.Settings{Formula: fd.Central})
	for _, l := range a.stack.Layers {
		for _, b := range l.Blocks {
			for i, g := range b.In(grad) {
				if w := b.In(want)[i]; (b.Mask == nil || b.Mask[i] != 0) && math.Abs(g-w) > 1e-5*(1+math.Abs(w)) {
					t.Errorf("%s of %s: gradient %g, finite differences give %g", b.Name, l.Kind.Name, g, w)
				}
			}
		}
	}
}

// A layer behind an encoder has no numbers but those of the context: conditions with the
// same context are the same to it.
func TestLayersBehindAnEncoderHearNothingButItsContext(t *testing.T) {
	a := newAmortised(t, "encoder(hidden=7, context=4), iaf(hidden=6)")
	if got := a.stack.Layers[1].Hears; got != 4 {
		t.Errorf("the layer behind the encoder hears %d numbers, want 4", got)
	}
	encoder := a.stack.Layers[0]
	for _, b := range encoder.Blocks { // the encoder says the same of all
		clear(b.In(a.theta))
	}
	before, _ := a.run(false, a.z)
	for i := range a.given.Data {
		a.given.Data[i]++
	}
	after, _ := a.run(false, a.z)
	for i, v := range before.Data {
		if after.Data[i] != v {
			t.Errorf("a condition that the encoder does not tell changed %g to %g", v, after.Data[i])
		}
	}
}

func TestAnEncoderThatIsOffStillTellsItsContext(t *testing.T) {
	a := newAmortised(t, amortisedText)
	layers := a.stack.Layers
	layers[0].Off = true
	off, err := Restack(layers, Row(2), 3)
	if err != nil {
		t.Fatal(err)
	}
	if off.Len != a.stack.Len {
		t.Errorf("turning the encoder off changed %d parameters to %d", a.stack.Len, off.Len)
	}
	b := amortised{off, a.theta, a.z, a.given}
	x, _ := b.run(false, a.z)
	z, _ := b.run(true, x)
	for i, v := range a.z.Data {
		if !near(z.Data[i], v, 1e-9) {
			t.Errorf("z = %g came back as %g", v, z.Data[i])
		}
	}
	if x.Data[0] == a.z.Data[0] && x.Data[1] == a.z.Data[1] {
		t.Error("the layers behind did nothing")
	}
}

func TestAnEncoderStartsAsTheIdentity(t *testing.T) {
	a := newAmortised(t, amortisedText)
	a.stack.Start(a.theta, 1)
	x, ladj := a.run(false, a.z)
	for i, v := range a.z.Data {
		if math.Abs(x.Data[i]-v) > 1e-12 {
			t.Errorf("z = %g became %g", v, x.Data[i])
		}
	}
	for _, v := range ladj.Data {
		if math.Abs(v) > 1e-12 {
			t.Errorf("log|det| %g", v)
		}
	}
}
