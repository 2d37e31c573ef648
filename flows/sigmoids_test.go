package flows

import (
	"math"
	"math/big"
	"testing"

	"bijou/flows/ad"
)

// exactly computes logit F and its log slope with 400 bits, where nothing
// overflows.
func exactly(a, b, w []float64, x float64) (value, logSlope float64) {
	const digits = 400
	number := func(v float64) *big.Float { return new(big.Float).SetPrec(digits).SetFloat64(v) }
	f, g, slope, total := number(0), number(0), number(0), number(0)
	for k := range a {
		u := number(a[k])
		u.Mul(u, number(x)).Add(u, number(b[k]))
		e := exponential(u, digits) // eᵘ
		up := new(big.Float).Quo(e, new(big.Float).Add(number(1), e))
		down := new(big.Float).Quo(number(1), new(big.Float).Add(number(1), e))
		weight := exponential(number(w[k]), digits)
		total.Add(total, weight)
		f.Add(f, new(big.Float).Mul(weight, up))
		g.Add(g, new(big.Float).Mul(weight, down))
		both := new(big.Float).Mul(up, down)
		slope.Add(slope, both.Mul(both, weight).Mul(both, number(a[k])))
	}
	slope.Mul(slope, total).Quo(slope, f).Quo(slope, g)
	return logarithm(f) - logarithm(g), logarithm(slope)
}

// exponential is the series of eᵘ at u/2ᵏ, squared k times.
func exponential(u *big.Float, digits uint) *big.Float {
	const halvings = 40
	small := new(big.Float).SetPrec(digits+2*halvings).SetMantExp(u, -halvings)
	sum, term := big.NewFloat(1).SetPrec(digits+2*halvings), big.NewFloat(1).SetPrec(digits+2*halvings)
	for k := 1; k < 60; k++ {
		term.Mul(term, small).Quo(term, big.NewFloat(float64(k)))
		sum.Add(sum, term)
	}
	for range halvings {
		sum.Mul(sum, sum)
	}
	return sum
}

func logarithm(x *big.Float) float64 {
	mantissa := new(big.Float)
	exponent := x.MantExp(mantissa)
	m, _ := mantissa.Float64()
	return math.Log(m) + float64(exponent)*math.Ln2
}

// Where the naive logit of a sum of sigmoids is no number, this one has all of
// its digits: far out, where F rounds to 0 or 1, and in a gap between steep
// components, where its slope vanishes.
func TestTheDeepSigmoidIsExactWhereTheNaiveOneIsNoNumber(t *testing.T) {
	a, b, w := []float64{1, 30, 0.2, 4}, []float64{0.5, -60, 3, 8}, []float64{0, -1, -2, 1}
	for _, c := range []struct {
		name    string
		a, b, w []float64
	}{
		{"four components", a, b, w},
		{"two steps", []float64{400, 400}, []float64{-400, 400}, []float64{0, 0}},
		{"a tiny weight", []float64{1, 1}, []float64{0, 20}, []float64{0, -300}},
		{"one component", []float64{2.5}, []float64{-1}, []float64{7}},
	} {
		s := newSigmoids(len(c.a), byExp, 0)
		raw := ad.New(1, 3*len(c.a))
		for k := range c.a {
			raw.Data[k], raw.Data[len(c.a)+k], raw.Data[2*len(c.a)+k] = math.Log(c.a[k]), c.b[k], c.w[k]
		}
		for _, x := range []float64{-1e6, -300, -40, -5, -0.99, 0, 0.01, 0.7, 3, 31, 200, 1e5} {
			tape := ad.NewTape(nil, nil)
			in := tape.Const(ad.FromRows([][]float64{{x}}))
			z, ladj := s.inverse(in, tape.Const(raw))
			value, logSlope := exactly(c.a, c.b, c.w, x)
			if !near(z.Data[0], value, 1e-13) || !near(ladj.Data[0], logSlope, 1e-12) {
				t.Errorf("%s at %g: %.17g and log slope %.17g, want %.17g and %.17g", c.name, x, z.Data[0], ladj.Data[0], value, logSlope)
			}
			back, _ := s.forward(z, tape.Const(raw))
			if slack := 1e-12 * (1 + math.Abs(value)) / math.Exp(logSlope); math.Abs(back.Data[0]-x) > slack+1e-13*math.Abs(x) {
				t.Errorf("%s: %g came back as %.17g", c.name, x, back.Data[0])
			}
		}
	}
}
