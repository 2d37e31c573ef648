package flows

import (
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/stat/distuv"

	"bijou/flows/ad"
	"bijou/flows/ad/kernel"
)

// Independent is a base whose columns are independent draws of the same
// distribution of one number.
type Independent struct {
	name string
	law  law
}

// A law is a distribution of one number.
type law interface {
	// at returns log p and its derivative.
	at(v float64) (logp, slope float64)
	// draw returns an independent sample.
	draw(rng *rand.Rand) float64
}

// Name returns the name with what was set: student(nu=3).
func (b *Independent) Name() string { return b.name }

// LogProb returns the sum of log p over the columns.
func (b *Independent) LogProb(z *ad.Mat) *ad.Mat {
	t, n := z.Tape(), z.Rows
	logp, slope := t.Value(n, 1, z.Grad != nil), t.Value(n, z.Cols, false)
	clear(logp.Data)
	for j := range z.Cols {
		sc := slope.Col(j)
		for i, v := range z.Col(j) {
			var p float64
			p, sc[i] = b.law.at(v)
			logp.Data[i] += p
		}
	}
	ad.Custom(scoreOf{}, ad.Call{In: [5]*ad.Mat{z}, Out: [2]*ad.Mat{logp}, Saved: [2]*ad.Mat{slope}})
	return logp
}

// Draw fills z sample by sample, so that the first samples do not depend on how
// many follow.
func (b *Independent) Draw(rng *rand.Rand, z *ad.Mat) {
	for i := range z.Rows {
		for j := range z.Cols {
			z.Set(i, j, b.law.draw(rng))
		}
	}
}

// scoreOf differentiates a log density, given its gradient at every sample, n×D.
type scoreOf struct{}

// Backward adds the gradient of the samples.
func (scoreOf) Backward(c *ad.Call) {
	z, logp, slope := c.In[0], c.Out[0], c.Saved[0]
	for j := range z.Cols {
		kernel.AddMul(z.Grad[j*z.Rows:(j+1)*z.Rows], slope.Col(j), logp.Grad)
	}
}

// uniform is the uniform distribution on [0, 1].
type uniform struct{}

func (uniform) at(v float64) (logp, slope float64) {
	switch {
	case v >= 0 && v <= 1:
		return 0, 0
	case math.IsNaN(v):
		return v, v
	}
	return math.Inf(-1), 0
}

// draw leaves out the bounds, which a logit would carry to infinity.
func (uniform) draw(rng *rand.Rand) float64 {
	for {
		if u := rng.Float64(); u > 0 {
			return u
		}
	}
}

// logistic has the distribution function 1/(1 + e⁻ᵛ).
type logistic struct{}

func (logistic) at(v float64) (logp, slope float64) {
	far := math.Abs(v)
	return -far - 2*kernel.Softplus1(-far), -math.Tanh(v / 2)
}

func (logistic) draw(rng *rand.Rand) float64 {
	u := uniform{}.draw(rng)
	return math.Log(u) - math.Log1p(-u)
}

// laplace has the density e^−|v| / 2.
type laplace struct{}

func (laplace) at(v float64) (logp, slope float64) {
	slope = -math.Copysign(1, v)
	if v == 0 {
		slope = 0
	}
	return -math.Abs(v) - math.Ln2, slope
}

func (laplace) draw(rng *rand.Rand) float64 {
	size := rng.ExpFloat64()
	if rng.Uint64()&1 == 0 {
		return -size
	}
	return size
}

// student is Student's t distribution with ν degrees of freedom: the fewer, the
// heavier its tails.
type student struct {
	nu, norm float64 // degrees of freedom, and log p(0)
}

func newStudent(nu float64) student {
	a, _ := math.Lgamma((nu + 1) / 2)
	b, _ := math.Lgamma(nu / 2)
	return student{nu, a - b - math.Log(nu*math.Pi)/2}
}

func (s student) at(v float64) (logp, slope float64) {
	if math.Abs(v) > 1e10*math.Sqrt(s.nu) { // the square might overflow, and 1 adds nothing to it
		return s.norm - (s.nu+1)*math.Log(math.Abs(v)/math.Sqrt(s.nu)), -(s.nu + 1) / v
	}
	ratio := v / s.nu * v
	return s.norm - (s.nu+1)/2*math.Log1p(ratio), -(s.nu + 1) * v / (s.nu * (1 + ratio))
}

// draw divides a normal number by the root of a χ² one over ν.
func (s student) draw(rng *rand.Rand) float64 {
	chi2 := distuv.ChiSquared{K: s.nu, Src: rng}.Rand()
	return rng.NormFloat64() / math.Sqrt(chi2/s.nu)
}
