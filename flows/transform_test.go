package flows

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"bijou/flows/ad"
)

// The fused affine step against the same map made of single operations.
func TestTheAffineStepIsWhatItsFormulaSaysInSingleOperations(t *testing.T) {
	const n, d, clamp = 19, 3, 1.5
	for _, l := range []layout{blocked, interleaved} {
		fused := newScaleShift(clamp, l)
		for name, step := range map[string]*affineStep{"forward": &fused.to, "inverse": &fused.from} {
			rng := rand.New(rand.NewPCG(29, uint64(l)))
			v, raw, weight := ad.New(n, d), ad.New(n, 2*d), ad.New(n, d)
			run := stepResults(rng, v, raw, weight)
			got := run(step.apply)
			want := run(func(v, raw *ad.Mat) (out, ladj *ad.Mat) { return affineBySteps(step, v, raw) })
			for k, what := range stepNames {
				for i, w := range want[k].Data {
					if x := got[k].Data[i]; math.Abs(x-w) > 1e-13*(1+math.Abs(w)) {
						t.Errorf("%s, layout %d: %s %d is %g, step by step %g", name, l, what, i, x, w)
					}
				}
			}
		}
	}
}

// stepNames are what stepResults returns.
var stepNames = []string{"result", "log|det|", "gradient of the argument", "gradient of the raw numbers"}

// stepResults fills the three with random numbers. What it returns runs a step on
// the first two, and back from a loss in which the third are weights.
func stepResults(rng *rand.Rand, v, raw, weight *ad.Mat) func(apply func(v, raw *ad.Mat) (out, ladj *ad.Mat)) []*ad.Mat {
	for _, m := range []*ad.Mat{v, raw, weight} {
		for i := range m.Data {
			m.Data[i] = 2 * rng.NormFloat64()
		}
	}
	return func(apply func(v, raw *ad.Mat) (out, ladj *ad.Mat)) []*ad.Mat {
		tape := ad.NewTape(nil, []float64{})
		v, raw := tape.Leaf(v), tape.Leaf(raw)
		out, ladj := apply(v, raw)
		tape.Backward(ad.Sum(ad.Add(ad.SumFeatures(ad.Mul(out, tape.Const(weight))), ad.Square(ladj))))
		return []*ad.Mat{out, ladj, {Data: v.Grad}, {Data: raw.Grad}}
	}
}

func affineBySteps(f *affineStep, v, raw *ad.Mat) (out, ladj *ad.Mat) {
	d := v.Cols
	for j := range d {
		scale, shift := f.columns(j, d)
		s := ad.Scale(ad.Tanh(ad.Scale(ad.Cols(raw, scale, scale+1), 1/f.clamp)), f.sign*f.clamp)
		move, entry := ad.Cols(raw, shift, shift+1), ad.Cols(v, j, j+1)
		if f.sign > 0 {
			entry = ad.Add(ad.Mul(entry, ad.Exp(s)), move)
		} else {
			entry = ad.Mul(ad.Sub(entry, move), ad.Exp(s))
		}
		if j == 0 {
			out, ladj = entry, s
			continue
		}
		out, ladj = ad.Join(out, entry), ad.Add(ladj, s)
	}
	return out, ladj
}

// A transform of some entries against gathering them, transforming all of those,
// and putting them back.
func TestATransformOfSomeEntriesLeavesTheOthersAlone(t *testing.T) {
	const n = 19
	rest, pass, place := []int{1, 2, 4}, []int{0, 3}, []int{0, 3, 1, 2, 4}
	for name, all := range map[string]selective{"affine": newScaleShift(1.5, blocked), "rqs": newSpline(4, 3, leastBins)} {
		some := all.on(selection{rest: rest, pass: pass})
		rng := rand.New(rand.NewPCG(31, 0))
		v, raw, weight := ad.New(n, 5), ad.New(n, 3*all.width()), ad.New(n, 5)
		run := stepResults(rng, v, raw, weight)
		for way, steps := range map[string][2]func(v, raw *ad.Mat) (out, ladj *ad.Mat){
			"forward": {some.forward, all.forward}, "inverse": {some.inverse, all.inverse},
		} {
			got := run(steps[0])
			want := run(func(v, raw *ad.Mat) (out, ladj *ad.Mat) {
				out, ladj = steps[1](ad.Pick(v, rest), raw)
				return ad.Weave(ad.Pick(v, pass), out, place), ladj
			})
			for k, what := range stepNames {
				if !slices.Equal(got[k].Data, want[k].Data) {
					t.Errorf("%s %s: the %s differs", name, way, what)
				}
			}
		}
	}
}
