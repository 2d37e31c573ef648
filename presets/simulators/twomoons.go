package simulators

import (
	"math"
	"math/rand/v2"
	"sync"

	"bijou/flows/ad"
	"bijou/model"
)

// twoMoons has two parameters, uniform on a square, of which what is seen keeps one sign
// to itself (Greenberg et al. 2019, appendix; Lueckmann et al. 2021, T.8):
//
//	x = (r·cos a + 0.25 − |θ₁ + θ₂|/√2,  r·sin a + (θ₂ − θ₁)/√2),
//	a ~ U(−π/2, π/2),  r ~ N(0.1, 0.01²).
//
// In the turned square, q = (θ₁ + θ₂)/√2 and d = (θ₂ − θ₁)/√2 with |q| + |d| < √2, the
// crescent (r·cos a, r·sin a) = (x₁ − 0.25 + |q|, x₂ − d) stands twice, mirrored in q. So
// p(x) is half the probability P(x) that a crescent drawn about x lies in the square with
// q > 0, and
//
//	p(θ | x) = N(r; 0.1, 0.01²)/(πr) / (2·P(x)).
type twoMoons struct {
	once    sync.Once
	entropy float64
}

// Where a crescent is, how thick it is, and how far aside it stands.
const (
	moonRadius = 0.1
	moonSD     = 0.01
	moonAside  = 0.25
	moonReach  = moonRadius + 7*moonSD // that r does not pass
)

func (*twoMoons) Dim() int      { return 2 }
func (*twoMoons) GivenDim() int { return 2 }

// Sample draws parameters from the square, and what is seen of them.
func (m *twoMoons) Sample(rng *rand.Rand, theta, x *ad.Mat) {
	for i := range theta.Rows {
		theta.Set(i, 0, uniform(rng, -1, 1))
		theta.Set(i, 1, uniform(rng, -1, 1))
	}
	m.Simulate(rng, theta, x)
}

// uniform draws between two numbers, never one of them.
func uniform(rng *rand.Rand, lo, hi float64) float64 {
	for {
		if u := rng.Float64(); u > 0 {
			return lo + (hi-lo)*u
		}
	}
}

// crescent draws a point of the crescent.
func crescent(rng *rand.Rand) (u, v float64) {
	sin, cos := math.Sincos(uniform(rng, -math.Pi/2, math.Pi/2))
	r := moonRadius + moonSD*rng.NormFloat64()
	return r * cos, r * sin
}

// turned returns q and d of a point of the square.
func turned(theta1, theta2 float64) (q, d float64) {
	return (theta1 + theta2) / math.Sqrt2, (theta2 - theta1) / math.Sqrt2
}

// Simulate draws what is seen under parameters.
func (*twoMoons) Simulate(rng *rand.Rand, theta, x *ad.Mat) {
	for i := range theta.Rows {
		q, d := turned(theta.At(i, 0), theta.At(i, 1))
		u, v := crescent(rng)
		x.Set(i, 0, u+moonAside-math.Abs(q))
		x.Set(i, 1, v+d)
	}
}

// LogProb writes the log density of the posterior of every row, −Inf outside of the square
// and where x cannot be.
func (m *twoMoons) LogProb(dst []float64, theta, x *ad.Mat) {
	p := 0.0
	for i := range dst {
		x1, x2 := x.At(i, 0), x.At(i, 1)
		if i == 0 || x1 != x.At(i-1, 0) || x2 != x.At(i-1, 1) { // a picture has all rows under one x
			p = inSquare(x1, x2)
		}
		dst[i] = moonLogProb(theta.At(i, 0), theta.At(i, 1), x1, x2, p)
	}
}

// moonLogProb is log p(θ | x) where a crescent about x is in the square with probability p.
func moonLogProb(theta1, theta2, x1, x2, p float64) float64 {
	q, d := turned(theta1, theta2)
	u, v := x1-moonAside+math.Abs(q), x2-d
	if math.Abs(theta1) >= 1 || math.Abs(theta2) >= 1 || u <= 0 || p <= 0 {
		return math.Inf(-1)
	}
	r := math.Hypot(u, v)
	off := (r - moonRadius) / moonSD
	return -off*off/2 - math.Log(moonSD) - ln2Pi/2 - math.Log(math.Pi*r) - math.Log(2*p)
}

// moonNodes is over how many angles P is summed.
const moonNodes = 120

// inSquare is P(x): along every angle the square cuts an interval out of the radii.
func inSquare(x1, x2 float64) float64 {
	q := moonAside - x1 // of the middle of the crescent, as |q| = u + 0.25 − x₁
	if q > moonReach && q+math.Abs(x2) < math.Sqrt2-2*moonReach {
		return 1
	}
	sum := 0.0
	for k := range moonNodes {
		sin, cos := math.Sincos(math.Pi * ((float64(k)+0.5)/moonNodes - 0.5))
		lo, hi := -q/cos, math.Inf(1) // q + r·cos a > 0
		for _, side := range [2]float64{1, -1} {
			// q + r·cos a ± (x₂ − r·sin a) < √2
			room, slope := math.Sqrt2-q-side*x2, cos-side*sin
			switch at := room / slope; {
			case slope > 0:
				hi = min(hi, at)
			case slope < 0:
				lo = max(lo, at)
			case room <= 0:
				hi = lo
			}
		}
		if hi > lo {
			sum += phi((hi-moonRadius)/moonSD) - phi((lo-moonRadius)/moonSD)
		}
	}
	return sum / moonNodes
}

// phi is the distribution function of the normal distribution.
func phi(v float64) float64 { return math.Erfc(-v/math.Sqrt2) / 2 }

// Entropy is log 2 + E log P(x), with p(x) = P(x)/2 over the plane, and the entropy of the
// crescent, log π + E log r and that of r.
func (m *twoMoons) Entropy() float64 {
	m.once.Do(func() {
		const step, wide = 0.01, 1.8
		inner := 0.0
		for x1 := moonAside - wide + step/2; x1 < moonAside+moonReach; x1 += step {
			for x2 := step / 2; x2 < wide; x2 += step { // what is below is the same
				if p := inSquare(x1, x2); p > 0 {
					inner += p * math.Log(p) * step * step
				}
			}
		}
		logR := 0.0
		for v := -7.0; v <= 7; v += 0.01 {
			logR += 0.01 * math.Exp(-v*v/2-ln2Pi/2) * math.Log(moonRadius+moonSD*v)
		}
		m.entropy = math.Ln2 + inner + math.Log(math.Pi) + logR + math.Log(moonSD) + (1+ln2Pi)/2
	})
	return m.entropy
}

// Possible tells whether x can be seen at all.
func (*twoMoons) Possible(x []float64) bool { return inSquare(x[0], x[1]) > 1e-3 }

// At returns the posterior under one x that is possible.
func (m *twoMoons) At(x []float64) model.Density {
	return &moonsAt{x1: x[0], x2: x[1], p: inSquare(x[0], x[1])}
}

// moonsAt is twoMoons under one x.
type moonsAt struct{ x1, x2, p float64 }

func (*moonsAt) Dim() int { return 2 }

// Sample keeps the crescents that lie in the square, and either sign of q.
func (m *moonsAt) Sample(rng *rand.Rand, theta *ad.Mat) {
	for i := 0; i < theta.Rows; {
		u, v := crescent(rng)
		q, d := u+moonAside-m.x1, m.x2-v
		if q <= 0 || q+math.Abs(d) >= math.Sqrt2 {
			continue
		}
		if rng.Uint64()&1 == 0 {
			q = -q
		}
		theta.Set(i, 0, (q-d)/math.Sqrt2)
		theta.Set(i, 1, (q+d)/math.Sqrt2)
		i++
	}
}

// LogProb writes the log density of every row.
func (m *moonsAt) LogProb(dst []float64, theta *ad.Mat) {
	for i := range dst {
		dst[i] = moonLogProb(theta.At(i, 0), theta.At(i, 1), m.x1, m.x2, m.p)
	}
}

// Entropy is the mean of −log p over fixed draws: their angles and radii evenly spread, of
// which the square keeps some.
func (m *moonsAt) Entropy() float64 {
	const angles, radii = 600, 240
	sum, mass := 0.0, 0.0
	for k := range angles {
		sin, cos := math.Sincos(math.Pi * ((float64(k)+0.5)/angles - 0.5))
		for n := range radii {
			off := 12 * ((float64(n)+0.5)/radii - 0.5)
			r, w := moonRadius+moonSD*off, math.Exp(-off*off/2)
			q, d := r*cos+moonAside-m.x1, m.x2-r*sin
			if q <= 0 || q+math.Abs(d) >= math.Sqrt2 {
				continue
			}
			sum += w * moonLogProb((q-d)/math.Sqrt2, (q+d)/math.Sqrt2, m.x1, m.x2, m.p)
			mass += w
		}
	}
	return -sum / mass
}
