package worlds

import (
	"math"
	"math/rand/v2"

	"bijou/flows/ad"
	"bijou/model"
	"bijou/model/acting"
)

// Arms are two choices, made once. Safe pays N(1, 0.1²); risky pays N(−1, 0.2²) or
// N(3.1, 0.2²) with equal chances. Risky is better on average, and worse for whoever
// minds the worst tenth.
type Arms struct{ laws []mixture }

// The numbers of the choices.
const (
	Safe = iota
	Risky
)

// NewArms returns the two arms.
func NewArms() *Arms {
	return &Arms{[]mixture{{{1, 0.1}}, {{-1, 0.2}, {3.1, 0.2}}}}
}

// Shape returns that of one choice between two.
func (*Arms) Shape() acting.Shape {
	return acting.Shape{Actions: []string{"arm"}, Choices: []string{"safe", "risky"}, Horizon: 1, Discount: 1}
}

// Reset has nothing to set.
func (*Arms) Reset(*rand.Rand, *ad.Mat) {}

// Step pays what the arms draw, and that is all.
func (a *Arms) Step(rng *rand.Rand, t acting.Turn) {
	for i, arm := range t.Action.Data {
		t.Reward[i], t.Over[i] = a.laws[int(arm)].draw(rng), true
	}
}

// Observe has nothing to tell.
func (*Arms) Observe(_, _ *ad.Mat) {}

// Mean is what an arm pays on average.
func (a *Arms) Mean(arm int) float64 { return a.laws[arm].mean() }

// CVaR is the mean of the worst share of what an arm pays.
func (a *Arms) CVaR(arm int, share float64) float64 { return a.laws[arm].cvar(share) }

// Dim is 1: the return.
func (*Arms) Dim() int { return 1 }

// GivenDim is 2: which of the arms.
func (*Arms) GivenDim() int { return 2 }

// Given names the condition.
func (*Arms) Given() []model.Given {
	return []model.Given{{Name: "arm", Levels: []string{"safe", "risky"}}}
}

// Sample draws an arm for every row, and what it pays.
func (a *Arms) Sample(rng *rand.Rand, x, given *ad.Mat) {
	clear(given.Data)
	for i := range x.Data {
		arm := rng.IntN(len(a.laws))
		given.Set(i, arm, 1)
		x.Data[i] = a.laws[arm].draw(rng)
	}
}

// LogProb writes the log density of every return under its arm.
func (a *Arms) LogProb(dst []float64, x, given *ad.Mat) {
	for i, v := range x.Data {
		arm := Safe
		if given.At(i, Risky) > 0.5 {
			arm = Risky
		}
		dst[i] = a.laws[arm].logDensity(v)
	}
}

// Entropy is the mean of those of the arms.
func (a *Arms) Entropy() float64 {
	sum := 0.0
	for _, law := range a.laws {
		sum += law.entropy()
	}
	return sum / float64(len(a.laws))
}

// A mixture is a law of equally likely normal distributions.
type mixture []struct{ mean, sd float64 }

func (m mixture) draw(rng *rand.Rand) float64 {
	c := m[rng.IntN(len(m))]
	return c.mean + c.sd*rng.NormFloat64()
}

func (m mixture) mean() float64 {
	sum := 0.0
	for _, c := range m {
		sum += c.mean
	}
	return sum / float64(len(m))
}

func (m mixture) logDensity(x float64) float64 {
	sum := 0.0
	for _, c := range m {
		u := (x - c.mean) / c.sd
		sum += math.Exp(-u*u/2) / (c.sd * math.Sqrt(2*math.Pi))
	}
	return math.Log(sum / float64(len(m)))
}

func (m mixture) cdf(x float64) float64 {
	sum := 0.0
	for _, c := range m {
		sum += math.Erfc(-(x-c.mean)/(c.sd*math.Sqrt2)) / 2
	}
	return sum / float64(len(m))
}

// span returns where all but 1e-15 of the law lies.
func (m mixture) span() (lo, hi float64) {
	lo, hi = math.Inf(1), math.Inf(-1)
	for _, c := range m {
		lo, hi = min(lo, c.mean-8*c.sd), max(hi, c.mean+8*c.sd)
	}
	return lo, hi
}

// quantile returns the number below which a share of the law lies, by bisection.
func (m mixture) quantile(share float64) float64 {
	lo, hi := m.span()
	for range 80 {
		if mid := (lo + hi) / 2; m.cdf(mid) < share {
			lo = mid
		} else {
			hi = mid
		}
	}
	return (lo + hi) / 2
}

// cvar is the mean below the quantile q: (Σ μΦ(u) − σφ(u))/(n·share), u = (q − μ)/σ.
func (m mixture) cvar(share float64) float64 {
	q, sum := m.quantile(share), 0.0
	for _, c := range m {
		u := (q - c.mean) / c.sd
		sum += c.mean*math.Erfc(-u/math.Sqrt2)/2 - c.sd*math.Exp(-u*u/2)/math.Sqrt(2*math.Pi)
	}
	return sum / (float64(len(m)) * share)
}

// entropy is −∫ p log p by the trapezoidal rule, whose error is below 1e-9 here.
func (m mixture) entropy() float64 {
	lo, hi := m.span()
	const n = 4000
	step, sum := (hi-lo)/n, 0.0
	for i := range n + 1 {
		if l := m.logDensity(lo + step*float64(i)); !math.IsInf(l, 0) {
			sum -= math.Exp(l) * l * step
		}
	}
	return sum
}
