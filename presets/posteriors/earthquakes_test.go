package posteriors

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/integrate/quad"

	"bijou/flows/ad"
)

// integrate returns what is known of a density by the rule of Gauss and Legendre over a
// box, with n nodes a side.
func integrate(f *Tape, n int, box [4][2]float64) known {
	const top = 340 // near the largest log density
	var at, weight [4][]float64
	for j, side := range box {
		at[j], weight[j] = make([]float64, n), make([]float64, n)
		quad.Legendre{}.FixedLocations(at[j], weight[j], side[0], side[1])
	}
	x, logp, total, energy := ad.New(n*n, 4), make([]float64, n*n), 0.0, 0.0
	found := known{mean: make([]float64, 4), sd: make([]float64, 4)}
	for a := range n * n {
		for b := range n * n {
			for j, k := range []int{a / n, a % n, b / n, b % n} {
				x.Set(b, j, at[j][k])
			}
		}
		f.LogWeight(logp, x)
		for b, v := range logp {
			w := weight[0][a/n] * weight[1][a%n] * weight[2][b/n] * weight[3][b%n] * math.Exp(v+top)
			total += w
			energy += w * v
			for j := range 4 {
				u := x.At(b, j)
				found.mean[j] += w * u
				found.sd[j] += w * u * u
			}
		}
	}
	for j := range 4 {
		found.mean[j] /= total
		found.sd[j] = math.Sqrt(found.sd[j]/total - found.mean[j]*found.mean[j])
	}
	found.logZ = math.Log(total) - top
	found.entropy = found.logZ - energy/total
	return found
}

// A separate program integrated the model without order over a box that leaves the states
// no other names: -348.7148.
func TestTheForwardAlgorithmHasTheKnownEvidence(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds of arithmetic alone")
	}
	f := FromTape(4, func(x *ad.Mat) *ad.Mat {
		p := Point{make([]Parameter, 4), x}
		prior := ad.Add(normal(p.Line(0), math.Log(15), 0.5), normal(p.Line(1), math.Log(25), 0.5))
		prior = ad.Add(prior, ad.Add(normal(p.Line(2), -2, 1), normal(p.Line(3), -2, 1)))
		return ad.Add(prior, forward(p.Line(0), p.Line(1), p.Line(2), p.Line(3)))
	})
	got := integrate(f, 24, [4][2]float64{{2.2, 3.2}, {2.8, 3.7}, {-5.5, 1.5}, {-5.5, 1.5}}).logZ
	if math.Abs(got+348.7148) > 6e-4 {
		t.Errorf("log Z = %.5f, want −348.7148", got)
	}
}

func TestWhatIsKnownOfTheEarthquakesIsThatOfQuadrature(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds of arithmetic alone")
	}
	p := earthquakes()
	want := integrate(p.Tape, 28, [4][2]float64{{2.3, 3.2}, {0.6, 3.4}, {-6.5, 2}, {-6.5, 2}}) // with 44 nodes the same
	if math.Abs(want.logZ-p.LogZ()) > 1e-3 || math.Abs(want.entropy-p.Entropy()) > 2e-3 {
		t.Errorf("log Z = %.5f and entropy %.5f, want %.4f and %.4f", p.LogZ(), p.Entropy(), want.logZ, want.entropy)
	}
	mean, sd := p.Moments()
	for j := range mean {
		if math.Abs(mean[j]-want.mean[j]) > 1e-3 || math.Abs(sd[j]-want.sd[j]) > 1e-3 {
			t.Errorf("%s has mean %.4f and standard deviation %.4f, want %.4f and %.4f", p.Columns()[j], mean[j], sd[j], want.mean[j], want.sd[j])
		}
	}
}
