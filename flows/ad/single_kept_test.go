package ad_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"bijou/flows/ad"
	"bijou/flows/ad/kernel"
)

// sumOfSingles is the sum of what a net keeps in single precision, as an operation that
// takes it part by part.
type sumOfSingles struct{ parts int }

func (f sumOfSingles) apply(raw *ad.Mat) (total *ad.Mat, said []float32) {
	total = raw.Tape().Value(1, 1, true)
	for j := range f.parts {
		said = append(said, raw.SinglePart(j, f.parts)...)
	}
	total.Data[0] = kernel.SumSingle(said)
	ad.Custom(f, ad.Call{In: [5]*ad.Mat{raw}, Out: [2]*ad.Mat{total}})
	return total, said
}

func (f sumOfSingles) Backward(c *ad.Call) {
	pulls, _ := c.In[0].SinglePulls(1)
	for i := range pulls {
		pulls[i] = float32(c.Out[0].Grad[0])
	}
}

// What a net says is the same, to the bit, however it is kept, and pulls the same.
func TestKeptSinglesAreWhatTheNetSays(t *testing.T) {
	const n, in, hidden, out = 37, 5, 19, 12
	r := rand.New(rand.NewPCG(3, 0))
	theta := make([]float64, (in+1)*hidden+(hidden+1)*out)
	for i := range theta {
		theta[i] = r.NormFloat64()
	}
	free := make([]float64, hidden*out)
	for i := range free {
		free[i] = float64(i / 8 % 3 % 2)
	}
	x := ad.New(n, in)
	for i := range x.Data {
		x.Data[i] = r.NormFloat64()
	}
	run := func(keep ad.Keep) (said []float32, grad, dx []float64) {
		tape := ad.NewTape(theta, make([]float64, len(theta)))
		leaf := tape.Leaf(x)
		at := (in + 1) * hidden
		net := ad.SingleNet{
			Weights: []*ad.Mat{tape.Param(0, in, hidden), tape.Param(at, hidden, out)},
			Biases:  []*ad.Mat{tape.Param(in*hidden, 1, hidden), tape.Param(at+hidden*out, 1, out)},
			Masks:   []*ad.Mask{nil, ad.NewMask(free, hidden)}, Act: ad.SiLU,
		}
		o := ad.KeptSingle(leaf, net, keep)
		var total *ad.Mat
		if keep == ad.Widen {
			total, said = ad.Sum(o), make([]float32, n*out)
			kernel.Narrow(said, o.Data)
		} else {
			total, said = sumOfSingles{4}.apply(o)
		}
		tape.Backward(total)
		return said, tape.Grad(), leaf.Grad
	}
	said, grad, dx := run(ad.Widen)
	for _, keep := range []ad.Keep{ad.Whole, ad.InParts} {
		s, g, d := run(keep)
		if !slices.Equal(s, said) || !slices.Equal(g, grad) || !slices.Equal(d, dx) {
			t.Errorf("kept as %d, the net says or pulls something else", keep)
		}
	}
}
