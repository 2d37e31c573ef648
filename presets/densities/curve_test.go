package densities

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/floats"

	"bijou/flows/ad"
)

// byMidpoints is log p of a point by the plainest rule there is: many Gaussians
// of equal weight at the middles of equal shares of each arc.
func byMidpoints(c *Curve, x, y float64, perArc int) float64 {
	var terms []float64
	for _, a := range c.arcs {
		for i := range perArc {
			px, py := a.at(a.quantile((float64(i) + 0.5) / float64(perArc)))
			dx, dy := (x-px)/c.sd, (y-py)/c.sd
			terms = append(terms, -(dx*dx+dy*dy)/2)
		}
	}
	return floats.LogSumExp(terms) - math.Log(float64(len(terms))) - Ln2Pi - 2*math.Log(c.sd)
}

func curves() map[string]*Curve {
	return map[string]*Curve{
		"moons": Moons(0.1), "thin moons": Moons(0.02), "thick moons": Moons(1), "spirals": Spirals(0.12),
		"swissroll": SwissRoll(0.2), "scurve": SCurve(0.1),
	}
}

// Midpoints err by the square of their distance at the ends of the curve, so
// two sizes are extrapolated to none.
func TestCurveDensityIsTheIntegralAlongTheCurve(t *testing.T) {
	const n, seed = 20, 4
	for name, c := range curves() {
		rng := rand.New(rand.NewPCG(seed, 0))
		x, logp := ad.New(n, 2), make([]float64, n)
		c.Sample(rng, x)
		for i := range n / 2 { // half of the points lie far out, up to 20 standard deviations
			x.Set(i, 0, x.At(i, 0)+8*c.sd*rng.NormFloat64())
			x.Set(i, 1, x.At(i, 1)+8*c.sd*rng.NormFloat64())
		}
		c.LogProb(logp, x)
		for i, got := range logp {
			coarse := byMidpoints(c, x.At(i, 0), x.At(i, 1), 10_000)
			fine := byMidpoints(c, x.At(i, 0), x.At(i, 1), 20_000)
			want := fine + (fine-coarse)/3
			if math.Abs(got-want) > 1e-8*(1+math.Abs(want)) {
				t.Errorf("%s: log p%v is %.12f, along the curve %.12f (seed %d)", name, x.Row(nil, i), got, want, seed)
			}
		}
	}
}

func TestCurveDensityIsTheSameSumWithoutLeavingAnythingOut(t *testing.T) {
	for name, c := range curves() {
		x, logp := ad.New(500, 2), make([]float64, 500)
		rng := rand.New(rand.NewPCG(5, 0))
		for i := range x.Data {
			x.Data[i] = 3 * rng.NormFloat64()
		}
		c.LogProb(logp, x)
		for i, got := range logp {
			terms := make([]float64, len(c.nodes))
			for j, n := range c.nodes {
				dx, dy := x.At(i, 0)-n.x, x.At(i, 1)-n.y
				terms[j] = math.Log(n.weight) - (dx*dx+dy*dy)/(2*c.sd*c.sd)
			}
			want := floats.LogSumExp(terms) - Ln2Pi - 2*math.Log(c.sd)
			if math.Abs(got-want) > 1e-12*(1+math.Abs(want)) {
				t.Fatalf("%s: log p%v is %.15f, with every node %.15f", name, x.Row(nil, i), got, want)
			}
		}
	}
}

func TestNodesOfACurveCarryAllOfItsMass(t *testing.T) {
	for name, c := range curves() {
		sum := 0.0
		for _, n := range c.nodes {
			sum += n.weight
		}
		if math.Abs(sum-1) > 1e-13 {
			t.Errorf("%s: the weights add up to %.16f", name, sum)
		}
		for _, a := range c.arcs {
			if a.quantile(0) != a.from || math.Abs(a.quantile(1)-a.to) > 1e-12 {
				t.Errorf("%s: quantiles run from %v to %v, the arc from %v to %v", name, a.quantile(0), a.quantile(1), a.from, a.to)
			}
		}
	}
}
