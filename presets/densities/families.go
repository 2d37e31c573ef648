package densities

import (
	"math"
	"math/rand/v2"
	"sync"

	"gonum.org/v1/gonum/integrate/quad"

	"bijou/flows/ad"
	"bijou/model"
)

// Spread is p(y | x) on a line: mean and width follow x, and for x > 0 there are two
// branches that part,
//
//	x ~ U(−2, 2),  y | x ~ ½ N(m(x) + b(x), w(x)²) + ½ N(m(x) − b(x), w(x)²),
//	m = sin 1.5x,  w = 0.1 + 0.1·(1 + tanh x),  b = max(1.2x, 0).
type Spread struct{}

const spreadReach = 2.0

// Dim is the number of columns.
func (Spread) Dim() int { return 1 }

// GivenDim is the number of conditions.
func (Spread) GivenDim() int { return 1 }

func (Spread) at(x float64) (mean, width, branch float64) {
	return math.Sin(1.5 * x), 0.1 + 0.1*(1+math.Tanh(x)), max(1.2*x, 0)
}

// Sample draws conditions, and points under them, a row each.
func (s Spread) Sample(rng *rand.Rand, y, x *ad.Mat) {
	for i := range y.Rows {
		c := spreadReach * (2*rng.Float64() - 1)
		x.Set(i, 0, c)
		y.Set(i, 0, s.draw(rng, c))
	}
}

// draw returns one y under x.
func (s Spread) draw(rng *rand.Rand, x float64) float64 {
	m, w, b := s.at(x)
	if rng.IntN(2) == 0 {
		b = -b
	}
	return m + b + w*rng.NormFloat64()
}

// LogProb writes log p of every row under its condition, in nats.
func (s Spread) LogProb(dst []float64, y, x *ad.Mat) {
	for i := range dst {
		dst[i] = s.logProb(y.At(i, 0), x.At(i, 0))
	}
}

func (s Spread) logProb(y, x float64) float64 {
	m, w, b := s.at(x)
	up, down := (y-m-b)/w, (y-m+b)/w
	return logAdd(-up*up/2, -down*down/2) - math.Ln2 - Ln2Pi/2 - math.Log(w)
}

// logAdd is log(eᵃ + eᵇ).
func logAdd(a, b float64) float64 {
	if a < b {
		a, b = b, a
	}
	return a + math.Log1p(math.Exp(b-a))
}

// Entropy integrates that of y over x, by Gauss–Legendre on either side of 0, where
// the branches begin.
func (s Spread) Entropy() float64 { return spreadEntropy() }

var spreadEntropy = sync.OnceValue(func() float64 {
	s, nodes := Spread{}, 80
	mean := func(from, to float64) float64 {
		return quad.Fixed(s.entropyAt, from, to, nodes, quad.Legendre{}, 0)
	}
	return (mean(-spreadReach, 0) + mean(0, spreadReach)) / (2 * spreadReach)
})

// entropyAt is that of y under one x, by the trapezoid rule, which converges
// exponentially for what falls off on both sides.
func (s Spread) entropyAt(x float64) float64 {
	m, w, b := s.at(x)
	const tails, perWidth = 10, 20
	lo, hi := m-b-tails*w, m+b+tails*w
	n := int((hi - lo) / w * perWidth)
	h, sum := (hi-lo)/float64(n), 0.0
	for i := range n + 1 {
		logp := s.logProb(lo+float64(i)*h, x)
		sum -= math.Exp(logp) * logp
	}
	return sum * h
}

// At returns p(y | x) under one x.
func (s Spread) At(c []float64) model.Density { return spreadAt{x: c[0]} }

// spreadAt is spread under one x.
type spreadAt struct {
	Spread
	x float64
}

func (s spreadAt) Sample(rng *rand.Rand, y *ad.Mat) {
	for i := range y.Rows {
		y.Set(i, 0, s.draw(rng, s.x))
	}
}

func (s spreadAt) LogProb(dst []float64, y *ad.Mat) {
	for i := range dst {
		dst[i] = s.logProb(y.At(i, 0), s.x)
	}
}

func (s spreadAt) Entropy() float64 { return s.entropyAt(s.x) }

// Radii is p(x | r) in the plane: a ring of radius r with a normal radius,
//
//	r ~ U(½, 2½),  x | r = R·(cos θ, sin θ),  R ~ N(r, σ²),  θ uniform.
type Radii struct{}

const (
	radiiLow, radiiHigh = 0.5, 2.5
	radiiSD             = 0.08
)

// Dim is the number of columns.
func (Radii) Dim() int { return 2 }

// GivenDim is the number of conditions.
func (Radii) GivenDim() int { return 1 }

// Sample draws conditions, and points under them, a row each.
func (Radii) Sample(rng *rand.Rand, x, given *ad.Mat) {
	for i := range x.Rows {
		r := radiiLow + (radiiHigh-radiiLow)*rng.Float64()
		given.Set(i, 0, r)
		drawRing(rng, x, i, r)
	}
}

// drawRing puts a point of the ring of radius r into row i.
func drawRing(rng *rand.Rand, x *ad.Mat, i int, r float64) {
	angle, radius := 2*math.Pi*rng.Float64(), r+radiiSD*rng.NormFloat64()
	x.Set(i, 0, radius*math.Cos(angle))
	x.Set(i, 1, radius*math.Sin(angle))
}

// LogProb counts radii below 0 as well, which lie on the other side.
func (Radii) LogProb(dst []float64, x, given *ad.Mat) {
	for i := range dst {
		dst[i] = ringLogProb(x, i, given.At(i, 0))
	}
}

// ringLogProb is log p of row i under the radius r.
func ringLogProb(x *ad.Mat, i int, r float64) float64 {
	rho := math.Hypot(x.At(i, 0), x.At(i, 1))
	near, far := (rho-r)/radiiSD, (rho+r)/radiiSD
	return logAdd(-near*near/2, -far*far/2) - Ln2Pi/2 - math.Log(radiiSD) - math.Log(2*math.Pi*rho)
}

// Entropy is the mean of [ringEntropy] over r; that R is below 0 once in 10⁹ counts for nothing.
func (Radii) Entropy() float64 { return radiiEntropy() }

var radiiEntropy = sync.OnceValue(func() float64 {
	return quad.Fixed(ringEntropy, radiiLow, radiiHigh, 80, quad.Legendre{}, 0) / (radiiHigh - radiiLow)
})

// ringEntropy is that of the radius and of the angle, and E log R, under r.
func ringEntropy(r float64) float64 {
	logRadius := quad.Fixed(func(u float64) float64 {
		return math.Exp(-u*u/2-Ln2Pi/2) * math.Log(r+radiiSD*u)
	}, -6, 6, 80, quad.Legendre{}, 0)
	return 0.5*(1+Ln2Pi) + math.Log(radiiSD) + math.Log(2*math.Pi) + logRadius
}

// At returns the ring of one radius.
func (Radii) At(c []float64) model.Density { return ringAt{r: c[0]} }

// ringAt is radii under one radius.
type ringAt struct {
	Radii
	r float64
}

func (a ringAt) Sample(rng *rand.Rand, x *ad.Mat) {
	for i := range x.Rows {
		drawRing(rng, x, i, a.r)
	}
}

func (a ringAt) LogProb(dst []float64, x *ad.Mat) {
	for i := range dst {
		dst[i] = ringLogProb(x, i, a.r)
	}
}

func (a ringAt) Entropy() float64 { return ringEntropy(a.r) }

// Classes is p(x | k): one of some shapes of the plane, each as likely.
type Classes struct{ Shapes []model.Density }

// Dim is the number of columns.
func (Classes) Dim() int { return 2 }

// GivenDim is the number of conditions.
func (c Classes) GivenDim() int { return len(c.Shapes) }

// Sample draws conditions, and points under them, a row each.
func (c Classes) Sample(rng *rand.Rand, x, given *ad.Mat) {
	clear(given.Data)
	one := ad.New(1, 2)
	for i := range x.Rows {
		k := rng.IntN(len(c.Shapes))
		c.Shapes[k].Sample(rng, one)
		given.Set(i, k, 1)
		x.Set(i, 0, one.Data[0])
		x.Set(i, 1, one.Data[1])
	}
}

// LogProb writes log p of every row under its condition, in nats.
func (c Classes) LogProb(dst []float64, x, given *ad.Mat) {
	logp := make([]float64, x.Rows)
	for k, shape := range c.Shapes {
		shape.LogProb(logp, x)
		for i := range dst {
			if given.At(i, k) == 1 {
				dst[i] = logp[i]
			}
		}
	}
}

// Entropy is the mean of −log p over conditions and draws under them, in nats.
func (c Classes) Entropy() float64 {
	sum := 0.0
	for _, shape := range c.Shapes {
		sum += shape.Entropy()
	}
	return sum / float64(len(c.Shapes))
}

// At returns the shape of a class: the one whose level is 1.
func (c Classes) At(level []float64) model.Density {
	for k, v := range level {
		if v == 1 {
			return c.Shapes[k]
		}
	}
	panic("presets: a condition without a class")
}
